// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QPushButton;

namespace casement
{

/// Says that the sample community is in the workspace, and takes it away with one click.
class SampleBanner final : public QWidget
{
    Q_OBJECT
public:
    explicit SampleBanner(QWidget *parent = nullptr);

    void setBusy(bool busy);

Q_SIGNALS:
    void removeChosen();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *m_remove;
};

} // namespace casement

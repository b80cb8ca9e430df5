// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/colors.h"

#include <QAbstractButton>

namespace casement
{

/// A row to press: an icon, a title and a quieter second line, each plain text elided to the width.
class RowButton final : public QAbstractButton
{
    Q_OBJECT
public:
    explicit RowButton(QWidget *parent = nullptr);

    void setContent(const QString &iconName, const QString &title, const QString &subtitle,
                    ColorRole subtitleRole = ColorRole::MutedText);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_iconName;
    QString m_title;
    QString m_subtitle;
    ColorRole m_subtitleRole = ColorRole::MutedText;
};

} // namespace casement

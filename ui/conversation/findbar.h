// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;

namespace casement
{

/// Find in the conversation: as one types, Enter for the next older hit, Shift+Enter for the newer,
/// Esc closes.
class FindBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(QWidget *parent = nullptr);

    void open(const QString &needle);
    [[nodiscard]] QString needle() const;
    void setState(int hits, int current, bool isLookingFurther);

Q_SIGNALS:
    void needleChanged(const QString &needle);
    void nextWanted(bool backward);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QLineEdit *m_edit;
    QLabel *m_state;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace casement
{

/// What stands where nothing is: why it is empty, and at most one thing to do about it.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// \a actionText empty: no button.
    void show(const QString &iconName, const QString &title, const QString &reason,
              const QString &actionText = {});

    /// Its words wrap in whatever place it gets: measuring them for every width at each layout of
    /// the window would be for nothing.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void activated();

protected:
    void changeEvent(QEvent *event) override;

private:
    void tint();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_reason;
    QPushButton *m_button;
};

} // namespace casement

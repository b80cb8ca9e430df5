// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>
#include <chrono>
#include <functional>

class QLabel;
class QTimer;
class QToolButton;
class QPushButton;

namespace casement
{

/// A passing message at the foot of the window with at most one thing to do. It waits while the
/// pointer or the keyboard is on it. One at a time: a new one takes the place of the last.
class Toast final : public QFrame
{
    Q_OBJECT
public:
    explicit Toast(QWidget *window);

    /// \a actionText empty: only words. The signal activated() belongs to the toast that is shown
    /// last.
    void show(const QString &text, const QString &actionText, std::chrono::milliseconds lasting);
    /// The same with an action of its own, which is called instead of activated().
    void show(const QString &text, const QString &actionText, std::chrono::milliseconds lasting,
              std::function<void()> action);
    void dismiss();
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void activated();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void place();
    void goOn();

    QLabel *m_text;
    QPushButton *m_action;
    QToolButton *m_close;
    QTimer *m_timer;
    std::chrono::milliseconds m_left{};
    std::function<void()> m_do; ///< empty: activated() is emitted
};

} // namespace casement

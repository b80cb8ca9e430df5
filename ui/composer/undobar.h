// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"

#include <QFrame>
#include <QTimer>
#include <chrono>

class QLabel;
class QPushButton;

namespace casement
{

/// "Sending to Ada in 8 seconds · Undo", for as long as the message is held. Time stands still
/// while the pointer is on it.
class UndoBar final : public QFrame
{
    Q_OBJECT
public:
    /// As long as the outbox holds an item at most.
    static constexpr std::chrono::milliseconds longestPause{60'000};

    explicit UndoBar(QWidget *parent = nullptr);

    void start(OutboxId item, const QString &audience, std::chrono::milliseconds time);
    [[nodiscard]] OutboxId item() const { return m_item; }
    void dismiss();

Q_SIGNALS:
    void undoWanted(casement::OutboxId item);
    /// The time is over: the message is on its way.
    void ended();
    /// The pointer came on it, or left: time stands still between the two.
    void pauseWanted(casement::OutboxId item);
    void resumeWanted(casement::OutboxId item, std::chrono::milliseconds left);

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void tick();
    void resume();

    OutboxId m_item;
    QString m_audience;
    std::chrono::milliseconds m_left{};
    QTimer m_timer;
    QLabel *m_text;
    QPushButton *m_undo;
    std::chrono::milliseconds m_paused{};
    bool m_isPaused = false;
};

} // namespace casement

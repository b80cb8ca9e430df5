// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <algorithm>

namespace casement
{

/// The longest time that the main thread did not come to itself, in milliseconds.
class Stalls final : public QObject
{
public:
    Stalls()
    {
        m_last.start();
        connect(&m_timer, &QTimer::timeout, this,
                [this] { longest = std::max(longest, m_last.restart()); });
        m_timer.start(5);
    }
    qint64 longest = 0;

private:
    QTimer m_timer;
    QElapsedTimer m_last;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMap>
#include <QStringList>
#include <chrono>

namespace casement
{

/// What came of messages on all channels at once.
struct ChannelLoad {
    QString problem;                      ///< why nothing could be said; empty otherwise
    QStringList left;                     ///< channels that cannot run here, and why
    QMap<QString, int> sent;              ///< messages by channel
    QStringList missing;                  ///< what a server has for us and is not in the workspace
    QStringList undelivered;              ///< of what is not there, what its server lost itself
    QStringList twice;                    ///< what is there more than once
    std::chrono::milliseconds sending{0}; ///< how long it took to say all of it
    std::chrono::milliseconds catchUp{0}; ///< from the last one until all were there
    std::chrono::milliseconds stall{0};   ///< the longest in the window while it came in
    std::chrono::milliseconds work{0};    ///< the most processor time in one turn of its event loop
    QString workIn;                       ///< what took most of that: receiver and event
    QString verified;                     ///< what `casement verify` complains of
};

/// Members of the community write on all channels, \a perSecond messages together, for \a duration,
/// while \a windowProgram (casement-livewindow) is open on the workspace. Then all that they have
/// said is looked for in it.
[[nodiscard]] ChannelLoad loadChannels(std::chrono::seconds duration, int perSecond,
                                       const QString &windowProgram);

} // namespace casement

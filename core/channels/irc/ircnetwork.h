// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircparser.h"

#include <QHash>
#include <QSet>

namespace casement
{

enum class IrcCaseMapping { Ascii, Rfc1459, Rfc1459Strict };

/// Lower case as the server has it: in "rfc1459", {|}~ are the small letters of []\^.
[[nodiscard]] QByteArray foldIrc(QByteArrayView name, IrcCaseMapping mapping);

/// What a server says of itself: RPL_ISUPPORT (005). Values that make no sense leave the default.
struct IrcNetwork {
    IrcCaseMapping caseMapping = IrcCaseMapping::Rfc1459;
    QByteArray channelTypes = "#&";
    QByteArray statusPrefixes = "@+";   ///< "@#channel" reaches the operators of it
    int historyLimit = 0;               ///< messages a CHATHISTORY answer has at most; 0: not told
    bool hasMessageIdReferences = true; ///< MSGREFTYPES has msgid
    int nickLength = 0;
    QByteArrayList deniedClientTags; ///< CLIENTTAGDENY

    void take(const IrcMessage &isupport);
    [[nodiscard]] QByteArray fold(QByteArrayView name) const { return foldIrc(name, caseMapping); }
    [[nodiscard]] bool isChannel(const QByteArray &target) const
    {
        return !target.isEmpty() && channelTypes.contains(target.front());
    }
    /// The channel that a STATUSMSG target means; others as they are.
    [[nodiscard]] QByteArray withoutStatus(const QByteArray &target) const;
    /// Whether a client-only tag (without its "+") is passed on to others.
    [[nodiscard]] bool passesClientTag(const QByteArray &name) const;

    bool operator==(const IrcNetwork &) const = default;
};

} // namespace casement

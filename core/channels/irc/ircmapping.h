// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircnetwork.h"
#include "core/domain/message.h"
#include "core/domain/timestamp.h"

#include <QDateTime>
#include <optional>

namespace casement
{

/// The client-only tag under which our own words know, in the server's history and in the echo,
/// which item of the outbox they are: "Message-ID,part,parts". It counts only in lines that the
/// server says are ours.
inline constexpr char kIrcOutboxTag[] = "casement.example/id";

/// Who we are on a connection; what mapping needs to know beside the line.
struct IrcContext {
    QString networkName; ///< IrcSettings::networkName()
    IrcNetwork network;
    QByteArray nick;
    QByteArray account;
    Address ownAddress;
    Timestamp now;
    const QHash<QByteArray, QByteArray> *accounts = nullptr; ///< folded nick → account, if known
    quint64 serial = 0; ///< tells lines apart that have neither a msgid nor a time
    bool isHistory = false;
};

/// "nick@network", folded by the server's CASEMAPPING: who has it can change at any time, so it is
/// worth no more than the nick. Both parts, because the same nick on two networks is two people.
[[nodiscard]] QString ircNickAddress(const QByteArray &nick, const IrcNetwork &network,
                                     const QString &networkName);
/// "$a:account@network", in the notation that operators use for accounts in bans: what the server
/// vouches for must never be mixed up with someone who merely took the nick, and neither "$" nor
/// ":" can be in a nick.
[[nodiscard]] QString ircAccountAddress(const QString &account, const QString &networkName);

/// What an answer to the line with \a msgid names.
[[nodiscard]] QByteArray ircMessageId(const QByteArray &msgid, const QString &networkName);

/// What an address of this network means for sending.
struct IrcTarget {
    enum class Kind { None, Nick, Account, Channel };
    Kind kind = Kind::None;
    QByteArray name;

    bool operator==(const IrcTarget &) const = default;
};
[[nodiscard]] IrcTarget ircTarget(const QString &address, const QString &networkName);

/// Which outbox item, and which part of it, a line of ours is.
struct IrcOutboxPart {
    QByteArray messageId;
    int part = 0;
    int parts = 0;
};
[[nodiscard]] std::optional<IrcOutboxPart> ircOutboxPart(const IrcMessage &line);
[[nodiscard]] QByteArray ircOutboxTagValue(const IrcOutboxPart &part);

[[nodiscard]] bool isOurs(const IrcMessage &line, const IrcContext &context);
/// The server's time of the line; nothing where it told none, or one that is no time.
[[nodiscard]] std::optional<Timestamp> ircTime(const IrcMessage &line);

/// Text without the codes for bold, colours and so on. Links keep every character.
[[nodiscard]] QString withoutIrcFormatting(const QString &text);
/// Whether \a text has \a nick as a word of its own.
[[nodiscard]] bool mentionsNick(const QString &text, const QByteArray &nick,
                                const IrcNetwork &network);

/// A PRIVMSG or NOTICE as a message: a line in a channel belongs to the channel's one running
/// conversation, a private one to that with the partner. A channel's line is addressed to us when
/// it names our nick. Nothing for CTCP other than ACTION (also DCC), notices of servers, and
/// everything else.
[[nodiscard]] std::optional<IncomingMessage> mapIrcMessage(const IrcMessage &line,
                                                           const IrcContext &context);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircnetwork.h"

#include <algorithm>

namespace casement
{

namespace
{

constexpr int kLongestName = 512;

/// A number from 1 to \a most, else \a fallback.
int number(const QByteArray &text, int most, int fallback)
{
    bool ok = false;
    const int value = text.toInt(&ok);
    return ok && value > 0 ? std::min(value, most) : fallback;
}

} // namespace

QByteArray foldIrc(QByteArrayView name, IrcCaseMapping mapping)
{
    const char last = mapping == IrcCaseMapping::Ascii           ? 'Z'
                      : mapping == IrcCaseMapping::Rfc1459Strict ? ']'
                                                                 : '^';
    QByteArray folded = name.toByteArray();
    for (char &c : folded) {
        if (c >= 'A' && c <= last)
            c = static_cast<char>(c + ('a' - 'A'));
    }
    return folded;
}

void IrcNetwork::take(const IrcMessage &isupport)
{
    // The first parameter is our nick, the last one is "are supported by this server".
    for (qsizetype i = 1; i < isupport.params.size(); ++i) {
        const QByteArray &token = isupport.params.at(i);
        const qsizetype equals = token.indexOf('=');
        const QByteArray key = equals < 0 ? token : token.first(equals);
        const QByteArray value = equals < 0 ? QByteArray() : token.sliced(equals + 1);
        if (key == "CASEMAPPING") {
            caseMapping = value == "ascii"            ? IrcCaseMapping::Ascii
                          : value == "rfc1459-strict" ? IrcCaseMapping::Rfc1459Strict
                                                      : IrcCaseMapping::Rfc1459;
        } else if (key == "CHANTYPES") {
            // A letter here would make channels of people.
            QByteArray types = value;
            types.removeIf([](char c) { return !QByteArrayView("#&+!~%^").contains(c); });
            channelTypes = types;
        } else if (key == "STATUSMSG") {
            statusPrefixes = value.first(std::min<qsizetype>(value.size(), 16));
        } else if (key == "CHATHISTORY" || key == "draft/CHATHISTORY") {
            historyLimit = number(value, 1000, 0);
        } else if (key == "MSGREFTYPES") {
            hasMessageIdReferences = value.split(',').contains("msgid");
        } else if (key == "NICKLEN") {
            nickLength = number(value, kLongestName, 0);
        } else if (key == "CLIENTTAGDENY") {
            deniedClientTags = value.split(',');
        }
    }
}

QByteArray IrcNetwork::withoutStatus(const QByteArray &target) const
{
    if (target.size() > 1 && !isChannel(target) && statusPrefixes.contains(target.front()) &&
        isChannel(target.sliced(1)))
        return target.sliced(1);
    return target;
}

bool IrcNetwork::passesClientTag(const QByteArray &name) const
{
    if (deniedClientTags.contains("*"))
        return deniedClientTags.contains("-" + name);
    return !deniedClientTags.contains(name);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircmapping.h"

#include <QCryptographicHash>
#include <algorithm>

namespace casement
{

namespace
{

constexpr QLatin1StringView kKind("irc");
constexpr QLatin1StringView kAccountSign("$a:");
/// No server has been up longer; an earlier time is a clock that was never set.
constexpr qint64 kEarliest = 315'532'800'000; // 1980
constexpr qint64 kLatest = 253'402'300'799'999;

bool isNumberIn(const QByteArray &text, int &value)
{
    bool ok = false;
    value = text.toInt(&ok);
    return ok && value > 0 && value <= 10'000;
}

/// How many characters a colour code has after \x03: up to two digits, and with a comma again.
qsizetype colourLength(QStringView rest)
{
    const auto digits = [](QStringView text) {
        qsizetype count = 0;
        while (count < 2 && count < text.size() && text[count] >= u'0' && text[count] <= u'9')
            ++count;
        return count;
    };
    const qsizetype first = digits(rest);
    if (first > 0 && first < rest.size() && rest[first] == u',') {
        if (const qsizetype second = digits(rest.sliced(first + 1)))
            return first + 1 + second;
    }
    return first;
}

qsizetype hexColourLength(QStringView rest)
{
    const auto isHex = [](QStringView text) {
        return text.size() >= 6 && std::ranges::all_of(text.first(6), [](QChar c) {
                   return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') ||
                          (c >= u'A' && c <= u'F');
               });
    };
    if (!isHex(rest))
        return 0;
    return rest.size() > 6 && rest[6] == u',' && isHex(rest.sliced(7)) ? 13 : 6;
}

/// Letters, digits, and what else nicks are made of.
bool isNickCharacter(QChar c)
{
    return c.isLetterOrNumber() || QStringView(u"_-[]\\`^{}|").contains(c);
}

Address addressOf(const IrcMessage &line, const IrcContext &context)
{
    const QByteArray nick = line.nick();
    const QByteArray account = line.tags.value("account");
    const bool hasAccount = !account.isEmpty() && account != "*";
    return {.kind = kKind,
            .address = hasAccount ? ircAccountAddress(decodeIrc(account), context.networkName)
                                  : ircNickAddress(nick, context.network, context.networkName),
            .name = decodeIrc(nick)};
}

QByteArray sha256(const QByteArrayList &parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray &part : parts) {
        hash.addData(QByteArray(QByteArray::number(part.size()) + ':'));
        hash.addData(part);
    }
    return hash.result();
}

/// The text of a CTCP ACTION; nothing for other CTCP. \a isCtcp says whether it was any.
std::optional<QByteArray> actionText(QByteArray text, bool &isCtcp)
{
    isCtcp = text.startsWith('\x01');
    if (!isCtcp)
        return std::nullopt;
    text.remove(0, 1);
    if (text.endsWith('\x01'))
        text.chop(1);
    if (text != "ACTION" && !text.startsWith("ACTION "))
        return std::nullopt;
    return text.sliced(std::min<qsizetype>(text.size(), 7));
}

} // namespace

QString ircNickAddress(const QByteArray &nick, const IrcNetwork &network,
                       const QString &networkName)
{
    return normalizedAddress(kKind, decodeIrc(network.fold(nick)) + u'@' + networkName);
}

QString ircAccountAddress(const QString &account, const QString &networkName)
{
    return normalizedAddress(kKind, kAccountSign + account + u'@' + networkName);
}

IrcTarget ircTarget(const QString &address, const QString &networkName)
{
    const qsizetype at = address.lastIndexOf(u'@');
    if (at <= 0 || address.sliced(at + 1).compare(networkName, Qt::CaseInsensitive) != 0)
        return {};
    const QString name = address.first(at);
    if (name.startsWith(kAccountSign))
        return {IrcTarget::Kind::Account, name.sliced(kAccountSign.size()).toUtf8()};
    if (QStringView(u"#&+!").contains(name.front()))
        return {IrcTarget::Kind::Channel, name.toUtf8()};
    // A list would reach several people, a mask everyone on a server.
    if (name.startsWith(u'$') || name.contains(u','))
        return {};
    return {IrcTarget::Kind::Nick, name.toUtf8()};
}

std::optional<IrcOutboxPart> ircOutboxPart(const IrcMessage &line)
{
    const QByteArrayList fields = line.tags.value(QByteArray("+") + kIrcOutboxTag).split(',');
    IrcOutboxPart part;
    if (fields.size() != 3 || fields[0].isEmpty() || fields[0].size() > 300 ||
        !isNumberIn(fields[1], part.part) || !isNumberIn(fields[2], part.parts) ||
        part.part > part.parts)
        return std::nullopt;
    part.messageId = fields[0];
    return part;
}

QByteArray ircOutboxTagValue(const IrcOutboxPart &part)
{
    return part.messageId + ',' + QByteArray::number(part.part) + ',' +
           QByteArray::number(part.parts);
}

QByteArray ircMessageId(const QByteArray &msgid, const QString &networkName)
{
    return msgid + "@irc." + networkName.toUtf8();
}

bool isOurs(const IrcMessage &line, const IrcContext &context)
{
    // In history a nick proves nothing: someone else may have had it then.
    const QByteArray account = line.tags.value("account");
    if (context.isHistory && !context.account.isEmpty() && !account.isEmpty() && account != "*")
        return context.network.fold(account) == context.network.fold(context.account);
    return !context.nick.isEmpty() &&
           context.network.fold(line.nick()) == context.network.fold(context.nick);
}

std::optional<Timestamp> ircTime(const IrcMessage &line)
{
    const QByteArray text = line.tags.value("time");
    if (text.isEmpty() || text.size() > 40)
        return std::nullopt;
    const QDateTime at = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODateWithMs);
    if (!at.isValid())
        return std::nullopt;
    const qint64 ms = at.toMSecsSinceEpoch();
    if (ms < kEarliest || ms > kLatest)
        return std::nullopt;
    return fromMilliseconds(ms);
}

QString withoutIrcFormatting(const QString &text)
{
    QString result;
    result.reserve(text.size());
    const QStringView view = text;
    for (qsizetype i = 0; i < view.size(); ++i) {
        const char16_t c = view[i].unicode();
        if (c == 0x03)
            i += colourLength(view.sliced(i + 1));
        else if (c == 0x04)
            i += hexColourLength(view.sliced(i + 1));
        else if (c == u'\t')
            result += u' ';
        else if (c >= 0x20 && c != 0x7f)
            result += view[i];
    }
    return result;
}

bool mentionsNick(const QString &text, const QByteArray &nick, const IrcNetwork &network)
{
    if (nick.isEmpty())
        return false;
    const QString needle = decodeIrc(network.fold(nick));
    const QString folded = decodeIrc(network.fold(text.toUtf8()));
    for (qsizetype at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1)) {
        const qsizetype end = at + needle.size();
        if ((at == 0 || !isNickCharacter(folded[at - 1])) &&
            (end == folded.size() || !isNickCharacter(folded[end])))
            return true;
    }
    return false;
}

std::optional<IncomingMessage> mapIrcMessage(const IrcMessage &line, const IrcContext &context)
{
    const bool isNotice = line.command == "NOTICE";
    if ((!isNotice && line.command != "PRIVMSG") || line.params.size() < 2 || line.source.isEmpty())
        return std::nullopt;
    const bool isFromServer = !line.source.contains('!') && line.source.contains('.');
    const QByteArray target = context.network.withoutStatus(line.param(0));
    if (isFromServer || target.isEmpty() || target.startsWith('$'))
        return std::nullopt;
    bool isCtcp = false;
    const auto action = actionText(line.param(1), isCtcp);
    if (isCtcp && (!action || isNotice))
        return std::nullopt;

    const bool ours = isOurs(line, context);
    const bool isInChannel = context.network.isChannel(target);
    IncomingMessage message;
    message.raw = line.raw;
    message.rawFormat = RawFormat::Text;
    message.direction = ours ? Direction::Outgoing : Direction::Incoming;
    message.visibility = isInChannel ? Visibility::Public : Visibility::Direct;
    message.author = ours ? context.ownAddress : addressOf(line, context);
    if (message.author.name.isEmpty())
        message.author.name = decodeIrc(line.nick());

    const QString words = withoutIrcFormatting(decodeIrc(action.value_or(line.param(1))));
    message.text = action ? QString(u"* " + decodeIrc(line.nick()) + u' ' + words) : words;
    message.isAutomatic = isNotice;

    if (isInChannel) {
        const QString name = decodeIrc(target);
        const QString folded = decodeIrc(context.network.fold(target));
        message.conversationKey = u"channel:" + folded;
        message.subject = name;
        message.recipients = {
            {RecipientRole::To,
             {.kind = kKind,
              .address = normalizedAddress(kKind, folded + u'@' + context.networkName),
              .name = name}}};
        message.isContext = !mentionsNick(words, context.nick, context.network);
    } else if (ours) {
        const QByteArray account =
            context.accounts ? context.accounts->value(context.network.fold(target)) : QByteArray();
        const Address partner{.kind = kKind,
                              .address =
                                  account.isEmpty()
                                      ? ircNickAddress(target, context.network, context.networkName)
                                      : ircAccountAddress(decodeIrc(account), context.networkName),
                              .name = decodeIrc(target)};
        message.conversationKey = u"query:" + partner.address;
        message.recipients = {{RecipientRole::To, partner}};
    } else {
        message.conversationKey = u"query:" + message.author.address;
        message.recipients = {{RecipientRole::To, context.ownAddress}};
    }

    message.staysInPlace = true;
    message.sentAt = ircTime(line);
    message.receivedAt = message.sentAt.value_or(context.now);
    const QByteArray network = context.networkName.toUtf8();
    const QByteArray id = line.tags.value("msgid");
    if (!id.isEmpty()) {
        message.remoteKey = sha256({"msgid", network, id});
        message.messageId = ircMessageId(id, context.networkName);
    } else {
        message.remoteKey =
            sha256({message.sentAt ? "time" : "seen", network,
                    QByteArray::number(toMilliseconds(message.receivedAt)),
                    QByteArray::number(message.sentAt ? 0 : context.serial), line.source,
                    line.command, context.network.fold(target), line.param(1)});
    }
    // https://ircv3.net/specs/client-tags/reply: anybody may say so, of any line.
    if (const QByteArray answered = line.tags.value("+draft/reply"); !answered.isEmpty())
        message.inReplyTo = {ircMessageId(answered, context.networkName)};
    // All parts have the Message-ID of the item: the desk that sent it has them all by that one
    // row, another one tells them apart by what they say.
    if (ours) {
        if (const auto part = ircOutboxPart(line))
            message.messageId = part->messageId;
    }
    message.contentHash =
        sha256({message.author.address.toUtf8(), message.text.toUtf8()}).first(16);
    return message;
}

} // namespace casement

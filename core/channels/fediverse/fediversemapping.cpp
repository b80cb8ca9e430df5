// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversemapping.h"

#include "core/channels/connector.h"
#include "core/domain/language.h"
#include "core/text/htmltotext.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>
#include <QUrl>
#include <QtEndian>
#include <algorithm>
#include <cmath>

namespace casement
{

namespace
{

constexpr qsizetype kMaxId = 200;
constexpr qsizetype kMaxMentions = 100;
constexpr qsizetype kMaxMedia = 32;
constexpr qsizetype kMaxOptions = 50;
constexpr qsizetype kMaxDescription = 5000;
constexpr qsizetype kMaxFields = 16;
constexpr qsizetype kMaxField = 2000;
constexpr qsizetype kMaxContent = 1024 * 1024;
constexpr qint64 kLastYear = 253402300799000; // 9999-12-31

const QString kKind = QStringLiteral("fediverse");

std::optional<Timestamp> timeOf(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.isEmpty() || text.size() > 64)
        return std::nullopt;
    QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!at.isValid())
        return std::nullopt;
    if (at.timeSpec() == Qt::LocalTime) // without a zone
        at.setTimeZone(QTimeZone::UTC);
    const qint64 ms = at.toMSecsSinceEpoch();
    if (ms <= 0 || ms > kLastYear)
        return std::nullopt;
    return fromMilliseconds(ms);
}

QString bounded(const QJsonValue &value, qsizetype length)
{
    return value.toString().left(length);
}

/// Where else an account says that its owner is: the fields of the profile, of which a server marks
/// those that it found to link back (https://docs.joinmastodon.org/entities/Account/#Field). What
/// is written about oneself beside them speaks of others as well, and is left out.
AuthorProfile profileOf(const QJsonValue &account)
{
    static const QRegularExpression target(QStringLiteral("href=\"([^\"]+)\""));
    AuthorProfile profile;
    profile.isWhole = account[u"fields"].isArray();
    const QJsonArray fields = account[u"fields"].toArray();
    for (qsizetype i = 0; i < std::min(fields.size(), kMaxFields); ++i) {
        const QString value = bounded(fields.at(i)[u"value"], kMaxField);
        const QString link = target.match(value).captured(1);
        if (fields.at(i)[u"verified_at"].isString() && !link.isEmpty())
            profile.verifiedLinks.append(link);
        else
            profile.text += (link.isEmpty() ? htmlToText(value) : link) + u'\n';
    }
    return profile;
}

QString addressOf(const QJsonValue &account, const FediverseContext &context)
{
    QString acct = bounded(account[u"acct"], 500);
    if (acct.isEmpty())
        acct = bounded(account[u"username"], 300);
    acct.removeIf([](QChar c) { return c.isSpace() || c.category() == QChar::Other_Control; });
    if (acct.startsWith(u'@'))
        acct.remove(0, 1);
    if (acct.isEmpty())
        return {};
    if (!acct.contains(u'@'))
        acct += u'@' + context.domain;
    return normalizedAddress(kKind, acct);
}

struct MediaType {
    QLatin1StringView suffix;
    QLatin1StringView type;
};
constexpr MediaType kMediaTypes[] = {
    {QLatin1StringView("jpg"), QLatin1StringView("image/jpeg")},
    {QLatin1StringView("jpeg"), QLatin1StringView("image/jpeg")},
    {QLatin1StringView("png"), QLatin1StringView("image/png")},
    {QLatin1StringView("gif"), QLatin1StringView("image/gif")},
    {QLatin1StringView("webp"), QLatin1StringView("image/webp")},
    {QLatin1StringView("avif"), QLatin1StringView("image/avif")},
    {QLatin1StringView("mp4"), QLatin1StringView("video/mp4")},
    {QLatin1StringView("webm"), QLatin1StringView("video/webm")},
    {QLatin1StringView("mp3"), QLatin1StringView("audio/mpeg")},
    {QLatin1StringView("ogg"), QLatin1StringView("audio/ogg")},
    {QLatin1StringView("wav"), QLatin1StringView("audio/wav")},
    {QLatin1StringView("m4a"), QLatin1StringView("audio/mp4")},
};

QString mediaTypeOf(const QString &name)
{
    const QString suffix = name.section(u'.', -1).toLower();
    for (const MediaType &each : kMediaTypes) {
        if (suffix == each.suffix)
            return each.type;
    }
    return QStringLiteral("application/octet-stream");
}

/// What stands below the words, as lines and as HTML.
struct Extras {
    QStringList lines;
    QString html;

    void add(const QString &line)
    {
        lines += line;
        html += QStringLiteral("<p>") + line.toHtmlEscaped() + QStringLiteral("</p>");
    }
};

void addPoll(const QJsonObject &poll, Extras &extras, QCryptographicHash &hash)
{
    if (poll.isEmpty())
        return;
    const auto until = timeOf(poll[u"expires_at"]);
    QString head = QStringLiteral("Poll");
    if (poll[u"multiple"].toBool())
        head += QStringLiteral(", several answers");
    if (poll[u"expired"].toBool())
        head += QStringLiteral(", closed");
    else if (until)
        head += QStringLiteral(", until ") + toIso(*until).left(16).replace(u'T', u' ') +
                QStringLiteral(" UTC");
    extras.add(head + u':');
    const QJsonArray options = poll[u"options"].toArray();
    for (qsizetype i = 0; i < std::min<qsizetype>(options.size(), kMaxOptions); ++i) {
        const QString title = displayName(bounded(options.at(i)[u"title"], 500));
        hash.addData(QByteArray(title.toUtf8() + '\0'));
        const double votes = options.at(i)[u"votes_count"].toDouble(-1);
        QString line = u"- " + title;
        if (votes >= 0 && votes < 1e12)
            line += QStringLiteral(" (%1)").arg(static_cast<qint64>(votes));
        extras.add(line);
    }
}

void addMedia(const QJsonArray &media, IncomingMessage &message, Extras &extras,
              QCryptographicHash &hash)
{
    for (qsizetype i = 0; i < std::min<qsizetype>(media.size(), kMaxMedia); ++i) {
        const QJsonValue each = media.at(i);
        const QString type = displayName(bounded(each[u"type"], 40));
        Attachment file;
        file.name = displayFileName(QUrl(bounded(each[u"url"], 4000)).fileName());
        if (file.name.isEmpty())
            file.name = type.isEmpty() ? QStringLiteral("file") : type;
        file.mediaType = mediaTypeOf(file.name);
        const double size = each[u"file_size"].toDouble();
        file.size = size > 0 && size < 1e15 ? static_cast<qint64>(size) : 0;
        file.part = QStringLiteral("/media_attachments/%1").arg(i);
        message.attachments.append(file);
        const QString description =
            htmlToText(bounded(each[u"description"], kMaxDescription).toHtmlEscaped());
        hash.addData(
            QByteArray(fediverseId(each[u"id"]).toUtf8() + '\0' + description.toUtf8() + '\0'));
        const QString what = type.isEmpty() || type == u"unknown" ? QStringLiteral("file") : type;
        extras.add(description.isEmpty() ? QStringLiteral("[%1 without a description]").arg(what)
                                         : QStringLiteral("[%1: %2]").arg(what, description));
    }
}

void quarantine(FediverseStatus &status, const QString &reason)
{
    status.message.quarantineReason = reason;
    status.message.text = QString::fromUtf8(status.message.raw.left(100'000));
    status.message.html.clear();
}

} // namespace

QString fediverseId(const QJsonValue &value)
{
    QString id;
    if (value.isString()) {
        id = value.toString();
    } else if (value.isDouble()) {
        const double number = value.toDouble();
        const qint64 whole = value.toInteger(-1);
        if (whole >= 0 && std::isfinite(number))
            id = QString::number(whole);
    }
    const bool isUsable = id.size() <= kMaxId && std::ranges::none_of(id, [](QChar c) {
                              return c.unicode() <= 0x20 || c.unicode() >= 0x7f;
                          });
    return isUsable && id != u"." && id != u".." ? id : QString();
}

bool isOlderId(const QString &a, const QString &b)
{
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

QByteArray fediverseKey(const QString &ourAddress, const QString &statusId)
{
    return ourAddress.toUtf8() + " status " + statusId.toUtf8();
}

QString statusIdOf(const QByteArray &key, const QString &ourAddress)
{
    const QByteArray prefix = fediverseKey(ourAddress, {});
    return key.startsWith(prefix) ? QString::fromUtf8(key.sliced(prefix.size())) : QString();
}

Visibility visibilityFrom(const QString &word, bool blursDirect)
{
    if (word == u"public")
        return Visibility::Public;
    if (word == u"unlisted")
        return Visibility::Unlisted;
    if (word == u"private" && blursDirect)
        return Visibility::Direct;
    if (word == u"private" || word == u"local" || word == u"mutuals_only")
        return Visibility::Followers;
    return Visibility::Direct; // what is not known is taken for the narrowest
}

QString toWire(Visibility visibility)
{
    switch (visibility) {
    case Visibility::Public:
        return QStringLiteral("public");
    case Visibility::Unlisted:
        return QStringLiteral("unlisted");
    case Visibility::Followers:
        return QStringLiteral("private");
    case Visibility::Direct:
        break;
    }
    return QStringLiteral("direct");
}

std::optional<FediverseStatus> mapStatus(const QJsonObject &json, const FediverseContext &context)
{
    FediverseStatus status;
    status.id = fediverseId(json[u"id"]);
    if (status.id.isEmpty())
        return std::nullopt;
    IncomingMessage &message = status.message;
    message.raw = QJsonDocument(json).toJson(QJsonDocument::Compact);
    message.rawFormat = RawFormat::Json;
    message.remoteKey = context.domain.toUtf8() + '\n' + status.id.toUtf8();
    message.messageId = fediverseKey(context.address, status.id);
    QCryptographicHash hash(QCryptographicHash::Sha256);

    const QJsonValue account = json[u"account"];
    const QString accountId = fediverseId(account[u"id"]);
    message.author = {.kind = kKind,
                      .address = addressOf(account, context),
                      .name = displayName(bounded(account[u"display_name"], 1000))};
    if (message.author.name.isEmpty())
        message.author.name = displayName(bounded(account[u"username"], 300));
    message.authorProfile = profileOf(account);
    status.isOurs = !accountId.isEmpty() && accountId == context.accountId;
    message.direction = status.isOurs ? Direction::Outgoing : Direction::Incoming;
    if (const auto sent = context.sent.constFind(status.id);
        status.isOurs && sent != context.sent.cend())
        message.messageId = *sent;
    message.visibility = visibilityFrom(json[u"visibility"].toString(), context.blursDirect);

    bool mentionsUs = false;
    const QJsonArray mentions = json[u"mentions"].toArray();
    for (qsizetype i = 0; i < std::min(mentions.size(), kMaxMentions); ++i) {
        const QString address = addressOf(mentions.at(i), context);
        const QString id = fediverseId(mentions.at(i)[u"id"]);
        mentionsUs =
            mentionsUs || (!id.isEmpty() && id == context.accountId) || address == context.address;
        if (!address.isEmpty())
            message.recipients.append({.role = RecipientRole::To, .address = {kKind, address, {}}});
    }
    status.isForUs =
        !status.isOurs &&
        (mentionsUs || (!context.accountId.isEmpty() &&
                        fediverseId(json[u"in_reply_to_account_id"]) == context.accountId));
    message.isContext = !status.isOurs && !status.isForUs;

    status.hasReplies = json[u"replies_count"].toDouble() > 0;
    status.inReplyToId = fediverseId(json[u"in_reply_to_id"]);
    if (status.inReplyToId == status.id)
        status.inReplyToId.clear();
    if (!status.inReplyToId.isEmpty()) {
        message.inReplyTo = {fediverseKey(context.address, status.inReplyToId)};
        if (const auto sent = context.sent.constFind(status.inReplyToId);
            sent != context.sent.cend())
            message.inReplyTo.append(*sent);
    }

    message.sentAt = timeOf(json[u"created_at"]);
    message.receivedAt = std::min(message.sentAt.value_or(context.now), context.now);
    if (const auto editedAt = timeOf(json[u"edited_at"]))
        message.editedAt = std::clamp(*editedAt, message.receivedAt, context.now);
    message.link = bounded(json[u"url"], 2000);
    message.language = languageTag(bounded(json[u"language"], 100));

    const QString content = bounded(json[u"content"], kMaxContent);
    const QString warning = displayName(bounded(json[u"spoiler_text"], 2000));
    hash.addData(QByteArray(message.author.address.toUtf8() + '\0' + warning.toUtf8() + '\0' +
                            content.toUtf8() + '\0'));
    Extras extras;
    addPoll(json[u"poll"].toObject(), extras, hash);
    addMedia(json[u"media_attachments"].toArray(), message, extras, hash);
    const QString quoted = bounded(json[u"quote"][u"quoted_status"][u"url"], 2000);
    if (!quoted.isEmpty())
        extras.add(QStringLiteral("Quotes ") + quoted);

    message.subject = warning;
    QStringList text;
    if (!warning.isEmpty()) {
        text += QStringLiteral("CW: ") + warning;
        message.html = QStringLiteral("<p><strong>CW: ") + warning.toHtmlEscaped() +
                       QStringLiteral("</strong></p>");
    }
    if (const QString words = htmlToText(content); !words.isEmpty())
        text += words;
    message.html += content + extras.html;
    if (!extras.lines.isEmpty())
        text += extras.lines.join(u'\n');
    message.text = text.join(QStringLiteral("\n\n"));
    message.contentHash = hash.result().first(16);
    status.version = message.contentHash;

    if (message.author.address.isEmpty())
        quarantine(status, QStringLiteral("The post does not say who wrote it."));
    else if (!json[u"content"].isString() && !json[u"content"].isNull() &&
             json.contains(u"content"))
        quarantine(status, QStringLiteral("The text of the post cannot be read."));
    return status;
}

FediverseMention mapNotification(const QJsonObject &json, const FediverseContext &context)
{
    FediverseMention mention;
    mention.id = fediverseId(json[u"id"]);
    mention.at = timeOf(json[u"created_at"]).value_or(context.now);
    if (json[u"type"].toString() == u"mention" && json[u"status"].isObject()) {
        mention.status = mapStatus(json[u"status"].toObject(), context);
        // Some servers notify of words that do not name us any more.
        if (mention.status && !mention.status->isOurs) {
            mention.status->isForUs = true;
            mention.status->message.isContext = false;
        }
    }
    return mention;
}

QString contentWarningOf(const OutgoingMessage &message)
{
    QString warning = message.subject.trimmed();
    while (warning.startsWith(u"Re:", Qt::CaseInsensitive))
        warning = warning.sliced(3).trimmed();
    return warning;
}

QString composeStatus(const OutgoingMessage &message)
{
    const QString text = message.markdown.trimmed();
    QStringList mentions;
    for (const Recipient &recipient : message.recipients) {
        const QString &address = recipient.address.address;
        if (address.isEmpty() || address == message.from.address ||
            address == message.account.address)
            continue;
        const QRegularExpression named(QStringLiteral("(?<![\\w@.])@") +
                                           QRegularExpression::escape(address) +
                                           QStringLiteral("(?![\\w@.-]*\\w)"),
                                       QRegularExpression::CaseInsensitiveOption |
                                           QRegularExpression::UseUnicodePropertiesOption);
        // On our own server the name alone is understood, and some understand nothing else.
        const bool isLocal = address.section(u'@', 1) == message.account.address.section(u'@', 1);
        const QString mention = u'@' + (isLocal ? address.section(u'@', 0, 0) : address);
        if (!text.contains(named) && !mentions.contains(mention))
            mentions += mention;
    }
    return mentions.isEmpty() ? text : mentions.join(u' ') + u' ' + text;
}

qint64 statusLength(const QString &text, const QString &warning, int charactersPerUrl)
{
    if (charactersPerUrl <= 0)
        return lengthIn(Capabilities::LengthUnit::Characters, text + warning);
    static const QRegularExpression form(
        QStringLiteral(
            "(?<![A-Za-z0-9@$#])(?<url>https?://(?:[A-Za-z0-9-]+\\.)+[A-Za-z]{2,}(?::[0-9]+)?"
            "(?:[/?][A-Za-z0-9!*';:=+,.$/%#\\[\\]_~&|@()?-]*)?(?<=[A-Za-z0-9=_#/+-]))|"
            "(?<![=/\\w])(?<name>@[A-Za-z0-9_]+(?:[A-Za-z0-9_.-]+[A-Za-z0-9_]+)?)@[\\w.-]*\\w"),
        QRegularExpression::UseUnicodePropertiesOption);
    QString counted = warning;
    qsizetype done = 0;
    for (auto it = form.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        counted += QStringView(text).sliced(done, match.capturedStart() - done);
        counted +=
            match.hasCaptured(u"url") ? QString(charactersPerUrl, u'x') : match.captured(u"name");
        done = match.capturedEnd();
    }
    counted += QStringView(text).sliced(done);
    return lengthIn(Capabilities::LengthUnit::Graphemes, counted);
}

QString essenceOf(const QString &text)
{
    static const QRegularExpression host(QStringLiteral("(@[\\w.-]+)@[\\w.:-]+"),
                                         QRegularExpression::UseUnicodePropertiesOption);
    QString plain = text;
    plain.replace(host, QStringLiteral("\\1"));
    plain.removeIf([](QChar c) { return !c.isLetterOrNumber() && !c.isSurrogate(); });
    return plain.normalized(QString::NormalizationForm_KC).toCaseFolded();
}

bool isSameStatus(const QJsonObject &json, const OutgoingMessage &message,
                  const QString &inReplyToId, Timestamp earliest)
{
    const auto at = timeOf(json[u"created_at"]);
    return at && *at >= earliest && fediverseId(json[u"in_reply_to_id"]) == inReplyToId &&
           essenceOf(htmlToText(bounded(json[u"content"], kMaxContent))) ==
               essenceOf(composeStatus(message));
}

} // namespace casement

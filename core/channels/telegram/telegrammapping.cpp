// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegrammapping.h"

#include "core/channels/telegram/telegramtext.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>
#include <cmath>

namespace casement
{

namespace
{

constexpr qsizetype kMaxText = 256 * 1024;
constexpr qsizetype kMaxOptions = 50;
constexpr qsizetype kMaxPeople = 50;
constexpr double kLargestWhole = 9'007'199'254'740'992.0; // 2^53
constexpr qint64 kLastYear = 253402300799;                // 9999-12-31, in seconds

const QString kKind = QStringLiteral("telegram");

QString line(const QJsonValue &value)
{
    return displayName(value.toString().left(1000));
}

std::optional<Timestamp> timeOf(const QJsonValue &value)
{
    const qint64 seconds = telegramNumber(value);
    if (seconds <= 0 || seconds > kLastYear)
        return std::nullopt;
    return fromMilliseconds(seconds * 1000);
}

QString nameOf(const QJsonValue &user)
{
    QString name = user[u"first_name"].toString().left(300);
    if (const QString last = user[u"last_name"].toString().left(300); !last.isEmpty())
        name += u' ' + last;
    name = displayName(name);
    return name.isEmpty() ? line(user[u"username"]) : name;
}

Address addressOf(qint64 id, const QString &name)
{
    return {.kind = kKind, .address = QString::number(id), .name = name};
}

/// Who says it: a person, or a chat in whose name somebody speaks (a channel, an anonymous admin).
Address authorOf(const QJsonObject &message)
{
    for (const QStringView member : {QStringView(u"sender_chat"), QStringView(u"from")}) {
        const QJsonValue who = message[member];
        if (const qint64 id = telegramNumber(who[u"id"]); id != 0)
            return addressOf(id, member == u"from" ? nameOf(who) : line(who[u"title"]));
    }
    const QJsonValue chat = message[u"chat"];
    if (const QString type = chat[u"type"].toString(); type == u"channel")
        return addressOf(telegramNumber(chat[u"id"]), line(chat[u"title"]));
    return {};
}

/// What stands below the words, and the files.
class Content
{
public:
    Content(const QJsonObject &message, const QString &pointer, IncomingMessage &mapped)
        : m_message(message)
        , m_pointer(pointer)
        , m_mapped(mapped)
    {
    }

    void read()
    {
        files();
        things();
        events();
    }
    const QStringList &lines() const { return m_lines; }
    bool isEvent() const { return m_isEvent; }

private:
    void file(const QJsonValue &json, const QString &place, const QString &name,
              const QString &type)
    {
        Attachment file;
        file.name = displayFileName(json[u"file_name"].toString().left(500));
        if (file.name.isEmpty())
            file.name = name;
        file.mediaType = line(json[u"mime_type"]);
        if (file.mediaType.isEmpty())
            file.mediaType = type;
        file.size = std::max<qint64>(0, telegramNumber(json[u"file_size"]));
        file.part = m_pointer + place;
        m_mapped.attachments.append(file);
    }

    void files()
    {
        const QJsonArray photo = m_message[u"photo"].toArray();
        if (!photo.isEmpty()) // the same in several sizes, the largest last
            file(photo.last(), QStringLiteral("/photo/%1").arg(photo.size() - 1),
                 QStringLiteral("photo.jpg"), QStringLiteral("image/jpeg"));
        struct Kind {
            QLatin1StringView member;
            QLatin1StringView name;
            QLatin1StringView type;
        };
        static constexpr Kind kinds[] = {
            {QLatin1StringView("animation"), QLatin1StringView("animation.mp4"),
             QLatin1StringView("video/mp4")},
            {QLatin1StringView("document"), QLatin1StringView("file"),
             QLatin1StringView("application/octet-stream")},
            {QLatin1StringView("video"), QLatin1StringView("video.mp4"),
             QLatin1StringView("video/mp4")},
            {QLatin1StringView("audio"), QLatin1StringView("audio.mp3"),
             QLatin1StringView("audio/mpeg")},
            {QLatin1StringView("voice"), QLatin1StringView("voice.ogg"),
             QLatin1StringView("audio/ogg")},
            {QLatin1StringView("video_note"), QLatin1StringView("video.mp4"),
             QLatin1StringView("video/mp4")}};
        for (const Kind &kind : kinds) {
            // An animation comes as a document once more.
            const bool isAgain = kind.member == u"document" && m_message.contains(u"animation");
            if (m_message[kind.member].isObject() && !isAgain)
                file(m_message[kind.member], u'/' + kind.member, kind.name, kind.type);
        }
    }

    void add(const QString &text)
    {
        if (!text.isEmpty())
            m_lines += text;
    }

    void place(const QJsonValue &location)
    {
        const double latitude = location[u"latitude"].toDouble(1000);
        const double longitude = location[u"longitude"].toDouble(1000);
        if (std::abs(latitude) <= 90 && std::abs(longitude) <= 180)
            add(QStringLiteral("Place: %1, %2").arg(latitude, 0, 'f', 5).arg(longitude, 0, 'f', 5));
    }

    void things()
    {
        if (const QJsonValue sticker = m_message[u"sticker"]; sticker.isObject()) {
            const QString emoji = line(sticker[u"emoji"]);
            add(emoji.isEmpty() ? QStringLiteral("[Sticker]")
                                : QStringLiteral("[Sticker: %1]").arg(emoji));
        }
        if (const QJsonValue poll = m_message[u"poll"]; poll.isObject()) {
            add(QStringLiteral("Poll: ") + line(poll[u"question"]));
            const QJsonArray options = poll[u"options"].toArray();
            for (qsizetype i = 0; i < std::min(options.size(), kMaxOptions); ++i)
                add(QStringLiteral("- ") + line(options.at(i)[u"text"]));
        }
        if (const QJsonValue dice = m_message[u"dice"]; dice.isObject())
            add(QStringLiteral("[%1: %2]").arg(line(dice[u"emoji"])).arg(dice[u"value"].toInt()));
        if (const QJsonValue contact = m_message[u"contact"]; contact.isObject())
            add(QStringLiteral("Contact: %1, %2")
                    .arg(nameOf(contact), line(contact[u"phone_number"])));
        if (const QJsonValue venue = m_message[u"venue"]; venue.isObject())
            add(line(venue[u"title"]) + QStringLiteral(", ") + line(venue[u"address"]));
        if (m_message[u"location"].isObject())
            place(m_message[u"location"]);
        if (m_message[u"game"].isObject())
            add(QStringLiteral("Game: ") + line(m_message[u"game"][u"title"]));
        if (m_message[u"story"].isObject())
            add(QStringLiteral("[A story]"));
        if (m_message[u"paid_media"].isObject())
            add(QStringLiteral("[Something that has to be paid for]"));
    }

    /// What happened in a chat, not said by anybody.
    void events()
    {
        const qsizetype before = m_lines.size();
        const QJsonArray came = m_message[u"new_chat_members"].toArray();
        for (qsizetype i = 0; i < std::min(came.size(), kMaxPeople); ++i)
            add(QStringLiteral("%1 joined.").arg(nameOf(came.at(i))));
        if (m_message[u"left_chat_member"].isObject())
            add(QStringLiteral("%1 left.").arg(nameOf(m_message[u"left_chat_member"])));
        if (m_message[u"new_chat_title"].isString())
            add(QStringLiteral("The group is called “%1” now.")
                    .arg(line(m_message[u"new_chat_title"])));
        if (m_message[u"pinned_message"].isObject())
            add(QStringLiteral("A message was pinned: ") +
                line(m_message[u"pinned_message"][u"text"]));
        if (m_message[u"forum_topic_created"].isObject())
            add(QStringLiteral("The topic “%1” was begun.")
                    .arg(line(m_message[u"forum_topic_created"][u"name"])));
        if (telegramNumber(m_message[u"migrate_to_chat_id"]) != 0 ||
            telegramNumber(m_message[u"migrate_from_chat_id"]) != 0)
            add(QStringLiteral("The group became a supergroup."));
        m_isEvent = m_lines.size() > before;
    }

    const QJsonObject &m_message;
    QString m_pointer;
    IncomingMessage &m_mapped;
    QStringList m_lines;
    bool m_isEvent = false;
};

/// What stands in front of the words.
QString prefaceOf(const QJsonObject &message)
{
    if (const QJsonValue origin = message[u"forward_origin"]; origin.isObject()) {
        QString from = nameOf(origin[u"sender_user"]);
        for (const QString &other :
             {line(origin[u"sender_user_name"]), line(origin[u"sender_chat"][u"title"]),
              line(origin[u"chat"][u"title"])}) {
            if (from.isEmpty())
                from = other;
        }
        return from.isEmpty() ? QStringLiteral("Forwarded:")
                              : QStringLiteral("Forwarded from %1:").arg(from);
    }
    if (const QString quote = line(message[u"quote"][u"text"]);
        !quote.isEmpty() && message.contains(u"external_reply"))
        return QStringLiteral("> ") + quote;
    return {};
}

bool answersTopicItself(const QJsonValue &parent)
{
    return parent[u"forum_topic_created"].isObject();
}

void quarantine(IncomingMessage &message, const QString &reason)
{
    message.quarantineReason = reason;
    message.contentHash =
        QCryptographicHash::hash(message.raw, QCryptographicHash::Sha256).first(16);
    message.text = QString::fromUtf8(message.raw.left(100'000));
    message.html.clear();
}

/// How wide a chat is heard.
Visibility visibilityOf(const QJsonValue &chat)
{
    if (chat[u"type"].toString() == u"private")
        return Visibility::Direct;
    return chat[u"username"].toString().isEmpty() ? Visibility::Followers : Visibility::Public;
}

void setWords(const QJsonObject &json, const QString &pointer, IncomingMessage &message,
              bool *isEvent)
{
    const bool isCaption = !json[u"text"].isString();
    const QString words =
        json[isCaption ? QStringView(u"caption") : QStringView(u"text")].toString().left(kMaxText);
    const QJsonArray entities =
        json[isCaption ? QStringView(u"caption_entities") : QStringView(u"entities")].toArray();
    Content content(json, pointer, message);
    content.read();
    *isEvent = content.isEvent();
    const QString preface = prefaceOf(json);
    QStringList parts;
    for (const QString &part : {preface, words, content.lines().join(u'\n')}) {
        if (!part.isEmpty())
            parts += part;
    }
    message.text = parts.join(QStringLiteral("\n\n"));
    message.text.remove(QChar(0));
    if (const QString html = telegramHtml(words, entities); !html.isEmpty()) {
        const auto paragraph = [](const QString &text) {
            return text.isEmpty()
                       ? QString()
                       : QStringLiteral("<p>") +
                             text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) +
                             QStringLiteral("</p>");
        };
        message.html = paragraph(preface) + QStringLiteral("<div>") + html +
                       QStringLiteral("</div>") + paragraph(content.lines().join(u'\n'));
    }
    if (message.text.isEmpty() && message.attachments.isEmpty())
        message.text = QStringLiteral("[A kind of message that cannot be shown here]");
}

void mapMessage(const QJsonObject &json, const QString &pointer, bool isEdit,
                const TelegramContext &context, IncomingMessage &message)
{
    const QJsonValue chat = json[u"chat"];
    const qint64 chatId = telegramNumber(chat[u"id"]);
    const qint64 messageId = telegramNumber(json[u"message_id"]);
    const QString bot = QString::number(context.botId);
    message.author = authorOf(json);
    if (!json[u"sender_chat"].isObject()) {
        message.authorProfile.handle = line(json[u"from"][u"username"]);
        message.authorProfile.isWhole = json[u"from"].isObject();
    }
    if (chatId == 0 || messageId <= 0 || message.author.address.isEmpty())
        return quarantine(message, QStringLiteral("The message does not say who wrote it where."));

    const QByteArray key = telegramKey(bot, chatId, messageId);
    message.messageId = key;
    message.remoteKey = QByteArray::number(chatId) + '\n' + QByteArray::number(messageId);
    const bool isOurs = telegramNumber(json[u"from"][u"id"]) == context.botId;
    message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
    if (isOurs)
        message.messageId = context.sent.value(key, key);

    const bool isPrivate = chat[u"type"].toString() == u"private";
    const qint64 topic =
        json[u"is_topic_message"].toBool() ? telegramNumber(json[u"message_thread_id"]) : 0;
    message.conversationKey =
        TelegramConversation{.chat = context.origins.value(chatId, chatId), .topic = topic}.toKey();
    message.visibility = visibilityOf(chat);
    const QJsonValue parent = json[u"reply_to_message"];
    if (!isPrivate) {
        message.subject = line(chat[u"title"]);
        if (const QString name = line(parent[u"forum_topic_created"][u"name"]); !name.isEmpty())
            message.subject += QStringLiteral(" · ") + name;
    }
    message.recipients = {
        {RecipientRole::To,
         isPrivate ? addressOf(isOurs ? chatId : context.botId, isOurs ? nameOf(chat) : QString())
                   : addressOf(chatId, line(chat[u"title"]))}};

    bool answersUs = false;
    if (const qint64 parentId = telegramNumber(parent[u"message_id"]);
        parentId > 0 && parentId != messageId && !answersTopicItself(parent)) {
        const QByteArray parentKey = telegramKey(bot, chatId, parentId);
        message.inReplyTo = {parentKey};
        if (const auto sent = context.sent.constFind(parentKey); sent != context.sent.cend())
            message.inReplyTo.append(*sent);
        answersUs = telegramNumber(parent[u"from"][u"id"]) == context.botId;
    }

    message.sentAt = timeOf(json[u"date"]);
    message.receivedAt = std::min(message.sentAt.value_or(context.now), context.now);
    if (isEdit)
        message.editedAt = timeOf(json[u"edit_date"]).value_or(context.now);

    bool isEvent = false;
    setWords(json, pointer, message, &isEvent);
    const QString words = json[u"text"].toString() + json[u"caption"].toString();
    const QJsonArray entities =
        json[json[u"text"].isString() ? QStringView(u"entities") : QStringView(u"caption_entities")]
            .toArray();
    const bool isForUs =
        !isEvent && (isPrivate || answersUs ||
                     mentionsTelegramBot(words, entities, context.botId, context.username));
    message.isContext = !isOurs && !isForUs;
    message.isAutomatic =
        json[u"from"][u"is_bot"].toBool() && !isOurs && !json[u"sender_chat"].isObject();

    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArray(message.author.address.toUtf8() + '\0' + message.text.toUtf8() + '\0' +
                            message.html.toUtf8() + '\0'));
    for (const Attachment &file : message.attachments)
        hash.addData(QByteArray(file.name.toUtf8() + '\0' + QByteArray::number(file.size) + '\0'));
    message.contentHash = hash.result().first(16);
}

} // namespace

qint64 telegramNumber(const QJsonValue &value)
{
    if (!value.isDouble() || std::abs(value.toDouble()) > kLargestWhole)
        return 0;
    return value.toInteger(0);
}

QByteArray telegramKey(const QString &bot, qint64 chat, qint64 message)
{
    return "telegram " + bot.toUtf8() + ' ' + QByteArray::number(chat) + ' ' +
           QByteArray::number(message);
}

QByteArray telegramRemoteId(qint64 chat, qint64 message)
{
    return QByteArray::number(chat) + '/' + QByteArray::number(message);
}

std::optional<std::pair<qint64, qint64>> telegramPlaceOf(const QByteArray &key, const QString &bot)
{
    const QByteArrayList parts = key.split(' ');
    if (parts.size() != 4 || parts[0] != "telegram" || parts[1] != bot.toUtf8())
        return std::nullopt;
    const std::pair place{parts[2].toLongLong(), parts[3].toLongLong()};
    return place.first != 0 && place.second > 0 ? std::optional(place) : std::nullopt;
}

QString TelegramConversation::toKey() const
{
    const QString key = u"chat:" + QString::number(chat);
    return topic > 0 ? key + u"/topic:" + QString::number(topic) : key;
}

TelegramConversation TelegramConversation::fromKey(const QString &key)
{
    if (!key.startsWith(u"chat:"))
        return {};
    const QString rest = key.sliced(5);
    TelegramConversation result{.chat = rest.section(u'/', 0, 0).toLongLong()};
    if (const QString topic = rest.section(u'/', 1); topic.startsWith(u"topic:"))
        result.topic = topic.sliced(6).toLongLong();
    return result;
}

TelegramUpdate mapTelegramUpdate(const QJsonObject &json, const TelegramContext &context)
{
    TelegramUpdate update{.id = telegramNumber(json[u"update_id"])};
    if (update.id <= 0)
        return {};
    struct Kind {
        QLatin1StringView member;
        bool isEdit;
    };
    static constexpr Kind kinds[] = {{QLatin1StringView("message"), false},
                                     {QLatin1StringView("edited_message"), true},
                                     {QLatin1StringView("channel_post"), false},
                                     {QLatin1StringView("edited_channel_post"), true}};
    for (const Kind &kind : kinds) {
        if (!json.contains(kind.member))
            continue;
        const QJsonObject given = json[kind.member].toObject();
        // Somebody who shares where they are would become a version every few seconds.
        if (kind.isEdit && given[u"location"].isObject())
            return update;
        IncomingMessage message;
        message.raw = QJsonDocument(json).toJson(QJsonDocument::Compact);
        message.rawFormat = RawFormat::Json;
        message.remoteKey = "update\n" + QByteArray::number(update.id);
        message.receivedAt = context.now;
        mapMessage(given, u'/' + kind.member, kind.isEdit, context, message);
        update.message = message;
        const qint64 chat = telegramNumber(given[u"chat"][u"id"]);
        if (const qint64 to = telegramNumber(given[u"migrate_to_chat_id"]); to != 0) {
            update.migratedFrom = chat;
            update.migratedTo = to;
        } else if (const qint64 from = telegramNumber(given[u"migrate_from_chat_id"]); from != 0) {
            update.migratedFrom = from;
            update.migratedTo = chat;
        }
        break;
    }
    return update;
}

} // namespace casement

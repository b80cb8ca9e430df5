// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/telegramexport.h"

#include "core/exports/exportmapping.h"
#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"
#include "core/text/plaintext.h"

#include <QJsonArray>
#include <algorithm>

namespace casement
{

namespace
{

const QString telegramKind = QStringLiteral("telegram");
constexpr qsizetype maxPieces = 10'000;
constexpr qsizetype maxAnswers = 50;

struct Chat {
    QString id;
    QString name;
    QString type;

    [[nodiscard]] bool isDirect() const
    {
        return type == u"personal_chat" || type == u"bot_chat" || type == u"saved_messages";
    }
};

/// "user123" is the person 123, "channel45" the channel -10045, as bots see them too; a number is a
/// person, as older exports write it.
QString telegramAddress(const QJsonValue &value)
{
    const QString id = idFrom(value);
    const auto number = [&](qsizetype from) {
        const QString digits = id.sliced(from);
        const bool isNumber =
            !digits.isEmpty() && digits.size() <= 20 &&
            std::ranges::all_of(digits, [](QChar c) { return c >= u'0' && c <= u'9'; });
        return isNumber ? digits : QString();
    };
    if (id.startsWith(u"user"))
        return number(4);
    if (id.startsWith(u"channel"))
        return number(7).isEmpty() ? QString() : u"-100" + number(7);
    if (id.startsWith(u"chat"))
        return number(4).isEmpty() ? QString() : u'-' + number(4);
    return number(0);
}

/// Text is a string, or a list of strings and of pieces with a type.
QString wordsOf(const QJsonValue &value)
{
    if (value.isString())
        return textFrom(value);
    QString words;
    const QJsonArray pieces = value.toArray();
    for (qsizetype i = 0; i < std::min(pieces.size(), maxPieces); ++i) {
        const QJsonValue piece = pieces.at(i);
        const QString text = textFrom(piece.isString() ? piece : piece[u"text"]);
        words += text;
        const QString target = textFrom(piece[u"href"], 4000);
        if (!target.isEmpty() && target != text)
            words += u" (" + target + u')';
    }
    return words;
}

class TelegramReader final : public ExportReader
{
public:
    TelegramReader(std::unique_ptr<ExportSource> source, std::unique_ptr<QIODevice> device,
                   const QString &main, const ExportOptions &options)
        : ExportReader(std::move(source))
        , m_device(std::move(device))
        , m_main(main)
        , m_ours(options.ours)
        , m_options(options)
        , m_stream(*m_device)
    {
        m_stages = {m_stream.enterObject() ? Stage::Top : Stage::End};
    }

    [[nodiscard]] ExportFormat format() const override { return ExportFormat::Telegram; }
    [[nodiscard]] qint64 position() const override { return m_stream.position(); }

    [[nodiscard]] Result<std::optional<ExportRow>> next() override
    {
        for (;;) {
            switch (m_stages.last()) {
            case Stage::Top:
            case Stage::Chat:
                if (const auto key = m_stream.nextKey(); !key) {
                    m_stages.removeLast();
                } else if (const QString problem = takeKey(*key); !problem.isEmpty()) {
                    return end(problem);
                }
                break;
            case Stage::Chats:
                if (const auto key = m_stream.nextKey(); !key)
                    m_stages.removeLast();
                else if (*key == u"list" && m_stream.enterArray())
                    m_stages.append(Stage::List);
                else
                    m_stream.skip();
                break;
            case Stage::List:
                if (!m_stream.nextElement()) {
                    m_stages.removeLast();
                } else if (m_stream.enterObject()) {
                    m_chat = {};
                    m_stages.append(Stage::Chat);
                } else {
                    m_stream.skip();
                }
                break;
            case Stage::Messages:
                if (m_stream.nextElement())
                    return takeRow();
                m_stages.removeLast();
                break;
            case Stage::End:
                if (!m_stream.error().isEmpty())
                    return end(m_stream.error());
                return std::nullopt;
            }
            if (!m_stream.error().isEmpty() || m_stages.isEmpty())
                m_stages = {Stage::End};
        }
    }

private:
    enum class Stage { Top, Chats, List, Chat, Messages, End };

    std::unexpected<Error> end(const QString &problem)
    {
        m_stages = {Stage::End};
        const QString why = m_source->trouble().isEmpty() ? problem : m_source->trouble();
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("%1 %2; what stands before was read.").arg(describe(m_main), why));
    }

    QString takeKey(const QString &key)
    {
        if (key == u"personal_information") {
            if (const auto value = m_stream.value())
                m_ourId = telegramAddress((*value)[u"user_id"]);
        } else if (key == u"name" || key == u"type" || key == u"id") {
            const QJsonValue value = m_stream.value().value_or(QJsonValue());
            if (key == u"id")
                m_chat.id = idFrom(value);
            else
                (key == u"name" ? m_chat.name : m_chat.type) = displayName(textFrom(value, 1000));
        } else if ((key == u"chats" || key == u"left_chats") && m_stages.last() == Stage::Top &&
                   m_stream.enterObject()) {
            m_stages.append(Stage::Chats);
        } else if (key == u"messages" && m_stream.enterArray()) {
            if (m_chat.id.isEmpty())
                return QStringLiteral("does not name a chat's id before its messages, as "
                                      "Telegram Desktop does");
            m_stages.append(Stage::Messages);
        } else {
            m_stream.skip();
        }
        return {};
    }

    ExportRow takeRow()
    {
        ExportRow row{.part = m_main, .row = ++m_row};
        const auto value = m_stream.value();
        const QJsonObject json = value.value_or(QJsonValue()).toObject();
        const auto leave = [&](ExportRow::Kind what, const QString &why) {
            row.kind = what;
            row.reason = why;
            row.excerpt = excerptOf(json.isEmpty() ? QString::fromUtf8(m_stream.raw().left(500))
                                                   : wordsOf(json[u"text"]));
            return row;
        };
        if (json.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message %1.")
                             .arg(m_stream.problem().isEmpty() ? QStringLiteral("is no object")
                                                               : m_stream.problem()));
        if (json[u"type"].toString() == u"service")
            return leave(ExportRow::Kind::Skipped,
                         QStringLiteral("A notice of Telegram itself (%1).")
                             .arg(displayName(textFrom(json[u"action"], 100))));
        const QString id = idFrom(json[u"id"]);
        if (id.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message has no id, so it could not be known again."));
        // The seconds since 1970 are exact; the other form has no zone.
        std::optional<Timestamp> at;
        if (const qint64 seconds = idFrom(json[u"date_unixtime"]).toLongLong();
            seconds > 0 && seconds < 253402300799)
            at = fromMilliseconds(seconds * 1000);
        else
            at = localTime(json[u"date"], m_options.zone);
        if (!at)
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message has no date that can be read."));

        IncomingMessage &message = row.message;
        message.raw = m_stream.raw();
        message.rawFormat = RawFormat::Json;
        message.author = {.kind = telegramKind,
                          .address = telegramAddress(json[u"from_id"]),
                          .name = displayName(textFrom(json[u"from"], 1000))};
        if (message.author.address.isEmpty()) // posts of a channel, and people who are gone
            message.author.address = m_chat.isDirect() ? QString() : u"chat " + m_chat.id;
        if (message.author.address.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message does not say who wrote it."));
        const bool isOurs = (!m_ourId.isEmpty() && message.author.address == m_ourId) ||
                            m_chat.type == u"saved_messages" ||
                            m_ours.contain(message.author.name, message.author.address);
        message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
        if (isOurs && m_chat.isDirect() && m_chat.type != u"saved_messages")
            message.recipients.append(
                {RecipientRole::To,
                 {.kind = telegramKind, .address = m_chat.id, .name = m_chat.name}});
        message.sentAt = message.receivedAt = *at;
        message.subject = m_chat.isDirect() ? QString() : m_chat.name;
        message.text = textOf(json, message);
        if (message.text.isEmpty() && message.attachments.isEmpty())
            return leave(ExportRow::Kind::Skipped, QStringLiteral("There are no words in it."));
        const QString place = (m_chat.isDirect() ? u"user " : u"chat ") + m_chat.id;
        identify(message, {"telegram", place.toUtf8(), id.toUtf8()});
        message.conversationKey = u"telegram " + place;
        message.messageId = exportMessageId(telegramKind, place, id);
        if (const QString parent = idFrom(json[u"reply_to_message_id"]); !parent.isEmpty())
            message.inReplyTo = {exportMessageId(telegramKind, place, parent)};
        return row;
    }

    QString textOf(const QJsonObject &json, IncomingMessage &message)
    {
        QStringList lines;
        if (const QString from = displayName(textFrom(json[u"forwarded_from"], 1000));
            !from.isEmpty())
            lines += QStringLiteral("[forwarded from %1]").arg(from);
        if (const QString words = wordsOf(json[u"text"]); !words.isEmpty())
            lines += words;
        if (const QJsonObject poll = json[u"poll"].toObject(); !poll.isEmpty()) {
            lines += QStringLiteral("Poll: ") + textFrom(poll[u"question"], 5000);
            const QJsonArray answers = poll[u"answers"].toArray();
            for (qsizetype i = 0; i < std::min(answers.size(), maxAnswers); ++i)
                lines += u"- " + textFrom(answers.at(i)[u"text"], 1000);
        }
        if (const QJsonObject place = json[u"location_information"].toObject(); !place.isEmpty())
            lines += QStringLiteral("[place: %1, %2]")
                         .arg(place[u"latitude"].toDouble(), 0, 'f', 6)
                         .arg(place[u"longitude"].toDouble(), 0, 'f', 6);
        if (const QJsonObject card = json[u"contact_information"].toObject(); !card.isEmpty())
            lines += QStringLiteral("[contact: %1 %2, %3]")
                         .arg(displayName(textFrom(card[u"first_name"], 300)),
                              displayName(textFrom(card[u"last_name"], 300)),
                              displayName(textFrom(card[u"phone_number"], 100)));
        addFile(json, message);
        if (const QString emoji = displayName(textFrom(json[u"sticker_emoji"], 100));
            !emoji.isEmpty())
            lines += emoji;
        return lines.join(u'\n');
    }

    void addFile(const QJsonObject &json, IncomingMessage &message)
    {
        for (const QString &key : {QStringLiteral("photo"), QStringLiteral("file")}) {
            const QString path = json[key].toString().left(1000);
            if (path.isEmpty())
                continue;
            Attachment file;
            // In brackets stands why it was not exported, in the exporter's language.
            const bool isThere = !path.startsWith(u'(');
            file.name = displayName(textFrom(json[u"file_name"], 300));
            if (file.name.isEmpty())
                file.name = isThere ? displayFileName(path)
                                    : displayName(textFrom(json[u"media_type"], 100));
            if (file.name.isEmpty())
                file.name = key;
            const QString type = displayName(textFrom(json[u"mime_type"], 100));
            file.mediaType = type.contains(u'/') ? type : mediaTypeOf(file.name);
            const double size = json[key + u"_size"].toDouble();
            file.size = size > 0 && size < 1e15 ? qint64(size) : 0;
            if (isThere && m_source->sizeBeside(m_main, path) >= 0) {
                file.size = m_source->sizeBeside(m_main, path);
                if (m_options.withFiles)
                    file.data = m_source->beside(m_main, path);
            }
            message.attachments.append(file);
        }
    }

    std::unique_ptr<QIODevice> m_device;
    QString m_main;
    OurNames m_ours;
    ExportOptions m_options;
    JsonStream m_stream;
    QList<Stage> m_stages;
    Chat m_chat;
    QString m_ourId;
    qint64 m_row = 0;
};

} // namespace

Result<std::unique_ptr<ExportReader>> openTelegramExport(std::unique_ptr<ExportSource> source,
                                                         const QString &main,
                                                         const ExportOptions &options)
{
    auto device = source->device(main);
    if (!device)
        return std::unexpected(device.error());
    return std::make_unique<TelegramReader>(std::move(source), std::move(*device), main, options);
}

} // namespace casement

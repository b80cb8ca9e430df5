// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/slackexport.h"

#include "core/exports/exportmapping.h"
#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"
#include "core/exports/slacktext.h"
#include "core/text/plaintext.h"

#include <QHash>
#include <QJsonArray>
#include <algorithm>

namespace casement
{

namespace
{

const QString slackKind = QStringLiteral("slack");
constexpr qsizetype maxPeople = 500'000;
constexpr qsizetype maxFiles = 50;

/// Subtypes that are words of somebody; the others are notices of Slack.
bool isSpokenInSlack(const QString &subtype)
{
    return subtype.isEmpty() || subtype == u"bot_message" || subtype == u"me_message" ||
           subtype == u"thread_broadcast" || subtype == u"file_share" ||
           subtype == u"file_comment" || subtype == u"reply_broadcast";
}

struct SlackRoom {
    QString id;
    QString name; ///< empty for a direct conversation of two
    QStringList members;
};

/// "1355517523.000005": seconds since 1970 and a counter, together the message's id in its channel.
std::optional<Timestamp> timeOf(const QString &ts)
{
    bool isNumber = false;
    const qint64 seconds = ts.section(u'.', 0, 0).toLongLong(&isNumber);
    if (!isNumber || seconds <= 0 || seconds > 253402300799)
        return std::nullopt;
    const QString fraction = QString(ts.section(u'.', 1, 1) + u"000").left(3);
    return fromMilliseconds(seconds * 1000 + fraction.toUInt(&isNumber));
}

class SlackReader final : public ExportReader
{
public:
    SlackReader(std::unique_ptr<ExportSource> source, const QString &main,
                const ExportOptions &options)
        : ExportReader(std::move(source))
        , m_ours(options.ours)
    {
        m_root = main.chopped(QStringLiteral("users.json").size());
        for (const QString &name : m_source->names()) {
            // A day of a room: FOLDER/2024-01-31.json.
            if (name.startsWith(m_root) && name.sliced(m_root.size()).count(u'/') == 1 &&
                name.endsWith(u".json"))
                m_days.append(name);
        }
    }

    [[nodiscard]] Result<void> prepare()
    {
        if (const auto read = readPeople(); !read)
            return read;
        for (const QString &list : {QStringLiteral("channels.json"), QStringLiteral("groups.json"),
                                    QStringLiteral("mpims.json"), QStringLiteral("dms.json")}) {
            if (const auto read = readRooms(list); !read)
                return read;
        }
        return {};
    }

    [[nodiscard]] ExportFormat format() const override { return ExportFormat::Slack; }
    [[nodiscard]] qint64 position() const override
    {
        return m_days.isEmpty() ? bytes() : bytes() * m_day / m_days.size();
    }

    [[nodiscard]] Result<std::optional<ExportRow>> next() override
    {
        for (;;) {
            if (m_stream) {
                if (m_stream->nextElement())
                    return takeRow();
                if (!m_stream->error().isEmpty()) {
                    // One damaged day does not take the others with it.
                    const QString why =
                        m_source->trouble().isEmpty() ? m_stream->error() : m_source->trouble();
                    m_stream.reset();
                    return ExportRow{.kind = ExportRow::Kind::Unreadable,
                                     .part = m_name,
                                     .row = m_row + 1,
                                     .reason = QStringLiteral("This day %1; what stands before "
                                                              "was read.")
                                                   .arg(why)};
                }
                m_stream.reset();
            }
            if (m_day >= m_days.size())
                return std::nullopt;
            m_name = m_days.at(m_day++);
            m_row = 0;
            auto device = m_source->device(m_name);
            if (!device)
                return ExportRow{.kind = ExportRow::Kind::Unreadable,
                                 .part = m_name,
                                 .reason = device.error().detail};
            m_device = std::move(*device);
            m_stream.emplace(*m_device);
            const QString folder = m_name.sliced(m_root.size()).section(u'/', 0, 0);
            m_room = m_rooms.value(folder, {.id = folder, .name = folder, .members = {}});
            if (!m_stream->enterArray()) {
                m_stream.reset();
                return ExportRow{.kind = ExportRow::Kind::Unreadable,
                                 .part = m_name,
                                 .reason = QStringLiteral("This day is no list of messages.")};
            }
        }
    }

private:
    /// Calls \a take with each object of the list in the file \a name, where there is one.
    template <typename Take>
    [[nodiscard]] Result<void> readList(const QString &name, Take take)
    {
        if (!m_source->has(m_root + name))
            return {};
        const auto device = m_source->device(m_root + name);
        if (!device)
            return std::unexpected(device.error());
        JsonStream stream(**device);
        bool isList = stream.enterArray();
        while (isList && stream.nextElement()) {
            if (const auto value = stream.value())
                take(value->toObject());
        }
        if (isList && stream.error().isEmpty())
            return {};
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 %2; nothing of it was imported.")
                        .arg(describe(name), !m_source->trouble().isEmpty() ? m_source->trouble()
                                             : !stream.error().isEmpty()
                                                 ? stream.error()
                                                 : QStringLiteral("is no list")));
    }

    [[nodiscard]] Result<void> readPeople()
    {
        return readList(QStringLiteral("users.json"), [this](const QJsonObject &user) {
            const QString id = idFrom(user[u"id"]);
            if (id.isEmpty() || m_names.size() >= maxPeople)
                return;
            const QJsonValue profile = user[u"profile"];
            QString name;
            for (const QString &each :
                 {textFrom(profile[u"display_name"], 300), textFrom(profile[u"real_name"], 300),
                  textFrom(user[u"real_name"], 300), textFrom(user[u"name"], 300)}) {
                if (name.isEmpty())
                    name = displayName(each);
            }
            m_names.insert(id, name);
            const QString team = idFrom(user[u"team_id"]);
            m_teams.insert(id, team);
            if (m_team.isEmpty())
                m_team = team;
            const auto isOurs = [&](const QString &word) {
                return m_ours.contain(word, team + u'/' + id) || m_ours.contain(word, id);
            };
            if (isOurs(name) || isOurs(textFrom(user[u"name"], 300)) ||
                isOurs(textFrom(profile[u"email"], 300)) ||
                isOurs(displayName(textFrom(profile[u"real_name"], 300))))
                m_us.insert(id);
        });
    }

    [[nodiscard]] Result<void> readRooms(const QString &list)
    {
        const bool isDirect = list == u"dms.json";
        return readList(list, [this, isDirect](const QJsonObject &room) {
            const QString id = idFrom(room[u"id"]);
            const QString name = displayName(textFrom(room[u"name"], 300));
            if (id.isEmpty() || m_rooms.size() >= maxPeople)
                return;
            QStringList members;
            const QJsonArray all = room[u"members"].toArray();
            for (qsizetype i = 0; isDirect && i < std::min<qsizetype>(all.size(), 10); ++i)
                members.append(idFrom(all.at(i)));
            m_rooms.insert(isDirect ? id : name,
                           {.id = id, .name = isDirect ? QString() : name, .members = members});
        });
    }

    [[nodiscard]] QString addressOf(const QString &id, const QJsonObject &json) const
    {
        QString team = m_teams.value(id);
        for (const QString &key : {QStringLiteral("user_team"), QStringLiteral("team")}) {
            if (team.isEmpty())
                team = idFrom(json[key]);
        }
        return normalizedAddress(slackKind, (team.isEmpty() ? m_team : team) + u'/' + id);
    }

    ExportRow takeRow()
    {
        ExportRow row{.part = m_name, .row = ++m_row};
        const QJsonObject json = m_stream->value().value_or(QJsonValue()).toObject();
        const auto leave = [&](ExportRow::Kind what, const QString &why) {
            row.kind = what;
            row.reason = why;
            row.excerpt = excerptOf(json.isEmpty() ? QString::fromUtf8(m_stream->raw().left(500))
                                                   : json[u"text"].toString());
            return row;
        };
        if (json.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message %1.")
                             .arg(m_stream->problem().isEmpty() ? QStringLiteral("is no object")
                                                                : m_stream->problem()));
        const QString subtype = displayName(textFrom(json[u"subtype"], 100));
        if (json[u"type"].toString(QStringLiteral("message")) != u"message" ||
            !isSpokenInSlack(subtype))
            return leave(ExportRow::Kind::Skipped,
                         subtype == u"tombstone"
                             ? QStringLiteral("It was deleted in Slack.")
                             : QStringLiteral("A notice of Slack itself (%1).").arg(subtype));
        const QString ts = idFrom(json[u"ts"]);
        const auto at = timeOf(ts);
        if (!at)
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message has no date that can be read."));
        QString user = idFrom(json[u"user"]);
        if (user.isEmpty())
            user = idFrom(json[u"bot_id"]);
        if (user.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message does not say who wrote it."));

        IncomingMessage &message = row.message;
        message.raw = m_stream->raw();
        message.rawFormat = RawFormat::Json;
        QString name = m_names.value(user);
        for (const QJsonValue &each :
             {json[u"user_profile"][u"display_name"], json[u"user_profile"][u"real_name"],
              json[u"username"], json[u"bot_profile"][u"name"]}) {
            if (name.isEmpty())
                name = displayName(textFrom(each, 300));
        }
        message.author = {.kind = slackKind, .address = addressOf(user, json), .name = name};
        const bool isOurs = m_us.contains(user) || m_ours.contain(name, message.author.address);
        message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
        message.isAutomatic = subtype == u"bot_message" || json.contains(u"bot_id");
        message.sentAt = message.receivedAt = *at;
        if (!m_room.name.isEmpty())
            message.subject = u'#' + m_room.name;
        for (const QString &member : std::as_const(m_room.members)) {
            if (isOurs && member != user && !member.isEmpty())
                message.recipients.append(
                    {RecipientRole::To,
                     {slackKind, addressOf(member, json), m_names.value(member)}});
        }
        message.text = textOf(json);
        addFiles(json[u"files"].toArray(), message);
        if (message.text.isEmpty() && message.attachments.isEmpty())
            return leave(ExportRow::Kind::Skipped, QStringLiteral("There are no words in it."));

        const QString place = m_team + u'/' + m_room.id;
        identify(message, {"slack", place.toUtf8(), ts.toUtf8(), user.toUtf8()});
        message.messageId = exportMessageId(slackKind, place, ts);
        message.conversationKey = u"slack " + place;
        // A thread is a conversation of its own; the message that began it is its first.
        if (const QString thread = idFrom(json[u"thread_ts"]); !thread.isEmpty()) {
            message.conversationKey += u" thread " + thread;
            if (thread != ts)
                message.inReplyTo = {exportMessageId(slackKind, place, thread)};
        }
        return row;
    }

    [[nodiscard]] QString textOf(const QJsonObject &json) const
    {
        QStringList lines;
        if (const QString words = slackToText(textFrom(json[u"text"]), m_names); !words.isEmpty())
            lines += words;
        const QJsonArray cards = json[u"attachments"].toArray(); // what bots say, and previews
        for (qsizetype i = 0; lines.isEmpty() && i < std::min(cards.size(), maxFiles); ++i) {
            QString card = textFrom(cards.at(i)[u"text"], 100'000);
            if (card.isEmpty())
                card = textFrom(cards.at(i)[u"fallback"], 100'000);
            if (!card.isEmpty())
                lines += slackToText(card, m_names);
        }
        return lines.join(u'\n');
    }

    static void addFiles(const QJsonArray &files, IncomingMessage &message)
    {
        for (qsizetype i = 0; i < std::min(files.size(), maxFiles); ++i) {
            const QJsonValue each = files.at(i);
            if (each[u"mode"].toString() == u"tombstone")
                continue;
            Attachment file;
            file.name = displayFileName(textFrom(each[u"name"], 300));
            if (file.name.isEmpty())
                file.name = QStringLiteral("file");
            const QString type = displayName(textFrom(each[u"mimetype"], 100));
            file.mediaType = type.contains(u'/') ? type : mediaTypeOf(file.name);
            const double size = each[u"size"].toDouble();
            file.size = size > 0 && size < 1e15 ? qint64(size) : 0;
            message.attachments.append(file);
        }
    }

    OurNames m_ours;
    QString m_root;
    QStringList m_days;
    qsizetype m_day = 0;
    QString m_name; ///< of the day that is read
    SlackRoom m_room;
    std::unique_ptr<QIODevice> m_device;
    std::optional<JsonStream> m_stream;
    qint64 m_row = 0;
    QString m_team;
    QHash<QString, QString> m_names;
    QHash<QString, QString> m_teams;
    QHash<QString, SlackRoom> m_rooms; ///< by the name of their folder
    QSet<QString> m_us;
};

} // namespace

Result<std::unique_ptr<ExportReader>> openSlackExport(std::unique_ptr<ExportSource> source,
                                                      const QString &main,
                                                      const ExportOptions &options)
{
    auto reader = std::make_unique<SlackReader>(std::move(source), main, options);
    if (const auto prepared = reader->prepare(); !prepared)
        return std::unexpected(prepared.error());
    return reader;
}

} // namespace casement

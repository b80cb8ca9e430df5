// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/discordexport.h"

#include "core/exports/exportmapping.h"
#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"
#include "core/text/plaintext.h"

#include <QJsonArray>
#include <QRegularExpression>
#include <algorithm>

namespace casement
{

namespace
{

const QString discordKind = QStringLiteral("discord");
constexpr qsizetype maxParts = 50; ///< files, embeds, stickers, mentions

/// Kinds of messages that are words of somebody; the others are notices of Discord.
bool isSpoken(const QString &type)
{
    return type.isEmpty() || type == u"Default" || type == u"Reply" ||
           type == u"ChatInputCommand" || type == u"ContextMenuCommand" || type == u"0" ||
           type == u"19" || type == u"20" || type == u"23";
}

QString nameOf(const QJsonValue &person)
{
    const QString nickname = displayName(textFrom(person[u"nickname"], 300));
    return nickname.isEmpty() ? displayName(textFrom(person[u"name"], 300)) : nickname;
}

class DiscordReader final : public ExportReader
{
public:
    DiscordReader(std::unique_ptr<ExportSource> source, std::unique_ptr<QIODevice> device,
                  const QString &main, const ExportOptions &options)
        : ExportReader(std::move(source))
        , m_device(std::move(device))
        , m_main(main)
        , m_ours(options.ours)
        , m_options(options)
        , m_stream(*m_device)
    {
        m_isOver = !m_stream.enterObject();
    }

    [[nodiscard]] ExportFormat format() const override { return ExportFormat::Discord; }
    [[nodiscard]] qint64 position() const override { return m_stream.position(); }

    [[nodiscard]] Result<std::optional<ExportRow>> next() override
    {
        while (!m_isOver) {
            if (m_inMessages) {
                if (m_stream.nextElement())
                    return takeRow();
                m_inMessages = false;
            } else if (const auto key = m_stream.nextKey(); !key) {
                m_isOver = true;
            } else if (*key == u"channel") {
                const QJsonValue channel = m_stream.value().value_or(QJsonValue());
                m_channel = idFrom(channel[u"id"]);
                m_channelName = displayName(textFrom(channel[u"name"], 300));
                m_isDirect = textFrom(channel[u"type"], 100).contains(u"Direct");
            } else if (*key == u"messages" && m_stream.enterArray()) {
                if (m_channel.isEmpty())
                    return end(QStringLiteral("does not name its channel before the messages, as "
                                              "DiscordChatExporter does"));
                m_inMessages = true;
            } else {
                m_stream.skip();
            }
            if (!m_stream.error().isEmpty())
                return end(m_stream.error());
        }
        return std::nullopt;
    }

private:
    std::unexpected<Error> end(const QString &problem)
    {
        m_isOver = true;
        const QString why = m_source->trouble().isEmpty() ? problem : m_source->trouble();
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("%1 %2; what stands before was read.").arg(describe(m_main), why));
    }

    ExportRow takeRow()
    {
        ExportRow row{.part = m_main, .row = ++m_row};
        const QJsonObject json = m_stream.value().value_or(QJsonValue()).toObject();
        const auto leave = [&](ExportRow::Kind what, const QString &why) {
            row.kind = what;
            row.reason = why;
            row.excerpt = excerptOf(json.isEmpty() ? QString::fromUtf8(m_stream.raw().left(500))
                                                   : json[u"content"].toString());
            return row;
        };
        if (json.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message %1.")
                             .arg(m_stream.problem().isEmpty() ? QStringLiteral("is no object")
                                                               : m_stream.problem()));
        const QString type = displayName(textFrom(json[u"type"], 100));
        if (!isSpoken(type))
            return leave(ExportRow::Kind::Skipped,
                         QStringLiteral("A notice of Discord itself (%1).").arg(type));
        const QString id = idFrom(json[u"id"]);
        if (id.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message has no id, so it could not be known again."));
        const auto at = timeFrom(json[u"timestamp"]);
        if (!at)
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message has no date that can be read."));
        const QJsonValue author = json[u"author"];
        IncomingMessage &message = row.message;
        message.author = {
            .kind = discordKind, .address = idFrom(author[u"id"]), .name = nameOf(author)};
        if (message.author.address.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message does not say who wrote it."));
        const bool isOurs = m_ours.contain(message.author.name, message.author.address) ||
                            m_ours.contain(textFrom(author[u"name"], 300), message.author.address);
        message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
        message.isAutomatic = author[u"isBot"].toBool();
        message.raw = m_stream.raw();
        message.rawFormat = RawFormat::Json;
        message.sentAt = message.receivedAt = *at;
        if (!m_isDirect)
            message.subject = u'#' + m_channelName;
        message.text = textOf(json);
        addFiles(json[u"attachments"].toArray(), message);
        if (message.text.isEmpty() && message.attachments.isEmpty())
            return leave(ExportRow::Kind::Skipped, QStringLiteral("There are no words in it."));
        identify(message, {"discord", m_channel.toUtf8(), id.toUtf8()});
        message.conversationKey = u"discord " + m_channel;
        message.messageId = exportMessageId(discordKind, m_channel, id);
        if (const QString parent = idFrom(json[u"reference"][u"messageId"]); !parent.isEmpty()) {
            const QString channel = idFrom(json[u"reference"][u"channelId"]);
            message.inReplyTo = {
                exportMessageId(discordKind, channel.isEmpty() ? m_channel : channel, parent)};
        }
        return row;
    }

    static QString textOf(const QJsonObject &json)
    {
        QString words = textFrom(json[u"content"]);
        // Without "--markdown" the exporter leaves mentions as Discord stores them.
        if (words.contains(u'<')) {
            const QJsonArray mentions = json[u"mentions"].toArray();
            for (qsizetype i = 0; i < std::min(mentions.size(), maxParts); ++i) {
                const QString id = idFrom(mentions.at(i)[u"id"]);
                const QString name = u'@' + nameOf(mentions.at(i));
                if (!id.isEmpty())
                    words.replace(u"<@" + id + u'>', name).replace(u"<@!" + id + u'>', name);
            }
            static const QRegularExpression emoji(QStringLiteral("<a?(:\\w{1,64}:)\\d{1,25}>"));
            words.replace(emoji, QStringLiteral("\\1"));
        }
        QStringList lines;
        if (!words.isEmpty())
            lines += words;
        const QJsonArray embeds = json[u"embeds"].toArray();
        for (qsizetype i = 0; words.isEmpty() && i < std::min(embeds.size(), maxParts); ++i) {
            for (const QString &part :
                 {QStringLiteral("title"), QStringLiteral("description"), QStringLiteral("url")}) {
                if (const QString line = textFrom(embeds.at(i)[part], 10'000); !line.isEmpty())
                    lines += line;
            }
        }
        const QJsonArray stickers = json[u"stickers"].toArray();
        for (qsizetype i = 0; i < std::min(stickers.size(), maxParts); ++i)
            lines += QStringLiteral("[sticker: %1]")
                         .arg(displayName(textFrom(stickers.at(i)[u"name"], 300)));
        return lines.join(u'\n');
    }

    void addFiles(const QJsonArray &files, IncomingMessage &message)
    {
        for (qsizetype i = 0; i < std::min(files.size(), maxParts); ++i) {
            const QJsonValue each = files.at(i);
            Attachment file;
            file.name = displayFileName(textFrom(each[u"fileName"], 300));
            if (file.name.isEmpty())
                file.name = QStringLiteral("file");
            file.mediaType = mediaTypeOf(file.name);
            const double size = each[u"fileSizeBytes"].toDouble();
            file.size = size > 0 && size < 1e15 ? qint64(size) : 0;
            // With "--media" the address is a path beside the file; otherwise nothing is loaded.
            const QString path = each[u"url"].toString().left(1000);
            if (m_options.withFiles && m_source->sizeBeside(m_main, path) >= 0) {
                file.size = m_source->sizeBeside(m_main, path);
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
    QString m_channel;
    QString m_channelName;
    bool m_isDirect = false;
    bool m_inMessages = false;
    bool m_isOver = false;
    qint64 m_row = 0;
};

} // namespace

Result<std::unique_ptr<ExportReader>> openDiscordExport(std::unique_ptr<ExportSource> source,
                                                        const QString &main,
                                                        const ExportOptions &options)
{
    auto device = source->device(main);
    if (!device)
        return std::unexpected(device.error());
    return std::make_unique<DiscordReader>(std::move(source), std::move(*device), main, options);
}

} // namespace casement

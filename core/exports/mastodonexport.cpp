// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/mastodonexport.h"

#include "core/exports/exportmapping.h"
#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"
#include "core/text/htmltotext.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

const QString mastodonKind = QStringLiteral("fediverse");
constexpr qsizetype maxContent = 1024 * 1024;
constexpr qsizetype maxMentions = 100;
constexpr qsizetype maxMedia = 32;
constexpr qsizetype maxActor = 1024 * 1024;
const QString everybody = QStringLiteral("https://www.w3.org/ns/activitystreams#Public");

/// "name@host" for the actor \a id of that name; empty when it has no host.
QString addressOf(const QString &name, const QString &id)
{
    const QString host = QUrl(id).host();
    const bool isName =
        !name.isEmpty() && name.size() <= 300 &&
        std::ranges::none_of(name, [](QChar c) { return c.isSpace() || c == u'@' || c == u'/'; });
    return isName && !host.isEmpty() ? normalizedAddress(mastodonKind, name + u'@' + host)
                                     : QString();
}

/// "to" and "cc" are one address or a list of them.
QStringList addressees(const QJsonValue &value)
{
    if (value.isString())
        return {value.toString()};
    QStringList all;
    const QJsonArray array = value.toArray();
    for (qsizetype i = 0; i < std::min(array.size(), maxMentions); ++i)
        all.append(array.at(i).toString());
    return all;
}

bool isEverybody(const QStringList &addresses)
{
    return addresses.contains(everybody) || addresses.contains(u"as:Public") ||
           addresses.contains(u"Public");
}

Visibility visibilityOf(const QJsonObject &note)
{
    const QStringList to = addressees(note[u"to"]);
    const QStringList cc = addressees(note[u"cc"]);
    if (isEverybody(to))
        return Visibility::Public;
    if (isEverybody(cc))
        return Visibility::Unlisted;
    const bool hasFollowers = std::ranges::any_of(
        to + cc, [](const QString &each) { return each.endsWith(u"/followers"); });
    return hasFollowers ? Visibility::Followers : Visibility::Direct;
}

/// The number at the end of ".../statuses/123": by it the server's API knows the post too.
QString statusIdOf(const QString &uri)
{
    const QString id = uri.section(u'/', -1);
    const bool isNumber = !id.isEmpty() && id.size() <= 30 &&
                          std::ranges::all_of(id, [](QChar c) { return c >= u'0' && c <= u'9'; });
    return isNumber ? id : QString();
}

class MastodonReader final : public ExportReader
{
public:
    MastodonReader(std::unique_ptr<ExportSource> source, std::unique_ptr<QIODevice> device,
                   const QString &main, const QJsonObject &actor, const ExportOptions &options)
        : ExportReader(std::move(source))
        , m_device(std::move(device))
        , m_main(main)
        , m_options(options)
        , m_stream(*m_device)
    {
        m_actor = textFrom(actor[u"id"], 2000);
        m_name = displayName(textFrom(actor[u"name"], 300));
        m_address = addressOf(textFrom(actor[u"preferredUsername"], 300), m_actor);
        m_isOver = !m_stream.enterObject();
    }

    [[nodiscard]] ExportFormat format() const override { return ExportFormat::Mastodon; }
    [[nodiscard]] qint64 position() const override
    {
        return std::min(m_stream.position(), m_source->bytes());
    }

    [[nodiscard]] Result<std::optional<ExportRow>> next() override
    {
        while (!m_isOver) {
            if (m_inItems) {
                if (m_stream.nextElement())
                    return takeRow();
                m_inItems = false;
            } else if (const auto key = m_stream.nextKey(); !key) {
                m_isOver = true;
            } else if (*key == u"orderedItems" && m_stream.enterArray()) {
                m_inItems = true;
            } else {
                m_stream.skip();
            }
            if (!m_stream.error().isEmpty()) {
                m_isOver = true;
                return fail(ErrorKind::Invalid,
                            QStringLiteral("%1 %2; what stands before was read.")
                                .arg(describe(m_main), m_source->trouble().isEmpty()
                                                           ? m_stream.error()
                                                           : m_source->trouble()));
            }
        }
        return std::nullopt;
    }

private:
    ExportRow takeRow()
    {
        ExportRow row{.part = m_main, .row = ++m_row};
        const QJsonObject activity = m_stream.value().value_or(QJsonValue()).toObject();
        const QJsonObject note = activity[u"object"].toObject();
        const auto leave = [&](ExportRow::Kind what, const QString &why) {
            row.kind = what;
            row.reason = why;
            row.excerpt = excerptOf(note.isEmpty() ? QString::fromUtf8(m_stream.raw().left(500))
                                                   : htmlToText(textFrom(note[u"content"], 1000)));
            return row;
        };
        if (activity.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This post %1.")
                             .arg(m_stream.problem().isEmpty() ? QStringLiteral("is no object")
                                                               : m_stream.problem()));
        const QString type = textFrom(activity[u"type"], 100);
        if (type == u"Announce")
            return leave(ExportRow::Kind::Skipped,
                         QStringLiteral("A boost: words of somebody else."));
        if (type != u"Create" || note.isEmpty())
            return leave(ExportRow::Kind::Skipped,
                         QStringLiteral("Not a post (%1).").arg(displayName(type)));
        const QString uri = textFrom(note[u"id"], 2000);
        if (uri.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This post has no id, so it could not be known again."));
        auto at = timeFrom(note[u"published"]);
        if (!at)
            at = timeFrom(activity[u"published"]);
        if (!at)
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This post has no date that can be read."));
        if (m_address.isEmpty()) {
            m_actor = textFrom(activity[u"actor"], 2000);
            m_address = addressOf(m_actor.section(u'/', -1), m_actor);
        }
        if (m_address.isEmpty())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("Neither actor.json nor the post says whose it is."));
        fill(row.message, note, uri, *at);
        if (row.message.text.isEmpty() && row.message.attachments.isEmpty())
            return leave(ExportRow::Kind::Skipped, QStringLiteral("There are no words in it."));
        row.message.raw = m_stream.raw();
        row.message.rawFormat = RawFormat::Json;
        return row;
    }

    void fill(IncomingMessage &message, const QJsonObject &note, const QString &uri,
              Timestamp at) const
    {
        message.direction = Direction::Outgoing; // the archive has nobody else's posts
        message.visibility = visibilityOf(note);
        message.author = {.kind = mastodonKind, .address = m_address, .name = m_name};
        message.sentAt = message.receivedAt = at;
        message.remoteKey = "mastodon archive\n" + uri.toUtf8();
        message.messageId = idOf(uri);
        if (const QString parent = textFrom(note[u"inReplyTo"], 2000); !parent.isEmpty())
            message.inReplyTo = {idOf(parent)};
        const QJsonArray tags = note[u"tag"].toArray();
        for (qsizetype i = 0; i < std::min(tags.size(), maxMentions); ++i) {
            if (tags.at(i)[u"type"].toString() != u"Mention")
                continue;
            // "@ann" on our own server, "@ann@elsewhere" else.
            QString name = textFrom(tags.at(i)[u"name"], 500);
            name.remove(0, name.startsWith(u'@') ? 1 : 0);
            const QString address = name.contains(u'@')
                                        ? normalizedAddress(mastodonKind, name)
                                        : addressOf(name, textFrom(tags.at(i)[u"href"], 2000));
            if (!address.isEmpty() && address != m_address)
                message.recipients.append({RecipientRole::To, {mastodonKind, address, {}}});
        }

        const QString content = note[u"content"].toString().left(maxContent);
        const QString warning = displayName(note[u"summary"].toString().left(2000));
        // The hash that the fediverse connector makes of the same post, so that it is there once
        // when the account is connected too.
        QCryptographicHash hash(QCryptographicHash::Sha256);
        hash.addData(QByteArray(m_address.toUtf8() + '\0' + warning.toUtf8() + '\0' +
                                content.toUtf8() + '\0'));
        QStringList extras;
        addPoll(note, extras, hash);
        addMedia(note[u"attachment"].toArray(), message, extras, hash);
        message.contentHash = hash.result().first(16);

        message.subject = warning;
        QStringList text;
        if (!warning.isEmpty()) {
            text += QStringLiteral("CW: ") + warning;
            message.html = QStringLiteral("<p><strong>CW: ") + warning.toHtmlEscaped() +
                           QStringLiteral("</strong></p>");
        }
        if (const QString words = htmlToText(content); !words.isEmpty())
            text += words;
        message.html += content;
        for (const QString &line : std::as_const(extras))
            message.html += QStringLiteral("<p>") + line.toHtmlEscaped() + QStringLiteral("</p>");
        if (!extras.isEmpty())
            text += extras.join(u'\n');
        message.text = text.join(QStringLiteral("\n\n"));
    }

    static void addPoll(const QJsonObject &note, QStringList &extras, QCryptographicHash &hash)
    {
        const QJsonArray one = note[u"oneOf"].toArray();
        const QJsonArray any = note[u"anyOf"].toArray();
        const QJsonArray &options = one.isEmpty() ? any : one;
        if (!options.isEmpty())
            extras +=
                one.isEmpty() ? QStringLiteral("Poll, several answers:") : QStringLiteral("Poll:");
        for (qsizetype i = 0; i < std::min<qsizetype>(options.size(), 50); ++i) {
            const QString title = displayName(options.at(i)[u"name"].toString().left(500));
            hash.addData(QByteArray(title.toUtf8() + '\0'));
            extras += u"- " + title;
        }
    }

    void addMedia(const QJsonArray &media, IncomingMessage &message, QStringList &extras,
                  QCryptographicHash &hash) const
    {
        for (qsizetype i = 0; i < std::min(media.size(), maxMedia); ++i) {
            const QJsonValue each = media.at(i);
            const QString url = each[u"url"].toString().left(4000);
            Attachment file;
            file.name = displayFileName(url);
            if (file.name.isEmpty())
                file.name = QStringLiteral("file");
            const QString type = displayName(textFrom(each[u"mediaType"], 100));
            file.mediaType = type.contains(u'/') ? type : mediaTypeOf(file.name);
            file.part = QStringLiteral("/object/attachment/%1").arg(i);
            // "/media_attachments/files/…" names an entry of the archive.
            const QString inside = url.startsWith(u'/') ? url.sliced(1) : url;
            if (m_options.withFiles && m_source->sizeBeside(m_main, inside) >= 0) {
                file.size = m_source->sizeBeside(m_main, inside);
                file.data = m_source->beside(m_main, inside);
            }
            message.attachments.append(file);
            const QString description =
                htmlToText(each[u"name"].toString().left(5000).toHtmlEscaped());
            hash.addData(QByteArray(mediaIdOf(url).toUtf8() + '\0' + description.toUtf8() + '\0'));
            const QString what = file.mediaType.section(u'/', 0, 0);
            extras += description.isEmpty() ? QStringLiteral("[%1 without a description]").arg(what)
                                            : QStringLiteral("[%1: %2]").arg(what, description);
        }
    }

    /// "112233445566778899" of ".../files/112/233/445/566/778/899/original/a.png".
    static QString mediaIdOf(const QString &url)
    {
        QString digits;
        const QStringList parts = url.section(QStringLiteral("/files/"), 1).split(u'/');
        for (const QString &part : parts) {
            bool isNumber = false;
            std::ignore = part.toUInt(&isNumber);
            if (!isNumber || part.size() != 3)
                break;
            digits += part;
        }
        qsizetype zeros = 0;
        while (zeros < digits.size() && digits.at(zeros) == u'0')
            ++zeros;
        return digits.sliced(zeros);
    }

    /// Our own posts have the key of the fediverse connector; what others wrote is known by its
    /// URI.
    [[nodiscard]] QByteArray idOf(const QString &uri) const
    {
        const QString id = statusIdOf(uri);
        const bool isOurs = !m_actor.isEmpty() && uri.startsWith(m_actor + u'/');
        return isOurs && !id.isEmpty() ? QByteArray((m_address + u" status " + id).toUtf8())
                                       : QByteArray("fediverse status " + uri.toUtf8());
    }

    std::unique_ptr<QIODevice> m_device;
    QString m_main;
    ExportOptions m_options;
    JsonStream m_stream;
    QString m_actor;
    QString m_name;
    QString m_address;
    bool m_inItems = false;
    bool m_isOver = false;
    qint64 m_row = 0;
};

} // namespace

Result<std::unique_ptr<ExportReader>> openMastodonExport(std::unique_ptr<ExportSource> source,
                                                         const QString &main,
                                                         const ExportOptions &options)
{
    QJsonObject actor;
    const QString actorName =
        main.isEmpty() ? QString()
                       : main.chopped(QStringLiteral("outbox.json").size()) + u"actor.json";
    if (!actorName.isEmpty() && source->has(actorName)) {
        const auto device = source->device(actorName);
        if (!device)
            return std::unexpected(device.error());
        actor = QJsonDocument::fromJson((*device)->read(maxActor)).object();
    } else if (main.isEmpty()) {
        actor = QJsonDocument::fromJson(source->beside({}, QStringLiteral("actor.json"))).object();
    }
    auto device = source->device(main);
    if (!device)
        return std::unexpected(device.error());
    return std::make_unique<MastodonReader>(std::move(source), std::move(*device), main, actor,
                                            options);
}

} // namespace casement

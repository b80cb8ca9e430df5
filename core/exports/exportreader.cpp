// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/exportreader.h"

#include "core/exports/discordexport.h"
#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"
#include "core/exports/mastodonexport.h"
#include "core/exports/slackexport.h"
#include "core/exports/telegramexport.h"
#include "core/exports/whatsappexport.h"

#include <QFile>
#include <QFileInfo>
#include <QSet>

namespace casement
{

namespace
{

constexpr qsizetype lookedAt = 64 * 1024;
constexpr int maxKeysLookedAt = 64;

/// The keys of the outermost object, as far as a look at the beginning shows them.
QSet<QString> outermostKeys(QIODevice &device)
{
    QSet<QString> keys;
    JsonStream stream(device);
    if (!stream.enterObject())
        return keys;
    while (keys.size() < maxKeysLookedAt && stream.position() < lookedAt) {
        const auto key = stream.nextKey();
        if (!key)
            break;
        keys.insert(*key);
        if (*key == u"messages" || *key == u"chats" || *key == u"orderedItems")
            break; // what tells the formats apart stands before the long part
        stream.skip();
    }
    return keys;
}

std::optional<ExportFormat> formatOf(const QSet<QString> &keys)
{
    if (keys.contains(QStringLiteral("orderedItems")))
        return ExportFormat::Mastodon;
    if (keys.contains(QStringLiteral("guild")) && keys.contains(QStringLiteral("channel")))
        return ExportFormat::Discord;
    if (keys.contains(QStringLiteral("chats")) || keys.contains(QStringLiteral("messages")))
        return ExportFormat::Telegram;
    return std::nullopt;
}

/// The format of one file by its first bytes.
std::optional<ExportFormat> formatOf(ExportSource &source, const QString &name)
{
    auto device = source.device(name);
    if (!device)
        return std::nullopt;
    const QByteArray start = (*device)->read(lookedAt);
    const QByteArray trimmed =
        (start.startsWith("\xef\xbb\xbf") ? start.sliced(3) : start).left(200).trimmed();
    if (!trimmed.startsWith('{'))
        return beginsLikeWhatsApp(start) ? std::optional(ExportFormat::WhatsApp) : std::nullopt;
    device = source.device(name);
    return device ? formatOf(outermostKeys(**device)) : std::nullopt;
}

/// The export in an archive or a folder.
std::optional<FoundExport> findInside(ExportSource &source)
{
    const auto named = [&](const QString &name) -> QString {
        for (const QString &each : source.names()) {
            if (each.section(u'/', -1) == name && each.count(u'/') <= 1)
                return each;
        }
        return {};
    };
    if (const QString users = named(QStringLiteral("users.json"));
        !users.isEmpty() && (!named(QStringLiteral("channels.json")).isEmpty() ||
                             !named(QStringLiteral("dms.json")).isEmpty()))
        return FoundExport{ExportFormat::Slack, users};
    if (const QString outbox = named(QStringLiteral("outbox.json")); !outbox.isEmpty())
        return FoundExport{ExportFormat::Mastodon, outbox};
    if (const QString result = named(QStringLiteral("result.json")); !result.isEmpty())
        return FoundExport{ExportFormat::Telegram, result};
    // WhatsApp: one text, whatever it is called, and media beside it.
    QStringList texts;
    for (const QString &each : source.names()) {
        if (each.endsWith(u".txt", Qt::CaseInsensitive) && !each.contains(u'/') &&
            texts.size() < 20)
            texts.append(each);
    }
    for (const QString &each : std::as_const(texts)) {
        if (formatOf(source, each) == ExportFormat::WhatsApp)
            return FoundExport{ExportFormat::WhatsApp, each};
    }
    return std::nullopt;
}

} // namespace

ExportReader::ExportReader(std::unique_ptr<ExportSource> source) : m_source(std::move(source))
{
}

ExportReader::~ExportReader() = default;

qint64 ExportReader::bytes() const
{
    return m_source->bytes();
}

QString ExportReader::describe(const QString &name) const
{
    return name.isEmpty() ? m_source->path()
                          : QStringLiteral("%1 (%2)").arg(m_source->path(), name);
}

Result<std::optional<FoundExport>> findExport(const QString &path)
{
    auto source = ExportSource::open(path);
    if (!source)
        return std::unexpected(source.error());
    const QStringList &names = (*source)->names();
    const bool isFile = names.size() == 1 && names.first().isEmpty();
    if (!isFile) {
        if (const auto found = findInside(**source))
            return found;
        if (QFileInfo(path).isDir())
            return std::nullopt;
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 is an archive, but no chat export that is known; nothing of "
                                   "it was imported. Unpack it and import what is in it.")
                        .arg(path));
    }
    const auto format = formatOf(**source, {});
    if (format)
        return FoundExport{*format, {}};
    auto device = (*source)->device({});
    const QByteArray start = device ? (*device)->read(200).trimmed() : QByteArray();
    if (start.startsWith('{') || start.startsWith("[{"))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 is JSON, but no chat export that is known; nothing of it "
                                   "was imported.")
                        .arg(path));
    return std::nullopt;
}

Result<std::unique_ptr<ExportReader>> openExport(const QString &path, const ExportOptions &options)
{
    const auto found = findExport(path);
    if (!found)
        return std::unexpected(found.error());
    if (!*found)
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("%1 is no chat export that is known; nothing of it was imported.")
                .arg(path));
    auto source = ExportSource::open(path);
    if (!source)
        return std::unexpected(source.error());
    switch ((*found)->format) {
    case ExportFormat::WhatsApp:
        return openWhatsAppExport(std::move(*source), (*found)->main, options);
    case ExportFormat::Telegram:
        return openTelegramExport(std::move(*source), (*found)->main, options);
    case ExportFormat::Slack:
        return openSlackExport(std::move(*source), (*found)->main, options);
    case ExportFormat::Discord:
        return openDiscordExport(std::move(*source), (*found)->main, options);
    case ExportFormat::Mastodon:
        break;
    }
    return openMastodonExport(std::move(*source), (*found)->main, options);
}

} // namespace casement

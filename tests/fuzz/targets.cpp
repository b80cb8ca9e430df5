// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fuzz/targets.h"

#include "core/channels/bluesky/blueskymapping.h"
#include "core/channels/fediverse/fediversemapping.h"
#include "core/channels/feed/feedmapping.h"
#include "core/channels/feed/feedparser.h"
#include "core/channels/irc/ircparser.h"
#include "core/channels/irc/ircsplit.h"
#include "core/channels/telegram/telegrammapping.h"
#include "core/exports/exportreader.h"
#include "core/mail/mailmapping.h"
#include "core/text/htmlsanitizer.h"
#include "core/text/htmltotext.h"
#include "core/text/links.h"
#include "core/text/markdown.h"
#include "core/text/plaintext.h"
#include "core/text/quotes.h"
#include "core/text/splitting.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <array>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

QString withoutSpace(QString text)
{
    text.removeIf([](QChar c) { return c.isSpace(); });
    return text;
}

/// What was sanitised is what the sanitiser would write, and has nothing that acts or is fetched.
QString notSanitised(const QString &html)
{
    const SanitizedHtml again = sanitizeHtml(html);
    if (again.html != html)
        return u"sanitising again gives something else:\n%1\n%2"_s.arg(html, again.html);
    if (!again.blockedRemote.isEmpty())
        return u"something remote is left: "_s + again.blockedRemote.first();
    for (const auto word : {"<script"_L1, "<style"_L1, "<iframe"_L1, "<object"_L1, "<svg"_L1}) {
        if (html.contains(word))
            return u"an element that acts is left: "_s + word;
    }
    return {};
}

QString htmlProblem(const QByteArray &bytes)
{
    const QString html = QString::fromUtf8(bytes);
    const SanitizedHtml safe = sanitizeHtml(html);
    if (const QString problem = notSanitised(safe.html); !problem.isEmpty())
        return problem;
    if (const QString problem = notSanitised(safe.quotedHtml); !problem.isEmpty())
        return problem;
    std::ignore = htmlToText(html);
    return {};
}

constexpr Timestamp now{std::chrono::seconds(1'700'000'000)};

/// What no message may have, from whatever channel.
QString messageProblem(const IncomingMessage &message)
{
    if (message.text.contains(QChar(u'\0')) || message.text.contains(u'\r'))
        return u"the text has a NUL or a carriage return"_s;
    if (message.receivedAt > now + std::chrono::days(1))
        return u"it was received in the future"_s;
    if (message.attachments.size() > kMaxListedAttachments)
        return u"more attachments than are listed"_s;
    for (const Attachment &attachment : message.attachments) {
        if (attachment.name.contains(u'/') || attachment.name.contains(u'\\'))
            return u"the name of an attachment leads into a folder: "_s + attachment.name;
        if (attachment.size < 0)
            return u"a file of less than nothing"_s;
    }
    return {};
}

QString mailProblem(const QByteArray &bytes)
{
    const IncomingMessage message = mapMail(bytes, {.fallbackTime = now});
    if (message.raw != bytes)
        return u"the bytes were not kept"_s;
    if (message.remoteKey != mailRemoteKey(bytes))
        return u"the key of the same bytes differs"_s;
    if (const QString problem = messageProblem(message); !problem.isEmpty())
        return problem;
    for (const Attachment &attachment : message.attachments) {
        if (!extractPart(bytes, attachment.part))
            return u"an attachment that is listed cannot be taken out: "_s + attachment.part;
    }
    std::ignore = sanitizeHtml(message.html);
    return {};
}

QString markdownProblem(const QByteArray &bytes)
{
    const QString html = markdownToHtml(QString::fromUtf8(bytes));
    const SanitizedHtml safe = sanitizeHtml(html);
    const QString problem = notSanitised(safe.html);
    return problem.isEmpty() ? notSanitised(safe.quotedHtml) : problem;
}

QString textProblem(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    constexpr qsizetype longest = 40;
    const QStringList parts = splitText(
        text, [](const QString &part, qsizetype) { return part.size() <= longest; }, 10'000);
    for (const QString &part : parts) {
        if (part.size() > longest)
            return u"a part is too long: "_s + part;
    }
    if (!parts.isEmpty() && withoutSpace(parts.join(u'\n')) != withoutSpace(text))
        return u"splitting has lost or invented something: "_s + parts.join(u'\n');
    for (const TextSegment &segment : segmentText(text))
        std::ignore = safeLink(segment.text);
    std::ignore = makeSnippet(text, 120);
    const QString name = displayName(text);
    if (displayName(name) != name)
        return u"a name that can be shown is changed again: "_s + name;
    return notSanitised(sanitizeHtml(plainTextToHtml(text)).html);
}

QString ircProblem(const QByteArray &bytes)
{
    IrcLineReader reader;
    reader.feed(bytes);
    while (const auto line = reader.next()) {
        const auto message = parseIrcLine(*line);
        if (!message)
            continue;
        const auto written = ircLine(message->command, message->params, message->tags);
        if (!written)
            continue; // what cannot be written is refused
        if (written->count('\n') != 1 || written->count('\r') != 1 || written->contains('\0'))
            return u"one line became more: "_s + QString::fromLatin1(written->toPercentEncoding());
        const auto again = parseIrcLine(QByteArrayView(*written).chopped(2));
        if (!again || again->command != message->command || again->params != message->params ||
            again->tags != message->tags)
            return u"a line reads otherwise than it was written: "_s +
                   QString::fromLatin1(written->toPercentEncoding());
    }
    constexpr qsizetype most = 40;
    const QString text = decodeIrc(bytes);
    for (const QByteArray &line : splitForIrc(text, most)) {
        if (line.size() > most || line.isEmpty() || line.contains('\n') || line.contains('\r') ||
            line.contains('\0'))
            return u"this is no line for IRC: "_s + QString::fromLatin1(line.toPercentEncoding());
    }
    return {};
}

QString feedProblem(const QByteArray &bytes)
{
    const auto feed = parseFeed(bytes, {}, QUrl(u"https://blog.example.org/feed"_s));
    if (!feed)
        return {};
    if (feed->items.size() > kMaxFeedItems)
        return u"more items than are read"_s;
    const FeedContext context{
        .account = u"blog.example.org"_s, .host = u"blog.example.org"_s, .now = now};
    for (const FeedItem &item : feed->items) {
        if (!item.link.isEmpty() && item.link.scheme() != u"http" && item.link.scheme() != u"https")
            return u"a link that is none of the web: "_s + item.link.toString();
        const QString problem = messageProblem(mapFeedItem(item, context));
        if (!problem.isEmpty())
            return problem;
    }
    return {};
}

/// What the servers of the fediverse, Bluesky and Telegram tell: one of each is made of the bytes.
QString jsonProblem(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    if (json.isEmpty())
        return {};
    QString problem;
    const auto look = [&](const IncomingMessage &message) {
        if (problem.isEmpty())
            problem = messageProblem(message);
        if (problem.isEmpty())
            std::ignore = sanitizeHtml(message.html);
    };
    const FediverseContext fediverse{.domain = u"social.example"_s,
                                     .accountId = u"1"_s,
                                     .address = u"us@social.example"_s,
                                     .now = now};
    if (const auto status = mapStatus(json, fediverse))
        look(status->message);
    if (const auto mention = mapNotification(json, fediverse); mention.status)
        look(mention.status->message);
    const BlueskyContext bluesky{.did = u"did:plc:us"_s, .now = now};
    if (const auto post = mapBlueskyPost(json, bluesky))
        look(post->message);
    for (const BlueskyPost &post : mapBlueskyThread(json, bluesky).posts)
        look(post.message);
    if (const auto update =
            mapTelegramUpdate(json, {.botId = 7, .username = u"us_bot"_s, .now = now});
        update.message)
        look(*update.message);
    return problem;
}

/// Everything that the program does with a file before anything is imported.
QString exportProblem(const QByteArray &bytes)
{
    static const QTemporaryDir folder;
    const QString path =
        folder.filePath(bytes.startsWith("PK")   ? u"export.zip"_s
                        : bytes.startsWith("{")  ? u"result.json"_s
                        : bytes.startsWith("[{") ? u"export.json"_s
                                                 : u"WhatsApp Chat with Ann.txt"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        return u"the bytes could not be written: "_s + file.errorString();
    file.close();
    const auto found = findExport(path);
    if (!found)
        return found.error().detail.isEmpty() ? u"an error without a word"_s : QString();
    const auto reader = openExport(path, {});
    if (!*found || !reader)
        return {};
    for (;;) {
        const auto row = (*reader)->next();
        if (!row || !*row)
            return {};
        if ((*reader)->position() > (*reader)->bytes())
            return u"more was read than there is"_s;
    }
}

constexpr std::array targets = {
    FuzzTarget{"html", htmlProblem},         FuzzTarget{"mail", mailProblem},
    FuzzTarget{"markdown", markdownProblem}, FuzzTarget{"text", textProblem},
    FuzzTarget{"irc", ircProblem},           FuzzTarget{"export", exportProblem},
    FuzzTarget{"feed", feedProblem},         FuzzTarget{"json", jsonProblem},
};

} // namespace

std::span<const FuzzTarget> fuzzTargets()
{
    return targets;
}

} // namespace casement

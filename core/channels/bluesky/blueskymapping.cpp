// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskymapping.h"

#include "core/channels/bluesky/blueskyrecord.h"
#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/bluesky/blueskytext.h"
#include "core/domain/language.h"
#include "core/domain/messageid.h"
#include "core/text/characters.h"
#include "core/text/links.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QSet>
#include <algorithm>
#include <deque>

namespace casement
{

namespace
{

constexpr qsizetype kMaxText = 64 * 1024;
constexpr qsizetype kMaxDescription = 5000;
constexpr qsizetype kMaxImages = 20;
constexpr qsizetype kMaxLabels = 10;
constexpr qsizetype kMaxAncestors = 60;
constexpr qsizetype kMaxOthers = 50;
constexpr qsizetype kMaxThread = 150;
constexpr qsizetype kMaxVisited = 20'000;

const QString kKind = QStringLiteral("bluesky");

QString bounded(const QJsonValue &value, qsizetype length)
{
    return value.toString().left(length);
}

QString typeOf(const QJsonValue &value)
{
    return bounded(value[u"$type"], 200);
}

QString nameOf(const QJsonValue &author)
{
    const QString name = displayName(bounded(author[u"displayName"], 1000));
    const QString handle = blueskyHandleOf(bounded(author[u"handle"], 300));
    return name.isEmpty() && handle != u"handle.invalid" ? handle : name;
}

/// "Ann (@ann.example)", as far as it is known.
QString whoIs(const QJsonValue &author)
{
    const QString name = displayName(bounded(author[u"displayName"], 1000));
    const QString handle = blueskyHandleOf(bounded(author[u"handle"], 300));
    if (name.isEmpty() || handle.isEmpty())
        return handle.isEmpty() ? name : u'@' + handle;
    return QStringLiteral("%1 (@%2)").arg(name, handle);
}

QString pageOf(const QString &postUri)
{
    const auto uri = blueskyUri(postUri);
    return uri ? QStringLiteral("https://bsky.app/profile/%1/post/%2").arg(uri->did, uri->key)
               : QString();
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

QString labelsLine(const QJsonObject &view, const QJsonObject &record)
{
    QStringList names;
    const auto add = [&](const QJsonArray &labels) {
        for (const QJsonValue label : labels) {
            const QString name = displayName(bounded(label[u"val"], 128));
            // A label that was taken back, and one that is only for those who are not logged in.
            if (name.isEmpty() || label[u"neg"].toBool() || name == u"!no-unauthenticated" ||
                names.contains(name) || names.size() >= kMaxLabels)
                continue;
            names += name;
        }
    };
    add(view[u"labels"].toArray());
    add(record[u"labels"][u"values"].toArray());
    return names.isEmpty() ? QString() : QStringLiteral("CW: ") + names.join(QStringLiteral(", "));
}

QString described(const QString &what, const QString &description)
{
    return description.isEmpty() ? QStringLiteral("[%1 without a description]").arg(what)
                                 : QStringLiteral("[%1: %2]").arg(what, description);
}

QString suffixOf(const QString &mediaType)
{
    const QString suffix = mediaType.section(u'/', 1).section(u'+', 0, 0);
    const bool isPlain =
        !suffix.isEmpty() && suffix.size() < 10 &&
        std::ranges::all_of(
            suffix, [](QChar c) { return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
    return isPlain ? u'.' + (suffix == u"jpeg" ? QStringLiteral("jpg") : suffix) : QString();
}

Attachment fileOf(const QString &name, const QJsonValue &blob, const QString &fallbackType,
                  const QString &part)
{
    Attachment file;
    file.mediaType = displayName(bounded(blob[u"mimeType"], 100)).toLower();
    if (file.mediaType.isEmpty())
        file.mediaType = fallbackType;
    file.name = name + suffixOf(file.mediaType);
    const double size = blob[u"size"].toDouble();
    file.size = size > 0 && size < 1e15 ? static_cast<qint64>(size) : 0;
    file.part = part;
    return file;
}

void addLink(const QJsonValue &external, Extras &extras)
{
    const auto link = safeLink(bounded(external[u"uri"], 4000));
    const QString title = displayName(bounded(external[u"title"], 1000));
    if (!link)
        return extras.add(QStringLiteral("[A link that cannot be opened: %1]").arg(title));
    extras.lines += title.isEmpty() ? link->url : title + QStringLiteral(" – ") + link->url;
    extras.html += QStringLiteral("<p><a href=\"");
    appendEscaped(extras.html, link->url, true);
    extras.html += QStringLiteral("\">") + (title.isEmpty() ? link->url : title).toHtmlEscaped() +
                   QStringLiteral("</a></p>");
}

/// \a view as the server hydrated it, or the record's own; \a record the record's own.
void addMedia(const QJsonValue &view, const QJsonValue &record, const QString &pointer,
              IncomingMessage &message, Extras &extras)
{
    const QString type = typeOf(view);
    if (type.startsWith(u"app.bsky.embed.images")) {
        const QJsonArray images = view[u"images"].toArray();
        const QJsonArray blobs = record[u"images"].toArray();
        for (qsizetype i = 0; i < std::min(images.size(), kMaxImages); ++i) {
            message.attachments.append(fileOf(QStringLiteral("image-%1").arg(i + 1),
                                              blobs.at(i)[u"image"], QStringLiteral("image/jpeg"),
                                              pointer + QStringLiteral("/images/%1").arg(i)));
            extras.add(described(QStringLiteral("image"),
                                 cleaned(bounded(images.at(i)[u"alt"], kMaxDescription))));
        }
    } else if (type.startsWith(u"app.bsky.embed.video")) {
        message.attachments.append(fileOf(QStringLiteral("video"), record[u"video"],
                                          QStringLiteral("video/mp4"), pointer));
        extras.add(
            described(QStringLiteral("video"), cleaned(bounded(view[u"alt"], kMaxDescription))));
    } else if (type.startsWith(u"app.bsky.embed.external")) {
        addLink(view[u"external"], extras);
    } else if (!type.isEmpty()) {
        extras.add(QStringLiteral("[Something that can only be seen in the browser]"));
    }
}

/// What a quoted post shows beside its words, in a line.
void addShort(const QJsonArray &embeds, QStringList &lines)
{
    for (qsizetype i = 0; i < std::min<qsizetype>(embeds.size(), 4); ++i) {
        Extras extras;
        IncomingMessage ignored;
        QJsonValue embed = embeds.at(i);
        if (typeOf(embed).startsWith(u"app.bsky.embed.recordWithMedia"))
            embed = embed[u"media"];
        if (typeOf(embed).startsWith(u"app.bsky.embed.record"))
            lines += QStringLiteral("[It quotes another post]");
        else
            addMedia(embed, {}, {}, ignored, extras);
        lines += extras.lines;
    }
}

/// \a quoted is the `record` of an app.bsky.embed.record#view, or only where it is.
void addQuote(const QJsonObject &quoted, Extras &extras)
{
    const QString type = typeOf(quoted);
    const QString page = pageOf(blueskyPostUri(quoted[u"uri"]));
    if (type == u"app.bsky.embed.record#viewNotFound")
        return extras.add(QStringLiteral("[It quotes a post that is not there any more]"));
    if (type == u"app.bsky.embed.record#viewBlocked")
        return extras.add(QStringLiteral("[It quotes a post that is blocked]"));
    if (type == u"app.bsky.embed.record#viewDetached")
        return extras.add(
            QStringLiteral("[It quoted a post whose author did not want to be quoted]"));
    if (type != u"app.bsky.embed.record#viewRecord" || !quoted[u"value"][u"text"].isString()) {
        QString name = displayName(bounded(quoted[u"displayName"], 300)); // feeds
        if (name.isEmpty())
            name = displayName(bounded(quoted[u"name"], 300)); // lists
        if (!page.isEmpty())
            return extras.add(QStringLiteral("It quotes ") + page);
        return extras.add(name.isEmpty()
                              ? QStringLiteral("[It shows something of Bluesky that is no post]")
                              : QStringLiteral("[It shows something of Bluesky: %1]").arg(name));
    }
    const QJsonObject record = quoted[u"value"].toObject();
    const QString who = whoIs(quoted[u"author"]);
    const BlueskyWords words =
        readFacets(bounded(record[u"text"], kMaxText), record[u"facets"].toArray());
    QStringList more;
    const QString labels = labelsLine(quoted, record);
    addShort(quoted[u"embeds"].toArray(), more);
    QStringList all{who.isEmpty() ? QStringLiteral("Quoted:")
                                  : QStringLiteral("%1 wrote:").arg(who)};
    if (!labels.isEmpty())
        all += labels;
    if (!words.text.isEmpty())
        all += words.text.split(u'\n');
    for (const QString &line : std::as_const(more))
        all += line.split(u'\n');
    QString block;
    for (const QString &line : std::as_const(all))
        block += (block.isEmpty() ? QStringLiteral("> ") : QStringLiteral("\n> ")) + line;
    extras.lines += block;
    extras.html +=
        QStringLiteral("<blockquote><p>") + all.first().toHtmlEscaped() + QStringLiteral("</p>");
    if (!labels.isEmpty())
        extras.html += QStringLiteral("<p>") + labels.toHtmlEscaped() + QStringLiteral("</p>");
    extras.html += words.html;
    for (const QString &line : std::as_const(more))
        extras.html += QStringLiteral("<p>") + line.toHtmlEscaped() + QStringLiteral("</p>");
    extras.html += QStringLiteral("</blockquote>");
}

void addEmbed(const QJsonObject &view, const QJsonObject &record, IncomingMessage &message,
              Extras &extras)
{
    const QJsonValue own = record[u"embed"];
    const bool isHydrated = view[u"embed"].isObject();
    const QJsonValue embed = isHydrated ? view[u"embed"] : own;
    const QString pointer = isHydrated ? QStringLiteral("/embed") : QStringLiteral("/record/embed");
    const QString type = typeOf(embed);
    if (type.startsWith(u"app.bsky.embed.recordWithMedia")) {
        addMedia(embed[u"media"], own[u"media"], pointer + QStringLiteral("/media"), message,
                 extras);
        addQuote(embed[u"record"][u"record"].toObject(), extras);
    } else if (type.startsWith(u"app.bsky.embed.record")) {
        addQuote(embed[u"record"].toObject(), extras);
    } else if (embed.isObject()) {
        addMedia(embed, own, pointer, message, extras);
    }
}

/// The author of the post that \a record quotes.
QString quotedDid(const QJsonObject &record)
{
    const QJsonValue embed = record[u"embed"];
    QJsonValue quoted = embed[u"record"];
    if (typeOf(embed).startsWith(u"app.bsky.embed.recordWithMedia"))
        quoted = quoted[u"record"];
    const auto uri = blueskyUri(bounded(quoted[u"uri"], 2000));
    return uri ? uri->did : QString();
}

void quarantine(BlueskyPost &post, const QString &reason)
{
    post.message.quarantineReason = reason;
    post.message.text = QString::fromUtf8(post.message.raw.left(100'000));
    post.message.html.clear();
}

void putFirst(IncomingMessage &message, const QString &line)
{
    if (!message.quarantineReason.isEmpty())
        return;
    message.text = message.text.isEmpty() ? line : line + QStringLiteral("\n\n") + message.text;
    message.html =
        QStringLiteral("<p>") + line.toHtmlEscaped() + QStringLiteral("</p>") + message.html;
}

bool isMissing(const QString &type)
{
    return type == u"app.bsky.feed.defs#notFoundPost" || type == u"app.bsky.feed.defs#blockedPost";
}

} // namespace

QByteArray blueskySentId(const QJsonObject &view, const QString &ourDid)
{
    const auto uri = blueskyUri(bounded(view[u"uri"], 2000));
    const QByteArray id = bounded(view[u"record"][kBlueskyMessageId], 500).toUtf8();
    return uri && uri->did == ourDid && looksLikeOurMessageId(id) ? id : QByteArray();
}

std::optional<BlueskyPost> mapBlueskyPost(const QJsonObject &view, const BlueskyContext &context)
{
    BlueskyPost post;
    post.uri = blueskyPostUri(view[u"uri"]);
    const auto uri = blueskyUri(post.uri);
    if (!uri)
        return std::nullopt;
    const QJsonObject record = view[u"record"].toObject();
    IncomingMessage &message = post.message;
    message.raw = QJsonDocument(view).toJson(QJsonDocument::Compact);
    message.rawFormat = RawFormat::Json;
    message.remoteKey = post.uri.toUtf8();
    message.messageId = blueskyKey(context.did, post.uri);
    message.visibility = Visibility::Public;
    message.link = pageOf(post.uri);

    const QJsonValue author = view[u"author"];
    message.author = {.kind = kKind,
                      .address = normalizedAddress(kKind, uri->did),
                      .name = author[u"did"].toString() == uri->did ? nameOf(author) : QString()};
    // The AppView has resolved it both ways, or calls it invalid.
    if (const QString handle = blueskyHandleOf(bounded(author[u"handle"], 300));
        author[u"did"].toString() == uri->did && author[u"handle"].isString()) {
        message.authorProfile.isWhole = true;
        if (handle != u"handle.invalid")
            message.authorProfile.handle = handle;
    }
    post.isOurs = uri->did == context.did;
    message.direction = post.isOurs ? Direction::Outgoing : Direction::Incoming;
    if (const QByteArray sent = blueskySentId(view, context.did); !sent.isEmpty())
        message.messageId = sent;

    post.parent = blueskyPostUri(record[u"reply"][u"parent"][u"uri"]);
    post.root = blueskyPostUri(record[u"reply"][u"root"][u"uri"]);
    if (post.parent == post.uri)
        post.parent.clear();
    if (post.parent.isEmpty() || post.root.isEmpty())
        post.root = post.parent.isEmpty() ? post.uri : post.parent;
    message.conversationKey = post.root;
    const auto keysOf = [&](const QString &above) {
        QByteArrayList keys{blueskyKey(context.did, above)};
        if (const auto sent = context.sent.constFind(above); sent != context.sent.cend())
            keys += *sent;
        return keys;
    };
    if (!post.parent.isEmpty())
        message.inReplyTo = keysOf(post.parent);
    if (post.root != post.uri && post.root != post.parent)
        message.references = keysOf(post.root);

    const BlueskyWords words =
        readFacets(bounded(record[u"text"], kMaxText), record[u"facets"].toArray());
    QStringList to;
    const QString parentDid = post.parent.isEmpty() ? QString() : blueskyUri(post.parent)->did;
    if (!parentDid.isEmpty() && parentDid != uri->did)
        to += parentDid;
    for (const QString &did : words.mentioned) {
        if (!to.contains(did))
            to += did;
    }
    for (const QString &did : std::as_const(to))
        message.recipients.append(
            {.role = RecipientRole::To, .address = {kKind, normalizedAddress(kKind, did), {}}});
    post.isForUs = !post.isOurs && (to.contains(context.did) || quotedDid(record) == context.did);
    message.isContext = !post.isOurs && !post.isForUs;
    post.hasReplies = view[u"replyCount"].toDouble() > 0;

    // The first of several: an answer is in one language.
    message.language = languageTag(bounded(record[u"langs"][0], 100));
    message.sentAt = blueskyTime(record[u"createdAt"]);
    message.receivedAt =
        std::min(context.now,
                 blueskyTime(view[u"indexedAt"]).value_or(message.sentAt.value_or(context.now)));

    Extras extras;
    addEmbed(view, record, message, extras);
    QStringList text;
    if (!words.text.isEmpty())
        text += words.text;
    if (!extras.lines.isEmpty())
        text += extras.lines.join(u'\n');
    message.text = text.join(QStringLiteral("\n\n"));
    message.html = words.html + extras.html;
    if (const QString labels = labelsLine(view, record); !labels.isEmpty())
        putFirst(message, labels);
    message.contentHash = QCryptographicHash::hash(QByteArray(uri->did.toUtf8() + '\0' +
                                                              bounded(view[u"cid"], 200).toUtf8()),
                                                   QCryptographicHash::Sha256)
                              .first(16);
    if (!record[u"text"].isString())
        quarantine(post, QStringLiteral("The text of the post cannot be read."));
    return post;
}

std::optional<BlueskyNotification> blueskyNotification(const QJsonObject &json, Timestamp now)
{
    const QString reason = bounded(json[u"reason"], 100);
    const bool names = reason == u"mention" || reason == u"quote";
    if (!names && reason != u"reply")
        return std::nullopt;
    const QString uri = blueskyPostUri(json[u"uri"]);
    if (uri.isEmpty())
        return std::nullopt;
    return BlueskyNotification{.uri = uri,
                               .at = std::min(now, blueskyTime(json[u"indexedAt"]).value_or(now)),
                               .names = names,
                               .json = json};
}

BlueskyThread mapBlueskyThread(const QJsonObject &thread, const BlueskyContext &given)
{
    BlueskyContext context = given;
    struct Node {
        QJsonObject view;
        QString missingParent; ///< the type that stands in its place
    };
    std::deque<Node> nodes;
    QSet<QString> seen;
    const auto note = [&](const QJsonObject &view) {
        const QString uri = blueskyPostUri(view[u"uri"]);
        if (uri.isEmpty() || seen.contains(uri))
            return false;
        seen.insert(uri);
        if (const QByteArray sent = blueskySentId(view, context.did); !sent.isEmpty())
            context.sent.insert(uri, sent);
        return true;
    };

    QJsonObject at = thread;
    for (qsizetype i = 0; i <= kMaxAncestors && at[u"post"].isObject(); ++i) {
        const QJsonObject parent = at[u"parent"].toObject();
        const QString type = typeOf(parent);
        if (note(at[u"post"].toObject()))
            nodes.push_front({.view = at[u"post"].toObject(),
                              .missingParent = isMissing(type) ? type : QString()});
        at = parent;
    }
    const auto above = static_cast<qsizetype>(nodes.size());
    std::deque<QJsonArray> below{thread[u"replies"].toArray()};
    for (qsizetype visited = 0; !below.empty() && visited < kMaxVisited;) {
        const QJsonArray replies = below.front();
        below.pop_front();
        for (const QJsonValue reply : replies) {
            if (++visited > kMaxVisited)
                break;
            if (!reply[u"post"].isObject())
                continue;
            if (note(reply[u"post"].toObject()))
                nodes.push_back({.view = reply[u"post"].toObject(), .missingParent = {}});
            if (const QJsonArray deeper = reply[u"replies"].toArray(); !deeper.isEmpty())
                below.push_back(deeper);
        }
    }

    BlueskyThread result;
    qsizetype others = 0;
    qsizetype index = 0;
    for (const Node &node : nodes) {
        const bool isAbove = index++ < above;
        auto post = mapBlueskyPost(node.view, context);
        if (!post)
            continue;
        if (!post->isForUs && !post->isOurs && !isAbove && ++others > kMaxOthers)
            continue;
        if (result.posts.size() >= kMaxThread)
            break;
        if (!node.missingParent.isEmpty())
            putFirst(post->message,
                     node.missingParent.endsWith(u"blockedPost")
                         ? QStringLiteral("[It answers a post that is blocked]")
                         : QStringLiteral("[It answers a post that is not there any more]"));
        if (result.root.isEmpty())
            result.root = post->root;
        result.posts += *post;
    }
    return result;
}

} // namespace casement

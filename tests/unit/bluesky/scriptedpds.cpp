// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/bluesky/scriptedpds.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <algorithm>

namespace casement
{

namespace
{

const QString kXrpc = QStringLiteral("/xrpc/");

ScriptedHttp::Reply refusal(const QString &name, const QString &words, int status = 400)
{
    return ScriptedHttp::json(
        QJsonObject{{QStringLiteral("error"), name}, {QStringLiteral("message"), words}}, status);
}

QString cidOf(const QJsonObject &record)
{
    return u"bafy" + QString::fromLatin1(QCryptographicHash::hash(QJsonDocument(record).toJson(),
                                                                  QCryptographicHash::Sha256)
                                             .toHex()
                                             .first(40));
}

QString isoOf(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

} // namespace

QString ScriptedPds::did(const QString &name)
{
    return u"did:plc:" + name.repeated(24).first(24);
}

QString ScriptedPds::uriOf(const QString &name, const QString &key)
{
    return u"at://" + did(name) + u"/app.bsky.feed.post/" + key;
}

ScriptedPds::ScriptedPds() = default;

QString ScriptedPds::say(const QString &name, const QString &text, const QString &reason,
                         const QString &parent, const QJsonObject &record, const QJsonObject &view)
{
    now = now.addSecs(1);
    QJsonObject json{{QStringLiteral("$type"), QStringLiteral("app.bsky.feed.post")},
                     {QStringLiteral("text"), text},
                     {QStringLiteral("createdAt"), isoOf(now)}};
    if (!parent.isEmpty()) {
        const auto ref = [this](const QString &uri) {
            const Post post = m_posts.value(uri);
            return QJsonObject{{QStringLiteral("uri"), uri}, {QStringLiteral("cid"), post.cid}};
        };
        const QString above =
            m_posts.value(parent).record[u"reply"][u"root"][u"uri"].toString(parent);
        json.insert(QStringLiteral("reply"), QJsonObject{{QStringLiteral("parent"), ref(parent)},
                                                         {QStringLiteral("root"), ref(above)}});
    }
    for (auto it = record.begin(); it != record.end(); ++it)
        json.insert(it.key(), it.value());
    const QString uri = uriOf(name, QStringLiteral("3k%1").arg(++m_count, 6, 10, QChar(u'0')));
    m_posts.insert(uri, {.uri = uri, .cid = cidOf(json), .record = json, .at = now, .more = view});
    if (!reason.isEmpty()) {
        const QDateTime created =
            QDateTime::fromString(json[u"createdAt"].toString(), Qt::ISODateWithMs);
        m_notifications.append({uri, reason, std::min(created, now)});
    }
    return uri;
}

void ScriptedPds::remove(const QString &uri)
{
    m_posts.remove(uri);
    m_notifications.removeIf([&](const Notification &each) { return each.uri == uri; });
}

void ScriptedPds::keep(const QString &uri, const QJsonObject &record)
{
    now = now.addSecs(1);
    m_posts.insert(uri,
                   {.uri = uri, .cid = cidOf(record), .record = record, .at = now, .more = {}});
}

const ScriptedPds::Post *ScriptedPds::find(const QString &uri) const
{
    const auto it = m_posts.constFind(uri);
    return it == m_posts.cend() ? nullptr : &*it;
}

QList<ScriptedPds::Post> ScriptedPds::ours() const
{
    QList<Post> result;
    for (const Post &post : m_posts) {
        if (post.uri.startsWith(u"at://" + did(QStringLiteral("team"))))
            result += post;
    }
    return result;
}

void ScriptedPds::expire(bool alsoRefresh)
{
    ++m_tokens;
    access = QStringLiteral("access-%1").arg(m_tokens);
    if (alsoRefresh)
        refresh = QStringLiteral("refresh-%1").arg(m_tokens);
}

ScriptedHttp::Reply ScriptedPds::tokens()
{
    QJsonObject json{{QStringLiteral("did"), did(QStringLiteral("team"))},
                     {QStringLiteral("handle"), handle},
                     {QStringLiteral("accessJwt"), access},
                     {QStringLiteral("refreshJwt"), refresh},
                     {QStringLiteral("active"), true}};
    for (auto it = session.begin(); it != session.end(); ++it)
        json.insert(it.key(), it.value());
    return ScriptedHttp::json(json);
}

ScriptedHttp::Reply ScriptedPds::createSession(const QJsonObject &body)
{
    const QString who = body[u"identifier"].toString();
    if ((who != handle && who != did(QStringLiteral("team"))) ||
        body[u"password"].toString() != password)
        return refusal(QStringLiteral("AuthenticationRequired"),
                       QStringLiteral("Invalid identifier or password"), 401);
    ++sessions;
    return tokens();
}

QJsonObject ScriptedPds::viewOf(const Post &post) const
{
    const QString author = post.uri.section(u'/', 2, 2);
    const QString name = author.section(u':', -1).first(4);
    QJsonObject json{
        {QStringLiteral("uri"), post.uri},
        {QStringLiteral("cid"), post.cid},
        {QStringLiteral("author"),
         QJsonObject{{QStringLiteral("did"), author},
                     {QStringLiteral("handle"),
                      name == u"team" ? handle : QString(name.first(3) + u".test")}}},
        {QStringLiteral("record"), post.record},
        {QStringLiteral("indexedAt"), isoOf(post.at)},
        {QStringLiteral("replyCount"), std::ranges::count_if(m_posts, [&](const Post &each) {
             return each.record[u"reply"][u"parent"][u"uri"].toString() == post.uri;
         })}};
    for (auto it = post.more.begin(); it != post.more.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QJsonObject ScriptedPds::nodeOf(const Post &post, int parents, int depth) const
{
    QJsonObject json{{QStringLiteral("$type"), QStringLiteral("app.bsky.feed.defs#threadViewPost")},
                     {QStringLiteral("post"), viewOf(post)}};
    const QString parent = post.record[u"reply"][u"parent"][u"uri"].toString();
    if (!parent.isEmpty() && parents > 0) {
        const Post *above = find(parent);
        json.insert(QStringLiteral("parent"),
                    above && !above->isHidden
                        ? nodeOf(*above, parents - 1, 0)
                        : QJsonObject{{QStringLiteral("$type"),
                                       QStringLiteral("app.bsky.feed.defs#notFoundPost")},
                                      {QStringLiteral("uri"), parent}});
    }
    QJsonArray replies;
    if (depth > 0) {
        for (const Post &each : m_posts) {
            if (!each.isHidden && each.record[u"reply"][u"parent"][u"uri"].toString() == post.uri)
                replies.append(nodeOf(each, 0, depth - 1));
        }
    }
    json.insert(QStringLiteral("replies"), replies);
    return json;
}

ScriptedHttp::Reply ScriptedPds::list(const Request &request) const
{
    QList<Notification> all = m_notifications;
    std::ranges::stable_sort(all, std::greater(), &Notification::at);
    const QString cursor =
        request.query.queryItemValue(QStringLiteral("cursor"), QUrl::FullyDecoded);
    const QStringList reasons = request.query.allQueryItemValues(QStringLiteral("reasons"));
    QJsonArray page;
    QString next;
    for (const Notification &each : std::as_const(all)) {
        if (!cursor.isEmpty() && isoOf(each.at) >= cursor)
            continue;
        if (page.size() >= pageSize) {
            next = page.last()[u"indexedAt"].toString();
            break;
        }
        const Post post = m_posts.value(each.uri);
        if (!reasons.isEmpty() && !reasons.contains(each.reason))
            continue;
        QJsonObject json = viewOf(post);
        json.remove(QStringLiteral("embed"));
        json.insert(QStringLiteral("indexedAt"), isoOf(each.at));
        json.insert(QStringLiteral("reason"), each.reason);
        page.append(json);
    }
    QJsonObject answer{{QStringLiteral("notifications"), page}};
    if (!next.isEmpty())
        answer.insert(QStringLiteral("cursor"), next);
    return json(answer);
}

ScriptedHttp::Reply ScriptedPds::thread(const Request &request) const
{
    const Post *post = find(request.query.queryItemValue(QStringLiteral("uri")));
    if (!post || post->isHidden)
        return refusal(QStringLiteral("NotFound"), QStringLiteral("Post not found"));
    return json(QJsonObject{
        {QStringLiteral("thread"),
         nodeOf(*post, request.query.queryItemValue(QStringLiteral("parentHeight")).toInt(),
                request.query.queryItemValue(QStringLiteral("depth")).toInt())}});
}

ScriptedHttp::Reply ScriptedPds::posts(const Request &request) const
{
    const QStringList uris = request.query.allQueryItemValues(QStringLiteral("uris"));
    if (uris.size() > 25)
        return refusal(QStringLiteral("InvalidRequest"),
                       QStringLiteral("uris must not have more than 25 elements"));
    QJsonArray views;
    for (const QString &uri : uris) {
        const Post *post = find(uri);
        if (post && !post->isHidden)
            views.append(viewOf(*post));
    }
    return json(QJsonObject{{QStringLiteral("posts"), views}});
}

ScriptedHttp::Reply ScriptedPds::record(const Request &request) const
{
    const auto value = [&](const char *name) {
        return request.query.queryItemValue(QString::fromLatin1(name));
    };
    const QString uri =
        u"at://" + value("repo") + u'/' + value("collection") + u'/' + value("rkey");
    const Post *post = find(uri);
    if (!post)
        return refusal(QStringLiteral("RecordNotFound"), u"Could not locate record: " + uri);
    return json(QJsonObject{{QStringLiteral("uri"), uri},
                            {QStringLiteral("cid"), post->cid},
                            {QStringLiteral("value"), post->record}});
}

ScriptedHttp::Reply ScriptedPds::put(const QJsonObject &body)
{
    const QString uri = u"at://" + body[u"repo"].toString() + u'/' +
                        body[u"collection"].toString() + u'/' + body[u"rkey"].toString();
    if (m_posts.contains(uri) && body.contains(u"swapRecord") && body[u"swapRecord"].isNull())
        return refusal(QStringLiteral("InvalidSwap"), u"Record was at " + m_posts.value(uri).cid);
    const QJsonObject record = body[u"record"].toObject();
    keep(uri, record);
    return json(QJsonObject{{QStringLiteral("uri"), uri}, {QStringLiteral("cid"), cidOf(record)}});
}

ScriptedHttp::Reply ScriptedPds::usual(const Request &request)
{
    if (request.path == u"/.well-known/atproto-did")
        return body(did(QStringLiteral("team")).toLatin1());
    if (request.path == u'/' + did(QStringLiteral("team")))
        return json(
            QJsonObject{{QStringLiteral("id"), did(QStringLiteral("team"))},
                        {QStringLiteral("alsoKnownAs"), QJsonArray{QString(u"at://" + handle)}},
                        {QStringLiteral("service"),
                         QJsonArray{QJsonObject{
                             {QStringLiteral("id"), QStringLiteral("#atproto_pds")},
                             {QStringLiteral("type"), QStringLiteral("AtprotoPersonalDataServer")},
                             {QStringLiteral("serviceEndpoint"),
                              pdsEndpoint.isEmpty() ? url() : pdsEndpoint}}}}});
    if (!request.path.startsWith(kXrpc))
        return body("{}", 404);
    const QString method = request.path.sliced(kXrpc.size());
    const QJsonObject given = QJsonDocument::fromJson(request.body).object();
    const QByteArray token = request.headers.value("authorization");
    if (method == u"com.atproto.server.createSession")
        return createSession(given);
    if (method == u"com.atproto.server.refreshSession") {
        if (token != "Bearer " + refresh.toLatin1())
            return refusal(QStringLiteral("ExpiredToken"),
                           QStringLiteral("Token has been revoked"));
        ++renewals;
        return tokens();
    }
    if (method == u"com.atproto.server.deleteSession")
        return body("", 200);
    if (token != "Bearer " + access.toLatin1())
        return refusal(QStringLiteral("ExpiredToken"), QStringLiteral("Token has expired"));
    if (method == u"app.bsky.notification.listNotifications")
        return list(request);
    if (method == u"app.bsky.feed.getPostThread")
        return thread(request);
    if (method == u"app.bsky.feed.getPosts")
        return posts(request);
    if (method == u"com.atproto.repo.getRecord")
        return record(request);
    if (method == u"com.atproto.repo.putRecord")
        return put(given);
    if (method == u"com.atproto.repo.uploadBlob")
        return json(
            QJsonObject{{QStringLiteral("blob"),
                         QJsonObject{{QStringLiteral("$type"), QStringLiteral("blob")},
                                     {QStringLiteral("mimeType"),
                                      QString::fromLatin1(request.headers.value("content-type"))},
                                     {QStringLiteral("size"), request.body.size()}}}});
    if (method == u"com.atproto.identity.resolveHandle") {
        const QString asked = request.query.queryItemValue(QStringLiteral("handle"));
        if (!asked.endsWith(u".test") || refusedHandles.contains(asked))
            return refusal(QStringLiteral("InvalidRequest"),
                           QStringLiteral("Unable to resolve handle"));
        return json(QJsonObject{{QStringLiteral("did"), did(asked.section(u'.', 0, 0))}});
    }
    if (method == u"app.bsky.actor.getProfile") {
        const QString actor = request.query.queryItemValue(QStringLiteral("actor"));
        const QString name = actor.section(u':', -1).first(4);
        return json(QJsonObject{{QStringLiteral("did"), actor},
                                {QStringLiteral("handle"),
                                 name == u"team" ? handle : QString(name.first(3) + u".test")},
                                {QStringLiteral("displayName"),
                                 name == u"team" ? QStringLiteral("The Team") : QString()}});
    }
    return refusal(QStringLiteral("MethodNotImplemented"), QStringLiteral("Method Not Implemented"),
                   501);
}

} // namespace casement

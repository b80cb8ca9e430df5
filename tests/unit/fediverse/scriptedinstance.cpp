// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/fediverse/scriptedinstance.h"

#include <QDateTime>
#include <QJsonDocument>
#include <algorithm>

namespace casement
{

namespace
{

const QString kTeam = QStringLiteral("team");

QString now()
{
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
}

} // namespace

ScriptedInstance::ScriptedInstance(const QString &software) : m_software(software)
{
    cutWhat = "POST /api/v1/statuses";
}

QJsonObject ScriptedInstance::account(const QString &name)
{
    return {{QStringLiteral("id"), QString(u"id-" + name)},
            {QStringLiteral("username"), name},
            {QStringLiteral("acct"), name == kTeam ? name : name + u"@far.example"},
            {QStringLiteral("display_name"), name}};
}

QString ScriptedInstance::say(const QString &author, const QString &html, bool mention,
                              const QString &inReplyTo, const QJsonObject &more)
{
    const QString id = QString::number(++m_lastId);
    QJsonObject status{
        {QStringLiteral("id"), id},
        {QStringLiteral("uri"), QString(u"https://far.example/" + id)},
        {QStringLiteral("created_at"), now()},
        {QStringLiteral("visibility"), QStringLiteral("public")},
        {QStringLiteral("spoiler_text"), QString()},
        {QStringLiteral("content"), html},
        {QStringLiteral("account"), account(author)},
        {QStringLiteral("in_reply_to_id"),
         inReplyTo.isEmpty() ? QJsonValue() : QJsonValue(inReplyTo)},
        {QStringLiteral("mentions"), mention ? QJsonArray{account(kTeam)} : QJsonArray()}};
    for (auto it = more.begin(); it != more.end(); ++it)
        status.insert(it.key(), it.value());
    m_statuses += status;
    if (mention)
        m_notifications += QJsonObject{{QStringLiteral("id"), QString::number(++m_lastId)},
                                       {QStringLiteral("type"), QStringLiteral("mention")},
                                       {QStringLiteral("created_at"), now()},
                                       {QStringLiteral("status"), id}};
    return id;
}

QJsonObject ScriptedInstance::status(const QString &id) const
{
    for (const QJsonObject &each : m_statuses) {
        if (each[u"id"].toString() == id)
            return each;
    }
    return {};
}

void ScriptedInstance::edit(const QString &id, const QString &html)
{
    for (QJsonObject &each : m_statuses) {
        if (each[u"id"].toString() == id) {
            each[QStringLiteral("content")] = html;
            each[QStringLiteral("edited_at")] = now();
        }
    }
}

void ScriptedInstance::remove(const QString &id)
{
    m_statuses.removeIf([&](const QJsonObject &each) { return each[u"id"].toString() == id; });
    m_notifications.removeIf(
        [&](const QJsonObject &each) { return each[u"status"].toString() == id; });
}

QList<QJsonObject> ScriptedInstance::ours() const
{
    QList<QJsonObject> result;
    for (const QJsonObject &each : m_statuses) {
        if (each[u"account"][u"username"].toString() == kTeam)
            result += each;
    }
    return result;
}

ScriptedInstance::Reply ScriptedInstance::notifications(const Request &request) const
{
    const QString minId = request.query.queryItemValue(QStringLiteral("min_id"));
    const QString maxId = request.query.queryItemValue(QStringLiteral("max_id"));
    const qsizetype limit =
        std::max(1, request.query.queryItemValue(QStringLiteral("limit")).toInt());
    QList<QJsonObject> chosen;
    for (const QJsonObject &each : m_notifications) {
        const QString id = each[u"id"].toString();
        if ((!knowsMinId || minId.isEmpty() || id > minId) && (maxId.isEmpty() || id < maxId))
            chosen += each;
    }
    // With min_id those just above it, otherwise the newest.
    if (chosen.size() > limit)
        chosen = knowsMinId && !minId.isEmpty() ? chosen.first(limit) : chosen.last(limit);
    QJsonArray list;
    for (QJsonObject each : chosen) {
        const QJsonObject about = status(each[u"status"].toString());
        each[QStringLiteral("status")] = about;
        each[QStringLiteral("account")] = about[u"account"];
        list.prepend(each);
    }
    return json(list);
}

ScriptedInstance::Reply ScriptedInstance::post(const Request &request)
{
    const QJsonObject body = QJsonDocument::fromJson(request.body).object();
    if (!body[u"status"].isString())
        return json(QJsonObject{{QStringLiteral("error"), QStringLiteral("Validation failed")}},
                    422);
    const QByteArray key = request.headers.value("idempotency-key");
    if (knowsKeys && m_keys.contains(key))
        return json(status(m_keys.value(key)));
    const QString id = say(kTeam, u"<p>" + body[u"status"].toString().toHtmlEscaped() + u"</p>",
                           false, body[u"in_reply_to_id"].toString(),
                           {{QStringLiteral("visibility"), body[u"visibility"]},
                            {QStringLiteral("spoiler_text"), body[u"spoiler_text"].toString()},
                            {QStringLiteral("language"), body[u"language"]},
                            {QStringLiteral("media"), body[u"media_ids"]}});
    m_keys.insert(key, id);
    return json(status(id));
}

ScriptedInstance::Reply ScriptedInstance::usual(const Request &request)
{
    const QJsonObject missing{{QStringLiteral("error"), QStringLiteral("Record not found")}};
    const QString &path = request.path;
    if (path == u"/api/v1/instance")
        return json(QJsonObject{
            {QStringLiteral("uri"), QStringLiteral("social.example")},
            {QStringLiteral("version"), version},
            {QStringLiteral("urls"), QJsonObject{{QStringLiteral("streaming_api"), streaming}}}});
    if (path == u"/.well-known/nodeinfo")
        return json(
            QJsonObject{{QStringLiteral("links"),
                         QJsonArray{QJsonObject{
                             {QStringLiteral("rel"),
                              QStringLiteral("http://nodeinfo.diaspora.software/ns/schema/2.0")},
                             {QStringLiteral("href"), QString(url() + u"/nodeinfo/2.0")}}}}});
    if (path == u"/nodeinfo/2.0")
        return json(QJsonObject{
            {QStringLiteral("software"), QJsonObject{{QStringLiteral("name"), m_software}}}});
    if (path == u"/api/v1/apps")
        return json(QJsonObject{{QStringLiteral("client_id"), QStringLiteral("app-1")},
                                {QStringLiteral("client_secret"), QStringLiteral("app-secret")}});
    if (request.headers.value("authorization") != "Bearer " + token.toLatin1())
        return json(
            QJsonObject{{QStringLiteral("error"), QStringLiteral("The access token is invalid")}},
            401);
    if (path == u"/api/v1/accounts/verify_credentials")
        return json(account(kTeam));
    if (path == u"/api/v1/notifications")
        return notifications(request);
    if (path == u"/api/v1/statuses" && request.method == "POST")
        return post(request);
    if (path == u"/api/v2/media")
        return json(QJsonObject{{QStringLiteral("id"), QStringLiteral("media-1")}});
    if (path == u"/api/v1/accounts/id-team/statuses") {
        QJsonArray list;
        for (const QJsonObject &each : ours())
            list.prepend(each);
        return json(list);
    }
    if (path.startsWith(u"/api/v1/statuses/")) {
        const QString id = path.section(u'/', 4, 4);
        const QJsonObject found = status(id);
        if (found.isEmpty())
            return json(missing, 404);
        if (!path.endsWith(u"/context"))
            return json(found);
        QJsonArray ancestors;
        for (QJsonObject each = status(found[u"in_reply_to_id"].toString()); !each.isEmpty();
             each = status(each[u"in_reply_to_id"].toString()))
            ancestors.prepend(each);
        QStringList branch{id};
        QJsonArray descendants;
        for (const QJsonObject &each : std::as_const(m_statuses)) {
            if (branch.contains(each[u"in_reply_to_id"].toString())) {
                branch += each[u"id"].toString();
                descendants.append(each);
            }
        }
        return json(QJsonObject{{QStringLiteral("ancestors"), ancestors},
                                {QStringLiteral("descendants"), descendants}});
    }
    return json(missing, 404);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/telegram/scriptedbotapi.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QRegularExpression>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

ScriptedHttp::Reply refusal(int code, const QString &words, const QJsonObject &parameters = {})
{
    QJsonObject json{{u"ok"_s, false}, {u"error_code"_s, code}, {u"description"_s, words}};
    if (!parameters.isEmpty())
        json.insert(u"parameters"_s, parameters);
    return ScriptedHttp::json(json, code);
}

ScriptedHttp::Reply result(const QJsonValue &value)
{
    return ScriptedHttp::json(QJsonObject{{u"ok"_s, true}, {u"result"_s, value}});
}

} // namespace

QHash<QString, QByteArray> multipartFields(const ScriptedHttp::Request &request)
{
    QHash<QString, QByteArray> fields;
    const QByteArray type = request.headers.value("content-type");
    const QByteArray boundary = "--" + type.sliced(type.indexOf("boundary=") + 9);
    qsizetype at = request.body.indexOf(boundary);
    while (at >= 0) {
        const qsizetype next = request.body.indexOf(boundary, at + boundary.size());
        if (next < 0)
            break;
        const QByteArray part =
            request.body.sliced(at + boundary.size() + 2, next - at - boundary.size() - 4);
        const qsizetype end = part.indexOf("\r\n\r\n");
        static const QRegularExpression name(u" name=\"([^\"]*)\""_s);
        fields.insert(name.match(QString::fromUtf8(part.first(end))).captured(1),
                      part.sliced(end + 4));
        at = next;
    }
    return fields;
}

QJsonObject ScriptedBotApi::user(qint64 id, const QString &name)
{
    return {{u"id"_s, id}, {u"is_bot"_s, false}, {u"first_name"_s, name}};
}

QJsonObject ScriptedBotApi::bot()
{
    return {{u"id"_s, kBot},
            {u"is_bot"_s, true},
            {u"first_name"_s, u"Bees"_s},
            {u"username"_s, u"bees_bot"_s}};
}

QJsonObject ScriptedBotApi::privateChat(qint64 id, const QString &name)
{
    return {{u"id"_s, id}, {u"type"_s, u"private"_s}, {u"first_name"_s, name}};
}

QJsonObject ScriptedBotApi::group(qint64 id, const QString &title)
{
    return {{u"id"_s, id}, {u"type"_s, u"supergroup"_s}, {u"title"_s, title}};
}

qint64 ScriptedBotApi::update(const QJsonObject &content, const QString &kind)
{
    const qint64 id = nextUpdate++;
    updates.insert(id, {{u"update_id"_s, id}, {kind, content}});
    return id;
}

qint64 ScriptedBotApi::say(const QJsonObject &chat, const QJsonObject &from, const QString &text,
                           const QJsonObject &more)
{
    const qint64 chatId = chat[u"id"].toInteger();
    m_known.insert(from[u"id"].toInteger());
    const qint64 number = ++m_lastMessage[chatId];
    QJsonObject message{{u"message_id"_s, number},
                        {u"date"_s, QDateTime::currentSecsSinceEpoch()},
                        {u"chat"_s, chat},
                        {u"from"_s, from},
                        {u"text"_s, text}};
    for (auto it = more.begin(); it != more.end(); ++it)
        message.insert(it.key(), it.value());
    update(message);
    return number;
}

ScriptedHttp::Reply ScriptedBotApi::getUpdates(const Request &request,
                                               const QJsonObject &parameters)
{
    if (!webhook.isEmpty())
        return refusal(409, u"Conflict: can't use getUpdates method while webhook is active"_s);
    const qint64 arrived = request.since.msecsSinceReference();
    m_newestPoll = std::max(m_newestPoll, arrived);
    if (arrived < m_newestPoll)
        return refusal(409, u"Conflict: terminated by other getUpdates request"_s);
    const qint64 offset = parameters[u"offset"].toInteger();
    highestOffset = std::max(highestOffset, offset);
    // An offset beyond everything is one of before the numbers began anew.
    const bool isForgetting = updates.isEmpty() || offset <= updates.lastKey() + 1;
    while (isForgetting && !updates.isEmpty() && updates.firstKey() < offset)
        updates.erase(updates.begin());
    QJsonArray list;
    const qsizetype limit = parameters[u"limit"].toInt(100);
    for (const QJsonObject &each : std::as_const(updates)) {
        if (list.size() < limit)
            list.append(each);
    }
    m_polls = 0;
    if (!list.isEmpty() ||
        request.since.durationElapsed() >= std::chrono::seconds(parameters[u"timeout"].toInt(0)))
        return result(list);
    m_polls = 1;
    return held();
}

ScriptedHttp::Reply ScriptedBotApi::take(const QString &method, const QJsonObject &parameters)
{
    const qint64 chat = parameters[u"chat_id"].toInteger();
    if (movedGroups.contains(chat))
        return refusal(400, u"Bad Request: group chat was upgraded to a supergroup chat"_s,
                       {{u"migrate_to_chat_id"_s, movedGroups.value(chat)}});
    if (blockedBy.contains(chat))
        return refusal(403, u"Forbidden: bot was blocked by the user"_s);
    if (chat > 0 && !m_known.contains(chat))
        return refusal(403, u"Forbidden: bot can't initiate conversation with a user"_s);
    const bool isText = method == u"sendMessage";
    const QString text = parameters[isText ? u"text"_s : u"caption"_s].toString();
    if ((isText && text.isEmpty()) || text.size() > (isText ? 4096 : 1024))
        return refusal(400, u"Bad Request: message is too long"_s);
    QJsonObject message = parameters;
    message.insert(u"message_id"_s, ++m_lastMessage[chat]);
    message.insert(u"method"_s, method);
    ours += message;
    return result(QJsonObject{{u"message_id"_s, message[u"message_id"]},
                              {u"date"_s, QDateTime::currentSecsSinceEpoch()},
                              {u"from"_s, bot()},
                              {u"chat"_s, QJsonObject{{u"id"_s, chat}}}});
}

ScriptedHttp::Reply ScriptedBotApi::usual(const Request &request)
{
    const QString prefix = u"/bot" + kToken + u'/';
    if (!request.path.startsWith(prefix))
        return request.path.startsWith(u"/bot") ? refusal(401, u"Unauthorized"_s)
                                                : refusal(404, u"Not Found"_s);
    const QString method = request.path.sliced(prefix.size());
    QJsonObject parameters = QJsonDocument::fromJson(request.body).object();
    if (method == u"getMe")
        return result(bot());
    if (method == u"getWebhookInfo")
        return result(QJsonObject{{u"url"_s, webhook}, {u"pending_update_count"_s, 0}});
    if (method == u"getUpdates")
        return getUpdates(request, parameters);
    if (method == u"sendDocument") {
        const auto fields = multipartFields(request);
        for (auto field = fields.cbegin(); field != fields.cend(); ++field)
            parameters.insert(field.key(), field.key().endsWith(u"_id")
                                               ? QJsonValue(field.value().toLongLong())
                                               : QJsonValue(QString::fromUtf8(field.value())));
    }
    if (method == u"sendMessage" || method == u"sendDocument")
        return take(method, parameters);
    return refusal(404, u"Not Found"_s);
}

} // namespace casement

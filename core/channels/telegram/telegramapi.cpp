// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramapi.h"

#include "core/channels/confidence.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/telegram/telegrammapping.h"
#include "core/text/plaintext.h"

#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kSilence = 30s;
/// A file may take ten times as long as anything else.
constexpr int kFileDeadlines = 10;

} // namespace

TelegramReply telegramReply(int status, const QJsonValue &json, const QString &host,
                            const QString &token)
{
    if (status < 300 && json[u"ok"].toBool() && json.toObject().contains(u"result"))
        return {.result = json[u"result"]};
    const int code = json[u"error_code"].toInt(status);
    const QString words =
        displayName(withoutSecret(json[u"description"].toString(), token.section(u':', 1)))
            .left(1000);
    TelegramReply reply{.result = std::unexpected(httpRefusal(code, words, host))};
    Error &error = reply.result.error();
    const QJsonValue parameters = json[u"parameters"];
    switch (code) {
    case 400:
        reply.migratedTo = telegramNumber(parameters[u"migrate_to_chat_id"]);
        break;
    case 401:
    case 404: // the path with this token is none
        error = {ErrorKind::AuthRequired,
                 QStringLiteral("%1 does not accept the bot's token; enter the one that @BotFather "
                                "shows for it.")
                     .arg(host)};
        break;
    case 409:
        reply.isConflict = true;
        error = {ErrorKind::Forbidden,
                 QStringLiteral("Another program fetches this bot's messages; stop it there or use "
                                "another bot, then connect again.")};
        break;
    case 429:
        error = withWait(error, httpWaitOf(parameters[u"retry_after"].toDouble(-1)));
        break;
    default:
        if (code < 300)
            error = {ErrorKind::Protocol,
                     QStringLiteral("%1 sent an answer that is none of the Bot API.").arg(host)};
        break;
    }
    return reply;
}

std::optional<TelegramBot> telegramBotFrom(const QJsonValue &user)
{
    const qint64 id = telegramNumber(user[u"id"]);
    if (id <= 0 || !user[u"is_bot"].toBool())
        return std::nullopt;
    return TelegramBot{.id = QString::number(id),
                       .username = displayName(user[u"username"].toString().left(100)),
                       .name = displayName(user[u"first_name"].toString().left(300)),
                       .readsGroups = user[u"can_read_all_group_messages"].toBool()};
}

TelegramApi::TelegramApi(const TelegramSettings &settings, QObject *parent)
    : QObject(parent)
    , m_base(settings.baseUrl())
    , m_http(settings.rules())
{
}

void TelegramApi::setDeadline(std::chrono::milliseconds deadline)
{
    HttpRules rules = m_http.rules();
    rules.deadline = deadline;
    m_http.setRules(rules);
}

HttpCall TelegramApi::callOf(const QString &method) const
{
    HttpCall call{.url = m_base};
    call.url.setPath(QStringLiteral("/bot") + m_token + u'/' + method);
    // Refusals say more in their JSON than in their status.
    call.isAnswer = [](int status) {
        return (status >= 200 && status < 300) || (status >= 400 && status < 500);
    };
    return call;
}

HttpDone TelegramApi::mapped(const TelegramDone &done) const
{
    return [done, host = m_base.host(), token = m_token](const Result<HttpAnswer> &answer) {
        if (!answer)
            return done({.result = std::unexpected(answer.error())});
        TelegramReply reply = telegramReply(answer->status, answer->json, host, token);
        // A proxy's refusal has its wait in the header.
        if (!reply.result && reply.result.error().kind == ErrorKind::RateLimited &&
            !answer->json[u"parameters"].isObject())
            reply.result.error() =
                withWait(reply.result.error(), httpWait(answer->headers, systemNow()));
        done(reply);
    };
}

void TelegramApi::call(const QString &method, const QJsonObject &parameters, QObject *context,
                       const TelegramDone &done, std::chrono::seconds held)
{
    HttpCall call = callOf(method);
    if (held > 0s) {
        call.silence = held + kSilence;
        call.deadline = held + m_http.rules().deadline;
    }
    m_http.post(call, httpJson(parameters), context, mapped(done));
}

void TelegramApi::callOnce(const QString &method, const HttpBody &body, QObject *context,
                           const TelegramDone &done)
{
    const HttpDone whole = mapped([done](const TelegramReply &reply) {
        TelegramReply told = reply;
        if (!told.result) {
            Error &error = told.result.error();
            const bool isRefused = error.kind != ErrorKind::Offline &&
                                   error.kind != ErrorKind::Timeout &&
                                   error.kind != ErrorKind::Protocol;
            if (!isRefused)
                error = {ErrorKind::Protocol,
                         QStringLiteral("unknown: the server's answer does not say what became of "
                                        "the message. ") +
                             error.detail};
        }
        done(told);
    });
    m_http.postOnce(callOf(method), body, context, [done, whole](const Result<HttpAnswer> &answer) {
        // Without an answer the client knows whether the server can have it.
        answer ? whole(answer) : done({.result = std::unexpected(answer.error())});
    });
}

void TelegramApi::download(const QString &filePath, qint64 maxBytes, QObject *context,
                           const std::function<void(qint64 done, qint64 total)> &progress,
                           const std::function<void(const Result<QByteArray> &)> &done)
{
    const QString host = m_base.host();
    // A server for itself tells the paths of its own disk, and nothing here may lead elsewhere.
    const QStringList folders = filePath.split(u'/');
    const bool isUsable =
        filePath.size() < 1000 &&
        std::ranges::none_of(
            folders,
            [](const QString &each) { return each.isEmpty() || each == u"." || each == u".."; });
    if (!isUsable)
        return done(fail(ErrorKind::Protocol,
                         QStringLiteral("%1 does not give out files over the web.").arg(host)));
    HttpRules rules = m_http.rules();
    rules.maxReplyBytes = maxBytes;
    auto *http = new HttpClient(rules, context);
    HttpCall call{.url = m_base, .headers = {}, .wants = HttpCall::Wants::Bytes};
    call.url.setPath(QStringLiteral("/file/bot") + m_token + u'/' + filePath);
    call.followsRedirects = false; // the token is a part of the address
    call.isAnswer = [](int) { return true; };
    call.deadline = rules.deadline * kFileDeadlines;
    call.progress = progress;
    http->get(call, context, [http, host, done](const Result<HttpAnswer> &answer) {
        http->deleteLater();
        if (!answer)
            return done(std::unexpected(answer.error()));
        if (answer->status != 200) // what it says of that may repeat the address
            return done(std::unexpected(httpRefusal(answer->status, {}, host)));
        if (answer->body.isEmpty())
            return done(fail(ErrorKind::Protocol,
                             QStringLiteral("%1 answered with an empty file.").arg(host)));
        done(answer->body);
    });
}

} // namespace casement

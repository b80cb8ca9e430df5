// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyapi.h"

#include "core/channels/confidence.h"
#include "core/channels/http/httpretry.h"
#include "core/text/plaintext.h"

#include <algorithm>

namespace casement
{

namespace
{

bool isOneOf(const QString &name, std::initializer_list<QLatin1StringView> names)
{
    return std::ranges::find(names, name) != names.end();
}

/// The access token has run out, or the server has forgotten it.
bool asksForLogin(int status, const QString &name)
{
    return status == 401 ||
           isOneOf(name, {QLatin1StringView("ExpiredToken"), QLatin1StringView("InvalidToken"),
                          QLatin1StringView("AuthMissing")});
}

bool isAccountTrouble(const QString &name)
{
    return name.startsWith(u"Account") || name == u"AuthFactorTokenRequired";
}

/// A refusal in words is an answer of the server; what a gateway says is not.
bool isSaid(int status)
{
    return (status >= 200 && status < 300) || (status >= 400 && status < 500);
}

} // namespace

Error blueskyRefusal(int status, const QString &name, const QString &words, const QString &host)
{
    const QString said = words.isEmpty() ? name : words;
    if (name == u"AuthFactorTokenRequired")
        return {ErrorKind::AuthRequired,
                QStringLiteral("%1 asks for a code by mail with this password; make an app "
                               "password in the settings of Bluesky and sign in with that.")
                    .arg(host)};
    if (name == u"AccountTakedown" || name == u"AccountSuspended")
        return {ErrorKind::Forbidden,
                QStringLiteral("%1 has closed this account (“%2”); what came in is kept, and it "
                               "has to be settled with them before anything else comes or goes.")
                    .arg(host, said)};
    if (name == u"AccountDeactivated")
        return {ErrorKind::Forbidden,
                QStringLiteral("This account is deactivated at %1; what came in is kept, and it "
                               "has to be activated again in the settings of Bluesky.")
                    .arg(host)};
    if (asksForLogin(status, name))
        return {ErrorKind::AuthRequired,
                QStringLiteral("%1 does not accept the login (“%2”); enter a new app password.")
                    .arg(host, said.isEmpty() ? QStringLiteral("HTTP %1").arg(status) : said)};
    if (isOneOf(name, {QLatin1StringView("RecordNotFound"), QLatin1StringView("NotFound")}))
        return {ErrorKind::NotFound, QStringLiteral("%1 does not have it: “%2”.").arg(host, said)};
    return httpRefusal(status, said, host);
}

BlueskyApi::BlueskyApi(const BlueskySettings &settings, QObject *parent)
    : QObject(parent)
    , m_http(HttpRules{.origins = {}, .trust = settings.trust})
{
    connect(&m_http, &HttpClient::headersArrived, this, [this](const QHttpHeaders &headers) {
        bool isNumber = false;
        const int remaining = headers.value("RateLimit-Remaining").toInt(&isNumber);
        if (isNumber && remaining >= 0)
            m_remaining = remaining;
    });
}

void BlueskyApi::setServer(const QUrl &server)
{
    HttpRules rules = m_http.rules();
    rules.origins = {server};
    m_http.setRules(rules);
    if (server != m_server) { // tokens are of the server that gave them
        m_access.clear();
        m_refresh.clear();
    }
    m_server = server;
}

void BlueskyApi::setDeadline(std::chrono::milliseconds deadline)
{
    HttpRules rules = m_http.rules();
    rules.deadline = deadline;
    m_http.setRules(rules);
}

Result<BlueskySession> BlueskyApi::takeSession(const QJsonObject &json, const QString &did)
{
    const QString host = m_server.host();
    const BlueskySession session{.did = json[u"did"].toString(),
                                 .handle = blueskyHandleOf(json[u"handle"].toString())};
    const QByteArray access = json[u"accessJwt"].toString().toLatin1();
    const QByteArray refresh = json[u"refreshJwt"].toString().toLatin1();
    const auto isToken = [](const QByteArray &token) {
        return !token.isEmpty() && token.size() < 8192 &&
               std::ranges::all_of(token, [](char c) { return c > ' ' && c < 0x7f; });
    };
    if (!isBlueskyDid(session.did) || !isToken(access) || !isToken(refresh))
        return fail(ErrorKind::Protocol,
                    QStringLiteral("%1 answered the login with something that is none.").arg(host));
    if (!did.isEmpty() && session.did != did)
        return fail(ErrorKind::AuthRequired,
                    QStringLiteral("The login at %1 is for another account than this one; sign in "
                                   "again.")
                        .arg(host));
    const QString status = displayName(json[u"status"].toString());
    if (json[u"active"].isBool() && !json[u"active"].toBool()) {
        const QString name = status == u"deactivated" ? QStringLiteral("AccountDeactivated")
                                                      : QStringLiteral("AccountTakedown");
        return std::unexpected(blueskyRefusal(403, name, status, host));
    }
    m_access = access;
    m_refresh = refresh;
    m_did = session.did;
    return session;
}

void BlueskyApi::signIn(const QString &identifier, const QString &password, const QString &did,
                        QObject *context,
                        const std::function<void(const Result<BlueskySession> &)> &done)
{
    m_identifier = identifier;
    m_password = password;
    const HttpBody body = httpJson(
        {{QStringLiteral("identifier"), identifier}, {QStringLiteral("password"), password}});
    request({.kind = Kind::Post,
             .method = QStringLiteral("com.atproto.server.createSession"),
             .parameters = {},
             .body = body},
            {}, context, [this, did, done](const Result<QJsonObject> &answer, const QString &) {
                if (!answer)
                    return done(std::unexpected(answer.error()));
                done(takeSession(*answer, did));
            });
}

void BlueskyApi::signOut(QObject *context, const std::function<void()> &done)
{
    const QByteArray token = m_refresh;
    m_access.clear();
    m_refresh.clear();
    m_password.clear();
    if (token.isEmpty())
        return done();
    request({.kind = Kind::Post,
             .method = QStringLiteral("com.atproto.server.deleteSession"),
             .parameters = {},
             .body = {.contentType = "application/json", .bytes = {}},
             .isAnswered = false},
            token, context, [done](const Result<QJsonObject> &, const QString &) { done(); });
}

void BlueskyApi::query(QLatin1StringView method, const QUrlQuery &parameters, QObject *context,
                       const BlueskyDone &done)
{
    make({.kind = Kind::Get, .method = method, .parameters = parameters, .body = {}}, context,
         done);
}

void BlueskyApi::procedure(QLatin1StringView method, const HttpBody &body, QObject *context,
                           const BlueskyDone &done)
{
    make({.kind = Kind::Post, .method = method, .parameters = {}, .body = body}, context, done);
}

void BlueskyApi::procedureOnce(QLatin1StringView method, const HttpBody &body, QObject *context,
                               const BlueskyDone &done)
{
    make({.kind = Kind::PostOnce, .method = method, .parameters = {}, .body = body}, context, done);
}

void BlueskyApi::make(const Call &call, QObject *context, const BlueskyDone &done)
{
    const QByteArray token = m_access;
    const QPointer<QObject> guard(context);
    request(
        call, token, context,
        [this, call, token, guard, done](const Result<QJsonObject> &answer, const QString &name) {
            const bool isStale = !answer && answer.error().kind == ErrorKind::AuthRequired &&
                                 !isAccountTrouble(name);
            if (!isStale || call.isAgain || !guard)
                return done(answer, name);
            // A refusal: the server did nothing, so the call may be made again.
            renew(token, guard, [this, call, guard, done](const Result<void> &renewed) {
                if (!renewed) {
                    Error error = renewed.error();
                    // What was asked for was refused, so this is no lost answer.
                    if (error.kind == ErrorKind::Protocol)
                        error.kind = ErrorKind::Offline;
                    return done(std::unexpected(error), {});
                }
                Call again = call;
                again.isAgain = true;
                make(again, guard, done);
            });
        });
}

void BlueskyApi::request(const Call &call, const QByteArray &token, QObject *context,
                         const BlueskyDone &done)
{
    HttpCall http{.url = m_server, .headers = {}};
    http.url.setPath(u"/xrpc/" + call.method);
    if (!call.parameters.isEmpty()) {
        QString encoded = call.parameters.toString(QUrl::FullyEncoded);
        encoded.replace(u'+', QStringLiteral("%2B"));
        http.url.setQuery(encoded);
    }
    if (!token.isEmpty())
        http.headers.append("Authorization", "Bearer " + token);
    http.isAnswer = isSaid;
    const QString host = m_server.host();
    const bool mayHaveActed = call.kind == Kind::PostOnce;
    const auto words = [password = m_password,
                        secret = QString::fromLatin1(token)](const QJsonValue &said) {
        return displayName(withoutSecret(withoutSecret(said.toString(), password), secret));
    };
    const auto finish = [host, done, mayHaveActed, words,
                         isAnswered = call.isAnswered](const Result<HttpAnswer> &answer) {
        if (!answer)
            return done(std::unexpected(answer.error()), {});
        if (answer->status < 300) {
            if (answer->json.isObject() || !isAnswered)
                return done(answer->json.toObject(), {});
            return done(fail(ErrorKind::Protocol,
                             (mayHaveActed ? QStringLiteral("unknown: ") : QString()) +
                                 QStringLiteral("%1 sent an answer that means nothing.").arg(host)),
                        {});
        }
        const QString name = words(answer->json[u"error"]);
        Error error = blueskyRefusal(answer->status, name, words(answer->json[u"message"]), host);
        if (answer->status == 429)
            error = withWait(error, httpWait(answer->headers, systemNow()));
        done(std::unexpected(error), name);
    };
    switch (call.kind) {
    case Kind::Get:
        return m_http.get(http, context, finish);
    case Kind::Post:
        if (!call.isAnswered)
            http.wants = HttpCall::Wants::Bytes;
        return m_http.post(http, call.body, context, finish);
    case Kind::PostOnce:
        return m_http.postOnce(http, call.body, context, finish);
    }
}

/// Those who come while one is under way get the same answer.
void BlueskyApi::renew(const QByteArray &failedToken, QObject *context, const Renewed &done)
{
    if (failedToken != m_access && !m_access.isEmpty())
        return done({}); // somebody else was faster
    m_waiting.append({context, done});
    if (m_waiting.size() > 1)
        return;
    const auto anew = [this] {
        if (m_password.isEmpty())
            return concludeRenewal(
                fail(ErrorKind::AuthRequired,
                     QStringLiteral("%1 does not accept the login any more; enter a new app "
                                    "password.")
                         .arg(m_server.host())));
        signIn(m_identifier, m_password, m_did, this,
               [this](const Result<BlueskySession> &session) {
                   concludeRenewal(session ? Result<void>() : std::unexpected(session.error()));
               });
    };
    if (m_refresh.isEmpty())
        return anew();
    request({.kind = Kind::Post,
             .method = QStringLiteral("com.atproto.server.refreshSession"),
             .parameters = {},
             .body = {.contentType = "application/json", .bytes = {}}},
            m_refresh, this, [this, anew](const Result<QJsonObject> &answer, const QString &name) {
                if (answer) {
                    const auto session = takeSession(*answer, m_did);
                    return concludeRenewal(session ? Result<void>()
                                                   : std::unexpected(session.error()));
                }
                // After a long sleep both tokens have run out, and the password still counts.
                if (answer.error().kind == ErrorKind::AuthRequired && !isAccountTrouble(name))
                    return anew();
                concludeRenewal(std::unexpected(answer.error()));
            });
}

void BlueskyApi::concludeRenewal(const Result<void> &result)
{
    for (const Waiting &each : std::exchange(m_waiting, {})) {
        if (each.context)
            each.done(result);
    }
}

} // namespace casement

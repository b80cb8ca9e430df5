// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/http/httpclient.h"
#include "core/domain/error.h"
#include "core/domain/timestamp.h"

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QUrlQuery>
#include <functional>

namespace casement
{

/// A login on a server, as com.atproto.server.createSession gives it.
struct BlueskySession {
    QString did;
    QString handle;
};

/// The answer to an XRPC call. \a name is the protocol's word for a refusal ("RecordNotFound"),
/// empty where there is none (https://atproto.com/specs/xrpc).
using BlueskyDone = std::function<void(const Result<QJsonObject> &answer, const QString &name)>;

/// XRPC calls to one server as one account. A login that runs out on the way is renewed, once for
/// each call, and the call is made again. Its tokens never leave this class.
class BlueskyApi final : public QObject
{
    Q_OBJECT
public:
    explicit BlueskyApi(const BlueskySettings &settings, QObject *parent = nullptr);

    void setServer(const QUrl &server);
    [[nodiscard]] QUrl server() const { return m_server; }
    /// How long a request may take in all; for tests.
    void setDeadline(std::chrono::milliseconds deadline);

    /// com.atproto.server.createSession. The password is kept for when both tokens have run out.
    /// A server that knows the account under another DID than \a did, where that is not empty, is
    /// not believed.
    void signIn(const QString &identifier, const QString &password, const QString &did,
                QObject *context, const std::function<void(const Result<BlueskySession> &)> &done);
    /// com.atproto.server.deleteSession; the tokens are forgotten whatever the server says.
    void signOut(QObject *context, const std::function<void()> &done);
    [[nodiscard]] bool isSignedIn() const { return !m_access.isEmpty(); }

    void query(QLatin1StringView method, const QUrlQuery &parameters, QObject *context,
               const BlueskyDone &done);
    void procedure(QLatin1StringView method, const HttpBody &body, QObject *context,
                   const BlueskyDone &done);
    /// For the one request that must not happen twice; see HttpClient::postOnce().
    void procedureOnce(QLatin1StringView method, const HttpBody &body, QObject *context,
                       const BlueskyDone &done);

    /// Whether the server still lets us ask for what nobody waits for.
    [[nodiscard]] bool hasRoom() const { return m_remaining < 0 || m_remaining > 100; }

private:
    enum class Kind { Get, Post, PostOnce };
    struct Call {
        Kind kind = Kind::Get;
        QString method;
        QUrlQuery parameters;
        HttpBody body;
        bool isAgain = false;   ///< after the login was renewed
        bool isAnswered = true; ///< with JSON, not with nothing
    };
    using Renewed = std::function<void(const Result<void> &)>;

    void make(const Call &call, QObject *context, const BlueskyDone &done);
    void request(const Call &call, const QByteArray &token, QObject *context,
                 const BlueskyDone &done);
    void renew(const QByteArray &failedToken, QObject *context, const Renewed &done);
    void concludeRenewal(const Result<void> &result);
    [[nodiscard]] Result<BlueskySession> takeSession(const QJsonObject &json, const QString &did);

    HttpClient m_http;
    QUrl m_server;
    QString m_identifier;
    QString m_password;
    QString m_did;
    QByteArray m_access;
    QByteArray m_refresh;
    struct Waiting {
        QPointer<QObject> context;
        Renewed done;
    };
    QList<Waiting> m_waiting; ///< for the renewal under way
    int m_remaining = -1;     ///< requests left in this window, -1 while the server says nothing
};

/// What a refusal means. \a words are the server's own.
[[nodiscard]] Error blueskyRefusal(int status, const QString &name, const QString &words,
                                   const QString &host);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediverseapi.h"
#include "core/channels/fediverse/fediversefeatures.h"

#include <QObject>
#include <QUrl>
#include <memory>

class QAbstractOAuthReplyHandler;
class QOAuth2AuthorizationCodeFlow;

namespace casement
{

/// What a sign-in ends with: settings to save, and secrets for the keychain.
struct FediverseLogin {
    FediverseSettings settings; ///< with server, account and clientId
    FediverseServer server;
    QString token;
    QString clientSecret;

    bool operator==(const FediverseLogin &) const = default;
};

/// Signs in by OAuth 2 with PKCE (RFC 7636): registers the program as an app of the server, has the
/// person allow it in their browser, and learns of it through a redirect to a port of this
/// computer (RFC 8252, section 7.3), or from a code that the person pastes.
class FediverseSignIn final : public QObject
{
    Q_OBJECT
public:
    enum class Way { Loopback, Paste };

    /// \a settings need a server, and whatever its certificate needs. What the person typed as
    /// address becomes a server with fediverseHostOf().
    FediverseSignIn(const FediverseSettings &settings, QObject *parent = nullptr);
    ~FediverseSignIn() override;

    /// Emits openBrowser(), then, some time, finished(). A new call replaces one under way.
    void start(Way way);
    /// The code that the server showed; for Way::Paste.
    void paste(const QString &code);
    void cancel();

Q_SIGNALS:
    void openBrowser(const QUrl &url);
    /// Once for each start() that is not cancelled.
    void finished(const casement::Result<casement::FediverseLogin> &login);

private:
    void registerApp(const QString &scopes, bool isLast);
    void authorize(const QString &clientId, const QString &scopes);
    void tokenArrived();
    void conclude(const Result<FediverseLogin> &login);

    FediverseSettings m_settings;
    FediverseApi m_api;
    HttpNetwork m_network;
    Way m_way = Way::Loopback;
    FediverseLogin m_login;
    std::unique_ptr<QAbstractOAuthReplyHandler> m_handler;
    std::unique_ptr<QOAuth2AuthorizationCodeFlow> m_flow;
    std::unique_ptr<QObject> m_run; ///< context of what is under way
};

} // namespace casement

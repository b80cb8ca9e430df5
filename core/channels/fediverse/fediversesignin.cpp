// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesignin.h"

#include <QHostAddress>
#include <QNetworkReply>
#include <QOAuth2AuthorizationCodeFlow>
#include <QOAuthHttpServerReplyHandler>
#include <QOAuthOobReplyHandler>
#include <algorithm>

namespace casement
{

namespace
{

const QString kOutOfBand = QStringLiteral("urn:ietf:wg:oauth:2.0:oob");

/// As little as reading mentions and answering them takes; servers that do not know the finer
/// words refuse them, and get the coarse ones.
const QString kFineScopes = QStringLiteral("read write:statuses write:media");
const QString kCoarseScopes = QStringLiteral("read write");

class PasteHandler final : public QOAuthOobReplyHandler
{
public:
    QString callback() const override { return kOutOfBand; }
};

} // namespace

FediverseSignIn::FediverseSignIn(const FediverseSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_api(settings)
    , m_network(settings.rules())
{
}

FediverseSignIn::~FediverseSignIn()
{
    cancel();
}

void FediverseSignIn::cancel()
{
    m_run.reset();
    // Both may be on the stack below us.
    if (m_flow)
        m_flow.release()->deleteLater();
    if (m_handler) {
        m_handler->disconnect(); // a redirect that comes now is nobody's
        m_handler.release()->deleteLater();
    }
}

void FediverseSignIn::conclude(const Result<FediverseLogin> &login)
{
    if (!m_run)
        return;
    if (m_flow)
        m_flow->disconnect(this);
    cancel();
    Q_EMIT finished(login);
}

void FediverseSignIn::start(Way way)
{
    cancel();
    m_run = std::make_unique<QObject>();
    m_way = way;
    m_login = {.settings = m_settings, .server = {}, .token = {}, .clientSecret = {}};
    if (const QString problem = m_settings.problem(); !problem.isEmpty()) {
        QMetaObject::invokeMethod(
            m_run.get(), [this, problem] { conclude(fail(ErrorKind::Invalid, problem)); },
            Qt::QueuedConnection);
        return;
    }
    if (way == Way::Loopback) {
        auto handler = std::make_unique<QOAuthHttpServerReplyHandler>();
        handler->close();
        handler->setCallbackPath(QStringLiteral("/casement"));
        handler->setCallbackText(
            QStringLiteral("Casement has what it needs. You can close this page."));
        if (handler->listen(QHostAddress::LocalHost))
            m_handler = std::move(handler);
        else
            m_way = Way::Paste; // a computer that lets nobody listen
    }
    if (m_way == Way::Paste)
        m_handler = std::make_unique<PasteHandler>();
    registerApp(kFineScopes, false);
}

void FediverseSignIn::registerApp(const QString &scopes, bool isLast)
{
    QUrlQuery form;
    form.addQueryItem(QStringLiteral("client_name"), QStringLiteral("Casement"));
    form.addQueryItem(QStringLiteral("redirect_uris"), m_handler->callback());
    form.addQueryItem(QStringLiteral("scopes"), scopes);
    m_api.postForm(
        QStringLiteral("/api/v1/apps"), form, m_run.get(),
        [this, scopes, isLast](const Result<FediverseAnswer> &answer) {
            if (!answer && answer.error().kind == ErrorKind::Invalid && !isLast)
                return registerApp(kCoarseScopes, true);
            if (!answer && answer.error().kind == ErrorKind::NotFound)
                return conclude(fail(
                    ErrorKind::Invalid,
                    QStringLiteral("%1 is no server of the fediverse that this program can speak "
                                   "with: it does not have the Mastodon API.")
                        .arg(m_settings.baseUrl().host())));
            if (!answer)
                return conclude(std::unexpected(answer.error()));
            const QString id = answer->json[u"client_id"].toString();
            m_login.clientSecret = answer->json[u"client_secret"].toString();
            if (id.isEmpty() || id.size() > 1000)
                return conclude(
                    fail(ErrorKind::Protocol, QStringLiteral("%1 did not register the program.")
                                                  .arg(m_settings.baseUrl().host())));
            m_login.settings.clientId = id;
            authorize(id, scopes);
        });
}

void FediverseSignIn::authorize(const QString &clientId, const QString &scopes)
{
    const QUrl base = m_settings.baseUrl();
    const auto at = [base](const QString &path) {
        QUrl url = base;
        url.setPath(path);
        return url;
    };
    m_flow = std::make_unique<QOAuth2AuthorizationCodeFlow>();
    m_flow->setNetworkAccessManager(&m_network);
    m_flow->setClientIdentifier(clientId);
    m_flow->setClientIdentifierSharedKey(m_login.clientSecret);
    m_flow->setAuthorizationUrl(at(QStringLiteral("/oauth/authorize")));
    m_flow->setAccessTokenUrl(at(QStringLiteral("/oauth/token")));
    m_flow->setScope(scopes);
    m_flow->setPkceMethod(QOAuth2AuthorizationCodeFlow::PkceMethod::S256, 64);
    m_flow->setReplyHandler(m_handler.get());
    connect(m_flow.get(), &QAbstractOAuth::authorizeWithBrowser, this,
            [this](const QUrl &url) { Q_EMIT openBrowser(url); });
    connect(m_flow.get(), &QAbstractOAuth::granted, this, &FediverseSignIn::tokenArrived);
    connect(m_flow.get(), &QAbstractOAuth2::error, this,
            [this](const QString &, const QString &, const QUrl &) {
                conclude(fail(ErrorKind::Forbidden,
                              QStringLiteral("%1 was not allowed to be used: the server or the "
                                             "person said no.")
                                  .arg(m_settings.baseUrl().host())));
            });
    connect(m_flow.get(), &QAbstractOAuth::requestFailed, this,
            [this](QAbstractOAuth::Error error) {
                const QString host = m_settings.baseUrl().host();
                conclude(error == QAbstractOAuth::Error::NetworkError ||
                                 error == QAbstractOAuth::Error::ServerError
                             ? fail(ErrorKind::AuthRequired,
                                    QStringLiteral("%1 did not accept the code; begin the sign-in "
                                                   "again.")
                                        .arg(host))
                             : fail(ErrorKind::Protocol,
                                    QStringLiteral("The sign-in at %1 did not come to an end; "
                                                   "begin it again.")
                                        .arg(host)));
            });
    m_flow->grant();
}

void FediverseSignIn::paste(const QString &code)
{
    const QString text = code.trimmed();
    if (!m_run || !m_flow || !m_handler || text.isEmpty() || text.size() > 4000)
        return;
    Q_EMIT m_handler->callbackReceived(
        {{QStringLiteral("code"), text}, {QStringLiteral("state"), m_flow->state()}});
}

void FediverseSignIn::tokenArrived()
{
    if (!m_run)
        return;
    m_login.token = m_flow->token();
    const bool isUsable =
        !m_login.token.isEmpty() && m_login.token.size() < 10'000 &&
        std::ranges::none_of(
            m_login.token, [](QChar c) { return c.unicode() <= 0x20 || c.unicode() >= 0x7f; });
    if (!isUsable)
        return conclude(fail(
            ErrorKind::Protocol,
            QStringLiteral("%1 gave no login that can be used.").arg(m_settings.baseUrl().host())));
    m_api.setToken(m_login.token);
    auto *probe = new FediverseProbe(&m_api, m_settings.baseUrl(), m_run.get());
    connect(probe, &FediverseProbe::finished, this, [this](const Result<FediverseServer> &server) {
        if (!server)
            return conclude(std::unexpected(server.error()));
        m_login.server = *server;
        m_login.settings.account = server->self.address;
        conclude(m_login);
    });
    probe->start(true);
}

} // namespace casement

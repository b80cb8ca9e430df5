// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppsession.h"

#include "core/channels/xmpp/xmppjid.h"
#include "core/text/plaintext.h"

#include <QXmppAuthenticationError.h>
#include <QXmppBindError.h>
#include <QXmppClientExtension.h>
#include <QXmppConfiguration.h>
#include <QXmppDiscoveryIq.h>
#include <QXmppError.h>
#include <QXmppIq.h>
#include <QXmppLogger.h>
#include <QXmppPresence.h>
#include <QXmppRosterManager.h>
#include <QXmppTask.h>
#include <chrono>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kLoginTimeout = 60s;
constexpr auto kAnswerTimeout = 60s;
constexpr int kKeepAlive = 60;        // s without a word before the server is asked for one
constexpr int kKeepAliveTimeout = 30; // s

} // namespace

/// Hands every message and presence to the session before QXmpp does anything with it by itself.
class XmppSession::Inbox final : public QXmppClientExtension
{
public:
    explicit Inbox(XmppSession *session) : m_session(session) {}

    bool handleStanza(const QDomElement &stanza) override
    {
        const QString name = stanza.tagName();
        if (name == "message"_L1) {
            if (!m_session->m_isClosed)
                Q_EMIT m_session->messageReceived(stanza);
            return true;
        }
        if (name == "presence"_L1) {
            if (!m_session->m_isClosed)
                Q_EMIT m_session->presenceReceived(stanza);
            return true;
        }
        return false;
    }
    bool handleStanza(const QDomElement &stanza,
                      const std::optional<QXmppE2eeMetadata> &metadata) override
    {
        return QXmppClientExtension::handleStanza(stanza, metadata);
    }

private:
    XmppSession *m_session;
};

XmppSession::XmppSession(const XmppSettings &settings, const QString &password,
                         const QString &resource, XmppPresence presence, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_password(password)
    , m_resource(resource)
    , m_presence(presence)
    , m_tunnel(settings)
{
    m_confidence.add(password);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        fail({.kind = ErrorKind::Timeout,
              .detail = u"The login to %1 was not answered within %2 seconds."_s.arg(server()).arg(
                  kLoginTimeout.count())});
    });
    connect(&m_tunnel, &XmppTunnel::ready, this, &XmppSession::beginClient);
    connect(&m_tunnel, &XmppTunnel::failed, this, &XmppSession::fail);
}

XmppSession::~XmppSession()
{
    close();
}

QString XmppSession::server() const
{
    return m_settings.host.isEmpty() ? m_settings.domain() : m_settings.host;
}

QString XmppSession::ourBare() const
{
    return xmppBare(m_settings.address);
}

void XmppSession::open()
{
    m_tunnel.open();
}

void XmppSession::beginClient(quint16 port)
{
    m_timer.start(kLoginTimeout);
    m_client = new QXmppClient(QXmppClient::NoExtensions, this);
    // QXmpp logs every stanza, the login among them.
    m_client->setLogger(nullptr);
    m_client->addExtension(new Inbox(this));
    m_roster = new QXmppRosterManager(m_client);
    m_client->addExtension(m_roster);
    connect(m_client, &QXmppClient::connected, this, &XmppSession::connected);
    connect(m_client, &QXmppClient::errorOccurred, this, &XmppSession::clientFailed);
    connect(m_client, &QXmppClient::disconnected, this, [this] {
        // The tunnel knows why, and says it in a moment.
        if (m_client)
            QTimer::singleShot(1s, this, [this] {
                fail({.kind = ErrorKind::Offline,
                      .detail = u"The connection to %1 has ended."_s.arg(server())});
            });
    });

    QXmppConfiguration configuration;
    configuration.setJid(ourBare());
    configuration.setResource(m_resource);
    configuration.setPassword(m_password);
    configuration.setHost(u"127.0.0.1"_s);
    configuration.setPort(port);
    // The tunnel has verified the server, and this is its loopback side.
    configuration.setStreamSecurityMode(QXmppConfiguration::TLSDisabled);
    configuration.setAutoReconnectionEnabled(false);
    configuration.setAutoAcceptSubscriptions(false);
    configuration.setUseNonSASLAuthentication(false);
    configuration.setUseSasl2Authentication(false);
    configuration.setUseFastTokenAuthentication(false);
    QStringList disabled{u"DIGEST-MD5"_s, u"ANONYMOUS"_s};
    if (!m_tunnel.isEncrypted())
        disabled += u"PLAIN"_s;
    configuration.setDisabledSaslMechanisms(disabled);
    configuration.setKeepAliveInterval(kKeepAlive);
    configuration.setKeepAliveTimeout(kKeepAliveTimeout);
    m_password.clear();
    m_client->connectToServer(configuration, QXmppPresence(m_presence == XmppPresence::Available
                                                               ? QXmppPresence::Available
                                                               : QXmppPresence::Unavailable));
}

void XmppSession::connected()
{
    if (m_isClosed)
        return;
    if (!m_client->isAuthenticated())
        return fail({.kind = ErrorKind::Protocol,
                     .detail = u"%1 offers no login, so nothing was sent to it."_s.arg(server())});
    m_full = m_client->configuration().jid();
    if (xmppBare(m_full) != ourBare())
        return fail(
            {.kind = ErrorKind::Invalid,
             .detail = u"%1 says that this login is another address: %2. Enter that one."_s.arg(
                 server(), displayName(xmppBare(m_full)))});
    discover();
}

void XmppSession::discover()
{
    m_pending = 2;
    QXmppIq carbons(QXmppIq::Set);
    carbons.setExtensions({xmppElement(u"enable"_s, u"urn:xmpp:carbons:2"_s)});
    // Without carbons the archive tells what was said elsewhere, later.
    request(std::move(carbons), [this](const Result<QDomElement> &) { becomeReady(); });
    QXmppDiscoveryIq account;
    account.setType(QXmppIq::Get);
    account.setQueryType(QXmppDiscoveryIq::InfoQuery);
    account.setTo(ourBare());
    request(std::move(account), [this](const Result<QDomElement> &answer) {
        if (answer) {
            QXmppDiscoveryIq info;
            info.parse(*answer);
            m_hasArchive = info.features().contains(u"urn:xmpp:mam:2"_s);
            m_hasStanzaIds = info.features().contains(u"urn:xmpp:sid:0"_s) || m_hasArchive;
        }
        becomeReady();
    });
}

void XmppSession::becomeReady()
{
    if (--m_pending > 0 || m_isClosed)
        return;
    m_timer.stop();
    m_isReady = true;
    Q_EMIT ready();
}

void XmppSession::request(QXmppIq &&iq, const Answer &answer)
{
    if (!m_client || m_isClosed)
        return;
    auto settle = std::make_shared<Answer>(answer);
    const auto finish = [settle](const Result<QDomElement> &result) {
        if (const Answer use = std::exchange(*settle, {}))
            use(result);
    };
    const QString who = iq.to().isEmpty() ? server() : iq.to();
    QTimer::singleShot(kAnswerTimeout, this, [this, finish, who] {
        if (!m_isClosed)
            finish(casement::fail(ErrorKind::Timeout, u"%1 did not answer in time."_s.arg(who)));
    });
    // QXmpp holds an iterator into its requests while it hands out an answer: asking the next
    // question from there would be its end.
    const auto later = [this, finish](const Result<QDomElement> &result) {
        const Result<QDomDocument> kept =
            result ? Result<QDomDocument>(ownedXmpp(*result)) : std::unexpected(result.error());
        QMetaObject::invokeMethod(
            this,
            [this, finish, kept] {
                if (m_isClosed)
                    return;
                if (kept)
                    finish(kept->documentElement());
                else
                    finish(std::unexpected(kept.error()));
            },
            Qt::QueuedConnection);
    };
    m_client->sendIq(std::move(iq)).then(this, [this, later, who](QXmppClient::IqResult &&result) {
        if (m_isClosed)
            return;
        if (const auto *element = std::get_if<QDomElement>(&result))
            return later(*element);
        const auto &error = std::get<QXmppError>(result);
        if (const auto stanzaError = error.value<QXmppStanza::Error>())
            return later(std::unexpected(this->stanzaError(*stanzaError, who)));
        later(
            casement::fail(ErrorKind::Offline, u"The connection to %1 has ended."_s.arg(server())));
    });
}

void XmppSession::send(QXmppStanza &&stanza, const Written &written)
{
    const auto gone = [this] {
        return casement::fail(ErrorKind::Offline, u"There is no connection to %1."_s.arg(server()));
    };
    if (!m_client || m_isClosed || !m_client->isConnected()) {
        if (written)
            written(gone());
        return;
    }
    m_client->send(std::move(stanza)).then(this, [this, written](QXmpp::SendResult &&result) {
        const auto *success = std::get_if<QXmpp::SendSuccess>(&result);
        // Otherwise it may be on its way: failed() says what has become of the connection.
        if (!written || m_isClosed || !success)
            return;
        QMetaObject::invokeMethod(
            this,
            [this, written, isAcknowledged = success->acknowledged] {
                if (!m_isClosed)
                    written(isAcknowledged);
            },
            Qt::QueuedConnection);
    });
}

QString XmppSession::nameOf(const QString &bareJid) const
{
    return m_roster ? m_roster->getRosterEntry(bareJid).name() : QString();
}

void XmppSession::clientFailed(const QXmppError &error)
{
    if (m_isClosed)
        return;
    if (const auto login = error.value<QXmpp::AuthenticationError>()) {
        if (login->type == QXmpp::AuthenticationError::MechanismMismatch)
            return fail({.kind = ErrorKind::Protocol,
                         .detail = u"%1 offers no login that keeps the password safe, so it was "
                                   "not sent."_s.arg(server())});
        if (login->type == QXmpp::AuthenticationError::ProcessingError)
            return fail({.kind = ErrorKind::Protocol,
                         .detail = u"The login to %1 was given up: its answers do not belong to "
                                   "this login."_s.arg(server())});
        return fail(
            {.kind = ErrorKind::AuthRequired,
             .detail = u"%1 did not accept the address and password; check them."_s.arg(server())});
    }
    if (const auto bind = error.value<QXmpp::BindError>())
        return fail(stanzaError(bind->stanzaError, server()));
    if (error.holdsType<QXmpp::TimeoutError>())
        return fail({.kind = ErrorKind::Timeout,
                     .detail = u"%1 does not answer any more."_s.arg(server())});
    if (error.holdsType<QXmpp::StreamError>())
        return fail({.kind = ErrorKind::Protocol,
                     .detail = u"%1 broke the protocol: %2"_s.arg(server(),
                                                                  displayName(error.description))});
    // Of the socket to the tunnel: the tunnel says why.
}

void XmppSession::fail(const Error &error)
{
    if (m_isClosed)
        return;
    close();
    Q_EMIT failed(m_confidence.without(error));
}

void XmppSession::close()
{
    if (m_isClosed)
        return;
    m_isClosed = true;
    m_isReady = false;
    m_timer.stop();
    m_tunnel.disconnect(this);
    m_tunnel.close();
    if (m_client) {
        // We may have been called out of it.
        m_client->disconnect(this);
        m_client->deleteLater();
        m_client = nullptr;
        m_roster = nullptr;
    }
}

void XmppSession::quit()
{
    if (m_client && !m_isClosed) {
        m_client->disconnect(this);
        m_tunnel.disconnect(this);
        m_client->disconnectFromServer();
        // The tunnel ends by itself when the farewell has passed through it.
        m_isReady = false;
        m_isClosed = true;
        QTimer::singleShot(2s, this, [this] { m_tunnel.close(); });
        return;
    }
    close();
}

Error XmppSession::stanzaError(const QXmppStanza::Error &error, const QString &who) const
{
    using Condition = QXmppStanza::Error;
    const QString words = m_confidence.without(displayName(error.text()));
    const QString reason = words.isEmpty() ? QString() : QString(u": " + words);
    switch (error.condition()) {
    case Condition::ItemNotFound:
    case Condition::RecipientUnavailable:
    case Condition::ServiceUnavailable:
    case Condition::RemoteServerNotFound:
    case Condition::Gone:
        return {.kind = ErrorKind::NotFound,
                .detail = u"%1 cannot be reached or does not exist%2."_s.arg(who, reason)};
    case Condition::NotAuthorized:
    case Condition::Forbidden:
    case Condition::NotAllowed:
    case Condition::NotAcceptable:
    case Condition::RegistrationRequired:
    case Condition::SubscriptionRequired:
    case Condition::PolicyViolation:
        return {.kind = ErrorKind::Forbidden, .detail = u"%1 refused it%2."_s.arg(who, reason)};
    case Condition::ResourceConstraint:
        return {.kind = ErrorKind::RateLimited,
                .detail = u"%1 asks to wait%2."_s.arg(who, reason),
                .retryAfter = 60s};
    case Condition::RemoteServerTimeout:
    case Condition::InternalServerError:
        return {.kind = ErrorKind::Timeout,
                .detail = u"%1 could not be reached at the moment%2."_s.arg(who, reason)};
    default:
        return {.kind = ErrorKind::Protocol, .detail = u"%1 refused it%2."_s.arg(who, reason)};
    }
}

QDomDocument ownedXmpp(const QDomElement &element)
{
    QDomDocument document;
    document.appendChild(document.importNode(element, true));
    return document;
}

QXmppElement xmppElement(const QString &name, const QString &space)
{
    QXmppElement element;
    element.setTagName(name);
    element.setAttribute(u"xmlns"_s, space);
    return element;
}

} // namespace casement

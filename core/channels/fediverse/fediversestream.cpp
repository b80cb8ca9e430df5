// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversestream.h"

#include "core/channels/fediverse/fediversemapping.h"
#include "core/channels/http/httpretry.h"

#include <QJsonDocument>
#include <QNetworkRequest>
#include <QUrlQuery>
#include <QWebSocketHandshakeOptions>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kPing = 30s;
constexpr auto kSilence = 75s;
constexpr quint64 kMaxEvent = 1024 * 1024;

} // namespace

FediverseEvent streamEventFrom(const QByteArray &text)
{
    using Kind = FediverseEvent::Kind;
    const QJsonObject json = QJsonDocument::fromJson(text).object();
    const QString event = json[u"event"].toString();
    const QJsonValue payload = json[u"payload"];
    if (event == u"notification")
        return {Kind::Notification, {}};
    if (event == u"delete")
        return {Kind::StatusDeleted, fediverseId(payload)};
    if (event == u"status.update" || event == u"update") {
        // A payload is JSON in a string, or, with some servers, JSON.
        const QJsonObject status =
            payload.isObject() ? payload.toObject()
                               : QJsonDocument::fromJson(payload.toString().toUtf8()).object();
        const QString id = fediverseId(status[u"id"]);
        // A new post concerns us if it answers one in a thread of ours.
        return {Kind::StatusChanged,
                event == u"update" ? fediverseId(status[u"in_reply_to_id"]) : id};
    }
    return {};
}

FediverseStream::FediverseStream(const FediverseSettings &settings, const QUrl &url,
                                 const QString &token, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_url(url)
    , m_token(token)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("stream"), QStringLiteral("user"));
    m_url.setQuery(query);
    m_socket.setMaxAllowedIncomingMessageSize(kMaxEvent);
    m_socket.setMaxAllowedIncomingFrameSize(kMaxEvent);
    m_retry.setSingleShot(true);
    m_silence.setSingleShot(true);
    m_silence.setInterval(kSilence);
    m_ping.setInterval(kPing);
    connect(&m_retry, &QTimer::timeout, this, &FediverseStream::open);
    connect(&m_ping, &QTimer::timeout, this, [this] { m_socket.ping(); });
    connect(&m_silence, &QTimer::timeout, this, [this] { m_socket.abort(); });
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (httpCertificateProblem(m_settings.trust(), m_url,
                                   m_socket.sslConfiguration().peerCertificate(), errors)
                .isEmpty())
            m_socket.ignoreSslErrors(errors);
    });
    connect(&m_socket, &QWebSocket::connected, this, [this] {
        m_isOpen = true;
        m_failures = 0;
        m_ping.start();
        m_silence.start();
        Q_EMIT opened();
    });
    connect(&m_socket, &QWebSocket::pong, this, [this] { m_silence.start(); });
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &FediverseStream::read);
    connect(&m_socket, &QWebSocket::disconnected, this, &FediverseStream::lost);
    connect(&m_socket, &QWebSocket::errorOccurred, this, &FediverseStream::lost);
}

FediverseStream::~FediverseStream()
{
    m_socket.disconnect(this);
    m_socket.abort();
}

void FediverseStream::open()
{
    QNetworkRequest request(m_url);
    // In a header, never in the URL, which servers and proxies write down. Some servers read the
    // one, some the other.
    request.setRawHeader("Authorization", "Bearer " + m_token.toUtf8());
    request.setRawHeader("User-Agent", "Casement");
    QWebSocketHandshakeOptions options;
    options.setSubprotocols({m_token});
    m_socket.setSslConfiguration(httpTls(m_settings.trust(), m_url));
    m_silence.start();
    m_socket.open(request, options);
}

void FediverseStream::lost()
{
    m_ping.stop();
    m_silence.stop();
    if (!m_retry.isActive())
        m_retry.start(jittered(retryDelay(m_failures++)));
    if (std::exchange(m_isOpen, false))
        Q_EMIT closed();
}

void FediverseStream::read(const QString &text)
{
    m_silence.start();
    const FediverseEvent event = streamEventFrom(text.toUtf8());
    switch (event.kind) {
    case FediverseEvent::Kind::Notification:
        Q_EMIT notified();
        break;
    case FediverseEvent::Kind::StatusChanged:
        Q_EMIT statusChanged(event.statusId);
        break;
    case FediverseEvent::Kind::StatusDeleted:
        Q_EMIT statusDeleted(event.statusId);
        break;
    case FediverseEvent::Kind::None:
        break;
    }
}

} // namespace casement

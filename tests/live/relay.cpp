// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/relay.h"

#include "tests/live/freeport.h"

#include <algorithm>

namespace casement
{

/// One client and what it is connected to.
class Relay::Connection final : public QObject
{
public:
    Connection(Relay *relay, QTcpSocket *client) : QObject(relay), m_relay(relay), m_client(client)
    {
        client->setParent(this);
        connect(client, &QTcpSocket::readyRead, this, &Connection::fromClient);
        connect(client, &QTcpSocket::disconnected, this, &QObject::deleteLater);
        if (relay->m_instead) {
            if (relay->m_isGreeting)
                sayInstead();
            return;
        }
        connect(&m_upstream, &QTcpSocket::readyRead, this, &Connection::fromServer);
        connect(&m_upstream, &QTcpSocket::disconnected, this, &Connection::serverGone);
        connect(&m_upstream, &QTcpSocket::errorOccurred, this, &Connection::serverGone);
        m_upstream.connectToHost(QHostAddress::LocalHost, relay->m_server);
        if (relay->m_hold)
            arm();
    }

    /// Begins to watch for the moment from which on the connection is held.
    void arm()
    {
        m_sent.clear();
        m_isHeld = m_relay->m_hold->mark.isEmpty() && m_relay->m_hold->bytes == 0;
    }
    [[nodiscard]] bool isHeld() const { return m_isHeld; }

    void cut()
    {
        m_upstream.disconnect(this);
        m_upstream.abort();
        m_client->abort();
    }

private:
    void sayInstead()
    {
        m_client->write(*m_relay->m_instead);
        m_client->disconnectFromHost();
    }

    void fromServer()
    {
        const QByteArray bytes = m_upstream.readAll();
        if (!m_isHeld)
            m_client->write(bytes);
    }

    /// Its end is held as well.
    void serverGone()
    {
        if (!m_isHeld)
            m_client->disconnectFromHost();
    }

    void fromClient()
    {
        QByteArray bytes = m_client->readAll();
        if (m_relay->m_instead)
            return sayInstead();
        if (m_relay->m_left >= 0)
            return passAndCut(bytes);
        if (m_relay->m_hold && watch(bytes) && m_relay->m_hold->swallows)
            return;
        m_upstream.write(bytes);
    }

    /// Whether the connection is held now.
    bool watch(const QByteArray &bytes)
    {
        const Hold &hold = *m_relay->m_hold;
        if (!m_isHeld) {
            m_sent += bytes;
            m_isHeld =
                hold.mark.isEmpty() ? m_sent.size() >= hold.bytes : m_sent.contains(hold.mark);
            if (m_isHeld)
                m_relay->m_taken += m_sent;
        } else {
            m_relay->m_taken += bytes;
        }
        return m_isHeld;
    }

    void passAndCut(QByteArray bytes)
    {
        bytes.truncate(m_relay->m_left);
        m_relay->m_left -= bytes.size();
        m_upstream.write(bytes);
        if (m_relay->m_left > 0)
            return;
        // What was let through arrives, and the client hears nothing of it.
        m_relay->m_left = -1;
        disconnect(&m_upstream, &QTcpSocket::readyRead, this, nullptr);
        m_upstream.flush();
        m_upstream.disconnectFromHost();
        m_client->abort();
    }

    Relay *m_relay;
    QTcpSocket *m_client;
    QTcpSocket m_upstream;
    QByteArray m_sent; ///< since the relay was told to hold
    bool m_isHeld = false;
};

Relay::Relay(quint16 server) : m_server(server), m_port(freePort())
{
    connect(&m_listener, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *client = m_listener.nextPendingConnection())
            new Connection(this, client);
    });
    listen();
}

Relay::~Relay()
{
    cutAll();
}

void Relay::listen()
{
    if (!m_listener.isListening() && !m_listener.listen(QHostAddress::LocalHost, m_port))
        qFatal("no loopback port is free");
}

void Relay::cutAll()
{
    for (QObject *child : children()) {
        if (auto *connection = dynamic_cast<Connection *>(child))
            connection->cut();
    }
}

void Relay::hold(const Hold &hold)
{
    m_hold = hold;
    m_taken.clear();
    for (QObject *child : children()) {
        if (auto *connection = dynamic_cast<Connection *>(child))
            connection->arm();
    }
}

bool Relay::isHolding() const
{
    return m_hold && std::ranges::any_of(children(), [](QObject *child) {
               const auto *connection = dynamic_cast<Connection *>(child);
               return connection && connection->isHeld();
           });
}

void Relay::sayInstead(const QByteArray &words, bool isGreeting)
{
    m_instead = words;
    m_isGreeting = isGreeting;
    cutAll();
    listen();
}

void Relay::refuse()
{
    m_listener.close();
    cutAll();
}

void Relay::pass()
{
    m_instead.reset();
    m_left = -1;
    if (std::exchange(m_hold, std::nullopt))
        cutAll();
    listen();
}

} // namespace casement

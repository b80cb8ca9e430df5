// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <optional>

namespace casement
{

/// Stands between the program and a server on loopback: passes everything on, until a test says
/// what goes wrong. What is encrypted it passes on unread.
class Relay final : public QObject
{
public:
    explicit Relay(quint16 server);
    ~Relay() override;

    /// Where it listens; once it has stepped aside, where the server does.
    [[nodiscard]] quint16 port() const { return m_isAside ? m_server : m_port; }
    /// Whoever asks for the port from here on goes to the server without it.
    void stepAside() { m_isAside = true; }

    /// Passes \a bytes more to the server, then resets both sides; the answers to them are lost.
    void cutAfter(qint64 bytes) { m_left = bytes; }

    /// When a connection begins to be held: its server's words do not come back any more.
    struct Hold {
        QByteArray mark = {};  ///< once this has gone to the server; empty: by the bytes alone
        qint64 bytes = 0;      ///< once so many have gone to the server; 0: at once
        bool swallows = false; ///< neither does the server get what comes after that, mark included
    };
    void hold(const Hold &hold);
    [[nodiscard]] bool isHolding() const;
    /// What the program has written since a connection is held, the mark and its neighbours too.
    [[nodiscard]] QByteArray taken() const { return m_taken; }

    /// Whoever connects hears \a words as soon as it has said something (\a isGreeting: before),
    /// and then the end, instead of the server.
    void sayInstead(const QByteArray &words, bool isGreeting = false);
    /// Nobody can connect, and who is connected is cut off.
    void refuse();
    /// Whoever connects gets to another server.
    void leadTo(quint16 server) { m_server = server; }
    /// Everything passes again. Connections that were held are cut.
    void pass();

private:
    class Connection;

    void listen();
    void cutAll();

    QTcpServer m_listener;
    quint16 m_server;
    quint16 m_port = 0;
    qint64 m_left = -1;
    std::optional<Hold> m_hold;
    std::optional<QByteArray> m_instead;
    bool m_isGreeting = false;
    bool m_isAside = false;
    QByteArray m_taken;
};

} // namespace casement

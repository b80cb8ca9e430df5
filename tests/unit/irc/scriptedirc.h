// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/irc/ircparser.h"
#include "core/channels/irc/ircsettings.h"
#include "core/domain/timestamp.h"

#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>
#include <functional>

namespace casement
{

/// What a server of today offers.
inline const QByteArray kModern =
    "message-tags server-time batch echo-message labeled-response account-tag "
    "draft/chathistory sasl=PLAIN,SCRAM-SHA-256";

/// An IRC server on loopback that does what a test says, and is polite where it says nothing.
class ScriptedIrc final : public QObject
{
public:
    ScriptedIrc()
    {
        if (!m_server.listen(QHostAddress::LocalHost, 0))
            qFatal("no loopback port is free");
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            socket = m_server.nextPendingConnection();
            ++connections;
            m_lines.clear();
            m_taken = 0;
            m_cutAfter = -1;
            const auto mine = socket;
            connect(mine, &QTcpSocket::readyRead, this, [this, mine] {
                if (mine == socket)
                    read();
            });
            if (onConnect)
                onConnect();
        });
    }

    void say(const QByteArray &bytes)
    {
        if (socket)
            socket->write(bytes);
    }
    void line(const QByteArray &text) { say(text + "\r\n"); }
    void abort()
    {
        if (socket)
            socket->abort();
    }
    /// Takes \a bytes more, and resets the connection.
    void cutAfter(qint64 bytes) { m_cutAfter = bytes; }

    void welcome()
    {
        line(":s 001 " + nick + " :Welcome");
        line(":s 005 " + nick + " CHANTYPES=# CASEMAPPING=ascii " + isupport + " :are supported");
        line(":s 376 " + nick + " :End of MOTD");
    }

    IrcSettings settings() const
    {
        IrcSettings s;
        s.host = QStringLiteral("127.0.0.1");
        s.port = m_server.serverPort();
        s.isPlain = true;
        s.network = QStringLiteral("test");
        s.nick = QStringLiteral("team");
        s.login = IrcLogin::None;
        return s;
    }

    int count(const QByteArray &command) const
    {
        int result = 0;
        for (const IrcMessage &each : heard)
            result += each.command == command ? 1 : 0;
        return result;
    }

    QByteArray caps; ///< of CAP LS; empty: CAP is unknown
    QByteArray isupport;
    QByteArray nick = "team";
    bool joins = true;
    bool echoes = false;
    int connections = 0;
    QList<IrcMessage> heard;
    QPointer<QTcpSocket> socket;
    std::function<void()> onConnect;
    /// Returns true when it has dealt with the line.
    std::function<bool(const IrcMessage &)> onLine;

private:
    void read()
    {
        QByteArray bytes = socket->readAll();
        if (m_cutAfter >= 0) {
            bytes = bytes.first(std::min<qsizetype>(bytes.size(), m_cutAfter - m_taken));
            m_taken += bytes.size();
        }
        m_lines.feed(bytes);
        while (const auto text = m_lines.next()) {
            if (const auto message = parseIrcLine(*text))
                answer(*message);
            if (!socket)
                return;
        }
        if (m_cutAfter >= 0 && m_taken >= m_cutAfter)
            socket->abort();
    }

    void answer(const IrcMessage &message)
    {
        heard += message;
        if (onLine && onLine(message))
            return;
        const QByteArray &command = message.command;
        if (command == "CAP" && caps.isEmpty()) {
            line(":s 421 * CAP :Unknown command");
        } else if (command == "CAP" && message.param(0) == "LS") {
            line(":s CAP * LS :" + caps);
        } else if (command == "CAP" && message.param(0) == "REQ") {
            line(":s CAP * ACK :" + message.last());
        } else if ((command == "CAP" && message.param(0) == "END") ||
                   (command == "USER" && caps.isEmpty())) {
            welcome();
        } else if (command == "PING") {
            line(":s PONG s :" + message.last());
        } else if (command == "JOIN" && joins) {
            for (const QByteArray &channel : message.param(0).split(','))
                line(':' + nick + "!u@h JOIN " + channel);
        } else if (command == "PRIVMSG" && echoes) {
            const QByteArray label = message.tags.value("label");
            line("@msgid=" + QByteArray::number(++m_ids) +
                 (label.isEmpty() ? QByteArray() : QByteArray(";label=" + label)) + " :" + nick +
                 "!u@h PRIVMSG " + message.param(0) + " :" + message.param(1));
        }
    }

    QTcpServer m_server;
    IrcLineReader m_lines;
    qint64 m_taken = 0;
    qint64 m_cutAfter = -1;
    int m_ids = 0;
};

/// A history of numbered lines in #c, 0 … count-1, one each second.
struct HistoryScript {
    ScriptedIrc &server;
    int count = 0;
    bool repeats = false;
    QByteArray failure;
    int requests = 0;
    QByteArrayList references;

    [[nodiscard]] static QByteArray lineOf(int i, const QByteArray &batch)
    {
        const auto at = fromMilliseconds(1'780'000'000'000 + i * 1000);
        return "@batch=" + batch + ";msgid=m" + QByteArray::number(i) +
               ";time=" + toIso(at).toLatin1() + " :ann!a@h PRIVMSG #c :" + QByteArray::number(i);
    }

    bool answer(const IrcMessage &line)
    {
        if (line.command != "CHATHISTORY")
            return false;
        ++requests;
        const QByteArray label = "@label=" + line.tags.value("label") + ' ';
        if (!failure.isEmpty()) {
            server.line(label + failure);
            return true;
        }
        const QByteArray kind = line.param(0);
        if (kind == "TARGETS") {
            server.line(label + "BATCH +t draft/chathistory-targets");
            server.line("BATCH -t");
            return true;
        }
        references += line.param(2);
        const int limit = line.last().toInt();
        int first = 0;
        int end = count;
        const QByteArray reference = line.param(2);
        int at = -1;
        if (reference.startsWith("msgid=m"))
            at = reference.sliced(7).toInt();
        if (kind == "AFTER") {
            first = at + 1;
            end = std::min(count, first + limit);
        } else {
            end = kind == "BEFORE" ? at : count;
            first = std::max(0, end - limit);
        }
        if (repeats) {
            first = 0;
            end = std::min(limit, count);
        }
        server.line(label + "BATCH +h chathistory #c");
        for (int i = first; i < end; ++i)
            server.line(lineOf(i, "h"));
        server.line("BATCH -h");
        return true;
    }
};

} // namespace casement

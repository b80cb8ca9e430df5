// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/scriptedhttp.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSslServer>
#include <QSslSocket>
#include <QTimer>
#include <algorithm>

namespace casement
{

ScriptedHttp::ScriptedHttp() : m_server(std::make_unique<QTcpServer>())
{
    listen();
}

ScriptedHttp::ScriptedHttp(const QSslConfiguration &tls)
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    m_server = std::move(server);
    listen();
}

ScriptedHttp::~ScriptedHttp()
{
    for (QTcpSocket *socket : m_server->findChildren<QTcpSocket *>())
        socket->disconnect(this);
}

void ScriptedHttp::listen()
{
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no loopback port is free");
    m_port = m_server->serverPort();
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, [this] {
        while (QTcpSocket *socket = m_server->nextPendingConnection()) {
            ++m_connections;
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QObject::destroyed, this, [this, socket] {
                m_buffers.remove(socket);
                m_held.removeIf([&](const Held &each) { return each.socket == socket; });
            });
            if (socket->bytesAvailable() > 0)
                read(socket);
        }
    });
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &ScriptedHttp::releaseHeld);
    timer->start(20);
}

QString ScriptedHttp::url() const
{
    const bool isTls = qobject_cast<const QSslServer *>(m_server.get()) != nullptr;
    return (isTls ? QStringLiteral("https://localhost:%1") : QStringLiteral("http://127.0.0.1:%1"))
        .arg(m_port);
}

void ScriptedHttp::close()
{
    m_server->close();
}

bool ScriptedHttp::reopen()
{
    return m_server->listen(QHostAddress::LocalHost, m_port);
}

ScriptedHttp::Reply ScriptedHttp::json(const QJsonValue &value, int status)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return body(document.toJson(QJsonDocument::Compact), status);
}

ScriptedHttp::Reply ScriptedHttp::body(const QByteArray &bytes, int status,
                                       const QByteArrayList &headers)
{
    Reply reply;
    reply.status = status;
    reply.body = bytes;
    reply.headers = headers;
    return reply;
}

ScriptedHttp::Reply ScriptedHttp::raw(const QByteArray &bytes)
{
    Reply reply;
    reply.raw = bytes;
    return reply;
}

ScriptedHttp::Reply ScriptedHttp::silent()
{
    Reply reply;
    reply.isSilent = true;
    return reply;
}

ScriptedHttp::Reply ScriptedHttp::endless()
{
    Reply reply;
    reply.isEndless = true;
    return reply;
}

ScriptedHttp::Reply ScriptedHttp::held()
{
    Reply reply;
    reply.isHeld = true;
    return reply;
}

ScriptedHttp::Reply ScriptedHttp::cut(qint64 after)
{
    Reply reply = body(QByteArray(2000, ' ') + "[]");
    reply.cutAfter = after;
    return reply;
}

qsizetype ScriptedHttp::count(QByteArrayView method, QStringView path) const
{
    return std::ranges::count_if(
        requests, [&](const Request &each) { return each.method == method && each.path == path; });
}

ScriptedHttp::Reply ScriptedHttp::usual(const Request &)
{
    return body("{}", 404);
}

void ScriptedHttp::read(QTcpSocket *socket)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    const bool isCounted = !cutWhat.isEmpty() && buffer.startsWith(cutWhat);
    if (cutRequestAfter >= 0 && isCounted && buffer.size() >= cutRequestAfter) {
        socket->abort();
        return;
    }
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    Request request;
    const QByteArrayList lines = buffer.first(end).split('\n');
    const QByteArrayList first = lines.first().split(' ');
    request.method = first.value(0);
    const QUrl target = QUrl::fromEncoded(first.value(1));
    request.path = target.path();
    request.query = QUrlQuery(target);
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.insert(line.first(std::max<qsizetype>(0, colon)).trimmed().toLower(),
                               line.sliced(colon + 1).trimmed());
    }
    const qsizetype length = request.headers.value("content-length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.sliced(end + 4, length);
    request.since.start();
    const auto *encrypted = qobject_cast<const QSslSocket *>(socket);
    request.isEncrypted = encrypted && encrypted->isEncrypted();
    if (isCounted)
        lastRequestSize = end + 4 + length;
    buffer.remove(0, end + 4 + length);
    requests += request;
    settle(socket, request, isCounted);
}

void ScriptedHttp::settle(QTcpSocket *socket, const Request &request, bool isCounted)
{
    std::optional<Reply> reply = script ? script(request) : std::nullopt;
    if (!reply)
        reply = usual(request);
    if (reply->isHeld)
        m_held.append({socket, request, isCounted});
    else
        answer(socket, *reply, isCounted);
}

void ScriptedHttp::releaseHeld()
{
    for (const Held &each : std::exchange(m_held, {}))
        settle(each.socket, each.request, each.isCounted);
}

void ScriptedHttp::answer(QTcpSocket *socket, const Reply &reply, bool isCounted)
{
    if (reply.isSilent)
        return;
    QByteArray bytes = reply.raw;
    if (bytes.isEmpty()) {
        bytes = "HTTP/1.1 " + QByteArray::number(reply.status) + " X\r\n";
        if (!reply.isEndless)
            bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
        bytes += "Content-Type: " + reply.contentType + "\r\n";
        for (const QByteArray &header : reply.headers)
            bytes += header + "\r\n";
        bytes += "\r\n" + reply.body;
    }
    if (isCounted)
        lastAnswerSize = bytes.size();
    qint64 cut = reply.cutAfter;
    if (isCounted && cutAnswerAfter >= 0)
        cut = cutAnswerAfter;
    if (cut >= 0)
        bytes.truncate(cut);
    socket->write(bytes);
    if (cut >= 0 || !reply.raw.isEmpty()) {
        socket->disconnectFromHost();
    } else if (reply.isEndless) {
        auto *timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [socket] {
            if (socket->bytesToWrite() < 4'000'000)
                socket->write(QByteArray(1'000'000, ' '));
        });
        timer->start(0);
    }
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QJsonValue>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>
#include <functional>
#include <memory>
#include <optional>

namespace casement
{

/// A small HTTP/1.1 server on loopback that is told what to say, and what to do wrong.
class ScriptedHttp : public QObject
{
    Q_OBJECT
public:
    struct Request {
        QByteArray method;
        QString path;
        QUrlQuery query;
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
        QElapsedTimer since; ///< it came
        bool isEncrypted = false;
    };
    struct Reply {
        int status = 200;
        QByteArray body;
        QByteArrayList headers;
        QByteArray contentType = "application/json";
        QByteArray raw;         ///< instead of all of the above, as it stands
        qint64 cutAfter = -1;   ///< bytes of the answer, then the connection is cut
        bool isSilent = false;  ///< never answers
        bool isEndless = false; ///< and goes on with the body for ever
        bool isHeld = false;    ///< is asked for again, until it is another one: long polling
    };

    ScriptedHttp();
    /// With TLS.
    explicit ScriptedHttp(const QSslConfiguration &tls);
    ~ScriptedHttp() override;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString url() const;
    void close();
    [[nodiscard]] bool reopen();

    [[nodiscard]] static Reply json(const QJsonValue &value, int status = 200);
    [[nodiscard]] static Reply body(const QByteArray &bytes, int status = 200,
                                    const QByteArrayList &headers = {});
    [[nodiscard]] static Reply raw(const QByteArray &bytes);
    [[nodiscard]] static Reply silent();
    [[nodiscard]] static Reply endless();
    [[nodiscard]] static Reply held();
    /// Something that is cut after so many bytes.
    [[nodiscard]] static Reply cut(qint64 after);

    /// What comes first: an answer of its own, or nothing for the usual one.
    std::function<std::optional<Reply>(const Request &)> script;

    /// How a request begins that the cuts below are for, "POST /path".
    QByteArray cutWhat;
    /// Once that many bytes of such a request have come, the connection is cut.
    qint64 cutRequestAfter = -1;
    /// Such a request is taken, and its answer cut after so many bytes.
    qint64 cutAnswerAfter = -1;
    qint64 lastRequestSize = 0; ///< of such a request
    qint64 lastAnswerSize = 0;  ///< likewise

    QList<Request> requests;
    [[nodiscard]] qsizetype count(QByteArrayView method, QStringView path) const;
    [[nodiscard]] qsizetype connections() const { return m_connections; }
    /// Asks for the answers to held requests now.
    void releaseHeld();

protected:
    [[nodiscard]] virtual Reply usual(const Request &request);

private:
    void listen();
    void read(QTcpSocket *socket);
    void settle(QTcpSocket *socket, const Request &request, bool isCounted);
    void answer(QTcpSocket *socket, const Reply &reply, bool isCounted);

    struct Held {
        QTcpSocket *socket = nullptr;
        Request request;
        bool isCounted = false;
    };
    QList<Held> m_held;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    quint16 m_port = 0;
    qsizetype m_connections = 0;
    std::unique_ptr<QTcpServer> m_server; ///< last: its sockets go before what they use
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>
#include <functional>
#include <optional>

namespace casement
{

/// A small server with the Mastodon API on loopback, told what to do wrong.
class ScriptedInstance final : public QObject
{
    Q_OBJECT
public:
    struct Request {
        QByteArray method;
        QString path;
        QUrlQuery query;
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
        QByteArray body;
    };
    struct Reply {
        int status = 200;
        QByteArray body;
        QByteArrayList headers;
        QByteArray raw;         ///< instead of all of the above, as it stands
        qint64 cutAfter = -1;   ///< bytes of the answer, then the connection is cut
        bool isSilent = false;  ///< never answers
        bool isEndless = false; ///< and goes on with the body for ever
    };

    explicit ScriptedInstance(const QString &software = QStringLiteral("mastodon"));

    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }
    [[nodiscard]] QString url() const { return QStringLiteral("http://127.0.0.1:%1").arg(port()); }
    void close() { m_server.close(); }
    [[nodiscard]] bool reopen(quint16 port)
    {
        return m_server.listen(QHostAddress::LocalHost, port);
    }

    /// Adds a status and returns its id; \a mention: the team is notified of it.
    QString say(const QString &author, const QString &html, bool mention = true,
                const QString &inReplyTo = {}, const QJsonObject &more = {});
    [[nodiscard]] QJsonObject status(const QString &id) const;
    void edit(const QString &id, const QString &html);
    void remove(const QString &id);
    /// The posts of the team.
    [[nodiscard]] QList<QJsonObject> ours() const;

    static QJsonObject account(const QString &name);
    [[nodiscard]] static Reply json(const QJsonValue &value, int status = 200);

    /// What comes first: an answer of its own, or nothing for the usual one.
    std::function<std::optional<Reply>(const Request &)> script;
    /// Once that many bytes of a POST of a status have come, the connection is cut.
    qint64 cutPostAfter = -1;
    /// The post is taken, and the answer cut after so many bytes.
    qint64 cutAnswerAfter = -1;
    bool knowsMinId = true;
    bool knowsKeys = true;
    QString token = QStringLiteral("good-token");
    QString streaming;
    QString version = QStringLiteral("4.3.1");
    QList<Request> requests;
    qint64 lastPostSize = 0;
    qint64 lastAnswerSize = 0;

    [[nodiscard]] qsizetype count(QByteArrayView method, QStringView path) const;

private:
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket, const Reply &reply, bool isPost);
    [[nodiscard]] Reply usual(const Request &request);
    [[nodiscard]] Reply post(const Request &request);
    [[nodiscard]] Reply notifications(const Request &request) const;

    QString m_software;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QList<QJsonObject> m_statuses;      ///< oldest first
    QList<QJsonObject> m_notifications; ///< oldest first
    QHash<QByteArray, QString> m_keys;
    qint64 m_lastId = 113'000'000'000'000'000;
    QTcpServer m_server; ///< last: its sockets go before what they use
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The channels that are reached by HTTP.

#include "tests/live/atprotoserver.h"
#include "tests/live/peer.h"
#include "tests/live/snaclogin.h"
#include "tests/unit/telegram/scriptedbotapi.h"

#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int kPatience = 60'000; // ms

QString localUrl(const Relay &relay)
{
    return u"http://127.0.0.1:%1"_s.arg(relay.port());
}

QByteArrayList bearer(const QString &secret)
{
    return {"Bearer " + secret.toUtf8()};
}

class FediversePeer final : public Peer
{
public:
    [[nodiscard]] QString channel() const override { return u"fediverse"_s; }
    [[nodiscard]] QString missing() const override { return SnacServer::missing(); }
    [[nodiscard]] QString start() override
    {
        if (const QString problem = m_server.start(); !problem.isEmpty())
            return problem;
        addRelay(QUrl(m_server.url()).port());
        for (const auto &[user, token] :
             {std::pair(u"team"_s, &m_teamToken), std::pair(u"ann"_s, &m_annToken)}) {
            const auto login = signInAtSnac(m_server, user);
            if (!login)
                return login.error().detail;
            *token = login->token;
        }
        return {};
    }
    [[nodiscard]] QStringList addArguments(const QString &) const override
    {
        return {u"--server"_s, localUrl(sending()), u"--poll-seconds"_s, u"5"_s};
    }
    [[nodiscard]] QString secret() const override { return m_teamToken; }
    [[nodiscard]] QByteArrayList loginForms(const QString &secret) const override
    {
        return bearer(secret);
    }

    void say(const QString &text) override
    {
        QNetworkRequest request = requestTo(u"/api/v1/statuses"_s);
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        QNetworkReply *reply = m_network.post(
            request, QJsonDocument(QJsonObject{{u"status"_s, QString(u"@team " + text)},
                                               {u"visibility"_s, u"public"_s}})
                         .toJson());
        connect(reply, &QNetworkReply::finished, reply, [reply] {
            if (reply->error() != QNetworkReply::NoError)
                qFatal("ann's post was not taken: %s", qPrintable(reply->errorString()));
            reply->deleteLater();
        });
    }
    [[nodiscard]] bool hasDelivered(const QString &text) override
    {
        return m_server.hasDelivered(u"team"_s, text.toUtf8());
    }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        const std::unique_ptr<QNetworkReply> reply(
            m_network.get(requestTo(u"/api/v1/notifications?limit=40"_s)));
        if (!QTest::qWaitFor([&] { return reply->isFinished(); }, kPatience))
            return 0;
        qsizetype count = 0;
        for (const QJsonValue each : QJsonDocument::fromJson(reply->readAll()).array())
            count += each[u"status"][u"content"].toString().contains(text) ? 1 : 0;
        return count;
    }
    [[nodiscard]] Relay::Hold holdOfSend() const override
    {
        return {.mark = "POST /api/v1/statuses"};
    }

private:
    [[nodiscard]] QNetworkRequest requestTo(const QString &path) const
    {
        QNetworkRequest request(QUrl(QString(m_server.url() + path)));
        request.setRawHeader("Authorization", "Bearer " + m_annToken.toUtf8());
        return request;
    }

    SnacServer m_server;
    QNetworkAccessManager m_network;
    QString m_teamToken;
    QString m_annToken;
};

class BlueskyPeer final : public Peer
{
public:
    [[nodiscard]] QString channel() const override { return u"bluesky"_s; }
    [[nodiscard]] QString missing() const override { return AtprotoServer::missing(); }
    [[nodiscard]] QString start() override
    {
        const QString problem = m_server.start();
        addRelay(QUrl(m_server.url()).port());
        return problem;
    }
    [[nodiscard]] QStringList addArguments(const QString &) const override
    {
        return {u"--handle"_s, m_server.handle(u"team"_s), u"--server"_s, localUrl(sending())};
    }
    [[nodiscard]] QString secret() const override { return m_server.appPassword(u"team"_s); }

    void say(const QString &text) override
    {
        const QString handle = QString(u'@' + m_server.handle(u"team"_s));
        m_server.postLater(u"ann"_s, QString(handle + u' ' + text), u"team"_s);
    }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        qsizetype count = 0;
        for (const QJsonValue record : m_server.postsOf(u"team"_s))
            count += record[u"value"][u"text"].toString() == text ? 1 : 0;
        return count;
    }
    [[nodiscard]] Relay::Hold holdOfSend() const override
    {
        return {.mark = "com.atproto.repo.putRecord"};
    }

private:
    AtprotoServer m_server;
};

class TelegramPeer final : public Peer
{
public:
    [[nodiscard]] QString channel() const override { return u"telegram"_s; }
    [[nodiscard]] QString start() override
    {
        addRelay(m_server.port());
        return {};
    }
    [[nodiscard]] QStringList addArguments(const QString &) const override
    {
        return {u"--server"_s, localUrl(sending())};
    }
    [[nodiscard]] QString secret() const override { return ScriptedBotApi::kToken; }
    [[nodiscard]] QByteArrayList loginForms(const QString &secret) const override
    {
        return {secret.section(u':', 1).toUtf8()};
    }

    void say(const QString &text) override
    {
        m_server.say(ScriptedBotApi::privateChat(kAnn, u"Ann"_s),
                     ScriptedBotApi::user(kAnn, u"Ann"_s), text);
    }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        return std::ranges::count_if(m_server.ours, [&](const QJsonObject &message) {
            return message[u"chat_id"].toInteger() == kAnn && message[u"text"].toString() == text;
        });
    }
    [[nodiscard]] Relay::Hold holdOfSend() const override { return {.mark = "/sendMessage"}; }

private:
    static constexpr qint64 kAnn = 77;
    ScriptedBotApi m_server;
};

class FeedPeer final : public Peer
{
public:
    [[nodiscard]] QString channel() const override { return u"feed"_s; }
    [[nodiscard]] QString start() override
    {
        m_server.script =
            [this](const ScriptedHttp::Request &request) -> std::optional<ScriptedHttp::Reply> {
            if (request.path != u"/feed")
                return std::nullopt;
            ScriptedHttp::Reply reply =
                ScriptedHttp::body("<rss version=\"2.0\"><channel><title>Hives</title>"
                                   "<link>https://hives.example</link>" +
                                   m_items + "</channel></rss>");
            reply.contentType = "application/rss+xml";
            return reply;
        };
        addRelay(m_server.port());
        return {};
    }
    [[nodiscard]] QStringList addArguments(const QString &) const override
    {
        return {u"--server"_s, QString(localUrl(sending()) + u"/feed"), u"--poll-minutes"_s,
                u"5"_s};
    }
    void say(const QString &text) override
    {
        const QByteArray number = QByteArray::number(++m_said);
        const QByteArray item =
            "<item><guid isPermaLink=\"false\">hives-" + number + "</guid><title>Item " + number +
            "</title><pubDate>" +
            QDateTime::currentDateTimeUtc().toString(Qt::RFC2822Date).toLatin1() +
            "</pubDate><description>" + text.toHtmlEscaped().toUtf8() + "</description></item>";
        m_items.prepend(item);
    }
    [[nodiscard]] bool canAnswer() const override { return false; }

private:
    ScriptedHttp m_server;
    QByteArray m_items; ///< newest first
    int m_said = 0;
};

} // namespace

std::unique_ptr<Peer> makeFediversePeer()
{
    return std::make_unique<FediversePeer>();
}

std::unique_ptr<Peer> makeBlueskyPeer()
{
    return std::make_unique<BlueskyPeer>();
}

std::unique_ptr<Peer> makeTelegramPeer()
{
    return std::make_unique<TelegramPeer>();
}

std::unique_ptr<Peer> makeFeedPeer()
{
    return std::make_unique<FeedPeer>();
}

std::vector<std::unique_ptr<Peer>> startPeers(const QString &secret, QStringList &left,
                                              QString &problem)
{
    std::vector<std::unique_ptr<Peer>> peers;
    peers.push_back(makeEmailPeer(secret + u"-email"));
    peers.push_back(makeIrcPeer(secret + u"-irc"));
    peers.push_back(makeXmppPeer(secret + u"-xmpp"));
    peers.push_back(makeFediversePeer());
    peers.push_back(makeBlueskyPeer());
    peers.push_back(makeTelegramPeer());
    peers.push_back(makeFeedPeer());
    std::erase_if(peers, [&](const std::unique_ptr<Peer> &peer) {
        if (peer->missing().isEmpty())
            return false;
        left += peer->channel() + u": " + peer->missing();
        return true;
    });
    for (const auto &peer : peers) {
        if (const QString why = peer->start(); !why.isEmpty()) {
            problem = peer->channel() + u": " + why;
            break;
        }
    }
    return peers;
}

} // namespace casement

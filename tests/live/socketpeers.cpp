// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The channels that have protocols of their own.

#include "tests/live/ircservers.h"
#include "tests/live/mailservers.h"
#include "tests/live/peer.h"
#include "tests/live/prosodyserver.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTest>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int kPatience = 60'000; // ms

QString caFile(const QString &folder, const QString &channel, const QString &pem)
{
    QFile file(QDir(folder).filePath(channel + u"-ca.pem"));
    if (!file.open(QIODevice::WriteOnly) || file.write(pem.toUtf8()) < 0)
        qFatal("%s cannot be written", qPrintable(file.fileName()));
    return file.fileName();
}

/// SASL PLAIN as it goes over the wire (RFC 4616).
QByteArray saslPlain(const QByteArray &authorizeAs, const QByteArray &user, const QString &secret)
{
    return QByteArray(authorizeAs + '\0' + user + '\0' + secret.toUtf8()).toBase64();
}

class EmailPeer final : public Peer
{
public:
    explicit EmailPeer(const QString &secret) { m_servers.teamPassword = secret.toUtf8(); }

    [[nodiscard]] QString channel() const override { return u"email"_s; }
    [[nodiscard]] QString missing() const override { return MailServers::missing(); }
    [[nodiscard]] QString start() override
    {
        const QString problem = m_servers.start();
        addRelay(m_servers.smtps);
        addRelay(m_servers.imaps);
        return problem;
    }
    [[nodiscard]] QStringList addArguments(const QString &folder) const override
    {
        return {u"--address"_s,   u"team@example.org"_s,
                u"--imap-host"_s, u"localhost"_s,
                u"--imap-port"_s, QString::number(relays().at(1)->port()),
                u"--imap-user"_s, u"team"_s,
                u"--smtp-host"_s, u"localhost"_s,
                u"--smtp-port"_s, QString::number(sending().port()),
                u"--ca"_s,        caFile(folder, channel(), m_servers.caPem())};
    }
    [[nodiscard]] QString secret() const override
    {
        return QString::fromUtf8(m_servers.teamPassword);
    }
    [[nodiscard]] QByteArrayList loginForms(const QString &secret) const override
    {
        return {saslPlain({}, "team", secret), saslPlain("team", "team", secret)};
    }

    void say(const QString &text) override
    {
        const QByteArray number = QByteArray::number(++m_said);
        const QString problem = m_servers.deliver(
            u"team"_s, "From: Ann <ann@example.org>\r\nTo: team@example.org\r\nSubject: Letter " +
                           number + "\r\nDate: " +
                           QDateTime::currentDateTimeUtc().toString(Qt::RFC2822Date).toLatin1() +
                           "\r\nMessage-ID: <" + number + "@ann>\r\n\r\n" + text.toUtf8() + "\r\n");
        if (!problem.isEmpty())
            qFatal("ann's mail was not delivered: %s", qPrintable(problem));
    }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        const QByteArrayList mails = m_servers.mails(u"ann"_s, u"INBOX"_s);
        return std::ranges::count_if(
            mails, [&](const QByteArray &mail) { return mail.contains(text.toUtf8()); });
    }

    // The login takes less than that, so that it is passed in the middle of the mail.
    [[nodiscard]] Relay::Hold holdOfSend() const override { return {.bytes = kHeldAfter}; }
    [[nodiscard]] qsizetype paddingOfSend() const override { return 3 * kHeldAfter; }
    [[nodiscard]] bool isSwallowed(const QString &) const override
    {
        return sending().taken().size() > 2 * kHeldAfter;
    }

private:
    static constexpr qsizetype kHeldAfter = 8'000;
    MailServers m_servers;
    int m_said = 0;
};

class IrcPeer final : public Peer
{
public:
    explicit IrcPeer(const QString &secret) : m_secret(secret) {}

    [[nodiscard]] QString channel() const override { return u"irc"_s; }
    [[nodiscard]] QString missing() const override { return IrcServers::missing(); }
    [[nodiscard]] QString start() override
    {
        if (const QString problem = m_servers.start(); !problem.isEmpty())
            return problem;
        addRelay(m_servers.ergoTls);
        IrcMember registrar(m_servers.ergo, "team");
        const auto isRegistered = [&] {
            return std::ranges::any_of(registrar.lines, [](const IrcMessage &line) {
                return line.command == "900" || line.raw.contains("ccount created");
            });
        };
        if (!QTest::qWaitFor([&] { return registrar.isIn(); }, kPatience))
            return u"Ergo lets nobody in."_s;
        registrar.say("PRIVMSG NickServ :REGISTER " + m_secret.toUtf8());
        if (!QTest::qWaitFor(isRegistered, kPatience))
            return u"Ergo registers nobody."_s;
        registrar.say("QUIT");
        m_ann = std::make_unique<IrcMember>(m_servers.ergo, "ann");
        return QTest::qWaitFor([this] { return m_ann->isIn(); }, kPatience)
                   ? QString()
                   : u"Ergo does not let ann in."_s;
    }
    [[nodiscard]] QStringList addArguments(const QString &folder) const override
    {
        return {u"--server"_s,  u"localhost:%1"_s.arg(sending().port()),
                u"--network"_s, u"ergo.test"_s,
                u"--nick"_s,    u"team"_s,
                u"--user"_s,    u"team"_s,
                u"--ca"_s,      caFile(folder, channel(), m_servers.caPem())};
    }
    [[nodiscard]] QString secret() const override { return m_secret; }
    [[nodiscard]] QByteArrayList loginForms(const QString &secret) const override
    {
        return {saslPlain({}, "team", secret), saslPlain("team", "team", secret)};
    }

    void say(const QString &text) override { m_ann->say("PRIVMSG team :" + text.toUtf8()); }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        return m_ann->heard("team", "ann").count(text.toUtf8());
    }
    [[nodiscard]] bool isQuickToMiss() const override { return false; }
    [[nodiscard]] bool isSwallowed(const QString &) const override
    {
        return !sending().taken().isEmpty();
    }

private:
    IrcServers m_servers;
    std::unique_ptr<IrcMember> m_ann;
    QString m_secret;
};

class XmppPeer final : public Peer
{
public:
    explicit XmppPeer(const QString &secret) : m_secret(secret) {}

    [[nodiscard]] QString channel() const override { return u"xmpp"_s; }
    [[nodiscard]] QString missing() const override { return ProsodyServer::missing(); }
    [[nodiscard]] QString start() override
    {
        if (const QString problem = m_server.start(); !problem.isEmpty())
            return problem;
        addRelay(m_server.c2s);
        for (const auto &[user, password] :
             {std::pair(u"team"_s, m_secret), std::pair(u"ann"_s, u"annpw"_s)}) {
            if (const QString problem = m_server.addUser(user, password); !problem.isEmpty())
                return problem;
        }
        XmppSettings settings;
        settings.address = u"ann@chat.test"_s;
        settings.host = u"127.0.0.1"_s;
        settings.port = m_server.c2s;
        settings.security = XmppSecurity::StartTls;
        settings.caPem = m_server.caPem();
        m_ann = std::make_unique<XmppMember>(settings, u"annpw"_s);
        return QTest::qWaitFor([this] { return m_ann->isOnline(); }, kPatience)
                   ? QString()
                   : u"Prosody does not let ann in."_s;
    }
    [[nodiscard]] QStringList addArguments(const QString &folder) const override
    {
        return {u"--address"_s,  u"team@chat.test"_s,
                u"--server"_s,   u"127.0.0.1"_s,
                u"--port"_s,     QString::number(sending().port()),
                u"--security"_s, u"starttls"_s,
                u"--ca"_s,       caFile(folder, channel(), m_server.caPem())};
    }
    [[nodiscard]] QString secret() const override { return m_secret; }
    [[nodiscard]] QByteArrayList loginForms(const QString &secret) const override
    {
        return {saslPlain({}, "team", secret)};
    }

    void say(const QString &text) override { m_ann->say(u"team@chat.test"_s, text); }
    [[nodiscard]] qsizetype heard(const QString &text) override
    {
        return m_ann->heard(text).size();
    }
    [[nodiscard]] bool isQuickToMiss() const override { return false; }
    [[nodiscard]] bool isSwallowed(const QString &) const override
    {
        return !sending().taken().isEmpty();
    }

private:
    ProsodyServer m_server;
    std::unique_ptr<XmppMember> m_ann;
    QString m_secret;
};

} // namespace

std::unique_ptr<Peer> makeEmailPeer(const QString &secret)
{
    return std::make_unique<EmailPeer>(secret);
}

std::unique_ptr<Peer> makeIrcPeer(const QString &secret)
{
    return std::make_unique<IrcPeer>(secret);
}

std::unique_ptr<Peer> makeXmppPeer(const QString &secret)
{
    return std::make_unique<XmppPeer>(secret);
}

} // namespace casement

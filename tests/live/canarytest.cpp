// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/program.h"
#include "tests/support/scriptedhttp.h"

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSslConfiguration>
#include <QSslKey>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <functional>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

/// Base64 of anything that has \a bytes in it has one of these in it, wherever they stand.
QByteArrayList insideBase64(const QByteArray &bytes)
{
    QByteArrayList forms;
    for (qsizetype before = 0; before < 3; ++before) {
        const QByteArray whole = QByteArray(QByteArray(before, 'x') + bytes).toBase64();
        const qsizetype first = (before * 8 + 5) / 6; // the first that its own bits make alone
        const qsizetype last = (before + bytes.size()) * 8 / 6;
        forms += whole.sliced(first, last - first);
    }
    return forms;
}

/// All that a secret may look like where it must not be.
QByteArrayList formsOf(const QString &secret, const QByteArrayList &more)
{
    const QByteArray bytes = secret.toUtf8();
    const auto wide = [&](bool isLittle) {
        QByteArray result;
        for (const QChar c : secret) {
            const char high = char(c.unicode() >> 8);
            const char low = char(c.unicode() & 0xff);
            result += isLittle ? low : high;
            result += isLittle ? high : low;
        }
        return result;
    };
    QByteArray json = QJsonDocument(QJsonArray{secret}).toJson(QJsonDocument::Compact);
    json = json.sliced(2, json.size() - 4);
    QByteArrayList forms{bytes,
                         json,
                         QByteArray(json).replace("/", "\\/"),
                         bytes.toPercentEncoding(),
                         bytes.toPercentEncoding().toLower(),
                         bytes.toHex(),
                         bytes.toHex().toUpper(),
                         secret.toHtmlEscaped().toUtf8(),
                         wide(true),
                         wide(false)};
    for (const QByteArray &each : QByteArrayList{bytes} + more)
        forms += insideBase64(each);
    for (const QByteArray &form : QByteArrayList(forms))
        forms += QByteArray(form).replace('+', '-').replace('/', '_');
    return forms + more;
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// An answer that goes on until the connection ends.
QByteArray http(const QByteArray &status, const QByteArray &body)
{
    return "HTTP/1.1 " + status +
           "\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body;
}

/// A server that repeats a password in all that it says to people.
class Parrot final : public QTcpServer
{
public:
    /// \a answer is given what was heard: a line, or where there are none all that came at once.
    Parrot(const QByteArray &greeting, const std::function<QByteArray(const QByteArray &)> &answer)
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("no loopback port is free");
        connect(this, &QTcpServer::newConnection, this, [this, greeting, answer] {
            QTcpSocket *socket = nextPendingConnection();
            socket->write(greeting);
            connect(socket, &QTcpSocket::readyRead, this, [socket, answer] {
                for (const QByteArray &line : socket->readAll().split('\n')) {
                    if (!line.trimmed().isEmpty())
                        socket->write(answer(line.trimmed()));
                }
            });
        });
    }
    [[nodiscard]] QString port() const { return QString::number(serverPort()); }
};

} // namespace

/// Every account's secret is a canary, the program says all that it can say, and every call fails:
/// no canary is in a log, the store, an export or what others see of the process.
class CanaryTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 120'000;

    std::vector<std::unique_ptr<Peer>> m_peers;
    Program m_program;
    QHash<Peer *, QString> m_accounts; ///< the accounts' ids
    QHash<Peer *, QString> m_conversations;
    QHash<QString, QByteArrayList> m_forms; ///< of each secret
    int m_answers = 0;

    static QString lastState(const Program &program, const QString &account)
    {
        QString state;
        for (const QByteArray &line : program.said.split('\n')) {
            const QJsonObject object = QJsonDocument::fromJson(line).object();
            if (object[u"type"].toString() == u"account_status" &&
                object[u"id"].toString() == account)
                state = object[u"state"].toString();
        }
        return state;
    }

    /// The names of the secrets that are in \a bytes.
    [[nodiscard]] QStringList canariesIn(const QByteArray &bytes) const
    {
        QStringList found;
        for (const auto &[secret, forms] : m_forms.asKeyValueRange()) {
            for (const QByteArray &form : forms) {
                if (bytes.contains(form)) {
                    found += u"%1 as %2"_s.arg(secret, QString::fromLatin1(form));
                    break;
                }
            }
        }
        return found;
    }

    void findNothing(const QString &where, const QByteArray &bytes) const
    {
        const QStringList found = canariesIn(bytes);
        QVERIFY2(found.isEmpty(), qPrintable(QString(where + u" has "_s + found.join(u", "_s))));
    }

    void lookAtProcess() const
    {
        const QString folder = u"/proc/%1/"_s.arg(m_program.processId());
        const QByteArray arguments = read(folder + u"cmdline"_s);
        QVERIFY(arguments.contains("watch"));
        findNothing(u"the command line"_s, arguments);
        findNothing(u"the environment"_s, read(folder + u"environ"_s));
    }

    void lookAtFiles()
    {
        int files = 0;
        QDirIterator it(m_program.cli.workspace(), QDir::Files | QDir::Hidden,
                        QDirIterator::Subdirectories);
        while (it.hasNext()) {
            const QString path = it.next();
            findNothing(path, read(path));
            ++files;
        }
        QVERIFY(files >= 1);
        const Run exported = m_program.run({u"export"_s, u"--format"_s, u"jsonl"_s, u"-"_s});
        QVERIFY2(exported.code == 0, qPrintable(why(exported)));
        const QList<QJsonObject> messages = exported.objects();
        QVERIFY(messages.size() >= qsizetype(m_peers.size()));
        findNothing(u"the export"_s, exported.output);
        // Stored compressed, and exported in Base64.
        for (const QJsonObject &message : messages)
            findNothing(u"a message's source"_s,
                        QByteArray::fromBase64(message[u"raw_base64"].toString().toLatin1()));
        const Run outbox = m_program.run({u"outbox"_s, u"--all"_s});
        findNothing(u"the outbox"_s, outbox.output);
    }

    /// Runs the program until every account and every answer has failed.
    void runInTrouble()
    {
        m_program.said.clear();
        QCOMPARE(m_program.watch(), QString());
        QHash<QString, Peer *> items;
        for (const auto &[peer, conversation] : m_conversations.asKeyValueRange()) {
            if (!peer->canAnswer())
                continue;
            const QJsonObject item = m_program.reply(conversation, u"answer %1"_s.arg(++m_answers));
            QVERIFY2(!item.isEmpty(), qPrintable(peer->channel()));
            items.insert(item[u"id"].toString(), peer);
        }
        lookAtProcess();
        for (const auto &[peer, account] : m_accounts.asKeyValueRange()) {
            const bool isInTrouble = QTest::qWaitFor(
                [&] {
                    const QString state = lastState(m_program, account);
                    return state == u"waiting" || state == u"needs_person";
                },
                patience);
            QVERIFY2(isInTrouble, qPrintable(QString(peer->channel() + u": "_s +
                                                     lastState(m_program, account))));
        }
        const auto allTried = [&] {
            const auto outbox = m_program.outbox();
            return std::ranges::all_of(items.keys(), [&](const QString &id) {
                return outbox.value(id)[u"attempts"].toInt() > 0 ||
                       !outbox.value(id)[u"reason"].toString().isEmpty();
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allTried(), patience);
        lookAtProcess();
        m_program.end();
        findNothing(u"the output"_s, m_program.said);
        findNothing(u"the log"_s, m_program.log);
        lookAtFiles();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_program.cli.environment.insert(u"QT_LOGGING_RULES"_s, u"*=true"_s);
        QStringList left;
        QString problem;
        // Characters that are written differently in JSON, URLs and Base64.
        m_peers = startPeers(u"c4nary/%2F\"q+&=x"_s, left, problem);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        for (const QString &each : std::as_const(left))
            qInfo("without %s", qPrintable(each));
        for (const auto &peer : m_peers) {
            const QString refused = m_program.add(*peer);
            QVERIFY2(refused.isEmpty(), qPrintable(refused));
            if (!peer->secret().isEmpty())
                m_forms.insert(peer->secret(),
                               formsOf(peer->secret(), peer->loginForms(peer->secret())));
        }
        for (const QJsonObject &account : m_program.run({u"account"_s, u"list"_s}).objects()) {
            for (const auto &peer : m_peers) {
                if (account[u"channel"].toString() == peer->channel())
                    m_accounts.insert(peer.get(), account[u"id"].toString());
            }
        }
        QCOMPARE(m_accounts.size(), qsizetype(m_peers.size()));
        QCOMPARE(m_program.watch(), QString());
        for (const auto &peer : m_peers)
            peer->say(u"question on %1"_s.arg(peer->channel()));
        QVERIFY(m_program.run({u"fetch"_s}).code == 0);
        for (const auto &peer : m_peers) {
            QString &conversation = m_conversations[peer.get()];
            const QString words = u"question on %1"_s.arg(peer->channel());
            QTRY_VERIFY_WITH_TIMEOUT(
                !(conversation = conversationWith(m_program.cli, words)).isEmpty(), patience);
        }
        m_program.end();
    }

    /// The looking itself works, and the log has what libraries say for those who debug them.
    void whatIsThereIsFound()
    {
        const QByteArray secrets = read(m_program.secretsFile());
        QVERIFY(!m_forms.isEmpty());
        QCOMPARE(canariesIn(secrets).size(), m_forms.size());
        for (const QString &secret : m_forms.keys()) {
            QVERIFY(!canariesIn(
                         QByteArray('\0' + QByteArray("team") + '\0' + secret.toUtf8()).toBase64())
                         .isEmpty());
            QVERIFY(!canariesIn("a=" + secret.toUtf8().toPercentEncoding()).isEmpty());
        }
        QVERIFY2(m_program.log.contains("qt."), m_program.log.left(1000).constData());
        findNothing(u"the log"_s, m_program.log);
        lookAtFiles();
    }

    void nobodyThere()
    {
        for (const auto &peer : m_peers) {
            for (const auto &relay : peer->relays())
                relay->refuse();
        }
        runInTrouble();
    }

    void wrongSecret()
    {
        passAll();
        QFile file(m_program.secretsFile());
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray good = file.readAll();
        QJsonObject all = QJsonDocument::fromJson(good).object();
        for (const QString &account : all.keys()) {
            QJsonObject own = all[account].toObject();
            for (const QString &name : own.keys()) {
                const QString wrong = QString(own[name].toString() + u"-wrong"_s);
                own[name] = wrong;
                m_forms.insert(wrong, formsOf(wrong, {}));
            }
            all[account] = own;
        }
        QVERIFY(file.resize(0) && file.seek(0) && file.write(QJsonDocument(all).toJson()) > 0 &&
                file.flush());
        // A feed needs no secret: nobody is there.
        for (const auto &peer : m_peers) {
            if (peer->secret().isEmpty())
                peer->sending().refuse();
        }
        runInTrouble();
        QVERIFY(file.resize(0) && file.seek(0) && file.write(good) > 0);
    }

    void refusedByServer_data()
    {
        QTest::addColumn<QByteArray>("words"); // SECRET: the account's own
        QTest::addColumn<bool>("isGreeting");
        QTest::newRow("cut off") << QByteArray() << false;
        QTest::newRow("401 that repeats what it was told")
            << http("401 Unauthorized", R"({"error":"SECRET is not right","message":"SECRET",)"
                                        R"("error_description":"SECRET","description":"SECRET"})")
            << false;
        QTest::newRow("500") << http("500 Oh", "<html>oh</html>") << false;
        QTest::newRow("nonsense at once") << QByteArray("* BYE 554 ERROR :go away\r\n") << true;
    }

    void refusedByServer()
    {
        QFETCH(QByteArray, words);
        QFETCH(bool, isGreeting);
        passAll();
        for (const auto &peer : m_peers) {
            QByteArray own = words;
            if (!peer->secret().isEmpty())
                own.replace("SECRET", peer->secret().toUtf8());
            for (const auto &relay : peer->relays())
                relay->sayInstead(own, isGreeting);
        }
        runInTrouble();
    }

    /// What a server says without encryption on this computer, in its own protocol: greeting,
    /// notice, error and refusal all repeat the password, as it is or as it was sent.
    void repeatedInProtocol()
    {
        passAll();
        const QString secret = u"p4rrot/%2F\"q+&=x"_s;
        const QByteArray said = secret.toUtf8();
        m_forms.insert(
            secret,
            formsOf(secret, {QByteArray('\0' + QByteArray("team") + '\0' + said).toBase64()}));
        const Parrot imap("* OK " + said + "\r\n", [&said](const QByteArray &line) -> QByteArray {
            const QByteArray tag = line.left(line.indexOf(' '));
            if (line.contains("CAPABILITY"))
                return "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + " OK " + said + "\r\n";
            return tag + " NO " + said + " is wrong: " + line + "\r\n";
        });
        const Parrot smtp("220 " + said + "\r\n", [&said](const QByteArray &line) -> QByteArray {
            if (line.startsWith("EHLO"))
                return "250-" + said + "\r\n250 AUTH PLAIN\r\n";
            return "535 5.7.8 " + said + " is wrong: " + line + "\r\n";
        });
        const Parrot irc({}, [&said](const QByteArray &line) -> QByteArray {
            if (line.startsWith("PASS"))
                return ":s NOTICE * :" + said + "\r\n:s 464 * :" + said + " is wrong\r\n";
            return line.startsWith("USER") ? QByteArray("ERROR :Closing link: " + said + "\r\n")
                                           : QByteArray();
        });
        const Parrot xmpp({}, [&secret](const QByteArray &) -> QByteArray {
            return "<stream:stream xmlns='jabber:client' "
                   "xmlns:stream='http://etherx.jabber.org/streams' from='parrot.test' id='1' "
                   "version='1.0'><stream:error><policy-violation "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><text "
                   "xmlns='urn:ietf:params:xml:ns:xmpp-streams'>" +
                   secret.toHtmlEscaped().toUtf8() + " is weak</text></stream:error>";
        });
        const QString here = u"127.0.0.1"_s;
        const QString plain = u"plain"_s;
        const QList<std::pair<QStringList, QString>> added{
            {{u"email"_s, u"--address"_s, u"team@parrot.test"_s, u"--imap-host"_s, here,
              u"--imap-port"_s, imap.port(), u"--imap-security"_s, plain, u"--imap-user"_s,
              u"team"_s, u"--smtp-host"_s, here, u"--smtp-port"_s, smtp.port(),
              u"--smtp-security"_s, plain, u"--smtp-user"_s, u"team"_s},
             u"ben@parrot.test"_s},
            {{u"irc"_s, u"--server"_s, QString(here + u':' + irc.port()), u"--security"_s, plain,
              u"--network"_s, u"parrot.test"_s, u"--nick"_s, u"team"_s, u"--login"_s, u"pass"_s},
             u"ben@parrot.test"_s},
            {{u"xmpp"_s, u"--address"_s, u"team@parrot.test"_s, u"--server"_s, here, u"--port"_s,
              xmpp.port(), u"--security"_s, plain},
             u"ben@parrot.test"_s}};
        QStringList accounts;
        QStringList items;
        for (const auto &[options, to] : added) {
            const Run account =
                m_program.run(QStringList{u"account"_s, u"add"_s} + options +
                                  QStringList{u"--password-stdin"_s, u"--no-check"_s},
                              said + '\n');
            QVERIFY2(account.code == 0, qPrintable(why(account)));
            accounts += account.object()[u"id"].toString();
            const Run item = m_program.run(
                {u"new"_s, to, u"--account"_s, accounts.last(), u"--text-file"_s, u"-"_s},
                "hello\n");
            QVERIFY2(item.code == 0, qPrintable(why(item)));
            items += item.object()[u"id"].toString();
        }
        m_program.said.clear();
        QCOMPARE(m_program.watch(), QString());
        for (const QString &account : std::as_const(accounts)) {
            const bool isInTrouble = QTest::qWaitFor(
                [&] {
                    const QString state = lastState(m_program, account);
                    return state == u"waiting" || state == u"needs_person";
                },
                patience);
            QVERIFY2(isInTrouble,
                     qPrintable(QString(account + u": "_s + lastState(m_program, account))));
        }
        const auto allTried = [&] {
            const auto outbox = m_program.outbox();
            return std::ranges::all_of(items, [&](const QString &id) {
                return !outbox.value(id)[u"reason"].toString().isEmpty();
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allTried(), patience);
        // Each of them was heard, and the rest of what it said is told.
        const auto outbox = m_program.outbox();
        for (const QString &id : std::as_const(items))
            QVERIFY2(outbox.value(id)[u"reason"].toString().contains(u'…'),
                     qPrintable(outbox.value(id)[u"reason"].toString()));
        m_program.end();
        findNothing(u"the output"_s, m_program.said);
        findNothing(u"the log"_s, m_program.log);
        lookAtFiles();
    }

    void certificateOfAnother()
    {
        const QString folder = m_program.cli.folder();
        QProcess openssl;
        openssl.setWorkingDirectory(folder);
        openssl.start(u"openssl"_s, {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                                     u"ec_paramgen_curve:P-256"_s, u"-nodes"_s, u"-keyout"_s,
                                     u"other.key"_s, u"-out"_s, u"other.pem"_s, u"-days"_s, u"3"_s,
                                     u"-subj"_s, u"/CN=elsewhere.example"_s});
        QVERIFY(openssl.waitForFinished(patience) && openssl.exitCode() == 0);
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(
            QSslCertificate(read(QString(folder + u"/other.pem"_s)), QSsl::Pem));
        tls.setPrivateKey(QSslKey(read(QString(folder + u"/other.key"_s)), QSsl::Ec));
        ScriptedHttp server(tls);
        passAll();
        for (const auto &peer : m_peers) {
            for (const auto &relay : peer->relays())
                relay->leadTo(server.port());
        }
        // Over HTTP without TLS this is nonsense; asked for TLS, a certificate that is refused.
        for (const auto &[channel, option, secret] :
             {std::tuple(u"telegram"_s, u"--server"_s, u"77:c4nary-of-another-bot-abcdefgh"_s),
              std::tuple(u"fediverse"_s, u"--server"_s, u"c4nary-token-of-another"_s)}) {
            m_forms.insert(secret, formsOf(secret, {"Bearer " + secret.toUtf8()}));
            const QStringList verb{
                u"account"_s,
                u"add"_s,
                channel,
                option,
                QString(u"https://127.0.0.1:"_s + QString::number(server.port())),
                u"--password-stdin"_s};
            const Run refused = m_program.run(verb, secret.toUtf8() + '\n');
            QVERIFY(refused.code != 0);
            QVERIFY2(refused.errors.contains("SHA-256"), refused.errors.right(2000).constData());
            const Run added =
                m_program.run(verb + QStringList{u"--no-check"_s}, secret.toUtf8() + '\n');
            QVERIFY2(added.code == 0, qPrintable(why(added)));
        }
        runInTrouble();
    }

private:
    void passAll()
    {
        for (const auto &peer : m_peers) {
            for (const auto &relay : peer->relays())
                relay->pass();
        }
    }
};

QTEST_GUILESS_MAIN(CanaryTest)
#include "canarytest.moc"

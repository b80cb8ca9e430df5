// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"
#include "tests/support/scriptedhttp.h"

#include <QFile>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// Servers that nobody typed, but that were found for an account, and whose certificates cannot be
/// verified: they are shown with what it takes to accept them, and only they are accepted.
class CertificateTest final : public QObject
{
    Q_OBJECT

    static constexpr int patience = 60'000;

    /// A certificate for \a address that vouches for itself, in a file of that \a name.
    static QSslConfiguration selfSigned(const Cli &cli, const QString &name, const QString &address)
    {
        const QString key = cli.path(name + u".key");
        const QString certificate = cli.path(name + u".pem");
        QProcess openssl;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                       u"ec_paramgen_curve:P-256"_s, u"-nodes"_s, u"-keyout"_s, key, u"-out"_s,
                       certificate, u"-days"_s, u"3"_s, u"-subj"_s, u"/CN="_s + name, u"-addext"_s,
                       u"subjectAltName=IP:"_s + address});
        if (!openssl.waitForFinished(patience) || openssl.exitCode() != 0)
            qFatal("openssl makes no certificate");
        const auto read = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(read(certificate), QSsl::Pem));
        tls.setPrivateKey(QSslKey(read(key), QSsl::Ec));
        return tls;
    }
    static QByteArray fingerprint(const QSslConfiguration &tls)
    {
        return tls.localCertificate().digest(QCryptographicHash::Sha256).toHex();
    }
    static Run add(const Cli &cli, const QStringList &account)
    {
        return cli.run(
            QStringList{u"--secrets-file"_s, cli.path(u"secrets.json"_s), u"account"_s, u"add"_s} +
                account + QStringList{u"--password-stdin"_s},
            "secret\n");
    }
    /// Of \a run: the words that accept the certificate there.
    static void showsWhatToPin(const Run &run, const QByteArray &pin)
    {
        QCOMPARE(run.code == 0, false);
        QVERIFY2(run.errors.contains("cannot be verified"), run.errors.constData());
        QVERIFY2(run.errors.contains(QByteArray("--pin " + pin)), run.errors.constData());
    }

private Q_SLOTS:
    /// Without records the domain itself is asked, directly at first (XEP-0368): the way to it is
    /// the same as with them.
    void xmppByTheDomain()
    {
        const Cli cli;
        // An address of this computer that no other test listens on.
        const QString domain = u"127.%1.%2.%3"_s.arg(QRandomGenerator::global()->bounded(64, 250))
                                   .arg(QRandomGenerator::global()->bounded(1, 250))
                                   .arg(QRandomGenerator::global()->bounded(1, 250));
        const QSslConfiguration tls = selfSigned(cli, u"chat"_s, domain);
        QSslServer server;
        server.setSslConfiguration(tls);
        QVERIFY2(server.listen(QHostAddress(domain), 5223), qPrintable(server.errorString()));
        int logins = 0;
        connect(&server, &QSslServer::pendingConnectionAvailable, &server, [&] {
            while (QTcpSocket *socket = server.nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [&logins, socket] {
                    ++logins;
                    socket->abort();
                });
            }
        });
        const QString address = u"team@"_s + domain;
        const QByteArray pin = domain.toLatin1() + ":5223=" + fingerprint(tls);
        const QStringList account{u"xmpp"_s, u"--address"_s, address};
        const Run refused = add(cli, account);
        showsWhatToPin(refused, pin);
        QCOMPARE(logins, 0);

        // Accepted, it is spoken to; another one is not.
        const Run pinned = add(cli, account + QStringList{u"--pin"_s, QString::fromLatin1(pin)});
        QVERIFY(pinned.code != 0); // it does not speak XMPP
        QVERIFY2(!pinned.errors.contains("certificate"), pinned.errors.constData());
        QVERIFY(logins > 0);
        server.setSslConfiguration(selfSigned(cli, u"other"_s, domain));
        logins = 0;
        const Run other = add(cli, account + QStringList{u"--pin"_s, QString::fromLatin1(pin)});
        QVERIFY(other.code != 0);
        QVERIFY2(other.errors.contains("certificate"), other.errors.constData());
        QCOMPARE(logins, 0);
    }

    void blueskyByTheName()
    {
        const Cli cli;
        const QString here = u"127.0.0.1"_s;
        ScriptedHttp names(selfSigned(cli, u"names"_s, here));
        const QSslConfiguration tls = selfSigned(cli, u"home"_s, here);
        ScriptedHttp home(tls);
        const QString did = u"did:web:127.0.0.1%3A%1"_s.arg(names.port());
        names.script = [&](const ScriptedHttp::Request &) {
            return ScriptedHttp::json(QJsonObject{
                {u"id"_s, did},
                {u"service"_s,
                 QJsonArray{QJsonObject{
                     {u"id"_s, u"#atproto_pds"_s},
                     {u"type"_s, u"AtprotoPersonalDataServer"_s},
                     {u"serviceEndpoint"_s, u"https://127.0.0.1:%1"_s.arg(home.port())}}}}});
        };
        const QStringList account{u"bluesky"_s, u"--handle"_s, did};
        const QByteArray place = "127.0.0.1:" + QByteArray::number(home.port()) + '=';

        // Where the account lives cannot be found out.
        const QByteArray names_ = "127.0.0.1:" + QByteArray::number(names.port()) + '=';
        showsWhatToPin(add(cli, account), names_);
        QVERIFY(names.requests.isEmpty());

        // It can, and then it is the server itself.
        const QStringList found = account + QStringList{u"--ca"_s, cli.path(u"names.pem"_s)};
        showsWhatToPin(add(cli, found), place + fingerprint(tls));
        QVERIFY(!names.requests.isEmpty());
        QVERIFY(home.requests.isEmpty()); // no password went there

        const Run pinned = add(
            cli, found + QStringList{u"--pin"_s,
                                     QString::fromLatin1(QByteArray(place + fingerprint(tls)))});
        QVERIFY(pinned.code != 0); // it knows nobody
        QVERIFY2(!pinned.errors.contains("certificate"), pinned.errors.constData());
        QVERIFY(!home.requests.isEmpty());

        // For that place only.
        home.requests.clear();
        const Run elsewhere =
            add(cli, found + QStringList{u"--pin"_s, QString::fromLatin1(QByteArray(
                                                         "127.0.0.1:1=" + fingerprint(tls)))});
        showsWhatToPin(elsewhere, place + fingerprint(tls));
        QVERIFY(home.requests.isEmpty());
    }
};

QTEST_GUILESS_MAIN(CertificateTest)
#include "certificatetest.moc"

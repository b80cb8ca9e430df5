// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/mailservers.h"
#include "tests/live/freeport.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QSslCertificate>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace casement
{

namespace
{

constexpr int kPatience = 20'000; // ms
constexpr int kNobody = 65534;

QString run(const QString &program, const QStringList &arguments, const QString &folder,
            QByteArray *output = nullptr)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForFinished(kPatience) || process.exitCode() != 0)
        return program + u' ' + arguments.join(u' ') + u": " +
               QString::fromUtf8(process.readAllStandardError());
    if (output)
        *output = process.readAllStandardOutput();
    return {};
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString sbin(const QString &program)
{
    return QStandardPaths::findExecutable(
        program, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")});
}

void giveToNobody(const QString &folder)
{
    QDirIterator it(folder, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                    QDirIterator::Subdirectories);
    bool ok = ::chown(folder.toLocal8Bit().constData(), kNobody, kNobody) == 0;
    while (it.hasNext())
        ok = ::chown(it.next().toLocal8Bit().constData(), kNobody, kNobody) == 0 && ok;
    if (!ok)
        qWarning("cannot hand %s to the mail user", qPrintable(folder));
}

/// Reads one reply line of LMTP; empty when it is a success.
QString refusal(QTcpSocket &socket, char wanted)
{
    QByteArray line;
    do {
        while (!socket.canReadLine()) {
            if (!socket.waitForReadyRead(kPatience))
                return QStringLiteral("no answer: ") + socket.errorString();
        }
        line = socket.readLine();
    } while (line.size() > 3 && line[3] == '-');
    return line.startsWith(wanted) ? QString() : QString::fromUtf8(line);
}

QString awaitPort(quint16 port, QProcess &process, const QString &log)
{
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        if (socket.waitForConnected(1000) && socket.waitForReadyRead(200))
            return {};
        if (socket.state() == QAbstractSocket::ConnectedState)
            return {};
        if (process.waitForFinished(50))
            break;
    }
    return QStringLiteral("%1 does not listen: %2")
        .arg(process.program(), QString::fromUtf8(read(log)));
}

} // namespace

MailServers::MailServers() = default;

MailServers::~MailServers()
{
    killSmtpd();
    killDovecot();
}

QString MailServers::missing()
{
    if (::geteuid() != 0)
        return QStringLiteral("Dovecot and OpenSMTPD have to be started by root; run the tests "
                              "inside ./dev test as root.");
    for (const char *program : {"dovecot", "smtpd", "openssl"}) {
        if (sbin(QString::fromLatin1(program)).isEmpty())
            return QStringLiteral("%1 is not installed.").arg(QString::fromLatin1(program));
    }
    return {};
}

QString MailServers::start()
{
    QFile::setPermissions(m_folder.path(),
                          QFile::Permissions(0x7755)); // the mail user has to get through
    if (const QString problem = makeCertificates(); !problem.isEmpty())
        return problem;
    // A port that was free can be somebody else's by the time a server wants it.
    QString problem;
    for (int tries = 0; tries < 3; ++tries) {
        problem = startAll();
        if (!problem.contains(QStringLiteral("already in use")))
            break;
        killSmtpd();
        killDovecot();
    }
    return problem;
}

QString MailServers::startAll()
{
    for (quint16 *port : {&imaps, &imap, &lmtp, &smtps, &submission, &relayPlain}) {
        *port = freePort();
        if (*port == 0)
            return QStringLiteral("no loopback port is free");
    }
    for (const auto &step :
         {&MailServers::writeConfiguration, &MailServers::startDovecot, &MailServers::startSmtpd}) {
        if (const QString problem = (this->*step)(); !problem.isEmpty())
            return problem;
    }
    return {};
}

QString MailServers::makeCertificate(const QString &name, const QString &subject,
                                     const QStringList &validity)
{
    write(path(QStringLiteral("extensions")),
          "subjectAltName=DNS:" + subject.toLatin1() + "\nbasicConstraints=CA:FALSE\n");
    if (const QString problem = run(
            QStringLiteral("openssl"),
            {QStringLiteral("req"), QStringLiteral("-newkey"), QStringLiteral("ec"),
             QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"),
             QStringLiteral("-nodes"), QStringLiteral("-keyout"), name + u".key",
             QStringLiteral("-out"), name + u".csr", QStringLiteral("-subj"), u"/CN=" + subject},
            m_folder.path());
        !problem.isEmpty())
        return problem;
    QFile::setPermissions(path(name + u".key"), QFile::ReadOwner | QFile::WriteOwner);
    return run(QStringLiteral("openssl"),
               QStringList{QStringLiteral("x509"), QStringLiteral("-req"), QStringLiteral("-in"),
                           name + u".csr", QStringLiteral("-CA"), QStringLiteral("ca.pem"),
                           QStringLiteral("-CAkey"), QStringLiteral("ca.key"),
                           QStringLiteral("-CAcreateserial"), QStringLiteral("-out"),
                           name + u".pem", QStringLiteral("-extfile"),
                           QStringLiteral("extensions")} +
                   validity,
               m_folder.path());
}

QString MailServers::makeCertificates()
{
    for (const QString &name : {QStringLiteral("ca"), QStringLiteral("other-ca")}) {
        if (const QString problem =
                run(QStringLiteral("openssl"),
                    {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                     QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                     QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                     QStringLiteral("-keyout"), name + u".key", QStringLiteral("-out"),
                     name + u".pem", QStringLiteral("-days"), QStringLiteral("30"),
                     QStringLiteral("-subj"), u"/CN=Casement test " + name},
                    m_folder.path());
            !problem.isEmpty())
            return problem;
    }
    const QStringList month{QStringLiteral("-days"), QStringLiteral("30")};
    QString problem = makeCertificate(QStringLiteral("good"), QStringLiteral("localhost"), month);
    if (problem.isEmpty())
        problem = makeCertificate(QStringLiteral("otherhost"), QStringLiteral("elsewhere.example"),
                                  month);
    if (problem.isEmpty())
        problem =
            makeCertificate(QStringLiteral("expired"), QStringLiteral("localhost"),
                            {QStringLiteral("-not_before"), QStringLiteral("20200101000000Z"),
                             QStringLiteral("-not_after"), QStringLiteral("20200201000000Z")});
    return problem;
}

QString MailServers::writeConfiguration()
{
    const QString run_ = path(QStringLiteral("dovecot-run"));
    QDir().mkpath(run_);
    QByteArray users;
    QByteArray credentials;
    for (const QByteArray &user : {QByteArray("ann"), QByteArray("ben"), QByteArray("team")}) {
        const QByteArray password = user == "team" ? teamPassword : user + "pw";
        users += user + ":{PLAIN}" + password + ':' + QByteArray::number(kNobody) + ':' +
                 QByteArray::number(kNobody) +
                 "::" + path(QStringLiteral("mail/") + QString::fromLatin1(user)).toUtf8() + "::\n";
        QByteArray hash;
        if (const QString problem =
                run(QStringLiteral("openssl"),
                    {QStringLiteral("passwd"), QStringLiteral("-6"), QString::fromUtf8(password)},
                    m_folder.path(), &hash);
            !problem.isEmpty())
            return problem;
        credentials += user + '\t' + hash.trimmed() + '\n';
        QDir().mkpath(path(QStringLiteral("mail/") + QString::fromLatin1(user)));
    }
    giveToNobody(path(QStringLiteral("mail")));
    write(path(QStringLiteral("users")), users);
    write(path(QStringLiteral("credentials")), credentials);

    // Dovecot 2.4 syntax. 127.0.0.2 is there because from its own address Dovecot allows LOGIN
    // without TLS. A change that falls between its look at a folder and its
    // inotify watch is told in IDLE only by the regular check, by default after 30 s.
    QByteArray dovecot = R"(dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = @D@/dovecot-run
state_dir = @D@/dovecot-run
log_path = @D@/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
auth_mechanisms = plain login
mail_driver = maildir
mailbox_idle_check_interval = 2s
mail_path = @D@/mail/%{user}
ssl = required
ssl_server_cert_file = @D@/server.pem
ssl_server_key_file = @D@/server.key
passdb passwd-file {
  passwd_file_path = @D@/users
}
userdb passwd-file {
  passwd_file_path = @D@/users
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    special_use = \Sent
    auto = create
  }
  mailbox Archive {
    auto = create
  }
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = @IMAP@
  }
  inet_listener imaps {
    port = @IMAPS@
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = @LMTP@
  }
}
protocol lmtp {
  auth_username_format = %{user | username | lower}
}
)";
    QByteArray smtpd = R"(pki "localhost" cert "@D@/good.pem"
pki "localhost" key "@D@/good.key"
table credentials file:@D@/credentials
table known { "ann@example.org", "ben@example.org", "team@example.org" }
listen on 127.0.0.1 port @SMTPS@ smtps pki "localhost" auth <credentials>
listen on 127.0.0.1 port @SUBMISSION@ tls-require pki "localhost" auth <credentials>
listen on 127.0.0.1 port @PLAIN@
action "deliver" relay host "lmtp://127.0.0.1:@LMTP@"
match from any for domain "example.org" rcpt-to <known> action "deliver"
)";
    for (QByteArray *text : {&dovecot, &smtpd}) {
        text->replace("@D@", m_folder.path().toUtf8());
        text->replace("@IMAPS@", QByteArray::number(imaps))
            .replace("@IMAP@", QByteArray::number(imap));
        text->replace("@LMTP@", QByteArray::number(lmtp))
            .replace("@SMTPS@", QByteArray::number(smtps));
        text->replace("@SUBMISSION@", QByteArray::number(submission))
            .replace("@PLAIN@", QByteArray::number(relayPlain));
    }
    write(path(QStringLiteral("dovecot.conf")), dovecot);
    write(path(QStringLiteral("smtpd.conf")), smtpd);
    for (const QString &name : {QStringLiteral("smtpd.conf"), QStringLiteral("credentials")})
        QFile::setPermissions(path(name), QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

void MailServers::launch(QProcess &process, const QString &program, const QStringList &arguments,
                         const QString &log)
{
    process.setStandardOutputFile(log, QIODevice::Append);
    process.setStandardErrorFile(log, QIODevice::Append);
    process.setChildProcessModifier([] {
        ::setsid(); // a group of its own, that can be killed as one
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    process.start(sbin(program), arguments);
    process.waitForStarted(kPatience);
}

QString MailServers::startDovecot()
{
    for (const QString &end : {QStringLiteral(".pem"), QStringLiteral(".key")})
        write(path(u"server" + end), read(path(m_certificate + end)));
    const QString log = path(QStringLiteral("dovecot.out"));
    launch(m_dovecot, QStringLiteral("dovecot"),
           {QStringLiteral("-F"), QStringLiteral("-c"), path(QStringLiteral("dovecot.conf"))}, log);
    QString problem = awaitPort(lmtp, m_dovecot, log);
    if (problem.isEmpty())
        problem = awaitPort(imap, m_dovecot, log);
    return problem.isEmpty()
               ? QString()
               : QString(problem + QString::fromUtf8(read(path(QStringLiteral("dovecot.log")))));
}

void MailServers::killDovecot()
{
    if (m_dovecot.processId() > 0)
        ::kill(-static_cast<pid_t>(m_dovecot.processId()), SIGKILL);
    m_dovecot.waitForFinished(kPatience);
    QFile::remove(path(QStringLiteral("dovecot-run/master.pid")));
}

QString MailServers::startSmtpd()
{
    // OpenSMTPD insists on its own folders; ./dev gives every run fresh ones.
    QDir().mkpath(QStringLiteral("/var/spool/smtpd"));
    QFile::setPermissions(QStringLiteral("/var/spool/smtpd"), QFile::Permissions(0x7711));
    const QString log = path(QStringLiteral("smtpd.out"));
    launch(m_smtpd, QStringLiteral("smtpd"),
           {QStringLiteral("-d"), QStringLiteral("-f"), path(QStringLiteral("smtpd.conf"))}, log);
    return awaitPort(relayPlain, m_smtpd, log);
}

void MailServers::killSmtpd()
{
    if (m_smtpd.processId() > 0)
        ::kill(-static_cast<pid_t>(m_smtpd.processId()), SIGKILL);
    m_smtpd.waitForFinished(kPatience);
}

QString MailServers::present(Certificate certificate)
{
    m_certificate = certificate == Certificate::Good      ? QStringLiteral("good")
                    : certificate == Certificate::Expired ? QStringLiteral("expired")
                                                          : QStringLiteral("otherhost");
    killDovecot();
    return startDovecot();
}

QString MailServers::caPem() const
{
    return QString::fromLatin1(read(path(QStringLiteral("ca.pem"))));
}

QString MailServers::otherCaPem() const
{
    return QString::fromLatin1(read(path(QStringLiteral("other-ca.pem"))));
}

QString MailServers::certificateSha256() const
{
    const QList<QSslCertificate> chain =
        QSslCertificate::fromData(read(path(QStringLiteral("server.pem"))), QSsl::Pem);
    return chain.isEmpty()
               ? QString()
               : QString::fromLatin1(chain.first().digest(QCryptographicHash::Sha256).toHex());
}

QString MailServers::deliver(const QString &user, const QByteArray &mail) const
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, lmtp);
    if (!socket.waitForConnected(kPatience))
        return socket.errorString();
    QByteArray wire = mail;
    wire.replace("\r\n", "\n").replace("\n.", "\n..").replace("\n", "\r\n");
    const std::pair<QByteArray, char> dialogue[] = {
        {"", '2'},
        {"LHLO localhost\r\n", '2'},
        {"MAIL FROM:<outside@example.net>\r\n", '2'},
        {"RCPT TO:<" + user.toLatin1() + "@example.org>\r\n", '2'},
        {"DATA\r\n", '3'},
        {wire + "\r\n.\r\n", '2'}};
    for (const auto &[words, wanted] : dialogue) {
        socket.write(words);
        if (const QString problem = refusal(socket, wanted); !problem.isEmpty())
            return problem;
    }
    return {};
}

QString MailServers::folderPath(const QString &user, const QString &folder) const
{
    const QString base = path(u"mail/" + user);
    return folder == u"INBOX" ? base : QString(base + u"/." + folder);
}

void MailServers::plant(const QString &user, const QString &folder,
                        const QByteArrayList &mails) const
{
    const QString base = folderPath(user, folder);
    for (const QString &part :
         {QStringLiteral("/cur"), QStringLiteral("/new"), QStringLiteral("/tmp")})
        QDir().mkpath(base + part);
    static int count = 0;
    for (const QByteArray &mail : mails) {
        ++count; // Dovecot gives UIDs in the order of these names
        write(base + QStringLiteral("/cur/%1.%2.test:2,S").arg(1'700'000'000 + count).arg(count),
              mail);
    }
    giveToNobody(path(u"mail/" + user));
}

QByteArrayList MailServers::mails(const QString &user, const QString &folder) const
{
    QByteArrayList result;
    for (const QString &part : {QStringLiteral("/cur"), QStringLiteral("/new")}) {
        QDirIterator it(folderPath(user, folder) + part, QDir::Files);
        while (it.hasNext())
            result += read(it.next());
    }
    return result;
}

QString MailServers::act(const QString &user, const QStringList &command,
                         const QStringList &arguments, QByteArray *output) const
{
    return run(sbin(QStringLiteral("doveadm")),
               QStringList{QStringLiteral("-c"), path(QStringLiteral("dovecot.conf"))} + command +
                   QStringList{QStringLiteral("-u"), user} + arguments,
               m_folder.path(), output);
}

void MailServers::loseUids(const QString &user) const
{
    QDirIterator it(path(u"mail/" + user), {QStringLiteral("dovecot*")}, QDir::Files | QDir::Hidden,
                    QDirIterator::Subdirectories);
    while (it.hasNext())
        QFile::remove(it.next());
}

} // namespace casement

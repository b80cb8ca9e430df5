// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/ircservers.h"
#include "tests/live/freeport.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QStandardPaths>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace casement
{

namespace
{

constexpr int kPatience = 20'000; // ms

QString program(const QString &name)
{
    return QStandardPaths::findExecutable(
        name, {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin")});
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write %s", qPrintable(path));
    file.setPermissions(QFile::Permissions(0x6644));
}

void launch(QProcess &process, const QString &name, const QStringList &arguments,
            const QString &log)
{
    process.setStandardOutputFile(log, QIODevice::Append);
    process.setStandardErrorFile(log, QIODevice::Append);
    process.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    process.start(program(name), arguments);
    process.waitForStarted(kPatience);
}

void kill(QProcess &process)
{
    if (process.processId() > 0)
        ::kill(-static_cast<pid_t>(process.processId()), SIGKILL);
    process.waitForFinished(kPatience);
}

QString awaitPort(quint16 port, QProcess &process, const QString &log)
{
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        if (socket.waitForConnected(1000))
            return {};
        if (process.waitForFinished(50))
            break;
    }
    return QStringLiteral("%1 does not listen: %2")
        .arg(process.program(), QString::fromUtf8(read(log)));
}

} // namespace

IrcServers::~IrcServers()
{
    kill(m_ngircd);
    kill(m_ergo);
}

QString IrcServers::missing()
{
    for (const QString &name :
         {QStringLiteral("ergochat"), QStringLiteral("ngircd"), QStringLiteral("openssl")}) {
        if (program(name).isEmpty())
            return QStringLiteral("%1 is not installed.").arg(name);
    }
    if (!QFile::exists(QStringLiteral("/etc/ergochat/ircd.yaml")))
        return QStringLiteral("Ergo's example configuration is not installed.");
    return {};
}

QString IrcServers::configure()
{
    QFile::setPermissions(m_folder.path(), QFile::Permissions(0x7755));
    QProcess openssl;
    openssl.setWorkingDirectory(m_folder.path());
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), QStringLiteral("key.pem"), QStringLiteral("-out"),
                   QStringLiteral("cert.pem"), QStringLiteral("-days"), QStringLiteral("30"),
                   QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                   QStringLiteral("-addext"), QStringLiteral("subjectAltName=DNS:localhost")});
    if (!openssl.waitForFinished(kPatience) || openssl.exitCode() != 0)
        return QString::fromUtf8(openssl.readAllStandardError());

    // The packaged configuration, with our ports and folders, without limits that slow a test down,
    // and with clients that stay when their connection ends: only they get private history.
    QByteArray yaml = read(QStringLiteral("/etc/ergochat/ircd.yaml"));
    const qsizetype listeners = yaml.indexOf("    listeners:");
    const qsizetype end = yaml.indexOf("    unix-bind-mode:");
    if (listeners < 0 || end < listeners)
        return QStringLiteral("Ergo's example configuration is not the one that is known here.");
    const QByteArray folder = m_folder.path().toUtf8();
    const QByteArray ours =
        QByteArray("    listeners:\n        \"127.0.0.1:" + QByteArray::number(ergo) +
                   "\": {}\n        \"127.0.0.1:" + QByteArray::number(ergoTls) +
                   "\":\n            tls:\n                cert: " + folder +
                   "/cert.pem\n                key: " + folder + "/key.pem\n\n");
    yaml.replace(listeners, end - listeners, ours);
    yaml.replace("/var/lib/ergochat", folder)
        .replace("always-on: \"opt-in\"", "always-on: \"mandatory\"")
        .replace("max-concurrent-connections: 16", "max-concurrent-connections: 10000")
        .replace("burst-limit: 5", "burst-limit: 5000")
        .replace("messages-per-window: 2", "messages-per-window: 5000")
        .replace("max-attempts: 3\n", "max-attempts: 3000\n")
        .replace("motd: /etc/ergochat/ergo.motd", "motd: /dev/null");
    write(path(QStringLiteral("ergo.yaml")), yaml);
    write(path(QStringLiteral("ngircd.conf")),
          "[Global]\nName = ng.test.example\nInfo = test\nListen = 127.0.0.1\nPorts = " +
              QByteArray::number(ngircd) +
              "\nPassword = roompw\nPidFile =\nMotdPhrase = hello\n[Limits]\nMaxConnectionsIP = "
              "0\nMaxNickLength = 16\n[Options]\nDNS = no\nIdent = no\nPAM = no\nSyslogFacility = "
              "local1\n");
    return {};
}

QString IrcServers::start()
{
    for (quint16 *port : {&ergo, &ergoTls, &ngircd}) {
        *port = freePort();
        if (*port == 0)
            return QStringLiteral("no loopback port is free");
    }
    if (const QString problem = configure(); !problem.isEmpty())
        return problem;
    QProcess init;
    init.start(
        program(QStringLiteral("ergochat")),
        {QStringLiteral("initdb"), QStringLiteral("--conf"), path(QStringLiteral("ergo.yaml"))});
    if (!init.waitForFinished(kPatience) || init.exitCode() != 0)
        return QString::fromUtf8(init.readAllStandardError() + init.readAllStandardOutput());
    if (const QString problem = startErgo(); !problem.isEmpty())
        return problem;
    const QString log = path(QStringLiteral("ngircd.log"));
    launch(m_ngircd, QStringLiteral("ngircd"),
           {QStringLiteral("-n"), QStringLiteral("-f"), path(QStringLiteral("ngircd.conf"))}, log);
    return awaitPort(ngircd, m_ngircd, log);
}

QString IrcServers::startErgo()
{
    const QString log = path(QStringLiteral("ergo.log"));
    QFile::remove(path(QStringLiteral("ircd.lock")));
    launch(m_ergo, QStringLiteral("ergochat"),
           {QStringLiteral("run"), QStringLiteral("--conf"), path(QStringLiteral("ergo.yaml"))},
           log);
    return awaitPort(ergoTls, m_ergo, log);
}

void IrcServers::killErgo()
{
    kill(m_ergo);
}

QString IrcServers::caPem() const
{
    return QString::fromLatin1(read(path(QStringLiteral("cert.pem"))));
}

QString IrcServers::keyPem() const
{
    return QString::fromLatin1(read(path(QStringLiteral("key.pem"))));
}

IrcMember::IrcMember(quint16 port, const QByteArray &name, const QByteArray &password)
{
    connect(&m_socket, &QTcpSocket::readyRead, this, [this] {
        m_reader.feed(m_socket.readAll());
        while (const auto text = m_reader.next()) {
            const auto line = parseIrcLine(*text);
            if (!line)
                continue;
            if (line->command == "PING")
                say("PONG :" + line->last());
            if (line->command == "376" || line->command == "422")
                m_isIn = true;
            lines += *line;
        }
    });
    m_socket.connectToHost(QHostAddress::LocalHost, port);
    if (!password.isEmpty())
        say("PASS " + password);
    say("NICK " + name);
    say("USER " + name + " 0 * :" + name);
}

QByteArrayList IrcMember::heard(const QByteArray &nick, const QByteArray &target) const
{
    QByteArrayList texts;
    for (const IrcMessage &line : lines) {
        if (line.command == "PRIVMSG" && line.nick() == nick && line.param(0) == target)
            texts += line.param(1);
    }
    return texts;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/prosodyserver.h"

#include "tests/live/freeport.h"

#include "core/channels/xmpp/xmppjid.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QXmppPresence.h>
#include <QXmppUtils.h>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int kPatience = 40'000; // ms

QString program(const QString &name)
{
    return QStandardPaths::findExecutable(name, {u"/usr/sbin"_s, u"/usr/bin"_s});
}

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString run(const QString &name, const QStringList &arguments, const QString &folder)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program(name), arguments);
    if (!process.waitForFinished(kPatience) || process.exitCode() != 0)
        return name + u": "_s + QString::fromUtf8(process.readAll());
    return {};
}

} // namespace

ProsodyServer::~ProsodyServer()
{
    kill();
}

QString ProsodyServer::missing()
{
    for (const QString &name : {u"prosody"_s, u"prosodyctl"_s, u"openssl"_s}) {
        if (program(name).isEmpty())
            return u"%1 is not installed."_s.arg(name);
    }
    return {};
}

QString ProsodyServer::configure()
{
    const QString problem =
        run(u"openssl"_s,
            {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
             u"ec_paramgen_curve:P-256"_s, u"-nodes"_s, u"-keyout"_s, u"key.pem"_s, u"-out"_s,
             u"cert.pem"_s, u"-days"_s, u"30"_s, u"-subj"_s, u"/CN=chat.test"_s, u"-addext"_s,
             u"subjectAltName=DNS:chat.test,DNS:rooms.chat.test,DNS:files.chat.test"_s},
            m_folder.path());
    if (!problem.isEmpty())
        return problem;
    const QByteArray folder = m_folder.path().toUtf8();
    const QByteArray tls =
        "{ certificate = \"" + folder + "/cert.pem\"; key = \"" + folder + "/key.pem\" }";
    const QByteArray configuration =
        QByteArray("run_as_root = ") + (::geteuid() == 0 ? "true" : "false") +
        "\ndaemonize = false\npidfile = \"" + folder + "/prosody.pid\"\ndata_path = \"" + folder +
        "/data\"\ninterfaces = { \"127.0.0.1\" }\nc2s_ports = { " + QByteArray::number(c2s) +
        " }\nc2s_direct_tls_ports = { " + QByteArray::number(c2sTls) +
        " }\ns2s_ports = {}\nhttp_ports = { " + QByteArray::number(http) +
        " }\nhttps_ports = {}\nhttp_interfaces = { \"127.0.0.1\" }\nssl = " + tls +
        "\nc2s_direct_tls_ssl = " + tls +
        "\nc2s_require_encryption = true\nauthentication = \"internal_hashed\"\n"
        "modules_enabled = { \"roster\", \"saslauth\", \"tls\", \"disco\", \"smacks\", "
        "\"carbons\", \"mam\", \"ping\" }\nmodules_disabled = { \"s2s\", \"offline\" }\n"
        "storage = \"internal\"\narchive_expires_after = \"never\"\n"
        "max_archive_query_results = 250\nlog = { info = \"" +
        folder +
        "/prosody.log\" }\nlimits = {}\nVirtualHost \"chat.test\"\n"
        "Component \"rooms.chat.test\" \"muc\"\nmodules_enabled = { \"muc_mam\" }\n"
        "muc_log_by_default = true\nrestrict_room_creation = false\n"
        "muc_room_locking = false\n"
        "Component \"files.chat.test\" \"http_file_share\"\nhttp_host = \"127.0.0.1\"\n"
        "http_external_url = \"http://127.0.0.1:" +
        QByteArray::number(http) + "/\"\n";
    QFile file(path(u"prosody.cfg.lua"_s));
    if (!file.open(QIODevice::WriteOnly) || file.write(configuration) != configuration.size())
        return file.errorString();
    QDir(m_folder.path()).mkdir(u"data"_s);
    return {};
}

QString ProsodyServer::start()
{
    for (quint16 *port : {&c2s, &c2sTls, &http}) {
        *port = freePort();
        if (*port == 0)
            return u"no loopback port is free"_s;
    }
    if (const QString problem = configure(); !problem.isEmpty())
        return problem;
    return launch();
}

QString ProsodyServer::addUser(const QString &name, const QString &password)
{
    return run(
        u"prosodyctl"_s,
        {u"--config"_s, path(u"prosody.cfg.lua"_s), u"register"_s, name, u"chat.test"_s, password},
        m_folder.path());
}

QString ProsodyServer::launch()
{
    const QString output = path(u"prosody.out"_s);
    m_prosody.setStandardOutputFile(output, QIODevice::Append);
    m_prosody.setStandardErrorFile(output, QIODevice::Append);
    m_prosody.setChildProcessModifier([] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    });
    m_prosody.start(program(u"prosody"_s), {u"--config"_s, path(u"prosody.cfg.lua"_s), u"-F"_s});
    m_prosody.waitForStarted(kPatience);
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        QTcpSocket first;
        QTcpSocket second;
        first.connectToHost(QHostAddress::LocalHost, c2s);
        second.connectToHost(QHostAddress::LocalHost, c2sTls);
        if (first.waitForConnected(1000) && second.waitForConnected(1000))
            return {};
        if (m_prosody.waitForFinished(50))
            break;
    }
    return u"Prosody does not listen: %1"_s.arg(QString::fromUtf8(read(output) + log()));
}

void ProsodyServer::kill()
{
    if (m_prosody.processId() > 0)
        ::kill(-static_cast<pid_t>(m_prosody.processId()), SIGKILL);
    m_prosody.waitForFinished(kPatience);
}

QString ProsodyServer::caPem() const
{
    return QString::fromLatin1(read(path(u"cert.pem"_s)));
}

QByteArray ProsodyServer::log() const
{
    return read(path(u"prosody.log"_s));
}

XmppMember::XmppMember(const XmppSettings &settings, const QString &password)
    : session(settings, password, QXmppUtils::generateStanzaUuid(), XmppPresence::Available)
{
    connect(&session, &XmppSession::messageReceived, this, [this](const QDomElement &stanza) {
        QXmppMessage message;
        message.parse(stanza);
        messages += message;
    });
    connect(&session, &XmppSession::presenceReceived, this, [this](const QDomElement &stanza) {
        const auto codes = stanza.elementsByTagName(u"status"_s);
        for (int i = 0; i < codes.size(); ++i) {
            if (codes.at(i).toElement().attribute(u"code"_s) == "110"_L1)
                rooms += xmppBare(stanza.attribute(u"from"_s));
        }
    });
    session.open();
}

QString XmppMember::say(const QString &to, const QString &text, QXmppMessage::Type type)
{
    QXmppMessage message(QString(), to, text);
    const QString id = QXmppUtils::generateStanzaUuid();
    message.setId(id);
    message.setOriginId(id);
    message.setType(type);
    say(std::move(message));
    return id;
}

void XmppMember::enter(const QString &room, const QString &nick)
{
    QXmppPresence presence;
    presence.setTo(QString(room + u'/' + nick));
    presence.setExtensions({xmppElement(u"x"_s, u"http://jabber.org/protocol/muc"_s)});
    session.send(std::move(presence));
}

QList<QXmppMessage> XmppMember::heard(const QString &text) const
{
    QList<QXmppMessage> result;
    for (const QXmppMessage &each : messages) {
        if (each.body() == text)
            result += each;
    }
    return result;
}

} // namespace casement

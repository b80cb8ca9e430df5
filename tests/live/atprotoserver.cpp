// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/atprotoserver.h"

#include <QDateTime>
#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace casement
{

namespace
{

constexpr int kPatience =
    240'000; // ms; a machine that builds beside it takes minutes to start them
constexpr unsigned kNobody = 65534;
const QString kDatabasePrograms = QStringLiteral("/usr/lib/postgresql/17/bin/");

QString modules()
{
    return qEnvironmentVariable("CASEMENT_NPM_PARTS");
}

/// PostgreSQL refuses to run as root.
QStringList asSomebody(const QStringList &command)
{
    if (::geteuid() != 0)
        return command;
    return QStringList{QStringLiteral("setpriv"), QStringLiteral("--reuid=65534"),
                       QStringLiteral("--regid=65534"), QStringLiteral("--clear-groups")} +
           command;
}

bool run(const QStringList &command, QByteArray *said = nullptr)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(command.first(), command.mid(1));
    const bool isDone = process.waitForFinished(kPatience) && process.exitCode() == 0;
    if (said)
        *said = process.readAll();
    return isDone;
}

void end(QProcess &process, int signal)
{
    if (process.state() == QProcess::NotRunning)
        return;
    ::kill(static_cast<pid_t>(process.processId()), signal);
    if (!process.waitForFinished(kPatience / 4)) {
        process.kill();
        process.waitForFinished(kPatience / 4);
    }
}

} // namespace

AtprotoServer::AtprotoServer() = default;

AtprotoServer::~AtprotoServer()
{
    end(m_process, SIGKILL);
    end(m_database, SIGINT); // ends without waiting for those who are connected
}

QString AtprotoServer::missing()
{
    if (modules().isEmpty() || !QFile::exists(modules() + u"/node_modules/@atproto/dev-env"))
        return QStringLiteral("The servers of the AT protocol are not installed: ./dev test does "
                              "that with npm, where npm can reach its registry.");
    if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty())
        return QStringLiteral("node is not installed.");
    if (!QFile::exists(kDatabasePrograms + u"postgres"))
        return QStringLiteral("PostgreSQL is not installed.");
    if (!run(asSomebody({QStringLiteral("true")})))
        return QStringLiteral("PostgreSQL does not run as root, and nobody else exists here.");
    return {};
}

QString AtprotoServer::startDatabase()
{
    QTcpServer probe;
    if (!probe.listen(QHostAddress::LocalHost))
        return QStringLiteral("no loopback port is free");
    m_databasePort = probe.serverPort();
    probe.close();
    const QString data = m_folder.filePath(QStringLiteral("database"));
    if (::geteuid() == 0 &&
        ::chown(QFile::encodeName(m_folder.path()).constData(), kNobody, kNobody) != 0)
        return QStringLiteral("the folder of the database cannot be given away");
    QByteArray said;
    if (!run(asSomebody({kDatabasePrograms + u"initdb", QStringLiteral("-D"), data,
                         QStringLiteral("-A"), QStringLiteral("trust"), QStringLiteral("-U"),
                         QStringLiteral("postgres"), QStringLiteral("--no-sync"),
                         QStringLiteral("--locale=C.UTF-8")}),
             &said))
        return u"initdb: " + QString::fromUtf8(said);
    m_database.setProcessChannelMode(QProcess::MergedChannels);
    m_database.setStandardOutputFile(m_folder.filePath(QStringLiteral("database.log")));
    m_database.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    const QStringList command = asSomebody(
        {kDatabasePrograms + u"postgres", QStringLiteral("-D"), data, QStringLiteral("-k"), data,
         QStringLiteral("-h"), QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
         QString::number(m_databasePort), QStringLiteral("-c"), QStringLiteral("fsync=off")});
    m_database.start(command.first(), command.mid(1));
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        if (run({kDatabasePrograms + u"pg_isready", QStringLiteral("-q"), QStringLiteral("-h"),
                 QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                 QString::number(m_databasePort)}))
            return {};
        if (m_database.waitForFinished(100))
            break;
    }
    return QStringLiteral("PostgreSQL does not listen");
}

QString AtprotoServer::start()
{
    if (const QString problem = startDatabase(); !problem.isEmpty())
        return problem;
    const QString files = m_folder.filePath(QStringLiteral("network"));
    QDir().mkpath(files);
    m_process.setStandardErrorFile(m_folder.filePath(QStringLiteral("network.log")));
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(
        QStringLiteral("node"),
        {QStringLiteral(CASEMENT_SOURCE_DIR "/tests/live/bluesky/server.cjs"), modules(),
         QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg(m_databasePort), files});
    m_facts = readLine();
    if (!url().isEmpty())
        return {};
    QFile log(m_folder.filePath(QStringLiteral("network.log")));
    (void)log.open(QIODevice::ReadOnly);
    return u"the servers did not start: " + m_facts[u"error"].toString() +
           QString::fromUtf8(log.readAll().right(4000));
}

QJsonObject AtprotoServer::readLine()
{
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        while (m_process.canReadLine()) {
            // What a library says beside it is no object.
            const QJsonDocument line = QJsonDocument::fromJson(m_process.readLine());
            if (line.isObject() &&
                (line.object().contains(u"ok") || line.object().contains(u"error") ||
                 line.object().contains(u"server")))
                return line.object();
        }
        if (!m_process.waitForReadyRead(1000) && m_process.state() == QProcess::NotRunning)
            break;
    }
    return {};
}

QString AtprotoServer::did(const QString &name) const
{
    return m_facts[u"accounts"][name][u"did"].toString();
}

QString AtprotoServer::handle(const QString &name) const
{
    return m_facts[u"accounts"][name][u"handle"].toString();
}

QString AtprotoServer::appPassword(const QString &name) const
{
    return m_facts[u"accounts"][name][u"appPassword"].toString();
}

void AtprotoServer::write(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
}

QJsonObject AtprotoServer::command(const QJsonObject &command)
{
    write(command);
    for (; m_unanswered > 0; --m_unanswered) {
        if (const QJsonObject answer = readLine(); !answer.contains(u"ok"))
            qWarning("a post was not taken: %s", qPrintable(answer[u"error"].toString()));
    }
    return readLine();
}

QJsonObject AtprotoServer::callOf(const QString &as, const QString &method,
                                  const QJsonObject &body) const
{
    return {{QStringLiteral("command"), QStringLiteral("call")},
            {QStringLiteral("as"), as},
            {QStringLiteral("method"), method},
            {QStringLiteral("body"), body}};
}

QJsonObject AtprotoServer::call(const QString &as, const QString &method, const QJsonObject &body)
{
    return command(callOf(as, method, body))[u"ok"].toObject();
}

QJsonObject AtprotoServer::postOf(const QString &as, const QString &text, const QJsonObject &more,
                                  const QString &mentioned) const
{
    const QString kind = QStringLiteral("app.bsky.feed.post");
    QJsonObject record{
        {QStringLiteral("$type"), kind},
        {QStringLiteral("text"), text},
        {QStringLiteral("createdAt"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs)}};
    if (!mentioned.isEmpty()) {
        const QByteArray name = '@' + handle(mentioned).toUtf8();
        const qsizetype at = text.toUtf8().indexOf(name);
        record[u"facets"] = QJsonArray{QJsonObject{
            {QStringLiteral("index"), QJsonObject{{QStringLiteral("byteStart"), at},
                                                  {QStringLiteral("byteEnd"), at + name.size()}}},
            {QStringLiteral("features"),
             QJsonArray{QJsonObject{
                 {QStringLiteral("$type"), QStringLiteral("app.bsky.richtext.facet#mention")},
                 {QStringLiteral("did"), did(mentioned)}}}}}};
    }
    for (auto it = more.begin(); it != more.end(); ++it)
        record[it.key()] = it.value();
    return callOf(as, QStringLiteral("com.atproto.repo.createRecord"),
                  {{QStringLiteral("repo"), did(as)},
                   {QStringLiteral("collection"), kind},
                   {QStringLiteral("record"), record}});
}

QJsonObject AtprotoServer::post(const QString &as, const QString &text, const QJsonObject &more,
                                const QString &mentioned)
{
    const QJsonValue answer = command(postOf(as, text, more, mentioned))[u"ok"];
    return {{QStringLiteral("uri"), answer[u"uri"].toString()},
            {QStringLiteral("cid"), answer[u"cid"].toString()}};
}

void AtprotoServer::postLater(const QString &as, const QString &text, const QString &mentioned)
{
    write(postOf(as, text, {}, mentioned));
    ++m_unanswered;
}

QJsonArray AtprotoServer::postsOf(const QString &as)
{
    return command(
               {{QStringLiteral("command"), QStringLiteral("call")},
                {QStringLiteral("as"), as},
                {QStringLiteral("method"), QStringLiteral("com.atproto.repo.listRecords")},
                {QStringLiteral("parameters"),
                 QJsonObject{{QStringLiteral("repo"), did(as)},
                             {QStringLiteral("collection"), QStringLiteral("app.bsky.feed.post")},
                             {QStringLiteral("limit"), 100}}}})[u"ok"][u"records"]
        .toArray();
}

} // namespace casement

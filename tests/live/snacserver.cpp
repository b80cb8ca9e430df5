// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/snacserver.h"

#include "tests/live/freeport.h"

#include <QDeadlineTimer>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>

#include <csignal>
#include <sys/prctl.h>

namespace casement
{

namespace
{

constexpr int kPatience = 20'000; // ms

QString ask(const QStringList &arguments, const QByteArray &answers, QByteArray *output = nullptr)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("snac"), arguments);
    process.write(answers);
    process.closeWriteChannel();
    const bool isDone = process.waitForFinished(kPatience) && process.exitCode() == 0;
    const QByteArray said = process.readAll();
    if (output)
        *output = said;
    return isDone ? QString() : u"snac " + arguments.join(u' ') + u": " + QString::fromUtf8(said);
}

} // namespace

SnacServer::SnacServer() = default;

SnacServer::~SnacServer()
{
    kill();
}

QString SnacServer::missing()
{
    return QStandardPaths::findExecutable(QStringLiteral("snac")).isEmpty()
               ? QStringLiteral("snac is not installed.")
               : QString();
}

QString SnacServer::url() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_port);
}

QString SnacServer::start()
{
    m_port = freePort();
    if (m_port == 0)
        return QStringLiteral("no loopback port is free");
    const QString folder = m_folder.filePath(QStringLiteral("snac"));
    const QByteArray port = QByteArray::number(m_port);
    if (const QString problem = ask({QStringLiteral("init"), folder},
                                    "127.0.0.1\n" + port + "\n127.0.0.1:" + port + "\n\n\n");
        !problem.isEmpty())
        return problem;
    QFile file(folder + u"/server.json");
    if (!file.open(QIODevice::ReadOnly))
        return QStringLiteral("snac wrote no configuration");
    QJsonObject configuration = QJsonDocument::fromJson(file.readAll()).object();
    file.close();
    configuration[QStringLiteral("protocol")] = QStringLiteral("http");
    configuration[QStringLiteral("num_threads")] = 32;
    if (!file.open(QIODevice::WriteOnly))
        return QStringLiteral("the configuration cannot be written");
    file.write(QJsonDocument(configuration).toJson());
    file.close();
    static const QRegularExpression password(QStringLiteral("password is (\\S+)"));
    for (const QString &user :
         {QStringLiteral("team"), QStringLiteral("ann"), QStringLiteral("ben")}) {
        QByteArray said;
        if (const QString problem =
                ask({QStringLiteral("adduser"), folder, user}, user.toUtf8() + "\n\n", &said);
            !problem.isEmpty())
            return problem;
        m_passwords.insert(user, password.match(QString::fromUtf8(said)).captured(1));
        if (m_passwords.value(user).isEmpty())
            return QStringLiteral("snac made no password");
    }
    return launch();
}

QString SnacServer::launch()
{
    m_process.setStandardErrorFile(m_folder.filePath(QStringLiteral("log")));
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(QStringLiteral("snac"),
                    {QStringLiteral("httpd"), m_folder.filePath(QStringLiteral("snac"))});
    const QDeadlineTimer deadline(kPatience);
    while (!deadline.hasExpired()) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, m_port);
        if (socket.waitForConnected(500))
            return {};
        if (m_process.waitForFinished(100))
            break;
    }
    return QStringLiteral("snac does not listen");
}

void SnacServer::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(kPatience);
}

bool SnacServer::hasDelivered(const QString &user, const QByteArray &text) const
{
    QDirIterator posts(m_folder.filePath(QStringLiteral("snac/user/%1/private").arg(user)),
                       {QStringLiteral("*.json")}, QDir::Files);
    while (posts.hasNext()) {
        QFile post(posts.next());
        if (post.open(QIODevice::ReadOnly) && post.readAll().contains(text))
            return true;
    }
    return false;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/verbserver.h"

#include "app/instance/servedverb.h"
#include "app/platform.h"

#include <QFile>
#include <QLocalSocket>
#include <QLoggingCategory>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

Q_LOGGING_CATEGORY(lcServer, "casement.handover")

} // namespace

VerbServer::VerbServer(std::function<VerbServices()> services, const QString &secretsFile,
                       QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
    , m_secretsFile(secretsFile)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &VerbServer::accept);
}

VerbServer::~VerbServer() = default;

Result<void> VerbServer::listen(const QString &path)
{
    // Whoever calls this has the lock, so a socket that is still there was left by a process that
    // is gone.
    QFile::remove(path);
    if (!m_server.listen(path))
        return fail(
            ErrorKind::Storage,
            u"The workspace cannot be shared with other commands (%1: %2); nothing was changed."_s
                .arg(path, m_server.errorString()));
    return {};
}

void VerbServer::accept()
{
    while (QLocalSocket *const socket = m_server.nextPendingConnection()) {
        const auto user = platform::peerUser(socket->socketDescriptor());
        if (user && *user != platform::ownUser()) {
            qCWarning(lcServer) << "turned away a process of user" << *user;
            socket->abort();
            socket->deleteLater();
            continue;
        }
        new ServedVerb(*this, socket);
    }
}

void VerbServer::retire()
{
    m_isRetired = true;
    m_server.close();
    Q_EMIT retiring();
    if (m_running == 0)
        Q_EMIT idle();
}

} // namespace casement

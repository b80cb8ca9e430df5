// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/platform.h"

#include <QFile>
#include <QSocketNotifier>
#include <array>
#include <csignal>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace casement
{

namespace
{

// A signal handler may only write to a file descriptor that was opened before.
std::array<int, 2> signalPipe{-1, -1};

extern "C" void onSignal(int number)
{
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(signalPipe[1], &byte, 1);
    std::signal(number, SIG_DFL);
}

} // namespace

namespace platform
{

void restrictNewFiles()
{
    ::umask(077);
}

FilePrivacy privacyOf(const QString &path)
{
    struct stat status = {};
    if (::stat(QFile::encodeName(path).constData(), &status) != 0)
        return FilePrivacy::Missing;
    if (status.st_uid != ::geteuid())
        return FilePrivacy::OwnedByOthers;
    return (status.st_mode & 077) == 0 ? FilePrivacy::Private : FilePrivacy::ReadableByOthers;
}

std::optional<quint32> peerUser(qintptr socket)
{
#ifdef SO_PEERCRED
    struct ucred credentials = {};
    socklen_t length = sizeof credentials;
    if (::getsockopt(int(socket), SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0)
        return std::nullopt;
    return credentials.uid;
#else
    uid_t user = 0;
    gid_t group = 0;
    if (::getpeereid(int(socket), &user, &group) != 0)
        return std::nullopt;
    return user;
#endif
}

quint32 ownUser()
{
    return ::geteuid();
}

bool inputIsTerminal()
{
    return ::isatty(STDIN_FILENO) == 1;
}

bool outputIsTerminal()
{
    return ::isatty(STDOUT_FILENO) == 1;
}

bool errorIsTerminal()
{
    return ::isatty(STDERR_FILENO) == 1;
}

qsizetype longestSocketPath()
{
    return qsizetype(sizeof(sockaddr_un::sun_path)) - 1;
}

} // namespace platform

Interruption::Interruption(QObject *parent) : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe.data()) != 0)
        return;
    m_notifier = new QSocketNotifier(signalPipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        std::array<char, 16> bytes{};
        [[maybe_unused]] const auto got = ::read(signalPipe[0], bytes.data(), bytes.size());
        Q_EMIT interrupted();
    });
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    std::signal(SIGHUP, onSignal);
}

Interruption::~Interruption()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGHUP, SIG_DFL);
    for (int &end : signalPipe) {
        if (end >= 0)
            ::close(end);
        end = -1;
    }
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/imaplink.h"

#include "core/mail/mailtext.h"

#include <KIMAP/CapabilitiesJob>
#include <KIMAP/EnableJob>
#include <KIMAP/ListJob>
#include <KIMAP/LoginJob>
#include <KIMAP/Session>
#include <algorithm>

namespace casement
{

namespace
{

constexpr int kAnswerSeconds = 60;

/// Codes of RFC 5530 with which a server turns a login down for a reason that passes by itself.
bool isPassing(const QString &answer)
{
    return std::ranges::any_of(QStringList{QStringLiteral("UNAVAILABLE"), QStringLiteral("INUSE"),
                                           QStringLiteral("LIMIT"), QStringLiteral("SERVERBUG")},
                               [&](const QString &code) { return answer.contains(code); });
}

} // namespace

ImapLink::ImapLink(const EmailSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_tunnel(new MailTunnel(MailTunnel::Protocol::Imap, settings.imap,
                              trustFor(settings, settings.imap), this))
{
    connect(m_tunnel, &MailTunnel::ready, this, &ImapLink::begin);
    connect(m_tunnel, &MailTunnel::failed, this, &ImapLink::fail);
}

ImapLink::~ImapLink()
{
    close();
}

void ImapLink::open(const QString &password)
{
    m_password = password;
    m_confidence.add(password);
    const auto isUnspeakable = [](QChar c) {
        return c == u'\r' || c == u'\n' || c == QChar(u'\0');
    };
    if (std::ranges::any_of(password, isUnspeakable) ||
        std::ranges::any_of(m_settings.imapUser, isUnspeakable))
        return fail(
            {.kind = ErrorKind::AuthRequired,
             .detail = QStringLiteral("The password has a line break in it; enter it again.")});
    m_tunnel->open();
}

void ImapLink::close()
{
    if (m_isClosed)
        return;
    m_isClosed = true;
    m_tunnel->disconnect(this);
    m_tunnel->close();
    if (m_session) {
        m_session->disconnect(this);
        // Of its jobs, too: an answer may be on its way here from the session's thread.
        for (KJob *job : m_session->findChildren<KJob *>())
            job->disconnect(this);
        m_session->setParent(nullptr); // a job of it may be on the stack
        m_session->deleteLater();
        m_session = nullptr;
    }
}

void ImapLink::fail(const Error &error)
{
    if (m_isClosed)
        return;
    close();
    Q_EMIT failed(m_confidence.without(error));
}

bool ImapLink::can(QLatin1StringView capability) const
{
    return m_capabilities.contains(capability, Qt::CaseInsensitive);
}

bool ImapLink::hasModSequences() const
{
    return can(QLatin1StringView("CONDSTORE")) || can(QLatin1StringView("QRESYNC"));
}

Error ImapLink::jobError(const KJob *job) const
{
    return m_confidence.without(Error{.kind = ErrorKind::Protocol,
                                      .detail = QStringLiteral("The mail server refused: %1")
                                                    .arg(singleLine(job->errorString(), 300))});
}

void ImapLink::begin(quint16 port)
{
    m_session = new KIMAP::Session(QStringLiteral("127.0.0.1"), port, this);
    m_session->setTimeout(kAnswerSeconds);
    askCapabilities(false);
}

void ImapLink::askCapabilities(bool loggedIn)
{
    auto *job = new KIMAP::CapabilitiesJob(m_session);
    connect(job, &KJob::result, this, [this, job, loggedIn] {
        if (job->error())
            return fail(jobError(job));
        m_capabilities = job->capabilities();
        loggedIn ? enable() : logIn();
    });
    job->start();
}

void ImapLink::logIn()
{
    auto *job = new KIMAP::LoginJob(m_session);
    job->setUserName(m_settings.imapUser);
    job->setPassword(m_password);
    job->setEncryptionMode(KIMAP::LoginJob::Unencrypted); // to the tunnel; from there on it is TLS
    const bool isLoginOff = can(QLatin1StringView("LOGINDISABLED"));
    if (m_settings.authMechanism == AuthMechanism::Plain ||
        (isLoginOff && m_settings.authMechanism == AuthMechanism::Automatic)) {
        if (!can(QLatin1StringView("AUTH=PLAIN"))) {
            delete job;
            return fail({.kind = ErrorKind::Forbidden,
                         .detail = QStringLiteral("%1 takes no password over this connection; "
                                                  "choose TLS or ask its operator.")
                                       .arg(m_settings.imap.host)});
        }
        job->setAuthenticationMode(KIMAP::LoginJob::Plain);
    } else if (isLoginOff) {
        delete job;
        return fail(
            {.kind = ErrorKind::Forbidden,
             .detail = QStringLiteral("%1 has switched LOGIN off.").arg(m_settings.imap.host)});
    } else {
        job->setAuthenticationMode(KIMAP::LoginJob::ClearText);
    }
    connect(job, &KJob::result, this, [this, job] {
        m_password.clear();
        if (!job->error())
            return askCapabilities(true);
        const QString answer = singleLine(job->errorString(), 300);
        if (isPassing(answer))
            return fail({.kind = ErrorKind::Timeout,
                         .detail = QStringLiteral("%1 cannot take the login now: %2")
                                       .arg(m_settings.imap.host, answer)});
        fail(
            {.kind = ErrorKind::AuthRequired,
             .detail = QStringLiteral("%1 did not accept the user name or the password of %2 (%3).")
                           .arg(m_settings.imap.host, m_settings.imapUser, answer)});
    });
    job->start();
}

void ImapLink::enable()
{
    const QString qresync = QStringLiteral("QRESYNC");
    if (!m_wantsVanished || !can(QLatin1StringView("ENABLE")) || !can(QLatin1StringView("QRESYNC")))
        return listFolders();
    auto *job = new KIMAP::EnableJob(m_session);
    job->setCapabilities({qresync});
    // A server that refuses tells nothing of vanished mails, and that is all.
    connect(job, &KJob::result, this, [this, job, qresync] {
        m_tellsVanished =
            !job->error() && job->enabledCapabilities().contains(qresync, Qt::CaseInsensitive);
        listFolders();
    });
    job->start();
}

void ImapLink::listFolders()
{
    auto *job = new KIMAP::ListJob(m_session);
    job->setOption(KIMAP::ListJob::IncludeUnsubscribed);
    m_sentFolder = m_settings.sentFolder;
    connect(job, &KIMAP::ListJob::mailBoxesReceived, this,
            [this](const QList<KIMAP::MailBoxDescriptor> &boxes,
                   const QList<QList<QByteArray>> &flags) {
                for (qsizetype i = 0; i < boxes.size() && i < flags.size(); ++i) {
                    const auto has = [&](QByteArrayView flag) {
                        return std::ranges::any_of(flags[i], [&](const QByteArray &f) {
                            return f.compare(flag, Qt::CaseInsensitive) == 0;
                        });
                    };
                    if (has("\\Noselect") || has("\\NonExistent"))
                        continue;
                    m_folders += boxes[i].name;
                    if (m_sentFolder.isEmpty() && has("\\Sent"))
                        m_sentFolder = boxes[i].name;
                }
            });
    connect(job, &KJob::result, this, [this, job] {
        if (job->error())
            return fail(jobError(job));
        for (const QString &name :
             {QStringLiteral("Sent"), QStringLiteral("INBOX.Sent"), QStringLiteral("Sent Items"),
              QStringLiteral("Sent Messages")}) {
            if (m_sentFolder.isEmpty() && m_folders.contains(name))
                m_sentFolder = name;
        }
        Q_EMIT ready();
    });
    job->start();
}

} // namespace casement

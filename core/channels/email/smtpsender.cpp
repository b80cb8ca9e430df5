// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/smtpsender.h"

#include "core/mail/mailtext.h"

#include <KSMTP/LoginJob>
#include <KSMTP/SendJob>
#include <KSMTP/Session>
#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// RFC 5321, section 4.5.3.2.6 gives the server ten minutes for its last answer.
constexpr auto kPatience = 12min;

} // namespace

SmtpSender::SmtpSender(const EmailSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_tunnel(new MailTunnel(MailTunnel::Protocol::Smtp, settings.smtp,
                              trustFor(settings, settings.smtp), this))
{
    connect(m_tunnel, &MailTunnel::ready, this, &SmtpSender::begin);
    connect(m_tunnel, &MailTunnel::failed, this, [this](const Error &error) {
        m_linkError = error;
        m_hasLinkError = true;
        conclude(error.detail);
    });
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this,
            [this] { conclude(QStringLiteral("%1 gave no answer.").arg(m_settings.smtp.host)); });
}

SmtpSender::~SmtpSender()
{
    m_tunnel->close();
    if (m_session) {
        m_session->disconnect(this);
        m_session->setParent(nullptr);
        m_session->deleteLater();
    }
}

void SmtpSender::send(const Mail &mail, const QString &password)
{
    m_mail = mail;
    m_password = password;
    m_confidence.add(password);
    m_timer.start(kPatience);
    m_tunnel->open();
}

void SmtpSender::begin(quint16 port)
{
    m_session = new KSmtp::Session(QStringLiteral("127.0.0.1"), port, this);
    m_session->setEncryptionMode(
        KSmtp::Session::Unencrypted); // to the tunnel; from there on it is TLS
    m_session->setSocketTimeout(60'000);
    m_session->setCustomHostname(QStringLiteral("localhost")); // ours is nobody's business
    connect(m_session, &KSmtp::Session::stateChanged, this, [this](KSmtp::Session::State state) {
        if (m_isDone)
            return;
        if (state == KSmtp::Session::NotAuthenticated)
            m_settings.smtpUser.isEmpty() ? transmit() : logIn();
        else if (state == KSmtp::Session::Disconnected)
            conclude(QStringLiteral("The connection to %1 was lost.").arg(m_settings.smtp.host));
    });
    m_session->open();
}

void SmtpSender::logIn()
{
    m_isLoggingIn = true;
    auto *job = new KSmtp::LoginJob(m_session);
    job->setUserName(m_settings.smtpUser);
    job->setPassword(m_password);
    job->setPreferedAuthMode(m_settings.authMechanism == AuthMechanism::Login
                                 ? KSmtp::LoginJob::Login
                                 : KSmtp::LoginJob::Plain);
    connect(job, &KJob::result, this, [this, job] {
        if (m_isDone)
            return;
        if (job->error())
            return conclude(job->errorString());
        m_isLoggingIn = false;
        transmit();
    });
    job->start();
}

void SmtpSender::transmit()
{
    auto *job = new KSmtp::SendJob(m_session);
    job->setFrom(m_mail.from);
    job->setTo(m_mail.recipients);
    // The job adds two line ends of its own before the dot.
    job->setData(m_mail.bytes.endsWith("\r\n") ? m_mail.bytes.chopped(2) : m_mail.bytes);
    connect(job, &KJob::result, this, [this, job] {
        if (m_isDone)
            return;
        const MailTunnel::SmtpEvidence &evidence = m_tunnel->smtpEvidence();
        if (job->error() || !evidence.isDotSent || !evidence.lastReply.startsWith('2'))
            return conclude(job->errorString());
        finish(singleLine(decodeUnlabelled(evidence.lastReply), 500));
    });
    job->start();
}

/// Something went wrong: what the wire has seen decides what it means.
void SmtpSender::conclude(const QString &trouble)
{
    if (m_isDone)
        return;
    const MailTunnel::SmtpEvidence &evidence = m_tunnel->smtpEvidence();
    const QByteArray &reply = evidence.lastReply;
    if (evidence.isDotSent && reply.startsWith('2')) // accepted; what broke came afterwards
        return finish(singleLine(decodeUnlabelled(reply), 500));
    if (reply.startsWith('4') || reply.startsWith('5'))
        return finish(std::unexpected(smtpRefusal(reply, m_settings.smtp.host, m_isLoggingIn)));
    if (evidence.isDotSent) {
        return finish(fail(
            ErrorKind::Protocol,
            QStringLiteral("unknown: the whole message went to %1, but no answer came back (%2).")
                .arg(m_settings.smtp.host, singleLine(trouble, 300))));
    }
    if (m_hasLinkError) {
        // Nothing was accepted: what a server does while it starts or ends (a handshake that breaks
        // off) is a reason to try again, not to give up.
        if (m_linkError.kind == ErrorKind::Protocol)
            m_linkError.kind = ErrorKind::Offline;
        return finish(std::unexpected(m_linkError));
    }
    if (m_isLoggingIn)
        return finish(fail(ErrorKind::AuthRequired,
                           QStringLiteral("The login at %1 failed: %2")
                               .arg(m_settings.smtp.host, singleLine(trouble, 300))));
    finish(fail(ErrorKind::Offline,
                QStringLiteral("The message was not sent: %1").arg(singleLine(trouble, 300))));
}

void SmtpSender::finish(const Result<QString> &answer)
{
    m_isDone = true;
    m_timer.stop();
    m_password.clear();
    if (answer)
        Q_EMIT done(m_confidence.without(*answer));
    else
        Q_EMIT done(std::unexpected(m_confidence.without(answer.error())));
}

Error smtpRefusal(const QByteArray &reply, const QString &host, bool login)
{
    const QString words = singleLine(decodeUnlabelled(reply), 500);
    const QByteArray code = reply.left(3);
    const auto is = [&](std::initializer_list<QByteArrayView> codes) {
        return std::ranges::any_of(codes, [&](QByteArrayView c) { return c == code; });
    };
    if (code.startsWith('4'))
        return {.kind = ErrorKind::Timeout,
                .detail = QStringLiteral("%1 cannot take the message now: %2").arg(host, words)};
    if (login || is({"530", "534", "535", "538"}))
        return {.kind = ErrorKind::AuthRequired,
                .detail = QStringLiteral("%1 did not accept the login: %2").arg(host, words)};
    if (is({"550", "551", "553", "501"}))
        return {.kind = ErrorKind::Invalid,
                .detail =
                    QStringLiteral("%1 refused a recipient or the sender: %2").arg(host, words)};
    return {.kind = ErrorKind::Forbidden,
            .detail = QStringLiteral("%1 refused the message: %2").arg(host, words)};
}

} // namespace casement

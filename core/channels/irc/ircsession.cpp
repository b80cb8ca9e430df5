// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircsession.h"

#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kRegistrationTimeout = 60s;
constexpr auto kWelcomeTimeout = 5s; ///< after 001, for servers that have no end of the MOTD
constexpr auto kIdle = 90s;
constexpr auto kPingTimeout = 30s;
constexpr auto kRegainEvery = 60s;
/// RFC 2813, section 5.8 allows bursts of five and one line each 2 s; today's servers more.
constexpr double kBurst = 8;
constexpr auto kPace = 600ms;
constexpr qsizetype kMaxOutgoing = 2000;
constexpr int kMaxCapLines = 100;
constexpr qsizetype kMaxOffered = 500;
constexpr qsizetype kMaxChallenge = 16 * 1024;
constexpr qsizetype kMaxBatches = 64;
constexpr int kMaxDepth = 8;
constexpr int kNickAttempts = 8;

constexpr std::array kWanted{
    "message-tags", "server-time",          "batch",         "echo-message", "labeled-response",
    "account-tag",  "account-notify",       "extended-join", "cap-notify",   "draft/chathistory",
    "chathistory",  "draft/event-playback", "event-playback"};

bool isHistoryBatch(const QByteArray &type)
{
    return type == "chathistory" || type == "draft/chathistory-targets" ||
           type == "chathistory-targets";
}

/// Whether what the server says with \a command is for people, and for programs only its other
/// parameters: errors, refusals, notices.
bool isTalk(const QByteArray &command)
{
    const bool isNumber = command.size() == 3 && command.at(0) >= '0' && command.at(0) <= '9';
    if (isNumber)
        return command.at(0) == '4' || command.at(0) == '5' || command.at(0) == '9';
    return command == "ERROR" || command == "NOTICE" || command == "FAIL" || command == "WARN" ||
           command == "NOTE";
}

} // namespace

IrcSession::IrcSession(const IrcSettings &settings, const IrcCredentials &credentials,
                       QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_credentials(credentials)
    , m_link(settings, credentials.clientKeyPem)
    , m_allowance(kBurst)
{
    m_confidence.add(credentials.password);
    for (QTimer *timer : {&m_timer, &m_keepAlive})
        timer->setSingleShot(true);
    connect(&m_link, &IrcLink::opened, this, &IrcSession::opened);
    connect(&m_link, &IrcLink::received, this, [this](const IrcMessage &message) {
        take(isTalk(message.command) ? discreet(message) : message);
    });
    connect(&m_link, &IrcLink::failed, this, &IrcSession::linkFailed);
    connect(&m_pump, &QTimer::timeout, this, [this] {
        m_allowance = std::min(kBurst, m_allowance + 1);
        pump();
    });
    connect(&m_timer, &QTimer::timeout, this, [this] {
        if (!m_nick.isEmpty())
            return becomeReady();
        fail(ErrorKind::Timeout,
             QStringLiteral("%1 did not finish the login in time.").arg(m_settings.host));
    });
    connect(&m_keepAlive, &QTimer::timeout, this, &IrcSession::keepAlive);
    connect(&m_regain, &QTimer::timeout, this, [this] { say("NICK", {wantedNick()}); });
}

IrcSession::~IrcSession() = default;

void IrcSession::open()
{
    m_link.open();
}

void IrcSession::close()
{
    m_step = Step::Closed;
    for (QTimer *timer : {&m_pump, &m_timer, &m_keepAlive, &m_regain})
        timer->stop();
    m_outgoing.clear();
    m_link.close();
}

void IrcSession::quit(const QByteArray &reason)
{
    const auto line = ircLine("QUIT", {reason});
    m_link.closeAfter(line ? *line : QByteArray("QUIT\r\n"));
    close();
}

void IrcSession::fail(ErrorKind kind, const QString &detail)
{
    if (m_step == Step::Closed)
        return;
    close();
    Q_EMIT failed(m_confidence.without(Error{.kind = kind, .detail = detail}));
}

void IrcSession::linkFailed(const Error &error)
{
    if (m_errorWords.isEmpty())
        return fail(error.kind, error.detail);
    const QString detail =
        QStringLiteral("%1 ended the connection: %2").arg(m_settings.host, m_errorWords);
    // ngIRCd has no other word for a wrong PASS. To try it again and again would lock us out.
    if (m_settings.login == IrcLogin::Pass && m_nick.isEmpty() &&
        m_errorWords.contains(u"password", Qt::CaseInsensitive))
        return fail(ErrorKind::AuthRequired, detail);
    // The words are free, but throttling is worth a guess: trying again at once makes it worse.
    const bool isThrottled = m_errorWords.contains(u"throttl", Qt::CaseInsensitive) ||
                             m_errorWords.contains(u"too fast", Qt::CaseInsensitive);
    fail(isThrottled ? ErrorKind::RateLimited : error.kind, detail);
}

/// The words of \a message without what we told the server in confidence; what programs read in it
/// stays.
IrcMessage IrcSession::discreet(IrcMessage message) const
{
    if (!message.params.isEmpty())
        message.params.last() = m_confidence.without(message.params.last());
    message.raw = m_confidence.without(message.raw);
    return message;
}

void IrcSession::say(const QByteArray &command, const QByteArrayList &params)
{
    if (const auto line = ircLine(command, params))
        sendNow(*line);
}

void IrcSession::opened()
{
    m_step = Step::Capabilities;
    m_timer.start(kRegistrationTimeout);
    m_keepAlive.start(kIdle);
    say("CAP", {"LS", "302"});
    if (m_settings.login == IrcLogin::Pass)
        say("PASS", {m_credentials.password.toUtf8()});
    say("NICK", {wantedNick()});
    QByteArray user = m_settings.nick.toLatin1();
    user.removeIf([](char c) {
        return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
    });
    const QString realName = m_settings.realName.isEmpty() ? m_settings.nick : m_settings.realName;
    say("USER",
        {user.isEmpty() ? QByteArray("user") : user.first(std::min<qsizetype>(user.size(), 9)), "0",
         "*", realName.toUtf8().first(std::min<qsizetype>(realName.toUtf8().size(), 150))});
}

void IrcSession::take(const IrcMessage &message)
{
    if (m_step == Step::Closed)
        return;
    m_isPinged = false;
    m_keepAlive.start(kIdle);
    const QByteArray &command = message.command;
    if (command == "PING") {
        if (const auto line = ircLine("PONG", {message.last()}))
            sendNow(*line);
        return;
    }
    if (command == "ERROR") {
        m_errorWords = ircWords(message.last());
        return;
    }
    if (command == "CAP")
        return takeCap(message);
    if (command == "AUTHENTICATE")
        return takeAuthenticate(message);
    if (command == "BATCH")
        return takeBatch(message);
    if (command == "005")
        m_network.take(message);
    if (m_step != Step::Ready && takeRegistration(message))
        return;
    if (m_step == Step::Closed)
        return;
    if (command == "900" && message.params.size() >= 3)
        m_account = message.param(2);
    else if (command == "901")
        m_account.clear();
    else if (command == "396" && m_source.contains('@') && !message.param(1).isEmpty())
        m_source = m_source.first(m_source.indexOf('@') + 1) + message.param(1);
    pass(message);
}

void IrcSession::pass(const IrcMessage &message)
{
    const IrcFrame frame = frameOf(message);
    const bool isPast = !frame.batchType.isEmpty();
    if (!isPast && isMe(message.nick()) && !m_nick.isEmpty()) {
        if (message.source.contains('!'))
            m_source = message.source;
        if (message.command == "NICK" && !message.param(0).isEmpty()) {
            m_nick = message.param(0);
            if (m_network.fold(m_nick) == m_network.fold(wantedNick()))
                m_regain.stop();
            else if (!m_regain.isActive())
                m_regain.start(kRegainEvery);
            Q_EMIT nickChanged();
        } else if (message.command == "ACCOUNT") {
            m_account = message.param(0) == "*" ? QByteArray() : message.param(0);
        }
    } else if (!isPast && m_regain.isActive() &&
               (message.command == "QUIT" || message.command == "NICK") &&
               m_network.fold(message.nick()) == m_network.fold(wantedNick())) {
        say("NICK", {wantedNick()}); // whoever had it has left it
    }
    if (m_step != Step::Closed)
        Q_EMIT received(message, frame);
}

// --- capabilities and login -------------------------------------------------------------------

void IrcSession::takeCap(const IrcMessage &message)
{
    const QByteArray verb = message.param(1).toUpper();
    if (verb == "LS" || verb == "NEW") {
        if (++m_capLines > kMaxCapLines || m_offered.size() > kMaxOffered)
            return fail(
                ErrorKind::Protocol,
                QStringLiteral("%1 does not stop listing what it can do.").arg(m_settings.host));
        for (const QByteArray &each : message.last().split(' ')) {
            const qsizetype equals = each.indexOf('=');
            if (!each.isEmpty())
                m_offered.insert(equals < 0 ? each : each.first(equals),
                                 equals < 0 ? QByteArray() : each.sliced(equals + 1));
        }
        const bool hasMore = message.params.size() > 3 && message.param(2) == "*";
        if (verb == "LS" && !hasMore && m_step == Step::Capabilities &&
            !std::exchange(m_hasListed, true))
            capabilitiesListed();
    } else if (verb == "ACK") {
        for (QByteArray each : message.last().split(' ')) {
            if (each.startsWith('-'))
                m_caps.remove(each.sliced(1));
            else if (!each.isEmpty() && m_caps.size() < kMaxOffered)
                m_caps.insert(each);
        }
        if (m_step == Step::Capabilities)
            m_settings.wantsSasl() ? startSasl() : endCapabilities();
    } else if (verb == "NAK") {
        if (m_step == Step::Capabilities)
            m_settings.wantsSasl() ? startSasl() : endCapabilities();
    } else if (verb == "DEL") {
        for (const QByteArray &each : message.last().split(' '))
            m_caps.remove(each);
    }
}

void IrcSession::capabilitiesListed()
{
    if (m_settings.wantsSasl() && !m_offered.contains("sasl"))
        return startSasl(); // says that there is none
    QByteArray wanted;
    for (const char *name : kWanted) {
        if (m_offered.contains(name))
            wanted += QByteArray(name) + ' ';
    }
    if (m_settings.wantsSasl())
        wanted += "sasl";
    if (wanted.isEmpty())
        return endCapabilities();
    say("CAP", {"REQ", wanted.trimmed()});
}

void IrcSession::startSasl()
{
    if (!m_caps.contains("sasl"))
        return fail(
            ErrorKind::AuthRequired,
            QStringLiteral("%1 offers no login with a user name (SASL), so nobody could know "
                           "that it is you; correct the account's settings.")
                .arg(m_settings.host));
    const QByteArrayList mechanisms = m_offered.value("sasl").toUpper().split(',');
    const bool isTold = !m_offered.value("sasl").isEmpty();
    switch (m_settings.login) {
    case IrcLogin::External:
        m_mechanism = "EXTERNAL";
        break;
    case IrcLogin::ScramSha256:
        m_mechanism = "SCRAM-SHA-256";
        break;
    case IrcLogin::Automatic:
        m_mechanism = mechanisms.contains("SCRAM-SHA-256") ? "SCRAM-SHA-256" : "PLAIN";
        break;
    default:
        m_mechanism = "PLAIN";
    }
    if (isTold && !mechanisms.contains(m_mechanism))
        return fail(ErrorKind::AuthRequired,
                    QStringLiteral("%1 does not offer the login %2 that the account is set to use.")
                        .arg(m_settings.host, QString::fromLatin1(m_mechanism)));
    m_step = Step::Authenticating;
    m_saslStep = 0;
    if (m_mechanism == "SCRAM-SHA-256")
        m_scram = std::make_unique<ScramSha256>(m_settings.user, m_credentials.password,
                                                ScramSha256::randomNonce());
    say("AUTHENTICATE", {m_mechanism});
}

void IrcSession::sendSasl(const QByteArray &payload)
{
    for (const QByteArray &chunk : saslChunks(payload))
        say("AUTHENTICATE", {chunk});
}

void IrcSession::takeAuthenticate(const IrcMessage &message)
{
    if (m_step != Step::Authenticating)
        return;
    const QByteArray chunk = message.param(0);
    if (chunk != "+")
        m_challenge += chunk;
    if (m_challenge.size() > kMaxChallenge)
        return fail(
            ErrorKind::Protocol,
            QStringLiteral("%1 sent a login challenge without an end.").arg(m_settings.host));
    if (chunk.size() >= 400)
        return; // more of it comes
    const QByteArray challenge = QByteArray::fromBase64(std::exchange(m_challenge, QByteArray()));
    const int step = m_saslStep++;
    if (!m_scram) {
        if (step > 0)
            return fail(
                ErrorKind::Protocol,
                QStringLiteral("%1 asks for more than its login needs.").arg(m_settings.host));
        return sendSasl(m_mechanism == "EXTERNAL"
                            ? QByteArray()
                            : saslPlain(m_settings.user, m_credentials.password));
    }
    if (step == 0)
        return sendSasl(m_scram->clientFirst());
    if (step == 1) {
        const auto answer = m_scram->clientFinal(challenge);
        if (!answer)
            return fail(answer.error().kind, answer.error().detail);
        return sendSasl(*answer);
    }
    if (const auto proof = m_scram->finish(challenge); !proof)
        return fail(proof.error().kind, proof.error().detail);
    m_isLoggedIn = true; // the server has proved that it knows the password
    sendSasl({});
}

void IrcSession::endCapabilities()
{
    if (m_step == Step::Closed || m_step == Step::Ready)
        return;
    m_step = Step::Registering;
    say("CAP", {"END"});
}

/// Returns whether \a message has been dealt with.
bool IrcSession::takeRegistration(const IrcMessage &message)
{
    const QByteArray &command = message.command;
    if (command == "903") {
        if (m_step != Step::Authenticating)
            return true;
        if (m_scram && !m_isLoggedIn) {
            fail(ErrorKind::AuthRequired,
                 QStringLiteral("%1 says the login is done without having proved that it knows the "
                                "password; it may not be the server it claims to be.")
                     .arg(m_settings.host));
            return true;
        }
        m_isLoggedIn = true;
        m_scram.reset();
        if (m_account.isEmpty())
            m_account = m_settings.user.toUtf8();
        endCapabilities();
        return true;
    }
    if (command == "902" || command == "904" || command == "905" || command == "906" ||
        command == "908") {
        if (m_step == Step::Authenticating)
            fail(ErrorKind::AuthRequired,
                 QStringLiteral(
                     "%1 refused the login of %2: %3. Check the user name and the password.")
                     .arg(m_settings.host, m_settings.user, ircWords(message.last())));
        return true;
    }
    if (command == "464") {
        fail(ErrorKind::AuthRequired,
             QStringLiteral("%1 refused the password: %2. Correct it in the account's settings.")
                 .arg(m_settings.host, ircWords(message.last())));
        return true;
    }
    if (command == "465") {
        fail(ErrorKind::Forbidden, QStringLiteral("%1 does not let this computer in: %2")
                                       .arg(m_settings.host, ircWords(message.last())));
        return true;
    }
    if (command == "433" || command == "436" || command == "437" || command == "432") {
        nickRefused(message);
        return true;
    }
    if (command == "421" && message.param(1).toUpper() == "CAP")
        return true; // a legacy server: it goes on with 001
    if (command == "001") {
        if (m_settings.wantsSasl() && !m_isLoggedIn) {
            fail(ErrorKind::AuthRequired,
                 QStringLiteral("%1 offers no login with a user name (SASL), so nobody could know "
                                "that it is you; correct the account's settings.")
                     .arg(m_settings.host));
            return true;
        }
        m_nick = message.param(0).isEmpty() ? wantedNick() : message.param(0);
        const QByteArray words = message.last();
        if (const qsizetype at = words.lastIndexOf(QByteArray(' ' + m_nick + '!')); at >= 0)
            m_source = words.sliced(at + 1);
        m_step = Step::Registering;
        m_timer.start(kWelcomeTimeout);
        return true;
    }
    if ((command == "376" || command == "422") && !m_nick.isEmpty())
        becomeReady();
    return false;
}

void IrcSession::nickRefused(const IrcMessage &message)
{
    if (m_nickAttempt == 0 && message.command == "432")
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 does not accept the nick “%2”: %3. Choose another one.")
                        .arg(m_settings.host, m_settings.nick, ircWords(message.last())));
    tryOtherNick();
}

void IrcSession::tryOtherNick()
{
    if (++m_nickAttempt > kNickAttempts)
        return fail(ErrorKind::Forbidden,
                    QStringLiteral("The nick “%1” is in use on %2, and so is every one like it; "
                                   "choose another one.")
                        .arg(m_settings.nick, m_settings.host));
    // The later ones fit into the nine characters of RFC 1459.
    const QByteArray nick = wantedNick();
    const QByteArray suffix =
        m_nickAttempt == 1 ? QByteArray("_") : '_' + QByteArray::number(m_nickAttempt);
    const qsizetype room = m_nickAttempt <= 2 ? nick.size() : 9 - suffix.size();
    say("NICK", {nick.first(std::min(nick.size(), room)) + suffix});
}

QString IrcSession::nickProblem() const
{
    if (!isReady() || m_network.fold(m_nick) == m_network.fold(wantedNick()))
        return {};
    return QStringLiteral("The nick “%1” is in use on %2; connected as “%3” until it is free.")
        .arg(m_settings.nick, m_settings.host, decodeIrc(m_nick));
}

void IrcSession::becomeReady()
{
    if (m_step == Step::Ready || m_step == Step::Closed)
        return;
    m_timer.stop();
    m_step = Step::Ready;
    m_capLines = 0;
    m_pump.start(kPace);
    if (m_network.fold(m_nick) != m_network.fold(wantedNick()))
        m_regain.start(kRegainEvery);
    Q_EMIT ready();
}

// --- batches ----------------------------------------------------------------------------------

void IrcSession::takeBatch(const IrcMessage &message)
{
    const QByteArray ref = message.param(0);
    if (ref.size() < 2 || ref.size() > 256)
        return;
    if (ref.startsWith('-')) {
        const auto found = m_batches.constFind(ref.sliced(1));
        if (found == m_batches.cend())
            return;
        const Batch batch = *found;
        IrcMessage inside;
        inside.tags.insert("batch", ref.sliced(1));
        const IrcFrame frame = frameOf(inside);
        m_batches.erase(found);
        if (isHistoryBatch(batch.type) && m_step != Step::Closed)
            Q_EMIT batchEnded(frame);
        return;
    }
    const QByteArray parent = message.tags.value("batch");
    const int depth = m_batches.contains(parent) ? m_batches.value(parent).depth + 1 : 0;
    // Batches that are never closed, or that hide in one another, would be kept for ever.
    if (m_batches.size() >= kMaxBatches || depth > kMaxDepth)
        return fail(
            ErrorKind::Protocol,
            QStringLiteral("%1 opens batches and does not close them.").arg(m_settings.host));
    m_batches.insert(ref.sliced(1), {.type = message.param(1),
                                     .params = message.params.sliced(
                                         std::min<qsizetype>(2, message.params.size())),
                                     .parent = parent,
                                     .label = message.tags.value("label"),
                                     .depth = depth});
}

IrcFrame IrcSession::frameOf(const IrcMessage &message) const
{
    IrcFrame frame{.label = message.tags.value("label")};
    QByteArray ref = message.tags.value("batch");
    for (int depth = 0; depth <= kMaxDepth && !ref.isEmpty(); ++depth) {
        const auto batch = m_batches.constFind(ref);
        if (batch == m_batches.cend())
            break;
        if (frame.label.isEmpty())
            frame.label = batch->label;
        if (frame.batchType.isEmpty() && isHistoryBatch(batch->type)) {
            frame.batchType = batch->type;
            frame.batchRef = ref;
            frame.batchParams = batch->params;
        }
        ref = batch->parent;
    }
    return frame;
}

// --- sending ----------------------------------------------------------------------------------

bool IrcSession::hasHistory() const
{
    return (has("chathistory") || has("draft/chathistory")) && has("batch");
}

qsizetype IrcSession::sourceLength() const
{
    // The longest user and host names that servers have, where ours have not been seen yet.
    return m_source.contains('@') ? m_source.size() : m_nick.size() + 1 + 11 + 1 + 63;
}

QByteArray IrcSession::newLabel()
{
    return "c" + QByteArray::number(++m_labels);
}

void IrcSession::send(const QByteArray &line)
{
    if (m_step == Step::Closed || m_outgoing.size() >= size_t(kMaxOutgoing))
        return;
    m_outgoing.push_back(line);
    pump();
}

bool IrcSession::takeBack(const QByteArray &line)
{
    return std::erase(m_outgoing, line) > 0;
}

void IrcSession::sendNow(const QByteArray &line)
{
    m_link.write(line);
}

void IrcSession::pump()
{
    while (m_step == Step::Ready && !m_outgoing.empty() && m_allowance >= 1) {
        const QByteArray line = m_outgoing.front();
        m_outgoing.pop_front();
        m_allowance -= 1;
        m_link.write(line);
        Q_EMIT written(line);
    }
}

void IrcSession::keepAlive()
{
    if (m_isPinged)
        return fail(ErrorKind::Timeout,
                    QStringLiteral("%1 has stopped answering.").arg(m_settings.host));
    m_isPinged = true;
    say("PING", {"casement"});
    m_keepAlive.start(kPingTimeout);
}

} // namespace casement

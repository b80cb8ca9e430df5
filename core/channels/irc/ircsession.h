// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/confidence.h"
#include "core/channels/irc/irclink.h"
#include "core/channels/irc/ircnetwork.h"
#include "core/channels/irc/ircsasl.h"

#include <QObject>
#include <QSet>
#include <QTimer>
#include <deque>
#include <memory>

namespace casement
{

struct IrcCredentials {
    QString password;        ///< "irc-password"
    QByteArray clientKeyPem; ///< "irc-client-key"
};

/// What a line belongs to, beside what it says.
struct IrcFrame {
    QByteArray label;     ///< of ours, that the line answers (labeled-response)
    QByteArray batchType; ///< of the innermost batch that has something to do with history
    QByteArray batchRef;  ///< likewise
    QByteArrayList batchParams;
};

/// A registered client on one connection: CAP, SASL, nick, ISUPPORT, keep-alive, batches, and a
/// pace of sending that servers do not take for a flood. Knows nothing of messages for people.
///
/// What is asked for where the server has it: message-tags, server-time, batch, echo-message,
/// labeled-response, account-tag, account-notify, extended-join, cap-notify, chathistory,
/// event-playback. A server without CAP is a legacy one, and works as RFC 2812 has it.
class IrcSession final : public QObject
{
    Q_OBJECT
public:
    IrcSession(const IrcSettings &settings, const IrcCredentials &credentials,
               QObject *parent = nullptr);
    ~IrcSession() override;

    void open();
    void close();                        ///< at once
    void quit(const QByteArray &reason); ///< says QUIT first

    [[nodiscard]] bool isReady() const { return m_step == Step::Ready; }
    [[nodiscard]] bool has(const QByteArray &capability) const
    {
        return m_caps.contains(capability);
    }
    [[nodiscard]] bool hasHistory() const;
    [[nodiscard]] const IrcNetwork &network() const { return m_network; }
    [[nodiscard]] const QByteArray &nick() const { return m_nick; }
    [[nodiscard]] const QByteArray &account() const { return m_account; }
    /// The length of "nick!user@host" as others get it, as far as it is known.
    [[nodiscard]] qsizetype sourceLength() const;
    [[nodiscard]] bool isMe(const QByteArray &name) const
    {
        return m_network.fold(name) == m_network.fold(m_nick);
    }
    /// Why we are not called as the settings say; empty when we are.
    [[nodiscard]] QString nickProblem() const;
    [[nodiscard]] QByteArray newLabel();

    /// Lines of one or more commands with their CRLF, in their turn and at a polite pace.
    void send(const QByteArray &line);
    /// For answers and requests of which only one is under way at a time.
    void sendNow(const QByteArray &line);
    /// Forgets what still waits for its turn. Returns whether \a line was there.
    bool takeBack(const QByteArray &line);
    void setPaused(bool paused) { m_link.setPaused(paused); }

Q_SIGNALS:
    void ready();
    void failed(const casement::Error &error);
    void received(const casement::IrcMessage &message, const casement::IrcFrame &frame);
    /// A batch that has something to do with history is complete.
    void batchEnded(const casement::IrcFrame &frame);
    void nickChanged();
    /// A line that send() was given is on its way to the socket.
    void written(const QByteArray &line);

private:
    enum class Step { Connecting, Capabilities, Authenticating, Registering, Ready, Closed };
    struct Batch {
        QByteArray type;
        QByteArrayList params;
        QByteArray parent;
        QByteArray label;
        int depth = 0;
    };

    void opened();
    [[nodiscard]] IrcMessage discreet(IrcMessage message) const;
    void take(const IrcMessage &message);
    void pass(const IrcMessage &message);
    void takeCap(const IrcMessage &message);
    void capabilitiesListed();
    void takeAuthenticate(const IrcMessage &message);
    void startSasl();
    void sendSasl(const QByteArray &payload);
    void endCapabilities();
    void takeBatch(const IrcMessage &message);
    [[nodiscard]] IrcFrame frameOf(const IrcMessage &message) const;
    bool takeRegistration(const IrcMessage &message);
    void nickRefused(const IrcMessage &message);
    void tryOtherNick();
    void becomeReady();
    void fail(ErrorKind kind, const QString &detail);
    void linkFailed(const Error &error);
    void pump();
    void keepAlive();
    [[nodiscard]] QByteArray wantedNick() const { return m_settings.nick.toUtf8(); }
    void say(const QByteArray &command, const QByteArrayList &params = {});

    IrcSettings m_settings;
    IrcCredentials m_credentials;
    Confidence m_confidence;
    IrcLink m_link;
    Step m_step = Step::Connecting;
    IrcNetwork m_network;
    QHash<QByteArray, QByteArray> m_offered; ///< capability → value
    QSet<QByteArray> m_caps;
    int m_capLines = 0;
    bool m_hasListed = false;
    bool m_isLoggedIn = false;
    QByteArray m_mechanism;
    std::unique_ptr<ScramSha256> m_scram;
    int m_saslStep = 0;
    QByteArray m_challenge;
    QByteArray m_nick;
    QByteArray m_account;
    QByteArray m_source; ///< "nick!user@host", when the server showed it
    int m_nickAttempt = 0;
    QString m_errorWords; ///< of an ERROR line: why the server is about to close
    QHash<QByteArray, Batch> m_batches;
    quint64 m_labels = 0;
    std::deque<QByteArray> m_outgoing;
    double m_allowance = 0; ///< lines that may be sent at once
    QTimer m_pump;
    QTimer m_timer;     ///< registration
    QTimer m_keepAlive; ///< restarted by each line
    bool m_isPinged = false;
    QTimer m_regain;
};

} // namespace casement

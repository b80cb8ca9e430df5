// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/confidence.h"
#include "core/channels/xmpp/xmppsettings.h"
#include "core/channels/xmpp/xmpptunnel.h"

#include <QDomElement>
#include <QPointer>
#include <QXmppClient.h>
#include <QXmppElement.h>
#include <QXmppStanza.h>
#include <functional>

class QXmppIq;
class QXmppRosterManager;

namespace casement
{

/// What a session tells the server of us.
enum class XmppPresence {
    None,      ///< nothing: to send, or to look whether the login works
    Available, ///< RFC 6121 delivers what is written to an account only to available resources
};

/// One logged-in stream to the account's server: QXmpp behind an XmppTunnel. It enables carbons and
/// asks for the roster, and for what the server can do for the account; everything else is the
/// caller's. It answers no question about us (version, time, last activity), requests no receipt
/// and sends none.
///
/// A broken stream is never resumed: QXmpp would send again what was not acknowledged, and the
/// outbox has to decide that.
class XmppSession final : public QObject
{
    Q_OBJECT
public:
    using Answer = std::function<void(const Result<QDomElement> &)>;
    /// Whether the server has acknowledged it; only if it is an error has it surely not left.
    using Written = std::function<void(const Result<bool> &acknowledged)>;

    XmppSession(const XmppSettings &settings, const QString &password, const QString &resource,
                XmppPresence presence, QObject *parent = nullptr);
    ~XmppSession() override;

    void open();
    /// Ends at once; nothing is emitted any more, and no answer comes.
    void close();
    /// Says goodbye, then closes.
    void quit();
    void setPaused(bool paused) { m_tunnel.setPaused(paused); }

    [[nodiscard]] bool isReady() const { return m_isReady; }
    [[nodiscard]] QString ourBare() const;
    [[nodiscard]] QString ourFull() const { return m_full; }
    [[nodiscard]] bool hasArchive() const { return m_hasArchive; }
    [[nodiscard]] bool hasStanzaIds() const { return m_hasStanzaIds; }
    /// Stanzas that were too large or too deep to be let in.
    [[nodiscard]] int cutStanzas() const { return m_tunnel.cutStanzas(); }
    /// The name in the roster; hostile to the extent that we entered it ourselves.
    [[nodiscard]] QString nameOf(const QString &bareJid) const;
    [[nodiscard]] const Confidence &confidence() const { return m_confidence; }
    /// An error that a stanza reports, for people; \a who refused it.
    [[nodiscard]] Error stanzaError(const QXmppStanza::Error &error, const QString &who) const;

    /// \a answer is called once, unless the session ends before; QXmpp checks who answers.
    void request(QXmppIq &&iq, const Answer &answer);
    void send(QXmppStanza &&stanza, const Written &written = {});

Q_SIGNALS:
    void ready();
    /// Could not log in, or has ended. Emitted once.
    void failed(const casement::Error &error);
    /// Valid only during the call.
    void messageReceived(const QDomElement &stanza);
    void presenceReceived(const QDomElement &stanza);

private:
    class Inbox;

    void connected();
    void beginClient(quint16 port);
    void clientFailed(const QXmppError &error);
    void discover();
    void becomeReady();
    void fail(const Error &error);
    [[nodiscard]] QString server() const;

    XmppSettings m_settings;
    QString m_password;
    Confidence m_confidence;
    QString m_resource;
    XmppPresence m_presence;
    XmppTunnel m_tunnel;
    QXmppClient *m_client = nullptr;
    QXmppRosterManager *m_roster = nullptr;
    QTimer m_timer;
    QString m_full;
    bool m_isReady = false;
    bool m_isClosed = false;
    bool m_hasArchive = false;
    bool m_hasStanzaIds = false;
    int m_pending = 0; ///< questions whose answers are waited for before ready()
};

/// A copy that can be kept: an element lives only as long as the document that it is from.
[[nodiscard]] QDomDocument ownedXmpp(const QDomElement &element);

/// A child element for stanzas that QXmpp has no class for.
[[nodiscard]] QXmppElement xmppElement(const QString &name, const QString &space);

} // namespace casement

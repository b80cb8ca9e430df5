// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/channels/xmpp/xmppmapping.h"
#include "core/channels/xmpp/xmppsession.h"

#include <QPromise>
#include <memory>

namespace casement
{

/// How many bytes of text a message may have: what servers of today take in one stanza, with room
/// for its escaping.
inline constexpr qint64 kXmppMaxText = 40'000;

/// Says messages of the outbox and finds out what became of each: in a room by its echo, else by
/// the server's acknowledgement (XEP-0198), or where it has none by the answer to a ping behind the
/// message. A message carries the Message-ID of its item as its id and its origin-id (XEP-0359), by
/// which it is known again in echoes, carbons and archives. When the connection ends before the
/// verdict, nobody can tell: the answer is "unknown:".
class XmppSender final : public QObject
{
    Q_OBJECT
public:
    using Promise = std::shared_ptr<QPromise<Result<SendReceipt>>>;

    XmppSender(XmppSession *session, XmppMemory *memory, QObject *parent = nullptr);

    /// \a links: of files that the message has, already uploaded.
    void send(const OutgoingMessage &message, const XmppTarget &target, const QStringList &links,
              const Promise &promise);
    /// Whether \a stanza is the refusal of a message that is under way.
    [[nodiscard]] bool takeError(const QDomElement &stanza);
    void takeEcho(const QString &room, const QByteArray &messageId, const QString &stanzaId);
    void connectionLost(const Error &error);
    [[nodiscard]] bool isBusy() const { return !m_underWay.isEmpty(); }

    /// How long a verdict may take. Tests shorten it.
    std::chrono::milliseconds verdictTimeout = std::chrono::seconds(60);

private:
    struct Item {
        XmppTarget target;
        Promise promise;
        QByteArray raw;
    };

    void acknowledged(const QByteArray &id);
    void ping(const QByteArray &id);
    void settle(const QByteArray &id, const Result<SendReceipt> &result);

    XmppSession *m_session;
    XmppMemory *m_memory;
    QHash<QByteArray, Item> m_underWay; ///< by id on the wire
};

/// The id of \a message on the wire.
[[nodiscard]] QByteArray xmppWireId(const OutgoingMessage &message);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/testdesk.h"

#include <QPromise>
#include <functional>

namespace casement::test
{

/// What the wire does, decided by each test: stands for the channel, never for the outbox under
/// test.
struct Wire {
    Capabilities capabilities{.canSend = true};
    QList<OutgoingMessage> sent;
    std::function<Result<SendReceipt>(const OutgoingMessage &)> answer =
        [](const OutgoingMessage &message) -> Result<SendReceipt> {
        return SendReceipt{.remoteId = "at " + message.messageId.first(8),
                           .serverAnswer = QStringLiteral("250 ok"),
                           .raw = "Message-ID: <" + message.messageId + ">\r\n\r\n" +
                                  message.markdown.toUtf8()};
    };
    /// A future that is not finished yet, in place of an answer; an invalid one: the answer.
    std::function<QFuture<Result<SendReceipt>>(const OutgoingMessage &)> pending;
    Result<SendState> found = SendState::Unknown;
    std::function<Result<SendState>(const OutgoingMessage &)> look =
        [this](const OutgoingMessage &) { return found; };
    int made = 0; ///< connectors
    int lookUps = 0;
    bool isSilent = false; ///< answers no send as long as the connector lives
    QStringList started;   ///< the host of each account that was started
};

class ScriptedConnector final : public Connector
{
public:
    ScriptedConnector(Wire &wire, const Account &account)
        : m_wire(wire)
        , m_host(account.settings[u"host"].toString())
    {
        ++m_wire.made;
    }
    Capabilities capabilities() const override { return m_wire.capabilities; }
    void start(const Cursors &, FetchMode) override { m_wire.started.append(m_host); }
    void stop() override {}
    void refresh() override {}
    void committed(quint64) override {}
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override
    {
        m_wire.sent.append(message);
        if (m_wire.isSilent) {
            m_unanswered.start();
            return m_unanswered.future();
        }
        if (const auto future =
                m_wire.pending ? m_wire.pending(message) : QFuture<Result<SendReceipt>>();
            future.isValid())
            return future;
        return QtFuture::makeReadyValueFuture(m_wire.answer(message));
    }
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &message) override
    {
        ++m_wire.lookUps;
        return QtFuture::makeReadyValueFuture(m_wire.look(message));
    }
    QByteArray remoteIdOf(const OutgoingMessage &message) const override
    {
        return "found " + message.messageId.first(8);
    }

private:
    Wire &m_wire;
    QString m_host;
    QPromise<Result<SendReceipt>> m_unanswered;
};

/// A desk whose team account has \a wire, and a conversation in which ann asks.
struct WiredDesk {
    Wire wire;
    TestDesk desk{[this](const Account &of) -> std::unique_ptr<Connector> {
        return of.settings.isEmpty() ? nullptr : std::make_unique<ScriptedConnector>(wire, of);
    }};
    Account account = desk.mailAccount();
    ConversationId conversation;

    WiredDesk()
    {
        desk.receive(account, {desk.mail(QStringLiteral("ann@example.net"), QStringLiteral("Beans"),
                                         QStringLiteral("Do you have beans?"), "1@ann")});
        conversation = desk.list(View::Inbox).first().id;
        desk.clock.advance(std::chrono::minutes(1));
    }
    Draft reply(const QString &text) const
    {
        return {.conversation = conversation, .markdown = text};
    }
    OutboxItem item(OutboxId id)
    {
        for (const OutboxItem &each : value(desk.desk->outbox.items(true))) {
            if (each.id == id)
                return each;
        }
        return {};
    }
};

} // namespace casement::test

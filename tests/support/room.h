// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/testdesk.h"

namespace casement::test
{

/// A channel of an IRC network, as its connector hands it over.
class Room
{
public:
    explicit Room(TestDesk &desk, const QString &name = QStringLiteral("#casement"))
        : m_desk(desk)
        , m_name(name)
    {
        account.uid = Uid::derive({"irc", "irc.example", "team"});
        account.channel = QStringLiteral("irc");
        account.name = QStringLiteral("Example");
        account.address = QStringLiteral("team@irc.example");
        account.settings = QJsonObject{{QStringLiteral("host"), QStringLiteral("irc.example")}};
        account = value(desk.desk->accounts.save(account));
    }

    Account account;

    /// What \a nick says; with our name in it, it is for us.
    [[nodiscard]] IncomingMessage line(const QString &nick, const QString &text,
                                       const QByteArray &id, const QByteArray &answers = {}) const
    {
        IncomingMessage message;
        message.remoteKey = m_name.toUtf8() + id;
        message.raw = text.toUtf8();
        message.rawFormat = RawFormat::Text;
        message.visibility = Visibility::Public;
        message.author = {QStringLiteral("irc"), nick + QStringLiteral("@irc.example"), nick};
        message.recipients = {
            {RecipientRole::To,
             {QStringLiteral("irc"), m_name + QStringLiteral("@irc.example"), m_name}}};
        message.sentAt = m_desk.clock.now();
        message.receivedAt = m_desk.clock.now();
        message.subject = m_name;
        message.text = text;
        message.conversationKey = QStringLiteral("channel:") + m_name;
        message.staysInPlace = true;
        message.isContext = !text.contains(u"team");
        if (!id.isEmpty())
            message.messageId = id + "@irc.example";
        if (!answers.isEmpty())
            message.inReplyTo = {answers + "@irc.example"};
        message.contentHash =
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
        return message;
    }

    /// What we said in the room from elsewhere.
    [[nodiscard]] IncomingMessage ours(const QString &text, const QByteArray &id) const
    {
        IncomingMessage message = line(QStringLiteral("team"), text, id);
        message.direction = Direction::Outgoing;
        return message;
    }

    /// Somebody says something, a minute after what was said before.
    MessageId say(const QString &nick, const QString &text, const QByteArray &id,
                  const QByteArray &answers = {})
    {
        m_desk.clock.advance(std::chrono::minutes(1));
        return take(line(nick, text, id, answers));
    }

    MessageId take(const IncomingMessage &message)
    {
        m_desk.receive(account, {message});
        return newest();
    }

    [[nodiscard]] MessageId newest() const
    {
        return value(m_desk.store->read([](ReadContext &context) {
            return MessageId{context.db.number("SELECT max(id) FROM message", 0)};
        }));
    }

private:
    TestDesk &m_desk;
    QString m_name;
};

} // namespace casement::test

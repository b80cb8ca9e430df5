// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/replystore.h"

#include "core/storage/accountstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/json.h"
#include "core/storage/sqlite.h"

namespace casement
{

namespace
{

constexpr qsizetype maxReferences = 20;

/// The message that a reply answers: the newest of theirs on the conversation's own account (words
/// written down by hand may stand between), else the newest of all.
MessageId messageToAnswer(Db &db, ConversationId id)
{
    if (const qint64 theirs =
            db.number("SELECT id FROM message WHERE conversation_id = ?1 AND direction = 0 AND "
                      "account_id = (SELECT account_id FROM conversation WHERE id = ?1) AND "
                      "is_automatic = 0 AND is_context = 0 AND deleted_at = 0 ORDER BY at DESC, id "
                      "DESC LIMIT 1",
                      0, id))
        return MessageId{theirs};
    return MessageId{db.number("SELECT id FROM message WHERE conversation_id = ? ORDER BY "
                               "deleted_at = 0 DESC, at DESC, id DESC LIMIT 1",
                               0, id)};
}

QString replySubject(const QString &subject)
{
    if (subject.startsWith(u"Re:", Qt::CaseInsensitive))
        return subject;
    return subject.isEmpty() ? QString() : QStringLiteral("Re: ") + subject;
}

bool isOurAddress(Db &db, const Address &address)
{
    return db.number("SELECT 1 FROM account WHERE address = ? AND removed_at = 0 LIMIT 1", 0,
                     address.address) != 0;
}

} // namespace

AccountId sendingAccount(Db &db, const QString &channel)
{
    return AccountId{db.number("SELECT id FROM account WHERE channel = ? AND removed_at = 0 AND "
                               "settings <> '{}' ORDER BY id LIMIT 1",
                               0, channel)};
}

bool canSend(const Account &account)
{
    return !account.settings.isEmpty();
}

std::optional<AnsweredMessage> answeredMessage(Db &db, MessageId id)
{
    Statement row = db.prepare(R"(
        SELECT m.id, b.headers, m.subject, m.visibility, i.kind, i.address, coalesce(nullif(b.author_name, ''), i.name), b.recipients, m.direction, m.link
        FROM message m JOIN message_body b ON b.message_id = m.id JOIN identity i ON i.id = m.identity_id WHERE m.id = ?)");
    row.bind(id);
    if (!row.next())
        return std::nullopt;
    AnsweredMessage parent{.id = row.id<MessageId>(0)};
    const QJsonObject headers = objectFromText(row.text(1));
    const QByteArray messageId = headers.value(QStringLiteral("message_id")).toString().toUtf8();
    parent.references = idsFromJson(headers.value(QStringLiteral("references")));
    if (parent.references.isEmpty())
        parent.references =
            idsFromJson(headers.value(QStringLiteral("in_reply_to")))
                .first(std::min<qsizetype>(
                    1, headers.value(QStringLiteral("in_reply_to")).toArray().size()));
    if (!messageId.isEmpty()) {
        parent.references.append(messageId);
        parent.inReplyTo.append(messageId);
    }
    // RFC 5322 lets References grow without end: the first and the newest find the thread.
    if (parent.references.size() > maxReferences)
        parent.references.remove(1, parent.references.size() - maxReferences);
    parent.conversationKey = headers.value(QStringLiteral("conversation_key")).toString();
    parent.language = headers.value(QStringLiteral("language")).toString();
    parent.subject = row.text(2);
    parent.visibility = static_cast<Visibility>(row.integer(3));
    parent.author = {.kind = row.text(4), .address = row.text(5), .name = row.text(6)};
    parent.recipients = recipientsFromJson(row.text(7));
    parent.direction = static_cast<Direction>(row.integer(8));
    parent.link = row.text(9);
    return parent;
}

Result<ReplyPlan> replyPlan(Db &db, ConversationId id)
{
    return replyPlan(db, id, messageToAnswer(db, id));
}

Result<ReplyPlan> replyPlan(Db &db, ConversationId id, MessageId message)
{
    const AccountId own{db.number("SELECT account_id FROM conversation WHERE id = ?", 0, id)};
    const auto account = accountById(db, own);
    if (!account)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no such conversation in this workspace."));
    ReplyPlan plan;
    plan.channel = account->channel;
    plan.replyTo = message;
    const auto parent = answeredMessage(db, plan.replyTo);
    if (!parent)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The conversation has no message that could be answered."));
    plan.subject = replySubject(parent->subject);
    plan.language = parent->language;
    plan.link = parent->link;
    plan.visibility = parent->visibility;

    // Imported and sample mail is answered from a mail account, where there is one.
    std::optional<Account> sender = account;
    if (!canSend(*account)) {
        // Elsewhere a conversation belongs to its account: another one cannot speak in it.
        const bool isMail = account->channel == u"import" || account->channel == u"email";
        sender =
            isMail ? accountById(db, sendingAccount(db, QStringLiteral("email"))) : std::nullopt;
    }
    if (sender && canSend(*sender)) {
        plan.account = sender->id;
        plan.from = senderOf(*sender);
    } else if (account->channel == u"import") {
        plan.impediment = QStringLiteral("These messages were imported from a file. Add an email "
                                         "account to answer them; your draft is kept.");
    } else if (account->channel == u"hand") {
        plan.impediment = QStringLiteral("This was not said on a channel: answer them where they "
                                         "are, and record it here. Your draft is kept.");
    } else {
        plan.impediment = QStringLiteral("The account of this conversation has no login here, so "
                                         "nothing can be sent from it. Your draft is kept.");
    }

    const auto add = [&](QList<Recipient> &list, RecipientRole role, const Address &address) {
        const auto same = [&](const Recipient &each) {
            return each.address.address == address.address;
        };
        if (!address.address.isEmpty() && address.address != plan.from.address &&
            !isOurAddress(db, address) && std::ranges::none_of(list, same))
            list.append({.role = role, .address = address});
    };
    const auto addAll = [&](RecipientRole from, RecipientRole role) {
        for (const Recipient &recipient : parent->recipients) {
            if (recipient.role == from)
                add(plan.recipients, role, recipient.address);
        }
    };
    if (parent->direction == Direction::Incoming) {
        addAll(RecipientRole::ReplyTo,
               RecipientRole::To); // RFC 5322 section 3.6.2: Reply-To instead of From
        if (plan.recipients.isEmpty())
            add(plan.recipients, RecipientRole::To, parent->author);
        plan.onlyAuthor = plan.recipients;
    }
    addAll(RecipientRole::To,
           parent->direction == Direction::Incoming ? RecipientRole::Cc : RecipientRole::To);
    if (parent->direction == Direction::Outgoing)
        plan.onlyAuthor = plan.recipients;
    addAll(RecipientRole::Cc, RecipientRole::Cc);
    if (plan.recipients.isEmpty() && plan.impediment.isEmpty())
        plan.impediment =
            QStringLiteral("Nobody would get this: the message names no address to answer to.");
    return plan;
}

} // namespace casement

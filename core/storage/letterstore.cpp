// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/letterstore.h"

#include "core/storage/accountstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/replystore.h"

#include <algorithm>

namespace casement
{

namespace
{

/// The newest words of each address of theirs, in the order in which they are tried.
constexpr const char *lastWordsSql = R"(
    SELECT i.id, i.kind, m.id, m.conversation_id
    FROM person_member pm JOIN identity i ON i.person_id = pm.member_id JOIN message m ON m.id = (
        SELECT n.id FROM message n WHERE n.identity_id = i.id AND n.direction = 0 AND n.is_automatic = 0 AND n.is_context = 0
            AND n.deleted_at = 0 ORDER BY n.at DESC, n.id DESC LIMIT 1)
    WHERE pm.root_id = ?1
    ORDER BY i.id = (SELECT preferred_identity_id FROM person WHERE id = ?1) DESC, i.kind IN ('irc', 'xmpp', 'telegram'),
             m.at DESC, i.id)";
constexpr const char *mailSql = R"(
    SELECT i.address, coalesce(nullif(i.name, ''), p.name)
    FROM person_member pm JOIN identity i ON i.person_id = pm.member_id JOIN person p ON p.id = pm.root_id
    WHERE pm.root_id = ?1 AND i.kind = 'email'
    ORDER BY i.id = (SELECT preferred_identity_id FROM person WHERE id = ?1) DESC, i.id LIMIT 1)";

/// Into a room what is said stands for all to hear; elsewhere it goes to the person alone.
bool isRoomChannel(const QString &channel)
{
    return channel == u"irc" || channel == u"xmpp" || channel == u"telegram";
}

bool answers(Db &db, MessageId message, ConversationId conversation, LetterPlan &letter)
{
    const ConversationId living = livingConversation(db, conversation);
    const auto plan = replyPlan(db, living, message);
    if (!plan || !plan->impediment.isEmpty() || !plan->account.isValid())
        return false;
    letter.channel = plan->channel;
    letter.draft = {.conversation = living,
                    .account = plan->account,
                    .subject = plan->subject,
                    .isSubjectRemoved = plan->subject.isEmpty(),
                    .markdown = {},
                    .language = plan->language,
                    .recipients = isRoomChannel(plan->channel) || plan->onlyAuthor.isEmpty()
                                      ? plan->recipients
                                      : plan->onlyAuthor,
                    .replyTo = message,
                    .visibility = plan->visibility};
    if (const auto summary = conversationSummary(db, living))
        letter.basis = summary->lastPersonMessageAt.value_or(Timestamp{});
    letter.draft.basis = letter.basis;
    return true;
}

} // namespace

LetterPlan letterPlan(Db &db, PersonId person, const QString &subject)
{
    const PersonId shown = shownPerson(db, person);
    struct Words {
        MessageId message;
        ConversationId conversation;
    };
    QList<Words> said;
    {
        Statement rows = db.prepare(lastWordsSql);
        rows.bind(shown);
        while (rows.next())
            said.append({rows.id<MessageId>(2), rows.id<ConversationId>(3)});
    }
    LetterPlan letter;
    for (const Words &words : std::as_const(said)) {
        if (answers(db, words.message, words.conversation, letter))
            return letter;
    }
    const AccountId account = sendingAccount(db, QStringLiteral("email"));
    Statement row = db.prepare(mailSql);
    row.bind(shown);
    if (account.isValid() && row.next()) {
        letter.channel = QStringLiteral("email");
        letter.draft = {.kind = Draft::Kind::NewMessage,
                        .account = account,
                        .subject = subject,
                        .markdown = {},
                        .recipients = {{.role = RecipientRole::To,
                                        .address = {.kind = QStringLiteral("email"),
                                                    .address = row.text(0),
                                                    .name = row.text(1)}}},
                        .visibility = Visibility::Direct};
        return letter;
    }
    letter.impediment =
        QStringLiteral("No account here can write to them: tell them where they are, and write "
                       "down here that you did.");
    return letter;
}

qint64 sendingOf(Db &db, const Uid &uid)
{
    return db.number("SELECT sending FROM outbox_outcome WHERE uid = ?",
                     qint64(OutboxState::Accepted), uid);
}

} // namespace casement

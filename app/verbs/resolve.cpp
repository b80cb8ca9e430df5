// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/resolve.h"

#include "app/verbs/context.h"
#include "app/verbs/format.h"

using namespace Qt::StringLiterals;

namespace casement
{

Result<ConversationId> findConversation(VerbContext &context, const QString &text)
{
    if (text.startsWith(u'm', Qt::CaseInsensitive)) {
        const Result<MessageId> message = findMessage(context, text);
        if (!message)
            return std::unexpected(message.error());
        return context.await(context.desk().conversations.conversationOf(*message));
    }
    const auto number = numberOf(u'c', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a conversation; they are called c1, c2, … "
                    "as “casement list” shows them."_s.arg(text));
    const ConversationId id{*number};
    const auto summary = context.await(context.desk().conversations.summary(id));
    if (!summary && summary.error().kind == ErrorKind::NotFound)
        return fail(
            ErrorKind::NotFound,
            u"There is no conversation %1 in this workspace; nothing was changed."_s.arg(text));
    if (!summary)
        return std::unexpected(summary.error());
    return id;
}

Result<QList<ConversationId>> findConversations(VerbContext &context, const QStringList &texts)
{
    QList<ConversationId> ids;
    for (const QString &text : texts) {
        const Result<ConversationId> id = findConversation(context, text);
        if (!id)
            return std::unexpected(id.error());
        if (!ids.contains(*id))
            ids += *id;
    }
    return ids;
}

Result<MessageId> findMessage(VerbContext &context, const QString &text)
{
    const auto number = numberOf(u'm', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a message; they are called m1, m2, … as "
                    "“casement show” and “casement search” show them."_s.arg(text));
    const MessageId id{*number};
    const auto item = context.await(context.desk().conversations.message(id));
    if (!item && item.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound,
                    u"There is no message %1 in this workspace; nothing was changed."_s.arg(text));
    if (!item)
        return std::unexpected(item.error());
    return id;
}

Result<std::variant<ConversationId, MessageId>> findEither(VerbContext &context,
                                                           const QString &text)
{
    if (text.startsWith(u'm', Qt::CaseInsensitive))
        return findMessage(context, text);
    return findConversation(context, text);
}

Result<Account> findAccount(VerbContext &context, const QString &text)
{
    const auto accounts = context.await(context.desk().accounts.list());
    if (!accounts)
        return std::unexpected(accounts.error());
    const auto number = numberOf(u'a', text);
    QList<Account> found;
    for (const Account &account : *accounts) {
        if (number && account.id.value == *number)
            return account;
        if (account.name.compare(text, Qt::CaseInsensitive) == 0 ||
            account.address.compare(text, Qt::CaseInsensitive) == 0)
            found += account;
    }
    if (found.isEmpty())
        return fail(ErrorKind::NotFound,
                    u"There is no account “%1”; “casement account list” shows them."_s.arg(text));
    if (found.size() > 1)
        return fail(ErrorKind::Invalid,
                    u"%1 accounts are called “%2”; name the one you mean as a1, a2, … "
                    "(“casement account list” shows them)."_s.arg(found.size())
                        .arg(text));
    return found.first();
}

Result<PersonId> personCalled(VerbContext &context, const QString &text)
{
    const auto found = context.await(context.desk().people.find(text, 50));
    if (!found)
        return std::unexpected(found.error());
    QList<PersonId> exact;
    for (const PersonSummary &person : *found) {
        if (person.name.compare(text, Qt::CaseInsensitive) == 0 ||
            person.address.compare(text, Qt::CaseInsensitive) == 0)
            exact.append(person.id);
    }
    if (exact.size() > 1)
        return fail(
            ErrorKind::Invalid,
            u"%1 people are called “%2”; name one by an address."_s.arg(exact.size()).arg(text));
    return exact.value(0);
}

Result<PersonId> findPerson(VerbContext &context, const QString &text)
{
    const auto number =
        text.startsWith(u'p', Qt::CaseInsensitive) ? numberOf(u'p', text) : std::nullopt;
    if (number) {
        // The number itself: of people who are joined, each can still be named.
        const auto panel = context.await(context.desk().people.panel(PersonId{*number}));
        if (!panel)
            return std::unexpected(panel.error());
        return PersonId{*number};
    }
    const Result<PersonId> called = personCalled(context, text);
    if (called && !called->isValid())
        return fail(
            ErrorKind::NotFound,
            u"Nobody in this workspace is called “%1”, or has it as an address."_s.arg(text));
    return called;
}

Result<Session> findSession(VerbContext &context, const QString &text)
{
    const auto number = numberOf(u's', text);
    if (!number)
        return fail(ErrorKind::Invalid,
                    u"“%1” is not the name of a session; they are called s1, s2, … as “casement "
                    "session list” shows them."_s.arg(text));
    auto session = context.await(context.desk().sessions.get(SessionId{*number}));
    if (!session && session.error().kind == ErrorKind::NotFound)
        return fail(ErrorKind::NotFound,
                    u"There is no session %1 in this workspace; nothing was changed."_s.arg(text));
    return session;
}

Result<Tag> findTag(VerbContext &context, const QString &text)
{
    const auto tags = context.await(context.desk().triage.tags());
    if (!tags)
        return std::unexpected(tags.error());
    for (const Tag &tag : *tags) {
        if (tag.name.compare(text, Qt::CaseInsensitive) == 0)
            return tag;
    }
    return fail(ErrorKind::NotFound, u"There is no tag “%1”."_s.arg(text));
}

} // namespace casement

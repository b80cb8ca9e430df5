// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

int misusedPeople(VerbContext &context, const QString &sentence)
{
    return context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
}

/// The session, and the person who is named second.
struct Named {
    Session session;
    PersonId person;
};

Result<Named> findBoth(VerbContext &context)
{
    const auto session = findSession(context, context.words().first());
    if (!session)
        return std::unexpected(session.error());
    const auto person = findPerson(context, context.words().at(1));
    if (!person)
        return std::unexpected(person.error());
    return Named{*session, *person};
}

using DraftLetter = QFuture<Result<SessionLetter>> (Sessions::*)(SessionId, PersonId);
using SendLetter = QFuture<Result<OutboxItem>> (Sessions::*)(SessionId, PersonId, const QString &,
                                                             std::chrono::milliseconds, Timestamp,
                                                             const QStringList &);
using SayOtherwise = QFuture<Result<AppliedChange>> (Sessions::*)(SessionId, PersonId,
                                                                  const QString &);

int sendLetter(VerbContext &context, DraftLetter draftLetter, SendLetter send,
               SayOtherwise otherwise)
{
    const bool isSent = context.call().has(u"text-file"_s);
    if (isSent == context.call().has(u"otherwise"_s))
        return misusedPeople(context, u"Name the text with --text-file FILE (- for standard "
                                      "input), or say with --otherwise how it was said."_s);
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    Sessions &sessions = context.desk().sessions;
    if (!isSent)
        return tellChange(
            context, context.await((sessions.*otherwise)(named->session.id, named->person,
                                                         context.call().value(u"otherwise"_s))));
    const Result<QString> text = context.readText(context.call().value(u"text-file"_s));
    if (!text)
        return context.fail(text.error());
    const auto letter = context.await((sessions.*draftLetter)(named->session.id, named->person));
    if (!letter)
        return context.fail(letter.error());
    if (!letter->impediment.isEmpty())
        return context.fail({ErrorKind::Invalid, letter->impediment + u" (--otherwise HOW)"_s});
    Draft draft = letter->draft;
    draft.markdown = *text;
    Desk *const desk = &context.desk();
    const QStringList parts = context.onMain(
        [desk, draft, account = letter->account] { return desk->outbox.split(account, draft); });
    if (parts.isEmpty())
        return context.fail(
            {ErrorKind::Invalid, u"The text is too long: it would be more than %1 "
                                 "messages. Nothing was sent."_s.arg(Outbox::mostParts)});
    const auto item =
        context.await((sessions.*send)(named->session.id, named->person, *text, {}, letter->basis,
                                       parts.size() > 1 ? parts : QStringList()));
    if (!item)
        return context.fail(item.error());
    context.put(toJson(*item), toText(*item));
    return ExitOk;
}

} // namespace

int sessionAdd(VerbContext &context)
{
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    Sessions &sessions = context.desk().sessions;
    return tellChange(
        context, context.await(context.call().has(u"remove"_s)
                                   ? sessions.removeParticipant(named->session.id, named->person)
                                   : sessions.addParticipant(named->session.id, named->person)));
}

int sessionDraft(VerbContext &context)
{
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    Sessions &sessions = context.desk().sessions;
    const auto letter =
        context.await(context.call().has(u"report"_s)
                          ? sessions.draftReport(named->session.id, named->person)
                          : sessions.draftInvitation(named->session.id, named->person));
    if (!letter)
        return context.fail(letter.error());
    QJsonArray recipients;
    for (const Recipient &recipient : letter->recipients)
        recipients.append(recipient.address.address);
    context.put({{u"type"_s, u"session_draft"_s},
                 {u"person"_s, name(letter->person)},
                 {u"channel"_s, letter->channel},
                 {u"recipients"_s, recipients},
                 {u"text"_s, letter->text},
                 {u"impediment"_s, letter->impediment}},
                letter->impediment.isEmpty()
                    ? printable(letter->text)
                    : letter->impediment + u"\n\n"_s + printable(letter->text));
    return ExitOk;
}

int sessionInvite(VerbContext &context)
{
    return sendLetter(context, &Sessions::draftInvitation, &Sessions::invite,
                      &Sessions::invitedOtherwise);
}

int sessionReport(VerbContext &context)
{
    return sendLetter(context, &Sessions::draftReport, &Sessions::report,
                      &Sessions::reportedOtherwise);
}

int sessionAnswer(VerbContext &context)
{
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    const auto answer = sessionAnswerFromString(context.words().at(2));
    if (!answer)
        return misusedPeople(context, u"An answer is yes, no, maybe or none."_s);
    MessageId proof;
    if (context.call().has(u"message"_s)) {
        const auto message = findMessage(context, context.call().value(u"message"_s));
        if (!message)
            return context.fail(message.error());
        proof = *message;
    }
    return tellChange(context, context.await(context.desk().sessions.setAnswer(
                                   named->session.id, named->person, *answer, proof)));
}

int sessionCame(VerbContext &context)
{
    const QString word = context.words().at(2);
    const auto attendance = word == u"yes"       ? std::optional(Attendance::Came)
                            : word == u"no"      ? std::optional(Attendance::Absent)
                            : word == u"unknown" ? std::optional(Attendance::Unknown)
                                                 : std::nullopt;
    if (!attendance)
        return misusedPeople(context, u"Say yes, no or unknown."_s);
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    return tellChange(context, context.await(context.desk().sessions.setAttendance(
                                   named->session.id, named->person, *attendance)));
}

int sessionThank(VerbContext &context)
{
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    return tellChange(context, context.await(context.desk().sessions.thank(
                                   named->session.id, named->person, context.words().at(2))));
}

int sessionSkip(VerbContext &context)
{
    const auto named = findBoth(context);
    if (!named)
        return context.fail(named.error());
    return tellChange(context,
                      context.await(context.desk().sessions.skipReport(
                          named->session.id, named->person, context.call().value(u"reason"_s))));
}

} // namespace casement::verb

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QDateTime>

using namespace Qt::StringLiterals;

namespace casement::verb
{

int record(VerbContext &context)
{
    const VerbCall &call = context.call();
    SpokenWords spoken{.personName = call.value(u"person"_s).trimmed(),
                       .at = systemNow(),
                       .occasion = call.value(u"occasion"_s),
                       .isOurs = call.has(u"ours"_s),
                       .isHandled = call.has(u"handled"_s)};
    if (spoken.personName.isEmpty() || !call.has(u"text-file"_s))
        return context.fail(ExitUsage,
                            {ErrorKind::Invalid,
                             u"Say who it was and what was said: --person NAME --text-file FILE, "
                             "or - for standard input."_s});
    if (call.has(u"when"_s)) {
        const QDateTime when = QDateTime::fromString(call.value(u"when"_s), Qt::ISODate);
        if (!when.isValid())
            return context.fail(ExitUsage, {ErrorKind::Invalid,
                                            u"--when takes a time such as 2026-05-03T14:30."_s});
        spoken.at = fromDateTime(when);
    }
    const Result<PersonId> person = personCalled(context, spoken.personName);
    if (!person)
        return context.fail(person.error());
    spoken.person = *person;
    if (call.has(u"conversation"_s)) {
        const auto id = findConversation(context, call.value(u"conversation"_s));
        if (!id)
            return context.fail(id.error());
        spoken.conversation = *id;
    }
    const Result<QString> text = context.readText(call.value(u"text-file"_s));
    if (!text)
        return context.fail(text.error());
    spoken.words = *text;
    const auto message = context.await(context.desk().byHand.record(spoken));
    if (!message)
        return context.fail(message.error());
    const auto conversation = context.await(context.desk().conversations.conversationOf(*message));
    if (!conversation)
        return context.fail(conversation.error());
    context.put({{u"type"_s, u"message"_s},
                 {u"id"_s, name(*message)},
                 {u"conversation"_s, name(*conversation)}},
                u"%1  is recorded, in %2."_s.arg(name(*message), name(*conversation)));
    return ExitOk;
}

} // namespace casement::verb

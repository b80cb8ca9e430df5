// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

int tellMove(VerbContext &context, const Result<MovedPassage> &moved)
{
    if (!moved)
        return context.fail(moved.error());
    QJsonObject json = toJson(moved->change);
    json.insert(u"conversation"_s, name(moved->conversation));
    context.put(json, u"%1 → %2; “casement undo %3” takes it back."_s.arg(
                          moved->change.verb, name(moved->conversation), name(moved->change.id)));
    return ExitOk;
}

} // namespace

namespace verb
{

int split(VerbContext &context)
{
    const QStringList words = context.words();
    if (context.call().has(u"back"_s)) {
        if (words.size() != 1 || context.call().has(u"subject"_s))
            return context.fail(
                ExitUsage, {ErrorKind::Invalid,
                            u"Name the one conversation to put back: casement split --back c2"_s});
        const auto id = findConversation(context, words.first());
        if (!id)
            return context.fail(id.error());
        return tellMove(context, context.await(context.desk().passages.putBack(*id)));
    }
    QList<MessageId> messages;
    for (const QString &word : words) {
        const auto message = findMessage(context, word);
        if (!message)
            return context.fail(message.error());
        if (!messages.contains(*message))
            messages.append(*message);
    }
    return tellMove(context, context.await(context.desk().passages.splitOff(
                                 messages, context.call().value(u"subject"_s))));
}

} // namespace verb

} // namespace casement

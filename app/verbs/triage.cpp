// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QDateTime>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

int setState(VerbContext &context, ConversationState state)
{
    const auto ids = findConversations(context, context.words());
    if (!ids)
        return context.fail(ids.error());
    return tellChange(context, context.await(context.desk().triage.setState(*ids, state)));
}

} // namespace

int done(VerbContext &context)
{
    return setState(context, ConversationState::Done);
}

int reopen(VerbContext &context)
{
    return setState(context, ConversationState::Open);
}

int spam(VerbContext &context)
{
    return setState(context, ConversationState::Spam);
}

int tag(VerbContext &context)
{
    QStringList conversations;
    QStringList add;
    QStringList remove;
    for (const QString &word : context.words()) {
        if (word.startsWith(u'+'))
            add += word.sliced(1);
        else if (word.startsWith(u'-'))
            remove += word.sliced(1);
        else
            conversations += word;
    }
    if (conversations.isEmpty() || (add.isEmpty() && remove.isEmpty()) || add.contains(QString()))
        return context.fail(ExitUsage,
                            {ErrorKind::Invalid,
                             u"Name conversations and tags: casement tag c1 c2 +praise -bug"_s});
    const auto ids = findConversations(context, conversations);
    if (!ids)
        return context.fail(ids.error());
    QList<Tag> removed;
    for (const QString &tagName : std::as_const(remove)) {
        const Result<Tag> found = findTag(context, tagName);
        if (!found)
            return context.fail(found.error());
        removed += *found;
    }
    for (const QString &tagName : std::as_const(add)) {
        const Result<Tag> made = context.await(context.desk().triage.ensureTag(tagName));
        if (!made)
            return context.fail(made.error());
        if (const int code =
                tellChange(context, context.await(context.desk().triage.addTag(*ids, made->id))))
            return code;
    }
    for (const Tag &old : std::as_const(removed)) {
        if (const int code =
                tellChange(context, context.await(context.desk().triage.removeTag(*ids, old.id))))
            return code;
    }
    return ExitOk;
}

int note(VerbContext &context)
{
    const auto id = findConversation(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    if (!context.call().has(u"text-file"_s))
        return context.fail(ExitUsage, {ErrorKind::Invalid,
                                        u"Name the note's text with --text-file FILE, or - for "
                                        "standard input."_s});
    const Result<QString> text = context.readText(context.call().value(u"text-file"_s));
    if (!text)
        return context.fail(text.error());
    if (text->trimmed().isEmpty())
        return context.fail({ErrorKind::Invalid, u"The note is empty; nothing was done."_s});
    return tellChange(context, context.await(context.desk().triage.addNote(*id, text->trimmed())));
}

int assign(VerbContext &context)
{
    const VerbCall &call = context.call();
    if (int(call.has(u"to"_s)) + int(call.has(u"me"_s)) + int(call.has(u"nobody"_s)) != 1)
        return context.fail(ExitUsage,
                            {ErrorKind::Invalid, u"Say to whom: --to NAME, --me or --nobody."_s});
    const auto ids = findConversations(context, context.words());
    if (!ids)
        return context.fail(ids.error());
    StaffId assignee;
    if (call.has(u"to"_s)) {
        const Result<Staff> staff =
            context.await(context.desk().triage.ensureStaff(call.value(u"to"_s)));
        if (!staff)
            return context.fail(staff.error());
        assignee = staff->id;
    } else if (call.has(u"me"_s)) {
        const auto staff = context.await(context.desk().triage.staff());
        if (!staff)
            return context.fail(staff.error());
        for (const Staff &member : *staff) {
            if (member.isMe)
                assignee = member.id;
        }
    }
    return tellChange(context, context.await(context.desk().triage.assign(*ids, assignee)));
}

int snooze(VerbContext &context)
{
    const VerbCall &call = context.call();
    if (call.has(u"until"_s) == call.has(u"until-reply"_s))
        return context.fail(
            ExitUsage,
            {ErrorKind::Invalid, u"Say until when: --until 2026-12-24T08:00 or --until-reply."_s});
    Snooze snooze{.until = {},
                  .zone = QTimeZone::systemTimeZoneId(),
                  .wakeOnReply = !call.has(u"keep-on-reply"_s),
                  .reason = call.value(u"reason"_s)};
    if (call.has(u"until"_s)) {
        const QDateTime until = QDateTime::fromString(call.value(u"until"_s), Qt::ISODate);
        if (!until.isValid())
            return context.fail(ExitUsage,
                                {ErrorKind::Invalid,
                                 u"“%1” is not a time; write it as 2026-12-24T08:00, or "
                                 "2026-12-24T08:00:00Z for UTC."_s.arg(call.value(u"until"_s))});
        if (until <= QDateTime::currentDateTime())
            return context.fail(
                ExitUsage, {ErrorKind::Invalid,
                            u"%1 is over; nothing was snoozed."_s.arg(call.value(u"until"_s))});
        snooze.until = fromDateTime(until);
    }
    const auto ids = findConversations(context, context.words());
    if (!ids)
        return context.fail(ids.error());
    return tellChange(context, context.await(context.desk().triage.snooze(*ids, snooze)));
}

int undo(VerbContext &context)
{
    const auto number = numberOf(u'x', context.words().first());
    if (!number)
        return context.fail(
            ExitUsage,
            {ErrorKind::Invalid, u"“%1” is not the name of a change; they are called x1, x2, … as "
                                 "the verbs that make one say."_s.arg(context.words().first())});
    return tellChange(context, context.await(context.desk().triage.undo(ChangeId{*number})));
}

} // namespace casement::verb

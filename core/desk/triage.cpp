// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/triage.h"

#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/passagestore.h"
#include "core/storage/store.h"
#include "core/storage/triagestore.h"

namespace casement
{

namespace
{

constexpr qsizetype maxNoteLength = 1'000'000;

/// The columns of Register::ConversationState, by position.
enum StateColumn { State, StateBy, StateAt, WaitingSince, WokeBecause };

QCborArray stateNow(WriteContext &context, ConversationId id)
{
    return ChangeRecorder::current(context.db, Register::ConversationState, id.value);
}

QString verbFor(ConversationState state)
{
    switch (state) {
    case ConversationState::Done:
        return QStringLiteral("done");
    case ConversationState::Spam:
        return QStringLiteral("spam");
    case ConversationState::Waiting:
        return QStringLiteral("wait");
    case ConversationState::Snoozed:
        return QStringLiteral("snooze");
    default:
        return QStringLiteral("reopen");
    }
}

void setStateOf(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
                ConversationState state, const QString &wokeBecause = {})
{
    QCborArray values = stateNow(context, id);
    if (values.isEmpty())
        return;
    const auto before = static_cast<ConversationState>(values.at(State).toInteger());
    // New and open are both "needs us": opening what is new is no change.
    const bool isSame =
        before == state || (state == ConversationState::Open && before == ConversationState::New);
    if (isSame && state != ConversationState::Snoozed)
        return;
    values[State] = int(state);
    values[StateBy] = context.actor.value;
    values[StateAt] = toMilliseconds(context.now);
    if (state == ConversationState::Done || state == ConversationState::Spam)
        values[WaitingSince] = never; // consciously closed: nobody waits
    values[WokeBecause] = wokeBecause;
    recorder.set(Register::ConversationState, id.value, values);
    recorder.touch(id);
}

/// Those of \a ids that are shown: what was put back into another conversation is not worked on any
/// more, whatever a list that is not up to date offers.
Triage::Ids shownOf(Db &db, Triage::Ids ids)
{
    ids.removeIf([&](ConversationId id) { return livingConversation(db, id) != id; });
    return ids;
}

template <typename Each>
QFuture<Result<AppliedChange>> changeEach(Store &store, const Triage::Ids &ids, const QString &verb,
                                          const QString &detail, Each each)
{
    return store.write([ids, verb, detail, each](WriteContext &context) {
        ChangeRecorder recorder(context, verb, detail);
        for (const ConversationId id : shownOf(context.db, ids))
            each(recorder, context, id);
        return recorder.finish();
    });
}

/// One value in a register of its own.
auto setOne(Register reg, qint64 value)
{
    return [reg, value](ChangeRecorder &recorder, WriteContext &context, ConversationId id) {
        if (ChangeRecorder::current(context.db, reg, id.value) == QCborArray{value})
            return;
        recorder.set(reg, id.value, {value});
        recorder.touch(id);
    };
}

QFuture<Result<AppliedChange>> setTag(Store &store, const Triage::Ids &ids, TagId tag,
                                      bool isMember)
{
    return store.write([ids, tag, isMember](WriteContext &context) {
        QString name;
        for (const Tag &each : allTags(context.db)) {
            if (each.id == tag)
                name = each.name;
        }
        ChangeRecorder recorder(context, isMember ? QStringLiteral("tag") : QStringLiteral("untag"),
                                name);
        for (const ConversationId id : shownOf(context.db, ids)) {
            if (recorder.setMember(Register::ConversationTag, id.value, tag.value, isMember))
                recorder.touch(id);
        }
        context.changed.tags = true;
        return recorder.finish();
    });
}

/// Whether notes may be kept about the one with whom a conversation is.
Result<void> mayNote(Db &db, ConversationId conversation)
{
    const auto summary = conversationSummary(db, conversation);
    if (!summary || !summary->person.isValid())
        return {};
    return mayDo(db, ConsentKind::KeepNotes, summary->person);
}

} // namespace

Triage::Triage(Store &store) : m_store(store)
{
}

QFuture<Result<AppliedChange>> Triage::setState(const Ids &ids, ConversationState state)
{
    return changeEach(m_store, ids, verbFor(state), {},
                      [state](ChangeRecorder &recorder, WriteContext &context, ConversationId id) {
                          setStateOf(recorder, context, id, state);
                      });
}

QFuture<Result<AppliedChange>> Triage::snooze(const Ids &ids, const Snooze &snooze)
{
    const QString detail = snooze.until ? toIso(*snooze.until) : QStringLiteral("until they reply");
    return changeEach(m_store, ids, QStringLiteral("snooze"), detail,
                      [snooze](ChangeRecorder &recorder, WriteContext &context, ConversationId id) {
                          recorder.set(Register::ConversationSnooze, id.value,
                                       {snooze.until ? toMilliseconds(*snooze.until) : never,
                                        QString::fromLatin1(snooze.zone),
                                        snooze.wakeOnReply ? 0 : 1, snooze.reason});
                          setStateOf(recorder, context, id, ConversationState::Snoozed);
                      });
}

QFuture<Result<AppliedChange>> Triage::assign(const Ids &ids, StaffId staff)
{
    return m_store.write([ids, staff](WriteContext &context) {
        QString name;
        for (const Staff &each : allStaff(context.db)) {
            if (each.id == staff)
                name = each.isMe && each.name.isEmpty() ? QStringLiteral("me") : each.name;
        }
        ChangeRecorder recorder(
            context, staff.isValid() ? QStringLiteral("assign") : QStringLiteral("unassign"), name);
        const auto each = setOne(Register::ConversationAssignee, staff.value);
        for (const ConversationId id : shownOf(context.db, ids))
            each(recorder, context, id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Triage::addTag(const Ids &ids, TagId tag)
{
    return setTag(m_store, ids, tag, true);
}

QFuture<Result<AppliedChange>> Triage::removeTag(const Ids &ids, TagId tag)
{
    return setTag(m_store, ids, tag, false);
}

QFuture<Result<AppliedChange>> Triage::setStarred(const Ids &ids, bool starred)
{
    return changeEach(m_store, ids, starred ? QStringLiteral("star") : QStringLiteral("unstar"), {},
                      setOne(Register::ConversationStarred, starred));
}

QFuture<Result<AppliedChange>> Triage::setMuted(const Ids &ids, bool muted)
{
    return changeEach(m_store, ids, muted ? QStringLiteral("mute") : QStringLiteral("unmute"), {},
                      setOne(Register::ConversationMuted, muted));
}

QFuture<Result<AppliedChange>> Triage::acknowledge(const Ids &ids)
{
    return changeEach(m_store, ids, QStringLiteral("acknowledge"), {},
                      [](ChangeRecorder &recorder, WriteContext &context, ConversationId id) {
                          QCborArray values = stateNow(context, id);
                          if (values.isEmpty() || values.at(WaitingSince).toInteger() == never)
                              return;
                          values[WaitingSince] = never;
                          recorder.set(Register::ConversationState, id.value, values);
                          recorder.touch(id);
                      });
}

QFuture<Result<void>> Triage::markRead(ConversationId id)
{
    return m_store.write(
        [id](WriteContext &context) { std::ignore = markConversationRead(context, id); });
}

QFuture<Result<AppliedChange>> Triage::addNote(ConversationId id, const QString &markdown)
{
    return m_store.write([id, markdown](WriteContext &context) -> Result<AppliedChange> {
        if (markdown.trimmed().isEmpty())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The note is empty; nothing was saved."));
        if (markdown.size() > maxNoteLength)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The note is longer than a million characters; nothing was "
                                       "saved. Attach it as a file instead."));
        const ConversationId about = livingConversation(context.db, id);
        if (const auto may = mayNote(context.db, about); !may)
            return std::unexpected(may.error());
        ChangeRecorder recorder(context, QStringLiteral("note"));
        const NoteId note = addHiddenNote(context, about, context.actor, markdown, context.now);
        recorder.set(Register::NoteDeleted, note.value, {0});
        recorder.touch(about);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Triage::editNote(NoteId id, const QString &markdown)
{
    return m_store.write([id, markdown](WriteContext &context) -> Result<AppliedChange> {
        const ConversationId conversation = conversationOfNote(context.db, id);
        if (!conversation.isValid())
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The note is not in this workspace; nothing was saved."));
        if (const auto may = mayNote(context.db, conversation); !may)
            return std::unexpected(may.error());
        ChangeRecorder recorder(context, QStringLiteral("edit-note"));
        if (ChangeRecorder::current(context.db, Register::NoteBody, id.value).at(0).toString() !=
            markdown) {
            recorder.set(Register::NoteBody, id.value, {markdown, toMilliseconds(context.now)});
            recorder.touch(conversation);
        }
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Triage::removeNote(NoteId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        const ConversationId conversation = conversationOfNote(context.db, id);
        if (!conversation.isValid())
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The note is not in this workspace; nothing was removed."));
        ChangeRecorder recorder(context, QStringLiteral("remove-note"));
        if (ChangeRecorder::current(context.db, Register::NoteDeleted, id.value) == QCborArray{0}) {
            recorder.set(Register::NoteDeleted, id.value, {toMilliseconds(context.now)});
            recorder.touch(conversation);
        }
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Triage::undo(ChangeId change)
{
    return m_store.write([change](WriteContext &context) { return undoChange(context, change); });
}

QFuture<Result<QList<Tag>>> Triage::tags()
{
    return m_store.read([](ReadContext &context) { return allTags(context.db); });
}

QFuture<Result<Tag>> Triage::ensureTag(const QString &name)
{
    return m_store.write([name](WriteContext &context) -> Result<Tag> {
        if (name.simplified().isEmpty() || name.size() > 100)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A tag's name has 1 to 100 characters; nothing was made."));
        return casement::ensureTag(context, name);
    });
}

QFuture<Result<QList<Staff>>> Triage::staff()
{
    return m_store.read([](ReadContext &context) { return allStaff(context.db); });
}

QFuture<Result<Staff>> Triage::ensureStaff(const QString &name)
{
    return m_store.write([name](WriteContext &context) -> Result<Staff> {
        if (name.simplified().isEmpty() || name.size() > 100)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A name has 1 to 100 characters; nobody was added."));
        return casement::ensureStaff(context, name);
    });
}

QFuture<Result<qsizetype>> Triage::wakeSnoozed()
{
    return m_store.write([](WriteContext &context) {
        const QList<ConversationId> ids = conversationsToWake(context.db, context.now);
        ChangeRecorder recorder(context, QStringLiteral("wake"));
        for (const ConversationId id : ids)
            setStateOf(recorder, context, id, ConversationState::Open,
                       QStringLiteral("snooze is over"));
        std::ignore = recorder.finish();
        return ids.size();
    });
}

QFuture<Result<std::optional<Timestamp>>> Triage::nextWake()
{
    return m_store.read([](ReadContext &context) { return nextSnoozeEnd(context.db); });
}

} // namespace casement

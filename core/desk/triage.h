// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/error.h"

#include <QFuture>

namespace casement
{

class Store;

/// What staff do to conversations. Every call is one change: one transaction, one line in the
/// history, one undo.
class Triage
{
public:
    explicit Triage(Store &store);

    using Ids = QList<ConversationId>;
    QFuture<Result<AppliedChange>> setState(const Ids &ids,
                                            ConversationState state); ///< Done, Open, Spam, Waiting
    QFuture<Result<AppliedChange>> snooze(const Ids &ids, const Snooze &snooze);
    /// An invalid \a staff unassigns.
    QFuture<Result<AppliedChange>> assign(const Ids &ids, StaffId staff);
    QFuture<Result<AppliedChange>> addTag(const Ids &ids, TagId tag);
    QFuture<Result<AppliedChange>> removeTag(const Ids &ids, TagId tag);
    QFuture<Result<AppliedChange>> setStarred(const Ids &ids, bool starred);
    QFuture<Result<AppliedChange>> setMuted(const Ids &ids, bool muted);
    /// "I have seen it, nobody needs to answer": stops the waiting, keeps it open.
    QFuture<Result<AppliedChange>> acknowledge(const Ids &ids);

    /// Not a change: a desk's own mark, never in the history.
    QFuture<Result<void>> markRead(ConversationId id);

    QFuture<Result<AppliedChange>> addNote(ConversationId id, const QString &markdown);
    QFuture<Result<AppliedChange>> editNote(NoteId id, const QString &markdown);
    QFuture<Result<AppliedChange>> removeNote(NoteId id);

    /// Takes back \a change. What somebody else has changed since is left alone and counted in
    /// `skipped`. The undo is a change itself, and can be undone.
    QFuture<Result<AppliedChange>> undo(ChangeId change);

    QFuture<Result<QList<Tag>>> tags();
    /// The tag with this name, made if there is none (names are compared without case).
    QFuture<Result<Tag>> ensureTag(const QString &name);
    QFuture<Result<QList<Staff>>> staff();
    QFuture<Result<Staff>> ensureStaff(const QString &name);
    /// Opens what was snoozed until now or earlier; says how many.
    QFuture<Result<qsizetype>> wakeSnoozed();
    /// When the next snooze ends.
    QFuture<Result<std::optional<Timestamp>>> nextWake();

private:
    Store &m_store;
};

} // namespace casement

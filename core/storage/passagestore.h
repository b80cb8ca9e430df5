// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/passage.h"
#include "core/storage/store.h"

#include <QCborArray>
#include <QHash>
#include <QList>

namespace casement
{

class ChangeRecorder;

// A passage is a conversation of its own (conversation.split_from), and its messages and notes say
// that they belong to it (passage_id), also while it is put back (conversation.merged_into). Where
// they stand follows from both, so that taking it out again brings back exactly what was in it,
// with all that was said in it since. What of a conversation must not be moved stays behind: the
// keys of its room, its own notes, tags and assignee.

/// Where what is in \a id stands: in itself, or in what it was put back into.
[[nodiscard]] ConversationId livingConversation(Db &db, ConversationId id);
/// From which conversation \a id was split off in the end; itself when it was not.
[[nodiscard]] ConversationId originOf(Db &db, ConversationId id);
/// From which conversation \a id was split off, where that one stands now; invalid when it was not.
[[nodiscard]] ConversationId splitFrom(Db &db, ConversationId id);
/// What was split off from \a id, and is not put back, in the order of their first messages.
[[nodiscard]] QList<Passage> passagesOf(Db &db, ConversationId id);

/// Whether \a messages can be split off, and as what.
[[nodiscard]] Result<PassageProposal> proposePassage(Db &db, const QList<MessageId> &messages);
/// Makes the messages of \a proposal, which are \a messages, a conversation of its own under \a
/// subject. It asks for us when the open question is in it, and what is left does no more then.
[[nodiscard]] ConversationId splitOff(ChangeRecorder &recorder, WriteContext &context,
                                      const QList<MessageId> &messages,
                                      const PassageProposal &proposal, const QString &subject);
/// What ChangeRecorder wrote over of the states of conversations.
using KnownStates = QHash<qint64, QCborArray>;
/// Puts \a id, which was split off and is not put back, back where it came from, with all that was
/// said in it since. Who waits in one of the two goes on waiting. \a before: what an undo writes
/// back instead.
void putBack(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
             const KnownStates &before = {});
/// Whether anything of \a id, which was put back, could be taken out again, and something would be
/// left: its messages may have been split off otherwise since. \a joining will belong to it.
[[nodiscard]] bool canTakeOutAgain(Db &db, ConversationId id, const QList<MessageId> &joining);
/// Takes \a id, which was put back, out again.
void takeOutAgain(ChangeRecorder &recorder, WriteContext &context, ConversationId id,
                  const KnownStates &before = {});

/// Brings all that is derived up to date after merged_into of \a id was written: where messages,
/// notes, drafts and outbox items stand, what both conversations say of them, by which ids they are
/// found, how far they are read.
void refreshPassage(WriteContext &context, ConversationId id);
/// The same after passage_id of \a message was written.
void refreshPlace(WriteContext &context, MessageId message);
/// After an unsent answer was taken out of \a id: asks for us again if nobody has answered them.
void reopenUnanswered(WriteContext &context, ConversationId id);

/// Before conversations (temp.gone_conversation) are removed: those that were put back into one of
/// them go too, and what was split off from them stands alone.
void separateGonePassages(Db &db);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"
#include "core/storage/store.h"

#include <QList>

namespace casement
{

/// Where a message lies on its server; see IncomingMessage::place.
struct Place {
    AccountId account;
    QString stream;
    qint64 place = 0;
};

/// Remembers that \a message lies at \a place, if it is unread on this desk. A message may lie in
/// several places.
void addPlace(Db &db, const Place &place, MessageId message);
/// All places of \a stream mean nothing any more.
void forgetPlaces(Db &db, AccountId account, const QString &stream);
void removePlaces(Db &db, AccountId account, const QString &stream, const PlaceRange &range);
/// Forgets the places of what \a conversation has after \a before up to and including \a until:
/// this desk has read it.
void dropReadPlaces(Db &db, ConversationId conversation, Timestamp before, Timestamp until);

/// The messages at \a places, which are of one stream. Unknown places are passed over: whatever
/// lies there is read.
[[nodiscard]] QList<MessageId> messagesAt(Db &db, AccountId account, const QString &stream,
                                          const QList<qint64> &places);
/// The messages \a ids were read elsewhere. Their conversations are then read on this desk up to
/// the first message that nobody has read, and what changed by that is announced; nothing else of
/// them changes.
void markReadElsewhere(WriteContext &context, const QList<MessageId> &ids);

/// \a id is read on this desk up to the first message that nobody has read.
void readWhatIsRead(WriteContext &context, ConversationId id);

/// What is looked up for every place that a server speaks of, for the test that reads the plans.
[[nodiscard]] QList<const char *> placeLookups();

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/storage/ingeststore.h"

#include <chrono>
#include <optional>

namespace casement
{

/// For how long the text of a message that was taken back is still in the store: a server that
/// loses its mind must not take a conversation with it.
inline constexpr std::chrono::hours removalGrace{24};

/// A message that another one may be a version of.
struct EditableMessage {
    MessageId id;
    Uid uid;
    Timestamp editedAt; ///< of the words that it has now; 1970: never changed
    QByteArray contentHash;
    bool isRemoved = false;
};
/// The message that \a author said on \a account under \a messageKey.
[[nodiscard]] std::optional<EditableMessage> editableMessage(Db &db, qint64 messageKey,
                                                             AccountId account, IdentityId author);

/// Keeps the words of \a prepared as a version of \a message, and shows them in its place unless
/// newer ones are there. Its place and time stay, and nothing becomes unread. False: nothing was
/// new.
bool addVersion(WriteContext &context, const EditableMessage &message,
                const PreparedMessage &prepared);

/// What a message said before, oldest first.
[[nodiscard]] QList<MessageVersion> messageVersions(Db &db, MessageId id);

/// Applies \a removal to the message that it means, or remembers it for when that comes in.
void applyRemoval(WriteContext &context, AccountId account, const IncomingRemoval &removal);
/// Applies what was taken back before the message under \a messageKey came in.
void applyEarlyRemoval(WriteContext &context, AccountId account, qint64 messageKey);

/// Erases the texts, originals and files of messages that were taken back before \a before; returns
/// how many.
qsizetype purgeRemovedMessages(WriteContext &context, Timestamp before);
/// When the next removed message has waited for removalGrace.
[[nodiscard]] std::optional<Timestamp> nextPurge(Db &db);

/// What is looked up for arriving messages, for the test that reads the plans.
[[nodiscard]] QList<const char *> versionLookups();

} // namespace casement

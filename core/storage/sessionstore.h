// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/person.h"
#include "core/domain/session.h"
#include "core/storage/store.h"

#include <QList>
#include <optional>

namespace casement
{

/// What is not closed first, the newest first.
[[nodiscard]] QList<SessionSummary> allSessions(Db &db);
[[nodiscard]] QList<SessionRef> sessionsOf(Db &db, PersonId person);
/// The sessions that whoever is shown as \a person is part of, with what they contributed.
[[nodiscard]] QList<PersonSession> sessionsWith(Db &db, PersonId person);
[[nodiscard]] std::optional<Session> sessionById(Db &db, SessionId id);
[[nodiscard]] QList<Collaboration> allCollaborations(Db &db);
/// None where nobody sees it.
[[nodiscard]] std::optional<Collaboration> collaborationById(Db &db, CollaborationId id);
/// The session that \a id belongs to; invalid when there is none.
[[nodiscard]] SessionId sessionOfItem(Db &db, SessionItemId id);
[[nodiscard]] SessionId sessionOfOutcome(Db &db, SessionOutcomeId id);
/// The changes of \a id, the newest first.
[[nodiscard]] QList<HistoryEntry> sessionHistory(Db &db, SessionId id, int limit);

/// A new session that nobody sees yet; the change that shows it (Register::SessionDeleted) is what
/// undo takes back. \a follows: the session that it repeats.
[[nodiscard]] SessionId addHiddenSession(WriteContext &context, const QString &title,
                                         SessionId follows = {});
/// The same of a collaboration, a point of the agenda (behind all others) and an outcome.
[[nodiscard]] CollaborationId addHiddenCollaboration(WriteContext &context, const QString &title);
[[nodiscard]] SessionItemId addHiddenItem(WriteContext &context, SessionId session);
[[nodiscard]] SessionOutcomeId addHiddenOutcome(WriteContext &context, SessionId session);

/// The author and the conversation of a message.
struct MessageAuthor {
    PersonId person;
    ConversationId conversation;
    QString subject;
    Direction direction = Direction::Incoming;
};
/// Who of those who are shown as \a person stands in the session.
[[nodiscard]] QList<PersonId> participantsBehind(Db &db, SessionId session, PersonId person);
/// The author is whose identity it is, also while they are joined with somebody.
[[nodiscard]] std::optional<MessageAuthor> authorOf(Db &db, MessageId id);

/// The queries of a session and of a person's sessions, for a test of their plans.
[[nodiscard]] QList<const char *> sessionLookups();

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"
#include "core/domain/session.h"
#include "core/storage/store.h"

#include <QList>
#include <optional>

namespace casement
{

[[nodiscard]] QList<SessionRef> allSessions(Db &db);
[[nodiscard]] QList<SessionRef> sessionsOf(Db &db, PersonId person);
[[nodiscard]] std::optional<Session> sessionById(Db &db, SessionId id);
/// A new session that nobody sees yet; the change that shows it (Register::SessionDeleted) is what
/// undo takes back.
[[nodiscard]] SessionId addHiddenSession(WriteContext &context, const QString &title);
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

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/conversation.h"
#include "core/domain/error.h"
#include "core/domain/session.h"

#include <QList>
#include <QString>
#include <variant>

namespace casement
{

class VerbContext;

/// What people call things on the command line, found. Every function gives NotFound with a
/// sentence when there is no such thing, and Invalid when \a text is no name of one.

/// "c12" or "12"; "m34" means the conversation of that message.
[[nodiscard]] Result<ConversationId> findConversation(VerbContext &context, const QString &text);
[[nodiscard]] Result<QList<ConversationId>> findConversations(VerbContext &context,
                                                              const QStringList &texts);
/// "m34" or "34".
[[nodiscard]] Result<MessageId> findMessage(VerbContext &context, const QString &text);
/// "m34" is a message, all else a conversation.
[[nodiscard]] Result<std::variant<ConversationId, MessageId>> findEither(VerbContext &context,
                                                                         const QString &text);
/// "a1", "1", the account's name or its address.
[[nodiscard]] Result<Account> findAccount(VerbContext &context, const QString &text);
/// The one person with that name or address; an invalid id when nobody has it.
[[nodiscard]] Result<PersonId> personCalled(VerbContext &context, const QString &text);
/// "p12", or a name or address that only one person has.
[[nodiscard]] Result<PersonId> findPerson(VerbContext &context, const QString &text);
/// "s3" or "3".
[[nodiscard]] Result<Session> findSession(VerbContext &context, const QString &text);
/// The name of a tag that exists, without regard to case.
[[nodiscard]] Result<Tag> findTag(VerbContext &context, const QString &text);

} // namespace casement

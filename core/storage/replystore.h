// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/outbox.h"
#include "core/storage/store.h"

#include <optional>

namespace casement
{

/// An account of \a channel that can send.
[[nodiscard]] AccountId sendingAccount(Db &db, const QString &channel);
/// It has a server's settings; import, sample and removed accounts have none.
[[nodiscard]] bool canSend(const Account &account);

/// What of a message its answer needs.
struct AnsweredMessage {
    MessageId id;
    QByteArrayList references; ///< its own id last
    QByteArrayList inReplyTo;
    QString subject;
    Visibility visibility = Visibility::Direct;
    QString conversationKey;
    QString language;
    QString link;
    Address author;
    QList<Recipient> recipients;
    Direction direction = Direction::Incoming;
};

[[nodiscard]] std::optional<AnsweredMessage> answeredMessage(Db &db, MessageId id);

/// How a reply to \a id would go out.
[[nodiscard]] Result<ReplyPlan> replyPlan(Db &db, ConversationId id);
/// How a reply to \a message, which stands in \a id, would go out.
[[nodiscard]] Result<ReplyPlan> replyPlan(Db &db, ConversationId id, MessageId message);

} // namespace casement

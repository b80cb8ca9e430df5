// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/passage.h"

#include <QFuture>
#include <QList>

namespace casement
{

class Store;

/// Passages of a running talk that become conversations of their own. Each call that changes
/// something is one change: one transaction, one line in the history of both conversations, one
/// undo.
class Passages
{
public:
    explicit Passages(Store &store);

    /// What splitting \a messages off would make. Invalid, with a sentence that says why, where it
    /// cannot be done.
    QFuture<Result<PassageProposal>> propose(const QList<MessageId> &messages);
    /// Makes \a messages, which are some of one conversation, a conversation of their own; an empty
    /// \a subject takes the proposed one. What answers them comes to it from now on.
    QFuture<Result<MovedPassage>> splitOff(const QList<MessageId> &messages,
                                           const QString &subject);
    /// Puts a conversation that was split off back, with everything that was said in it since.
    /// Invalid when it was not split off, or is put back already.
    QFuture<Result<MovedPassage>> putBack(ConversationId id);

private:
    Store &m_store;
};

} // namespace casement

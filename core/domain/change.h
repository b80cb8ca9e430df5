// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QList>
#include <QSet>
#include <QString>

namespace casement
{

/// What a write changed, told to everyone who shows it. Empty sets mean "nothing of that kind".
struct StoreChange {
    QSet<ConversationId> conversations;
    QSet<PersonId> people;
    QSet<SessionId> sessions;
    QSet<OutboxId> outbox;
    QSet<AskId> asks;
    QSet<PromiseId> promises;
    QList<ConversationId> newMessages; ///< conversations in which a person wrote, in order
    bool tags = false;
    bool accounts = false;
    bool drafts = false;
    bool everything = false; ///< too much to list (an import): look again

    [[nodiscard]] bool isEmpty() const
    {
        return conversations.isEmpty() && people.isEmpty() && sessions.isEmpty() &&
               outbox.isEmpty() && asks.isEmpty() && promises.isEmpty() && newMessages.isEmpty() &&
               !tags && !accounts && !drafts && !everything;
    }
    void merge(const StoreChange &other)
    {
        conversations.unite(other.conversations);
        people.unite(other.people);
        sessions.unite(other.sessions);
        outbox.unite(other.outbox);
        asks.unite(other.asks);
        promises.unite(other.promises);
        newMessages.append(other.newMessages);
        tags |= other.tags;
        accounts |= other.accounts;
        drafts |= other.drafts;
        everything |= other.everything;
    }
};

/// A change that was made, and what it takes to offer its undo.
struct AppliedChange {
    ChangeId id;           ///< invalid: nothing had to change
    QString verb;          ///< stable name: "done", "reopen", "assign", "tag", …
    qsizetype count = 0;   ///< how many conversations, notes, … it touched
    qsizetype skipped = 0; ///< for an undo: what had been changed since, and was left alone
};

/// A line of the history: who did what when.
struct HistoryEntry {
    ChangeId id;
    QString verb;
    QString detail; ///< for example the tag's name
    StaffId staff;
    QString staffName;
    Timestamp at;
    bool isUndone = false;
};

} // namespace casement

Q_DECLARE_METATYPE(casement::StoreChange)

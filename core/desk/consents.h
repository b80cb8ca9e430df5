// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/consent.h"
#include "core/domain/error.h"
#include "core/domain/message.h"

#include <QFuture>

namespace casement
{

class Store;

/// What people agreed to. The outbox, the facts, the notes and the sessions ask for themselves
/// before they do anything; this is for writing it down, and for saying beforehand what they would
/// answer.
class Consents
{
public:
    explicit Consents(Store &store);

    /// Everything that \a person answered, the oldest first.
    QFuture<Result<QList<ConsentEntry>>> entries(PersonId person);
    /// Adds an entry; what was said before stays. \a basis says how we know, at most
    /// longestConsentBasis characters; \a proof is the message in which they said it, or invalid.
    QFuture<Result<AppliedChange>> record(PersonId person, ConsentKind kind, ConsentAnswer answer,
                                          const QString &basis, MessageId proof);
    /// Of an entry that was made by mistake: what was said before it holds again.
    QFuture<Result<AppliedChange>> takeBack(ConsentId id);

    /// Whether \a kind may be done with each of \a people, in their order.
    QFuture<Result<QList<ConsentCheck>>> check(ConsentKind kind, const QList<PersonId> &people);
    /// The same of those who have \a addresses; whom nobody here knows are left out.
    QFuture<Result<QList<ConsentCheck>>> check(ConsentKind kind, const QList<Address> &addresses);

private:
    Store &m_store;
};

} // namespace casement

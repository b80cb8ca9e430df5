// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/person.h"

#include <QFuture>

namespace casement
{

class Store;

/// The people we talk with, and what they told us.
class People
{
public:
    explicit People(Store &store);

    QFuture<Result<PersonPanel>> panel(PersonId id);
    /// People whose name or address starts with or contains \a text (empty: all), by name.
    QFuture<Result<QList<PersonSummary>>> find(const QString &text, int limit);
    QFuture<Result<AppliedChange>> rename(PersonId id, const QString &name);
    QFuture<Result<AppliedChange>> setPronouns(PersonId id, const QString &pronouns);
    QFuture<Result<AppliedChange>> setHowWeMet(PersonId id, const QString &text);
    QFuture<Result<AppliedChange>> addFact(PersonId id, const QString &text, MessageId source,
                                           std::optional<Timestamp> reviewAt);
    QFuture<Result<AppliedChange>> removeFact(FactId id);

private:
    Store &m_store;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/facts.h"

#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/factstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

std::unexpected<Error> noSuchFact()
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("This fact is not in the workspace; nothing was changed."));
}

/// \a draft as it is kept of \a person, when it may be.
Result<FactDraft> acceptedFact(Db &db, PersonId person, const FactDraft &draft)
{
    if (const auto valid = checkFact(draft); !valid)
        return std::unexpected(valid.error());
    if (const auto may = mayDo(db, ConsentKind::KeepNotes, person); !may)
        return std::unexpected(may.error());
    FactDraft kept = draft;
    if (draft.source.isValid() && !authorOf(db, draft.source))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The message that it comes from is not in the workspace; "
                                   "nothing was saved."));
    if (!draft.source.isValid())
        kept.quote.clear();
    if (draft.kind == FactKind::Relationship) {
        if (!hasPerson(db, draft.other))
            return fail(ErrorKind::NotFound, QStringLiteral("The other person is not in the "
                                                            "workspace; nothing was saved."));
        if (shownPerson(db, draft.other) == shownPerson(db, person))
            return fail(ErrorKind::Invalid, QStringLiteral("That is the same person; a "
                                                           "relationship is to somebody else. "
                                                           "Nothing was saved."));
    }
    return kept;
}

} // namespace

Facts::Facts(Store &store) : m_store(store)
{
}

QFuture<Result<Fact>> Facts::get(FactId id)
{
    return m_store.read([id](ReadContext &context) -> Result<Fact> {
        if (const auto fact = factById(context.db, id))
            return *fact;
        return noSuchFact();
    });
}

QFuture<Result<AppliedChange>> Facts::add(PersonId id, const FactDraft &draft)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const PersonId person = shownPerson(context.db, id);
        if (!hasPerson(context.db, person))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This person is not in the workspace; nothing was saved."));
        const auto kept = acceptedFact(context.db, person, draft);
        if (!kept)
            return std::unexpected(kept.error());
        ChangeRecorder recorder(context, QStringLiteral("fact"));
        const FactId fact = addHiddenFact(context, person, *kept);
        recorder.set(Register::FactDeleted, fact.value, {0});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Facts::edit(FactId id, const FactDraft &draft)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto before = factById(context.db, id);
        if (!before)
            return noSuchFact();
        const auto kept = acceptedFact(context.db, before->person, draft);
        if (!kept)
            return std::unexpected(kept.error());
        ChangeRecorder recorder(context, QStringLiteral("edit-fact"));
        writeFact(recorder, context, *before, *kept);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Facts::confirm(FactId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        const auto fact = factById(context.db, id);
        if (!fact)
            return noSuchFact();
        if (const auto may = mayDo(context.db, ConsentKind::KeepNotes, fact->person); !may)
            return std::unexpected(may.error());
        ChangeRecorder recorder(context, QStringLiteral("confirm-fact"));
        const auto next = reviewAfter(context.now, fact->reviewMonths).value_or(Timestamp{});
        recorder.set(Register::FactReview, id.value,
                     {toMilliseconds(next), fact->reviewMonths, toMilliseconds(context.now)});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Facts::remove(FactId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        if (!factById(context.db, id))
            return noSuchFact();
        ChangeRecorder recorder(context, QStringLiteral("remove-fact"));
        recorder.set(Register::FactDeleted, id.value, {toMilliseconds(context.now)});
        return recorder.finish();
    });
}

} // namespace casement

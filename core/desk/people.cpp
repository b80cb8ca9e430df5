// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/people.h"

#include "core/storage/changelog.h"
#include "core/storage/peoplestore.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

constexpr qsizetype maxShortText = 300;
constexpr qsizetype maxFactText = 10'000;

QFuture<Result<AppliedChange>> setText(Store &store, PersonId id, Register reg, const QString &verb,
                                       const QString &text, qsizetype limit)
{
    return store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (text.size() > limit)
            return fail(
                ErrorKind::Invalid,
                QStringLiteral("That is longer than %1 characters; nothing was saved.").arg(limit));
        ChangeRecorder recorder(context, verb);
        recorder.set(reg, id.value, {text});
        context.changed.people.insert(id);
        return recorder.finish();
    });
}

} // namespace

People::People(Store &store) : m_store(store)
{
}

QFuture<Result<PersonPanel>> People::panel(PersonId id)
{
    return m_store.read([id](ReadContext &context) -> Result<PersonPanel> {
        if (auto panel = personPanel(context.db, id))
            return *panel;
        return fail(ErrorKind::NotFound, QStringLiteral("This person is not in the workspace."));
    });
}

QFuture<Result<QList<PersonSummary>>> People::find(const QString &text, int limit)
{
    return m_store.read(
        [text, limit](ReadContext &context) { return findPeople(context.db, text, limit); });
}

QFuture<Result<AppliedChange>> People::rename(PersonId id, const QString &name)
{
    if (name.trimmed().isEmpty())
        return QtFuture::makeReadyValueFuture<Result<AppliedChange>>(
            fail(ErrorKind::Invalid, QStringLiteral("A person has a name; nothing was saved.")));
    return setText(m_store, id, Register::PersonName, QStringLiteral("rename"), name.simplified(),
                   maxShortText);
}

QFuture<Result<AppliedChange>> People::setPronouns(PersonId id, const QString &pronouns)
{
    return setText(m_store, id, Register::PersonPronouns, QStringLiteral("pronouns"),
                   pronouns.simplified(), maxShortText);
}

QFuture<Result<AppliedChange>> People::setHowWeMet(PersonId id, const QString &text)
{
    return setText(m_store, id, Register::PersonHowWeMet, QStringLiteral("how-we-met"),
                   text.trimmed(), maxFactText);
}

QFuture<Result<AppliedChange>> People::addFact(PersonId id, const QString &text, MessageId source,
                                               std::optional<Timestamp> reviewAt)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (text.trimmed().isEmpty() || text.size() > maxFactText)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A fact has 1 to 10,000 characters; nothing was saved."));
        ChangeRecorder recorder(context, QStringLiteral("fact"));
        const FactId fact = addHiddenFact(context, id, text.trimmed(), source, reviewAt);
        recorder.set(Register::FactDeleted, fact.value, {0});
        context.changed.people.insert(id);
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> People::removeFact(FactId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        const PersonId person = personOfFact(context.db, id);
        if (!person.isValid())
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This fact is not in the workspace; nothing was removed."));
        ChangeRecorder recorder(context, QStringLiteral("remove-fact"));
        recorder.set(Register::FactDeleted, id.value, {toMilliseconds(context.now)});
        context.changed.people.insert(person);
        return recorder.finish();
    });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/people.h"

#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/likenessstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

constexpr qsizetype maxShortText = 300;
constexpr qsizetype maxFactText = 10'000;

std::unexpected<Error> noSuchPerson()
{
    return fail(ErrorKind::NotFound, QStringLiteral("This person is not in the workspace."));
}

/// As whom each of two people is shown, when they are two.
Result<std::pair<PersonId, PersonId>> twoPeople(Db &db, PersonId one, PersonId other)
{
    const PersonId first = shownPerson(db, one);
    const PersonId second = shownPerson(db, other);
    for (const PersonId each : {first, second}) {
        if (!hasPerson(db, each))
            return noSuchPerson();
    }
    if (first == second)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("That is one person already; nothing was changed."));
    return std::pair(first, second);
}

QFuture<Result<AppliedChange>> setText(Store &store, PersonId id, Register reg, const QString &verb,
                                       const QString &text, qsizetype limit)
{
    return store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (text.size() > limit)
            return fail(
                ErrorKind::Invalid,
                QStringLiteral("That is longer than %1 characters; nothing was saved.").arg(limit));
        ChangeRecorder recorder(context, verb);
        recorder.set(reg, shownPerson(context.db, id).value, {text});
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
        if (auto panel = personPanel(context.db, id, context.now))
            return *panel;
        return noSuchPerson();
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
        const FactId fact =
            addHiddenFact(context, shownPerson(context.db, id), text.trimmed(), source, reviewAt);
        recorder.set(Register::FactDeleted, fact.value, {0});
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
        return recorder.finish();
    });
}

QFuture<Result<QList<SuggestedPair>>> People::suggestions(int limit)
{
    return m_store.read(
        [limit](ReadContext &context) { return allSuggestions(context.db, context.now, limit); });
}

QFuture<Result<Comparison>> People::compare(PersonId person, PersonId other)
{
    return m_store.read([=](ReadContext &context) -> Result<Comparison> {
        const auto two = twoPeople(context.db, person, other);
        if (!two)
            return std::unexpected(two.error());
        const auto left = personPanel(context.db, two->first, context.now);
        const auto right = personPanel(context.db, two->second, context.now);
        if (!left || !right)
            return noSuchPerson();
        return Comparison{.person = *left,
                          .other = *right,
                          .evidence = compared(context.db, two->first, two->second).evidence,
                          .verdict = verdictOf(context.db, context.now, two->first, two->second)};
    });
}

QFuture<Result<AppliedChange>> People::join(PersonId survivor, PersonId other,
                                            const JoinChoice &choice)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto two = twoPeople(context.db, survivor, other);
        if (!two)
            return std::unexpected(two.error());
        ChangeRecorder recorder(context, QStringLiteral("join"));
        setVerdict(recorder, context, two->first, two->second, PersonVerdict::None, {});
        joinPeople(recorder, context, two->first, two->second, choice);
        return recorder.finish();
    });
}

QFuture<Result<QList<PersonJoin>>> People::joins(PersonId person)
{
    return m_store.read([person](ReadContext &context) { return joinsOf(context.db, person); });
}

QFuture<Result<AppliedChange>> People::split(PersonId joined, bool isNotTheSame)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const PersonId survivor{
            ChangeRecorder::current(context.db, Register::PersonMergedInto, joined.value)
                .at(0)
                .toInteger()};
        if (!survivor.isValid())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("This person is not joined with another; nothing was "
                                       "changed."));
        ChangeRecorder recorder(context, QStringLiteral("split"));
        splitPerson(recorder, context, joined);
        if (isNotTheSame)
            setVerdict(recorder, context, survivor, joined, PersonVerdict::NotTheSame, {});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> People::judge(PersonId person, PersonId other, PersonVerdict verdict)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const auto two = twoPeople(context.db, person, other);
        if (!two)
            return std::unexpected(two.error());
        ChangeRecorder recorder(context, verdict == PersonVerdict::Later
                                             ? QStringLiteral("ask-later")
                                             : QStringLiteral("not-the-same"));
        setVerdict(recorder, context, two->first, two->second, verdict,
                   verdict == PersonVerdict::Later ? context.now + laterTime : Timestamp{});
        return recorder.finish();
    });
}

JoinChoice suggestedChoice(const PersonPanel &survivor, const PersonPanel &other)
{
    // A name that is only an address is no name yet.
    const bool isNamed = std::ranges::none_of(survivor.identities, [&](const Identity &each) {
        return each.address.address.compare(survivor.name, Qt::CaseInsensitive) == 0;
    });
    const auto lacks = [](const auto &mine, const auto &theirs) {
        return mine.isEmpty() && !theirs.isEmpty();
    };
    return {.name = !isNamed && !other.name.isEmpty(),
            .pronouns = lacks(survivor.pronouns, other.pronouns),
            .howWeMet = lacks(survivor.howWeMet, other.howWeMet),
            .language = lacks(survivor.language, other.language),
            .zone = lacks(survivor.zone, other.zone)};
}

} // namespace casement

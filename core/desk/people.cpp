// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/people.h"

#include "core/desk/letter.h"
#include "core/desk/textlimit.h"
#include "core/domain/language.h"
#include "core/exports/contactcards.h"
#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/contactstore.h"
#include "core/storage/heldstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/likenessstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

#include <QCoreApplication>
#include <QTimeZone>

namespace casement
{

namespace
{

constexpr qsizetype maxShortText = 300;
constexpr qsizetype maxLongText = 10'000;

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
        if (const auto isShort = checkLength(text, limit); !isShort)
            return std::unexpected(isShort.error());
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

QFuture<Result<QByteArray>> People::vCards(const QList<PersonId> &people)
{
    // The library that writes them translates names of fields, which it may do only where the
    // application's objects live.
    return m_store.read([people](ReadContext &context) { return contactCards(context.db, people); })
        .then(QCoreApplication::instance(),
              [](const Result<QList<ContactCard>> &cards) -> Result<QByteArray> {
                  if (!cards)
                      return std::unexpected(cards.error());
                  return toVCards(*cards);
              });
}

QFuture<Result<qint64>> People::writeLetter(PersonId id, const QString &folder)
{
    return m_store
        .write([id](WriteContext &context) -> Result<HeldRecord> {
            if (auto record = heldRecord(context, id))
                return *std::move(record);
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This person is not in the workspace."));
        })
        .then([&store = m_store, folder](const Result<HeldRecord> &record) {
            if (!record)
                return QtFuture::makeReadyValueFuture<Result<qint64>>(
                    std::unexpected(record.error()));
            return store.read([record = *record, folder](ReadContext &context) -> Result<qint64> {
                if (const auto begun = beginLetter(folder, record); !begun)
                    return std::unexpected(begun.error());
                for (const HeldFile &file : record.files) {
                    const auto bytes = context.blobs.get(context.db, file.blob);
                    if (!bytes)
                        return std::unexpected(bytes.error());
                    const auto written =
                        writeLetterFile(folder + QStringLiteral("/files/") + file.name, *bytes);
                    if (!written)
                        return std::unexpected(written.error());
                }
                return record.files.size();
            });
        })
        .unwrap();
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
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        if (const auto isShort = checkLength(text, maxLongText); !isShort)
            return std::unexpected(isShort.error());
        if (!text.trimmed().isEmpty()) {
            if (const auto may = mayDo(context.db, ConsentKind::KeepNotes, id); !may)
                return std::unexpected(may.error());
        }
        ChangeRecorder recorder(context, QStringLiteral("how-we-met"));
        recorder.set(Register::PersonHowWeMet, shownPerson(context.db, id).value, {text.trimmed()});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> People::setLanguage(PersonId id, const QString &language)
{
    const QString tag = languageTag(language);
    if (tag.isEmpty() && !language.trimmed().isEmpty())
        return QtFuture::makeReadyValueFuture<Result<AppliedChange>>(
            fail(ErrorKind::Invalid, QStringLiteral("“%1” is not the code of a language, such as "
                                                    "en or pt-BR; nothing was saved.")
                                         .arg(language.left(maxShortText))));
    return setText(m_store, id, Register::PersonLanguage, QStringLiteral("language"), tag,
                   maxShortText);
}

QFuture<Result<AppliedChange>> People::setZone(PersonId id, const QByteArray &zone)
{
    if (!zone.isEmpty() && !QTimeZone(zone).isValid())
        return QtFuture::makeReadyValueFuture<Result<AppliedChange>>(
            fail(ErrorKind::Invalid, QStringLiteral("“%1” is not the name of a time zone, such as "
                                                    "Europe/Berlin; nothing was saved.")
                                         .arg(QString::fromUtf8(zone.left(maxShortText)))));
    return setText(m_store, id, Register::PersonZone, QStringLiteral("zone"),
                   QString::fromLatin1(zone), maxShortText);
}

QFuture<Result<AppliedChange>> People::setQuietHours(PersonId id, const QuietHours &hours)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        constexpr int day = 24 * 60;
        if (hours.from < 0 || hours.from >= day || hours.until < 0 || hours.until >= day)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("There are no such hours; nothing was saved."));
        ChangeRecorder recorder(context, QStringLiteral("quiet-hours"), toString(hours));
        recorder.set(Register::PersonQuietHours, shownPerson(context.db, id).value,
                     {hours.isSet() ? hours.from : 0, hours.isSet() ? hours.until : 0});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> People::setPreferred(PersonId id, IdentityId identity,
                                                    MessageId proof)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const PersonId person = shownPerson(context.db, id);
        const auto panel = personPanel(context.db, person, context.now);
        if (!panel)
            return noSuchPerson();
        if (identity.isValid() && std::ranges::find(panel->identities, identity, &Identity::id) ==
                                      panel->identities.end())
            return fail(ErrorKind::Invalid, QStringLiteral("That is no address of this person; "
                                                           "nothing was saved."));
        if (proof.isValid() && !authorOf(context.db, proof))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The message that proves it is not in the workspace; "
                                       "nothing was saved."));
        ChangeRecorder recorder(context, QStringLiteral("preferred-channel"));
        const QCborArray values{identity.value, identity.isValid() ? proof.value : 0};
        recorder.set(Register::PersonPreferred, person.value, values);
        // That of whoever is joined with them would come up in its place.
        for (const PersonId member : panel->members) {
            if (!identity.isValid())
                recorder.set(Register::PersonPreferred, member.value, values);
        }
        return recorder.finish();
    });
}

QFuture<Result<WritingTime>> People::writingTime(PersonId id)
{
    return m_store.read(
        [id](ReadContext &context) { return casement::writingTime(context.db, id); });
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

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

/// For how long "later" is.
inline constexpr std::chrono::days laterTime{14};

/// Two people, side by side.
struct Comparison {
    PersonPanel person;
    PersonPanel other;
    QList<MatchEvidence> evidence; ///< may be empty: a person knows more than the program
    PersonVerdict verdict = PersonVerdict::None;
};

/// What a join takes over from \a other unless somebody decides otherwise: what \a survivor lacks.
[[nodiscard]] JoinChoice suggestedChoice(const PersonPanel &survivor, const PersonPanel &other);

/// The people we talk with, and what they told us.
class People
{
public:
    explicit People(Store &store);

    QFuture<Result<PersonPanel>> panel(PersonId id);
    /// People whose name or address starts with or contains \a text (empty: all), by name.
    QFuture<Result<QList<PersonSummary>>> find(const QString &text, int limit);
    /// A .vcf file of \a people, or of everybody: see toVCards(). Nothing that is written down
    /// about them is in it.
    QFuture<Result<QByteArray>> vCards(const QList<PersonId> &people);
    /// Writes the letter "what we hold about you" to \a folder, which must not be there:
    /// letter.html in their language, letter.json with every row, and the originals and attachments
    /// in files/. How many files these are.
    QFuture<Result<qint64>> writeLetter(PersonId id, const QString &folder);
    QFuture<Result<AppliedChange>> rename(PersonId id, const QString &name);
    QFuture<Result<AppliedChange>> setPronouns(PersonId id, const QString &pronouns);
    QFuture<Result<AppliedChange>> setHowWeMet(PersonId id, const QString &text);
    /// A language tag (BCP 47), or nothing.
    QFuture<Result<AppliedChange>> setLanguage(PersonId id, const QString &language);
    /// An IANA zone, or nothing.
    QFuture<Result<AppliedChange>> setZone(PersonId id, const QByteArray &zone);
    QFuture<Result<AppliedChange>> setQuietHours(PersonId id, const QuietHours &hours);
    /// By which of their identities they like to be written to (invalid: it was never said), and
    /// the message in which they said so, if any.
    QFuture<Result<AppliedChange>> setPreferred(PersonId id, IdentityId identity, MessageId proof);
    QFuture<Result<WritingTime>> writingTime(PersonId id);

    /// Pairs who may be one person, over the whole workspace, each with its reasons.
    QFuture<Result<QList<SuggestedPair>>> suggestions(int limit);
    /// What two people have in common, and what was said of them before.
    QFuture<Result<Comparison>> compare(PersonId person, PersonId other);
    /// From now on \a other is shown as \a survivor, who takes over the fields of \a choice. What
    /// was said of the two before gives way.
    QFuture<Result<AppliedChange>> join(PersonId survivor, PersonId other,
                                        const JoinChoice &choice);
    /// What can be taken apart of \a person, the newest join first.
    QFuture<Result<QList<PersonJoin>>> joins(PersonId person);
    /// Makes \a joined a person of their own again, exactly as they were, with what came in from
    /// their addresses since; with \a isNotTheSame they are not suggested again.
    QFuture<Result<AppliedChange>> split(PersonId joined, bool isNotTheSame);
    /// The two are not asked about again: for ever, or for laterTime.
    QFuture<Result<AppliedChange>> judge(PersonId person, PersonId other, PersonVerdict verdict);

private:
    Store &m_store;
};

} // namespace casement

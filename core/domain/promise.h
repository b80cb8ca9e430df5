// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QByteArray>
#include <QDate>
#include <QList>
#include <QString>
#include <optional>

namespace casement
{

/// Stored as its number: never renumber. Late is none of them: it follows from the time.
enum class PromiseState { Open = 0, Kept = 1, Broken = 2, Released = 3 };

/// Where a promise stands in the list of them, seen from a moment.
enum class PromisePlace {
    Late,
    Soon, ///< due within a week
    Later,
    NoDay,
    Theirs, ///< what is owed to us, whenever
    Settled,
};

/// "open", "kept", …; "late", "no-day", …: the names of the command line.
[[nodiscard]] QString toString(PromiseState state);
[[nodiscard]] QString toString(PromisePlace place);
/// In the order of the list.
[[nodiscard]] QList<PromisePlace> promisePlaces();

/// By when. Somebody who names a day has all of it.
struct PromiseDue {
    Timestamp at;         ///< from then on it is late; of a day its last millisecond
    QByteArray zone;      ///< IANA, in which the day or the time was meant
    bool hasTime = false; ///< a time of the day was named

    [[nodiscard]] QDateTime local() const; ///< in its zone
    [[nodiscard]] QDate day() const { return local().date(); }

    bool operator==(const PromiseDue &) const = default;
};

/// All of \a day, as it passes in \a zone.
[[nodiscard]] PromiseDue dueOn(QDate day, const QTimeZone &zone);
/// The moment that \a at is in its zone.
[[nodiscard]] PromiseDue dueAt(const QDateTime &at);

/// What a promise said before it was renegotiated, and why it was.
struct PromiseTerm {
    QString words;
    std::optional<PromiseDue> due = {};
    QString reason; ///< why it is another one now; may be empty
    QString by = {};
    Timestamp at; ///< when it was renegotiated

    bool operator==(const PromiseTerm &) const = default;
};

/// Who owes whom what by when.
struct Promise {
    PromiseId id;
    Uid uid;
    PersonId person; ///< as whom they are shown: to whom, or of theirs by whom
    QString personName;
    bool isOurs = true; ///< we owe it; else they do
    QString words;      ///< what; empty: it was said in words that they took back
    StaffId owner = {}; ///< who of us keeps it, or sees that it is kept
    QString ownerName = {};
    MessageId source = {};            ///< in which it was said
    ConversationId conversation = {}; ///< where; may be none
    QString quote = {};               ///< of the source, without text once it was taken back
    qsizetype quoteStart = 0;         ///< in UTF-16 code units of the message's text …
    qsizetype quoteEnd = 0;           ///< … up to here; the same: where it stands is not known
    AskId ask = {};                   ///< that it is about
    std::optional<PromiseDue> due = {};
    PromiseState state = PromiseState::Open;
    QString stateBy = {};
    Timestamp stateAt;
    QString reason = {};
    MessageId keptBy = {}; ///< the message with which it was kept
    ConversationId keptIn = {};
    bool isBeingKept = false; ///< the message that keeps it is not out yet
    Timestamp createdAt;
    QList<PromiseTerm> terms = {}; ///< what it was before, the oldest first; only of a single one

    [[nodiscard]] bool isLate(Timestamp now) const;
    [[nodiscard]] PromisePlace place(Timestamp now) const;

    bool operator==(const Promise &) const = default;
};

/// What stands in one place of the list.
struct PromiseSection {
    PromisePlace place = PromisePlace::Late;
    qint64 count = 0;
    QList<Promise> lines = {}; ///< the first of them

    bool operator==(const PromiseSection &) const = default;
};

/// A promise that is being written down.
struct PromiseDraft {
    PersonId person;
    bool isOurs = true;
    QString words;
    StaffId owner = {};               ///< invalid: whoever writes it down
    MessageId source = {};            ///< in which it was said, when it was …
    QString quote = {};               ///< … in these words
    ConversationId conversation = {}; ///< where, when no message says it
    AskId ask = {};
    std::optional<PromiseDue> due = {};

    bool operator==(const PromiseDraft &) const = default;
};

/// Until when something is due soon, seen from \a now.
[[nodiscard]] Timestamp soonUntil(Timestamp now);

/// Whether \a promise may go to \a state: open ones are kept, broken or released, the last two for
/// a reason, and whatever is settled may be opened again. Invalid with a sentence otherwise.
[[nodiscard]] Result<void> checkPromiseStep(const Promise &promise, PromiseState state,
                                            const QString &reason);
/// Whether \a promise may become another one: only an open one, with other words or another due.
[[nodiscard]] Result<void> checkRenegotiation(const Promise &promise, const QString &words,
                                              const std::optional<PromiseDue> &due);

} // namespace casement

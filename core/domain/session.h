// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QList>
#include <QString>
#include <optional>

namespace casement
{

enum class SessionStage { Imagine = 0, Decide = 1, Work = 2, Create = 3 };
enum class SessionState {
    Idea = 0,
    Invited = 1,
    Held = 2,
    WrittenUp = 3,
    ReportedBack = 4,
    Closed = 5
};
enum class ParticipantStatus { Invited = 0, Accepted = 1, Declined = 2, Came = 3 };

[[nodiscard]] QString toString(SessionStage stage);
[[nodiscard]] QString toString(SessionState state);
[[nodiscard]] QString toString(ParticipantStatus status);
[[nodiscard]] std::optional<SessionStage> sessionStageFromString(const QString &text);
[[nodiscard]] std::optional<SessionState> sessionStateFromString(const QString &text);
[[nodiscard]] std::optional<ParticipantStatus> participantStatusFromString(const QString &text);

struct Participant {
    PersonId person;
    QString name;
    ParticipantStatus status = ParticipantStatus::Invited;
    QString consent; ///< what they agreed to, in words; empty: not asked
    bool toldOutcome = false;

    bool operator==(const Participant &) const = default;
};

/// A link back to the words that inspired a session.
struct SessionSource {
    MessageId message;
    ConversationId conversation;
    QString authorName;
    QString snippet;
    Timestamp at;

    bool operator==(const SessionSource &) const = default;
};

/// A collaboration session: something that people and we imagine, decide, work on or create
/// together.
struct Session {
    SessionId id;
    Uid uid;
    QString title;
    QString purpose;
    QString ask;  ///< what we ask of people
    QString give; ///< what they get
    QString place;
    std::optional<Timestamp> startsAt;
    StaffId host;
    SessionStage stage = SessionStage::Imagine;
    SessionState state = SessionState::Idea;
    QString notebook; ///< Markdown; typed lines as parseNotebook() reads them
    QString outcome;
    Timestamp createdAt;
    QList<Participant> participants;
    QList<SessionSource> sources;

    bool operator==(const Session &) const = default;
};

/// One line of a notebook. Written `idea: …`, `decision: …`, `question: …`, `quote: …` or `sketch:
/// …`, with an author as `idea @Ada Lovelace: …`, with or without a list dash before it; everything
/// else is Text.
struct NotebookLine {
    enum class Kind { Text, Idea, Decision, Question, Quote, Sketch };
    Kind kind = Kind::Text;
    QString author; ///< as written after the @; empty when none
    QString text;
    int number = 0; ///< line number, from 0

    bool operator==(const NotebookLine &) const = default;
};

[[nodiscard]] QString toString(NotebookLine::Kind kind);
[[nodiscard]] QList<NotebookLine> parseNotebook(QStringView markdown);

/// The step that may follow \a from: idea → invited → held → written up → reported back → closed,
/// one at a time, and back again by any number of steps. A session cannot be closed while a
/// participant who came has not been told.
[[nodiscard]] Result<void> checkSessionStep(const Session &session, SessionState to);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/error.h"
#include "core/domain/session.h"
#include "core/domain/writingtime.h"

#include <QCoreApplication>
#include <QStringList>

namespace casement
{

/// What the window says, in the person's language. Everything here returns plain text.
class Words
{
    Q_DECLARE_TR_FUNCTIONS(casement::Words)
public:
    [[nodiscard]] static QString state(ConversationState state);
    [[nodiscard]] static QString sessionState(SessionState state);
    [[nodiscard]] static QString sessionStage(SessionStage stage);
    [[nodiscard]] static QString participantStatus(ParticipantStatus status);
    /// "12:03" today, "yesterday 12:03", "Tue 12:03" this week, "3 Mar" this year, else with the
    /// year.
    [[nodiscard]] static QString shortTime(Timestamp at, Timestamp now = systemNow());
    /// "3 hours", "2 days": how long \a since is past.
    [[nodiscard]] static QString duration(Timestamp since, Timestamp now = systemNow());
    [[nodiscard]] static QString size(qint64 bytes);
    /// "Ada", "Ada and Ben", "Ada, Ben and 3 others".
    [[nodiscard]] static QString list(const QStringList &names, qsizetype most = 3);
    /// How wide a message is heard: "public", "unlisted", "followers only"; empty for direct ones.
    [[nodiscard]] static QString visibility(Visibility visibility);
    /// "It is 23:10 for Ada; they prefer 9:00–18:00" when it is quiet there, else only when they
    /// like to be written to; empty when they never said.
    [[nodiscard]] static QString quietHours(const WritingTime &time, Timestamp now);
    /// "German (de)" of a language tag.
    [[nodiscard]] static QString language(const QString &tag);
    /// What a line says that stands for another conversation: "4 messages, 12:02–12:20, are in
    /// “Broken build”" where they were split off; "Email: Seeds" above what was said there.
    [[nodiscard]] static QString otherConversation(const TimelineItem &item);
    /// One sentence of what happened and what to do.
    [[nodiscard]] static QString error(const Error &error);
    /// The name of a person as it may be shown, else \a address, else "somebody".
    [[nodiscard]] static QString name(const QString &name, const QString &address = {});
};

} // namespace casement

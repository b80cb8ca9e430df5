// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QSet>

namespace casement
{

/// What is told of a session to everybody. Only who agreed to be quoted by name is named, and whose
/// words may not be quoted at all are not in it.
struct SessionRecord {
    struct Line {
        NotebookLine::Kind kind = NotebookLine::Kind::Idea;
        QString author;      ///< a name, or empty: "a participant"; of a decision who decided it
        bool isOurs = false; ///< of somebody who works here, or of nobody in particular
        QString text;        ///< without links of the workspace

        bool operator==(const Line &) const = default;
    };
    struct Outcome {
        QString text;
        QString url;
        QString from; ///< the line that it comes from; may be empty

        bool operator==(const Outcome &) const = default;
    };
    QString title;
    QString collaboration;
    SessionStage stage = SessionStage::Imagine;
    QString purpose;
    QString ask;
    QString give;
    QString place;
    std::optional<Timestamp> startsAt;
    std::optional<Timestamp> endsAt;
    QByteArray zone;
    QString host;
    QStringList named;     ///< who came and agreed to be named
    qsizetype unnamed = 0; ///< who came and is not
    QList<SessionItem> agenda;
    QList<Line> lines;
    QString outcome;
    QList<Outcome> outcomes;

    bool operator==(const SessionRecord &) const = default;
};

/// What of \a session may be told: \a named are those who may be quoted by name, \a quotable those
/// whose words may be quoted. A decision, and a line of nobody in particular, is everybody's.
[[nodiscard]] SessionRecord makeRecord(const Session &session, const QSet<PersonId> &named,
                                       const QSet<PersonId> &quotable);

/// As Markdown; what is not ours is escaped.
[[nodiscard]] QString recordMarkdown(const SessionRecord &record);
/// As one HTML page that names nothing outside of itself.
[[nodiscard]] QString recordHtml(const SessionRecord &record);

} // namespace casement

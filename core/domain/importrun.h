// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QList>
#include <QStringList>
#include <optional>

namespace casement
{

/// One import from files: what was asked for, and what of it is in the workspace now.
struct ImportRun {
    ImportId id;
    QStringList paths;
    Timestamp startedAt;
    std::optional<Timestamp> finishedAt; ///< none: under way, stopped or killed
    std::optional<Timestamp> undoneAt;
    qint64 messages = 0;
    qint64 conversations = 0; ///< that it brought
    qint64 people = 0;        ///< whom it brought

    bool operator==(const ImportRun &) const = default;
};

/// What the undo of an import took out again, and what it left.
struct ImportUndone {
    qint64 messages = 0;
    qint64 conversations = 0;
    qint64 people = 0;
    qint64 addresses = 0; ///< of people who were here before
    qint64 keptMessages = 0;
    /// Conversations that stay whole, because somebody has worked on them since: answered, tagged,
    /// noted, assigned, closed, quoted in a session, or because newer messages came.
    QList<ConversationId> kept;

    bool operator==(const ImportUndone &) const = default;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QCoreApplication>

namespace casement
{

/// How sessions are spoken of.
class SessionWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::SessionWords)
public:
    /// What \a session lacks for \a to, as one sentence; empty when it can go there.
    [[nodiscard]] static QString lacks(const Session &session, SessionState to);
    /// What is next: "Next: invited. Nobody has been invited yet." Empty when it is closed.
    [[nodiscard]] static QString next(const Session &session);
    /// "invited 3 May", "invitation on its way"; empty when nothing was said.
    [[nodiscard]] static QString invitation(const Telling &letter);
    /// "told 3 May", "not told: moved away"; empty when nothing was said.
    [[nodiscard]] static QString report(const Telling &letter);
    /// "told 3 of 5"; empty while there is nobody to tell.
    [[nodiscard]] static QString told(qint64 settled, qint64 toTell);
    /// The verb of a stage: "Imagine".
    [[nodiscard]] static QString stage(SessionStage stage);
    [[nodiscard]] static QString answer(SessionAnswer answer);
    [[nodiscard]] static QString agendaState(AgendaState state);
    /// "Thursday 3 December 2026, 19:00" in the session's zone, named where it is not ours.
    [[nodiscard]] static QString when(const Session &session);
};

} // namespace casement

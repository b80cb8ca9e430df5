// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/error.h"
#include "core/domain/person.h"
#include "core/domain/session.h"

#include <QFuture>

namespace casement
{

class Store;

/// Collaboration sessions.
class Sessions
{
public:
    explicit Sessions(Store &store);

    QFuture<Result<QList<SessionRef>>> list();
    QFuture<Result<Session>> get(SessionId id);
    /// A new session that \a sources inspired; their authors are its first participants (not yet
    /// invited by anyone: status Invited, consent empty) unless they do not want to be invited; the
    /// title comes from the first conversation's subject.
    QFuture<Result<Session>> create(const QList<MessageId> &sources);
    /// Saves title, purpose, ask, give, place, time, host, stage, notebook and outcome; each is one
    /// register.
    QFuture<Result<AppliedChange>> save(const Session &session);
    /// One step; see checkSessionStep().
    QFuture<Result<AppliedChange>> setState(SessionId id, SessionState state);
    QFuture<Result<AppliedChange>> addSource(SessionId id, MessageId message);
    QFuture<Result<AppliedChange>> removeSource(SessionId id, MessageId message);
    /// Forbidden when they do not want to be invited; see checkConsent().
    QFuture<Result<AppliedChange>> addParticipant(SessionId id, PersonId person);
    QFuture<Result<AppliedChange>> removeParticipant(SessionId id, PersonId person);
    QFuture<Result<AppliedChange>> setParticipant(SessionId id, const Participant &participant);
    QFuture<Result<AppliedChange>> remove(SessionId id);

private:
    Store &m_store;
};

} // namespace casement

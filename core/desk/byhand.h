// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QFuture>
#include <QString>

namespace casement
{

class Store;

/// A call, a talk at a stand, a letter: what somebody writes down of it.
struct SpokenWords {
    PersonId person; ///< invalid: somebody new, called `personName`
    QString personName;
    Timestamp at;                ///< when it was said; not later than now
    QString occasion;            ///< "Phone call", in the writer's language; becomes the subject
    QString words;               ///< plain text
    ConversationId conversation; ///< invalid: a conversation of its own
    bool isOurs = false;         ///< we said it to them
    bool isHandled = false;      ///< it asks for nothing any more
};

/// Messages that no server brings. They go the way of every message: found, counted, waited for,
/// linked to sessions.
class ByHand
{
public:
    explicit ByHand(Store &store) : m_store(store) {}

    /// Invalid when the person, the words or the time are missing.
    QFuture<Result<MessageId>> record(const SpokenWords &spoken);

private:
    Store &m_store;
};

} // namespace casement

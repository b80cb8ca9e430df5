// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/unit/desk/askfixture.h"

#include <QTimeZone>

namespace casement::test
{

/// What we and ann, ben and chen promise each other, beside what they ask.
struct Pledges : Shelf {
    const QTimeZone zone{"Europe/Berlin"};

    Promises &promises() { return desk.desk->promises; }

    /// The day that is \a days from today.
    std::optional<PromiseDue> in(int days)
    {
        return dueOn(toLocalDateTime(desk.clock.now()).toTimeZone(zone).date().addDays(days), zone);
    }
    PersonId writer(qsizetype message)
    {
        return value(desk.desk->conversations.summary(place(message))).person;
    }
    ConversationId place(qsizetype message)
    {
        return value(desk.store->read([id = messages.at(message)](ReadContext &context) {
            return ConversationId{
                context.db.number("SELECT conversation_id FROM message WHERE id = ?", 0, id)};
        }));
    }

    Promise promise(const PromiseDraft &draft) { return value(promises().record(draft)).promise; }
    /// To ann, of what she asked for.
    Promise toAnn(std::optional<PromiseDue> due = {}, bool isOurs = true)
    {
        return promise({.isOurs = isOurs,
                        .words = u"a seed shelf in the porch"_s,
                        .source = messages[0],
                        .quote = u"a seed shelf"_s,
                        .due = due});
    }
    Promise now(PromiseId id) { return value(promises().get(id)); }
    bool isThere(PromiseId id) { return promises().get(id).result().has_value(); }
    QList<PromiseId> ids(const PromiseQuery &query = {})
    {
        QList<PromiseId> found;
        for (const Promise &each : value(promises().list(query, 1000)))
            found.append(each.id);
        return found;
    }
    /// An answer to what stands in \a message, held for a minute.
    OutboxItem answer(qsizetype message, const QString &text)
    {
        return value(desk.desk->outbox.send(
            {.conversation = place(message), .markdown = text, .replyTo = messages.at(message)},
            60s));
    }
};

} // namespace casement::test

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/error.h"

#include <QList>
#include <QString>

namespace casement
{

/// What a person typed into search, understood: words, "phrases", -not, prefix*, from: to: subject:
/// in: (a view) channel: tag: is: (open waiting snoozed done spam unread starred) has:attachment
/// before: after: during: session: (it inspired a session that has these words) ask: (quoted in an
/// ask that has these words).
struct SearchQuery {
    struct Term {
        enum class Field { Any, From, To, Subject };
        QString text;
        Field field = Field::Any;
        bool isPhrase = false;
        bool isPrefix = false;
        bool isNegated = false;
        bool operator==(const Term &) const = default;
    };
    QList<Term> terms;
    QList<ConversationState> states;
    QStringList tags;
    QStringList channels;
    QStringList asks;               ///< words or phrases of asks in which the message is quoted
    QStringList sessions;           ///< words or phrases of sessions that the message inspired
    std::optional<Timestamp> from;  ///< inclusive
    std::optional<Timestamp> until; ///< exclusive
    std::optional<bool> unread;
    std::optional<bool> starred;
    bool hasAttachment = false;
    QStringList
        problems; ///< what could not be understood, one sentence each; the rest still counts

    bool operator==(const SearchQuery &) const = default;
};

/// Never fails: what is not understood is searched for as words, or named in SearchQuery::problems.
/// Dates are YYYY, YYYY-MM or YYYY-MM-DD in the local time zone.
[[nodiscard]] SearchQuery parseSearch(const QString &text);

struct SearchHit {
    MessageId message;
    ConversationId conversation;
    QString subject;
    QString authorName;
    QString channel;
    QString excerpt; ///< plain text around the first hit
    QList<std::pair<int, int>>
        marks; ///< (start, length) of the hits in the excerpt, in UTF-16 code units
    Timestamp at;
    Direction direction = Direction::Incoming;
};

struct SearchPage {
    QList<SearchHit> hits; ///< newest first
    std::optional<PageKey> next;
};

} // namespace casement

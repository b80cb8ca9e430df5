// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accounts.h"
#include "core/desk/importer.h"
#include "core/domain/ask.h"
#include "core/domain/conversation.h"
#include "core/domain/outbox.h"
#include "core/domain/person.h"
#include "core/domain/promise.h"
#include "core/domain/search.h"
#include "core/domain/session.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

namespace casement
{

class VerbContext;

/// \a text without anything that a terminal would act on: control characters other than tab and
/// line feed, and characters that reverse the direction of what follows, become U+FFFD.
[[nodiscard]] QString printable(QString text);
/// One line for one value: printable(), line breaks and tabs as spaces.
[[nodiscard]] QString oneLine(const QString &text);
/// \a object on a line of its own. Characters that a terminal would act on are written as \\uXXXX.
[[nodiscard]] QByteArray jsonLine(const QJsonObject &object);

/// Ids as the command line writes them: a letter for the kind, and the number in this workspace.
[[nodiscard]] QString name(AccountId id);      ///< a1
[[nodiscard]] QString name(ConversationId id); ///< c1
[[nodiscard]] QString name(MessageId id);      ///< m1
[[nodiscard]] QString name(PersonId id);       ///< p1
[[nodiscard]] QString name(NoteId id);         ///< n1
[[nodiscard]] QString name(SessionId id);      ///< s1
[[nodiscard]] QString name(OutboxId id);       ///< o1
[[nodiscard]] QString name(ChangeId id);       ///< x1
[[nodiscard]] QString name(ImportId id);       ///< i1
[[nodiscard]] QString name(AskId id);          ///< k1
[[nodiscard]] QString name(AskVoiceId id);     ///< v1
[[nodiscard]] QString name(FactId id);         ///< f1
[[nodiscard]] QString name(PromiseId id);      ///< r1

/// The number in "c12" for the letter 'c', or in "12"; none when \a text is neither.
[[nodiscard]] std::optional<qint64> numberOf(QChar letter, const QString &text);

/// What ids are called, read once for a verb.
struct Names {
    QHash<TagId, QString> tags;
    QHash<StaffId, QString> staff;
    QHash<AccountId, QString> accounts;
};
[[nodiscard]] Result<Names> readNames(VerbContext &context);

[[nodiscard]] QJsonObject toJson(const Account &account);
[[nodiscard]] QJsonObject toJson(const ConversationSummary &row, const Names &names);
[[nodiscard]] QString toText(const ConversationSummary &row, const Names &names);
[[nodiscard]] QJsonObject toJson(const TimelineItem &item, const Names &names);
[[nodiscard]] QString toText(const TimelineItem &item, const Names &names);
[[nodiscard]] QJsonObject toJson(const SearchHit &hit);
[[nodiscard]] QString toText(const SearchHit &hit);
[[nodiscard]] QJsonObject toJson(const OutboxItem &item);
[[nodiscard]] QString toText(const OutboxItem &item);
[[nodiscard]] QJsonObject toJson(const ImportProgress &progress);
[[nodiscard]] QJsonObject toJson(const ImportFileReport &file);
[[nodiscard]] QJsonObject toJson(const ImportRow &row);
[[nodiscard]] QJsonObject toJson(const ImportRun &run);
[[nodiscard]] QJsonObject toJson(const AppliedChange &change);
/// Tells what a change did, and how to take it back; returns the exit code.
[[nodiscard]] int tellChange(VerbContext &context, const Result<AppliedChange> &change);
[[nodiscard]] QJsonObject toJson(const SuggestedPair &pair);
[[nodiscard]] QString toText(const SuggestedPair &pair);
[[nodiscard]] QJsonObject toJson(const PersonJoin &join);
[[nodiscard]] QString toText(const PersonJoin &join);
[[nodiscard]] QJsonObject toJson(const Fact &fact);
[[nodiscard]] QString toText(const Fact &fact);
[[nodiscard]] QJsonObject toJson(const SessionSummary &session);
[[nodiscard]] QString toText(const SessionSummary &session);
[[nodiscard]] QJsonObject toJson(const Session &session);
[[nodiscard]] QString toText(const Session &session);
[[nodiscard]] QJsonObject toJson(const AskSummary &line);
[[nodiscard]] QString toText(const AskSummary &line);
[[nodiscard]] QJsonObject toJson(const Ask &ask);
[[nodiscard]] QString toText(const Ask &ask);
[[nodiscard]] QJsonObject toJson(const Promise &promise);
[[nodiscard]] QString toText(const Promise &promise);

/// As the verbs write it; none for anything else.
[[nodiscard]] std::optional<Visibility> visibilityFrom(const QString &name);

} // namespace casement

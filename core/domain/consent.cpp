// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/consent.h"

#include <QDateTime>
#include <QHash>
#include <QLocale>

namespace casement
{

namespace
{

/// The larger, the stricter.
int strictness(ConsentAnswer answer)
{
    switch (answer) {
    case ConsentAnswer::Yes:
        return 0;
    case ConsentAnswer::Unknown:
        return 1;
    case ConsentAnswer::No:
        return 2;
    }
    return 2;
}

bool needsYes(ConsentKind kind)
{
    return kind != ConsentKind::Answer && kind != ConsentKind::KeepNotes;
}

QString deedOf(ConsentKind kind)
{
    switch (kind) {
    case ConsentKind::Answer:
        return QStringLiteral("be answered");
    case ConsentKind::ContactFirst:
        return QStringLiteral("be contacted first");
    case ConsentKind::Invite:
        return QStringLiteral("be invited");
    case ConsentKind::QuoteByName:
        return QStringLiteral("be quoted by name");
    case ConsentKind::QuoteAnonymously:
        return QStringLiteral("be quoted, also without a name");
    case ConsentKind::KeepNotes:
        return QStringLiteral("have notes kept about them");
    }
    return {};
}

} // namespace

QString toString(ConsentKind kind)
{
    switch (kind) {
    case ConsentKind::Answer:
        return QStringLiteral("answer");
    case ConsentKind::ContactFirst:
        return QStringLiteral("contact-first");
    case ConsentKind::Invite:
        return QStringLiteral("invite");
    case ConsentKind::QuoteByName:
        return QStringLiteral("quote-by-name");
    case ConsentKind::QuoteAnonymously:
        return QStringLiteral("quote-anonymously");
    case ConsentKind::KeepNotes:
        return QStringLiteral("keep-notes");
    }
    return {};
}

QString toString(ConsentAnswer answer)
{
    switch (answer) {
    case ConsentAnswer::Unknown:
        return QStringLiteral("unknown");
    case ConsentAnswer::Yes:
        return QStringLiteral("yes");
    case ConsentAnswer::No:
        return QStringLiteral("no");
    }
    return {};
}

std::optional<ConsentKind> consentKindFromString(const QString &text)
{
    const auto *const kind =
        std::ranges::find(consentKinds, text, [](ConsentKind each) { return toString(each); });
    return kind == consentKinds.end() ? std::nullopt : std::optional(*kind);
}

std::optional<ConsentAnswer> consentAnswerFromString(const QString &text)
{
    for (const ConsentAnswer answer :
         {ConsentAnswer::Unknown, ConsentAnswer::Yes, ConsentAnswer::No}) {
        if (toString(answer) == text)
            return answer;
    }
    return std::nullopt;
}

ConsentState currentConsent(const QList<ConsentEntry> &entries, ConsentKind kind)
{
    QHash<PersonId, const ConsentEntry *> newest;
    for (const ConsentEntry &entry : entries) {
        if (entry.kind == kind)
            newest.insert(entry.person, &entry);
    }
    // Of two that are as strict the later one, so that the order of a hash decides nothing.
    const ConsentEntry *strictest = nullptr;
    for (const ConsentEntry &entry : entries) {
        if (newest.value(entry.person) == &entry &&
            (!strictest || strictness(entry.answer) >= strictness(strictest->answer)))
            strictest = &entry;
    }
    return strictest ? ConsentState(*strictest) : std::nullopt;
}

ConsentCheck checkConsent(ConsentKind kind, const ConsentState &state,
                          const ConsentContext &context)
{
    const auto answered = [&](bool isAllowed, ConsentReason reason) {
        return ConsentCheck{.kind = kind,
                            .isAllowed = isAllowed,
                            .reason = reason,
                            .entry = state,
                            .person = {},
                            .name = {}};
    };
    if (state && state->answer == ConsentAnswer::No)
        return answered(false, ConsentReason::SaidNo);
    if (state && state->answer == ConsentAnswer::Yes)
        return answered(true, ConsentReason::SaidYes);
    if (!needsYes(kind))
        return answered(true, ConsentReason::NeverSaidNo);
    const bool isWarm = kind == ConsentKind::ContactFirst || kind == ConsentKind::Invite;
    if (isWarm && context.hasWritten)
        return answered(true, ConsentReason::WroteBefore);
    if (kind == ConsentKind::Invite && context.tookPart)
        return answered(true, ConsentReason::TookPart);
    // Whoever has been asked is no stranger any more.
    if (kind == ConsentKind::ContactFirst && context.isStranger && !state)
        return answered(true, ConsentReason::Stranger);
    return answered(false, ConsentReason::NotAsked);
}

QString refusalOf(const ConsentCheck &check)
{
    const QString name =
        check.name.isEmpty() ? QStringLiteral("This person") : check.name.simplified().left(100);
    if (check.reason == ConsentReason::SaidNo && check.entry) {
        const QDate day = toLocalDateTime(check.entry->saidAt.value_or(check.entry->at)).date();
        return QStringLiteral("%1 said on %2 that they do not want to %3; nothing was done.")
            .arg(name, QLocale::c().toString(day, QStringLiteral("d MMMM yyyy")),
                 deedOf(check.kind));
    }
    return QStringLiteral("%1 has not said that they want to %2; nothing was done. Ask, and record "
                          "what they say.")
        .arg(name, deedOf(check.kind));
}

} // namespace casement

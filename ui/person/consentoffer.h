// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/consent.h"
#include "core/domain/message.h"

#include <QList>
#include <functional>

class QWidget;

namespace casement
{

class Desk;

/// What was written down of an offer, for whoever offers its undo.
using ConsentRecorded = std::function<void(ChangeId change, const QString &words)>;

/// After something was refused: says in the window's language who does not want it, through \a
/// explain, and opens the dialog in which what they say now can be written down. Without effect
/// where nobody refuses \a kind: then it was refused for another reason.
void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<PersonId> &people,
                  const std::function<void(const QString &)> &explain,
                  const ConsentRecorded &recorded = {});
/// The same for those who have the addresses of \a recipients.
void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<Recipient> &recipients,
                  const std::function<void(const QString &)> &explain,
                  const ConsentRecorded &recorded = {});

} // namespace casement

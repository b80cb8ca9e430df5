// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/consent.h"

#include <QCoreApplication>
#include <QString>

namespace casement
{

/// How consents are said, in the person's language. Everything here returns plain text.
class ConsentWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::ConsentWords)
public:
    [[nodiscard]] static QString kind(ConsentKind kind);
    [[nodiscard]] static QString answer(ConsentAnswer answer);
    /// "Ada said on 3 May that they do not want to be contacted first."
    [[nodiscard]] static QString refusal(const ConsentCheck &check);
    /// What holds of a kind, in a word, and for nobody asked why something is all right.
    [[nodiscard]] static QString state(const ConsentState &state);
    /// "3 May 2026, by Sol: said so at the stand".
    [[nodiscard]] static QString source(const ConsentEntry &entry);
};

} // namespace casement

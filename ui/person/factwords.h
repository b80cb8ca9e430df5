// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/fact.h"

#include <QCoreApplication>
#include <QString>

namespace casement
{

/// How facts are said, in the person's language. Everything here returns plain text.
class FactWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::FactWords)
public:
    [[nodiscard]] static QString kind(FactKind kind);
    /// "14 March", or "14 March 1987".
    [[nodiscard]] static QString day(const FactDay &day);
    /// What stands beside \a fact in the panel: "14 March", "with Ben"; empty for words.
    [[nodiscard]] static QString about(const Fact &fact);
    /// \a fact as whom it is about will read it in their letter.
    [[nodiscard]] static QString inLetter(const Fact &fact);
    /// Why a word of the list of words is looked at twice.
    [[nodiscard]] static QString reason(const QString &reason);
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"

#include <QCoreApplication>

namespace casement
{

/// Why two people may be one, in words. Everything here returns plain text on one line.
class LikenessWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::LikenessWords)
public:
    /// Without a capital and a full stop. \a person is who is shown, \a other who is suggested.
    [[nodiscard]] static QString reason(const MatchEvidence &evidence, const QString &person,
                                        const QString &other);
    /// The strongest three, joined: "a, b and c".
    [[nodiscard]] static QString reasons(const QList<MatchEvidence> &evidence,
                                         const QString &person, const QString &other);
};

} // namespace casement

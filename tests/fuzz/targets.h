// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <span>

namespace casement
{

/// One way in for hostile bytes, with what must hold for all of them.
struct FuzzTarget {
    const char *name; ///< also the folder of its seeds below tests/fuzz/seeds
    /// What does not hold for these bytes, in a sentence; empty when all does.
    QString (*problem)(const QByteArray &bytes);
};

[[nodiscard]] std::span<const FuzzTarget> fuzzTargets();

} // namespace casement

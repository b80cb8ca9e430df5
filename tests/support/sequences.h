// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtEnvironmentVariables>
#include <QtLogging>

namespace casement::testing
{

/// How many random sequences a property test tries, and from which seed on: CASEMENT_SEQUENCES and
/// CASEMENT_SEED, else what the test usually does. Said, so that a failure can be repeated.
struct Sequences {
    quint64 seed;
    int count;

    Sequences(quint64 usualSeed, int usualCount, int operations)
        : seed(qEnvironmentVariableIsSet("CASEMENT_SEED")
                   ? qEnvironmentVariable("CASEMENT_SEED").toULongLong()
                   : usualSeed)
    {
        const int asked = qEnvironmentVariableIntValue("CASEMENT_SEQUENCES");
        count = asked > 0 ? asked : usualCount;
        qInfo("seed %llu (CASEMENT_SEED), %d sequences of %d", qulonglong(seed), count, operations);
    }
};

} // namespace casement::testing

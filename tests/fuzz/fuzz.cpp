// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// One target for libFuzzer: which one is compiled in. Called by tests/fuzz/run.

#include "tests/fuzz/targets.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace
{

const casement::FuzzTarget &target()
{
    return *std::ranges::find(casement::fuzzTargets(), QLatin1StringView(CASEMENT_FUZZ_TARGET),
                              [](const auto &each) { return QLatin1StringView(each.name); });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const QString problem = target().problem(
        QByteArray(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size)));
    if (!problem.isEmpty()) {
        std::fprintf(stderr, "%s\n", problem.toUtf8().constData());
        std::abort();
    }
    return 0;
}

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QtGlobal>
#include <cmath>

namespace casement::testing
{

/// SplitMix64: small, fast, and the same on every platform, unlike the standard library's
/// distributions. What is made with one seed today is made with it again in ten years.
class Random final
{
public:
    explicit Random(quint64 seed) : m_state(seed) {}

    quint64 next()
    {
        m_state += 0x9e3779b97f4a7c15ULL;
        quint64 z = m_state;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31);
    }

    /// In [0, bound); \a bound must be positive.
    int below(int bound)
    {
        return static_cast<int>((next() >> 32) * static_cast<quint64>(bound) >> 32);
    }
    /// In [low, high].
    int between(int low, int high) { return low + below(high - low + 1); }
    /// In [0, 1).
    double real() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    bool chance(double probability) { return real() < probability; }

    /// About log-normal: sizes of texts, of which a few are very long.
    double logNormal(double median, double sigma)
    {
        const double normal = (real() + real() + real() + real() - 2.0) * 1.7320508;
        return median * std::exp(sigma * normal);
    }

    template <typename T, std::size_t N>
    const T &pick(const T (&from)[N])
    {
        return from[below(static_cast<int>(N))];
    }

private:
    quint64 m_state;
};

} // namespace casement::testing

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/timestamp.h"

#include <QByteArray>
#include <QHttpHeaders>
#include <optional>

namespace casement
{

/// How long a server may make us wait at most, whatever it says.
inline constexpr std::chrono::seconds kLongestRetryAfter = std::chrono::minutes(15);

/// How long a server asks us to wait.
struct HttpWait {
    std::chrono::seconds wait{0};
    bool isCapped = false; ///< the server asked for more
};

/// \a seconds as a server named them: at least one second; one minute for what is no time at all
/// (negative, not a number).
[[nodiscard]] HttpWait httpWaitOf(double seconds);

/// Retry-After (RFC 9110, section 10.2.3), as seconds or as a date; where that is empty, \a reset,
/// the moment from which requests are taken again, as X-RateLimit-Reset (ISO 8601) and
/// RateLimit-Reset (seconds, or seconds since 1970) tell it. One minute where neither can be read.
[[nodiscard]] HttpWait httpWait(const QByteArray &retryAfter, const QByteArray &reset,
                                Timestamp now);
[[nodiscard]] HttpWait httpWait(const QHttpHeaders &headers, Timestamp now);

/// \a error with the wait that a server asked for, and with a sentence where it asked for too much.
[[nodiscard]] Error withWait(Error error, const HttpWait &wait);

/// An HTTP date (RFC 9110, section 5.6.7), only in the form that is still written.
[[nodiscard]] std::optional<Timestamp> httpDate(const QByteArray &text);

/// What an HTTP status that refuses means; \a words are the server's own, plain text, or empty.
[[nodiscard]] Error httpRefusal(int status, const QString &words, const QString &host);

/// How long to wait before attempt number \a failures + 1, without jitter: 1 s, 2 s, … 5 min.
[[nodiscard]] std::chrono::milliseconds retryDelay(int failures);
/// The same with jitter: between half of it and all of it.
[[nodiscard]] std::chrono::milliseconds jittered(std::chrono::milliseconds delay);

} // namespace casement

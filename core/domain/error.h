// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <chrono>
#include <expected>
#include <optional>

namespace casement
{

/// What went wrong, in the terms that decide what happens next (retry, ask, give up). The interface
/// owns the sentence that a person reads; `detail` is for it and for the log.
enum class ErrorKind {
    Offline,      ///< the network or the host cannot be reached; retried with back-off
    Timeout,      ///< no answer in time; retried
    RateLimited,  ///< the server asked us to wait; see Error::retryAfter
    AuthRequired, ///< wrong or expired credentials; waits for the person
    Forbidden,    ///< the server understood and refuses
    Certificate,  ///< the server's certificate could not be verified; see Error::detail
    NotFound,     ///< the thing asked for does not exist
    Protocol,     ///< the other side broke its protocol
    Invalid,      ///< what was given to us cannot be used
    Storage,      ///< the workspace's files could not be read or written
    Full,         ///< no room on the disk
    Busy,         ///< another process has the workspace open
    NewerSchema,  ///< the workspace was written by a newer Casement
    Cancelled,    ///< the person or the program stopped it
};

/// An error as a value. \a detail is one clear sentence in English or the other side's own words,
/// plain text, never with secrets in it.
struct Error {
    ErrorKind kind = ErrorKind::Invalid;
    QString detail;
    std::optional<std::chrono::seconds> retryAfter = std::nullopt;

    bool operator==(const Error &) const = default;
};

template <typename T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, const QString &detail)
{
    return std::unexpected(Error{.kind = kind, .detail = detail});
}

/// The stable name of a kind, as `--json` output and the log write it: "offline", "auth-required",
/// …
[[nodiscard]] QString toString(ErrorKind kind);

} // namespace casement

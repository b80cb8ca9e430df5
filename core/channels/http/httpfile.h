// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/filejob.h"
#include "core/channels/http/httptrust.h"

#include <QUrl>
#include <chrono>
#include <functional>

namespace casement
{

/// On what terms an account fetches files that are named by their address on the web.
struct HttpFileTerms {
    QUrl ownServer; ///< the account's; empty where a channel has none
    HttpTrust trust;
    std::chrono::milliseconds deadline{std::chrono::minutes(15)}; ///< in all
};

/// How a person is told which host \a url leads to; see FileAnswer::host.
[[nodiscard]] QString httpHostName(const QUrl &url);

/// Why \a url, which somebody else wrote, is not asked for anything; empty where it may be. Only
/// https, or http to this computer; no user names; nothing in this computer's own network, unless
/// the account's server is there too. What a name resolves to is not known here: whoever answers
/// must have a certificate for it.
[[nodiscard]] QString httpFileProblem(const QUrl &url, const QUrl &ownServer);

/// Gets the file at \a url for \a job, on a connection that carries no login. Each host is asked
/// only if FileRequest::hosts has it, also those that a redirect leads to. A web page in place of
/// what was announced is an error. \a check looks at what came, on another thread.
void fetchHttpFile(FileJob *job, const QUrl &url, const FileRequest &request,
                   const HttpFileTerms &terms,
                   const std::function<Result<void>(const QByteArray &)> &check = {});

} // namespace casement

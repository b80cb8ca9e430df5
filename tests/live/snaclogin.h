// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversesignin.h"
#include "tests/live/snacserver.h"

class QNetworkAccessManager;
class QNetworkReply;

namespace casement
{

/// What \a user does in the browser at \a url, where a program asks to be let in: says name and
/// password. The answer leads to where the program waits.
QNetworkReply *allowAtSnac(QNetworkAccessManager &browser, const SnacServer &server,
                           const QString &user, const QUrl &url);

/// Signs in as a person does, with allowAtSnac().
[[nodiscard]] Result<FediverseLogin> signInAtSnac(const SnacServer &server, const QString &user);

} // namespace casement

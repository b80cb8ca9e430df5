// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/uid.h"

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QString>

namespace casement
{

/// A login on a channel. Secrets are never in here: they are in the keychain, under the account's
/// uid.
struct Account {
    AccountId id;
    Uid uid; ///< derived from protocol, host and login, so that two desks agree
    QString
        channel;  ///< "email", "fediverse", … or "import", "sample" for accounts without a server
    QString name; ///< how staff call it
    QString address;  ///< our own address on it, normalised
    QString fromName; ///< the name that outgoing messages carry
    QJsonObject
        settings; ///< the connector's own (hosts, ports, folders, pins); opaque to everyone else
    bool paused = false;

    bool operator==(const Account &) const = default;
};

/// Where each stream of an account (an IMAP folder, …) was left; opaque to everyone but the
/// connector.
using Cursors = QHash<QString, QByteArray>;

} // namespace casement

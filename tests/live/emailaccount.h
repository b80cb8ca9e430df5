// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"
#include "core/channels/secrets.h"
#include "core/domain/account.h"
#include "tests/live/mailservers.h"

#include <QHash>

namespace casement
{

/// Passwords in memory.
class TestSecrets final : public Secrets
{
public:
    QFuture<Result<QString>> read(const Uid &, const QString &name) override
    {
        const auto found = passwords.constFind(name);
        if (found == passwords.cend())
            return QtFuture::makeReadyValueFuture(
                Result<QString>(fail(ErrorKind::NotFound, QStringLiteral("There is none."))));
        return QtFuture::makeReadyValueFuture(Result<QString>(*found));
    }
    QFuture<Result<void>> write(const Uid &, const QString &name, const QString &secret) override
    {
        passwords.insert(name, secret);
        return QtFuture::makeReadyValueFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const Uid &) override
    {
        passwords.clear();
        return QtFuture::makeReadyValueFuture(Result<void>());
    }

    QHash<QString, QString> passwords{{QStringLiteral("imap-password"), QStringLiteral("teampw")}};
};

/// The team's account on \a servers.
inline EmailSettings settingsFor(const MailServers &servers)
{
    EmailSettings settings;
    settings.imap = {QStringLiteral("localhost"), servers.imaps, TransportSecurity::Tls};
    settings.imapUser = QStringLiteral("team");
    settings.smtp = {QStringLiteral("localhost"), servers.smtps, TransportSecurity::Tls};
    settings.smtpUser = QStringLiteral("team");
    settings.caPem = servers.caPem();
    settings.backfillDays = 0;
    return settings;
}

inline Account accountFor(const EmailSettings &settings)
{
    Account account;
    account.uid = Uid::derive({"email", "team@example.org"});
    account.channel = QStringLiteral("email");
    account.address = QStringLiteral("team@example.org");
    account.settings = settings.toJson();
    return account;
}

} // namespace casement

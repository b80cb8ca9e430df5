// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/newaccount.h"
#include "core/domain/message.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

/// \a server with what the options beginning with \a prefix say of it.
Result<QJsonObject> withServerOptions(const VerbCall &call, const QString &prefix,
                                      QJsonObject server, int tlsPort, int startTlsPort)
{
    const auto option = [&](QLatin1StringView name) { return QString(prefix + u'-' + name); };
    if (call.has(option("host"_L1)))
        server.insert(u"host"_s, call.value(option("host"_L1)));
    if (call.has(option("security"_L1))) {
        const QString security = call.value(option("security"_L1));
        if (security != u"tls" && security != u"starttls" && security != u"plain")
            return std::unexpected(mistake(u"--%1-security is “tls” or “starttls”."_s.arg(prefix)));
        server.insert(u"security"_s, security);
    }
    if (call.has(option("port"_L1))) {
        bool ok = false;
        const int port = call.value(option("port"_L1)).toInt(&ok);
        if (!ok || port < 1 || port > 65535)
            return std::unexpected(
                mistake(u"--%1-port takes a number from 1 to 65535."_s.arg(prefix)));
        server.insert(u"port"_s, port);
    }
    if (call.has(option("user"_L1)))
        server.insert(u"user"_s, call.value(option("user"_L1)));
    if (!server.contains(u"security"_s))
        server.insert(u"security"_s, u"tls"_s);
    if (!server.contains(u"port"_s))
        server.insert(u"port"_s,
                      server[u"security"_s].toString() == u"tls" ? tlsPort : startTlsPort);
    return server;
}

QString place(const QJsonObject &server)
{
    return u"%1:%2"_s.arg(server[u"host"_s].toString()).arg(server[u"port"_s].toInt());
}

/// A pin is HOST:PORT=FINGERPRINT, or a fingerprint for both servers.
QJsonObject withPins(const VerbCall &call, QJsonObject settings)
{
    QJsonObject pins = settings[u"pinnedCertificates"_s].toObject();
    for (const QString &pin : call.values(u"pin"_s)) {
        const QString fingerprint = pin.section(u'=', -1).remove(u':').toLower();
        if (pin.contains(u'=')) {
            pins.insert(pin.section(u'=', 0, -2), fingerprint);
            continue;
        }
        for (const QString &server : {u"imap"_s, u"smtp"_s}) {
            if (!settings[server][u"host"_s].toString().isEmpty())
                pins.insert(place(settings[server].toObject()), fingerprint);
        }
    }
    settings.insert(u"pinnedCertificates"_s, pins);
    return settings;
}

/// What the options say, over what was discovered.
Result<QJsonObject> settingsFromOptions(VerbContext &context, QJsonObject settings,
                                        const QString &address)
{
    const VerbCall &call = context.call();
    auto imap = withServerOptions(call, u"imap"_s, settings[u"imap"_s].toObject(), 993, 143);
    if (!imap)
        return imap;
    if (imap->value(u"user"_s).toString().isEmpty())
        imap->insert(u"user"_s, address);
    settings.insert(u"imap"_s, *imap);

    auto smtp = withServerOptions(call, u"smtp"_s, settings[u"smtp"_s].toObject(), 465, 587);
    if (!smtp)
        return smtp;
    if (!smtp->contains(u"user"_s))
        smtp->insert(u"user"_s, imap->value(u"user"_s));
    settings.insert(u"smtp"_s, *smtp);

    if (call.has(u"folder"_s))
        settings.insert(u"folders"_s, QJsonArray::fromStringList(call.values(u"folder"_s)));
    if (call.has(u"sent-folder"_s))
        settings.insert(u"sentFolder"_s, call.value(u"sent-folder"_s));
    if (call.has(u"backfill-days"_s)) {
        const Result<int> days = wholeNumber(call, u"backfill-days"_s);
        if (!days)
            return std::unexpected(days.error());
        settings.insert(u"backfillDays"_s, *days);
    }
    if (call.has(u"ca"_s)) {
        const Result<QString> pem = pemFromFile(context, call.value(u"ca"_s));
        if (!pem)
            return std::unexpected(pem.error());
        settings.insert(u"caPem"_s, *pem);
    }
    return withPins(call, settings);
}

Result<QJsonObject> discovered(VerbContext &context, const QString &address)
{
    AccountSetup *const setup = &context.accountSetup();
    const auto candidates =
        context.awaitOnMain([setup, address] { return setup->discover(u"email"_s, address); });
    if (!candidates)
        return std::unexpected(candidates.error());
    if (candidates->isEmpty())
        return fail(
            ErrorKind::NotFound,
            u"No settings were found for %1; give them as options (--imap-host …)."_s.arg(address));
    const AccountCandidate &best = candidates->first();
    const QString imap = best.settings[u"imap"_s][u"host"_s].toString();
    if (best.needsConfirmation && context.call().value(u"imap-host"_s) != imap)
        return fail(
            ErrorKind::Forbidden,
            u"%1 names the server %2, which is outside of the address's own domain, and anybody on "
            u"the way could have "
            "forged that; no password was sent. If it is right, say so with --imap-host %2."_s.arg(
                best.source, imap));
    if (!context.isJson())
        context.say(u"Settings from %1."_s.arg(best.source));
    return best.settings;
}

} // namespace

int accountAddEmail(VerbContext &context)
{
    const VerbCall &call = context.call();
    const QString address = normalizedAddress(u"email"_s, call.value(u"address"_s));
    if (!address.contains(u'@'))
        return context.fail(ExitUsage,
                            mistake(u"Name our own address: --address hello@example.org"_s));
    QJsonObject settings;
    if (call.has(u"discover"_s)) {
        const Result<QJsonObject> found = discovered(context, address);
        if (!found)
            return context.fail(found.error());
        settings = *found;
    }
    const Result<QJsonObject> wanted = settingsFromOptions(context, settings, address);
    if (!wanted)
        return notAdded(context, wanted.error());
    if (const auto valid = context.accountSetup().validate(u"email"_s, *wanted); !valid)
        return context.fail(ExitUsage, valid.error());
    QHash<QString, QString> secrets;
    const Result<QString> password = mainSecret(context);
    if (!password)
        return notAdded(context, password.error());
    secrets.insert(u"imap-password"_s, *password);
    if (call.has(u"smtp-secret-file"_s)) {
        const Result<QString> secret = secretFromFile(context, call.value(u"smtp-secret-file"_s));
        if (!secret)
            return notAdded(context, secret.error());
        secrets.insert(u"smtp-password"_s, *secret);
    }
    return addAccount(context,
                      {.id = {},
                       .uid = {},
                       .channel = u"email"_s,
                       .name = address,
                       .address = address,
                       .fromName = call.value(u"from-name"_s),
                       .settings = *wanted},
                      secrets);
}

} // namespace casement::verb

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"
#include "core/desk/accountsetup.h"

#include "app/platform.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr qsizetype longestSecret = 4096;
constexpr qsizetype longestCertificates = 1024 * 1024;

Error mistake(const QString &sentence)
{
    return {ErrorKind::Invalid, sentence};
}

/// The first line of \a bytes: editors and `echo` end a file with a line feed that is no part of
/// the password.
Result<QString> firstLine(const QByteArray &bytes)
{
    QByteArray line = bytes.left(bytes.indexOf('\n') < 0 ? bytes.size() : bytes.indexOf('\n'));
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty())
        return std::unexpected(mistake(u"The password is empty; nothing was added."_s));
    return QString::fromUtf8(line);
}

Result<QString> secretFromFile(VerbContext &context, const QString &name)
{
    const QString path = context.path(name);
    switch (platform::privacyOf(path)) {
    case platform::FilePrivacy::Missing:
        return fail(ErrorKind::NotFound, u"There is no file %1; nothing was added."_s.arg(path));
    case platform::FilePrivacy::ReadableByOthers:
    case platform::FilePrivacy::OwnedByOthers:
        return fail(ErrorKind::Forbidden,
                    u"%1 can be read by others, so its password is not used; give it to yourself "
                    "alone:  chmod 600 %1"_s.arg(path));
    case platform::FilePrivacy::Private:
        break;
    }
    const Result<QByteArray> bytes = context.read(name, longestSecret);
    return bytes ? firstLine(*bytes) : std::unexpected(bytes.error());
}

Result<QHash<QString, QString>> readSecrets(VerbContext &context)
{
    const VerbCall &call = context.call();
    if (call.has(u"password-stdin"_s) == call.has(u"secret-file"_s))
        return std::unexpected(mistake(
            u"Say where the password comes from: --password-stdin or --secret-file FILE."_s));
    QHash<QString, QString> secrets;
    if (call.has(u"secret-file"_s)) {
        const Result<QString> secret = secretFromFile(context, call.value(u"secret-file"_s));
        if (!secret)
            return std::unexpected(secret.error());
        secrets.insert(u"imap-password"_s, *secret);
    } else {
        const Result<QString> secret = context.read(u"-"_s, longestSecret).and_then(firstLine);
        if (!secret)
            return std::unexpected(secret.error());
        secrets.insert(u"imap-password"_s, *secret);
    }
    if (call.has(u"smtp-secret-file"_s)) {
        const Result<QString> secret = secretFromFile(context, call.value(u"smtp-secret-file"_s));
        if (!secret)
            return std::unexpected(secret.error());
        secrets.insert(u"smtp-password"_s, *secret);
    }
    return secrets;
}

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
        bool ok = false;
        const int days = call.value(u"backfill-days"_s).toInt(&ok);
        if (!ok || days < 0)
            return std::unexpected(
                mistake(u"--backfill-days takes a whole number; 0 fetches everything."_s));
        settings.insert(u"backfillDays"_s, days);
    }
    if (call.has(u"ca"_s)) {
        const Result<QByteArray> pem = context.read(call.value(u"ca"_s), longestCertificates);
        if (!pem)
            return std::unexpected(pem.error());
        settings.insert(u"caPem"_s, QString::fromUtf8(*pem));
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

QString describe(const CertificateProblem &certificate)
{
    return u"%1:%2 shows a certificate that cannot be verified: %3 Subject: %4. Issuer: %5. Valid "
           u"from %6 to %7. "
           "SHA-256: %8. If you know that it is right, give the account --pin %1:%2=%8"_s.arg(
               certificate.host, QString::number(certificate.port), certificate.reason,
               certificate.subject, certificate.issuer, certificate.validFrom.toString(Qt::ISODate),
               certificate.validUntil.toString(Qt::ISODate), certificate.sha256);
}

/// Logs in; nothing when that works.
std::optional<Error> probe(VerbContext &context, const Account &account,
                           const QHash<QString, QString> &secrets)
{
    AccountSetup *const setup = &context.accountSetup();
    const Result<ProbeOutcome> outcome = context.awaitOnMain([=] {
        return setup->probe(account, secrets)
            .then([](const ProbeOutcome &probed) -> Result<ProbeOutcome> { return probed; });
    });
    if (!outcome)
        return outcome.error();
    if (outcome->certificate)
        return Error{ErrorKind::Certificate,
                     describe(*outcome->certificate) + u". The account was not added."_s};
    if (!outcome->error)
        return std::nullopt;
    Error error = *outcome->error;
    error.detail = sentenceFor(error) + u" The account was not added."_s;
    return error;
}

template <typename Function>
int withAccount(VerbContext &context, const QString &text, Function change)
{
    const Result<Account> account = findAccount(context, context.words().first());
    if (!account)
        return context.fail(account.error());
    const Result<void> changed = change(*account);
    if (!changed)
        return context.fail(changed.error());
    context.put(toJson(*account), u"%1  %2"_s.arg(oneLine(account->name), text));
    return ExitOk;
}

int setPaused(VerbContext &context, bool paused, const QString &text)
{
    return withAccount(context, text, [&](const Account &account) {
        Accounts *const accounts = &context.desk().accounts;
        return context.awaitOnMain([=] { return accounts->setPaused(account.id, paused); });
    });
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
        return context.fail(wanted.error().kind == ErrorKind::Invalid ? ExitUsage : ExitFailed,
                            wanted.error());
    if (const auto valid = context.accountSetup().validate(u"email"_s, *wanted); !valid)
        return context.fail(ExitUsage, valid.error());
    const auto secrets = readSecrets(context);
    if (!secrets)
        return context.fail(secrets.error().kind == ErrorKind::Invalid ? ExitUsage : ExitFailed,
                            secrets.error());

    const Account account{.id = {},
                          .uid = {},
                          .channel = u"email"_s,
                          .name = call.has(u"name"_s) ? call.value(u"name"_s) : address,
                          .address = address,
                          .fromName = call.value(u"from-name"_s),
                          .settings = *wanted};
    if (!call.has(u"no-check"_s)) {
        if (const auto error = probe(context, account, *secrets))
            return context.fail(*error);
    }
    AccountSetup *const setup = &context.accountSetup();
    const auto added = context.awaitOnMain([=] { return setup->add(account, *secrets); });
    if (!added)
        return context.fail(added.error());
    context.put(toJson(*added), u"%1  %2  is here; “casement fetch” gets its mail."_s.arg(
                                    name(added->id), oneLine(added->name)));
    return ExitOk;
}

int accountList(VerbContext &context)
{
    const auto accounts = context.await(context.desk().accounts.list());
    if (!accounts)
        return context.fail(accounts.error());
    for (const Account &account : *accounts)
        context.put(toJson(account),
                    u"%1  %2  %3  %4%5"_s.arg(name(account.id).leftJustified(4),
                                              account.channel.leftJustified(9),
                                              oneLine(account.name), oneLine(account.address),
                                              account.paused ? u"  (paused)"_s : QString()));
    return ExitOk;
}

int accountRemove(VerbContext &context)
{
    return withAccount(context, u"is removed; its conversations stay."_s,
                       [&](const Account &account) {
                           AccountSetup *const setup = &context.accountSetup();
                           return context.awaitOnMain([=] { return setup->remove(account); });
                       });
}

int accountPause(VerbContext &context)
{
    return setPaused(context, true, u"is paused."_s);
}

int accountResume(VerbContext &context)
{
    return setPaused(context, false, u"is fetched from again."_s);
}

} // namespace casement::verb

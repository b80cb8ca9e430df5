// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/newaccount.h"

#include "app/platform.h"
#include "app/verbs/format.h"

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr qsizetype longestSecret = 4096;
constexpr qsizetype longestCertificates = 1024 * 1024;

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

Result<QByteArray> privateFile(VerbContext &context, const QString &name, qsizetype limit)
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
    return context.read(name, limit);
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

/// Logs in; \a account becomes what the server knows it as.
std::optional<Error> probe(VerbContext &context, Account &account,
                           const QHash<QString, QString> &secrets)
{
    AccountSetup *const setup = &context.accountSetup();
    const Result<ProbeOutcome> outcome = context.awaitOnMain([setup, account, secrets] {
        return setup->probe(account, secrets)
            .then([](const ProbeOutcome &probed) -> Result<ProbeOutcome> { return probed; });
    });
    if (!outcome)
        return outcome.error();
    if (outcome->certificate)
        return Error{ErrorKind::Certificate,
                     describe(*outcome->certificate) + u". The account was not added."_s};
    if (!outcome->error) {
        if (outcome->account)
            account = *outcome->account;
        return std::nullopt;
    }
    Error error = *outcome->error;
    error.detail = sentenceFor(error) + u" The account was not added."_s;
    return error;
}

} // namespace

Result<QString> secretFromFile(VerbContext &context, const QString &name)
{
    return privateFile(context, name, longestSecret).and_then(firstLine);
}

Result<QString> secretTextFromFile(VerbContext &context, const QString &name)
{
    return privateFile(context, name, longestCertificates).transform([](const QByteArray &bytes) {
        return QString::fromUtf8(bytes);
    });
}

Result<QString> pemFromFile(VerbContext &context, const QString &name)
{
    return context.read(name, longestCertificates).transform([](const QByteArray &bytes) {
        return QString::fromUtf8(bytes);
    });
}

Result<QString> mainSecret(VerbContext &context)
{
    const VerbCall &call = context.call();
    if (call.has(u"password-stdin"_s) == call.has(u"secret-file"_s))
        return std::unexpected(mistake(
            u"Say where the password comes from: --password-stdin or --secret-file FILE."_s));
    if (call.has(u"secret-file"_s))
        return secretFromFile(context, call.value(u"secret-file"_s));
    return context.read(u"-"_s, longestSecret).and_then(firstLine);
}

Result<int> wholeNumber(const VerbCall &call, const QString &option)
{
    bool ok = false;
    const int number = call.value(option).toInt(&ok);
    if (!ok || number < 0)
        return std::unexpected(mistake(u"--%1 takes a whole number."_s.arg(option)));
    return number;
}

int notAdded(VerbContext &context, const Error &error)
{
    return error.kind == ErrorKind::Invalid ? context.fail(ExitUsage, error) : context.fail(error);
}

int addAccount(VerbContext &context, Account account, const QHash<QString, QString> &secrets)
{
    AccountSetup *const setup = &context.accountSetup();
    if (const auto valid = setup->validate(account.channel, account.settings); !valid)
        return context.fail(ExitUsage, valid.error());
    if (!context.call().has(u"no-check"_s)) {
        if (const auto error = probe(context, account, secrets))
            return context.fail(*error);
    }
    if (const QString name = context.call().value(u"name"_s); !name.isEmpty())
        account.name = name;
    if (account.name.isEmpty())
        account.name = account.address.isEmpty() ? account.channel : account.address;
    const auto added =
        context.awaitOnMain([setup, account, secrets] { return setup->add(account, secrets); });
    if (!added)
        return context.fail(added.error());
    context.put(toJson(*added), u"%1  %2  is here; “casement fetch” gets its messages."_s.arg(
                                    name(added->id), oneLine(added->name)));
    return ExitOk;
}

} // namespace casement::verb

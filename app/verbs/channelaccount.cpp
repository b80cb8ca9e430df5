// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/channelaccount.h"

#include "app/channels/channel.h"
#include "app/verbs/format.h"
#include "app/verbs/newaccount.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

using Kind = AccountField::Kind;

QString valueName(const AccountField &field)
{
    switch (field.kind) {
    case Kind::Number:
        return u"N"_s;
    case Kind::Choice:
        return field.choices.join(u'|');
    case Kind::Pem:
    case Kind::Secret:
    case Kind::SecretPem:
        return u"FILE"_s;
    case Kind::Text:
    case Kind::List:
        break;
    }
    return field.option.section(u'-', -1).toUpper();
}

OptionSpec optionOf(const AccountField &field)
{
    QString text = field.help;
    if (field.option == u"secret-file" && text.isEmpty())
        text = u"read the password from this file (mode 0600)"_s;
    return {field.option, valueName(field), text};
}

/// The settings with what the option of \a field says.
Result<QJsonObject> withOption(VerbContext &context, const AccountField &field,
                               QJsonObject settings)
{
    const VerbCall &call = context.call();
    if (isSecret(field) || !call.has(field.option))
        return settings;
    const QString value = call.value(field.option);
    switch (field.kind) {
    case Kind::Number: {
        const Result<int> number = verb::wholeNumber(call, field.option);
        if (!number)
            return std::unexpected(number.error());
        settings.insert(field.key, *number);
        break;
    }
    case Kind::List: {
        QJsonArray list = settings[field.key].toArray();
        for (const QString &each : call.values(field.option))
            list.append(each);
        settings.insert(field.key, list);
        break;
    }
    case Kind::Choice:
        if (!field.choices.contains(value))
            return fail(ErrorKind::Invalid,
                        u"--%1 is one of %2."_s.arg(field.option, field.choices.join(u", ")));
        settings.insert(field.key, value);
        break;
    case Kind::Pem: {
        const Result<QString> pem = verb::pemFromFile(context, value);
        if (!pem)
            return std::unexpected(pem.error());
        settings.insert(field.key, *pem);
        break;
    }
    default:
        settings.insert(field.key, value);
    }
    return settings;
}

/// What was found for the address, and what the options say over it.
Result<QJsonObject> settingsOf(VerbContext &context, const ChannelInfo &info)
{
    const VerbCall &call = context.call();
    AccountSetup *const setup = &context.accountSetup();
    QJsonObject settings;
    if (!info.address.label.isEmpty() || call.has(info.address.option)) {
        const QString typed = call.value(info.address.option);
        if (typed.isEmpty())
            return fail(ErrorKind::Invalid, u"Say where the account is: --%1 %2"_s.arg(
                                                info.address.option, info.address.placeholder));
        const auto found = context.awaitOnMain(
            [setup, id = info.id, typed] { return setup->discover(id, typed); });
        if (!found)
            return std::unexpected(found.error());
        if (found->isEmpty())
            return fail(ErrorKind::NotFound, u"Nothing was found for %1."_s.arg(typed));
        settings = found->first().settings;
    }
    for (const AccountField &field : info.fields) {
        const auto changed = withOption(context, field, settings);
        if (!changed)
            return changed;
        settings = *changed;
    }
    if (call.has(u"ca"_s)) {
        const Result<QString> pem = verb::pemFromFile(context, call.value(u"ca"_s));
        if (!pem)
            return std::unexpected(pem.error());
        settings.insert(u"caPem"_s, *pem);
    }
    if (call.has(u"pin"_s)) {
        CertificateProblem certificate;
        // HOST:PORT=FINGERPRINT where the server was found, and not named.
        const QString pin = call.value(u"pin"_s);
        const QString place = pin.section(u'=', 0, -2);
        certificate.host = place.section(u':', 0, -2);
        certificate.port = place.section(u':', -1).toInt();
        certificate.sha256 = pin.section(u'=', -1).remove(u':').toLower();
        settings = setup->withPinned(info.id, settings, certificate);
    }
    return settings;
}

Result<AccountSecrets> secretsOf(VerbContext &context, const ChannelInfo &info)
{
    const VerbCall &call = context.call();
    AccountSecrets secrets;
    for (const AccountField &field : info.fields) {
        if (!isSecret(field))
            continue;
        const bool isMain = field.option == u"secret-file";
        if (!call.has(field.option) && !(isMain && call.has(u"password-stdin"_s))) {
            if (field.isRequired)
                return fail(ErrorKind::Invalid,
                            u"Say where the %1 comes from: --%2 FILE%3."_s.arg(
                                field.label.toLower(), field.option,
                                isMain ? u" or --password-stdin"_s : QString()));
            continue;
        }
        const Result<QString> secret =
            isMain ? verb::mainSecret(context)
            : field.kind == Kind::SecretPem
                ? verb::secretTextFromFile(context, call.value(field.option))
                : verb::secretFromFile(context, call.value(field.option));
        if (!secret)
            return std::unexpected(secret.error());
        secrets.insert(field.key, *secret);
    }
    return secrets;
}

/// Has the person allow it in a browser, which may be on another computer.
Result<BrowserLogin> signIn(VerbContext &context, const ChannelInfo &info,
                            const QJsonObject &settings, bool pasted)
{
    AccountSetup *const setup = &context.accountSetup();
    QObject *const main = &context.desk();
    struct Flow {
        std::unique_ptr<BrowserSignIn> signIn;
        QPromise<Result<BrowserLogin>> promise;
        QPromise<Result<QUrl>> url;
    };
    const auto flow = std::make_shared<Flow>();
    flow->promise.start();
    flow->url.start();
    context.onMain([=] {
        flow->signIn = setup->signIn(info.id, settings);
        QObject::connect(flow->signIn.get(), &BrowserSignIn::openBrowser, main,
                         [flow = flow.get()](const QUrl &url) {
                             flow->url.addResult(url);
                             flow->url.finish();
                         });
        QObject::connect(flow->signIn.get(), &BrowserSignIn::finished, main,
                         [flow = flow.get()](const Result<BrowserLogin> &login) {
                             if (!flow->url.future().isFinished()) {
                                 flow->url.addResult(std::unexpected(
                                     login ? Error{ErrorKind::Protocol, {}} : login.error()));
                                 flow->url.finish();
                             }
                             flow->promise.addResult(login);
                             flow->promise.finish();
                         });
        flow->signIn->start(pasted);
    });
    const Result<QUrl> url = context.await(flow->url.future());
    Result<BrowserLogin> login = url ? fail(ErrorKind::Cancelled, QString())
                                     : Result<BrowserLogin>(std::unexpected(url.error()));
    if (url) {
        context.say(u"Open this address in a browser, and allow Casement there:\n%1"_s.arg(
            url->toString(QUrl::FullyEncoded)));
        if (pasted) {
            context.say(u"Then enter the code that it shows, and end with Ctrl+D:"_s);
            const Result<QString> code = context.readText(u"-"_s);
            context.onMain([=] { flow->signIn->paste(code.value_or(QString()).trimmed()); });
        }
        login = context.await(flow->promise.future());
    }
    context.onMain([=] { flow->signIn.reset(); });
    return login;
}

int accountAdd(VerbContext &context)
{
    const VerbCall &call = context.call();
    const ChannelInfo info = channelNamed(call.spec->name.section(u' ', -1))->info();
    Result<QJsonObject> settings = settingsOf(context, info);
    if (!settings)
        return verb::notAdded(context, settings.error());
    Result<AccountSecrets> secrets = secretsOf(context, info);
    if (!secrets)
        return verb::notAdded(context, secrets.error());
    if (info.hasBrowserSignIn && secrets->isEmpty()) {
        if (!call.has(u"sign-in"_s) && !call.has(u"paste-code"_s))
            return verb::notAdded(context, {ErrorKind::Invalid,
                                            u"Say how to log in: --sign-in, --paste-code, or "
                                            "--secret-file FILE with an access token."_s});
        if (const auto valid = context.accountSetup().validate(info.id, *settings); !valid)
            return verb::notAdded(context, valid.error());
        const Result<BrowserLogin> login =
            signIn(context, info, *settings, call.has(u"paste-code"_s));
        if (!login)
            return verb::notAdded(context, login.error());
        settings = login->settings;
        secrets = login->secrets;
    }
    Account account;
    account.channel = info.id;
    account.settings = *settings;
    account.fromName = call.value(u"from-name"_s);
    return verb::addAccount(context, account, *secrets);
}

VerbSpec specOf(const ChannelInfo &info)
{
    VerbSpec spec{.name = u"account add "_s + info.id,
                  .arguments =
                      info.address.label.isEmpty()
                          ? u"--secret-file FILE"_s
                          : u"--%1 %2"_s.arg(info.address.option, info.address.placeholder),
                  .summary = u"add an account: %1"_s.arg(info.name),
                  .description =
                      u"Logs in to the server first, and saves the account only when that works "
                      u"(--no-check saves it without). Passwords and tokens are read from the "
                      u"first line of standard input or of a file that nobody else can read, and "
                      u"kept in the desktop's keychain (or the --secrets-file); they are never "
                      u"arguments.\n\nA server certificate that cannot be verified is refused and "
                      u"shown. --ca trusts a private certificate authority for this account; --pin "
                      u"accepts exactly the certificate with that SHA-256 fingerprint."_s,
                  .json = u"One account: id, uid, channel, name, address, from_name, paused."_s,
                  .makesWorkspace = true,
                  .run = accountAdd};
    if (!info.address.option.isEmpty())
        spec.options.append(optionOf(info.address));
    spec.options.append({u"name"_s, u"NAME"_s, u"what staff call the account"_s});
    if (info.hasSenderName)
        spec.options.append({u"from-name"_s, u"NAME"_s, u"the name that our messages carry"_s});
    bool hasSecret = false;
    for (const AccountField &field : info.fields) {
        spec.options.append(optionOf(field));
        hasSecret |= field.option == u"secret-file";
    }
    if (hasSecret)
        spec.options.append({u"password-stdin"_s, {}, u"read it from standard input instead"_s});
    if (info.hasBrowserSignIn) {
        spec.options.append({u"sign-in"_s, {}, u"allow it in a browser on this computer"_s});
        spec.options.append(
            {u"paste-code"_s, {}, u"allow it in any browser, and enter the code that it shows"_s});
    }
    spec.options.append(
        {u"ca"_s, u"FILE"_s,
         u"trust the certificate authorities in this PEM file, for this account"_s});
    spec.options.append({u"pin"_s, u"[HOST:PORT=]SHA256"_s, u"accept exactly this certificate"_s});
    spec.options.append({u"no-check"_s, {}, u"save it without logging in first"_s});
    return spec;
}

} // namespace

QList<VerbSpec> accountAddVerbs()
{
    QList<VerbSpec> specs;
    for (const auto &channel : channels()) {
        if (channel->id() != u"email")
            specs.append(specOf(channel->info()));
    }
    return specs;
}

} // namespace casement

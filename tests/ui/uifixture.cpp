// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"

#include <QFuture>

namespace casement
{

namespace
{

class ScriptedSignIn final : public BrowserSignIn
{
public:
    void start(bool pasted) override
    {
        if (pasted) // otherwise a browser would be opened
            Q_EMIT openBrowser(QUrl(QStringLiteral("https://social.example/oauth/authorize")));
    }
    void paste(const QString &code) override
    {
        Q_EMIT finished(
            BrowserLogin{.settings = {{QStringLiteral("server"), QStringLiteral("social.example")}},
                         .secrets = {{QStringLiteral("token"), code}}});
    }
};

} // namespace

QList<ChannelInfo> ScriptedAccountSetup::channels() const
{
    using Kind = AccountField::Kind;
    return {
        {.id = QStringLiteral("email"),
         .name = QStringLiteral("Email"),
         .address = {.label = QStringLiteral("Email address"),
                     .placeholder = QStringLiteral("hello@example.org")},
         .fields = {{.key = QStringLiteral("imap-password"),
                     .label = QStringLiteral("Password"),
                     .kind = Kind::Secret,
                     .isRequired = true}},
         .hasSenderName = true,
         .hasMailServers = true},
        {.id = QStringLiteral("fediverse"),
         .name = QStringLiteral("Fediverse"),
         .address = {.label = QStringLiteral("Your address"),
                     .placeholder = QStringLiteral("@team@social.example")},
         .hasBrowserSignIn = true},
        {.id = QStringLiteral("irc"),
         .name = QStringLiteral("IRC"),
         .address = {.label = QStringLiteral("Server"),
                     .placeholder = QStringLiteral("irc.example.org")},
         .fields = {
             {.key = QStringLiteral("nick"), .label = QStringLiteral("Nick"), .isRequired = true},
             {.key = QStringLiteral("channels"),
              .label = QStringLiteral("Channels"),
              .kind = Kind::List},
             {.key = QStringLiteral("backfillDays"),
              .label = QStringLiteral("Days of history"),
              .kind = Kind::Number,
              .isAdvanced = true}}}};
}

Capabilities ScriptedAccountSetup::capabilities(const QString &)
{
    return {};
}

QStringList ScriptedAccountSetup::channelsFor(const QString &typed) const
{
    if (typed.startsWith(u'@'))
        return {QStringLiteral("fediverse")};
    if (typed.startsWith(u"irc."))
        return {QStringLiteral("irc")};
    return typed.contains(u'@') ? QStringList{QStringLiteral("email")} : QStringList();
}

std::unique_ptr<BrowserSignIn> ScriptedAccountSetup::signIn(const QString &, const QJsonObject &)
{
    return std::make_unique<ScriptedSignIn>();
}

QFuture<Result<QList<AccountCandidate>>> ScriptedAccountSetup::discover(const QString &,
                                                                        const QString &)
{
    return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(candidates));
}

Result<void> ScriptedAccountSetup::validate(const QString &channel, const QJsonObject &settings)
{
    if (channel == u"email" && settings[u"imap"][u"host"].toString().isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("Enter the IMAP server."));
    return {};
}

QFuture<ProbeOutcome> ScriptedAccountSetup::probe(const Account &account,
                                                  const QHash<QString, QString> &secrets)
{
    probed.append(account);
    lastSecrets = secrets;
    return QtFuture::makeReadyValueFuture(outcomes.isEmpty() ? ProbeOutcome()
                                                             : outcomes.takeFirst());
}

QJsonObject ScriptedAccountSetup::withPinned(const QString &, const QJsonObject &settings,
                                             const CertificateProblem &certificate)
{
    QJsonObject pinned = settings;
    pinned.insert(QStringLiteral("pinnedCertificates"),
                  QJsonObject{{QStringLiteral("%1:%2").arg(certificate.host).arg(certificate.port),
                               certificate.sha256}});
    return pinned;
}

QFuture<Result<Account>> ScriptedAccountSetup::add(const Account &account,
                                                   const QHash<QString, QString> &)
{
    Account saved = account;
    if (saved.uid.isNull())
        saved.uid = Uid::derive({"email", account.address.toUtf8()});
    return m_desk.accounts.save(saved);
}

QFuture<Result<void>> ScriptedAccountSetup::remove(const Account &account)
{
    return m_desk.accounts.remove(account.id);
}

Workspace::Workspace()
{
    auto opened = Store::open({.folder = folder.filePath(QStringLiteral("workspace"))});
    if (!opened)
        qFatal("%s", qPrintable(opened.error().detail));
    store = std::move(*opened);
    desk = std::make_unique<Desk>(*store,
                                  [](const Account &) { return std::unique_ptr<Connector>(); });
    setup = std::make_unique<ScriptedAccountSetup>(*desk);
}

void Workspace::addSample()
{
    const Result<void> added = waited(desk->sample.add());
    if (!added)
        qFatal("%s", qPrintable(added.error().detail));
}

} // namespace casement

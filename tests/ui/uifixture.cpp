// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/uifixture.h"

#include <QFuture>

namespace casement
{

QFuture<Result<QList<AccountCandidate>>> ScriptedAccountSetup::discover(const QString &,
                                                                        const QString &)
{
    return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(candidates));
}

Result<void> ScriptedAccountSetup::validate(const QString &, const QJsonObject &settings)
{
    if (settings[u"imap"][u"host"].toString().isEmpty())
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

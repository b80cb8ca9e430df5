// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/secrets/keychainsecrets.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QPromise>
#include <memory>
#include <qt6keychain/keychain.h>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

const QString service = u"casement"_s;

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return {ErrorKind::NotFound,
                u"The keychain has no password for this account; enter it again."_s};
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return {ErrorKind::Forbidden,
                u"The keychain stayed locked, so the password could neither be read nor kept; "
                "unlock it and try again."_s};
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return {ErrorKind::Storage,
                u"No keychain is running here, and passwords are kept nowhere else; start one "
                u"(KWallet, GNOME "
                "Keyring, KeePassXC), or use --secrets-file FILE without a desktop."_s};
    default:
        return {ErrorKind::Storage,
                u"The keychain did not do what it was asked: %1. No password was stored."_s.arg(
                    job.errorString())};
    }
}

/// Starts \a job, which deletes itself when it is done, and gives what \a value makes of it.
template <typename T, typename Job, typename Value>
QFuture<Result<T>> run(QObject *context, Job *job, Value value)
{
    const auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    QFuture<Result<T>> future = promise->future();
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [promise, value](QKeychain::Job *finished) {
                         if (finished->error() == QKeychain::NoError)
                             promise->addResult(value(static_cast<Job *>(finished)));
                         else
                             promise->addResult(std::unexpected(errorOf(*finished)));
                         promise->finish();
                     });
    job->start();
    return future;
}

} // namespace

QFuture<Result<QByteArray>> KeychainSecrets::readEntry(const Uid &account)
{
    auto *const job = new QKeychain::ReadPasswordJob(service, this);
    job->setKey(account.toString());
    return run<QByteArray>(this, job, [](QKeychain::ReadPasswordJob *done) -> Result<QByteArray> {
        return done->binaryData();
    });
}

QFuture<Result<void>> KeychainSecrets::writeEntry(const Uid &account, const QByteArray &entry)
{
    auto *const job = new QKeychain::WritePasswordJob(service, this);
    job->setKey(account.toString());
    job->setBinaryData(entry);
    return run<void>(this, job, [](QKeychain::WritePasswordJob *) -> Result<void> { return {}; });
}

QFuture<Result<QString>> KeychainSecrets::read(const Uid &account, const QString &name)
{
    return readEntry(account).then([name](const Result<QByteArray> &entry) -> Result<QString> {
        if (!entry)
            return std::unexpected(entry.error());
        const QJsonValue secret = QJsonDocument::fromJson(*entry).object()[name];
        if (!secret.isString())
            return fail(ErrorKind::NotFound,
                        u"The keychain has no password for this account; enter it again."_s);
        return secret.toString();
    });
}

QFuture<Result<void>> KeychainSecrets::write(const Uid &account, const QString &name,
                                             const QString &secret)
{
    return readEntry(account)
        .then(this,
              [this, account, name, secret](const Result<QByteArray> &entry) {
                  if (!entry && entry.error().kind != ErrorKind::NotFound)
                      return QtFuture::makeReadyValueFuture(
                          Result<void>(std::unexpected(entry.error())));
                  QJsonObject own = QJsonDocument::fromJson(entry.value_or(QByteArray())).object();
                  own.insert(name, secret);
                  return writeEntry(account, QJsonDocument(own).toJson(QJsonDocument::Compact));
              })
        .unwrap();
}

QFuture<Result<void>> KeychainSecrets::remove(const Uid &account)
{
    auto *const job = new QKeychain::DeletePasswordJob(service, this);
    job->setKey(account.toString());
    return run<void>(this, job, [](QKeychain::DeletePasswordJob *) -> Result<void> { return {}; })
        .then([](const Result<void> &removed) -> Result<void> {
            if (!removed && removed.error().kind == ErrorKind::NotFound)
                return {};
            return removed;
        });
}

} // namespace casement

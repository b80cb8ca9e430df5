// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/secrets/filesecrets.h"

#include "app/platform.h"

#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

template <typename T>
QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyValueFuture(std::move(result));
}

} // namespace

FileSecrets::FileSecrets(const QString &path) : m_path(path)
{
}

Result<QJsonObject> FileSecrets::load() const
{
    switch (platform::privacyOf(m_path)) {
    case platform::FilePrivacy::Missing:
        return QJsonObject();
    case platform::FilePrivacy::ReadableByOthers:
    case platform::FilePrivacy::OwnedByOthers:
        return fail(ErrorKind::Forbidden,
                    u"The secrets file %1 can be read by others, so it is not used; give it to "
                    "yourself alone:  chmod 600 %1"_s.arg(m_path));
    case platform::FilePrivacy::Private:
        break;
    }
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Storage, u"The secrets file %1 could not be read: %2."_s.arg(
                                            m_path, file.errorString()));
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    if (!document.isObject())
        return fail(
            ErrorKind::Invalid,
            u"The secrets file %1 is not a JSON object, so it is neither used nor changed."_s.arg(
                m_path));
    return document.object();
}

Result<void> FileSecrets::save(const QJsonObject &secrets) const
{
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(QJsonDocument(secrets).toJson()) < 0 || !file.commit())
        return fail(ErrorKind::Storage,
                    u"The secrets file %1 could not be written: %2. It is as it was."_s.arg(
                        m_path, file.errorString()));
    return {};
}

QFuture<Result<QString>> FileSecrets::read(const Uid &account, const QString &name)
{
    return ready<QString>(load().and_then([&](const QJsonObject &all) -> Result<QString> {
        const QJsonValue secret = all[account.toString()][name];
        if (!secret.isString())
            return fail(ErrorKind::NotFound,
                        u"The secrets file %1 has no password for this account."_s.arg(m_path));
        return secret.toString();
    }));
}

QFuture<Result<void>> FileSecrets::write(const Uid &account, const QString &name,
                                         const QString &secret)
{
    return ready<void>(load().and_then([&](QJsonObject all) {
        QJsonObject own = all[account.toString()].toObject();
        own.insert(name, secret);
        all.insert(account.toString(), own);
        return save(all);
    }));
}

QFuture<Result<void>> FileSecrets::remove(const Uid &account)
{
    return ready<void>(load().and_then([&](QJsonObject all) -> Result<void> {
        if (!all.contains(account.toString()))
            return {};
        all.remove(account.toString());
        return save(all);
    }));
}

} // namespace casement

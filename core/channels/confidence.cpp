// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/confidence.h"

#include <QRegularExpression>
#include <QUrl>

namespace casement
{

namespace
{

const QString kInItsPlace = QStringLiteral("…");

/// How \a secret may stand in the words of somebody who repeats a command.
QStringList formsOf(const QString &secret)
{
    QString quoted = secret; // RFC 3501, section 9
    quoted.replace(u'\\', QStringLiteral("\\\\")).replace(u'"', QStringLiteral("\\\""));
    return {quoted, secret, QString::fromLatin1(QUrl::toPercentEncoding(secret))};
}

} // namespace

QString withoutSecret(QString words, const QString &secret)
{
    if (secret.isEmpty())
        return words;
    for (const QString &form : formsOf(secret))
        words.replace(form, kInItsPlace, Qt::CaseInsensitive);
    static const QRegularExpression base64(QStringLiteral("[A-Za-z0-9+/_-]{8,}={0,2}"));
    const QByteArray bytes = secret.toUtf8();
    for (qsizetype from = 0;;) {
        const auto match = base64.match(words, from);
        if (!match.hasMatch())
            return words;
        QByteArray coded = match.captured().toLatin1();
        coded.replace('-', '+').replace('_', '/');
        from = match.capturedEnd();
        if (QByteArray::fromBase64(coded).contains(bytes)) {
            words.replace(match.capturedStart(), match.capturedLength(), kInItsPlace);
            from = match.capturedStart() + kInItsPlace.size();
        }
    }
}

void Confidence::add(const QString &secret)
{
    if (!secret.isEmpty() && !m_secrets.contains(secret))
        m_secrets.append(secret);
}

QString Confidence::without(QString words) const
{
    for (const QString &secret : m_secrets)
        words = withoutSecret(words, secret);
    return words;
}

QByteArray Confidence::without(QByteArray bytes) const
{
    for (const QString &secret : m_secrets)
        bytes.replace(secret.toUtf8(), kInItsPlace.toUtf8());
    return bytes;
}

Error Confidence::without(Error error) const
{
    error.detail = without(error.detail);
    return error;
}

} // namespace casement

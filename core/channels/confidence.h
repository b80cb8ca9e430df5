// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QString>
#include <QStringList>

namespace casement
{

/// What a server said, for people, store and log, without \a secret: some repeat what they were
/// told, as it is, percent-encoded, or in the Base64 of a login (RFC 4616).
[[nodiscard]] QString withoutSecret(QString words, const QString &secret);

/// What an account tells its server in confidence. Every sentence that has words of the server in
/// it goes through here before it is shown, kept or logged.
class Confidence
{
public:
    void add(const QString &secret);

    [[nodiscard]] QString without(QString words) const;
    /// For words that are kept as they came: only what is repeated as it is.
    [[nodiscard]] QByteArray without(QByteArray bytes) const;
    [[nodiscard]] Error without(Error error) const;

private:
    QStringList m_secrets;
};

} // namespace casement

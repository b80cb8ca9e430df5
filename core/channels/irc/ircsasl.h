// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QString>

namespace casement
{

/// The client's side of SCRAM-SHA-256 (RFC 5802, RFC 7677) without channel binding. Also proves
/// that the server knows the password: finish() fails for one that does not.
class ScramSha256
{
public:
    /// \a nonce: printable ASCII without a comma; tests give the one of the RFC.
    ScramSha256(const QString &user, const QString &password, const QByteArray &nonce);

    [[nodiscard]] static QByteArray randomNonce();
    [[nodiscard]] QByteArray clientFirst() const;
    /// The answer to the server's first message.
    [[nodiscard]] Result<QByteArray> clientFinal(const QByteArray &serverFirst);
    [[nodiscard]] Result<void> finish(const QByteArray &serverFinal) const;

private:
    QByteArray m_firstBare;
    QByteArray m_password;
    QByteArray m_nonce;
    QByteArray m_serverSignature;
};

/// RFC 4616.
[[nodiscard]] QByteArray saslPlain(const QString &user, const QString &password);

/// The parameters of the AUTHENTICATE lines that carry \a payload: base64 in pieces of 400, an
/// empty one after a full last one (IRCv3 SASL 3.1).
[[nodiscard]] QByteArrayList saslChunks(const QByteArray &payload);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircsasl.h"

#include <QCryptographicHash>
#include <QHash>
#include <QMessageAuthenticationCode>
#include <QPasswordDigestor>
#include <QRandomGenerator>
#include <array>

namespace casement
{

namespace
{

constexpr qsizetype kChunk = 400;
constexpr int kMinIterations = 4096; // RFC 7677, section 4
/// A hostile server could ask for minutes of hashing; this many take about 0.1 s.
constexpr int kMaxIterations = 200'000;
constexpr int kHashLength = 32;

QByteArray hmac(const QByteArray &key, const QByteArray &text)
{
    return QMessageAuthenticationCode::hash(text, key, QCryptographicHash::Sha256);
}

QHash<char, QByteArray> attributes(const QByteArray &message)
{
    QHash<char, QByteArray> result;
    for (const QByteArray &part : message.split(',')) {
        if (part.size() >= 2 && part[1] == '=' && !result.contains(part[0]))
            result.insert(part[0], part.sliced(2));
    }
    return result;
}

/// SASLprep (RFC 4013) without its tables: the compatibility form.
QByteArray prepared(const QString &text)
{
    return text.normalized(QString::NormalizationForm_KC).toUtf8();
}

bool isEqual(const QByteArray &a, const QByteArray &b)
{
    unsigned difference = a.size() == b.size() ? 0 : 1;
    for (qsizetype i = 0; i < std::min(a.size(), b.size()); ++i)
        difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i] ^ b[i]));
    return difference == 0;
}

std::unexpected<Error> broken(const QString &what)
{
    return fail(ErrorKind::Protocol,
                QStringLiteral("The server broke the rules of the login: %1.").arg(what));
}

} // namespace

ScramSha256::ScramSha256(const QString &user, const QString &password, const QByteArray &nonce)
    : m_password(prepared(password))
    , m_nonce(nonce)
{
    QByteArray name = prepared(user);
    name.replace('=', "=3D").replace(',', "=2C");
    m_firstBare = "n=" + name + ",r=" + nonce;
}

QByteArray ScramSha256::randomNonce()
{
    std::array<quint32, 6> words{};
    QRandomGenerator::system()->fillRange(words.data(), static_cast<qsizetype>(words.size()));
    return QByteArray(reinterpret_cast<const char *>(words.data()), sizeof(words)).toBase64();
}

QByteArray ScramSha256::clientFirst() const
{
    return "n,," + m_firstBare;
}

Result<QByteArray> ScramSha256::clientFinal(const QByteArray &serverFirst)
{
    const auto values = attributes(serverFirst);
    const QByteArray nonce = values.value('r');
    const auto salt =
        QByteArray::fromBase64Encoding(values.value('s'), QByteArray::AbortOnBase64DecodingErrors);
    bool ok = false;
    const int iterations = values.value('i').toInt(&ok);
    if (values.contains('m') || !nonce.startsWith(m_nonce) || nonce.size() <= m_nonce.size())
        return broken(QStringLiteral("its challenge does not belong to this login"));
    if (!salt || salt.decoded.isEmpty() || !ok || iterations < kMinIterations)
        return broken(QStringLiteral("its challenge is too weak or cannot be read"));
    if (iterations > kMaxIterations)
        return broken(QStringLiteral("it asks for more work than is sane"));

    const QByteArray salted = QPasswordDigestor::deriveKeyPbkdf2(
        QCryptographicHash::Sha256, m_password, salt.decoded, iterations, kHashLength);
    const QByteArray clientKey = hmac(salted, "Client Key");
    const QByteArray withoutProof = "c=biws,r=" + nonce;
    const QByteArray authMessage = m_firstBare + ',' + serverFirst + ',' + withoutProof;
    QByteArray proof = clientKey;
    const QByteArray signature =
        hmac(QCryptographicHash::hash(clientKey, QCryptographicHash::Sha256), authMessage);
    for (qsizetype i = 0; i < proof.size(); ++i)
        proof[i] = static_cast<char>(proof[i] ^ signature[i]);
    m_serverSignature = hmac(hmac(salted, "Server Key"), authMessage);
    return QByteArray(withoutProof + ",p=" + proof.toBase64());
}

Result<void> ScramSha256::finish(const QByteArray &serverFinal) const
{
    const auto values = attributes(serverFinal);
    if (values.contains('e'))
        return fail(ErrorKind::AuthRequired,
                    QStringLiteral("The server refused the user name or the password."));
    if (m_serverSignature.isEmpty() ||
        !isEqual(QByteArray::fromBase64(values.value('v')), m_serverSignature))
        return fail(ErrorKind::AuthRequired,
                    QStringLiteral("The server could not prove that it knows the password, so it "
                                   "may not be the one it claims to be."));
    return {};
}

QByteArray saslPlain(const QString &user, const QString &password)
{
    const QByteArray name = user.toUtf8();
    return name + '\0' + name + '\0' + password.toUtf8();
}

QByteArrayList saslChunks(const QByteArray &payload)
{
    if (payload.isEmpty())
        return {"+"};
    const QByteArray encoded = payload.toBase64();
    QByteArrayList chunks;
    for (qsizetype i = 0; i < encoded.size(); i += kChunk)
        chunks += encoded.mid(i, kChunk);
    if (encoded.size() % kChunk == 0)
        chunks += "+";
    return chunks;
}

} // namespace casement

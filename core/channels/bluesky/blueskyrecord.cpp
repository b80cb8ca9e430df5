// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyrecord.h"

#include "core/channels/bluesky/blueskysettings.h"
#include "core/domain/messageid.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QtEndian>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kMaxUri = 1000;
constexpr qint64 kLastYear = 253402300799000; // 9999-12-31
constexpr char kAlphabet[] = "234567abcdefghijklmnopqrstuvwxyz";

/// The milliseconds of a version 7 uid (RFC 9562, section 5.7).
std::optional<qint64> momentOf(const QByteArray &uid)
{
    if (uid.size() != 16 || (static_cast<quint8>(uid.at(6)) >> 4) != 7)
        return std::nullopt;
    return static_cast<qint64>(qFromBigEndian<quint64>(uid.constData()) >> 16);
}

} // namespace

QString BlueskyUri::toString() const
{
    return u"at://" + did + u'/' + collection + u'/' + key;
}

std::optional<BlueskyUri> blueskyUri(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("\\Aat://(did:[^/]+)/([a-zA-Z][a-zA-Z0-9.-]{1,316})/"
                       "([A-Za-z0-9_~.:-]{1,512})\\z"));
    if (text.size() > kMaxUri)
        return std::nullopt;
    const auto match = form.match(text);
    const QString key = match.captured(3);
    if (!match.hasMatch() || !isBlueskyDid(match.captured(1)) || key == u"." || key == u"..")
        return std::nullopt;
    return BlueskyUri{.did = match.captured(1), .collection = match.captured(2), .key = key};
}

QString blueskyPostUri(const QJsonValue &value)
{
    const auto uri = blueskyUri(value.toString());
    return uri && uri->collection == kBlueskyPost ? uri->toString() : QString();
}

QString blueskyRecordKey(const Uid &uid, Timestamp queuedAt)
{
    const QByteArray bytes = uid.toBytes();
    const quint32 hash = qFromBigEndian<quint32>(
        QCryptographicHash::hash(QByteArray("bluesky record" + bytes), QCryptographicHash::Sha256)
            .constData());
    const auto ms = static_cast<quint64>(
        std::max<qint64>(0, momentOf(bytes).value_or(toMilliseconds(queuedAt))));
    const quint64 microseconds = ms * 1000 + (hash >> 10) % 1000;
    const quint64 number = ((microseconds << 10) | (hash & 0x3ff)) & 0x7fffffffffffffff;
    QString key;
    for (int shift = 60; shift >= 0; shift -= 5)
        key += QLatin1Char(kAlphabet[(number >> shift) & 0x1f]);
    return key;
}

QByteArray blueskyKey(const QString &ourDid, const QString &uri)
{
    return ourDid.toUtf8() + " post " + uri.toUtf8();
}

QString blueskyUriOf(const QByteArray &key, const QString &ourDid)
{
    const QByteArray prefix = blueskyKey(ourDid, {});
    if (!key.startsWith(prefix))
        return {};
    return blueskyPostUri(QString::fromUtf8(key.sliced(prefix.size())));
}

QString blueskyUriOfSent(const QByteArray &messageId, const QString &ourDid)
{
    if (!looksLikeOurMessageId(messageId))
        return {};
    const Uid uid = Uid::fromString(QString::fromLatin1(messageId.first(messageId.indexOf('.'))));
    if (!momentOf(uid.toBytes()))
        return {};
    return BlueskyUri{.did = ourDid, .collection = kBlueskyPost, .key = blueskyRecordKey(uid, {})}
        .toString();
}

std::optional<Timestamp> blueskyTime(const QJsonValue &value)
{
    const QString text = value.toString();
    if (text.isEmpty() || text.size() > 64)
        return std::nullopt;
    QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!at.isValid())
        return std::nullopt;
    if (at.timeSpec() == Qt::LocalTime) // without a zone
        at.setTimeZone(QTimeZone::UTC);
    const qint64 ms = at.toMSecsSinceEpoch();
    if (ms <= 0 || ms > kLastYear)
        return std::nullopt;
    return fromMilliseconds(ms);
}

} // namespace casement

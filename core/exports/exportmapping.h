// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportformat.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QSet>
#include <QString>

namespace casement
{

/// Who is us, as the person who imports has said it.
class OurNames
{
public:
    explicit OurNames(const QStringList &names);
    /// Whether one of the names is \a name or \a address.
    [[nodiscard]] bool contain(const QString &name, const QString &address) const;

private:
    QSet<QString> m_names;
};

/// \a text as an international phone number ("+491701234567"); empty when it is none.
[[nodiscard]] QString phoneNumber(QStringView text);

/// The identity of a message without which a second import would add it again: \a parts are what
/// names it in every export of the same conversation. Sets remoteKey and contentHash. The hash is
/// of the identity alone: words that were edited between two exports stay as they came first,
/// instead of standing there twice.
void identify(IncomingMessage &message, std::initializer_list<QByteArrayView> parts);

/// A Message-ID for a message of \a channel, which no mail can name: there are blanks in it.
[[nodiscard]] QByteArray exportMessageId(const QString &channel, const QString &place,
                                         const QString &id);

/// An id that exports write as a string or as a number: at most 100 printable characters; empty for
/// anything else.
[[nodiscard]] QString idFrom(const QJsonValue &value);
/// ISO 8601, UTC when it has no zone; none when it is no moment between 1970 and 9999.
[[nodiscard]] std::optional<Timestamp> timeFrom(const QJsonValue &value);
/// The same, with times that have no zone in \a zone.
[[nodiscard]] std::optional<Timestamp> localTime(const QJsonValue &value, const QTimeZone &zone);
/// At most \a length characters of a string, without control characters; line ends are LF.
[[nodiscard]] QString textFrom(const QJsonValue &value, qsizetype length = 1024 * 1024);
/// The beginning of \a text on one line.
[[nodiscard]] QString excerptOf(const QString &text);
/// By the name's end: "image/jpeg" of "a.jpg"; "application/octet-stream" when it is not known.
[[nodiscard]] QString mediaTypeOf(const QString &fileName);

} // namespace casement

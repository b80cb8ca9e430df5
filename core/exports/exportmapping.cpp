// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/exportmapping.h"

#include "core/text/characters.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QMimeDatabase>
#include <QtEndian>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype maxId = 100;
constexpr qsizetype maxExcerpt = 120;
constexpr qsizetype maxOurNames = 100;
constexpr qint64 lastMoment = 253402300799000; // 9999-12-31

QString foldedName(const QString &name)
{
    return name.simplified().normalized(QString::NormalizationForm_C).toCaseFolded();
}

} // namespace

QString channelOf(ExportFormat format)
{
    switch (format) {
    case ExportFormat::WhatsApp:
        return QStringLiteral("whatsapp");
    case ExportFormat::Telegram:
        return QStringLiteral("telegram");
    case ExportFormat::Slack:
        return QStringLiteral("slack");
    case ExportFormat::Discord:
        return QStringLiteral("discord");
    case ExportFormat::Mastodon:
        break;
    }
    return QStringLiteral("fediverse");
}

QString nameOf(ExportFormat format)
{
    switch (format) {
    case ExportFormat::WhatsApp:
        return QStringLiteral("WhatsApp");
    case ExportFormat::Telegram:
        return QStringLiteral("Telegram");
    case ExportFormat::Slack:
        return QStringLiteral("Slack");
    case ExportFormat::Discord:
        return QStringLiteral("Discord");
    case ExportFormat::Mastodon:
        break;
    }
    return QStringLiteral("Mastodon");
}

QString toString(DateOrder order)
{
    switch (order) {
    case DateOrder::DayMonthYear:
        return QStringLiteral("dmy");
    case DateOrder::MonthDayYear:
        return QStringLiteral("mdy");
    case DateOrder::YearMonthDay:
        break;
    }
    return QStringLiteral("ymd");
}

std::optional<DateOrder> dateOrderFromString(const QString &text)
{
    for (const DateOrder order :
         {DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay}) {
        if (text == toString(order))
            return order;
    }
    return std::nullopt;
}

QString wordsFor(DateOrder order)
{
    switch (order) {
    case DateOrder::DayMonthYear:
        return QStringLiteral("day, month, year");
    case DateOrder::MonthDayYear:
        return QStringLiteral("month, day, year");
    case DateOrder::YearMonthDay:
        break;
    }
    return QStringLiteral("year, month, day");
}

OurNames::OurNames(const QStringList &names)
{
    for (const QString &name : names.first(std::min(names.size(), maxOurNames))) {
        if (const QString phone = phoneNumber(name); !phone.isEmpty())
            m_names.insert(phone);
        QString plain = foldedName(name);
        m_names.insert(plain);
        if (plain.startsWith(u'@'))
            m_names.insert(plain.sliced(1));
    }
    m_names.remove(QString());
}

bool OurNames::contain(const QString &name, const QString &address) const
{
    return m_names.contains(foldedName(name)) || m_names.contains(foldedName(address));
}

QString phoneNumber(QStringView text)
{
    QString digits;
    for (const QChar c : text) {
        if (c.isDigit())
            digits += QChar(u'0' + c.digitValue());
        else if (c == u'+' && digits.isEmpty())
            digits += c;
        else if (!c.isSpace() && !QStringView(u"()-.‐‑–").contains(c))
            return {};
    }
    // E.164: a plus sign and at most 15 digits; shorter than 7 is nobody's number.
    return digits.startsWith(u'+') && digits.size() >= 8 && digits.size() <= 16 ? digits
                                                                                : QString();
}

void identify(IncomingMessage &message, std::initializer_list<QByteArrayView> parts)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArrayView part : parts) {
        const quint64 length = qToBigEndian(quint64(part.size()));
        hash.addData(QByteArrayView(reinterpret_cast<const char *>(&length), sizeof(length)));
        hash.addData(part);
    }
    message.remoteKey = hash.result();
    message.contentHash = message.remoteKey.first(16);
}

QByteArray exportMessageId(const QString &channel, const QString &place, const QString &id)
{
    return (channel + u' ' + place + u" message " + id).toUtf8();
}

QString idFrom(const QJsonValue &value)
{
    QString id;
    if (value.isString())
        id = value.toString();
    else if (value.isDouble() && double(value.toInteger()) == value.toDouble())
        id = QString::number(value.toInteger());
    const bool isUsable = id.size() <= maxId && std::ranges::none_of(id, [](QChar c) {
                              return c.unicode() <= 0x20 || c.unicode() >= 0x7f;
                          });
    return isUsable ? id : QString();
}

std::optional<Timestamp> timeFrom(const QJsonValue &value)
{
    return localTime(value, QTimeZone(QTimeZone::UTC));
}

std::optional<Timestamp> localTime(const QJsonValue &value, const QTimeZone &zone)
{
    const QString text = value.toString();
    if (text.isEmpty() || text.size() > 64)
        return std::nullopt;
    QDateTime at = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!at.isValid())
        return std::nullopt;
    if (at.timeSpec() == Qt::LocalTime)
        at = QDateTime(at.date(), at.time(), zone);
    const qint64 ms = at.toMSecsSinceEpoch();
    return ms > 0 && ms <= lastMoment ? std::optional(fromMilliseconds(ms)) : std::nullopt;
}

QString textFrom(const QJsonValue &value, qsizetype length)
{
    return cleaned(QStringView(value.toString()).left(length));
}

QString excerptOf(const QString &text)
{
    return cleaned(QStringView(text).left(maxExcerpt * 2)).simplified().left(maxExcerpt);
}

QString mediaTypeOf(const QString &fileName)
{
    // By the name alone: the content is not looked at, whatever it claims to be.
    static const QMimeDatabase types;
    return types.mimeTypeForFile(fileName, QMimeDatabase::MatchExtension).name();
}

} // namespace casement

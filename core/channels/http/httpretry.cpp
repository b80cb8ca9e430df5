// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpretry.h"

#include <QLocale>
#include <QRandomGenerator>
#include <QTimeZone>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// Numbers from here on are moments, not durations.
constexpr double kSecondsSince1970 = 1e9;

} // namespace

std::optional<Timestamp> httpDate(const QByteArray &text)
{
    if (text.size() > 64)
        return std::nullopt;
    QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()),
                                           QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    at.setTimeZone(QTimeZone::UTC);
    return at.isValid() ? std::optional(fromDateTime(at)) : std::nullopt;
}

HttpWait httpWaitOf(double seconds)
{
    if (!(seconds >= 0)) // also what is not a number
        return {.wait = 60s};
    if (seconds > static_cast<double>(kLongestRetryAfter.count()))
        return {.wait = kLongestRetryAfter, .isCapped = true};
    return {.wait = std::chrono::seconds(static_cast<qint64>(std::max(1.0, seconds)))};
}

HttpWait httpWait(const QByteArray &retryAfter, const QByteArray &reset, Timestamp now)
{
    const bool isReset = retryAfter.isEmpty();
    const QByteArray text = (isReset ? reset : retryAfter).trimmed().left(64);
    const auto until = [now](Timestamp at) {
        return std::chrono::duration<double>(at - now).count();
    };
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    if (isNumber && isReset && number >= kSecondsSince1970 && number < 1e11)
        return httpWaitOf(until(fromMilliseconds(static_cast<qint64>(number * 1000))));
    if (isNumber)
        return httpWaitOf(number);
    if (const auto at = httpDate(text))
        return httpWaitOf(until(*at));
    const QDateTime at = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODateWithMs);
    return httpWaitOf(at.isValid() ? until(fromDateTime(at)) : -1);
}

HttpWait httpWait(const QHttpHeaders &headers, Timestamp now)
{
    QByteArrayView reset = headers.value("X-RateLimit-Reset");
    if (reset.isEmpty())
        reset = headers.value("RateLimit-Reset");
    return httpWait(headers.value("Retry-After").toByteArray(), reset.toByteArray(), now);
}

Error withWait(Error error, const HttpWait &wait)
{
    error.retryAfter = wait.wait;
    if (wait.isCapped)
        error.detail += QStringLiteral(" It asked for longer than %1 minutes; it is asked again "
                                       "after these.")
                            .arg(wait.wait.count() / 60);
    return error;
}

Error httpRefusal(int status, const QString &words, const QString &host)
{
    const QString said =
        words.isEmpty() ? QStringLiteral("HTTP %1").arg(status) : QStringLiteral("“%1”").arg(words);
    switch (status) {
    case 401:
        return {ErrorKind::AuthRequired,
                QStringLiteral("%1 does not accept the login any more (%2); sign in again.")
                    .arg(host, said)};
    case 403:
        return {ErrorKind::Forbidden,
                QStringLiteral("%1 does not allow this: %2.").arg(host, said)};
    case 404:
    case 410:
        return {ErrorKind::NotFound, QStringLiteral("%1 does not have it: %2.").arg(host, said)};
    case 429:
        return {ErrorKind::RateLimited, QStringLiteral("%1 asks us to wait.").arg(host)};
    default:
        break;
    }
    if (status >= 500)
        return {ErrorKind::Offline,
                QStringLiteral("%1 has trouble at the moment (HTTP %2).").arg(host).arg(status)};
    if (status >= 300 && status < 400)
        return {ErrorKind::Invalid,
                QStringLiteral("%1 sends us elsewhere, which is not followed; check the address "
                               "of the server.")
                    .arg(host)};
    if (status >= 400)
        return {ErrorKind::Invalid, QStringLiteral("%1 refused it: %2.").arg(host, said)};
    return {
        ErrorKind::Protocol,
        QStringLiteral("%1 gave an answer that means nothing (HTTP %2).").arg(host).arg(status)};
}

std::chrono::milliseconds retryDelay(int failures)
{
    return std::min<std::chrono::milliseconds>(5min, 1s * (1 << std::clamp(failures, 0, 10)));
}

std::chrono::milliseconds jittered(std::chrono::milliseconds delay)
{
    const double part = 0.5 + QRandomGenerator::global()->generateDouble() / 2;
    return std::chrono::milliseconds(
        static_cast<qint64>(static_cast<double>(delay.count()) * part));
}

} // namespace casement

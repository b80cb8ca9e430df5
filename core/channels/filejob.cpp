// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/filejob.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <limits>

namespace casement
{

namespace
{

/// 40 ms to parse, on a slow machine.
constexpr qsizetype kMaxParsed = 4 * 1024 * 1024;

} // namespace

FileJob::FileJob(QObject *parent) : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcherBase::canceled, this, &QObject::deleteLater);
    m_watcher.setFuture(m_pending.future());
}

void FileJob::finish(const Result<FileAnswer> &answer)
{
    if (std::exchange(m_isFinished, true))
        return;
    m_pending.finish(answer);
    deleteLater();
}

void FileJob::setProgress(qint64 done, qint64 total)
{
    if (m_isFinished)
        return;
    constexpr qint64 most = std::numeric_limits<int>::max();
    const int range = static_cast<int>(std::clamp<qint64>(total, 0, most));
    if (range != std::exchange(m_range, range)) // which begins anew at 0
        m_pending.promise->setProgressRange(0, range);
    m_pending.promise->setProgressValue(static_cast<int>(std::clamp<qint64>(done, 0, most)));
}

QJsonValue jsonAt(const QJsonValue &json, const QString &pointer)
{
    if (pointer.isEmpty())
        return json;
    if (!pointer.startsWith(u'/'))
        return QJsonValue::Undefined;
    QJsonValue value = json;
    const QStringList tokens = pointer.sliced(1).split(u'/');
    for (QString token : tokens) {
        // In this order, so that "~01" is "~1".
        token.replace(QStringLiteral("~1"), QStringLiteral("/"))
            .replace(QStringLiteral("~0"), QStringLiteral("~"));
        if (value.isArray()) {
            bool isNumber = false;
            const qsizetype index = token.toLongLong(&isNumber);
            value = isNumber ? value.toArray().at(index) : QJsonValue(QJsonValue::Undefined);
        } else {
            value = value.toObject().value(token);
        }
    }
    return value;
}

QJsonValue jsonOf(const QByteArray &raw)
{
    if (raw.size() > kMaxParsed)
        return QJsonValue::Undefined;
    const QJsonDocument document = QJsonDocument::fromJson(raw);
    if (document.isObject())
        return document.object();
    return document.isArray() ? QJsonValue(document.array()) : QJsonValue(QJsonValue::Undefined);
}

} // namespace casement

#include "moc_filejob.cpp"

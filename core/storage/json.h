// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace casement
{

/// JSON as the tables keep it: compact text.
[[nodiscard]] inline QString toText(const QJsonObject &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

[[nodiscard]] inline QString toText(const QJsonArray &json)
{
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}

/// An object of a table; empty when the text is none.
[[nodiscard]] inline QJsonObject objectFromText(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

/// Message ids as a JSON array of strings.
[[nodiscard]] inline QJsonArray idsToJson(const QByteArrayList &ids)
{
    QJsonArray array;
    for (const QByteArray &id : ids)
        array.append(QString::fromUtf8(id));
    return array;
}

/// And back.
[[nodiscard]] inline QByteArrayList idsFromJson(const QJsonValue &value)
{
    QByteArrayList ids;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &id : array)
        ids.append(id.toString().toUtf8());
    return ids;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

namespace casement::test
{

/// JSON that is written with single quotes.
inline QByteArray q(QByteArray json)
{
    return json.replace('\'', '"');
}

/// All rows of an export, read to its end.
struct ReadExport {
    std::optional<ExportFormat> format;
    std::optional<DateReading> dates;
    QList<ExportRow> rows;
    QString trouble; ///< what refused it, or ended it before its end

    [[nodiscard]] QList<IncomingMessage> messages() const
    {
        QList<IncomingMessage> all;
        for (const ExportRow &row : rows) {
            if (row.kind == ExportRow::Kind::Message)
                all.append(row.message);
        }
        return all;
    }
    [[nodiscard]] qsizetype count(ExportRow::Kind kind) const
    {
        return std::ranges::count(rows, kind, &ExportRow::kind);
    }
    /// "Ann: words | Ben: words".
    [[nodiscard]] QString spoken() const
    {
        QStringList lines;
        for (const IncomingMessage &message : messages())
            lines += message.author.name + u": " + message.text;
        return lines.join(QStringLiteral(" | "));
    }
    [[nodiscard]] QStringList keys() const
    {
        QStringList all;
        for (const IncomingMessage &message : messages())
            all += QString::fromLatin1(message.remoteKey.toHex());
        return all;
    }
};

class ExportFolder
{
public:
    [[nodiscard]] QString path(const QString &name = {}) const { return m_folder.filePath(name); }

    QString write(const QString &name, const QByteArray &content) const
    {
        const QString path = m_folder.filePath(name);
        QDir().mkpath(path.section(u'/', 0, -2));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write");
        return path;
    }

private:
    QTemporaryDir m_folder;
};

/// 2026-09-21.
inline ExportOptions optionsFor(const QStringList &ours = {})
{
    return {.ours = ours,
            .dateOrder = {},
            .zone = QTimeZone("Europe/Berlin"),
            .now = fromMilliseconds(1'790'000'000'000)};
}

inline ReadExport readExport(const QString &path, const ExportOptions &options = optionsFor())
{
    ReadExport result;
    const auto reader = openExport(path, options);
    if (!reader) {
        result.trouble = reader.error().detail;
        return result;
    }
    result.format = (*reader)->format();
    result.dates = (*reader)->dates();
    for (;;) {
        const auto row = (*reader)->next();
        if (!row) {
            result.trouble = row.error().detail;
            break;
        }
        if (!row->has_value())
            break;
        result.rows.append(**row);
        if (result.rows.size() > 3'000'000)
            qFatal("an export without an end");
    }
    return result;
}

} // namespace casement::test

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/exports/exportformat.h"

#include <QString>
#include <QStringList>
#include <memory>
#include <optional>

namespace casement
{

class ExportSource;

/// How the dates of an export that leaves it open were read, and why.
struct DateReading {
    DateOrder order = DateOrder::DayMonthYear;
    bool isCertain = true; ///< false: it could be otherwise, and somebody should look
    QString reason;        ///< one sentence
};

/// Reads one export, row by row, in memory that does not grow with it. On one thread.
class ExportReader
{
public:
    virtual ~ExportReader();

    [[nodiscard]] virtual ExportFormat format() const = 0;
    /// Only for exports whose dates can be read in several ways.
    [[nodiscard]] virtual std::optional<DateReading> dates() const { return std::nullopt; }
    /// The next row; none at the end. An error ends the export: what stood before it was read.
    [[nodiscard]] virtual Result<std::optional<ExportRow>> next() = 0;
    /// How much of bytes() has been read, about.
    [[nodiscard]] virtual qint64 position() const = 0;
    [[nodiscard]] qint64 bytes() const;

protected:
    explicit ExportReader(std::unique_ptr<ExportSource> source);
    /// "FILE (inside it)": how sentences name a part of the source.
    [[nodiscard]] QString describe(const QString &name) const;

    std::unique_ptr<ExportSource> m_source;
};

/// An export that was told apart by what is in it.
struct FoundExport {
    ExportFormat format = ExportFormat::WhatsApp;
    QString main; ///< the file inside the archive or folder
};

/// What \a path is. None: no export, and nothing that only an export could be. An error: an archive
/// or a JSON file, but none that is understood, or one that misbehaves.
[[nodiscard]] Result<std::optional<FoundExport>> findExport(const QString &path);

/// Opens the export at \a path. For WhatsApp this reads all of it once, to decide on the dates.
[[nodiscard]] Result<std::unique_ptr<ExportReader>> openExport(const QString &path,
                                                               const ExportOptions &options);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"
#include "core/domain/timestamp.h"

#include <QString>
#include <QStringList>
#include <QTimeZone>
#include <optional>

namespace casement
{

/// The chat exports that are understood.
enum class ExportFormat {
    WhatsApp, ///< "Export chat": a text file, or the .zip with it and the media
    Telegram, ///< Telegram Desktop's result.json: one chat, or all of them
    Slack,    ///< a workspace's export .zip, or the folder that it was unpacked to
    Discord,  ///< JSON of DiscordChatExporter
    Mastodon, ///< the archive of one's own posts, .zip or .tar.gz, or its outbox.json
};

/// The channel of what is in it: "whatsapp", "telegram", "slack", "discord", "fediverse". Also the
/// kind of the addresses.
[[nodiscard]] QString channelOf(ExportFormat format);
/// "WhatsApp", "Telegram", …
[[nodiscard]] QString nameOf(ExportFormat format);

/// How the numbers of a date follow each other.
enum class DateOrder { DayMonthYear, MonthDayYear, YearMonthDay };

/// "dmy", "mdy", "ymd".
[[nodiscard]] QString toString(DateOrder order);
[[nodiscard]] std::optional<DateOrder> dateOrderFromString(const QString &text);
/// "day, month, year" and so on, for sentences.
[[nodiscard]] QString wordsFor(DateOrder order);

struct ExportOptions {
    /// Names as the export shows them, phone numbers or addresses: what these wrote is ours. Case
    /// and white space do not count.
    QStringList ours;
    std::optional<DateOrder> dateOrder;           ///< none: decided from the whole file
    QTimeZone zone = QTimeZone::systemTimeZone(); ///< of times that are written without one
    Timestamp now;
    bool withFiles = true; ///< take the bytes of files that lie beside the words
};

/// What became of one row: of a line of text with those that belong to it, or of an object.
struct ExportRow {
    enum class Kind {
        Message,
        Skipped,    ///< not words of a person: a notice of the service, something taken back
        Unreadable, ///< `reason` says why; the rows after it are read all the same
    };
    Kind kind = Kind::Message;
    QString part;   ///< the file inside an archive; empty for a file of its own
    qint64 row = 0; ///< the line it begins at, or which object it is; from 1
    IncomingMessage message;
    QString reason;  ///< one sentence, unless it is a message
    QString excerpt; ///< the beginning of a row that is no message, on one line
};

} // namespace casement

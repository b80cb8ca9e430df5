// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/exports/exportreader.h"

#include <QList>
#include <QMetaType>
#include <QStringList>
#include <memory>
#include <mutex>
#include <optional>

namespace casement
{

/// What became of one row of a file: a message of an export or a mailbox, a contact card, or a line
/// that is none.
struct ImportRow {
    enum class Outcome {
        Added,      ///< is in the workspace now, or would be
        Known,      ///< was there already
        Skipped,    ///< no words of a person
        Unreadable, ///< `reason` says why
    };
    QString path;
    QString part;   ///< the file inside an archive
    qint64 row = 0; ///< from 1
    Outcome outcome = Outcome::Added;
    MessageId message; ///< of what is in the workspace
    PersonId person;   ///< of a contact card
    QString reason;
    QString excerpt; ///< of a row that is no message

    bool operator==(const ImportRow &) const = default;
};

/// "added", "known", "skipped", "unreadable".
[[nodiscard]] QString toString(ImportRow::Outcome outcome);

/// Rows on their way from the import's thread to whoever shows them.
class ImportRows
{
public:
    void add(const QList<ImportRow> &rows)
    {
        const std::scoped_lock lock(m_mutex);
        m_rows.append(rows);
    }
    [[nodiscard]] QList<ImportRow> take()
    {
        const std::scoped_lock lock(m_mutex);
        return std::exchange(m_rows, {});
    }

private:
    std::mutex m_mutex;
    QList<ImportRow> m_rows;
};

/// What one file is, and what became of it. Single mails share one report.
struct ImportFileReport {
    static constexpr qsizetype maxProblems = 100;

    QString path; ///< empty for single mails
    QString
        format; ///< "mbox", "mail", "vcard", or the channel of an export: "whatsapp", "slack", …
    std::optional<DateReading> dates = {}; ///< where the file leaves their order open
    QByteArray zone = {};                  ///< IANA id in which times without one were read
    qint64 people = 0;
    qint64 newPeople = 0;     ///< whom nobody knew before; only a dry run counts them
    qint64 conversations = 0; ///< of exports
    bool hasOurs = false;     ///< somebody in it is us
    qint64 added = 0;
    qint64 known = 0;
    qint64 skipped = 0;
    qint64 unreadable = 0;
    QList<ImportRow> problems = {}; ///< the first rows that could not be read
    QString trouble = {};           ///< what ended the file before its end; one sentence
};

struct ImportOptions {
    /// Addresses whose mail is ours, besides those of the accounts; and names in exports.
    QStringList ourAddresses = {};
    bool asHistory = false; ///< everything goes to Done; what comes from an export always does
    std::optional<DateOrder> dateOrder = {}; ///< for exports; none: found from the file
    bool dryRun = false;                     ///< reads everything, writes nothing
    std::shared_ptr<ImportRows> rows = {};   ///< gets what became of every row, if it is there
};

/// How far an import has come.
struct ImportProgress {
    QString path; ///< the file being read
    qint64 bytesDone = 0;
    qint64 bytesTotal = 0;
    qint64 messages = 0; ///< read so far
    qint64 added = 0;    ///< new; in a dry run what would be
    qint64 duplicates = 0;
    qint64 quarantined = 0;  ///< kept, but shown as raw text because they could not be parsed
    qint64 skipped = 0;      ///< rows that are no words of a person
    qint64 unreadable = 0;   ///< rows of which nothing could be made
    qint64 cards = 0;        ///< contact cards read, which are no messages
    qint64 newPeople = 0;    ///< whom contact cards brought
    qint64 newAddresses = 0; ///< of people who were here, from contact cards
    QStringList
        problems; ///< files or passages that could not be read: one sentence each, at most 100
    QList<ImportFileReport> files; ///< at most 1,000
    ImportId import;               ///< by which it can be undone; invalid for a dry run
    bool isDryRun = false;
    bool isPaused = false;
    bool isFinished = false;
};

} // namespace casement

Q_DECLARE_METATYPE(casement::ImportProgress)

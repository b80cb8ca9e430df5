// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/importreport.h"
#include "core/desk/mailfiles.h"
#include "core/domain/contact.h"
#include "core/domain/timestamp.h"
#include "core/storage/ingeststore.h"

#include <QSet>
#include <functional>

namespace casement
{

/// What goes into one transaction: messages, and how far their file was read with them.
struct ImportPortion {
    /// Where a message stood; `PreparedMessage::row` counts into this from 1.
    struct Place {
        QString part;
        qint64 row = 0;
    };
    QList<PreparedMessage> messages;
    QList<Place> places;
    QList<ImportRow> others;                     ///< rows that are no messages
    QList<std::pair<ContactCard, qint64>> cards; ///< contact cards, and which row each is
    QString channel;                             ///< of an export; empty: mail
    bool isHistory = false;
    qsizetype file = -1;     ///< which report this is part of; -1: none
    ImportFileReport report; ///< of that file so far, without what the store has to say
    // Of an mbox: to go on there after a crash.
    QString path;
    QByteArray fingerprint;
    qint64 size = 0;
    qint64 position = 0;
    qint64 bytesDone = 0;
};

/// Reads the files of an import, maps and prepares their messages, and gives them away in portions,
/// on the thread of whoever calls. Memory stays flat: a portion is bounded in number and bytes.
class ImportReader
{
public:
    using Give = std::function<bool(ImportPortion)>; ///< false: stop

    ImportReader(Give give, const ImportOptions &options, Timestamp now);

    /// All of \a file, an mbox from \a position on. Single mails come last. False: stopped.
    bool read(const MailFile &file, qint64 position);
    /// Gives what is left.
    bool flush();

    [[nodiscard]] const QStringList &problems() const { return m_problems; }

private:
    bool readEml(const MailFile &file);
    bool readMbox(const MailFile &file, qint64 position);
    bool readExport(const MailFile &file);
    bool readCards(const MailFile &file);
    bool add(const QByteArray &raw, const MailFile &file);
    bool add(IncomingMessage message, const ImportPortion::Place &place);
    void begin(const QString &path, const QString &format);
    void addProblem(const QString &problem);

    Give m_give;
    ImportOptions m_options;
    Timestamp m_now;
    ImportPortion m_portion;
    QStringList m_problems;
    QSet<QString> m_people; ///< of the file
    QSet<QString> m_conversations;
    qsizetype m_files = 0;
    bool m_readsMails = false; ///< single mails, which share a report
    qint64 m_rows = 0;
    qint64 m_bytes = 0;
    qint64 m_bytesDone = 0;
};

} // namespace casement

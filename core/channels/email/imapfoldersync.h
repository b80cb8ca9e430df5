// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/email/emailsettings.h"
#include "core/channels/email/imaplink.h"
#include "core/domain/message.h"
#include "core/domain/timestamp.h"
#include "core/mail/mailmapping.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QPointer>

namespace casement
{

/// Where one folder stands; its JSON is the folder's cursor. It covers exactly the mails that were
/// handed out.
struct ImapFolderState {
    QString name;
    qint64 uidValidity = 0;    ///< 0: never opened
    qint64 highest = 0;        ///< all UIDs from `lowest` up to this one were handed out
    qint64 lowest = 0;         ///< older ones are still to come, unless…
    bool isBackfilled = false; ///< …history is in as far as the account wants it
    qint64 backfilled = 0;     ///< how many mails of history were handed out
    Direction direction = Direction::Incoming;

    [[nodiscard]] QByteArray toCursor() const;
    void restore(const QByteArray &cursor);
    /// Forgets everything: UIDs of another UIDVALIDITY mean nothing (RFC 3501, section 2.3.1.1).
    void reset();
};

/// Who takes batches and says when there is room for one. At most two are under way.
class BatchOutlet : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    [[nodiscard]] virtual bool hasRoom() const = 0;
    virtual void hand(IncomingBatch batch) = 0;
Q_SIGNALS:
    void roomMade();
};

/// Brings one folder up to date on a link: first what came since last time, oldest first; then
/// history, newest first.
class ImapFolderSync final : public QObject
{
    Q_OBJECT
public:
    struct Part {
        bool news = true;
        bool history = true;
    };

    static constexpr int kBatchMails = 200;
    static constexpr qint64 kBatchBytes = 8 * 1024 * 1024;
    /// Larger mails are fetched without their body and quarantined.
    static constexpr qint64 kMaxMailBytes = 50 * 1024 * 1024;

    /// \a state must outlive this; it moves as batches are handed out.
    ImapFolderSync(ImapLink *link, ImapFolderState *state, BatchOutlet *outlet,
                   const EmailSettings &settings, const Clock &clock, QObject *parent);

    void start(Part part);
    /// Ends it: nothing is handed out or emitted any more, and it deletes itself. May be called
    /// while it hands a batch out.
    void abandon();

Q_SIGNALS:
    void progressed(qint64 done, qint64 total);
    /// \a found: some mail was handed out.
    void finished(bool found);
    void failed(const casement::Error &error);

private:
    struct Sized {
        qint64 uid = 0;
        qint64 size = 0;
    };
    struct Fetched {
        qint64 uid = 0;
        QByteArray bytes;
        MailContext context;
        QString reason; ///< only the header was fetched
    };

    void select();
    void searchNews(qint64 nextUid);
    void searchHistory();
    void next();
    void fetchSizes();
    void fetchGroup();
    void fetchBodies(const QList<qint64> &uids, bool headersOnly);
    void mapAndHand();
    void hand(const QList<IncomingMessage> &messages);

    ImapLink *m_link;
    ImapFolderState *m_state;
    BatchOutlet *m_outlet;
    EmailSettings m_settings;
    Clock m_clock;
    QPointer<QObject> m_alive; ///< context of all that is under way
    Part m_part;
    bool m_isHistory = false; ///< which of the two is under way
    bool m_found = false;
    QList<qint64> m_todo; ///< UIDs in the order in which they are handed out
    qsizetype m_total = 0;
    QList<Sized> m_sized;  ///< the next of them, with their sizes
    QList<qint64> m_group; ///< those of the batch under way
    QHash<qint64, qint64> m_oversized;
    QHash<qint64, Fetched> m_fetched;
};

} // namespace casement

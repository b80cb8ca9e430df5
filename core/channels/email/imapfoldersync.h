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
#include <QSet>

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
    /// Changes of flags up to this mod-sequence were handed out (RFC 7162, section 3.1.2). 0: flags
    /// are not followed, since the server, or this folder (NOMODSEQ), has no mod-sequences.
    quint64 modSeq = 0;
    Direction direction = Direction::Incoming;

    // Not in the cursor:
    /// The next batch has to say that earlier UIDs mean nothing.
    bool forgetsPlaces = false;
    /// Mails of history that were read while they were on their way here: what was fetched of them
    /// may still say otherwise, and the change is behind modSeq.
    QSet<qint64> seenEarly;

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

/// Brings one folder up to date on a link: first what became of the mails that were handed out, if
/// the server keeps mod-sequences (RFC 7162); then what came since last time, oldest first; then
/// history, newest first.
///
/// Of flags only \Seen is looked at, and only that it is set. The folder is opened with EXAMINE,
/// and no flag is ever stored.
class ImapFolderSync final : public QObject
{
    Q_OBJECT
public:
    struct Part {
        bool news = true; ///< changes of flags as well
        bool history = true;
    };

    static constexpr int kBatchMails = 200;
    static constexpr qint64 kBatchBytes = 8 * 1024 * 1024;
    /// Larger mails are fetched without their body and quarantined.
    static constexpr qint64 kMaxMailBytes = 50 * 1024 * 1024;
    /// Changes of flags that are handed out at once.
    static constexpr int kBatchChanges = 10'000;

    /// \a state must outlive this; it moves as batches are handed out.
    ImapFolderSync(ImapLink *link, ImapFolderState *state, BatchOutlet *outlet,
                   const EmailSettings &settings, const Clock &clock, QObject *parent);

    void start(Part part);
    /// Ends it: nothing is handed out or emitted any more, and it deletes itself. May be called
    /// while it hands a batch out.
    void abandon();

Q_SIGNALS:
    void progressed(qint64 done, qint64 total);
    /// \a found: there was something to hand out, so there may be more by now.
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
    void fetchChanges(quint64 modSeq, qint64 nextUid);
    void handChanges(quint64 modSeq, qint64 nextUid);
    void handSeen(qsizetype count);
    void lookForNews(qint64 nextUid);
    void searchNews(qint64 nextUid);
    void searchHistory();
    void next();
    void fetchSizes();
    void fetchGroup();
    void fetchBodies(const QList<qint64> &uids, bool headersOnly);
    void mapAndHand();
    void hand(const QList<IncomingMessage> &messages);
    void handBatch(IncomingBatch batch);

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
    QList<qint64> m_seen; ///< read elsewhere, still to be handed out
    QList<PlaceRange> m_vanished;
};

} // namespace casement

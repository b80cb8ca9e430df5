// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/imapfoldersync.h"

#include <KIMAP/FetchJob>
#include <KIMAP/SearchJob>
#include <KIMAP/SelectJob>
#include <KIMAP/Session>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QtConcurrent>
#include <algorithm>
#include <utility>

namespace casement
{

namespace
{

/// INTERNALDATE as RFC 3501 writes it: "17-Jul-1996 02:44:25 -0700", the day padded with a blank or
/// not.
std::optional<Timestamp> parseInternalDate(const QByteArray &text)
{
    const QDateTime at = QLocale::c().toDateTime(QString::fromLatin1(text.trimmed()).left(20),
                                                 QStringLiteral("d-MMM-yyyy HH:mm:ss"));
    if (!at.isValid() || text.size() < 5)
        return std::nullopt;
    const QByteArray zone = text.trimmed().last(5);
    const int hhmm = zone.sliced(1).toInt();
    const int seconds = (hhmm / 100 * 60 + hhmm % 100) * 60 * (zone.front() == '-' ? -1 : 1);
    return fromMilliseconds(
        QDateTime(at.date(), at.time(), QTimeZone::UTC).addSecs(-seconds).toMSecsSinceEpoch());
}

bool hasFlag(const KIMAP::MessageFlags &flags, QByteArrayView flag)
{
    return std::ranges::any_of(
        flags, [&](const QByteArray &f) { return f.compare(flag, Qt::CaseInsensitive) == 0; });
}

KIMAP::ImapSet setOf(const QList<qint64> &uids)
{
    KIMAP::ImapSet set;
    set.add(uids);
    return set;
}

} // namespace

QByteArray ImapFolderState::toCursor() const
{
    const QJsonObject json{{QStringLiteral("uidValidity"), uidValidity},
                           {QStringLiteral("highest"), highest},
                           {QStringLiteral("lowest"), lowest},
                           {QStringLiteral("isBackfilled"), isBackfilled},
                           {QStringLiteral("backfilled"), backfilled},
                           {QStringLiteral("modSeq"), static_cast<qint64>(modSeq)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

void ImapFolderState::restore(const QByteArray &cursor)
{
    const QJsonObject json = QJsonDocument::fromJson(cursor).object();
    uidValidity = json[u"uidValidity"].toInteger();
    highest = json[u"highest"].toInteger();
    lowest = json[u"lowest"].toInteger();
    isBackfilled = json[u"isBackfilled"].toBool();
    backfilled = json[u"backfilled"].toInteger();
    modSeq = static_cast<quint64>(std::max<qint64>(0, json[u"modSeq"].toInteger()));
}

void ImapFolderState::reset()
{
    restore({});
    forgetsPlaces = true;
    seenEarly.clear();
}

ImapFolderSync::ImapFolderSync(ImapLink *link, ImapFolderState *state, BatchOutlet *outlet,
                               const EmailSettings &settings, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_link(link)
    , m_state(state)
    , m_outlet(outlet)
    , m_settings(settings)
    , m_clock(clock)
    , m_alive(new QObject(this))
{
}

void ImapFolderSync::abandon()
{
    delete m_alive; // what still comes in finds nobody
    disconnect();
    deleteLater();
}

void ImapFolderSync::start(Part part)
{
    m_part = part;
    select();
}

void ImapFolderSync::select()
{
    auto *job = new KIMAP::SelectJob(m_link->session());
    job->setMailBox(m_state->name);
    job->setOpenReadOnly(true); // EXAMINE: nothing that we do here may change the mailbox
    // What we sent ourselves is never unread.
    const bool isFollowed = m_link->hasModSequences() && m_state->direction == Direction::Incoming;
    job->setCondstoreEnabled(isFollowed);
    connect(job, &KJob::result, m_alive, [this, job, isFollowed] {
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        const quint64 modSeq = isFollowed ? job->highestModSequence() : 0; // 0: NOMODSEQ
        if (job->uidValidity() != m_state->uidValidity) {
            m_state->reset();
            m_state->uidValidity = job->uidValidity();
            m_state->highest = std::max<qint64>(0, job->nextUid() - 1);
            m_state->lowest = m_state->highest + 1;
            m_state->modSeq = modSeq;
        }
        if (!m_part.news)
            return searchHistory();
        if (modSeq != 0 && m_state->modSeq != 0 && modSeq != m_state->modSeq &&
            m_state->highest > 0)
            return fetchChanges(modSeq, job->nextUid());
        m_state->modSeq = modSeq;
        lookForNews(job->nextUid());
    });
    job->start();
}

void ImapFolderSync::fetchChanges(quint64 modSeq, qint64 nextUid)
{
    auto *job = new KIMAP::FetchJob(m_link->session());
    job->setUidBased(true);
    // What the other link has fetched of history but not handed out yet has to be covered, too.
    job->setSequenceSet(KIMAP::ImapSet(
        m_state->isBackfilled ? std::clamp<qint64>(m_state->lowest, 1, m_state->highest) : 1,
        m_state->highest));
    KIMAP::FetchJob::FetchScope scope;
    scope.mode = KIMAP::FetchJob::FetchScope::Flags;
    // A server that begins to count anew (an index that was lost) says nothing of what changed
    // since: then all flags are read once. CHANGEDSINCE 0 is none for KIMAP.
    scope.changedSince = modSeq > m_state->modSeq ? m_state->modSeq : 0;
    scope.qresync = scope.changedSince > 0 && m_link->tellsVanished();
    job->setScope(scope);
    connect(job, &KIMAP::FetchJob::messagesAvailable, m_alive,
            [this](const QMap<qint64, KIMAP::Message> &messages) {
                m_found = true;
                for (const KIMAP::Message &message : messages) {
                    if (message.uid <= 0 || message.uid > m_state->highest ||
                        !hasFlag(message.flags, "\\Seen"))
                        continue;
                    if (message.uid < m_state->lowest)
                        m_state->seenEarly.insert(message.uid);
                    else
                        m_seen += message.uid;
                }
                // An answer may have a line for each mail of a large folder. KIMAP tells them every
                // 100 ms, and the tunnel lets no more than some MB wait in front of it.
                while (m_alive && m_seen.size() >= kBatchChanges && m_outlet->hasRoom())
                    handSeen(kBatchChanges);
            });
    connect(job, &KIMAP::FetchJob::messagesVanished, m_alive, [this](const KIMAP::ImapSet &uids) {
        m_found = true;
        for (const KIMAP::ImapInterval &range : uids.intervals()) {
            if (range.begin() > 0)
                m_vanished += {.first = range.begin(), .last = range.end()};
        }
    });
    connect(job, &KJob::result, m_alive, [this, job, modSeq, nextUid] {
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        handChanges(modSeq, nextUid);
    });
    job->start();
}

void ImapFolderSync::handChanges(quint64 modSeq, qint64 nextUid)
{
    if (!m_outlet->hasRoom()) {
        connect(
            m_outlet, &BatchOutlet::roomMade, m_alive,
            [this, modSeq, nextUid] { handChanges(modSeq, nextUid); }, Qt::SingleShotConnection);
        return;
    }
    if (m_seen.size() > kBatchChanges) {
        handSeen(kBatchChanges);
        if (m_alive)
            handChanges(modSeq, nextUid);
        return;
    }
    m_state->modSeq = modSeq; // now all is in this batch or in one before it
    // Nothing to say: the next batch brings the new position along.
    if (!m_seen.isEmpty() || !m_vanished.isEmpty())
        handSeen(m_seen.size());
    if (m_alive)
        lookForNews(nextUid);
}

void ImapFolderSync::handSeen(qsizetype count)
{
    IncomingBatch batch;
    batch.seen = m_seen.first(count);
    m_seen.remove(0, count);
    batch.vanished = std::exchange(m_vanished, {});
    handBatch(std::move(batch));
}

void ImapFolderSync::lookForNews(qint64 nextUid)
{
    if (nextUid <= 0 || nextUid - 1 > m_state->highest)
        return searchNews(nextUid);
    searchHistory();
}

void ImapFolderSync::searchNews(qint64 nextUid)
{
    auto *job = new KIMAP::SearchJob(m_link->session());
    job->setUidBased(true);
    job->setTerm(KIMAP::Term(KIMAP::Term::Uid, KIMAP::ImapSet(m_state->highest + 1, 0)));
    connect(job, &KJob::result, m_alive, [this, job, nextUid] {
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        m_isHistory = false;
        m_todo = job->results();
        // "n:*" names the last mail even if its UID is below n (RFC 3501, section 6.4.8).
        m_todo.removeIf([this](qint64 uid) { return uid <= m_state->highest; });
        std::ranges::sort(m_todo);
        m_total = m_todo.size();
        if (m_todo.isEmpty() && nextUid > 0)
            m_state->highest = nextUid - 1; // what came is gone again
        next();
    });
    job->start();
}

void ImapFolderSync::searchHistory()
{
    const qint64 wanted = m_settings.backfillMessages - m_state->backfilled;
    if (!m_part.history || m_state->isBackfilled) {
        Q_EMIT finished(m_found);
        return;
    }
    m_isHistory = true;
    m_part.history = false; // once
    if (m_state->lowest <= 1 || wanted <= 0) {
        m_todo.clear();
        m_state->isBackfilled = true;
        return hand({});
    }
    KIMAP::Term term(KIMAP::Term::Uid, KIMAP::ImapSet(1, m_state->lowest - 1));
    if (m_settings.backfillDays > 0) {
        const QDate since =
            QDateTime::fromMSecsSinceEpoch(toMilliseconds(m_clock()), QTimeZone::UTC)
                .date()
                .addDays(-m_settings.backfillDays);
        term = KIMAP::Term(KIMAP::Term::And, {term, KIMAP::Term(KIMAP::Term::Since, since)});
    }
    auto *job = new KIMAP::SearchJob(m_link->session());
    job->setUidBased(true);
    job->setTerm(term);
    connect(job, &KJob::result, m_alive, [this, job, wanted] {
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        m_todo = job->results();
        std::ranges::sort(m_todo, std::greater<>());
        if (m_todo.size() > wanted)
            m_todo.resize(wanted);
        m_total = m_todo.size();
        if (m_todo.isEmpty()) {
            m_state->isBackfilled = true;
            return hand({});
        }
        next();
    });
    job->start();
}

void ImapFolderSync::next()
{
    if (m_todo.isEmpty() && m_sized.isEmpty()) {
        if (!m_isHistory)
            return searchHistory();
        Q_EMIT finished(m_found);
        return;
    }
    if (!m_outlet->hasRoom()) {
        connect(
            m_outlet, &BatchOutlet::roomMade, m_alive, [this] { next(); },
            Qt::SingleShotConnection);
        return;
    }
    m_sized.isEmpty() ? fetchSizes() : fetchGroup();
}

void ImapFolderSync::fetchSizes()
{
    const QList<qint64> uids = m_todo.first(std::min<qsizetype>(m_todo.size(), kBatchMails));
    m_todo.remove(0, uids.size());
    auto sizes = std::make_shared<QHash<qint64, qint64>>();
    auto *job = new KIMAP::FetchJob(m_link->session());
    job->setUidBased(true);
    job->setSequenceSet(setOf(uids));
    KIMAP::FetchJob::FetchScope scope;
    scope.mode = KIMAP::FetchJob::FetchScope::Headers;
    job->setScope(scope);
    connect(job, &KIMAP::FetchJob::messagesAvailable, m_alive,
            [sizes](const QMap<qint64, KIMAP::Message> &messages) {
                for (const KIMAP::Message &message : messages)
                    sizes->insert(message.uid, message.size);
            });
    connect(job, &KJob::result, m_alive, [this, job, uids, sizes] {
        m_link->bodies().clear();
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        // A mail without an answer was deleted meanwhile; its UID stays in the row, so that the
        // cursor passes it.
        for (const qint64 uid : uids)
            m_sized.append({uid, sizes->value(uid, 0)});
        next();
    });
    job->start();
}

void ImapFolderSync::fetchGroup()
{
    m_group.clear();
    m_oversized.clear();
    m_fetched.clear();
    QList<qint64> whole;
    qint64 bytes = 0;
    while (!m_sized.isEmpty()) {
        const Sized mail = m_sized.first();
        const bool isOversized = mail.size > kMaxMailBytes;
        if (!isOversized && bytes > 0 && bytes + mail.size > kBatchBytes)
            break;
        m_sized.removeFirst();
        m_group += mail.uid;
        if (isOversized) {
            m_oversized.insert(mail.uid, mail.size);
        } else {
            bytes += mail.size;
            whole += mail.uid;
        }
    }
    fetchBodies(whole, false);
}

void ImapFolderSync::fetchBodies(const QList<qint64> &uids, bool headersOnly)
{
    if (uids.isEmpty())
        return headersOnly ? mapAndHand() : fetchBodies(m_oversized.keys(), true);
    auto *job = new KIMAP::FetchJob(m_link->session());
    job->setUidBased(true);
    job->setSequenceSet(setOf(uids));
    KIMAP::FetchJob::FetchScope scope;
    scope.mode = headersOnly ? KIMAP::FetchJob::FetchScope::FullHeaders
                             : KIMAP::FetchJob::FetchScope::Full; // both PEEK
    job->setScope(scope);
    connect(
        job, &KIMAP::FetchJob::messagesAvailable, m_alive,
        [this](const QMap<qint64, KIMAP::Message> &messages) {
            for (const KIMAP::Message &message : messages) {
                if (!message.message)
                    continue; // an update of flags that nobody asked for
                auto body = m_link->bodies().take(message.message->head());
                if (!body) // short bodies may come as a quoted string, which the tap leaves alone
                    body = ImapBodyTap::Body{.bytes = message.message->encodedContent(true),
                                             .internalDate = {}};
                Fetched fetched{.uid = message.uid,
                                .bytes = body->bytes,
                                .context = {.fallbackTime = m_clock()},
                                .reason = {}};
                fetched.context.internalDate = parseInternalDate(body->internalDate);
                fetched.context.direction = m_state->direction;
                fetched.context.seen = hasFlag(message.flags, "\\Seen");
                fetched.context.answered = hasFlag(message.flags, "\\Answered");
                if (const qint64 size = m_oversized.value(message.uid); size > 0) {
                    fetched.reason = QStringLiteral("It has %1 MB, more than the %2 MB that are "
                                                    "fetched; only its header is here.")
                                         .arg(size / 1'000'000)
                                         .arg(kMaxMailBytes / 1'000'000);
                }
                m_fetched.insert(message.uid, fetched);
            }
        });
    connect(job, &KJob::result, m_alive, [this, job, headersOnly] {
        m_link->bodies().clear();
        if (job->error())
            return Q_EMIT failed(m_link->jobError(job));
        headersOnly ? mapAndHand() : fetchBodies(m_oversized.keys(), true);
    });
    job->start();
}

void ImapFolderSync::mapAndHand()
{
    QList<Fetched> mails;
    for (const qint64 uid : std::as_const(m_group)) {
        if (const auto found = m_fetched.constFind(uid); found != m_fetched.cend())
            mails += *found;
    }
    m_fetched.clear();
    const bool isFollowed = m_state->modSeq > 0;
    QtConcurrent::run([mails, isFollowed] {
        QList<IncomingMessage> messages;
        messages.reserve(mails.size());
        for (const Fetched &mail : mails) {
            messages += mail.reason.isEmpty()
                            ? mapMail(mail.bytes, mail.context)
                            : mapHeaderOnly(mail.bytes, mail.context, mail.reason);
            messages.last().place = isFollowed ? mail.uid : 0;
        }
        return messages;
    }).then(m_alive.data(), [this](const QList<IncomingMessage> &messages) { hand(messages); });
}

void ImapFolderSync::hand(const QList<IncomingMessage> &messages)
{
    // The other link may have taken the room meanwhile.
    if (!m_outlet->hasRoom()) {
        connect(
            m_outlet, &BatchOutlet::roomMade, m_alive, [this, messages] { hand(messages); },
            Qt::SingleShotConnection);
        return;
    }
    if (m_isHistory && !m_group.isEmpty()) {
        m_state->lowest = m_group.last();
        m_state->backfilled += messages.size();
        m_state->isBackfilled = m_todo.isEmpty() && m_sized.isEmpty();
    } else if (!m_group.isEmpty()) {
        m_state->highest = m_group.last();
    }
    m_group.clear();
    m_found = m_found || !messages.isEmpty();
    IncomingBatch batch;
    batch.messages = messages;
    for (IncomingMessage &message : batch.messages)
        message.isSeen = m_state->seenEarly.remove(message.place) || message.isSeen;
    if (m_state->isBackfilled)
        m_state->seenEarly.clear();
    handBatch(std::move(batch));
    if (!m_alive) // whoever took it has had enough
        return;
    Q_EMIT progressed(m_total - m_todo.size() - m_sized.size(), m_total);
    if (m_alive)
        next();
}

void ImapFolderSync::handBatch(IncomingBatch batch)
{
    batch.stream = m_state->name;
    batch.cursor = m_state->toCursor();
    batch.forgetsPlaces = std::exchange(m_state->forgetsPlaces, false);
    m_outlet->hand(std::move(batch));
}

} // namespace casement

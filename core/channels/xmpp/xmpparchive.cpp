// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmpparchive.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QXmppDataForm.h>
#include <QXmppMamIq.h>
#include <QXmppResultSet.h>
#include <QXmppUtils.h>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr int kMaxPages = 5000; ///< of one task: a million messages
constexpr int kMaxSearchPages = 50;
constexpr qsizetype kMaxIds = 4096;
/// Ids are compared, clocks are not trusted: what is fetched twice is known by its id.
constexpr auto kOverlap = 2min;

QXmppDataForm::Field field(QXmppDataForm::Field::Type type, const QString &key,
                           const QString &value)
{
    return QXmppDataForm::Field(type, key, value);
}

QString stamp(Timestamp at)
{
    return toIso(at);
}

} // namespace

XmppPosition XmppPosition::fromBytes(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    return {.newest = json["newest"_L1].toString(),
            .time = fromMilliseconds(json["time"_L1].toInteger()),
            .oldest = json["oldest"_L1].toString(),
            .oldestTime = fromMilliseconds(json["oldestTime"_L1].toInteger()),
            .backfilled = json["backfilled"_L1].toInt(),
            .isBackfilled = json["isBackfilled"_L1].toBool()};
}

QByteArray XmppPosition::toBytes() const
{
    return QJsonDocument(QJsonObject{{u"newest"_s, newest},
                                     {u"time"_s, toMilliseconds(time)},
                                     {u"oldest"_s, oldest},
                                     {u"oldestTime"_s, toMilliseconds(oldestTime)},
                                     {u"backfilled"_s, backfilled},
                                     {u"isBackfilled"_s, isBackfilled}})
        .toJson(QJsonDocument::Compact);
}

XmppArchive::XmppArchive(XmppSession *session, QHash<QString, XmppPosition> *positions,
                         const XmppSettings &settings, Clock clock, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_positions(positions)
    , m_settings(settings)
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        taskFailed({.kind = ErrorKind::Timeout, .detail = u"it did not answer in time"_s});
    });
}

void XmppArchive::start(const QList<Source> &sources)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_problem.clear();
    m_complete.clear();
    const Timestamp now = m_clock();
    QList<Task> older;
    for (const Source &source : sources) {
        XmppPosition &position = (*m_positions)[source.stream];
        if (toMilliseconds(position.time) == 0 && m_settings.backfillDays == 0) {
            position.time = now;
            position.isBackfilled = true;
        }
        const bool isNew = toMilliseconds(position.time) == 0;
        // Corrections and answers are mostly about what was said just before.
        if (!isNew && !position.newest.isEmpty())
            m_tasks.push_back({.kind = Task::Kind::Recent, .source = source});
        m_tasks.push_back({.kind = isNew ? Task::Kind::Latest : Task::Kind::News,
                           .source = source,
                           .since = position.time,
                           .isByTime = position.newest.isEmpty()});
        if (!position.isBackfilled)
            older.append({.kind = Task::Kind::Older,
                          .source = source,
                          .since = now - std::chrono::days(m_settings.backfillDays)});
    }
    for (Task &task : older)
        m_tasks.push_back(std::move(task));
    if (m_queryId.isEmpty())
        next();
}

void XmppArchive::search(const Search &search)
{
    Task task{.kind = Task::Kind::Search,
              .source = {.jid = search.jid, .isOwn = search.isOwn},
              .since = search.since};
    task.query = search;
    m_tasks.insert(m_tasks.begin() + (m_queryId.isEmpty() ? 0 : 1), std::move(task));
    if (m_queryId.isEmpty())
        next();
}

void XmppArchive::setPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) && !paused && m_queryId.isEmpty())
        next();
}

void XmppArchive::next()
{
    if (m_isPaused || !m_queryId.isEmpty())
        return;
    if (!m_tasks.empty())
        return request();
    if (std::exchange(m_isRunning, false))
        Q_EMIT finished();
}

void XmppArchive::request()
{
    Task &task = m_tasks.front();
    const XmppPosition position = m_positions->value(task.source.stream);
    QList<QXmppDataForm::Field> fields{
        field(QXmppDataForm::Field::HiddenField, u"FORM_TYPE"_s, u"urn:xmpp:mam:2"_s)};
    const auto since = [&](Timestamp at) {
        fields += field(QXmppDataForm::Field::TextSingleField, u"start"_s, stamp(at));
    };
    QXmppResultSetQuery page;
    page.setMax(kPageSize);
    switch (task.kind) {
    case Task::Kind::Recent:
        page.setBefore(position.newest);
        break;
    case Task::Kind::Latest:
        page.setBefore(u""_s);
        break;
    case Task::Kind::News:
        if (task.isByTime) {
            since(task.since - kOverlap);
            if (!task.after.isEmpty())
                page.setAfter(task.after);
        } else {
            page.setAfter(position.newest);
        }
        break;
    case Task::Kind::Older:
        if (position.isBackfilled || position.oldest.isEmpty())
            return taskDone();
        page.setBefore(position.oldest);
        break;
    case Task::Kind::Search:
        since(task.since);
        if (!task.query.with.isEmpty())
            fields += field(QXmppDataForm::Field::JidSingleField, u"with"_s, task.query.with);
        // What is looked for went out lately.
        page.setBefore(task.after.isEmpty() ? u""_s : task.after);
        break;
    }
    QXmppMamQueryIq query;
    query.setType(QXmppIq::Set);
    if (!task.source.isOwn)
        query.setTo(task.source.jid);
    // Nobody can know it, so nobody can slip something into the answer.
    m_queryId = QXmppUtils::generateStanzaUuid();
    query.setQueryId(m_queryId);
    query.setForm(QXmppDataForm(QXmppDataForm::Submit, fields));
    query.setResultSetQuery(page);
    m_results.clear();
    m_timer.start(answerTimeout);
    m_session->request(std::move(query), [this, id = m_queryId, guard = QPointer(this)](
                                             const Result<QDomElement> &answer) {
        if (guard)
            answered(id, answer);
    });
}

bool XmppArchive::take(const QDomElement &stanza)
{
    if (!isXmppArchiveResult(stanza))
        return false;
    if (m_queryId.isEmpty())
        return true;
    const Source &source = m_tasks.front().source;
    auto archived = xmppArchived(stanza, source.jid, source.isOwn);
    if (!archived || archived->queryId != m_queryId)
        return true;
    m_timer.start(answerTimeout);
    m_results += std::move(*archived);
    if (m_results.size() > kPageSize * 2)
        taskFailed({.kind = ErrorKind::Protocol, .detail = u"it sent more than was asked for"_s});
    return true;
}

void XmppArchive::answered(const QString &queryId, const Result<QDomElement> &answer)
{
    if (queryId != m_queryId)
        return;
    m_timer.stop();
    Task &task = m_tasks.front();
    if (!answer) {
        // It has thrown away the message that the position names; the time of it is still good.
        if (answer.error().kind == ErrorKind::NotFound && task.kind == Task::Kind::News &&
            !task.isByTime) {
            task.isByTime = true;
            m_queryId.clear();
            return next();
        }
        if (answer.error().kind == ErrorKind::NotFound && task.kind != Task::Kind::Search &&
            (task.kind == Task::Kind::Recent || task.kind == Task::Kind::Older)) {
            if (task.kind == Task::Kind::Older)
                (*m_positions)[task.source.stream].isBackfilled = true;
            m_queryId.clear();
            Q_EMIT page(task.source.stream, {}, false);
            return taskDone();
        }
        return taskFailed(answer.error());
    }
    if (!QXmppMamResultIq::isMamResultIq(*answer))
        return taskFailed(
            {.kind = ErrorKind::Protocol, .detail = u"its answer cannot be understood"_s});
    QXmppMamResultIq fin;
    fin.parse(*answer);
    m_queryId.clear();
    pageComplete(fin.complete());
}

void XmppArchive::pageComplete(bool isLast)
{
    Task &task = m_tasks.front();
    QList<XmppArchived> fresh;
    for (XmppArchived &each : m_results) {
        if (m_ids.contains(each.id))
            continue;
        if (m_ids.size() > kMaxIds)
            m_ids.clear();
        m_ids.insert(each.id);
        fresh += std::move(each);
    }
    m_results.clear();
    ++task.pages;
    if (task.kind == Task::Kind::Search) {
        for (const XmppArchived &each : std::as_const(fresh))
            task.isFound = task.isFound || task.query.isIt(each.message.documentElement());
        if (task.isFound || fresh.isEmpty() || isLast)
            return taskDone();
        task.after = fresh.first().id;
        if (task.pages >= kMaxSearchPages)
            return taskFailed({.kind = ErrorKind::Timeout, .detail = u"it has too much"_s});
        return next();
    }
    if (task.kind == Task::Kind::Recent) {
        Q_EMIT page(task.source.stream, fresh, true);
        return taskDone();
    }

    XmppPosition &position = (*m_positions)[task.source.stream];
    const Timestamp now = m_clock();
    const auto timeOf = [now](const XmppArchived &result, Timestamp otherwise) {
        return std::min(result.at.value_or(otherwise), now);
    };
    if (fresh.isEmpty()) {
        if (task.kind == Task::Kind::Older || task.kind == Task::Kind::Latest)
            position.isBackfilled = true;
        if (task.kind == Task::Kind::Latest)
            position.time = now;
        Q_EMIT page(task.source.stream, {}, false);
        return taskDone();
    }
    switch (task.kind) {
    case Task::Kind::Latest:
        position.oldest = fresh.first().id;
        position.oldestTime = timeOf(fresh.first(), now);
        position.backfilled = static_cast<int>(fresh.size());
        position.isBackfilled = isLast || position.backfilled >= m_settings.backfillMessages;
        [[fallthrough]];
    case Task::Kind::News:
        position.newest = fresh.last().id;
        task.after = position.newest;
        position.time = std::max(position.time, timeOf(fresh.last(), position.time));
        break;
    default:
        position.oldest = fresh.first().id;
        position.oldestTime =
            std::min(position.oldestTime, timeOf(fresh.first(), position.oldestTime));
        position.backfilled += static_cast<int>(fresh.size());
        position.isBackfilled = isLast || position.oldestTime < task.since ||
                                position.backfilled >= m_settings.backfillMessages;
    }
    const bool isEnd = isLast || task.kind == Task::Kind::Latest ||
                       (task.kind == Task::Kind::Older && position.isBackfilled);
    Q_EMIT page(task.source.stream, fresh, false);
    if (isEnd)
        return taskDone();
    if (task.pages >= kMaxPages)
        return taskFailed(
            {.kind = ErrorKind::Protocol, .detail = u"it has more than can be fetched at once"_s});
    next();
}

void XmppArchive::taskDone()
{
    m_queryId.clear();
    m_timer.stop();
    m_ids.clear();
    const Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    if (task.kind == Task::Kind::Search)
        task.query.done(task.isFound);
    else if (task.kind == Task::Kind::Latest || task.kind == Task::Kind::News)
        m_complete.insert(task.source.stream);
    next();
}

void XmppArchive::taskFailed(const Error &error)
{
    m_queryId.clear();
    m_timer.stop();
    m_ids.clear();
    m_results.clear();
    const Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    if (task.kind == Task::Kind::Search) {
        task.query.done(std::unexpected(error));
    } else if (task.kind != Task::Kind::Recent) {
        QString why = error.detail;
        if (why.endsWith(u'.'))
            why.chop(1);
        m_problem = u"What was said meanwhile could not all be fetched from the archive of %1: %2. "
                    "It is asked for again with the next connection."_s.arg(task.source.jid, why);
    }
    next();
}

} // namespace casement

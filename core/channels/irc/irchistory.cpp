// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/irchistory.h"

#include "core/channels/irc/ircmapping.h"

#include <QJsonDocument>
#include <algorithm>
#include <chrono>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kHistoryTimeout = 30s;
constexpr int kDefaultLimit = 100;
/// A server could make up lines for ever; the next connection goes on where this one stopped.
constexpr int kMaxPages = 2000;
constexpr int kMaxLookUpPages = 100;
constexpr qsizetype kMaxPartners = 2000;
constexpr qsizetype kMaxSeen = 20'000;
/// Clocks of servers differ a little, and several lines have the same time; what comes twice is
/// known by its id.
constexpr auto kOverlap = 10s;

QByteArray timeReference(Timestamp at)
{
    return "timestamp=" + toIso(at).toLatin1();
}

QByteArray keyOf(const IrcMessage &line)
{
    const QByteArray id = line.tags.value("msgid");
    return id.isEmpty() ? line.tags.value("time") + ' ' + line.source + ' ' + line.last() : id;
}

} // namespace

IrcPosition IrcPosition::fromBytes(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    return {.messageId = object[u"id"].toString().toUtf8(),
            .time = fromMilliseconds(object[u"time"].toInteger()),
            .oldestId = object[u"oldestId"].toString().toUtf8(),
            .oldestTime = fromMilliseconds(object[u"oldestTime"].toInteger()),
            .backfilled = object[u"backfilled"].toInt(),
            .isBackfilled = object[u"isBackfilled"].toBool()};
}

QByteArray IrcPosition::toBytes() const
{
    return QJsonDocument(QJsonObject{{QStringLiteral("id"), QString::fromUtf8(messageId)},
                                     {QStringLiteral("time"), toMilliseconds(time)},
                                     {QStringLiteral("oldestId"), QString::fromUtf8(oldestId)},
                                     {QStringLiteral("oldestTime"), toMilliseconds(oldestTime)},
                                     {QStringLiteral("backfilled"), backfilled},
                                     {QStringLiteral("isBackfilled"), isBackfilled}})
        .toJson(QJsonDocument::Compact);
}

IrcHistory::IrcHistory(IrcSession *session, QHash<QString, IrcPosition> *positions,
                       const IrcSettings &settings, Clock clock, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_positions(positions)
    , m_settings(settings)
    , m_clock(std::move(clock))
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        taskFailed(QStringLiteral("%1 did not deliver its history in time").arg(m_settings.host));
    });
}

int IrcHistory::limit() const
{
    const int told = m_session->network().historyLimit;
    return told > 0 ? std::min(told, kDefaultLimit) : kDefaultLimit;
}

void IrcHistory::start(const QByteArrayList &channels)
{
    if (m_isRunning)
        return;
    m_isRunning = true;
    m_problem.clear();
    m_complete.clear();
    m_arePartnersComplete = true;
    const Timestamp now = m_clock();
    const Timestamp earliest = now - std::chrono::days(m_settings.backfillDays);
    QList<Task> older;
    for (const QByteArray &channel : channels) {
        const QString stream = u"channel:" + decodeIrc(m_session->network().fold(channel));
        IrcPosition &position = (*m_positions)[stream];
        if (toMilliseconds(position.time) == 0 && m_settings.backfillDays == 0) {
            position.time = now;
            position.isBackfilled = true;
        }
        const bool isNew = toMilliseconds(position.time) == 0;
        m_tasks.push_back({.kind = isNew ? Task::Kind::Latest : Task::Kind::News,
                           .target = channel,
                           .stream = stream,
                           .since = position.time});
        if (!position.isBackfilled)
            older.append({.kind = Task::Kind::Older,
                          .target = channel,
                          .stream = stream,
                          .since = earliest});
    }
    const Timestamp last = (*m_positions)[ircPrivateStream].time;
    m_privateUntil = now;
    m_tasks.push_back({.kind = Task::Kind::Targets,
                       .stream = ircPrivateStream,
                       .since = toMilliseconds(last) == 0 ? earliest : last - kOverlap,
                       .until = now + 1min});
    for (Task &task : older)
        m_tasks.push_back(std::move(task));
    if (!m_isRequested)
        next();
}

void IrcHistory::lookUp(const QByteArray &target, const QByteArray &messageId, Timestamp since,
                        const std::function<void(const IrcSighting &)> &done)
{
    Task task{.kind = Task::Kind::LookUp, .target = target, .since = since};
    task.wanted = messageId;
    task.done = done;
    m_tasks.insert(m_tasks.begin() + (m_isRequested ? 1 : 0), std::move(task));
    if (!m_isRequested)
        next();
}

void IrcHistory::setPaused(bool paused)
{
    if (std::exchange(m_isPaused, paused) && !paused && !m_isRequested)
        next();
}

void IrcHistory::next()
{
    if (m_isPaused)
        return;
    if (!m_tasks.empty())
        return request();
    if (std::exchange(m_isRunning, false))
        Q_EMIT finished();
}

void IrcHistory::request()
{
    Task &task = m_tasks.front();
    const IrcPosition position = m_positions->value(task.stream);
    const bool usesIds = m_session->network().hasMessageIdReferences && !task.withoutIds;
    QByteArrayList params;
    switch (task.kind) {
    case Task::Kind::Latest:
        params = {"LATEST", task.target, "*"};
        break;
    case Task::Kind::News:
        params = {"AFTER", task.target,
                  usesIds && !position.messageId.isEmpty() ? "msgid=" + position.messageId
                                                           : timeReference(position.time - 1ms)};
        break;
    case Task::Kind::Older:
        if (position.isBackfilled || toMilliseconds(position.oldestTime) == 0)
            return taskDone(true);
        params = {"BEFORE", task.target,
                  usesIds && !position.oldestId.isEmpty() ? "msgid=" + position.oldestId
                                                          : timeReference(position.oldestTime)};
        break;
    case Task::Kind::Targets:
        params = {"TARGETS", timeReference(task.since), timeReference(task.until)};
        break;
    case Task::Kind::Partner:
    case Task::Kind::LookUp:
        params = {"AFTER", task.target,
                  usesIds && !task.lastId.isEmpty()
                      ? "msgid=" + task.lastId
                      : timeReference(task.pages == 0 ? task.since : task.lastTime - 1ms)};
        break;
    }
    params += QByteArray::number(limit());
    m_label = m_session->has("labeled-response") ? m_session->newLabel() : QByteArray();
    const auto line =
        ircLine("CHATHISTORY", params, m_label.isEmpty() ? IrcTags() : IrcTags{{"label", m_label}});
    m_lines.clear();
    m_batchRef.clear();
    m_isRequested = true;
    if (!line)
        return taskFailed(QStringLiteral("a name or id cannot be asked for"));
    m_timer.start(kHistoryTimeout);
    m_session->sendNow(*line);
}

bool IrcHistory::take(const IrcMessage &message, const IrcFrame &frame)
{
    if (!m_isRequested)
        return false;
    if (message.command == "FAIL" && message.param(0).toUpper() == "CHATHISTORY") {
        Task &task = m_tasks.front();
        const bool hadId =
            !m_positions->value(task.stream).messageId.isEmpty() || !task.lastId.isEmpty();
        // It does not know the line any more; the time of it is still good.
        if (hadId && !task.withoutIds && task.kind != Task::Kind::Targets) {
            task.withoutIds = true;
            request();
        } else {
            taskFailed(ircWords(message.last()));
        }
        return true;
    }
    if (message.command == "421" && message.param(1).toUpper() == "CHATHISTORY") {
        taskFailed(ircWords(message.last()));
        return true;
    }
    if (frame.batchType.isEmpty())
        return false;
    if (m_batchRef.isEmpty()) {
        const Task &task = m_tasks.front();
        const bool isTargets = frame.batchType.endsWith("chathistory-targets");
        const bool fits =
            m_label.isEmpty()
                ? isTargets == (task.kind == Task::Kind::Targets) &&
                      (isTargets || m_session->network().fold(frame.batchParams.value(0)) ==
                                        m_session->network().fold(task.target))
                : frame.label == m_label;
        if (!fits)
            return false;
        m_batchRef = frame.batchRef;
    }
    if (frame.batchRef != m_batchRef)
        return false;
    m_timer.start(kHistoryTimeout);
    m_lines += message;
    if (m_lines.size() > limit() * 4)
        taskFailed(QStringLiteral("it sent more than was asked for"));
    return true;
}

void IrcHistory::batchEnded(const IrcFrame &frame)
{
    if (!m_isRequested)
        return;
    const bool isEmptyAnswer =
        m_batchRef.isEmpty() &&
        (m_label.isEmpty() || frame.label == m_label); // no line has told its reference
    if (!isEmptyAnswer && frame.batchRef != m_batchRef)
        return;
    m_timer.stop();
    m_isRequested = false;
    if (m_tasks.front().kind == Task::Kind::Targets)
        targetsComplete();
    else
        pageComplete();
}

void IrcHistory::targetsComplete()
{
    Task &task = m_tasks.front();
    QList<Task> partners;
    std::optional<Timestamp> first;
    std::optional<Timestamp> last;
    for (const IrcMessage &line : std::as_const(m_lines)) {
        const QByteArray name = line.param(1);
        if (line.command != "CHATHISTORY" || line.param(0).toUpper() != "TARGETS" || name.isEmpty())
            continue;
        IrcMessage timed;
        timed.tags.insert("time", line.param(2));
        if (const auto at = ircTime(timed)) {
            first = first.value_or(*at);
            last = at;
        }
        const QByteArray key = m_session->network().fold(name);
        if (m_session->network().isChannel(name) || task.seen.contains(key) ||
            task.seen.size() >= kMaxPartners)
            continue;
        task.seen.insert(key);
        partners.append({.kind = Task::Kind::Partner,
                         .target = name,
                         .stream = ircPrivateStream,
                         .since = task.since});
    }
    // Which end was cut off where there are more, the specification leaves open.
    const bool isFull = m_lines.size() >= limit() && !partners.isEmpty() && first && last &&
                        ++task.pages < kMaxPages;
    const Timestamp since = isFull && *first <= *last ? *last : task.since;
    const Timestamp until = isFull && *first > *last ? *last : task.until;
    const bool goesOn = isFull && (since != task.since || until != task.until);
    Task again = task;
    again.since = since;
    again.until = until;
    m_tasks.pop_front();
    if (goesOn)
        m_tasks.push_front(std::move(again));
    // After the partners the position of all of them moves: see taskDone().
    for (qsizetype i = partners.size() - 1; i >= 0; --i)
        m_tasks.push_front(std::move(partners[i]));
    const bool hasPrivate = std::ranges::any_of(
        m_tasks, [](const Task &each) { return each.stream == ircPrivateStream; });
    if (!hasPrivate) {
        (*m_positions)[ircPrivateStream].time = m_privateUntil;
        m_complete.insert(ircPrivateStream);
        Q_EMIT page(ircPrivateStream, {});
    }
    next();
}

void IrcHistory::pageComplete()
{
    Task &task = m_tasks.front();
    QList<IrcMessage> lines;
    QSet<QByteArray> keys;
    for (const IrcMessage &line : std::as_const(m_lines)) {
        const QByteArray key = keyOf(line);
        if (task.seen.contains(key) || keys.contains(key))
            continue;
        keys.insert(key);
        lines += line;
    }
    const bool isFull = m_lines.size() >= limit();
    m_lines.clear();
    if (task.seen.size() > kMaxSeen)
        task.seen.clear();
    task.seen.unite(keys);
    ++task.pages;
    if (task.kind == Task::Kind::LookUp)
        return searchPage(lines);

    IrcPosition &position = (*m_positions)[task.stream];
    const Timestamp now = m_clock();
    if (lines.isEmpty()) {
        if (task.kind == Task::Kind::Older || task.kind == Task::Kind::Latest)
            position.isBackfilled = true;
        if (task.kind == Task::Kind::Latest)
            position.time = now;
        if (isFull && task.kind != Task::Kind::Older)
            return taskFailed(QStringLiteral("it sends the same page again and again"));
        Q_EMIT page(task.stream, {});
        return taskDone(true);
    }

    const auto timeOf = [now](const IrcMessage &line, Timestamp otherwise) {
        return std::min(ircTime(line).value_or(otherwise), now);
    };
    const IrcMessage &newest = lines.last();
    const IrcMessage &oldest = lines.first();
    switch (task.kind) {
    case Task::Kind::Latest:
        position.oldestId = oldest.tags.value("msgid");
        position.oldestTime = timeOf(oldest, now);
        position.backfilled = static_cast<int>(lines.size());
        [[fallthrough]];
    case Task::Kind::News:
        position.messageId = newest.tags.value("msgid");
        position.time = std::max(position.time, timeOf(newest, position.time));
        break;
    case Task::Kind::Older:
        position.oldestId = oldest.tags.value("msgid");
        position.oldestTime = std::min(position.oldestTime, timeOf(oldest, position.oldestTime));
        position.backfilled += static_cast<int>(lines.size());
        position.isBackfilled =
            position.oldestTime < task.since || position.backfilled >= m_settings.backfillMessages;
        break;
    default:
        task.lastId = newest.tags.value("msgid");
        task.lastTime = timeOf(newest, task.since);
    }
    const bool isLatest = task.kind == Task::Kind::Latest;
    Q_EMIT page(task.stream, lines);
    if (isLatest)
        return taskDone(true);
    if (task.pages >= kMaxPages)
        return taskFailed(QStringLiteral("it has more than can be fetched at once"));
    next();
}

void IrcHistory::searchPage(const QList<IrcMessage> &lines)
{
    Task &task = m_tasks.front();
    for (const IrcMessage &line : lines) {
        const bool isByUs =
            m_session->network().fold(line.nick()) ==
                m_session->network().fold(m_session->nick()) ||
            (!m_session->account().isEmpty() && line.tags.value("account") == m_session->account());
        const auto part = ircOutboxPart(line);
        if (!isByUs || !part)
            continue;
        task.sighting.sawOurs = true;
        if (part->messageId == task.wanted) {
            task.found.insert(part->part);
            task.sighting.ofParts = part->parts;
        }
    }
    task.sighting.parts = static_cast<int>(task.found.size());
    const bool isAllFound =
        task.sighting.ofParts > 0 && task.sighting.parts >= task.sighting.ofParts;
    if (lines.isEmpty() || isAllFound)
        return taskDone(true);
    if (task.pages >= kMaxLookUpPages)
        return taskDone(false);
    task.lastId = lines.last().tags.value("msgid");
    task.lastTime = ircTime(lines.last()).value_or(task.since);
    next();
}

void IrcHistory::taskDone(bool isComplete)
{
    m_isRequested = false;
    m_timer.stop();
    const Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    if (task.kind == Task::Kind::LookUp) {
        IrcSighting sighting = task.sighting;
        sighting.isComplete = isComplete;
        task.done(sighting);
    } else if (task.stream == ircPrivateStream) {
        m_arePartnersComplete = m_arePartnersComplete && isComplete;
        const bool hasMore = std::ranges::any_of(
            m_tasks, [](const Task &each) { return each.stream == ircPrivateStream; });
        if (!hasMore && m_arePartnersComplete) {
            (*m_positions)[ircPrivateStream].time = m_privateUntil;
            m_complete.insert(ircPrivateStream);
            Q_EMIT page(ircPrivateStream, {});
        }
    } else if (isComplete && task.kind != Task::Kind::Older) {
        m_complete.insert(task.stream);
    }
    next();
}

void IrcHistory::taskFailed(const QString &why)
{
    const Task &task = m_tasks.front();
    if (task.kind != Task::Kind::LookUp) {
        const QString what = task.kind == Task::Kind::Targets
                                 ? QStringLiteral("the private conversations")
                                 : decodeIrc(task.target);
        m_problem = QStringLiteral("What was said in %1 meanwhile could not be fetched: %2. It is "
                                   "asked for again with the next connection.")
                        .arg(what, why);
    }
    taskDone(false);
}

} // namespace casement

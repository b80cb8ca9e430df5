// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramupdates.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr int kPageSize = 100;
constexpr qsizetype kMaxPage = 1000; ///< what is taken of a page, however many there are
constexpr qsizetype kMaxRecent = 500;
constexpr qsizetype kMaxGroups = 1000;
constexpr qsizetype kMaxChats = 10'000; ///< of which the newest message is known
/// Before the next request where a server does not hold one, or repeats itself.
constexpr auto kPause = 3s;

} // namespace

TelegramUpdates::TelegramUpdates(TelegramApi *api, const TelegramBot &bot, int pollSeconds,
                                 const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_context{.botId = bot.id.toLongLong(),
                .username = bot.username,
                .now = {},
                .origins = {},
                .sent = {}}
    , m_pollSeconds(pollSeconds)
    , m_clock(clock)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &TelegramUpdates::poll);
}

void TelegramUpdates::restore(const QByteArray &cursor)
{
    const QJsonObject json = QJsonDocument::fromJson(cursor).object();
    m_next = std::max<qint64>(0, telegramNumber(json[u"next"]));
    m_recent.clear();
    for (const QJsonValue id : json[u"recent"].toArray())
        m_recent += telegramNumber(id);
    m_recentSet = QSet<qint64>(m_recent.cbegin(), m_recent.cend());
    m_context.origins.clear();
    const QJsonObject groups = json[u"groups"].toObject();
    for (auto group = groups.begin(); group != groups.end(); ++group)
        m_context.origins.insert(group.key().toLongLong(), telegramNumber(group.value()));
}

QByteArray TelegramUpdates::cursor() const
{
    QJsonArray recent;
    for (const qint64 id : m_recent)
        recent.append(id);
    QJsonObject groups;
    for (auto group = m_context.origins.cbegin(); group != m_context.origins.cend(); ++group)
        groups.insert(QString::number(group.key()), group.value());
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), 1},
                                     {QStringLiteral("next"), m_next},
                                     {QStringLiteral("recent"), recent},
                                     {QStringLiteral("groups"), groups}})
        .toJson(QJsonDocument::Compact);
}

qint64 TelegramUpdates::currentChat(qint64 chat) const
{
    for (auto group = m_context.origins.cbegin(); group != m_context.origins.cend(); ++group) {
        if (group.value() == chat)
            return group.key();
    }
    return chat;
}

void TelegramUpdates::noteMigration(qint64 from, qint64 to)
{
    if (from == 0 || to == 0 || from == to || m_context.origins.size() >= kMaxGroups)
        return;
    m_context.origins.insert(to, m_context.origins.value(from, from));
}

void TelegramUpdates::catchUp()
{
    m_isWatching = false;
    poll();
}

void TelegramUpdates::watch()
{
    if (!std::exchange(m_isWatching, true))
        poll();
}

void TelegramUpdates::committed(quint64 batch)
{
    if (m_awaited == 0 || batch < m_awaited)
        return;
    m_awaited = 0;
    if (!m_pause.isActive())
        poll();
}

void TelegramUpdates::poll()
{
    if (m_isPolling || m_awaited != 0)
        return;
    m_isPolling = true;
    m_pause.stop();
    const int held = m_isWatching ? m_pollSeconds : 0;
    QJsonObject parameters{
        {QStringLiteral("timeout"), held},
        {QStringLiteral("limit"), kPageSize},
        {QStringLiteral("allowed_updates"),
         QJsonArray{QStringLiteral("message"), QStringLiteral("edited_message"),
                    QStringLiteral("channel_post"), QStringLiteral("edited_channel_post")}}};
    if (m_next > 0)
        parameters.insert(QStringLiteral("offset"), m_next);
    m_asked.start();
    m_api->call(
        QStringLiteral("getUpdates"), parameters, this,
        [this](const TelegramReply &reply) {
            m_isPolling = false;
            if (!reply.result)
                return Q_EMIT failed(reply.result.error(), reply.isConflict);
            if (!reply.result->isArray())
                return Q_EMIT failed(
                    {ErrorKind::Protocol, QStringLiteral("The server sent no list of updates.")},
                    false);
            take(reply.result->toArray());
        },
        std::chrono::seconds(held));
}

void TelegramUpdates::setSent(const QHash<QByteArray, QByteArray> &sent)
{
    m_context.sent = sent;
    for (const auto &[key, messageId] : sent.asKeyValueRange()) {
        const auto place = telegramPlaceOf(key, QString::number(m_context.botId));
        if (place && m_newest.value(place->first).number < place->second)
            m_newest.insert(place->first, {.number = place->second, .messageId = messageId});
    }
}

/// After which one \a message came, as the server numbers them.
void TelegramUpdates::noteOrder(IncomingMessage &message)
{
    const auto place = telegramPlaceOf(message.messageId, QString::number(m_context.botId));
    if (!place)
        return;
    if (m_newest.size() >= kMaxChats && !m_newest.contains(place->first)) {
        m_newest.clear();
        setSent(m_context.sent);
    }
    Newest &newest = m_newest[place->first];
    if (newest.number >= place->second)
        return;
    message.laterThan = newest.messageId;
    newest = {.number = place->second, .messageId = message.messageId};
}

void TelegramUpdates::take(const QJsonArray &updates)
{
    if (updates.isEmpty()) {
        if (m_isWatching)
            m_pause.start(m_asked.durationElapsed() < 1s ? kPause : 0s);
        return Q_EMIT finished();
    }
    m_isPolling = true; // mapping is a part of it
    m_context.now = m_clock();
    // Text with its HTML is work: not on the thread of the window.
    QtConcurrent::run([updates, context = m_context]() mutable {
        QList<TelegramUpdate> mapped;
        for (qsizetype i = 0; i < std::min(updates.size(), kMaxPage); ++i) {
            const TelegramUpdate update = mapTelegramUpdate(updates.at(i).toObject(), context);
            if (update.migratedFrom != 0) // what follows on the same page belongs there already
                context.origins.insert(
                    update.migratedTo,
                    context.origins.value(update.migratedFrom, update.migratedFrom));
            mapped += update;
        }
        return mapped;
    }).then(this, [this](const QList<TelegramUpdate> &mapped) {
        m_isPolling = false;
        handOut(mapped);
    });
}

void TelegramUpdates::handOut(const QList<TelegramUpdate> &updates)
{
    IncomingBatch batch;
    batch.stream = kStream;
    qint64 highest = 0;
    bool isNew = false;
    for (const TelegramUpdate &update : updates) {
        if (update.id == 0)
            continue;
        highest = std::max(highest, update.id);
        // Ids may start again anywhere after a quiet week, so a lower one is not an old one.
        if (m_recentSet.contains(update.id))
            continue;
        isNew = true;
        m_recent += update.id;
        m_recentSet.insert(update.id);
        noteMigration(update.migratedFrom, update.migratedTo);
        if (update.message) {
            batch.messages += *update.message;
            noteOrder(batch.messages.last());
        }
    }
    while (m_recent.size() > kMaxRecent)
        m_recentSet.remove(m_recent.takeFirst());
    // A server that does not forget what it was told to forget, or numbers nothing.
    if (!isNew) {
        if (m_isWatching)
            m_pause.start(kPause);
        if (highest > 0)
            m_next = highest + 1;
        return Q_EMIT finished();
    }
    m_next = highest + 1;
    batch.number = m_nextNumber();
    batch.cursor = cursor();
    m_awaited = batch.number;
    Q_EMIT batchReady(batch);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramconnector.h"

#include "core/channels/http/httpfile.h"
#include "core/channels/http/httpretry.h"
#include "core/channels/pending.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr std::size_t kMaxSent = 500;
constexpr qint64 kTelegramDownloadSize = qint64(20) * 1024 * 1024;
constexpr QLatin1StringView kSentStream("sent");

const QString kBadToken =
    QStringLiteral("The bot's token is not one; enter it as @BotFather shows it.");
const QString kWebhook = QStringLiteral(
    "The bot's messages go to another program (a webhook is set); remove the webhook there or use "
    "another bot, then connect again.");

} // namespace

QFuture<Result<TelegramBot>> probeTelegram(const TelegramSettings &settings, const QString &token,
                                           QObject *parent)
{
    const Pending<TelegramBot> pending;
    QString problem = settings.problem();
    if (problem.isEmpty() && !isTelegramToken(token))
        problem = kBadToken;
    if (!problem.isEmpty()) {
        pending.finish(fail(ErrorKind::Invalid, problem));
        return pending.future();
    }
    auto *api = new TelegramApi(settings, parent);
    api->setToken(token);
    const auto conclude = [pending, api](const Result<TelegramBot> &bot) {
        api->deleteLater();
        pending.finish(bot);
    };
    api->call(QStringLiteral("getMe"), {}, api, [api, settings, conclude](const TelegramReply &me) {
        if (!me.result)
            return conclude(std::unexpected(me.result.error()));
        const auto bot = telegramBotFrom(*me.result);
        if (!bot)
            return conclude(
                fail(ErrorKind::Protocol, QStringLiteral("%1 does not say whose token this is.")
                                              .arg(settings.baseUrl().host())));
        api->call(QStringLiteral("getWebhookInfo"), {}, api,
                  [bot, conclude](const TelegramReply &hook) {
                      if (!hook.result)
                          return conclude(std::unexpected(hook.result.error()));
                      if (!(*hook.result)[u"url"].toString().isEmpty())
                          return conclude(fail(ErrorKind::Forbidden, kWebhook));
                      conclude(*bot);
                  });
    });
    return pending.future();
}

TelegramConnector::TelegramConnector(const Account &account, Secrets *secrets, const Clock &clock,
                                     QObject *parent)
    : Connector(parent)
    , m_account(account)
    , m_settings(TelegramSettings::fromJson(account.settings))
    , m_secrets(secrets)
    , m_clock(clock)
    , m_api(m_settings)
{
    m_retryTimer.setSingleShot(true);
    connect(&m_retryTimer, &QTimer::timeout, this, &TelegramConnector::connectAccount);
}

TelegramConnector::~TelegramConnector()
{
    tearDown();
}

Capabilities TelegramConnector::capabilities() const
{
    Capabilities c;
    c.canSend = true;
    c.hasVisibility = true; // a group is wider than a chat
    c.hasThreading = true;
    c.hasPush = true;
    c.hasEdits = true;
    c.history = Capabilities::History::None;
    c.canAttach = true;
    c.maxAttachmentBytes = kTelegramFileSize;
    c.formatting = Capabilities::Formatting::Plain;
    c.lengthUnit = Capabilities::LengthUnit::Utf16;
    c.maxLength = kTelegramTextLength;
    return c;
}

void TelegramConnector::tearDown()
{
    m_retryTimer.stop();
    m_updates.reset();
}

void TelegramConnector::start(const Cursors &cursors, FetchMode mode)
{
    tearDown();
    ++m_generation;
    m_cursors = cursors;
    m_mode = mode;
    m_isRunning = true;
    m_isCaughtUp = false;
    m_failures = 0;
    m_hasStarted = true;
    for (auto stream = cursors.cbegin(); stream != cursors.cend(); ++stream) {
        if (!stream.key().startsWith(kSentStream))
            continue;
        for (const QJsonValue pair : QJsonDocument::fromJson(stream.value()).array()) {
            const QByteArray key = pair[0].toString().toUtf8();
            const auto isThere = [&](const auto &each) { return each.first == key; };
            if (!key.isEmpty() && std::ranges::none_of(m_sent, isThere))
                m_sent.emplace_back(key, pair[1].toString().toUtf8());
        }
    }
    connectAccount();
}

void TelegramConnector::stop()
{
    ++m_generation;
    m_isRunning = false;
    tearDown();
    setState(LinkState::Stopped);
}

void TelegramConnector::refresh()
{
    if (m_isRunning && m_retryTimer.isActive()) {
        m_retryTimer.stop();
        connectAccount();
    } else if (m_isRunning && state() == LinkState::Online) {
        // The server holds a request: there is nothing newer than what it has told.
        Q_EMIT caughtUp();
    }
}

void TelegramConnector::committed(quint64 batch)
{
    if (m_updates)
        m_updates->committed(batch);
}

/// Reads the token and asks whose it is, once; those who come meanwhile get the same answer.
void TelegramConnector::whenReady(const Ready &ready)
{
    if (m_bot)
        return ready(*m_bot);
    m_waiting += ready;
    if (m_waiting.size() > 1)
        return;
    if (const QString problem = m_settings.problem(); !problem.isEmpty())
        return concludeReady(fail(ErrorKind::Invalid, problem));
    m_secrets->read(m_account.uid, kTelegramToken).then(this, [this](const Result<QString> &token) {
        if (!token)
            return concludeReady(
                fail(ErrorKind::AuthRequired, QStringLiteral("The bot's token could not be "
                                                             "read: %1")
                                                  .arg(token.error().detail)));
        if (!isTelegramToken(*token))
            return concludeReady(fail(ErrorKind::AuthRequired, kBadToken));
        m_api.setToken(*token);
        m_api.call(QStringLiteral("getMe"), {}, this, [this](const TelegramReply &reply) {
            if (!reply.result)
                return concludeReady(std::unexpected(reply.result.error()));
            const auto bot = telegramBotFrom(*reply.result);
            bot ? concludeReady(*bot)
                : concludeReady(fail(ErrorKind::Protocol,
                                     QStringLiteral("%1 does not say whose token this is.")
                                         .arg(m_settings.baseUrl().host())));
        });
    });
}

void TelegramConnector::concludeReady(const Result<TelegramBot> &answer)
{
    Result<TelegramBot> bot = answer;
    if (bot && !m_settings.botId.isEmpty() && m_settings.botId != bot->id)
        bot =
            fail(ErrorKind::AuthRequired,
                 QStringLiteral("The token is of another bot, @%1; enter the one of this account.")
                     .arg(bot->username));
    if (bot)
        m_bot = *bot;
    for (const Ready &ready : std::exchange(m_waiting, {}))
        ready(bot);
}

void TelegramConnector::connectAccount()
{
    setState(m_isCaughtUp ? LinkState::Connecting : LinkState::Fetching);
    if (m_updates)
        return m_updates->catchUp(); // at once, so that the state is known
    whenReady([this, generation = m_generation](const Result<TelegramBot> &bot) {
        if (generation != m_generation || !m_isRunning || m_updates)
            return;
        bot ? beginUpdates() : failed(bot.error(), false);
    });
}

void TelegramConnector::beginUpdates()
{
    m_updates =
        std::make_unique<TelegramUpdates>(&m_api, *m_bot, m_settings.pollSeconds, m_clock, nullptr);
    m_updates->setNumbers([this] { return ++m_lastBatch; });
    m_updates->setSent(sentByKey());
    m_updates->restore(m_cursors.value(TelegramUpdates::kStream));
    for (auto moved = m_moved.cbegin(); moved != m_moved.cend(); ++moved)
        m_updates->noteMigration(moved.key(), moved.value());
    connect(m_updates.get(), &TelegramUpdates::batchReady, this,
            [this](const IncomingBatch &batch) {
                m_cursors.insert(batch.stream, batch.cursor);
                m_failures = 0;
                Q_EMIT received(batch);
            });
    // What follows may end the object that says it.
    connect(m_updates.get(), &TelegramUpdates::finished, this, &TelegramConnector::roundFinished,
            Qt::QueuedConnection);
    connect(m_updates.get(), &TelegramUpdates::failed, this, &TelegramConnector::failed,
            Qt::QueuedConnection);
    m_updates->catchUp();
}

void TelegramConnector::roundFinished()
{
    if (!m_isRunning || !m_updates)
        return;
    m_failures = 0;
    if (m_mode == FetchMode::Once) {
        m_isRunning = false;
        tearDown();
        setState(LinkState::Stopped);
        Q_EMIT caughtUp();
        return;
    }
    setState(LinkState::Online);
    m_updates->watch();
    m_isCaughtUp = true;
    Q_EMIT caughtUp();
}

void TelegramConnector::failed(const Error &error, bool isConflict)
{
    if (!m_isRunning)
        return;
    if (isConflict)
        return explainConflict(error);
    switch (error.kind) {
    case ErrorKind::AuthRequired:
    case ErrorKind::Certificate:
    case ErrorKind::Forbidden:
    case ErrorKind::Invalid:
        m_isRunning = false;
        m_bot.reset(); // another token is read from the keychain
        tearDown();
        return setState(LinkState::NeedsPerson, error.detail);
    default:
        break;
    }
    m_retryTimer.start(std::max<std::chrono::milliseconds>(jittered(retryDelay(m_failures++)),
                                                           error.retryAfter.value_or(0s)));
    setState(LinkState::Waiting, error.detail);
}

/// Two things end in a conflict, and only one of them is seen by asking for it.
void TelegramConnector::explainConflict(const Error &error)
{
    m_api.call(QStringLiteral("getWebhookInfo"), {}, this,
               [this, error, generation = m_generation](const TelegramReply &reply) {
                   if (generation != m_generation || !m_isRunning)
                       return;
                   Error plain = error;
                   if (reply.result && !(*reply.result)[u"url"].toString().isEmpty())
                       plain.detail = kWebhook;
                   failed(plain, false);
               });
}

QHash<QByteArray, QByteArray> TelegramConnector::sentByKey() const
{
    return QHash<QByteArray, QByteArray>(m_sent.cbegin(), m_sent.cend());
}

/// Where the message of the outbox is in Telegram, first part first; empty where that is not
/// remembered.
QByteArray TelegramConnector::sentAs(const QByteArray &messageId) const
{
    const auto sent =
        std::ranges::find(m_sent, messageId, &std::pair<QByteArray, QByteArray>::second);
    return sent == m_sent.end() || messageId.isEmpty() ? QByteArray() : sent->first;
}

QByteArray TelegramConnector::remoteIdOf(const OutgoingMessage &message) const
{
    const QString bot = m_bot ? m_bot->id : m_settings.botId;
    const auto place = telegramPlaceOf(sentAs(message.messageId), bot);
    return place ? telegramRemoteId(place->first, place->second) : QByteArray();
}

/// An answer to words of ours, which the outbox knows by a Message-ID, with the place where they
/// are.
OutgoingMessage TelegramConnector::placed(const OutgoingMessage &message) const
{
    OutgoingMessage result = message;
    for (const QByteArray &id : message.inReplyTo) {
        if (const QByteArray key = sentAs(id); !key.isEmpty())
            result.inReplyTo.append(key);
    }
    const QByteArrayList place = message.inReplyToRemote.split('/');
    if (place.size() == 2)
        result.inReplyTo.append(
            telegramKey(m_bot->id, place[0].toLongLong(), place[1].toLongLong()));
    return result;
}

/// Keeps which message of the outbox these are, on disk with the next batch.
void TelegramConnector::remember(const OutgoingMessage &message, qint64 chat,
                                 const QList<qint64> &numbers)
{
    if (numbers.isEmpty() || message.messageId.isEmpty() || !m_bot)
        return;
    for (const qint64 number : numbers)
        m_sent.emplace_back(telegramKey(m_bot->id, chat, number), message.messageId);
    while (m_sent.size() > kMaxSent)
        m_sent.pop_front();
    if (m_updates)
        m_updates->setSent(sentByKey());
    QJsonArray pairs;
    for (const auto &[key, messageId] : m_sent)
        pairs.append(QJsonArray{QString::fromUtf8(key), QString::fromUtf8(messageId)});
    IncomingBatch batch;
    batch.number = ++m_lastBatch;
    // Without the earlier ones at hand they must not be written over.
    batch.stream =
        m_hasStarted ? QString(kSentStream) : kSentStream + u'-' + message.uid.toString();
    batch.cursor = QJsonDocument(pairs).toJson(QJsonDocument::Compact);
    m_cursors.insert(batch.stream, batch.cursor);
    Q_EMIT received(batch);
}

void TelegramConnector::deliver(const OutgoingMessage &given,
                                const std::function<void(const Result<SendReceipt> &)> &finish)
{
    const OutgoingMessage message = placed(given);
    auto target = telegramTargetOf(message, m_bot->id);
    if (!target)
        return finish(std::unexpected(target.error()));
    const qint64 wanted = target->chat;
    target->chat = m_updates ? m_updates->currentChat(wanted) : m_moved.value(wanted, wanted);
    if (target->chat != wanted) {
        target->replyTo = 0;
        for (const QByteArray &key : message.inReplyTo) {
            const auto place = telegramPlaceOf(key, m_bot->id);
            if (place && place->first == target->chat)
                target->replyTo = place->second;
        }
    }
    auto *sender = new TelegramSend(&m_api, m_bot->id, message, *target, this);
    connect(sender, &TelegramSend::migrated, this, [this](qint64 from, qint64 to) {
        m_moved.insert(from, to);
        if (m_updates)
            m_updates->noteMigration(from, to);
    });
    connect(sender, &TelegramSend::sent, this,
            [this, message, finish](const Result<SendReceipt> &receipt, qint64 chat,
                                    const QList<qint64> &numbers) {
                remember(message, chat, numbers);
                if (!receipt && receipt.error().kind == ErrorKind::AuthRequired)
                    m_bot.reset();
                finish(receipt);
            });
    sender->send();
}

QFuture<Result<SendReceipt>> TelegramConnector::send(const OutgoingMessage &message)
{
    const Pending<SendReceipt> pending;
    const QByteArray uid = message.uid.toBytes();
    m_unsent.remove(uid);
    const auto finish = [this, uid, pending](const Result<SendReceipt> &receipt) {
        if (!receipt && !receipt.error().detail.startsWith(u"unknown:"))
            m_unsent.insert(uid);
        pending.finish(receipt);
    };
    whenReady([this, message, finish](const Result<TelegramBot> &bot) {
        if (bot)
            return deliver(message, finish);
        Error error = bot.error();
        if (error.kind == ErrorKind::Protocol)
            error.kind = ErrorKind::Offline; // nothing went out yet
        finish(std::unexpected(error));
    });
    return pending.future();
}

QFuture<Result<SendState>> TelegramConnector::lookUp(const OutgoingMessage &message)
{
    const Pending<SendState> pending;
    const auto isIt = [&](const auto &each) { return each.second == message.messageId; };
    if (m_unsent.contains(message.uid.toBytes()))
        pending.finish(SendState::NotSent);
    else if (!message.messageId.isEmpty() && std::ranges::any_of(m_sent, isIt))
        pending.finish(SendState::Sent);
    else
        pending.finish(SendState::Unknown); // a bot is told nothing of what it said
    return pending.future();
}

QFuture<Result<FileAnswer>> TelegramConnector::fetchFile(const FileRequest &request)
{
    auto *job = new FileJob(this);
    auto future = job->future();
    const QString id =
        jsonAt(jsonOf(request.raw), request.attachment.part)[u"file_id"].toString().left(1000);
    const QString host = httpHostName(m_settings.baseUrl());
    if (id.isEmpty())
        job->finish(fail(ErrorKind::NotFound,
                         QStringLiteral("The message does not say which file this is.")));
    else if (request.attachment.size > kTelegramDownloadSize)
        job->finish(fail(ErrorKind::Invalid,
                         QStringLiteral("Telegram gives bots no files above 20 MB, and this one "
                                        "has %1 MB; open it in Telegram.")
                             .arg(request.attachment.size / 1024 / 1024)));
    else if (!request.hosts.contains(host))
        job->finish(FileAnswer{.bytes = {}, .host = host, .isOwnServer = true});
    else
        whenReady([this, job = QPointer(job), id,
                   limit = std::min(request.maxBytes, kTelegramDownloadSize)](
                      const Result<TelegramBot> &bot) {
            if (!job)
                return;
            bot ? download(job, id, limit) : job->finish(std::unexpected(bot.error()));
        });
    return future;
}

void TelegramConnector::download(FileJob *job, const QString &id, qint64 limit)
{
    m_api.call(QStringLiteral("getFile"), {{QStringLiteral("file_id"), id}}, job,
               [this, job, limit](const TelegramReply &reply) {
                   if (!reply.result)
                       return job->finish(std::unexpected(reply.result.error()));
                   m_api.download(
                       (*reply.result)[u"file_path"].toString(), limit, job,
                       [job](qint64 done, qint64 total) { job->setProgress(done, total); },
                       [job](const Result<QByteArray> &bytes) {
                           job->finish(bytes.transform([](const QByteArray &all) {
                               return FileAnswer{.bytes = all, .host = {}};
                           }));
                       });
               });
}

} // namespace casement

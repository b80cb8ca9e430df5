// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesend.h"

#include "core/channels/http/httpaddress.h"

#include <QTimer>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// Mastodon forgets a key after an hour.
constexpr auto kKeyLives = 50min;
/// How far the clocks of server and desk may lie apart.
constexpr auto kClockSkew = 5min;
constexpr int kMaxOwnPages = 5;
constexpr int kMaxMediaLooks = 30;

QString wordFor(Visibility visibility)
{
    switch (visibility) {
    case Visibility::Public:
        return QStringLiteral("public");
    case Visibility::Unlisted:
        return QStringLiteral("quietly public");
    case Visibility::Followers:
        return QStringLiteral("for followers");
    case Visibility::Direct:
        break;
    }
    return QStringLiteral("direct");
}

} // namespace

FediverseSend::FediverseSend(FediverseApi *api, const Account &account,
                             const OutgoingMessage &message, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_account(account)
    , m_message(message)
    , m_clock(clock)
{
    const QString &address = account.server.self.address;
    for (const QByteArray &key : m_message.inReplyTo) {
        if (m_inReplyTo.isEmpty())
            m_inReplyTo = statusIdOf(key, address);
    }
    if (m_inReplyTo.isEmpty())
        m_inReplyTo = fediverseId(QString::fromUtf8(m_message.inReplyToRemote));
}

void FediverseSend::finish(const Result<SendReceipt> &receipt)
{
    deleteLater();
    Q_EMIT sent(receipt);
}

void FediverseSend::send()
{
    if (composeStatus(m_message).isEmpty() && m_message.attachments.isEmpty())
        return finish(fail(ErrorKind::Invalid, QStringLiteral("There is nothing to send.")));
    if (m_inReplyTo.isEmpty() && !m_message.inReplyTo.isEmpty())
        return finish(fail(ErrorKind::Invalid,
                           QStringLiteral("What this answers is not known on the server of this "
                                          "account, so it was not sent.")));
    if (m_inReplyTo.isEmpty())
        return uploadNext();
    askParent();
}

/// An answer is never wider than what it answers, also if that was narrowed since it came.
void FediverseSend::askParent()
{
    m_api->get(
        httpPath(u"/api/v1/statuses/", m_inReplyTo), {}, this,
        [this](const Result<FediverseAnswer> &answer) {
            if (!answer && answer.error().kind == ErrorKind::NotFound)
                return finish(fail(ErrorKind::NotFound,
                                   QStringLiteral("The post that this answers is not there any "
                                                  "more, so it was not sent.")));
            if (!answer) {
                Error error = answer.error();
                if (error.kind == ErrorKind::Protocol)
                    error.kind = ErrorKind::Offline; // nothing went out: it is tried again
                return finish(std::unexpected(error));
            }
            const Visibility parent = visibilityFrom(answer->json[u"visibility"].toString(),
                                                     m_account.server.features.blursDirect);
            // Words of ours are as wide as they went out, also where the server blurs that.
            const bool isOurs =
                fediverseId(answer->json[u"account"][u"id"]) == m_account.server.self.accountId;
            if (!isOurs && m_message.visibility > parent)
                return finish(fail(
                    ErrorKind::Forbidden,
                    QStringLiteral("The post that this answers is %1, and the answer would be %2; "
                                   "it was not sent.")
                        .arg(wordFor(parent), wordFor(m_message.visibility))));
            uploadNext();
        });
}

void FediverseSend::uploadNext()
{
    if (m_nextFile >= m_message.attachments.size())
        return post();
    const Attachment file = m_message.attachments.at(m_nextFile++);
    const auto taken = [this](const Result<FediverseAnswer> &answer) {
        if (!answer) {
            // A file alone is nothing that anybody sees: all of it is tried again.
            Error error = answer.error();
            if (error.kind == ErrorKind::Protocol)
                error.kind = ErrorKind::Offline;
            return finish(std::unexpected(error));
        }
        const QString id = fediverseId(answer->json[u"id"]);
        if (id.isEmpty())
            return finish(fail(ErrorKind::Offline,
                               QStringLiteral("The server took a file and did not say where it "
                                              "is; nothing was sent.")));
        m_media.append(id);
        answer->status == 202 ? awaitMedia(id, 0) : uploadNext();
    };
    m_api->upload(QStringLiteral("/api/v2/media"), file, this,
                  [this, file, taken](const Result<FediverseAnswer> &answer) {
                      if (!answer && answer.error().kind == ErrorKind::NotFound)
                          m_api->upload(QStringLiteral("/api/v1/media"), file, this, taken);
                      else
                          taken(answer);
                  });
}

void FediverseSend::awaitMedia(const QString &id, int attempt)
{
    if (attempt >= kMaxMediaLooks)
        return finish(
            fail(ErrorKind::Timeout,
                 QStringLiteral("The server is not done with a file; nothing was sent.")));
    QTimer::singleShot(1s, this, [this, id, attempt] {
        m_api->get(httpPath(u"/api/v1/media/", id), {}, this,
                   [this, id, attempt](const Result<FediverseAnswer> &answer) {
                       if (answer && answer->status != 206)
                           return uploadNext();
                       awaitMedia(id, attempt + 1);
                   });
    });
}

void FediverseSend::post()
{
    const QString warning = contentWarningOf(m_message);
    QJsonObject body{{QStringLiteral("status"), composeStatus(m_message)},
                     {QStringLiteral("visibility"), toWire(m_message.visibility)}};
    if (!m_inReplyTo.isEmpty())
        body.insert(QStringLiteral("in_reply_to_id"), m_inReplyTo);
    if (!warning.isEmpty()) {
        body.insert(QStringLiteral("spoiler_text"), warning);
        body.insert(QStringLiteral("sensitive"), true);
    }
    if (!m_account.language.isEmpty())
        body.insert(QStringLiteral("language"), m_account.language);
    if (!m_media.isEmpty())
        body.insert(QStringLiteral("media_ids"), m_media);
    m_api->postOnce(
        QStringLiteral("/api/v1/statuses"), body, m_message.uid.toString().toLatin1(), this,
        [this](const Result<FediverseAnswer> &answer) {
            if (!answer)
                return finish(std::unexpected(answer.error()));
            SendReceipt receipt;
            const QString id = fediverseId(answer->json[u"id"]);
            if (id.isEmpty())
                return finish(fail(ErrorKind::Protocol,
                                   QStringLiteral("unknown: the server's answer does not say what "
                                                  "became of the post.")));
            receipt.remoteId = id.toUtf8();
            receipt.serverAnswer = QStringLiteral("%1 status %2").arg(answer->status).arg(id);
            const QString word = answer->json[u"visibility"].toString();
            // What a server that blurs says is no evidence.
            if (!m_account.server.features.blursDirect && !word.isEmpty() &&
                visibilityFrom(word, false) > m_message.visibility)
                receipt.warning = QStringLiteral("The server made it %1, wider than was asked.")
                                      .arg(wordFor(visibilityFrom(word, false)));
            finish(receipt);
        });
}

void FediverseSend::lookUp(Timestamp attemptedAt)
{
    m_attemptedAt = std::max(attemptedAt, m_message.queuedAt);
    m_earliest = m_message.queuedAt - kClockSkew;
    // Direct answers may be missing from the list of our own posts, but not from their thread.
    m_inReplyTo.isEmpty() ? lookInOwn({}, 0) : lookInContext();
}

QString FediverseSend::findIn(const QJsonArray &statuses) const
{
    for (const QJsonValue each : statuses) {
        const QJsonObject status = each.toObject();
        const QString id = fediverseId(status[u"id"]);
        if (!id.isEmpty() && !m_account.claimed.contains(id) &&
            fediverseId(status[u"account"][u"id"]) == m_account.server.self.accountId &&
            isSameStatus(status, m_message, m_inReplyTo, m_earliest))
            return id;
    }
    return {};
}

void FediverseSend::conclude(const Result<SendState> &state, const QString &statusId)
{
    deleteLater();
    Q_EMIT lookedUp(state, statusId);
}

void FediverseSend::lookInContext()
{
    m_api->get(httpPath(u"/api/v1/statuses/", m_inReplyTo, u"/context"), {}, this,
               [this](const Result<FediverseAnswer> &answer) {
                   if (!answer && answer.error().kind != ErrorKind::NotFound)
                       return conclude(std::unexpected(answer.error()));
                   if (answer) {
                       const QString id = findIn(answer->json[u"descendants"].toArray());
                       if (!id.isEmpty())
                           return conclude(SendState::Sent, id);
                   }
                   lookInOwn({}, 0);
               });
}

void FediverseSend::lookInOwn(const QString &maxId, int page)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("40"));
    if (!maxId.isEmpty())
        query.addQueryItem(QStringLiteral("max_id"), maxId);
    m_api->get(
        httpPath(u"/api/v1/accounts/", m_account.server.self.accountId, u"/statuses"), query, this,
        [this, maxId, page](const Result<FediverseAnswer> &answer) {
            if (!answer)
                return conclude(std::unexpected(answer.error()));
            if (!answer->json.isArray())
                return conclude(fail(ErrorKind::Protocol,
                                     QStringLiteral("The server sent no list of our posts.")));
            const QJsonArray statuses = answer->json.toArray();
            if (const QString id = findIn(statuses); !id.isEmpty())
                return conclude(SendState::Sent, id);
            const QString last =
                statuses.isEmpty() ? QString() : fediverseId(statuses.last()[u"id"]);
            const QDateTime oldest = QDateTime::fromString(
                statuses.isEmpty() ? QString() : statuses.last()[u"created_at"].toString(),
                Qt::ISODateWithMs);
            const bool goesOn = !last.isEmpty() && last != maxId && page + 1 < kMaxOwnPages &&
                                oldest.isValid() && fromDateTime(oldest) >= m_earliest;
            if (goesOn)
                return lookInOwn(last, page + 1);
            // It may still be under way inside the server. Sending the same key again is safe where
            // keys count; nowhere else can it be told.
            const bool keyHolds =
                m_account.server.features.isIdempotent && m_clock() - m_attemptedAt < kKeyLives;
            conclude(keyHolds ? SendState::NotSent : SendState::Unknown);
        });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httpclient.h"
#include "core/channels/telegram/telegramsettings.h"

#include <QJsonObject>
#include <QJsonValue>
#include <functional>

namespace casement
{

/// What the Bot API answered.
struct TelegramReply {
    Result<QJsonValue> result;
    qint64 migratedTo = 0;   ///< the group is a supergroup now, with this id
    bool isConflict = false; ///< somebody else gets the updates of this bot
};

using TelegramDone = std::function<void(const TelegramReply &)>;

/// Requests to the Bot API (core.telegram.org/bots/api, "Making requests"). The token is a part of
/// every path, and of no error.
class TelegramApi final : public QObject
{
    Q_OBJECT
public:
    explicit TelegramApi(const TelegramSettings &settings, QObject *parent = nullptr);

    void setToken(const QString &token) { m_token = token; }
    /// How long a request may take in all; for tests.
    void setDeadline(std::chrono::milliseconds deadline);

    /// For what may be repeated. \a held: how long the server may keep silent beyond the usual.
    void call(const QString &method, const QJsonObject &parameters, QObject *context,
              const TelegramDone &done, std::chrono::seconds held = {});
    /// See HttpClient::postOnce().
    void callOnce(const QString &method, const HttpBody &body, QObject *context,
                  const TelegramDone &done);
    /// The file that getFile found at \a filePath, not longer than \a maxBytes.
    void download(const QString &filePath, qint64 maxBytes, QObject *context,
                  const std::function<void(qint64 done, qint64 total)> &progress,
                  const std::function<void(const Result<QByteArray> &)> &done);

private:
    [[nodiscard]] HttpCall callOf(const QString &method) const;
    [[nodiscard]] HttpDone mapped(const TelegramDone &done) const;

    QUrl m_base;
    QString m_token;
    HttpClient m_http;
};

/// What \a json with this HTTP status means. \a token is taken out of the server's words.
[[nodiscard]] TelegramReply telegramReply(int status, const QJsonValue &json, const QString &host,
                                          const QString &token);

/// Who a token is for.
struct TelegramBot {
    QString id; ///< our own address
    QString username;
    QString name;
    /// False: privacy mode, so that in groups only what is said to the bot reaches it.
    bool readsGroups = false;

    bool operator==(const TelegramBot &) const = default;
};
/// From the result of getMe; nothing where it does not say.
[[nodiscard]] std::optional<TelegramBot> telegramBotFrom(const QJsonValue &user);

} // namespace casement

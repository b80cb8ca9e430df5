// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/scriptedhttp.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QMap>

namespace casement
{

/// Telegram's Bot API as core.telegram.org/bots/api describes it: updates are kept until a request
/// names a higher offset, a request with a timeout is held, the older of two held ones ends with a
/// conflict, texts have at most 4096 UTF-16 units, nobody is written to first.
class ScriptedBotApi final : public ScriptedHttp
{
    Q_OBJECT
public:
    static constexpr qint64 kBot = 4242;
    static inline const QString kToken = QStringLiteral("4242:CANARY-abcdefghijklmnopqrstuvwxyz_0");

    static QJsonObject user(qint64 id, const QString &name);
    static QJsonObject bot();
    static QJsonObject privateChat(qint64 id, const QString &name);
    static QJsonObject group(qint64 id, const QString &title);

    /// Adds an update of that kind and returns its id.
    qint64 update(const QJsonObject &content, const QString &kind = QStringLiteral("message"));
    /// Adds a message and returns its number in the chat.
    qint64 say(const QJsonObject &chat, const QJsonObject &from, const QString &text,
               const QJsonObject &more = {});
    /// What the bot said, oldest first.
    QList<QJsonObject> ours;

    QMap<qint64, QJsonObject> updates; ///< by update_id
    qint64 nextUpdate = 1000;
    qint64 highestOffset = 0;
    QString webhook;
    QSet<qint64> blockedBy;
    QHash<qint64, qint64> movedGroups;
    /// How many getUpdates are held.
    [[nodiscard]] int polls() const { return m_polls; }

protected:
    [[nodiscard]] Reply usual(const Request &request) override;

private:
    [[nodiscard]] Reply getUpdates(const Request &request, const QJsonObject &parameters);
    [[nodiscard]] Reply take(const QString &method, const QJsonObject &parameters);

    QHash<qint64, qint64> m_lastMessage; ///< by chat
    QSet<qint64> m_known;                ///< who has written to the bot
    qint64 m_newestPoll = 0;             ///< when the newest getUpdates came
    int m_polls = 0;
};

/// The parts of a multipart body by name; those of files have what stands after their headers.
[[nodiscard]] QHash<QString, QByteArray> multipartFields(const ScriptedHttp::Request &request);

} // namespace casement

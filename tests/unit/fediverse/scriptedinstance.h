// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/scriptedhttp.h"

#include <QJsonArray>
#include <QJsonObject>

namespace casement
{

/// A small server with the Mastodon API on loopback, told what to do wrong.
class ScriptedInstance final : public ScriptedHttp
{
    Q_OBJECT
public:
    explicit ScriptedInstance(const QString &software = QStringLiteral("mastodon"));

    /// Adds a status and returns its id; \a mention: the team is notified of it.
    QString say(const QString &author, const QString &html, bool mention = true,
                const QString &inReplyTo = {}, const QJsonObject &more = {});
    [[nodiscard]] QJsonObject status(const QString &id) const;
    void edit(const QString &id, const QString &html);
    void remove(const QString &id);
    /// The posts of the team.
    [[nodiscard]] QList<QJsonObject> ours() const;

    static QJsonObject account(const QString &name);

    bool knowsMinId = true;
    bool knowsKeys = true;
    QString token = QStringLiteral("good-token");
    QString streaming;
    QString version = QStringLiteral("4.3.1");

protected:
    [[nodiscard]] Reply usual(const Request &request) override;

private:
    [[nodiscard]] Reply post(const Request &request);
    [[nodiscard]] Reply notifications(const Request &request) const;

    QString m_software;
    QList<QJsonObject> m_statuses;      ///< oldest first
    QList<QJsonObject> m_notifications; ///< oldest first
    QHash<QByteArray, QString> m_keys;
    qint64 m_lastId = 113'000'000'000'000'000;
};

} // namespace casement

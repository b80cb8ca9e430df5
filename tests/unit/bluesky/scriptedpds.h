// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/scriptedhttp.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonObject>
#include <QMap>
#include <QSet>

namespace casement
{

/// A server of the AT protocol in a hundred lines: sign-in, notifications, threads, records, and
/// the directory beside it. The team has its account on it; posts of everybody are in it.
class ScriptedPds final : public ScriptedHttp
{
    Q_OBJECT
public:
    static QString did(const QString &name);
    static QString uriOf(const QString &name, const QString &key);

    struct Post {
        QString uri;
        QString cid;
        QJsonObject record;
        QDateTime at;
        QJsonObject more;      ///< of the view
        bool isHidden = false; ///< the application view does not show it, its repository has it
    };

    ScriptedPds();

    /// Says \a text as \a name, in answer to \a parent where that is not empty; what concerns the
    /// team is notified with \a reason, unless that is empty. The URI.
    QString say(const QString &name, const QString &text, const QString &reason,
                const QString &parent = {}, const QJsonObject &record = {},
                const QJsonObject &view = {});
    void remove(const QString &uri);
    /// Puts a record where \a uri says.
    void keep(const QString &uri, const QJsonObject &record);
    [[nodiscard]] const Post *find(const QString &uri) const;
    [[nodiscard]] QList<Post> ours() const;

    QString password = QStringLiteral("good-app-password");
    QString access = QStringLiteral("access-1");
    QString refresh = QStringLiteral("refresh-1");
    /// The tokens of now count no more; with \a alsoRefresh neither does the other one.
    void expire(bool alsoRefresh = false);
    QJsonObject session; ///< beside the usual members
    int sessions = 0;    ///< made anew
    int renewals = 0;
    int pageSize = 100;
    QString handle = QStringLiteral("team.test");
    QString pdsEndpoint; ///< in the DID document; empty: this server
    QDateTime now = QDateTime::fromString(QStringLiteral("2026-11-20T12:00:00.000Z"), Qt::ISODate);
    QStringList refusedHandles;

protected:
    Reply usual(const Request &request) override;

private:
    struct Notification {
        QString uri;
        QString reason;
        QDateTime at;
    };
    [[nodiscard]] QJsonObject viewOf(const Post &post) const;
    [[nodiscard]] QJsonObject nodeOf(const Post &post, int parents, int depth) const;
    Reply createSession(const QJsonObject &body);
    Reply tokens();
    [[nodiscard]] Reply list(const Request &request) const;
    [[nodiscard]] Reply thread(const Request &request) const;
    [[nodiscard]] Reply posts(const Request &request) const;
    [[nodiscard]] Reply record(const Request &request) const;
    Reply put(const QJsonObject &body);

    QMap<QString, Post> m_posts;
    QList<Notification> m_notifications;
    int m_count = 0;
    int m_tokens = 1;
};

} // namespace casement

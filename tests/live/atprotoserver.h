// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>

namespace casement
{

/// A small network of the AT protocol on loopback: the directory of did:plc, a server with accounts
/// of the team, ann and ben, and the application view, which keeps its data in PostgreSQL. What it
/// runs is tests/live/bluesky/server.cjs.
class AtprotoServer final
{
public:
    AtprotoServer();
    ~AtprotoServer();
    AtprotoServer(const AtprotoServer &) = delete;
    AtprotoServer &operator=(const AtprotoServer &) = delete;

    /// Why it cannot run here, in one sentence; empty when it can.
    [[nodiscard]] static QString missing();

    /// What went wrong; empty when all runs.
    [[nodiscard]] QString start();

    [[nodiscard]] QString url() const { return m_facts[u"server"].toString(); }
    [[nodiscard]] QString directory() const { return m_facts[u"directory"].toString(); }
    [[nodiscard]] QString did(const QString &name) const;
    [[nodiscard]] QString handle(const QString &name) const;
    [[nodiscard]] QString appPassword(const QString &name) const;

    /// A command of server.cjs; its answer has "ok" or "error".
    QJsonObject command(const QJsonObject &command);
    /// An XRPC procedure as one of the people.
    QJsonObject call(const QString &as, const QString &method, const QJsonObject &body);
    /// Something that one of the people says with a program of theirs; \a more goes into the
    /// record. Who is \a mentioned stands in \a text with their handle. The URI and CID of the
    /// post.
    QJsonObject post(const QString &as, const QString &text, const QJsonObject &more = {},
                     const QString &mentioned = {});
    /// The same without waiting for what becomes of it; the next command comes after it.
    void postLater(const QString &as, const QString &text, const QString &mentioned);
    /// The newest posts in a repository, as com.atproto.repo.listRecords has them.
    QJsonArray postsOf(const QString &as);

private:
    [[nodiscard]] QString startDatabase();
    [[nodiscard]] QJsonObject readLine();
    void write(const QJsonObject &command);
    [[nodiscard]] QJsonObject callOf(const QString &as, const QString &method,
                                     const QJsonObject &body) const;
    [[nodiscard]] QJsonObject postOf(const QString &as, const QString &text,
                                     const QJsonObject &more, const QString &mentioned) const;

    QTemporaryDir m_folder;
    QProcess m_database;
    QProcess m_process;
    quint16 m_databasePort = 0;
    int m_unanswered = 0; ///< commands whose answers nobody has read
    QJsonObject m_facts;
};

} // namespace casement

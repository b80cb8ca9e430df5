// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/cli/cli.h"
#include "tests/live/peer.h"

namespace casement
{

/// The real program on a workspace of its own, with a file of secrets, as a person at a desk runs
/// it; and what a test asks it.
class Program final
{
public:
    Program() = default;
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    /// One verb, with its secrets and --json.
    [[nodiscard]] Run run(const QStringList &verb, const QByteArray &input = {});
    /// `account add` for \a peer. What went wrong; empty when it is there.
    [[nodiscard]] QString add(const Peer &peer, const QStringList &more = {});
    [[nodiscard]] QString secretsFile() const { return cli.path(QStringLiteral("secrets.json")); }

    /// Starts `casement watch`: accounts and outbox run. What went wrong; empty when it does.
    [[nodiscard]] QString watch();
    [[nodiscard]] qint64 processId() const { return m_watch ? m_watch->processId() : 0; }
    void kill(); ///< SIGKILL
    void end();  ///< as a person does

    /// Answers there; the outbox item, or an empty object.
    [[nodiscard]] QJsonObject reply(const QString &conversation, const QString &text,
                                    const QStringList &more = {});
    /// All items of the outbox by their ids, finished ones too.
    [[nodiscard]] QHash<QString, QJsonObject> outbox();

    Cli cli;
    /// All that any process of it has said on standard error.
    QByteArray log;
    QByteArray said; ///< what watch() has printed

private:
    void listen();

    std::unique_ptr<QProcess> m_watch;
};

/// What a run said, for a test that fails.
[[nodiscard]] QString why(const Run &run);
/// The conversation in which somebody says \a part; empty while there is none.
[[nodiscard]] QString conversationWith(const Cli &cli, const QString &part);
/// Its messages, oldest first, as `show` has them.
[[nodiscard]] QList<QJsonObject> messagesOf(const Cli &cli, const QString &conversation);
[[nodiscard]] QStringList textsOf(const Cli &cli, const QString &conversation);

} // namespace casement

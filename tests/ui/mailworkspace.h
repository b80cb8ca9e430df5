// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/desk.h"
#include "core/storage/store.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace casement
{

/// What ann, ben and the others wrote, before the pipeline has seen it.
struct Letter {
    QString from = QStringLiteral("ann@example.org");
    QString name = QStringLiteral("Ann Archer");
    QString subject = QStringLiteral("Hello");
    QString text;
    QString html;
    QStringList alsoTo;
    QList<Attachment> attachments;
    Visibility visibility = Visibility::Direct;
    RawFormat rawFormat = RawFormat::Rfc5322;
    QString language = {};
    QString link = {};
};

/// A workspace in a temporary folder with one mail account whose server takes everything and keeps
/// it.
class MailWorkspace
{
public:
    MailWorkspace();
    ~MailWorkspace();

    /// Takes \a letters in as one thread, one minute apart, through the pipeline; returns their
    /// conversation.
    ConversationId receive(const QList<Letter> &letters);
    [[nodiscard]] QList<MessageId> messages(ConversationId id);
    /// So that the window learns what the server can do now.
    void restartAccounts();

    QTemporaryDir folder;
    /// What the account's server can do, for tests that need another kind of channel.
    std::shared_ptr<Capabilities> capabilities =
        std::make_shared<Capabilities>(Capabilities{.canSend = true,
                                                    .canWriteFirst = true,
                                                    .subject = Capabilities::Subject::Subject,
                                                    .hasCarbonCopy = true,
                                                    .hasThreading = true,
                                                    .canAttach = true,
                                                    .formatting = Capabilities::Formatting::Html});
    std::unique_ptr<Store> store;
    std::unique_ptr<Desk> desk;
    Account account;
    /// What the account's server answers to who wants a file.
    using Files = std::function<QFuture<Result<FileAnswer>>(const FileRequest &)>;
    std::shared_ptr<Files> files = std::make_shared<Files>();
    std::shared_ptr<QList<OutgoingMessage>> delivered = std::make_shared<QList<OutgoingMessage>>();

private:
    int m_threads = 0;
};

} // namespace casement

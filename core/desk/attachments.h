// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/remotefile.h"

#include <QFuture>
#include <QObject>
#include <QSet>

namespace casement
{

class Accounts;
class Conversations;
class Store;

/// The files of messages: from the workspace, else, when a person asks for it, from where the
/// message says that they are. What came once is kept like any other file of the workspace. Lives
/// on the main thread.
///
/// Indexes are those of TimelineItem::attachments.
class Attachments final : public QObject
{
    Q_OBJECT
public:
    /// Longer files are left where they are.
    static constexpr qint64 largest = qint64(100) * 1024 * 1024;

    Attachments(Store &store, Conversations &conversations, Accounts &accounts);

    /// Where get() would have it from: an empty FileAnswer::host means the workspace. `bytes` is
    /// empty. To be called after a click only: for some channels the account's own servers are
    /// asked where the file is, though nobody else.
    QFuture<Result<FileAnswer>> look(MessageId message, int index);
    /// The bytes; where they are not in the workspace, they are fetched from \a hosts and kept. An
    /// answer with a host: that one has to be agreed to as well. Progress is in bytes, with a range
    /// of 0 while the size is unknown. Cancelling the future ends it.
    QFuture<Result<FileAnswer>> get(MessageId message, int index, const QStringList &hosts);

private:
    class Fetch;
    struct Place;

    [[nodiscard]] QFuture<Result<Place>> find(MessageId message, int index);

    Store &m_store;
    Conversations &m_conversations;
    Accounts &m_accounts;
    QSet<qint64> m_underWay; ///< rows of attachments that are being fetched
};

} // namespace casement

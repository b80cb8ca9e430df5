// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/maintenance.h"

#include "core/storage/maintenancestore.h"
#include "core/storage/store.h"

namespace casement
{

Maintenance::Maintenance(Store &store) : m_store(store)
{
}

QFuture<Result<QJsonObject>> Maintenance::stats()
{
    return m_store.read([](ReadContext &context) { return workspaceStats(context.db); });
}

QFuture<Result<QStringList>> Maintenance::verify()
{
    auto tables = m_store.read([](ReadContext &context) { return verifyWorkspace(context); });
    auto index = m_store.write([](WriteContext &context) { return verifySearchIndex(context); });
    return tables.then([index](const Result<QStringList> &problems) mutable -> Result<QStringList> {
        const Result<QStringList> more = index.result();
        if (!problems)
            return problems;
        if (!more)
            return more;
        return *problems + *more;
    });
}

QFuture<Result<QList<MessageId>>> Maintenance::messageIds(MessageId after, int limit)
{
    return m_store.read(
        [=](ReadContext &context) { return messageIdsAfter(context.db, after, limit); });
}

} // namespace casement

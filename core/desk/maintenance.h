// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"

#include <QFuture>
#include <QJsonObject>
#include <QStringList>

namespace casement
{

class Store;

/// Looking after the workspace itself.
class Maintenance
{
public:
    explicit Maintenance(Store &store);

    QFuture<Result<QJsonObject>> stats();
    /// One sentence for each problem; empty when all is well.
    QFuture<Result<QStringList>> verify();
    /// Messages in the order in which they came in, for export.
    QFuture<Result<QList<MessageId>>> messageIds(MessageId after, int limit);

private:
    Store &m_store;
};

} // namespace casement

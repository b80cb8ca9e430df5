// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/connector.h"

#include "core/channels/pending.h"

namespace casement
{

void Connector::setState(LinkState state, const QString &detail)
{
    if (m_state == state && m_stateDetail == detail)
        return;
    m_state = state;
    m_stateDetail = detail;
    Q_EMIT stateChanged(state, detail);
}

QFuture<Result<FileAnswer>> Connector::fetchFile(const FileRequest &)
{
    const Pending<FileAnswer> pending;
    pending.finish(fail(ErrorKind::NotFound,
                        QStringLiteral("This channel has no files of its own, so there is nothing "
                                       "that could be fetched.")));
    return pending.future();
}

} // namespace casement

#include "moc_connector.cpp"

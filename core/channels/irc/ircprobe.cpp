// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircconnector.h"

#include <QPromise>

namespace casement
{

QFuture<Result<void>> probeIrc(const IrcSettings &settings, const IrcCredentials &credentials,
                               QObject *parent)
{
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    auto *session = new IrcSession(settings, credentials, parent);
    const auto finish = [promise, session](const Result<void> &result) {
        promise->addResult(result);
        promise->finish();
        session->deleteLater();
    };
    QObject::connect(session, &IrcSession::ready, session, [session, finish] {
        session->quit("Casement");
        finish({});
    });
    QObject::connect(session, &IrcSession::failed, session,
                     [finish](const Error &error) { finish(std::unexpected(error)); });
    session->open();
    return promise->future();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppconnector.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

QFuture<Result<Address>> probeXmpp(const XmppSettings &settings, const QString &password,
                                   QObject *parent)
{
    const auto promise = std::make_shared<QPromise<Result<Address>>>();
    promise->start();
    auto *session = new XmppSession(
        settings, password,
        u"casement."_s + QString::number(QRandomGenerator::system()->generate64(), 36),
        XmppPresence::None, parent);
    const auto finish = [promise, session](const Result<Address> &result) {
        session->quit();
        QTimer::singleShot(2s, session, &QObject::deleteLater);
        promise->addResult(result);
        promise->finish();
    };
    QObject::connect(session, &XmppSession::ready, session,
                     [finish, settings] { finish(xmppOwnAddress(settings)); });
    QObject::connect(session, &XmppSession::failed, session,
                     [finish](const Error &error) { finish(std::unexpected(error)); });
    session->open();
    return promise->future();
}

} // namespace casement

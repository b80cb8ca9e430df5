// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHostAddress>
#include <QRandomGenerator>
#include <QTcpServer>

namespace casement
{

/// A port of this computer that nothing listens on; 0 when there is none. It is outside of those
/// that the system gives to outgoing connections, so that a server that is killed can have it
/// again.
inline quint16 freePort()
{
    for (int tries = 0; tries < 200; ++tries) {
        const auto port = quint16(QRandomGenerator::global()->bounded(12'000, 32'000));
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediversesettings.h"

#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

namespace casement
{

/// The user stream of a server (/api/v1/streaming over WebSocket). Only ever a hint: what it tells
/// of is fetched by FediverseSync, so that a message lost by the stream is not lost. Reconnects by
/// itself with back-off.
class FediverseStream final : public QObject
{
    Q_OBJECT
public:
    FediverseStream(const FediverseSettings &settings, const QUrl &url, const QString &token,
                    QObject *parent);
    ~FediverseStream() override;

    void open();
    [[nodiscard]] bool isOpen() const { return m_isOpen; }

Q_SIGNALS:
    void opened(); ///< whatever happened before it has to be fetched
    void closed();
    void notified();
    void statusChanged(const QString &statusId);
    void statusDeleted(const QString &statusId);

private:
    void lost();
    void read(const QString &text);

    FediverseSettings m_settings;
    QUrl m_url;
    QString m_token;
    QWebSocket m_socket;
    QTimer m_retry;
    QTimer m_ping;
    QTimer m_silence;
    bool m_isOpen = false;
    int m_failures = 0;
};

/// One event of the stream.
struct FediverseEvent {
    enum class Kind { None, Notification, StatusChanged, StatusDeleted };
    Kind kind = Kind::None;
    QString statusId;
};
[[nodiscard]] FediverseEvent streamEventFrom(const QByteArray &text);

} // namespace casement

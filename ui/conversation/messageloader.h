// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/conversations.h"

#include <QImage>
#include <QObject>
#include <memory>

class QNetworkAccessManager;

namespace casement
{

class MessageCard;
class Timeline;

/// Brings what a message's text needs after it is on the screen: its sanitised HTML, its own inline
/// images, and, only after a click for that message, remote images. Nothing here touches the
/// network before that click.
class MessageLoader final : public QObject
{
    Q_OBJECT
public:
    MessageLoader(Conversations &conversations, Timeline &timeline);
    ~MessageLoader() override;

    /// Forgets what is under way: another conversation is shown.
    void reset();
    void render(MessageId message);
    /// The click on "Load for this message".
    void allowRemote(MessageId message);

private:
    void loadInlineImages(MessageId message);
    void loadRemoteImages(MessageId message, const QStringList &urls);
    void provide(MessageId message, const QString &url, const QImage &image);

    Conversations &m_conversations;
    Timeline &m_timeline;
    quint64 m_round = 0;                              ///< answers of an earlier round come too late
    std::unique_ptr<QNetworkAccessManager> m_network; ///< made by the first click
};

/// Whether an address may be fetched for an image: https, a host with a name or a public number.
/// Hosts on the own machine or network are refused: a message could otherwise make us ask them.
[[nodiscard]] bool isPublicImageUrl(const QUrl &url);

} // namespace casement

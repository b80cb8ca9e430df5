// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <optional>

namespace casement
{

/// What the mapping has to know of us.
struct BlueskyContext {
    QString did; ///< ours
    Timestamp now;
    /// Posts of ours that went out from a desk, by URI: the Message-ID that the outbox gave each.
    QHash<QString, QByteArray> sent;
};

/// A post, mapped.
struct BlueskyPost {
    QString uri;
    QString root;   ///< of its thread; itself where it answers nothing
    QString parent; ///< what it answers, or empty
    bool isOurs = false;
    bool isForUs = false; ///< it mentions us, answers words of ours or quotes them
    bool hasReplies = false;
    IncomingMessage message;
};

/// \a view, an app.bsky.feed.defs#postView or a notification, which has the same members without
/// the hydrated embed; nothing when it has no usable URI. A post that lacks what a message needs is
/// quarantined.
///
/// Whose repository it lies in is who wrote it, whatever the author member says. Labels are the
/// first line of text and HTML. Quoted posts, links and descriptions of media are below the words.
/// Media are only named: an attachment's `part` is the place of its view in the raw JSON (RFC
/// 6901). The content hash is of author and CID: a server may show a post with other names, counts
/// or labels tomorrow, and it is the same.
[[nodiscard]] std::optional<BlueskyPost> mapBlueskyPost(const QJsonObject &view,
                                                        const BlueskyContext &context);

/// A notification of app.bsky.notification.listNotifications that concerns a post.
struct BlueskyNotification {
    QString uri;
    Timestamp at;       ///< by which the server orders them
    bool names = false; ///< a mention or a quote: for us, also if the words do not tell
    QJsonObject json;
};
/// Nothing for other kinds, and for what cannot be read.
[[nodiscard]] std::optional<BlueskyNotification> blueskyNotification(const QJsonObject &json,
                                                                     Timestamp now);

/// A thread as app.bsky.feed.getPostThread gives it around one post.
struct BlueskyThread {
    QString root;
    QList<BlueskyPost> posts; ///< what is answered first, then the post, then answers to it
};
/// Of a thread that is too long the ancestors, what was said to us and by us, and the first of the
/// others. Posts that are blocked or gone are told by the ones below them.
[[nodiscard]] BlueskyThread mapBlueskyThread(const QJsonObject &thread,
                                             const BlueskyContext &context);

/// The Message-ID of the outbox that a post of ours carries, or empty.
[[nodiscard]] QByteArray blueskySentId(const QJsonObject &view, const QString &ourDid);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskyapi.h"
#include "core/channels/bluesky/blueskytext.h"
#include "core/channels/connector.h"

#include <QJsonArray>
#include <QObject>

namespace casement
{

inline constexpr qsizetype kBlueskyMaxImages = 4;
inline constexpr qint64 kBlueskyMaxImageBytes = 2'000'000; ///< app.bsky.embed.images

/// What a post says of \a message; the handle of somebody who is known only by a DID is told by the
/// server when it goes out (Rendition::isGreeted).
[[nodiscard]] Rendition renderForBluesky(const OutgoingMessage &message, const QString &ourDid);

/// Sends one message, or looks for it. Used once; deletes itself afterwards.
///
/// The record's key is made from the outbox item (blueskyRecordKey()) and written with the
/// condition that nothing is there, so a second attempt cannot become a second post: it is refused,
/// and what is there says whether it is the first one.
class BlueskySend final : public QObject
{
    Q_OBJECT
public:
    BlueskySend(BlueskyApi *api, const QString &did, const QString &language,
                const OutgoingMessage &message, const Clock &clock, QObject *parent);

    void send();
    void lookUp();

Q_SIGNALS:
    void sent(const casement::Result<casement::SendReceipt> &receipt);
    void lookedUp(const casement::Result<casement::SendState> &state);

private:
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString marker() const;
    void askParent();
    void greetNext();
    void resolveNext();
    void uploadNext();
    void post();
    void posted(const Result<QJsonObject> &answer, const QString &name);
    void readBack(const std::function<void(const Result<bool> &isOurs)> &then);
    void finish(const Result<SendReceipt> &receipt);
    void failBefore(Error error);
    void conclude(const Result<SendState> &state);

    BlueskyApi *m_api;
    QString m_did;
    QString m_language;
    OutgoingMessage m_message;
    Clock m_clock;
    QString m_key;
    QString m_parent;
    QString m_text;
    QJsonObject m_reply;
    QStringList m_toGreet;
    QStringList m_greeted;
    QList<BlueskySpan> m_spans;
    qsizetype m_nextSpan = 0;
    QJsonArray m_facets;
    qsizetype m_nextFile = 0;
    QJsonArray m_images;
};

} // namespace casement

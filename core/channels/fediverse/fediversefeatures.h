// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/fediverse/fediverseapi.h"

#include <QObject>
#include <QUrl>

namespace casement
{

/// What a server can do, as far as it says so or is known for it. The defaults are what every
/// server that calls itself Mastodon-compatible can do.
struct FediverseFeatures {
    enum class Software { Other, Mastodon, GoToSocial, Pleroma, Snac };

    Software software = Software::Other;
    QString version;       ///< as the server writes it
    QString domain;        ///< the part of its addresses after the @
    QUrl streaming;        ///< wss://…, invalid where it has none
    bool hasMinId = false; ///< pages upwards from an id; others are read from the top down
    /// The same Idempotency-Key gives the same status for an hour.
    bool isIdempotent = false;
    /// A direct status reads back as one for followers: the narrower one is taken.
    bool blursDirect = false;
    int maxCharacters = 500;
    /// What each web address counts as, and that of a mention only the name counts, in grapheme
    /// clusters (Mastodon); 0: every character counts.
    int charactersPerUrl = 0;
    qint64 maxAttachmentBytes = 0;

    bool operator==(const FediverseFeatures &) const = default;
};

/// Reads /api/v1/instance or /api/v2/instance. \a nodeinfo is the software's name where the server
/// tells one, and counts more than the version, which many write so as to pass for Mastodon.
[[nodiscard]] FediverseFeatures featuresFrom(const QJsonObject &instance, const QString &nodeinfo,
                                             const QUrl &base);

/// Who a token is for.
struct FediverseSelf {
    QString accountId;
    QString address; ///< "team@social.example"
    QString name;

    bool operator==(const FediverseSelf &) const = default;
};

struct FediverseServer {
    FediverseFeatures features;
    FediverseSelf self; ///< empty where no token was given

    bool operator==(const FediverseServer &) const = default;
};

/// Asks a server what it is and, with a token, who we are there. Deletes itself after finished().
class FediverseProbe final : public QObject
{
    Q_OBJECT
public:
    /// \a api must outlive this or be its parent.
    FediverseProbe(FediverseApi *api, const QUrl &base, QObject *parent);

    void start(bool withLogin);

Q_SIGNALS:
    void finished(const casement::Result<casement::FediverseServer> &server);

private:
    void askInstance(const QString &path);
    void askNodeinfo();
    void askSelf();
    void conclude(const Result<FediverseServer> &server);

    FediverseApi *m_api;
    QUrl m_base;
    bool m_withLogin = false;
    QJsonObject m_instance;
    QString m_software;
    FediverseServer m_server;
};

} // namespace casement

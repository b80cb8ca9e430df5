// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/http/httpclient.h"

#include <QJsonObject>
#include <QObject>
#include <QUrl>

namespace casement
{

/// Where an account lives.
struct BlueskyHome {
    QString did; ///< empty where `server` of the settings was taken on trust and no DID was known
    QString handle; ///< as its DID document has it, or as it was typed
    QUrl pds;

    bool operator==(const BlueskyHome &) const = default;
};

/// Finds the server of an account: handle → DID by https://HANDLE/.well-known/atproto-did, else by
/// the TXT record of _atproto.HANDLE (https://atproto.com/specs/handle); DID → document by the
/// directory of did:plc, or by the host of did:web; and there the service #atproto_pds. A handle
/// counts only where the document names it too. With `server` in the settings nothing is asked.
/// Deletes itself after finished().
class BlueskyFinder final : public QObject
{
    Q_OBJECT
public:
    BlueskyFinder(const BlueskySettings &settings, QObject *parent);

    void start();
    /// For tests: asked instead of every host that is named by a handle or a did:web.
    void setHostForTests(const QUrl &origin) { m_testHost = origin; }

Q_SIGNALS:
    void finished(const casement::Result<casement::BlueskyHome> &home);

private:
    void askHost(const QString &handle);
    void askNames(const QString &handle);
    void askDocument(const QString &did);
    void conclude(const Result<BlueskyHome> &home);
    [[nodiscard]] QUrl hostUrl(const QString &host) const;
    void get(const QUrl &url, HttpCall::Wants wants, const HttpDone &done);

    BlueskySettings m_settings;
    HttpClient m_http;
    QUrl m_testHost;
    QString m_typedHandle;
    QString m_did;
};

/// Where the DID document of \a did is: with the directory of did:plc, or with the host of did:web.
/// Invalid for any other.
[[nodiscard]] QUrl blueskyDocumentUrl(const BlueskySettings &settings, const QString &did);

/// The server that the DID document \a json of \a did names. \a typedHandle, where not empty, has
/// to be among its names. What is not encrypted is accepted on this computer only, and only where
/// \a isLocal: a document from elsewhere cannot send us to ourselves.
[[nodiscard]] Result<BlueskyHome> homeFromDidDocument(const QJsonObject &json, const QString &did,
                                                      const QString &typedHandle, bool isLocal);

} // namespace casement

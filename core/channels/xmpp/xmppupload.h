// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/xmpp/xmppsession.h"
#include "core/domain/message.h"

#include <QNetworkAccessManager>
#include <QUrl>

class QNetworkReply;

namespace casement
{

/// Puts files where the server keeps them for others to fetch (HTTP upload, XEP-0363): over HTTPS
/// only, or to this computer itself.
class XmppUploader final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const Result<QStringList> &links)>;

    XmppUploader(XmppSession *session, const XmppSettings &settings, QObject *parent = nullptr);
    ~XmppUploader() override;

    /// Looks for the service; discovered() tells when that is done.
    void discover();
    [[nodiscard]] bool isDiscovered() const { return m_isDiscovered; }
    [[nodiscard]] QString service() const { return m_service; }
    [[nodiscard]] qint64 maxBytes() const { return m_maxBytes; } ///< 0: not told
    /// All of \a files, in their order; the first that fails ends it. Calls \a done once, unless
    /// the session ends before.
    void upload(const QList<Attachment> &files, const Done &done);

Q_SIGNALS:
    void discovered();

private:
    struct Run {
        QList<Attachment> files;
        Done done;
        QStringList links;
    };

    void ask(const QStringList &services);
    void answered();
    void next(const std::shared_ptr<Run> &run);
    void put(const std::shared_ptr<Run> &run, const QDomElement &slot);
    void putAnswered(const std::shared_ptr<Run> &run, QNetworkReply *reply, const QUrl &link);

    XmppSession *m_session;
    XmppSettings m_settings;
    QNetworkAccessManager m_network;
    QString m_service;
    qint64 m_maxBytes = 0;
    bool m_isDiscovered = false;
    int m_pending = 0;
};

/// Whether a file may be put to, or fetched from, \a url.
[[nodiscard]] bool isSafeUploadUrl(const QUrl &url);

} // namespace casement

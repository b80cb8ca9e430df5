// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/http/httptrust.h"
#include "core/domain/error.h"

#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <chrono>

namespace casement
{

/// What an account may do over HTTP.
struct HttpRules {
    QList<QUrl> origins; ///< where requests may go: scheme, host and port count
    HttpTrust trust;
    qint64 maxReplyBytes = qint64(16) * 1024 * 1024;
    std::chrono::milliseconds deadline{std::chrono::seconds(90)}; ///< for a request in all
};

/// Of a QNetworkRequest: its own deadline in milliseconds.
inline constexpr auto kDeadlineAttribute =
    static_cast<QNetworkRequest::Attribute>(QNetworkRequest::User + 1);

/// The one way to a server over HTTP, with everything that must hold for each request, also those
/// that a library makes: only where the rules allow, encrypted unless it is this computer, verified
/// TLS, redirects within the same origin and never for what is written, no cookies, nothing
/// endless.
class HttpNetwork final : public QNetworkAccessManager
{
    Q_OBJECT
public:
    explicit HttpNetwork(const HttpRules &rules, QObject *parent = nullptr);

    /// For requests that are made from now on.
    void setRules(const HttpRules &rules) { m_rules = rules; }
    [[nodiscard]] const HttpRules &rules() const { return m_rules; }

    /// Why we refused or cut off a request; nothing when it was not us.
    [[nodiscard]] static std::optional<Error> reasonOf(const QNetworkReply *reply);

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    void watch(QNetworkReply *reply, std::chrono::milliseconds deadline) const;

    HttpRules m_rules;
};

} // namespace casement

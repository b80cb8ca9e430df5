// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpnetwork.h"

#include "core/channels/http/httpaddress.h"

#include <QNetworkReply>
#include <QTimer>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kSilence = 30s;
constexpr char kReason[] = "casementReason";
constexpr char kReasonKind[] = "casementReasonKind";

void note(QNetworkReply *reply, ErrorKind kind, const QString &reason)
{
    if (!reply->property(kReason).isNull())
        return;
    reply->setProperty(kReason, reason);
    reply->setProperty(kReasonKind, static_cast<int>(kind));
}

void cut(QNetworkReply *reply, const QString &reason)
{
    if (reply->isFinished())
        return;
    note(reply, ErrorKind::Protocol, reason);
    reply->abort();
}

} // namespace

HttpNetwork::HttpNetwork(const HttpRules &rules, QObject *parent)
    : QNetworkAccessManager(parent)
    , m_rules(rules)
{
    connect(this, &QNetworkAccessManager::sslErrors, this,
            [this](QNetworkReply *reply, const QList<QSslError> &errors) {
                const QSslCertificate leaf = reply->sslConfiguration().peerCertificate();
                const QString problem =
                    httpCertificateProblem(m_rules.trust, reply->url(), leaf, errors);
                if (problem.isEmpty())
                    return reply->ignoreSslErrors(errors);
                note(reply, ErrorKind::Certificate,
                     httpCertificateSentence(reply->url(), problem, leaf));
            });
}

QNetworkReply *HttpNetwork::createRequest(Operation operation, const QNetworkRequest &given,
                                          QIODevice *body)
{
    const QUrl url = given.url();
    const bool isAllowed = std::ranges::any_of(
        m_rules.origins, [&](const QUrl &origin) { return isSameOrigin(origin, url); });
    if (!isAllowed || !isSafeTransport(url)) {
        // A scheme that nothing speaks: no name is looked up and no byte leaves.
        QNetworkReply *refused = QNetworkAccessManager::createRequest(
            operation, QNetworkRequest(QUrl(QStringLiteral("refused:"))), body);
        note(refused, ErrorKind::Invalid,
             isAllowed
                 ? QStringLiteral("The request would not have been encrypted, so it was not made.")
                 : QStringLiteral("The request would have gone to another server than the "
                                  "account's, so it was not made."));
        return refused;
    }
    QNetworkRequest request(given);
    request.setSslConfiguration(httpTls(m_rules.trust, url));
    // What is sent once must not be sent again to wherever the server points.
    const auto asked = given.attribute(QNetworkRequest::RedirectPolicyAttribute);
    const bool follows =
        operation == GetOperation && asked != QNetworkRequest::ManualRedirectPolicy;
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         follows ? QNetworkRequest::SameOriginRedirectPolicy
                                 : QNetworkRequest::ManualRedirectPolicy);
    request.setMaximumRedirectsAllowed(3);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // HTTP/2 would hide how much of a request has left.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    // Unpacked by the library a small reply can become an endless one.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "Casement");
    if (request.transferTimeoutAsDuration() == 0ms)
        request.setTransferTimeout(kSilence);

    QNetworkReply *reply = QNetworkAccessManager::createRequest(operation, request, body);
    const qint64 own = given.attribute(kDeadlineAttribute).toLongLong();
    watch(reply, own > 0 ? std::chrono::milliseconds(own) : m_rules.deadline);
    return reply;
}

void HttpNetwork::watch(QNetworkReply *reply, std::chrono::milliseconds deadline) const
{
    const auto cutLarge = [reply, limit = m_rules.maxReplyBytes] {
        bool isNumber = false;
        const qint64 announced = reply->rawHeader("Content-Length").toLongLong(&isNumber);
        if (reply->bytesAvailable() > limit || (isNumber && announced > limit))
            cut(reply, QStringLiteral("%1 sent more than %2 MB in one answer.")
                           .arg(reply->url().host())
                           .arg(limit / 1024 / 1024));
    };
    connect(reply, &QNetworkReply::metaDataChanged, reply, cutLarge);
    connect(reply, &QNetworkReply::readyRead, reply, cutLarge);
    QTimer::singleShot(deadline, reply, [reply] {
        cut(reply,
            QStringLiteral("%1 did not finish its answer in time.").arg(reply->url().host()));
    });
}

std::optional<Error> HttpNetwork::reasonOf(const QNetworkReply *reply)
{
    const QString reason = reply->property(kReason).toString();
    if (!reason.isEmpty())
        return Error{static_cast<ErrorKind>(reply->property(kReasonKind).toInt()), reason};
    if (reply->error() == QNetworkReply::SslHandshakeFailedError)
        return Error{ErrorKind::Certificate,
                     QStringLiteral("No encrypted connection to %1 can be made; check the server's "
                                    "certificate.")
                         .arg(reply->url().host())};
    return std::nullopt;
}

} // namespace casement

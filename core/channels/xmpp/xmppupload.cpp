// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppupload.h"

#include "core/channels/host.h"
#include "core/channels/xmpp/xmppjid.h"
#include "core/text/plaintext.h"

#include <QCryptographicHash>
#include <QMimeDatabase>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>
#include <QXmppDataForm.h>
#include <QXmppDiscoveryIq.h>
#include <QXmppHttpUploadIq.h>
#include <algorithm>
#include <chrono>

using namespace Qt::StringLiterals;

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr auto kUpload = "urn:xmpp:http:upload:0"_L1;
constexpr qsizetype kMaxServices = 20;
constexpr auto kStallTimeout = 60s; ///< without a byte moving
constexpr auto kLongestRefusal = 15min;

QXmppDiscoveryIq question(const QString &to, QXmppDiscoveryIq::QueryType type)
{
    QXmppDiscoveryIq iq;
    iq.setType(QXmppIq::Get);
    iq.setQueryType(type);
    iq.setTo(to);
    return iq;
}

/// A name that every server takes, and that tells nothing but the kind of file: the last part of
/// what the person's file is called.
QString safeName(const QString &name)
{
    QString safe;
    for (const QChar c : name.sliced(name.lastIndexOf(u'/') + 1).right(100)) {
        const bool isPlain =
            c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'-' || c == u'_');
        safe += isPlain ? c : QChar(u'_');
    }
    return safe.isEmpty() || safe == u"." || safe == u".." ? u"file"_s : safe;
}

} // namespace

bool isSafeUploadUrl(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return false;
    return url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isThisComputer(url.host()));
}

XmppUploader::XmppUploader(XmppSession *session, const XmppSettings &settings, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_settings(settings)
{
    m_network.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    m_network.setAutoDeleteReplies(true);
}

XmppUploader::~XmppUploader()
{
    const auto replies = m_network.findChildren<QNetworkReply *>();
    for (QNetworkReply *reply : replies)
        reply->disconnect(this);
}

void XmppUploader::discover()
{
    if (m_isDiscovered || m_pending > 0)
        return;
    m_pending = 1;
    const QString domain = m_settings.domain();
    m_session->request(question(domain, QXmppDiscoveryIq::ItemsQuery),
                       [this, domain, guard = QPointer(this)](const Result<QDomElement> &answer) {
                           if (!guard)
                               return;
                           QStringList services{domain};
                           if (answer) {
                               QXmppDiscoveryIq list;
                               list.parse(*answer);
                               const auto items = list.items();
                               for (const QXmppDiscoveryIq::Item &item : items) {
                                   const QString jid = xmppBare(item.jid());
                                   if (!jid.isEmpty() && services.size() < kMaxServices &&
                                       !services.contains(jid))
                                       services += jid;
                               }
                           }
                           ask(services);
                           answered();
                       });
}

void XmppUploader::ask(const QStringList &services)
{
    for (const QString &service : services) {
        ++m_pending;
        m_session->request(
            question(service, QXmppDiscoveryIq::InfoQuery),
            [this, service, guard = QPointer(this)](const Result<QDomElement> &answer) {
                if (!guard)
                    return;
                QXmppDiscoveryIq info;
                if (answer)
                    info.parse(*answer);
                if (m_service.isEmpty() && info.features().contains(kUpload)) {
                    m_service = service;
                    const auto fields = info.form().fields();
                    for (const QXmppDataForm::Field &field : fields) {
                        if (field.key() == "max-file-size"_L1)
                            m_maxBytes = std::max<qint64>(field.value().toString().toLongLong(), 0);
                    }
                }
                answered();
            });
    }
}

void XmppUploader::answered()
{
    if (--m_pending > 0)
        return;
    m_isDiscovered = true;
    Q_EMIT discovered();
}

void XmppUploader::upload(const QList<Attachment> &files, const Done &done)
{
    if (files.isEmpty())
        return done(QStringList());
    const auto run = std::make_shared<Run>(Run{.files = files, .done = done, .links = {}});
    if (m_isDiscovered)
        return next(run);
    connect(
        this, &XmppUploader::discovered, this, [this, run] { next(run); },
        Qt::SingleShotConnection);
    discover();
}

void XmppUploader::next(const std::shared_ptr<Run> &run)
{
    if (m_service.isEmpty())
        return run->done(
            fail(ErrorKind::Invalid,
                 u"%1 keeps no files for others, so nothing was sent; send the message "
                 "without its files."_s.arg(m_settings.domain())));
    if (run->links.size() == run->files.size())
        return run->done(run->links);
    const Attachment &file = run->files.at(run->links.size());
    if (m_maxBytes > 0 && file.data.size() > m_maxBytes)
        return run->done(fail(ErrorKind::Invalid,
                              u"“%1” is larger than %2 takes (%3 bytes), so nothing was sent."_s
                                  .arg(displayName(file.name), m_service)
                                  .arg(m_maxBytes)));
    QXmppHttpUploadRequestIq request;
    request.setType(QXmppIq::Get);
    request.setTo(m_service);
    request.setFileName(safeName(file.name));
    request.setSize(file.data.size());
    if (const QMimeType type = QMimeDatabase().mimeTypeForName(file.mediaType); type.isValid())
        request.setContentType(type);
    m_session->request(std::move(request),
                       [this, run, guard = QPointer(this)](const Result<QDomElement> &answer) {
                           if (!guard)
                               return;
                           if (!answer)
                               return run->done(std::unexpected(answer.error()));
                           put(run, *answer);
                       });
}

void XmppUploader::put(const std::shared_ptr<Run> &run, const QDomElement &slot)
{
    QXmppHttpUploadSlotIq iq;
    iq.parse(slot);
    if (!isSafeUploadUrl(iq.putUrl()) || !isSafeUploadUrl(iq.getUrl()))
        return run->done(fail(ErrorKind::Protocol,
                              u"%1 wants files over a connection that is not encrypted, so nothing "
                              "was sent."_s.arg(m_service)));
    const Attachment &file = run->files.at(run->links.size());
    QNetworkRequest request(iq.putUrl());
    request.setTransferTimeout(kStallTimeout);
    // As it was said to the service, which may compare.
    const QMimeType type = QMimeDatabase().mimeTypeForName(file.mediaType);
    request.setHeader(QNetworkRequest::ContentTypeHeader,
                      type.isValid() ? type.name() : u"application/octet-stream"_s);
    const auto headers = iq.putHeaders();
    for (auto header = headers.cbegin(); header != headers.cend(); ++header) {
        // The only ones that a service may ask for (XEP-0363, section 5).
        const QString name = header.key().toLower();
        const bool isAllowed =
            name == "authorization"_L1 || name == "cookie"_L1 || name == "expires"_L1;
        if (isAllowed && !header.value().contains(u'\n') && !header.value().contains(u'\r'))
            request.setRawHeader(name.toLatin1(), header.value().toUtf8());
    }
    if (!m_settings.caPem.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.addCaCertificates(QSslCertificate::fromData(m_settings.caPem.toUtf8(), QSsl::Pem));
        request.setSslConfiguration(tls);
    }
    QNetworkReply *reply = m_network.put(request, file.data);
    connect(reply, &QNetworkReply::finished, this,
            [this, run, reply, link = iq.getUrl()] { putAnswered(run, reply, link); });
}

void XmppUploader::putAnswered(const std::shared_ptr<Run> &run, QNetworkReply *reply,
                               const QUrl &link)
{
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString host = reply->url().host();
    if (status == 429 || status == 503) {
        Error error{.kind = ErrorKind::RateLimited,
                    .detail = u"%1 asks to wait before more files are sent."_s.arg(host)};
        const qint64 asked = reply->rawHeader("Retry-After").toLongLong();
        error.retryAfter =
            std::clamp<std::chrono::seconds>(std::chrono::seconds(asked), 10s, kLongestRefusal);
        return run->done(std::unexpected(error));
    }
    if (status == 0)
        return run->done(
            fail(ErrorKind::Offline,
                 u"A file could not be sent to %1, and so neither was the message: %2."_s.arg(
                     host, displayName(reply->errorString()))));
    if (status < 200 || status >= 300)
        return run->done(fail(
            status >= 500 ? ErrorKind::Timeout : ErrorKind::Forbidden,
            u"%1 did not take a file (HTTP %2), so nothing was sent."_s.arg(host).arg(status)));
    run->links += QString::fromLatin1(link.toEncoded());
    next(run);
}

} // namespace casement

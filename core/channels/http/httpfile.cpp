// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpfile.h"

#include "core/channels/host.h"
#include "core/channels/http/httpaddress.h"
#include "core/channels/http/httpclient.h"

#include <QHostAddress>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

namespace
{

constexpr int kMaxRedirects = 4;

bool isWebPage(const QByteArray &contentType)
{
    const QByteArray type = contentType.split(';').first().trimmed().toLower();
    return type == "text/html" || type == "application/xhtml+xml";
}

/// One file on its way. A child of the job, with which it goes.
class HttpFileFetch final : public QObject
{
public:
    HttpFileFetch(FileJob *job, const FileRequest &request, const HttpFileTerms &terms,
                  const std::function<Result<void>(const QByteArray &)> &check)
        : QObject(job)
        , m_job(job)
        , m_request(request)
        , m_terms(terms)
        , m_check(check)
        , m_http(HttpRules{})
    {
    }

    void ask(const QUrl &url)
    {
        if (const QString problem = httpFileProblem(url, m_terms.ownServer); !problem.isEmpty())
            return m_job->finish(fail(ErrorKind::Invalid, problem));
        const QString host = httpHostName(url);
        if (!m_request.hosts.contains(host))
            return m_job->finish(FileAnswer{
                .bytes = {}, .host = host, .isOwnServer = isSameOrigin(url, m_terms.ownServer)});
        m_http.setRules({.origins = {url},
                         .trust = m_terms.trust,
                         .maxReplyBytes = m_request.maxBytes,
                         .deadline = m_terms.deadline});
        HttpCall call{.url = url, .headers = {}, .wants = HttpCall::Wants::Bytes};
        call.followsRedirects = false;
        call.isAnswer = [](int status) {
            return (status >= 200 && status < 400) || status == 401 || status == 403;
        };
        call.progress = [this](qint64 done, qint64 total) { m_job->setProgress(done, total); };
        m_http.get(call, this, [this, url, host](const Result<HttpAnswer> &answer) {
            answer ? take(url, host, *answer) : m_job->finish(std::unexpected(answer.error()));
        });
    }

private:
    void take(const QUrl &url, const QString &host, const HttpAnswer &answer)
    {
        const auto refuse = [&](ErrorKind kind, const QString &sentence) {
            m_job->finish(fail(kind, sentence.arg(host)));
        };
        if (answer.status == 401 || answer.status == 403) // we have not shown who we are
            return refuse(ErrorKind::Forbidden,
                          QStringLiteral("%1 does not give this file to everybody; open the "
                                         "message in the browser."));
        if (answer.status >= 300)
            return redirect(url, host, answer.headers.value("Location"));
        const QByteArray packing = answer.headers.value("Content-Encoding").toByteArray().toLower();
        if (answer.status != 200 || (!packing.isEmpty() && packing != "identity"))
            return refuse(ErrorKind::Protocol,
                          QStringLiteral("%1 answered with something that is not the file."));
        if (isWebPage(answer.headers.value("Content-Type").toByteArray()) &&
            !isWebPage(m_request.attachment.mediaType.toLatin1()))
            return refuse(ErrorKind::Protocol,
                          QStringLiteral("%1 answered with a web page instead of the file."));
        if (answer.body.isEmpty())
            return refuse(ErrorKind::Protocol, QStringLiteral("%1 answered with an empty file."));
        if (!m_check)
            return m_job->finish(FileAnswer{.bytes = answer.body, .host = {}});
        QtConcurrent::run([check = m_check, bytes = answer.body] {
            return check(bytes);
        }).then(this, [this, bytes = answer.body](const Result<void> &checked) {
            if (!checked)
                return m_job->finish(std::unexpected(checked.error()));
            m_job->finish(FileAnswer{.bytes = bytes, .host = {}});
        });
    }

    void redirect(const QUrl &from, const QString &host, QByteArrayView location)
    {
        const QUrl to = from.resolved(
            QUrl(QString::fromUtf8(location.first(std::min<qsizetype>(4000, location.size())))));
        if (location.isEmpty() || ++m_redirects > kMaxRedirects)
            return m_job->finish(fail(
                ErrorKind::Protocol,
                QStringLiteral("%1 sends us on and on, so the file was not fetched.").arg(host)));
        ask(to);
    }

    FileJob *m_job;
    FileRequest m_request;
    HttpFileTerms m_terms;
    std::function<Result<void>(const QByteArray &)> m_check;
    HttpClient m_http;
    int m_redirects = 0;
};

} // namespace

QString httpHostName(const QUrl &url)
{
    const QHostAddress address(url.host());
    QString name = QString::fromLatin1(QUrl::toAce(url.host()));
    if (!address.isNull())
        name = address.protocol() == QAbstractSocket::IPv6Protocol
                   ? u'[' + address.toString() + u']'
                   : address.toString();
    const int usual = url.scheme() == u"http" ? 80 : 443;
    const int port = url.port(usual);
    return port == usual ? name : name + u':' + QString::number(port);
}

QString httpFileProblem(const QUrl &url, const QUrl &ownServer)
{
    const bool isHttp = url.scheme() == u"https" || url.scheme() == u"http";
    if (!url.isValid() || !isHttp || !isHostName(url.host()) || !url.userInfo().isEmpty())
        return QStringLiteral("The message does not name an address on the web that this file "
                              "could be fetched from.");
    const bool isAtHome = !ownServer.isEmpty() && isNearby(ownServer.host());
    if (isNearby(url.host()) && !isAtHome)
        return QStringLiteral("The message says that the file is at %1, inside this computer's own "
                              "network, so it was not asked for.")
            .arg(httpHostName(url));
    if (!isSafeTransport(url))
        return QStringLiteral("The file could only be fetched from %1 without encryption, so it "
                              "was not asked for.")
            .arg(httpHostName(url));
    return {};
}

void fetchHttpFile(FileJob *job, const QUrl &url, const FileRequest &request,
                   const HttpFileTerms &terms,
                   const std::function<Result<void>(const QByteArray &)> &check)
{
    (new HttpFileFetch(job, request, terms, check))->ask(url);
}

} // namespace casement

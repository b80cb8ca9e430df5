// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyidentity.h"

#include "core/channels/host.h"
#include "core/channels/http/httpaddress.h"

#include <QDnsLookup>
#include <QJsonArray>
#include <QTimer>
#include <algorithm>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

constexpr qint64 kMaxDocument = 256 * 1024;
constexpr qsizetype kMaxServices = 50;
constexpr auto kNamesDeadline = 10s;
constexpr QLatin1StringView kDidWeb("did:web:");
const QString kWebDocument = QStringLiteral("/.well-known/did.json");

Error notFound(const QString &handle)
{
    return {ErrorKind::NotFound,
            QStringLiteral("No account with the handle %1 can be found; check how it is written, "
                           "or enter the server of the account as well.")
                .arg(handle)};
}

} // namespace

Result<BlueskyHome> homeFromDidDocument(const QJsonObject &json, const QString &did,
                                        const QString &typedHandle, bool isLocal)
{
    if (json[u"id"].toString() != did)
        return fail(ErrorKind::Protocol,
                    QStringLiteral("The directory answered for another account than %1.").arg(did));
    BlueskyHome home{.did = did, .handle = {}, .pds = {}};
    bool knowsTyped = typedHandle.isEmpty();
    const QJsonArray names = json[u"alsoKnownAs"].toArray();
    for (qsizetype i = 0; i < std::min(names.size(), kMaxServices); ++i) {
        const QString name = names.at(i).toString();
        const QString handle =
            name.startsWith(u"at://") ? blueskyHandleOf(name.sliced(5)) : QString();
        if (home.handle.isEmpty())
            home.handle = handle;
        knowsTyped = knowsTyped || (!handle.isEmpty() && handle == typedHandle);
    }
    if (!knowsTyped)
        return fail(ErrorKind::Invalid,
                    QStringLiteral("The handle %1 points to an account that goes by another name, "
                                   "so the password was not sent there; check the handle.")
                        .arg(typedHandle));
    const QJsonArray services = json[u"service"].toArray();
    for (qsizetype i = 0; i < std::min(services.size(), kMaxServices); ++i) {
        const QJsonValue service = services.at(i);
        const QString id = service[u"id"].toString();
        if ((id != u"#atproto_pds" && id != did + u"#atproto_pds") ||
            service[u"type"].toString() != u"AtprotoPersonalDataServer")
            continue;
        const QUrl url = httpOriginOf(service[u"serviceEndpoint"].toString());
        const bool isHere = isThisComputer(url.host());
        if (!url.isValid() || !isSafeTransport(url) || (isHere && !isLocal))
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The server that the account %1 names is none that may be "
                                       "spoken to.")
                            .arg(did));
        home.pds = url;
        return home;
    }
    return fail(ErrorKind::NotFound,
                QStringLiteral("The account %1 has no server at the moment.").arg(did));
}

QUrl blueskyDocumentUrl(const BlueskySettings &settings, const QString &did)
{
    if (!did.startsWith(kDidWeb)) {
        QUrl url = settings.directoryUrl();
        url.setPath(u'/' + did);
        return url;
    }
    QUrl url = httpOriginOf(QUrl::fromPercentEncoding(did.sliced(kDidWeb.size()).toLatin1()));
    if (url.scheme() != u"https")
        return {};
    url.setPath(kWebDocument);
    return url;
}

BlueskyFinder::BlueskyFinder(const BlueskySettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_http(HttpRules{
          .origins = {}, .trust = settings.trust, .maxReplyBytes = kMaxDocument, .deadline = 30s})
    , m_typedHandle(blueskyHandleOf(settings.account))
{
}

void BlueskyFinder::start()
{
    const Address own = blueskyOwnAddress(m_settings);
    if (!m_settings.server.isEmpty())
        return conclude(BlueskyHome{
            .did = own.address, .handle = m_typedHandle, .pds = httpOriginOf(m_settings.server)});
    if (!own.address.isEmpty()) {
        m_typedHandle.clear(); // it may have been changed since
        return askDocument(own.address);
    }
    askHost(m_typedHandle);
}

void BlueskyFinder::conclude(const Result<BlueskyHome> &answer)
{
    Result<BlueskyHome> home = answer;
    // Where it was last serves while the directory is away.
    const bool isAway =
        !home &&
        (home.error().kind == ErrorKind::Offline || home.error().kind == ErrorKind::Timeout ||
         home.error().kind == ErrorKind::RateLimited || home.error().kind == ErrorKind::Protocol);
    if (isAway && !m_settings.pds.isEmpty() && !blueskyOwnAddress(m_settings).address.isEmpty())
        home = BlueskyHome{.did = blueskyOwnAddress(m_settings).address,
                           .handle = blueskyHandleOf(m_settings.account),
                           .pds = httpOriginOf(m_settings.pds)};
    deleteLater();
    Q_EMIT finished(home);
}

QUrl BlueskyFinder::hostUrl(const QString &host) const
{
    return m_testHost.isValid() ? m_testHost : httpOriginOf(host);
}

void BlueskyFinder::get(const QUrl &url, HttpCall::Wants wants, const HttpDone &done)
{
    HttpRules rules = m_http.rules();
    rules.origins = {httpOriginOf(url.toString())};
    m_http.setRules(rules);
    m_http.get({.url = url, .headers = {}, .wants = wants}, this, done);
}

void BlueskyFinder::askHost(const QString &handle)
{
    QUrl url = hostUrl(handle);
    // A host that the person named, but not this computer under another name.
    if (!m_testHost.isValid() && (isThisComputer(url.host()) || url.scheme() != u"https"))
        return askNames(handle);
    url.setPath(QStringLiteral("/.well-known/atproto-did"));
    get(url, HttpCall::Wants::Bytes, [this, handle](const Result<HttpAnswer> &answer) {
        const QString did =
            answer ? QString::fromLatin1(answer->body.left(2000)).trimmed() : QString();
        isBlueskyDid(did) ? askDocument(did) : askNames(handle);
    });
}

void BlueskyFinder::askNames(const QString &handle)
{
    auto *lookup = new QDnsLookup(QDnsLookup::TXT, u"_atproto." + handle, this);
    const auto done = [this, lookup, handle] {
        QStringList dids;
        for (const QDnsTextRecord &record : lookup->textRecords()) {
            const QString text = QString::fromLatin1(record.values().join());
            if (text.startsWith(u"did=") && isBlueskyDid(text.sliced(4)))
                dids += text.sliced(4);
        }
        const auto error = lookup->error();
        lookup->disconnect(this);
        dids.removeDuplicates();
        if (dids.size() == 1)
            return askDocument(dids.first());
        if (error == QDnsLookup::NoError || error == QDnsLookup::NotFoundError)
            return conclude(std::unexpected(notFound(handle)));
        conclude(fail(ErrorKind::Offline,
                      QStringLiteral("It cannot be found out where %1 lives; is the network up?")
                          .arg(handle)));
    };
    connect(lookup, &QDnsLookup::finished, this, done);
    QTimer::singleShot(kNamesDeadline, lookup, &QDnsLookup::abort);
    lookup->lookup();
}

void BlueskyFinder::askDocument(const QString &did)
{
    m_did = did;
    QUrl url = blueskyDocumentUrl(m_settings, did);
    if (m_testHost.isValid() && did.startsWith(kDidWeb)) {
        url = m_testHost;
        url.setPath(kWebDocument);
    }
    if (!url.isValid())
        return conclude(fail(ErrorKind::Invalid,
                             QStringLiteral("“%1” is not the name of an account.").arg(did)));
    const bool isLocal = isThisComputer(url.host());
    get(url, HttpCall::Wants::Json, [this, did, isLocal](const Result<HttpAnswer> &answer) {
        if (!answer)
            return conclude(std::unexpected(answer.error()));
        conclude(homeFromDidDocument(answer->json.toObject(), did, m_typedHandle, isLocal));
    });
}

} // namespace casement

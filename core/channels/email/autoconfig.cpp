// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/autoconfig.h"

#include "core/mail/mailcomposer.h"

#include <QDnsLookup>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>
#include <QXmlStreamReader>
#include <algorithm>
#include <memory>

namespace casement
{

namespace
{

constexpr int kFetchTimeoutMs = 10'000;
constexpr int kMaxProposals = 8;

struct Offer {
    QString type;
    ServerAddress server;
    QString user;
    bool isSecure = false;
    bool takesPassword = false;
};

QString filledIn(QString text, const QString &address)
{
    text = text.trimmed();
    if (text.size() > 256)
        return {};
    const qsizetype at = address.lastIndexOf(u'@');
    text.replace(QLatin1StringView("%EMAILADDRESS%"), address);
    text.replace(QLatin1StringView("%EMAILLOCALPART%"), address.first(at));
    text.replace(QLatin1StringView("%EMAILDOMAIN%"), address.sliced(at + 1));
    return text;
}

Offer readOffer(QXmlStreamReader &xml, const QString &address)
{
    Offer offer;
    offer.type = xml.attributes().value(u"type").toString().toLower();
    bool namesAuthentication = false;
    while (xml.readNextStartElement()) {
        const QString name = xml.name().toString();
        const QString text = xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed();
        if (name == u"hostname") {
            offer.server.host = filledIn(text, address).toLower();
        } else if (name == u"port") {
            offer.server.port = text.toUShort();
        } else if (name == u"socketType") {
            offer.isSecure = text == u"SSL" || text == u"STARTTLS";
            offer.server.security =
                text == u"STARTTLS" ? TransportSecurity::StartTls : TransportSecurity::Tls;
        } else if (name == u"username") {
            offer.user = filledIn(text, address);
        } else if (name == u"authentication") {
            namesAuthentication = true;
            offer.takesPassword = offer.takesPassword || text == u"password-cleartext" ||
                                  text == u"plain" || text == u"none";
        }
    }
    offer.takesPassword = offer.takesPassword || !namesAuthentication;
    return offer;
}

bool isWithin(const QString &host, const QString &domain)
{
    return host.compare(domain, Qt::CaseInsensitive) == 0 ||
           host.endsWith(u'.' + domain, Qt::CaseInsensitive);
}

QString domainOf(const QString &address)
{
    const Result<QString> wire = wireAddress(address.trimmed());
    return wire ? wire->section(u'@', -1).toLower() : QString();
}

} // namespace

QList<EmailSettings> parseAutoconfig(const QByteArray &bytes, const QString &address)
{
    if (bytes.size() > kMaxAutoconfigBytes || domainOf(address).isEmpty())
        return {};
    QList<Offer> incoming;
    QList<Offer> outgoing;
    QXmlStreamReader xml(bytes);
    int depth = 0;
    while (!xml.atEnd()) {
        const QXmlStreamReader::TokenType token = xml.readNext();
        if (token == QXmlStreamReader::DTD || token == QXmlStreamReader::EntityReference)
            return {};
        if (token == QXmlStreamReader::EndElement)
            --depth;
        if (token != QXmlStreamReader::StartElement)
            continue;
        if (depth == 0 && xml.name() != u"clientConfig")
            return {};
        if (xml.name() != u"incomingServer" && xml.name() != u"outgoingServer") {
            if (++depth > 20)
                return {};
            continue;
        }
        const bool isIncoming = xml.name() == u"incomingServer";
        const Offer offer = readOffer(xml, address);
        const bool isUsable = offer.isSecure && offer.takesPassword &&
                              !offer.server.host.isEmpty() && offer.server.port != 0 &&
                              offer.type == (isIncoming ? u"imap" : u"smtp");
        if (isUsable)
            (isIncoming ? incoming : outgoing) += offer;
    }
    if (xml.hasError())
        return {};
    QList<EmailSettings> result;
    for (const Offer &in : std::as_const(incoming)) {
        EmailSettings settings;
        settings.imap = in.server;
        settings.imapUser = in.user.isEmpty() ? address : in.user;
        if (!outgoing.isEmpty()) {
            settings.smtp = outgoing.first().server;
            settings.smtpUser =
                outgoing.first().user.isEmpty() ? settings.imapUser : outgoing.first().user;
        }
        if (settings.problem().isEmpty() && result.size() < kMaxProposals)
            result += settings;
    }
    return result;
}

QList<EmailProposal> proposalsFromServices(const QList<MailService> &services,
                                           const QString &address)
{
    const QString domain = domainOf(address);
    // A target of "." says that the service is decidedly not offered (RFC 2782).
    const auto best = [&](QStringView name) -> const MailService * {
        const MailService *found = nullptr;
        for (const MailService &service : services) {
            if (service.name != name || service.target.isEmpty() || service.target == u"." ||
                service.port == 0)
                continue;
            if (!found || service.priority < found->priority ||
                (service.priority == found->priority && service.weight > found->weight))
                found = &service;
        }
        return found;
    };
    const auto address_ = [](const MailService &service, TransportSecurity security) {
        QString host = service.target.toLower();
        if (host.endsWith(u'.'))
            host.chop(1);
        return ServerAddress{.host = host, .port = service.port, .security = security};
    };
    EmailProposal proposal{.settings = {},
                           .source = EmailProposal::Source::Dns,
                           .origin = domain,
                           .needsConfirmation = false};
    if (const MailService *imaps = best(u"_imaps._tcp"))
        proposal.settings.imap = address_(*imaps, TransportSecurity::Tls);
    else if (const MailService *imap = best(u"_imap._tcp"))
        proposal.settings.imap = address_(*imap, TransportSecurity::StartTls);
    else
        return {};
    if (const MailService *submissions = best(u"_submissions._tcp"))
        proposal.settings.smtp = address_(*submissions, TransportSecurity::Tls);
    else if (const MailService *submission = best(u"_submission._tcp"))
        proposal.settings.smtp = address_(*submission, TransportSecurity::StartTls);
    proposal.settings.imapUser = address;
    proposal.settings.smtpUser = proposal.settings.smtp.host.isEmpty() ? QString() : address;
    proposal.needsConfirmation =
        !isWithin(proposal.settings.imap.host, domain) ||
        (!proposal.settings.smtp.host.isEmpty() && !isWithin(proposal.settings.smtp.host, domain));
    return proposal.settings.problem().isEmpty() ? QList<EmailProposal>{proposal}
                                                 : QList<EmailProposal>{};
}

EmailProposal guessFor(const QString &address)
{
    const QString domain = domainOf(address);
    EmailProposal proposal{.settings = {},
                           .source = EmailProposal::Source::Guess,
                           .origin = domain,
                           .needsConfirmation = false};
    proposal.settings.imap = {
        .host = u"imap." + domain, .port = 993, .security = TransportSecurity::Tls};
    proposal.settings.imapUser = address;
    proposal.settings.smtp = {
        .host = u"smtp." + domain, .port = 465, .security = TransportSecurity::Tls};
    proposal.settings.smtpUser = address;
    return proposal;
}

Autoconfig::Autoconfig(QNetworkAccessManager *network, const Sources &sources, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_sources(sources)
{
}

void Autoconfig::discover(const QString &address)
{
    delete m_run;
    m_run = new QObject(this);
    m_proposals.clear();
    m_address = address.trimmed();
    m_domain = domainOf(m_address);
    m_urls = m_sources.urls;
    if (m_domain.isEmpty()) {
        QMetaObject::invokeMethod(m_run, [this] { Q_EMIT finished({}); }, Qt::QueuedConnection);
        return;
    }
    fetchNext();
}

void Autoconfig::fetchNext()
{
    if (m_urls.isEmpty() || !m_proposals.isEmpty())
        return m_sources.useDns && m_proposals.isEmpty() ? askDns() : guess();
    QString url = m_urls.takeFirst();
    url.replace(QLatin1StringView("%1"), m_domain);
    url.replace(QLatin1StringView("%2"), QString::fromLatin1(QUrl::toPercentEncoding(m_address)));
    QNetworkRequest request{QUrl(url)};
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setMaximumRedirectsAllowed(3);
    request.setTransferTimeout(kFetchTimeoutMs);
    QNetworkReply *reply = m_network->get(request);
    connect(m_run, &QObject::destroyed, reply, [reply] {
        reply->abort();
        reply->deleteLater();
    });
    connect(reply, &QNetworkReply::downloadProgress, m_run, [reply](qint64 received, qint64 total) {
        if (received > kMaxAutoconfigBytes || total > kMaxAutoconfigBytes)
            reply->abort();
    });
    connect(reply, &QNetworkReply::finished, m_run, [this, reply, url] { read(reply, url); });
}

void Autoconfig::read(QNetworkReply *reply, const QString &url)
{
    reply->deleteLater();
    if (reply->error() == QNetworkReply::NoError &&
        reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() == 200) {
        for (const EmailSettings &settings :
             parseAutoconfig(reply->read(kMaxAutoconfigBytes + 1), m_address)) {
            m_proposals.append({.settings = settings,
                                .source = EmailProposal::Source::Autoconfig,
                                .origin = QUrl(url).adjusted(QUrl::RemoveQuery).toString(),
                                .needsConfirmation = false});
        }
    }
    fetchNext();
}

void Autoconfig::askDns()
{
    const auto services = std::make_shared<QList<MailService>>();
    const auto left = std::make_shared<int>(4);
    for (const QString &name :
         {QStringLiteral("_imaps._tcp"), QStringLiteral("_imap._tcp"),
          QStringLiteral("_submissions._tcp"), QStringLiteral("_submission._tcp")}) {
        auto *lookup = new QDnsLookup(QDnsLookup::SRV, QString(name + u'.' + m_domain), m_run);
        connect(lookup, &QDnsLookup::finished, m_run, [this, lookup, name, services, left] {
            for (const QDnsServiceRecord &record : lookup->serviceRecords())
                services->append(
                    {name, record.target(), record.port(), record.priority(), record.weight()});
            if (--*left > 0)
                return;
            m_proposals += proposalsFromServices(*services, m_address);
            guess();
        });
        lookup->lookup();
    }
}

void Autoconfig::guess()
{
    m_proposals += guessFor(m_address);
    Q_EMIT finished(m_proposals);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/messageloader.h"

#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/timeline.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>
#include <QtConcurrent>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int largestImage = 640;             // pixels on a side
constexpr qint64 largestDownload = 8'000'000; // bytes of one image
// Laying out more than these would stop the window.
constexpr qsizetype longestHtml = 400'000; // characters
constexpr qsizetype mostTags = 5'000;
constexpr qsizetype mostWords = 50'000; // letters outside of tags
constexpr qsizetype mostImages = 60;    // of one message

/// Sends no cookies and keeps none.
class NoCookies final : public QNetworkCookieJar
{
public:
    [[nodiscard]] QList<QNetworkCookie> cookiesForUrl(const QUrl &) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie> &, const QUrl &) override { return false; }
};

/// What is not in tags of \a html, by layoutCost().
qsizetype costOfWords(QStringView html)
{
    qsizetype cost = 0;
    bool isInTag = false;
    for (const QChar c : html) {
        if (c == u'<')
            isInTag = true;
        if (!isInTag)
            cost += layoutCost(c);
        if (c == u'>')
            isInTag = false;
    }
    return cost;
}

} // namespace

bool isPublicImageUrl(const QUrl &url)
{
    if (url.scheme() != u"https" || url.host().isEmpty() || !url.userInfo().isEmpty())
        return false;
    const QString host = url.host().toLower();
    const QHostAddress address(host);
    if (!address.isNull()) {
        return address.isGlobal() && !address.isPrivateUse();
    }
    return host.contains(u'.') && !host.endsWith(u".local") && !host.endsWith(u".localhost") &&
           !host.endsWith(u".internal") && !host.endsWith(u".home.arpa");
}

MessageLoader::MessageLoader(Conversations &conversations, Timeline &timeline)
    : QObject(&timeline)
    , m_conversations(conversations)
    , m_timeline(timeline)
{
}

MessageLoader::~MessageLoader() = default;

void MessageLoader::reset()
{
    ++m_round;
}

void MessageLoader::render(MessageId message)
{
    m_conversations.rendered(message).then(
        this, [this, message, round = m_round](const Result<RenderedMessage> &rendered) {
            // Without it the plain text stays, which says the same.
            if (round != m_round || !rendered || rendered->html.size() > longestHtml ||
                rendered->html.count(u'<') > mostTags || costOfWords(rendered->html) > mostWords)
                return;
            m_timeline.setRendered(message, *rendered);
            loadInlineImages(message);
        });
}

void MessageLoader::allowRemote(MessageId message)
{
    m_timeline.setAllowsRemote(message);
    m_conversations.rendered(message, true)
        .then(this, [this, message, round = m_round](const Result<RenderedMessage> &rendered) {
            if (round != m_round || !rendered)
                return;
            m_timeline.setRendered(message, *rendered);
            loadInlineImages(message);
            const MessageCard *card = m_timeline.cardOf(message);
            if (!card)
                return;
            QStringList remote;
            // Laying out has asked the document for its images; what it did not get is what is
            // missing.
            const QStringList missing = card->body()->safeDocument().missingImages();
            for (const QString &url : missing) {
                if (isPublicImageUrl(QUrl(url)) && remote.size() < mostImages)
                    remote.append(url);
            }
            loadRemoteImages(message, remote);
        });
}

void MessageLoader::loadInlineImages(MessageId message)
{
    const MessageCard *card = m_timeline.cardOf(message);
    if (!card)
        return;
    const QStringList missing = card->body()->safeDocument().missingImages();
    const QList<Attachment> attachments = card->item().attachments;
    for (const QString &url : missing) {
        if (!url.startsWith(u"cid:", Qt::CaseInsensitive))
            continue;
        const QString contentId = QUrl::fromPercentEncoding(url.mid(4).toLatin1());
        for (int i = 0; i < attachments.size(); ++i) {
            const Attachment &attachment = attachments.at(i);
            if (attachment.contentId != contentId || attachment.size > largestDownload)
                continue;
            m_conversations.attachment(message, i)
                .then(QtFuture::Launch::Async,
                      [](const Result<QByteArray> &bytes) {
                          return bytes ? decodedImage(*bytes, largestImage) : QImage();
                      })
                .then(this, [this, message, url, round = m_round](const QImage &image) {
                    if (round == m_round)
                        provide(message, url, image);
                });
            break;
        }
    }
}

void MessageLoader::loadRemoteImages(MessageId message, const QStringList &urls)
{
    if (urls.isEmpty())
        return;
    if (!m_network) {
        m_network = std::make_unique<QNetworkAccessManager>();
        m_network->setCookieJar(new NoCookies);
        m_network->setRedirectPolicy(QNetworkRequest::UserVerifiedRedirectPolicy);
    }
    for (const QString &url : urls) {
        QNetworkRequest request{QUrl(url)};
        request.setMaximumRedirectsAllowed(3);
        request.setTransferTimeout(std::chrono::seconds(20));
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setHeader(QNetworkRequest::UserAgentHeader, u"Casement"_s);
        QNetworkReply *reply = m_network->get(request);
        connect(reply, &QNetworkReply::redirected, reply, [reply](const QUrl &to) {
            if (isPublicImageUrl(to))
                Q_EMIT reply->redirectAllowed();
            else
                reply->abort();
        });
        connect(reply, &QNetworkReply::downloadProgress, reply,
                [reply](qint64 received, qint64 total) {
                    if (received > largestDownload || total > largestDownload)
                        reply->abort();
                });
        connect(reply, &QNetworkReply::finished, this,
                [this, reply, message, url, round = m_round] {
                    reply->deleteLater();
                    if (reply->error() != QNetworkReply::NoError || round != m_round)
                        return;
                    QtConcurrent::run([bytes = reply->readAll()] {
                        return decodedImage(bytes, largestImage);
                    }).then(this, [this, message, url, round](const QImage &image) {
                        if (round == m_round)
                            provide(message, url, image);
                    });
                });
    }
}

void MessageLoader::provide(MessageId message, const QString &url, const QImage &image)
{
    const MessageCard *card = m_timeline.cardOf(message);
    if (!card || image.isNull())
        return;
    SafeDocument &document = card->body()->safeDocument();
    document.provide(url, image);
    document.markContentsDirty(0, document.characterCount());
    card->body()->refreshHeight();
    m_timeline.relayoutMessage(message);
}

} // namespace casement

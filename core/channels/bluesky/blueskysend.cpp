// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskysend.h"

#include "core/channels/bluesky/blueskyrecord.h"
#include "core/channels/bluesky/blueskysettings.h"
#include "core/text/characters.h"

#include <QJsonDocument>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kMaxRecipients = 10;

/// Who is written to first: whom a reply answers hears of it anyway.
QStringList toGreet(const OutgoingMessage &message, const QString &ourDid)
{
    QStringList addresses;
    if (!message.inReplyTo.isEmpty())
        return addresses;
    for (const Recipient &recipient : message.recipients) {
        const QString &address = recipient.address.address;
        if (address != ourDid && !addresses.contains(address) && addresses.size() < kMaxRecipients)
            addresses += address;
    }
    return addresses;
}

} // namespace

Rendition renderForBluesky(const OutgoingMessage &message, const QString &ourDid)
{
    Rendition rendition;
    QStringList handles;
    for (const QString &address : toGreet(message, ourDid)) {
        const QString handle = blueskyHandleOf(address);
        if (isBlueskyDid(address))
            rendition.isGreeted = true;
        else if (!handle.isEmpty())
            handles += handle;
    }
    rendition.texts = {withBlueskyGreeting(message.markdown.trimmed(), handles)};
    rendition.length = blueskyLength(rendition.texts.first());
    return rendition;
}

BlueskySend::BlueskySend(BlueskyApi *api, const QString &did, const QString &language,
                         const OutgoingMessage &message, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_api(api)
    , m_did(did)
    , m_language(language)
    , m_message(message)
    , m_clock(clock)
    , m_key(blueskyRecordKey(message.uid, message.queuedAt))
    , m_text(message.markdown.trimmed())
{
    for (const QByteArray &key : m_message.inReplyTo) {
        if (m_parent.isEmpty())
            m_parent = blueskyUriOf(key, did);
        if (m_parent.isEmpty()) // words of our own that went out from here
            m_parent = blueskyUriOfSent(key, did);
    }
}

void BlueskySend::finish(const Result<SendReceipt> &receipt)
{
    deleteLater();
    Q_EMIT sent(receipt);
}

/// Nothing has gone out that anybody could see: all of it may be tried again.
void BlueskySend::failBefore(Error error)
{
    if (error.kind == ErrorKind::Protocol)
        error.kind = ErrorKind::Offline;
    finish(std::unexpected(error));
}

/// Which message of the outbox the post is.
QString BlueskySend::marker() const
{
    return m_message.messageId.isEmpty() ? m_message.uid.toString()
                                         : QString::fromUtf8(m_message.messageId);
}

QString BlueskySend::problem() const
{
    if (m_text.isEmpty() && m_message.attachments.isEmpty())
        return QStringLiteral("There is nothing to send.");
    if (m_parent.isEmpty() && !m_message.inReplyTo.isEmpty())
        return QStringLiteral("What this answers is not a post that is known on Bluesky, so it was "
                              "not sent.");
    if (m_message.attachments.size() > kBlueskyMaxImages)
        return QStringLiteral("A post on Bluesky has room for %1 images, so it was not sent.")
            .arg(kBlueskyMaxImages);
    for (const Attachment &file : m_message.attachments) {
        if (!file.mediaType.startsWith(u"image/"))
            return QStringLiteral("Only images can be attached on Bluesky, and “%1” is none, so it "
                                  "was not sent.")
                .arg(file.name);
        if (file.data.size() > kBlueskyMaxImageBytes)
            return QStringLiteral("“%1” is larger than the %2 MB that Bluesky takes, so it was not "
                                  "sent.")
                .arg(file.name)
                .arg(kBlueskyMaxImageBytes / 1'000'000);
    }
    return {};
}

void BlueskySend::send()
{
    // Narrower than public does not exist here, and wider than asked is never sent.
    if (m_message.visibility != Visibility::Public)
        return finish(fail(ErrorKind::Forbidden,
                           QStringLiteral("Everything on Bluesky is public, and this was meant for "
                                          "fewer; it was not sent.")));
    if (const QString what = problem(); !what.isEmpty())
        return finish(fail(ErrorKind::Invalid, what));
    if (!m_parent.isEmpty())
        return askParent();
    m_toGreet = toGreet(m_message, m_did);
    greetNext();
}

/// Its root and the present CIDs, which a reply names; and whether it may be answered at all.
void BlueskySend::askParent()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("uris"), m_parent);
    m_api->query(
        QLatin1StringView("app.bsky.feed.getPosts"), query, this,
        [this](const Result<QJsonObject> &answer, const QString &) {
            if (!answer)
                return failBefore(answer.error());
            QJsonObject parent;
            for (const QJsonValue post : (*answer)[u"posts"].toArray()) {
                if (blueskyPostUri(post[u"uri"]) == m_parent)
                    parent = post.toObject();
            }
            const QString cid = parent[u"cid"].toString();
            if (cid.isEmpty())
                return finish(fail(ErrorKind::NotFound,
                                   QStringLiteral("The post that this answers is not there any "
                                                  "more, so it was not sent.")));
            if (parent[u"viewer"][u"replyDisabled"].toBool())
                return finish(fail(ErrorKind::Forbidden,
                                   QStringLiteral("The author of this thread lets only some "
                                                  "people answer, so it was not sent.")));
            const QJsonObject self{{QStringLiteral("uri"), m_parent}, {QStringLiteral("cid"), cid}};
            const QJsonValue root = parent[u"record"][u"reply"][u"root"];
            const bool hasRoot =
                !blueskyPostUri(root[u"uri"]).isEmpty() && !root[u"cid"].toString().isEmpty();
            m_reply = {{QStringLiteral("root"),
                        hasRoot ? QJsonObject{{QStringLiteral("uri"), root[u"uri"].toString()},
                                              {QStringLiteral("cid"), root[u"cid"].toString()}}
                                : self},
                       {QStringLiteral("parent"), self}};
            greetNext();
        });
}

/// Who is written to first hears of it by being named. Whom a reply answers hears of it anyway.
void BlueskySend::greetNext()
{
    if (m_toGreet.isEmpty()) {
        m_text = withBlueskyGreeting(m_text, m_greeted);
        if (blueskyLength(m_text) > kBlueskyMaxLength)
            return finish(fail(
                ErrorKind::Invalid,
                QStringLiteral("It has %1 characters (%2 bytes), and a post on Bluesky has room "
                               "for %3 (%4 bytes); it was not sent.")
                    .arg(graphemeCount(m_text))
                    .arg(m_text.toUtf8().size())
                    .arg(kBlueskyMaxLength)
                    .arg(kBlueskyMaxBytes)));
        m_spans = blueskySpans(m_text);
        return resolveNext();
    }
    const QString address = m_toGreet.takeFirst();
    if (!isBlueskyDid(address)) {
        if (const QString handle = blueskyHandleOf(address); !handle.isEmpty()) {
            m_greeted += handle;
            return greetNext();
        }
        return finish(
            fail(ErrorKind::Invalid,
                 QStringLiteral("“%1” is no handle on Bluesky, so it was not sent.").arg(address)));
    }
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("actor"), address);
    m_api->query(QLatin1StringView("app.bsky.actor.getProfile"), query, this,
                 [this](const Result<QJsonObject> &answer, const QString &) {
                     if (!answer)
                         return failBefore(answer.error());
                     const QString handle = blueskyHandleOf((*answer)[u"handle"].toString());
                     if (handle.isEmpty() || handle == u"handle.invalid")
                         return finish(fail(ErrorKind::NotFound,
                                            QStringLiteral("Whom this is for has no handle at the "
                                                           "moment, so it was not sent.")));
                     m_greeted += handle;
                     greetNext();
                 });
}

void BlueskySend::resolveNext()
{
    if (m_nextSpan >= m_spans.size())
        return uploadNext();
    const BlueskySpan span = m_spans.at(m_nextSpan++);
    if (span.kind == BlueskySpan::Kind::Link) {
        m_facets.append(blueskyFacet(span, span.target));
        return resolveNext();
    }
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("handle"), span.target);
    m_api->query(QLatin1StringView("com.atproto.identity.resolveHandle"), query, this,
                 [this, span](const Result<QJsonObject> &answer, const QString &) {
                     // What nobody is called stays plain words.
                     const bool isNobody = !answer && (answer.error().kind == ErrorKind::Invalid ||
                                                       answer.error().kind == ErrorKind::NotFound);
                     if (!answer && !isNobody)
                         return failBefore(answer.error());
                     const QString did = answer ? (*answer)[u"did"].toString() : QString();
                     if (isBlueskyDid(did))
                         m_facets.append(blueskyFacet(span, did));
                     resolveNext();
                 });
}

void BlueskySend::uploadNext()
{
    if (m_nextFile >= m_message.attachments.size())
        return post();
    const Attachment file = m_message.attachments.at(m_nextFile++);
    m_api->procedure(QLatin1StringView("com.atproto.repo.uploadBlob"),
                     {.contentType = file.mediaType.toLatin1(), .bytes = file.data}, this,
                     [this, name = file.name](const Result<QJsonObject> &answer, const QString &) {
                         if (!answer)
                             return failBefore(answer.error());
                         const QJsonObject blob = (*answer)[u"blob"].toObject();
                         if (blob.isEmpty())
                             return failBefore(
                                 {ErrorKind::Offline,
                                  QStringLiteral("The server took an image and did not say where "
                                                 "it is; nothing was sent.")});
                         m_images.append(QJsonObject{{QStringLiteral("image"), blob},
                                                     {QStringLiteral("alt"), name.left(1000)}});
                         uploadNext();
                     });
}

void BlueskySend::post()
{
    QJsonObject record{
        {QStringLiteral("$type"), kBlueskyPost},
        {QStringLiteral("text"), m_text},
        // The moment of the attempt: what waited in the outbox would be sorted below what was read.
        {QStringLiteral("createdAt"), toIso(m_clock())},
        {kBlueskyMessageId, marker()}};
    if (!m_reply.isEmpty())
        record.insert(QStringLiteral("reply"), m_reply);
    if (!m_facets.isEmpty())
        record.insert(QStringLiteral("facets"), m_facets);
    if (!m_language.isEmpty())
        record.insert(QStringLiteral("langs"), QJsonArray{m_language});
    if (!m_images.isEmpty())
        record.insert(
            QStringLiteral("embed"),
            QJsonObject{{QStringLiteral("$type"), QStringLiteral("app.bsky.embed.images")},
                        {QStringLiteral("images"), m_images}});
    m_api->procedureOnce(QLatin1StringView("com.atproto.repo.putRecord"),
                         httpJson({{QStringLiteral("repo"), m_did},
                                   {QStringLiteral("collection"), kBlueskyPost},
                                   {QStringLiteral("rkey"), m_key},
                                   {QStringLiteral("swapRecord"), QJsonValue::Null},
                                   {QStringLiteral("record"), record}}),
                         this, [this](const Result<QJsonObject> &answer, const QString &name) {
                             posted(answer, name);
                         });
}

void BlueskySend::posted(const Result<QJsonObject> &answer, const QString &name)
{
    const BlueskyUri uri{.did = m_did, .collection = kBlueskyPost, .key = m_key};
    const auto done = [this, uri](const QString &said) {
        finish(SendReceipt{
            .remoteId = uri.toString().toUtf8(), .serverAnswer = said, .raw = {}, .warning = {}});
    };
    if (answer) {
        const QString cid = (*answer)[u"cid"].toString();
        if ((*answer)[u"uri"].toString() != uri.toString() || cid.isEmpty())
            return finish(fail(ErrorKind::Protocol,
                               QStringLiteral("unknown: the server's answer does not say what "
                                              "became of the post.")));
        return done(QStringLiteral("200 %1 %2").arg(uri.toString(), cid.left(200)));
    }
    if (name != u"InvalidSwap")
        return finish(std::unexpected(answer.error()));
    // An earlier attempt has arrived after all, or something else is in its place.
    readBack([this, done](const Result<bool> &isOurs) {
        if (!isOurs)
            return finish(fail(ErrorKind::Protocol,
                               QStringLiteral("unknown: an earlier attempt may have arrived. ") +
                                   isOurs.error().detail));
        if (*isOurs)
            return done(QStringLiteral("InvalidSwap: it was there already"));
        finish(fail(ErrorKind::Invalid,
                    QStringLiteral("Another post of this account is in the place where this one "
                                   "should go, so it was not sent; send it again.")));
    });
}

/// Whether this message is in its place in our repository.
void BlueskySend::readBack(const std::function<void(const Result<bool> &isOurs)> &then)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("repo"), m_did);
    query.addQueryItem(QStringLiteral("collection"), kBlueskyPost);
    query.addQueryItem(QStringLiteral("rkey"), m_key);
    m_api->query(QLatin1StringView("com.atproto.repo.getRecord"), query, this,
                 [this, then](const Result<QJsonObject> &answer, const QString &name) {
                     if (answer && !(*answer)[u"value"].isObject())
                         return then(fail(ErrorKind::Protocol,
                                          QStringLiteral("The server did not say what is in the "
                                                         "place of the post.")));
                     if (answer)
                         return then((*answer)[u"value"][kBlueskyMessageId].toString() == marker());
                     if (name == u"RecordNotFound")
                         return then(false);
                     then(std::unexpected(answer.error()));
                 });
}

void BlueskySend::conclude(const Result<SendState> &state)
{
    deleteLater();
    Q_EMIT lookedUp(state);
}

void BlueskySend::lookUp()
{
    readBack([this](const Result<bool> &isOurs) {
        if (!isOurs)
            return conclude(std::unexpected(isOurs.error()));
        // Were it still under way in the server, a second attempt would meet it there.
        conclude(*isOurs ? SendState::Sent : SendState::NotSent);
    });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskytext.h"

#include "core/channels/bluesky/blueskysettings.h"
#include "core/text/characters.h"
#include "core/text/links.h"

#include <QJsonObject>
#include <QRegularExpression>
#include <algorithm>
#include <optional>

namespace casement
{

namespace
{

constexpr qsizetype kMaxFacets = 300;
constexpr qsizetype kMaxFeatures = 10;
constexpr qsizetype kMaxSpans = 100;

struct Facet {
    qint64 start = 0;
    qint64 end = 0;
    QString link; ///< encoded, may be opened; else empty
};

/// Whether a character begins at \a at, or the text ends there.
bool isBoundary(const QByteArray &utf8, qint64 at)
{
    return at == utf8.size() || (static_cast<quint8>(utf8.at(at)) & 0xc0) != 0x80;
}

std::optional<Facet> facetFrom(const QJsonObject &json, const QByteArray &utf8,
                               QStringList &mentioned)
{
    const QJsonValue index = json[u"index"];
    Facet facet{.start = index[u"byteStart"].toInteger(-1),
                .end = index[u"byteEnd"].toInteger(-1),
                .link = {}};
    if (facet.start < 0 || facet.end <= facet.start || facet.end > utf8.size() ||
        !isBoundary(utf8, facet.start) || !isBoundary(utf8, facet.end))
        return std::nullopt;
    const QJsonArray features = json[u"features"].toArray();
    for (qsizetype i = 0; i < std::min(features.size(), kMaxFeatures); ++i) {
        const QJsonValue feature = features.at(i);
        const QString type = feature[u"$type"].toString();
        if (type == u"app.bsky.richtext.facet#link") {
            const auto link = safeLink(feature[u"uri"].toString());
            if (link && facet.link.isEmpty())
                facet.link = link->url;
        } else if (type == u"app.bsky.richtext.facet#mention") {
            const QString did = feature[u"did"].toString();
            if (isBlueskyDid(did) && !mentioned.contains(did))
                mentioned += did;
        }
    }
    return facet;
}

/// Whether \a words already are where the link goes.
bool isShown(const QString &words, const QString &link)
{
    const auto bare = [](QString text) {
        text = text.trimmed().section(QStringLiteral("://"), -1);
        return text.endsWith(u'/') ? text.chopped(1) : text;
    };
    return bare(words).compare(bare(link), Qt::CaseInsensitive) == 0;
}

/// Without what stands behind an address in a sentence.
QString withoutPunctuation(QString url)
{
    static const QString marks = QStringLiteral(".,;:!?'\"*_~");
    while (!url.isEmpty()) {
        const QChar last = url.back();
        if (!marks.contains(last) && !(last == u')' && url.count(u')') > url.count(u'(')))
            break;
        url.chop(1);
    }
    return url;
}

} // namespace

BlueskyWords readFacets(const QString &text, const QJsonArray &json)
{
    const QByteArray utf8 = text.toUtf8();
    BlueskyWords words;
    QList<Facet> facets;
    for (qsizetype i = 0; i < std::min(json.size(), kMaxFacets); ++i) {
        if (const auto facet = facetFrom(json.at(i).toObject(), utf8, words.mentioned))
            facets += *facet;
    }
    std::ranges::stable_sort(facets, {}, &Facet::start);

    QString html;
    const auto append = [&](qint64 from, qint64 to, const QString &link) {
        const QString part = cleaned(QString::fromUtf8(utf8.sliced(from, to - from)));
        words.text += part;
        QString escaped;
        appendEscaped(escaped, part);
        escaped.replace(u'\n', QStringLiteral("<br>"));
        if (link.isEmpty()) {
            html += escaped;
            return;
        }
        if (!isShown(part, link))
            words.text += QStringLiteral(" (%1)").arg(link);
        html += QStringLiteral("<a href=\"");
        appendEscaped(html, link, true);
        html += QStringLiteral("\">") + escaped + QStringLiteral("</a>");
    };
    qint64 at = 0;
    for (const Facet &facet : std::as_const(facets)) {
        if (facet.start < at)
            continue;
        append(at, facet.start, {});
        append(facet.start, facet.end, facet.link);
        at = facet.end;
    }
    append(at, utf8.size(), {});
    if (!html.isEmpty())
        words.html = QStringLiteral("<p>") + html + QStringLiteral("</p>");
    return words;
}

QList<BlueskySpan> blueskySpans(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("(?<link>\\bhttps?://[^\\s<>\"]+)|"
                       "(?<![\\w@./-])@(?<handle>([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+"
                       "[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)"),
        QRegularExpression::UseUnicodePropertiesOption);
    QList<BlueskySpan> spans;
    qsizetype done = 0;
    qint64 bytes = 0;
    for (auto it = form.globalMatch(text); it.hasNext() && spans.size() < kMaxSpans;) {
        const auto match = it.next();
        BlueskySpan span;
        QString shown = match.captured(0);
        if (match.hasCaptured(u"link")) {
            shown = withoutPunctuation(shown);
            const auto link = safeLink(shown);
            if (!link)
                continue;
            span.target = link->url;
        } else {
            span.kind = BlueskySpan::Kind::Mention;
            span.target = blueskyHandleOf(match.captured(u"handle"));
            if (span.target.isEmpty())
                continue;
        }
        bytes += QStringView(text).sliced(done, match.capturedStart() - done).toUtf8().size();
        span.byteStart = bytes;
        bytes += shown.toUtf8().size();
        span.byteEnd = bytes;
        done = match.capturedStart() + shown.size();
        spans += span;
    }
    return spans;
}

QJsonObject blueskyFacet(const BlueskySpan &span, const QString &target)
{
    const bool isLink = span.kind == BlueskySpan::Kind::Link;
    const QJsonObject feature{
        {QStringLiteral("$type"), isLink ? QStringLiteral("app.bsky.richtext.facet#link")
                                         : QStringLiteral("app.bsky.richtext.facet#mention")},
        {isLink ? QStringLiteral("uri") : QStringLiteral("did"), target}};
    return {{QStringLiteral("index"), QJsonObject{{QStringLiteral("byteStart"), span.byteStart},
                                                  {QStringLiteral("byteEnd"), span.byteEnd}}},
            {QStringLiteral("features"), QJsonArray{feature}}};
}

QString withBlueskyGreeting(const QString &text, const QStringList &handles)
{
    const QList<BlueskySpan> named = blueskySpans(text);
    QStringList greetings;
    for (const QString &handle : handles) {
        const bool isNamed = std::ranges::any_of(named, [&](const BlueskySpan &span) {
            return span.kind == BlueskySpan::Kind::Mention && span.target == handle;
        });
        if (!isNamed)
            greetings += u'@' + handle;
    }
    return greetings.isEmpty() ? text : greetings.join(u' ') + u' ' + text;
}

qint64 blueskyLength(const QString &text)
{
    constexpr qint64 bytesEach = kBlueskyMaxBytes / kBlueskyMaxLength;
    return std::max<qint64>(graphemeCount(text),
                            (text.toUtf8().size() + bytesEach - 1) / bytesEach);
}

} // namespace casement

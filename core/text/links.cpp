// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/links.h"

#include "core/text/characters.h"

#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr qsizetype longestUrl = 8192;
constexpr qsizetype longestHost = 253; // RFC 1035, section 2.3.4

/// What browsers take out of an address before they parse it (URL standard, section 4.4).
QString stripped(QStringView given)
{
    QString out;
    for (const QChar c : given.trimmed()) {
        const char16_t u = c.unicode();
        if (u != u'\n' && u != u'\t' && u != u'\r' && !isForbiddenCharacter(u) &&
            !isBidiControl(u)) {
            out += c;
        }
    }
    return out;
}

bool isHostCharacter(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'-' || c == u'.' ||
           c == u'_' || c == QChar(0x3002) || c == QChar(0xff0e) || c == QChar(0xff61);
}

bool isFileName(QStringView lastLabel)
{
    static constexpr auto endings = std::to_array<QLatin1StringView>(
        {"pdf"_L1, "doc"_L1,  "docx"_L1, "xls"_L1,  "xlsx"_L1, "ppt"_L1, "pptx"_L1, "odt"_L1,
         "ods"_L1, "txt"_L1,  "jpg"_L1,  "jpeg"_L1, "png"_L1,  "gif"_L1, "webp"_L1, "svg"_L1,
         "htm"_L1, "html"_L1, "php"_L1,  "js"_L1,   "json"_L1, "xml"_L1, "csv"_L1,  "mp3"_L1,
         "mp4"_L1, "gz"_L1,   "tar"_L1,  "exe"_L1,  "cpp"_L1,  "ics"_L1});
    return std::ranges::any_of(endings, [lastLabel](QLatin1StringView ending) {
        return lastLabel.compare(ending, Qt::CaseInsensitive) == 0;
    });
}

/// ASCII form of a host; for one that IDNA refuses, its percent-encoded form, so that it equals
/// nothing.
QString asciiHost(const QString &host)
{
    const QByteArray ace = QUrl::toAce(host);
    QString out =
        QString::fromLatin1(ace.isEmpty() ? QUrl::toPercentEncoding(host) : ace).toLower();
    while (out.endsWith(u'.')) {
        out.chop(1);
    }
    return out;
}

QString domainOfAddress(QStringView address)
{
    const qsizetype at = address.lastIndexOf(u'@');
    if (at < 0) {
        return {};
    }
    qsizetype end = at + 1;
    while (end < address.size() && isHostCharacter(address[end])) {
        ++end;
    }
    return asciiHost(address.sliced(at + 1, end - at - 1).toString());
}

bool sameSite(QStringView one, QStringView other)
{
    const auto within = [](QStringView inner, QStringView outer) {
        return inner == outer || (outer.contains(u'.') && inner.endsWith(outer) &&
                                  inner[inner.size() - outer.size() - 1] == u'.');
    };
    const auto bare = [](QStringView host) {
        return host.startsWith(u"www.") ? host.sliced(4) : host;
    };
    return within(bare(one), bare(other)) || within(bare(other), bare(one));
}

/// Letters that pass for Latin ones (Unicode UTS #39, the common Cyrillic and Greek cases).
bool passesForLatin(char32_t c)
{
    static constexpr QStringView lookalikes =
        u"\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb"
        u"\u0501\u051b\u051d\u043a\u043c\u043d\u0442\u0432\u0433\u04cf\u03bf"
        u"\u03b1\u03c1\u03bd\u03b9\u03ba\u03c5\u03c7\u0261\u0251\u0131";
    return c < 0x10000 && lookalikes.contains(QChar(static_cast<char16_t>(c)));
}

bool isDeceptiveLabel(const QString &label)
{
    bool latin = false;
    bool other = false;
    bool eastAsian = false;
    bool allLookAlike = true;
    for (const char32_t c : label.toUcs4()) {
        switch (QChar::script(c)) {
        case QChar::Script_Latin:
            latin = true;
            allLookAlike = allLookAlike && (c < 0x80 || passesForLatin(c));
            break;
        case QChar::Script_Common:
        case QChar::Script_Inherited:
            break;
        case QChar::Script_Han:
        case QChar::Script_Hiragana:
        case QChar::Script_Katakana:
        case QChar::Script_Hangul:
        case QChar::Script_Bopomofo:
            eastAsian = true; // these are written together with Latin letters
            allLookAlike = false;
            break;
        default:
            other = true;
            allLookAlike = allLookAlike && passesForLatin(c);
        }
    }
    return (latin && other) || (other && eastAsian) || ((other || latin) && allLookAlike);
}

bool isDeceptiveHost(const QString &host)
{
    if (!host.contains(u"xn--")) {
        return false;
    }
    for (const QString &label : host.split(u'.')) {
        if (!label.startsWith(u"xn--")) {
            continue;
        }
        // Without an allow-listed top-level domain QUrl keeps the ASCII form: decode the label
        // alone.
        const QString decoded = QUrl::fromAce(label.toLatin1() + ".org", QUrl::IgnoreIDNWhitelist);
        const QString name = decoded.section(u'.', 0, 0);
        if (name.startsWith(u"xn--") || isDeceptiveLabel(name)) {
            return true;
        }
    }
    return false;
}

} // namespace

std::optional<SafeLink> safeLink(QStringView given)
{
    if (given.size() > longestUrl) {
        return std::nullopt;
    }
    const QString text = stripped(given);
    const qsizetype colon = text.indexOf(u':');
    if (colon <= 0) {
        return std::nullopt;
    }
    const QString scheme = text.first(colon).toLower();
    const bool isWeb = scheme == u"http" || scheme == u"https";
    if (!isWeb && scheme != u"mailto" && scheme != u"xmpp" && scheme != u"tel") {
        return std::nullopt;
    }
    QUrl url(text, QUrl::TolerantMode);
    if (!url.isValid() || url.scheme() != scheme) {
        return std::nullopt;
    }
    SafeLink link;
    if (isWeb) {
        url.setUserInfo(QString());
        link.host = asciiHost(url.host());
        if (link.host.isEmpty()) {
            return std::nullopt;
        }
    } else if (scheme != u"tel") {
        link.host = domainOfAddress(url.path(QUrl::FullyDecoded));
    }
    const QByteArray encoded = url.toEncoded();
    if (encoded.size() > longestUrl) {
        return std::nullopt;
    }
    // What does not come back as itself would be read differently by whoever opens it.
    if (QUrl(QString::fromLatin1(encoded), QUrl::TolerantMode).toEncoded() != encoded) {
        return std::nullopt;
    }
    link.url = QString::fromLatin1(encoded);
    return link;
}

QString claimedHost(QStringView given)
{
    QString text;
    for (const QChar c : given.trimmed()) {
        // Invisible characters would otherwise break the name that the reader sees.
        if (c.category() != QChar::Other_Format && c != QChar(0xad)) {
            text += c;
        }
    }
    const auto hostAt = [&text](qsizetype start) {
        qsizetype end = start;
        while (end < text.size() && end - start <= longestHost && isHostCharacter(text[end])) {
            ++end;
        }
        return text.sliced(start, end - start);
    };
    const qsizetype scheme = text.indexOf(u"://");
    if (scheme >= 0) {
        qsizetype start = scheme + 3;
        // What stands before an @ is a user name, whatever it looks like.
        qsizetype end = start;
        while (end < text.size() && !text[end].isSpace() && text[end] != u'/' &&
               text[end] != u'?' && text[end] != u'#') {
            if (text[end] == u'@') {
                start = end + 1;
            }
            ++end;
        }
        return asciiHost(hostAt(start));
    }
    const qsizetype www = text.indexOf("www."_L1, 0, Qt::CaseInsensitive);
    if (www >= 0 && (www == 0 || !isHostCharacter(text[www - 1]))) {
        return asciiHost(hostAt(www));
    }
    if (std::ranges::any_of(text, [](QChar c) { return c.isSpace(); })) {
        return {};
    }
    if (text.count(u'@') == 1) {
        return domainOfAddress(text);
    }
    const QString host = hostAt(0);
    if (host.size() < text.size() && text[host.size()] != u'/' && text[host.size()] != u':' &&
        text[host.size()] != u'?') {
        return {};
    }
    const QString ascii = asciiHost(host);
    const qsizetype dot = ascii.lastIndexOf(u'.');
    const QString last = ascii.sliced(dot + 1);
    const bool looksLikeHost =
        dot > 0 && last.size() >= 2 && !isFileName(last) && !ascii.contains(u'%') &&
        !ascii.contains(u".."_s) &&
        std::ranges::all_of(last, [](QChar c) { return c.isLetterOrNumber() || c == u'-'; }) &&
        (last[0].isLetter());
    return looksLikeHost ? ascii : QString();
}

bool isMisleading(QStringView text, const QString &host)
{
    if (host.isEmpty()) {
        return false;
    }
    if (isDeceptiveHost(host)) {
        return true;
    }
    const QString claimed = claimedHost(text);
    return !claimed.isEmpty() && !sameSite(claimed, host);
}

} // namespace casement

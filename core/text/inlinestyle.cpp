// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/inlinestyle.h"

#include "core/text/characters.h"

#include <algorithm>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr qsizetype longestStyle = 16384;
constexpr qsizetype mostUrls = 20;

/// The number at the start of \a value and what follows it, lower-cased ("px", "%", …).
std::optional<std::pair<double, QString>> length(QStringView value)
{
    qsizetype end = 0;
    while (end < value.size() && (value[end].isDigit() || value[end] == u'.' ||
                                  value[end] == u'-' || value[end] == u'+')) {
        ++end;
    }
    bool ok = false;
    const double number = value.first(end).toDouble(&ok);
    if (!ok) {
        return std::nullopt;
    }
    return std::pair(number, value.sliced(end).trimmed().toString().toLower());
}

bool isZero(QStringView value)
{
    const auto parsed = length(value);
    return parsed && parsed->first <= 0.0;
}

bool is(QStringView value, QLatin1StringView word)
{
    return value.compare(word, Qt::CaseInsensitive) == 0;
}

InlineStyle::FontSize fontSize(QStringView value)
{
    const auto parsed = length(value);
    if (!parsed) {
        return InlineStyle::FontSize::Shown; // a word: medium, larger, …
    }
    const bool relative = parsed->second == u"em" || parsed->second == u"%";
    // Less than 1.5 px cannot be read either.
    const bool zero = parsed->first <= 0.0 ||
                      (!relative && parsed->second == u"px" && parsed->first < 1.5) ||
                      (!relative && parsed->second == u"pt" && parsed->first < 1.1);
    return zero       ? InlineStyle::FontSize::Zero
           : relative ? InlineStyle::FontSize::Relative
                      : InlineStyle::FontSize::Shown;
}

/// The end of the declaration that starts at \a start: the next `;` outside quotes and parentheses.
qsizetype declarationEnd(QStringView style, qsizetype start)
{
    char16_t quote = 0;
    int depth = 0;
    for (qsizetype i = start; i < style.size(); ++i) {
        const char16_t c = style[i].unicode();
        if (quote != 0) {
            quote = c == quote ? char16_t(0) : quote;
        } else if (c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'(') {
            ++depth;
        } else if (c == u')') {
            depth = qMax(0, depth - 1);
        } else if (c == u';' && depth == 0) {
            return i;
        }
    }
    return style.size();
}

QString withoutComments(QStringView css)
{
    QString out;
    qsizetype from = 0;
    while (true) {
        const qsizetype open = css.indexOf(u"/*", from);
        if (open < 0) {
            break;
        }
        out += css.sliced(from, open - from);
        const qsizetype close = css.indexOf(u"*/", open + 2);
        from = close < 0 ? css.size() : close + 2;
    }
    out += css.sliced(from);
    return out;
}

} // namespace

bool InlineStyle::zeroFont(bool parentZero) const
{
    switch (fontSize) {
    case FontSize::Zero:
        return true;
    case FontSize::Shown:
        return false;
    case FontSize::Inherited:
    case FontSize::Relative:
        break;
    }
    return parentZero;
}

InlineStyle parseInlineStyle(QStringView given, InlineStyle::Scope scope)
{
    InlineStyle result;
    QStringView style = given.first(qMin(given.size(), longestStyle));
    QString stripped;
    if (style.contains(u"/*")) {
        stripped = withoutComments(style);
        style = stripped;
    }
    bool noHeight = false;
    bool clips = false;
    bool narrow = false;
    bool low = false;
    for (qsizetype start = 0; start < style.size();) {
        const qsizetype end = declarationEnd(style, start);
        const QStringView declaration = style.sliced(start, end - start);
        start = end + 1;
        const qsizetype colon = declaration.indexOf(u':');
        if (colon < 0 || declaration.contains(u'\\')) {
            continue;
        }
        const QStringView name = declaration.first(colon).trimmed();
        QStringView value = declaration.sliced(colon + 1).trimmed();
        if (value.endsWith("!important"_L1, Qt::CaseInsensitive)) {
            value = value.chopped(10).trimmed();
        }
        if (is(name, "display"_L1)) {
            result.hidden |= is(value, "none"_L1);
        } else if (is(name, "visibility"_L1)) {
            result.invisible = is(value, "hidden"_L1) || is(value, "collapse"_L1);
        } else if (is(name, "opacity"_L1)) {
            result.hidden |= isZero(value);
        } else if (is(name, "mso-hide"_L1)) {
            result.hidden |= is(value, "all"_L1);
        } else if (is(name, "font-size"_L1)) {
            result.fontSize = casement::fontSize(value);
        } else if (is(name, "max-height"_L1) || is(name, "height"_L1)) {
            noHeight |= isZero(value);
            low |= length(value).value_or(std::pair(9.0, QString())).first <= 2.0;
        } else if (is(name, "width"_L1) || is(name, "max-width"_L1)) {
            narrow |= length(value).value_or(std::pair(9.0, QString())).first <= 2.0;
        } else if (is(name, "overflow"_L1)) {
            clips |= is(value, "hidden"_L1);
        } else if (scope == InlineStyle::Scope::Visibility) {
            continue;
        } else if (is(name, "color"_L1)) {
            result.color = canonicalColor(value);
        } else if (is(name, "background-color"_L1) || is(name, "background"_L1)) {
            result.backgroundColor = canonicalColor(value);
        } else if (is(name, "font-weight"_L1)) {
            bool isNumber = false;
            const int weight = value.toInt(&isNumber);
            result.bold =
                isNumber ? weight >= 600 : value.startsWith("bold"_L1, Qt::CaseInsensitive);
        } else if (is(name, "font-style"_L1)) {
            result.italic = is(value, "italic"_L1) || is(value, "oblique"_L1);
        } else if (name.startsWith("text-decoration"_L1, Qt::CaseInsensitive)) {
            result.underline |= value.contains("underline"_L1, Qt::CaseInsensitive);
            result.strikeOut |= value.contains("line-through"_L1, Qt::CaseInsensitive);
        } else if (is(name, "text-align"_L1)) {
            const QString lower = value.toString().toLower();
            if (lower == u"left" || lower == u"right" || lower == u"center" ||
                lower == u"justify") {
                result.align = lower;
            }
        }
        if (value.contains("url("_L1, Qt::CaseInsensitive) ||
            value.contains("image-set("_L1, Qt::CaseInsensitive)) {
            result.urls += styleUrls(value, mostUrls - result.urls.size());
        }
    }
    result.hidden |= noHeight && clips;
    result.tiny = narrow && low;
    return result;
}

QString canonicalColor(QStringView given)
{
    const QString value = given.trimmed().toString().toLower();
    const auto isHex = [](QChar c) { return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f'); };
    if (value.startsWith(u'#')) {
        const bool good = (value.size() == 4 || value.size() == 7) &&
                          std::all_of(value.begin() + 1, value.end(), isHex);
        return good ? value : QString();
    }
    if (value.startsWith(u"rgb(") && value.endsWith(u')')) {
        const QList<QStringView> parts = QStringView(value).sliced(4).chopped(1).split(u',');
        QStringList numbers;
        for (const QStringView part : parts) {
            bool ok = false;
            const int number = part.trimmed().toInt(&ok);
            if (!ok || number < 0 || number > 255) {
                return {};
            }
            numbers += QString::number(number);
        }
        return numbers.size() == 3 ? u"rgb(" + numbers.join(u',') + u')' : QString();
    }
    const auto isLower = [](QChar c) { return c >= u'a' && c <= u'z'; };
    if (value.size() >= 3 && value.size() <= 20 && std::ranges::all_of(value, isLower) &&
        value != u"none" && value != u"inherit" && value != u"initial" && value != u"unset" &&
        value != u"transparent") {
        return value;
    }
    return {};
}

QStringList styleUrls(QStringView css, qsizetype limit)
{
    QStringList urls;
    const auto take = [&urls](QStringView from, char16_t fallbackEnd) {
        QStringView rest = from.trimmed();
        char16_t end = fallbackEnd;
        if (rest.startsWith(u'"') || rest.startsWith(u'\'')) {
            end = rest[0].unicode();
            rest = rest.sliced(1);
        }
        const qsizetype stop = rest.indexOf(QChar(end));
        const QString url = rest.first(stop < 0 ? rest.size() : stop).trimmed().toString();
        if (!url.isEmpty()) {
            urls += url;
        }
    };
    constexpr qsizetype longestUrl = 2048;
    for (qsizetype at = 0; urls.size() < limit;) {
        at = css.indexOf("url("_L1, at, Qt::CaseInsensitive);
        if (at < 0) {
            break;
        }
        take(css.sliced(at + 4, qMin(longestUrl, css.size() - at - 4)), u')');
        at += 4;
    }
    for (qsizetype at = 0; urls.size() < limit;) {
        at = css.indexOf("@import"_L1, at, Qt::CaseInsensitive);
        if (at < 0) {
            break;
        }
        const QStringView rest =
            css.sliced(at + 7, qMin(longestUrl, css.size() - at - 7)).trimmed();
        if (rest.startsWith(u'"') || rest.startsWith(u'\'')) {
            take(rest, u';');
        }
        at += 7;
    }
    return urls;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailtext.h"

#include <QStringDecoder>
#include <QUtf8StringView>
#include <algorithm>
#include <array>

namespace casement
{

namespace
{

/// 0x80 to 0x9f of windows-1252; the five holes map to themselves, as the WHATWG Encoding Standard
/// has it.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

QString fromWindows1252(QByteArrayView bytes)
{
    QString text = QString::fromLatin1(bytes);
    for (QChar &c : text) {
        if (c.unicode() >= 0x80 && c.unicode() < 0xa0)
            c = QChar(kWindows1252[c.unicode() - 0x80]);
    }
    return text;
}

/// Text that says it is UTF-8 and is not quite: a broken character in a long text is shown as
/// U+FFFD; when every tenth or more is broken, it never was UTF-8.
QString fromAlmostUtf8(QByteArrayView bytes)
{
    QString text = QString::fromUtf8(bytes);
    qsizetype broken = 0;
    qsizetype good = 0;
    for (const QChar c : std::as_const(text)) {
        if (c == QChar::ReplacementCharacter)
            ++broken;
        else if (c.unicode() >= 0x80)
            ++good;
    }
    return broken * 10 > good ? fromWindows1252(bytes) : text;
}

QByteArrayView trimmedLabel(QByteArrayView charset)
{
    charset = charset.trimmed();
    while (!charset.isEmpty() && (charset.front() == '"' || charset.front() == '\''))
        charset = charset.sliced(1);
    while (!charset.isEmpty() && (charset.back() == '"' || charset.back() == '\''))
        charset.chop(1);
    return charset;
}

bool isCharset(QByteArrayView label, std::initializer_list<QByteArrayView> names)
{
    return std::ranges::any_of(
        names, [&](QByteArrayView n) { return label.compare(n, Qt::CaseInsensitive) == 0; });
}

} // namespace

bool isAscii(QByteArrayView bytes)
{
    return std::ranges::all_of(bytes, [](char c) { return static_cast<signed char>(c) >= 0; });
}

QByteArray withUnixLineEnds(const QByteArray &raw)
{
    qsizetype begin = 0;
    if (raw.startsWith("From ") || raw.startsWith(">From ")) {
        const qsizetype end = raw.indexOf('\n');
        const qsizetype end2 = end < 0 ? raw.indexOf('\r') : end;
        begin = end2 < 0 ? 0 : end2 + 1;
    }
    if (!raw.contains('\r'))
        return begin == 0 ? raw : raw.sliced(begin);

    const bool crOnly = !raw.contains('\n');
    QByteArray result(raw.size() - begin, Qt::Uninitialized);
    char *out = result.data();
    const char *in = raw.constData() + begin;
    const char *const end = raw.constData() + raw.size();
    while (in < end) {
        const auto left = static_cast<size_t>(end - in);
        const void *found = memchr(in, '\r', left);
        const char *cr = found ? static_cast<const char *>(found) : end;
        memcpy(out, in, static_cast<size_t>(cr - in));
        out += cr - in;
        in = cr;
        if (in == end)
            break;
        while (in < end && *in == '\r' && in + 1 < end && in[1] == '\r' && !crOnly)
            *out++ = *in++;
        if (crOnly) {
            *out++ = '\n';
            ++in;
        } else if (in + 1 < end && in[1] == '\n') {
            while (out > result.constData() &&
                   out[-1] == '\r') // CR CR LF is what a broken relay makes of CR LF
                --out;
            *out++ = '\n';
            in += 2;
        } else {
            *out++ = *in++;
        }
    }
    result.truncate(out - result.constData());
    return result;
}

QString decodeCharset(QByteArrayView bytes, QByteArrayView charset)
{
    const QByteArrayView label = trimmedLabel(charset);
    if (isCharset(label, {"utf-8", "utf8"}))
        return QUtf8StringView(bytes).isValidUtf8() ? QString::fromUtf8(bytes)
                                                    : fromAlmostUtf8(bytes);
    if (isCharset(label, {"iso-8859-1", "latin1", "windows-1252", "cp1252"}))
        return fromWindows1252(bytes);
    const bool isLabelled =
        !label.isEmpty() &&
        !isCharset(label, {"us-ascii", "ascii", "unknown-8bit", "x-unknown", "default"});
    if (isLabelled) {
        QStringDecoder decoder(label.toByteArray().constData());
        if (decoder.isValid()) {
            QString text = decoder.decode(bytes);
            if (!decoder.hasError())
                return text;
        }
    }
    return decodeUnlabelled(bytes);
}

QString decodeUnlabelled(QByteArrayView bytes)
{
    if (isAscii(bytes))
        return QString::fromLatin1(bytes);
    return QUtf8StringView(bytes).isValidUtf8() ? QString::fromUtf8(bytes) : fromWindows1252(bytes);
}

QString cleanText(QString text)
{
    if (text.contains(u'\r')) {
        text.replace(QLatin1StringView("\r\n"), QLatin1StringView("\n"));
        text.replace(u'\r', u'\n');
    }
    if (text.contains(QChar(u'\0')))
        text.remove(QChar(u'\0'));
    return text;
}

QString unflowed(const QString &text, bool deleteSpace)
{
    QString result;
    result.reserve(text.size());
    qsizetype openDepth = -1; // the quote depth of a line that flows on, or -1
    for (QStringView line : QStringView(text).tokenize(u'\n')) {
        qsizetype depth = 0;
        while (depth < line.size() && line[depth] == u'>')
            ++depth;
        QStringView content = line.sliced(depth);
        if (content.startsWith(u' ')) // space-stuffing
            content = content.sliced(1);
        const bool isSignatureMark = content == u"-- ";
        const bool flows = content.endsWith(u' ') && !isSignatureMark;
        if (flows && deleteSpace)
            content.chop(1);
        if (openDepth == depth && !isSignatureMark) {
            result += content;
        } else {
            if (openDepth >= 0)
                result += u'\n'; // a paragraph that ends badly: another depth begins before it
                                 // stopped flowing
            result += QString(depth, u'>');
            if (depth > 0 && !content.isEmpty())
                result += u' ';
            result += content;
        }
        openDepth = flows ? depth : -1;
        if (!flows)
            result += u'\n';
    }
    if (result.endsWith(u'\n') && !text.endsWith(u'\n'))
        result.chop(1);
    else if (result.endsWith(u"\n\n") && !text.endsWith(u"\n\n"))
        result.chop(1);
    return result;
}

QString singleLine(QStringView text, qsizetype maxLength)
{
    QString result;
    result.reserve(std::min(text.size(), maxLength));
    bool blank = false;
    for (const QChar c : text) {
        if (result.size() >= maxLength)
            break;
        if (c == u' ' || c == u'\t' || c == u'\n' || c == u'\r') {
            blank = !result.isEmpty();
            continue;
        }
        if (c.unicode() < 0x20 || (c.unicode() >= 0x7f && c.unicode() < 0xa0))
            continue;
        if (blank)
            result += u' ';
        blank = false;
        result += c;
    }
    if (!result.isEmpty() && result.back().isHighSurrogate())
        result.chop(1);
    return result;
}

} // namespace casement

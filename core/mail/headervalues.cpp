// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/headervalues.h"

#include "core/mail/mailtext.h"

#include <algorithm>
#include <map>
#include <set>

namespace casement
{

namespace
{

constexpr bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

constexpr int hexDigit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

struct EncodedWord {
    QByteArrayView charset;
    char encoding = 0; // 'q' or 'b'
    QByteArrayView text;
    qsizetype length = 0; // of the whole word
};

/// The word that begins at the start of \a in, or one of length 0.
EncodedWord encodedWordAt(QByteArrayView in)
{
    if (!in.startsWith("=?"))
        return {};
    // RFC 2047 allows 75 bytes; mailers write longer ones. A bound keeps the search for an end
    // linear.
    const QByteArrayView window = in.first(std::min<qsizetype>(in.size(), 2048));
    const qsizetype charsetEnd = window.indexOf('?', 2);
    if (charsetEnd < 3 || charsetEnd + 2 >= window.size() || window[charsetEnd + 2] != '?')
        return {};
    const char encoding = static_cast<char>(window[charsetEnd + 1] | 0x20);
    if (encoding != 'q' && encoding != 'b')
        return {};
    const qsizetype textBegin = charsetEnd + 3;
    const qsizetype textEnd = window.indexOf("?=", textBegin);
    if (textEnd < 0)
        return {};
    QByteArrayView charset = window.sliced(2, charsetEnd - 2);
    if (std::ranges::any_of(charset, isBlank))
        return {};
    if (const qsizetype language = charset.indexOf('*'); language > 0) // RFC 2231, section 5
        charset = charset.first(language);
    return {charset, encoding, window.sliced(textBegin, textEnd - textBegin), textEnd + 2};
}

QByteArray decodedWord(const EncodedWord &word)
{
    if (word.encoding == 'b')
        return QByteArray::fromBase64(word.text.toByteArray());
    QByteArray result;
    result.reserve(word.text.size());
    for (qsizetype i = 0; i < word.text.size(); ++i) {
        const char c = word.text[i];
        if (c == '_') {
            result += ' ';
        } else if (c == '=' && i + 2 < word.text.size() && hexDigit(word.text[i + 1]) >= 0 &&
                   hexDigit(word.text[i + 2]) >= 0) {
            result +=
                static_cast<char>(hexDigit(word.text[i + 1]) * 16 + hexDigit(word.text[i + 2]));
            i += 2;
        } else {
            result += c;
        }
    }
    return result;
}

/// Splits an address list into its words; see mailboxesIn().
class AddressReader
{
public:
    AddressReader(QByteArrayView field, qsizetype limit) : m_in(field), m_limit(limit) {}

    QList<Mailbox> read()
    {
        while (m_pos < m_in.size() && m_result.size() < m_limit) {
            const char c = m_in[m_pos];
            if (c == '"') {
                readQuoted();
            } else if (c == '(') {
                readComment();
            } else if (c == '<') {
                readAngle();
            } else if (c == ',' || c == ';') {
                ++m_pos;
                finish();
            } else if (c == ':' && m_angle.isEmpty() &&
                       !m_phrase.contains('@')) { // the name of a group
                ++m_pos;
                m_phrase.clear();
                m_comment.clear();
            } else {
                m_phrase += isBlank(c) ? ' ' : c;
                ++m_pos;
            }
        }
        finish();
        return m_result;
    }

private:
    void readQuoted()
    {
        ++m_pos;
        m_wasQuoted = true;
        while (m_pos < m_in.size() && m_in[m_pos] != '"') {
            if (m_in[m_pos] == '\\' && m_pos + 1 < m_in.size())
                ++m_pos;
            m_phrase += m_in[m_pos++];
        }
        ++m_pos;
    }

    void readComment()
    {
        int depth = 0;
        do {
            const char c = m_in[m_pos++];
            if (c == '(' && depth++ == 0)
                continue;
            if (c == ')' && --depth == 0)
                break;
            m_comment += c == '\\' && m_pos < m_in.size() ? m_in[m_pos++] : c;
        } while (m_pos < m_in.size());
        m_phrase += ' ';
    }

    void readAngle()
    {
        const qsizetype end = m_in.indexOf('>', ++m_pos);
        const qsizetype stop = end < 0 ? m_in.size() : end;
        m_angle = m_in.sliced(m_pos, stop - m_pos);
        m_hasAngle = true;
        m_pos = stop + (end < 0 ? 0 : 1);
    }

    void finish()
    {
        Mailbox box;
        QByteArray address;
        const QByteArray phrase = m_phrase.simplified();
        if (m_hasAngle) {
            address = m_angle.toByteArray();
            if (const qsizetype route = address.lastIndexOf(':');
                route >= 0 && address.startsWith('@'))
                address.remove(0, route + 1); // the source route of RFC 5322, section 4.4
            box.name = decodeEncodedWords(phrase.isEmpty() ? m_comment : phrase);
        } else if (phrase.contains('@') && !(m_wasQuoted && phrase.contains(' '))) {
            address = phrase;
            box.name = decodeEncodedWords(m_comment);
        } else {
            box.name = decodeEncodedWords(phrase);
        }
        address.removeIf(isBlank);
        box.address = singleLine(decodeUnlabelled(address), 320);
        box.name = singleLine(box.name, 300);
        if (box.name.size() > 1 && box.name.startsWith(u'\'') && box.name.endsWith(u'\''))
            box.name = box.name.sliced(1, box.name.size() - 2).trimmed();
        if (!box.name.isEmpty() || !box.address.isEmpty())
            m_result += box;
        m_phrase.clear();
        m_comment.clear();
        m_angle = {};
        m_hasAngle = false;
        m_wasQuoted = false;
    }

    QByteArrayView m_in;
    qsizetype m_limit;
    qsizetype m_pos = 0;
    QByteArray m_phrase;
    QByteArray m_comment;
    QByteArrayView m_angle;
    bool m_hasAngle = false;
    bool m_wasQuoted = false;
    QList<Mailbox> m_result;
};

QByteArray percentDecoded(QByteArrayView in)
{
    QByteArray result;
    for (qsizetype i = 0; i < in.size(); ++i) {
        if (in[i] == '%' && i + 2 < in.size() && hexDigit(in[i + 1]) >= 0 &&
            hexDigit(in[i + 2]) >= 0) {
            result += static_cast<char>(hexDigit(in[i + 1]) * 16 + hexDigit(in[i + 2]));
            i += 2;
        } else {
            result += in[i];
        }
    }
    return result;
}

/// One piece of a parameter that RFC 2231 lets be split: name*0*=…
struct ParameterPiece {
    QByteArray bytes;
    bool isEncoded = false;
};

QString joined(const std::map<int, ParameterPiece> &pieces)
{
    QByteArray charset;
    QByteArray bytes;
    bool anyEncoded = false;
    for (const auto &[number, piece] : pieces) {
        if (!piece.isEncoded) {
            bytes += piece.bytes;
            continue;
        }
        QByteArrayView text = piece.bytes;
        if (!anyEncoded) { // charset'language' stands once, before the first piece
            const qsizetype first = text.indexOf('\'');
            const qsizetype second = first < 0 ? -1 : text.indexOf('\'', first + 1);
            if (second >= 0) {
                charset = text.first(first).toByteArray();
                text = text.sliced(second + 1);
            }
        }
        anyEncoded = true;
        bytes += percentDecoded(text);
    }
    if (anyEncoded)
        return decodeCharset(bytes, charset);
    return bytes.contains("=?") ? decodeEncodedWords(bytes) : decodeUnlabelled(bytes);
}

} // namespace

QString decodeEncodedWords(QByteArrayView field)
{
    if (field.indexOf("=?") < 0)
        return decodeUnlabelled(field);
    QString result;
    QByteArray plain;   // not yet decoded text outside of words
    QByteArray pending; // bytes of neighbouring words of one charset
    QByteArrayView pendingCharset;
    const auto flushPending = [&] {
        if (!pendingCharset.isEmpty())
            result += decodeCharset(pending, pendingCharset);
        pending.clear();
        pendingCharset = {};
    };
    qsizetype i = 0;
    while (i < field.size()) {
        const EncodedWord word = field[i] == '=' ? encodedWordAt(field.sliced(i)) : EncodedWord{};
        if (word.length == 0) {
            plain += field[i++];
            continue;
        }
        const bool onlyBlanks = std::ranges::all_of(plain, isBlank);
        if (!plain.isEmpty() && !(onlyBlanks && !pendingCharset.isEmpty())) {
            flushPending();
            result += decodeUnlabelled(plain);
        }
        plain.clear();
        if (pendingCharset.compare(word.charset, Qt::CaseInsensitive) != 0)
            flushPending();
        pendingCharset = word.charset;
        pending += decodedWord(word);
        i += word.length;
    }
    flushPending();
    result += decodeUnlabelled(plain);
    return result;
}

QList<Mailbox> mailboxesIn(QByteArrayView field, qsizetype limit)
{
    return AddressReader(field, limit).read();
}

QString ParameterField::parameter(QByteArrayView name) const
{
    for (const auto &[key, text] : parameters) {
        if (key == name)
            return text;
    }
    return {};
}

ParameterField parseParameters(QByteArrayView field)
{
    ParameterField result;
    qsizetype i = 0;
    const auto skipBlanksAndComments = [&] {
        int depth = 0;
        while (i < field.size() && (depth > 0 || isBlank(field[i]) || field[i] == '(')) {
            if (field[i] == '(')
                ++depth;
            else if (field[i] == ')')
                --depth;
            else if (field[i] == '\\' && depth > 0)
                ++i;
            ++i;
        }
    };
    while (i < field.size() && field[i] != ';') {
        skipBlanksAndComments();
        if (i < field.size() && field[i] != ';')
            result.value += field[i++];
    }
    result.value = result.value.toLower();

    QList<QByteArray> order;
    std::map<QByteArray, std::map<int, ParameterPiece>> pieces;
    while (i < field.size() && order.size() < 64) {
        if (field[i] == ';') {
            ++i;
            continue;
        }
        skipBlanksAndComments();
        const qsizetype nameBegin = i;
        while (i < field.size() && field[i] != '=' && field[i] != ';')
            ++i;
        QByteArray name = field.sliced(nameBegin, i - nameBegin).trimmed().toByteArray().toLower();
        if (i >= field.size() || field[i] == ';')
            continue;
        ++i;
        skipBlanksAndComments();
        ParameterPiece piece;
        if (i < field.size() && field[i] == '"') {
            ++i;
            while (i < field.size() && field[i] != '"') {
                // A backslash is an escape only before what needs one: mailers write Windows paths
                // here.
                if (field[i] == '\\' && i + 1 < field.size() &&
                    (field[i + 1] == '"' || field[i + 1] == '\\'))
                    ++i;
                if (field[i] != '\n')
                    piece.bytes += field[i];
                ++i;
            }
            ++i;
            while (i < field.size() && field[i] != ';')
                ++i;
        } else {
            const qsizetype valueBegin = i;
            while (i < field.size() && field[i] != ';')
                ++i;
            piece.bytes = field.sliced(valueBegin, i - valueBegin).trimmed().toByteArray();
        }
        int number = 0;
        if (name.endsWith('*')) {
            piece.isEncoded = true;
            name.chop(1);
        }
        if (const qsizetype star = name.lastIndexOf('*'); star > 0) {
            bool ok = false;
            number = name.sliced(star + 1).toInt(&ok);
            if (!ok || number < 0 || number > 999)
                continue;
            name.truncate(star);
        }
        if (name.isEmpty())
            continue;
        auto &slots_ = pieces[name];
        if (slots_.empty())
            order += name;
        // The extended form (name*=) wins over the plain one that stands beside it for old readers.
        if (auto known = slots_.find(number);
            known == slots_.end() || (piece.isEncoded && !known->second.isEncoded))
            slots_[number] = std::move(piece);
    }
    for (const QByteArray &name : std::as_const(order))
        result.parameters.emplaceBack(name, joined(pieces[name]));
    return result;
}

QByteArrayList messageIdsIn(QByteArrayView field, qsizetype limit)
{
    constexpr qsizetype kLongest = 990; // a line of a mail is at most 998 long
    QByteArrayList ids;
    std::set<QByteArray> known;
    const auto add = [&](QByteArrayView candidate) {
        QByteArray id = candidate.toByteArray();
        id.removeIf([](char c) {
            return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == 0x7f;
        });
        if (!id.isEmpty() && id.size() <= kLongest && known.insert(id).second)
            ids += id;
    };
    qsizetype pos = 0;
    while ((pos = field.indexOf('<', pos)) >= 0) {
        const qsizetype end = field.indexOf('>', pos);
        if (end < 0)
            break;
        const qsizetype begin = field.first(end).lastIndexOf('<');
        add(field.sliced(begin + 1, end - begin - 1));
        pos = end + 1;
    }
    if (ids.isEmpty()) {
        const QList<QByteArray> words = field.toByteArray().simplified().split(' ');
        for (const QByteArray &word : words) {
            if (word.contains('@'))
                add(word);
        }
        if (ids.isEmpty() && words.size() == 1)
            add(words.first());
    }
    if (ids.size() > limit) // the first names the conversation, the last ones the way to it
        ids.remove(1, ids.size() - limit);
    return ids;
}

QByteArray decodeQuotedPrintable(QByteArrayView in)
{
    QByteArray result(in.size(), Qt::Uninitialized);
    char *out = result.data();
    const char *p = in.data();
    const char *const end = p + in.size();
    const char *lineBegin = out; // blanks before a line end are transport padding
    while (p < end) {
        const char c = *p;
        if (c == '\n') {
            while (out > lineBegin && (out[-1] == ' ' || out[-1] == '\t'))
                --out;
            *out++ = '\n';
            lineBegin = out;
            ++p;
        } else if (c != '=') {
            *out++ = c;
            ++p;
        } else if (p + 2 < end && hexDigit(p[1]) >= 0 && hexDigit(p[2]) >= 0) {
            *out++ = static_cast<char>(hexDigit(p[1]) * 16 + hexDigit(p[2]));
            p += 3;
            lineBegin = out; // an encoded blank is meant
        } else {
            const char *q = p + 1;
            while (q < end && (*q == ' ' || *q == '\t'))
                ++q;
            if (q == end || *q == '\n') { // soft line break
                p = q == end ? q : q + 1;
                lineBegin = out;
            } else {
                *out++ = '=';
                ++p;
            }
        }
    }
    result.truncate(out - result.constData());
    return result;
}

} // namespace casement

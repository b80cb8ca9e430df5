// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mimetree.h"

#include "core/mail/headervalues.h"

#include <KCodecs>
#include <algorithm>
#include <cstring>

namespace casement
{

namespace
{

bool isBase64Char(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/';
}

bool isMediaType(QByteArrayView type)
{
    const qsizetype slash = type.indexOf('/');
    return slash > 0 && slash + 1 < type.size() && type.size() < 128 &&
           std::ranges::all_of(
               type, [](char c) { return c > ' ' && c < 0x7f && !strchr("()<>@,;:\\\"[]?=", c); });
}

QByteArrayView withoutTrailingBlanks(QByteArrayView line)
{
    while (!line.isEmpty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
        line.chop(1);
    return line;
}

/// Walks once over a mail's lines that can be delimiters and keeps the multiparts that are open at
/// that point.
class MimeSplitter
{
public:
    explicit MimeSplitter(QByteArrayView mail) : m_mail(mail) {}

    MimeTree split()
    {
        beginPart(-1, "1", 0);
        while (m_pos < m_mail.size())
            nextDelimiter();
        closeDownTo(0, m_mail.size());
        return std::move(m_tree);
    }

private:
    struct Open {
        int part = -1;
        QByteArray boundary;
        int children = 0;
    };

    /// Reads a header at \a begin and opens its part. Leaves m_pos where the search for delimiters
    /// goes on.
    void beginPart(int parent, const QByteArray &path, qsizetype begin)
    {
        const qsizetype headerEnd = endOfHeader(begin);
        qsizetype bodyBegin = headerEnd;
        if (bodyBegin < m_mail.size() && m_mail[bodyBegin] == '\n')
            ++bodyBegin;
        const int index = static_cast<int>(m_tree.parts.size());
        MimePart &part = m_tree.parts.emplace_back();
        part.parent = parent;
        part.path = path;
        part.fields = HeaderFields(m_mail.sliced(begin, headerEnd - begin));
        part.type = mimeTypeOf(part.fields);
        part.body = m_mail.sliced(bodyBegin); // cut when the part is closed
        if (!part.type.isDeclared && parent >= 0 &&
            m_tree.parts[static_cast<size_t>(parent)].type.type == "multipart/digest")
            part.type.type = "message/rfc822";
        m_leaf = index;
        // The line end before a delimiter belongs to it: an empty body's is the header's own empty
        // line.
        m_pos = std::max<qsizetype>(0, bodyBegin - 1);
        if (part.type.type.startsWith("multipart/") && !part.type.boundary.isEmpty()) {
            if (m_open.size() >= MimeTree::kMaxDepth) {
                m_tree.isTooDeep = true;
                return;
            }
            part.isMultipart = true;
            m_open.push_back({index, part.type.boundary, 0});
            m_leaf = -1;
        }
    }

    /// The header ends before the first empty line, or before a delimiter of an open multipart.
    qsizetype endOfHeader(qsizetype begin) const
    {
        qsizetype line = begin;
        while (line < m_mail.size()) {
            if (m_mail[line] == '\n')
                return line;
            if (m_mail[line] == '-' && matchingLevel(lineAt(line)) >= 0)
                return line;
            const qsizetype end = m_mail.indexOf('\n', line);
            if (end < 0)
                return m_mail.size();
            line = end + 1;
        }
        return m_mail.size();
    }

    QByteArrayView lineAt(qsizetype begin) const
    {
        const qsizetype end = m_mail.indexOf('\n', begin);
        return m_mail.sliced(begin, (end < 0 ? m_mail.size() : end) - begin);
    }

    /// Which open multipart \a line delimits: its index in m_open, or -1. The innermost wins.
    int matchingLevel(QByteArrayView line, bool *closes = nullptr) const
    {
        if (!line.startsWith("--"))
            return -1;
        const QByteArrayView rest = withoutTrailingBlanks(line.sliced(2));
        for (int level = static_cast<int>(m_open.size()) - 1; level >= 0; --level) {
            const QByteArray &boundary = m_open[static_cast<size_t>(level)].boundary;
            if (!rest.startsWith(boundary))
                continue;
            const QByteArrayView tail = rest.sliced(boundary.size());
            if (tail.isEmpty() || tail == "--") {
                if (closes)
                    *closes = !tail.isEmpty();
                return level;
            }
        }
        return -1;
    }

    void nextDelimiter()
    {
        if (m_open.empty()) {
            m_pos = m_mail.size();
            return;
        }
        qsizetype line = m_pos;
        if (line != 0 || !m_mail.startsWith("--")) {
            const qsizetype found = m_mail.indexOf(QByteArrayView("\n--"), line);
            if (found < 0) {
                m_pos = m_mail.size();
                return;
            }
            line = found + 1;
        }
        const QByteArrayView text = lineAt(line);
        const qsizetype next =
            line + text.size(); // at the line end: the next delimiter's search begins with it
        bool closes = false;
        const int level = matchingLevel(text, &closes);
        if (level < 0) {
            m_pos = next;
            return;
        }
        if (!closes && m_tree.parts.size() >= MimeTree::kMaxParts) {
            m_pos = m_mail.size();
            return;
        }
        closeDownTo(static_cast<size_t>(level) + 1, line > 0 ? line - 1 : 0);
        if (closes) { // what follows is the epilogue; the part ends here for all who look at its
                      // body
            cut(m_open.back().part, line > 0 ? line - 1 : 0);
            m_open.pop_back();
            m_pos = next;
            return;
        }
        Open &open = m_open.back();
        ++open.children;
        const int parent = open.part;
        const QByteArray prefix =
            parent == 0 ? QByteArray() : m_tree.parts[static_cast<size_t>(parent)].path + '.';
        const QByteArray path = prefix + QByteArray::number(open.children);
        if (next >= m_mail.size()) {
            m_pos = m_mail.size();
            return;
        }
        beginPart(parent, path, next + 1);
    }

    /// Ends the leaf and every multipart above \a level.
    void closeDownTo(size_t level, qsizetype end)
    {
        if (m_leaf >= 0)
            cut(m_leaf, end);
        m_leaf = -1;
        while (m_open.size() > level) {
            cut(m_open.back().part, end);
            m_open.pop_back();
        }
    }

    void cut(int index, qsizetype end)
    {
        QByteArrayView &body = m_tree.parts[static_cast<size_t>(index)].body;
        const qsizetype begin =
            m_mail.size() - body.size(); // an open body reaches to the end of the mail
        body = body.first(std::max<qsizetype>(0, std::min(end, m_mail.size()) - begin));
    }

    QByteArrayView m_mail;
    MimeTree m_tree;
    std::vector<Open> m_open;
    int m_leaf = -1; // the single part that is open
    qsizetype m_pos = 0;
};

} // namespace

HeaderFields::HeaderFields(QByteArrayView block)
{
    m_fields.reserve(16);
    qsizetype line = 0;
    while (line < block.size()) {
        // A field goes on over all following lines that begin with a blank.
        qsizetype end = block.indexOf('\n', line);
        while (end >= 0 && end + 1 < block.size() &&
               (block[end + 1] == ' ' || block[end + 1] == '\t'))
            end = block.indexOf('\n', end + 1);
        if (end < 0)
            end = block.size();
        const QByteArrayView field = block.sliced(line, end - line);
        line = end + 1;
        const qsizetype colon = field.first(std::min<qsizetype>(field.size(), 100)).indexOf(':');
        if (colon <= 0)
            continue;
        const QByteArrayView name = withoutTrailingBlanks(field.first(colon));
        if (std::ranges::any_of(name, [](char c) { return c <= ' ' || c >= 0x7f; }))
            continue;
        m_fields.push_back({name, field.sliced(colon + 1)});
        if (m_fields.size() >= 5000)
            break;
    }
}

QByteArray HeaderFields::value(QByteArrayView name, qsizetype maxLength) const
{
    for (const Field &field : m_fields) {
        if (field.name.size() != name.size() || field.name.compare(name, Qt::CaseInsensitive) != 0)
            continue;
        const QByteArrayView body =
            field.body.first(std::min(field.body.size(), maxLength)).trimmed();
        QByteArray result = body.toByteArray();
        if (result.contains('\n'))
            result.replace('\n', QByteArray());
        result.replace('\r', ' ').replace('\0', ' ');
        return result;
    }
    return {};
}

bool HeaderFields::contains(QByteArrayView name) const
{
    return std::ranges::any_of(m_fields, [&](const Field &field) {
        return field.name.size() == name.size() &&
               field.name.compare(name, Qt::CaseInsensitive) == 0;
    });
}

MimeType mimeTypeOf(const HeaderFields &fields)
{
    MimeType type;
    const QByteArray contentType = fields.value("Content-Type", 8192);
    if (!contentType.isEmpty()) {
        type.isDeclared = true;
        const ParameterField field = parseParameters(contentType);
        if (isMediaType(field.value))
            type.type = field.value;
        else if (field.value == "text" || field.value.isEmpty())
            type.type = "text/plain";
        else
            type.type = "application/octet-stream";
        type.charset = field.parameter("charset").toLatin1();
        type.name = field.parameter("name");
        if (type.type.startsWith("multipart/")) {
            type.boundary =
                withoutTrailingBlanks(field.parameter("boundary").toUtf8()).toByteArray();
            type.reportType = field.parameter("report-type").toLatin1().toLower();
        }
        type.isFlowed = field.parameter("format").compare(u"flowed", Qt::CaseInsensitive) == 0;
        type.deleteSpace = field.parameter("delsp").compare(u"yes", Qt::CaseInsensitive) == 0;
    }
    const QByteArray disposition = fields.value("Content-Disposition", 8192);
    if (!disposition.isEmpty()) {
        const ParameterField field = parseParameters(disposition);
        type.isInline = field.value == "inline";
        type.isAttachment =
            !type.isInline && !field.value.isEmpty(); // RFC 2183: unknown ones are attachments
        const QString name = field.parameter("filename");
        if (!name.isEmpty())
            type.name = name;
    }
    if (const QByteArrayList ids = messageIdsIn(fields.value("Content-ID", 2048), 1);
        !ids.isEmpty())
        type.contentId = ids.first();
    type.encoding = parseParameters(fields.value("Content-Transfer-Encoding", 200)).value;
    return type;
}

QByteArray MimePart::decoded() const
{
    if (isMultipart)
        return body.toByteArray();
    if (type.encoding == "base64")
        return QByteArray::fromBase64(QByteArray::fromRawData(body.data(), body.size()));
    if (type.encoding == "quoted-printable")
        return decodeQuotedPrintable(body);
    if (type.encoding == "x-uuencode" || type.encoding == "uuencode" || type.encoding == "x-uue")
        return KCodecs::uudecode(QByteArray::fromRawData(body.data(), body.size()));
    return body.toByteArray();
}

qint64 MimePart::decodedSize() const
{
    if (type.encoding == "base64")
        return std::ranges::count_if(body, isBase64Char) * 3 / 4;
    if (type.encoding.isEmpty() || type.encoding == "7bit" || type.encoding == "8bit" ||
        type.encoding == "binary")
        return body.size();
    return decoded().size();
}

HeaderBodySplit splitHeader(QByteArrayView mail)
{
    if (mail.startsWith('\n'))
        return {mail.first(0), mail.sliced(1)};
    const qsizetype end = mail.indexOf(QByteArrayView("\n\n"));
    if (end < 0)
        return {mail, mail.last(0)};
    return {mail.first(end + 1), mail.sliced(end + 2)};
}

MimeTree splitMime(QByteArrayView mail)
{
    return MimeSplitter(mail).split();
}

} // namespace casement

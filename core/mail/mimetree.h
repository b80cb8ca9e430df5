// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <utility>
#include <vector>

namespace casement
{

/// The fields of a header block, found by name, read only when asked for.
class HeaderFields
{
public:
    HeaderFields() = default;
    /// \a block must outlive this: the fields are views into it. Line ends are LF.
    explicit HeaderFields(QByteArrayView block);

    /// The body of the first field called \a name, unfolded and trimmed; empty when there is none.
    /// At most
    /// \a maxLength bytes: what is longer is hostile, and parsers of structured fields are not
    /// linear.
    [[nodiscard]] QByteArray value(QByteArrayView name, qsizetype maxLength = 64 * 1024) const;
    [[nodiscard]] bool contains(QByteArrayView name) const;
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }

private:
    struct Field {
        QByteArrayView name;
        QByteArrayView body;
    };
    std::vector<Field> m_fields;
};

/// What a part's Content-Type, Content-Disposition and other fields say (RFC 2045, 2183, 2231).
struct MimeType {
    QByteArray type = "text/plain"; ///< lower case, always "a/b"
    QByteArray charset;
    QByteArray boundary;
    QString name;          ///< filename or name, decoded, hostile
    QByteArray reportType; ///< of multipart/report, lower case
    bool isFlowed = false;
    bool deleteSpace = false;
    bool isAttachment = false; ///< Content-Disposition: attachment
    bool isInline = false;     ///< Content-Disposition: inline
    QByteArray contentId;      ///< without angle brackets
    QByteArray encoding;       ///< Content-Transfer-Encoding, lower case
    bool isDeclared = false;   ///< there is a Content-Type field
};

/// One node of a MIME tree. The views point into the mail that was split.
struct MimePart {
    int parent = -1; ///< index in MimeTree::parts
    QByteArray path; ///< "1.2", as in IMAP: children are counted from 1; the root of a single-part
                     ///< mail is "1"
    HeaderFields fields;
    MimeType type;
    QByteArrayView
        body; ///< still encoded; for a multipart everything between the header and its end
    bool isMultipart = false;

    [[nodiscard]] QByteArray decoded() const; ///< the body without its transfer encoding
    [[nodiscard]] qint64 decodedSize() const; ///< its size; base64 is counted, not decoded
};

/// The structure of a mail, made in one pass over its bytes, without recursion and without copying
/// bodies.
///
/// KMime's Content tree is not used here: for hostile mail it recurses once a level, copies every
/// body once a level, rewrites text that looks uuencoded or yEnc (in quadratic time), and is not
/// safe on several threads (headervalues.h).
struct MimeTree {
    static constexpr int kMaxDepth = 100;
    static constexpr int kMaxParts = 5000; ///< the last one takes the rest of the mail

    std::vector<MimePart> parts; ///< in the order of the mail; [0] is the root
    bool isTooDeep = false;      ///< nested beyond kMaxDepth: the parts below are not split

    /// Whether parts[\a index] is a multipart that has some: one without is as good as a leaf.
    [[nodiscard]] bool hasParts(std::size_t index) const
    {
        return index + 1 < parts.size() && std::cmp_equal(parts[index + 1].parent, index);
    }
};

/// Where the header block of \a mail (LF line ends) stops and its body starts. The block includes
/// the line end of its last field.
struct HeaderBodySplit {
    QByteArrayView header;
    QByteArrayView body;
};
[[nodiscard]] HeaderBodySplit splitHeader(QByteArrayView mail);

/// \a mail has LF line ends (withUnixLineEnds()) and must outlive the result.
[[nodiscard]] MimeTree splitMime(QByteArrayView mail);

/// Reads the MIME fields out of a header.
[[nodiscard]] MimeType mimeTypeOf(const HeaderFields &fields);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyblob.h"

#include "core/channels/bluesky/blueskysettings.h"
#include "core/channels/filejob.h"

namespace casement
{

namespace
{

/// Version 1, codec raw (0x55), SHA-256 (0x12) of 32 bytes.
constexpr char kPrefix[] = "\x01\x55\x12\x20";
constexpr qsizetype kHashSize = 32;

/// RFC 4648, section 6, in lower case and without padding; empty for what is none, also where the
/// bits that are left over are not 0.
QByteArray fromBase32(QStringView text)
{
    QByteArray bytes;
    quint32 bits = 0;
    int count = 0;
    for (const QChar c : text) {
        const char16_t code = c.unicode();
        if (code >= u'a' && code <= u'z')
            bits = (bits << 5) | static_cast<quint32>(code - u'a');
        else if (code >= u'2' && code <= u'7')
            bits = (bits << 5) | static_cast<quint32>(code - u'2' + 26);
        else
            return {};
        count += 5;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>((bits >> count) & 0xff);
        }
        bits &= (1U << count) - 1;
    }
    return bits == 0 && count < 5 ? bytes : QByteArray();
}

} // namespace

Result<BlueskyBlob> blueskyBlobOf(const QJsonValue &post, const QString &part)
{
    // The view of a file has links to copies of it; the record beside it has the file.
    const QString place = part.startsWith(u"/embed") ? u"/record" + part : part;
    const QJsonValue named = jsonAt(post, place);
    const QJsonValue file = named[u"image"].isObject() ? named[u"image"] : named[u"video"];
    const QString uri = post[u"uri"].toString().left(1000);
    const QString did = uri.startsWith(u"at://") ? uri.sliced(5).section(u'/', 0, 0) : QString();
    const QString cid = file[u"ref"][u"$link"].toString();
    if (!isBlueskyDid(did) || blueskyBlobHash(cid).isEmpty())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The post does not say where this file is; open it in the "
                                   "browser."));
    return BlueskyBlob{.did = did, .cid = cid};
}

QByteArray blueskyBlobHash(const QString &cid)
{
    if (cid.size() != 59 || !cid.startsWith(u'b')) // base32 of 36 bytes, after its letter
        return {};
    const QByteArray bytes = fromBase32(QStringView(cid).sliced(1));
    const QByteArrayView prefix(kPrefix, 4);
    return bytes.size() == prefix.size() + kHashSize && bytes.startsWith(prefix)
               ? bytes.sliced(prefix.size())
               : QByteArray();
}

} // namespace casement

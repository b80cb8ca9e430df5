// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailcomposer.h"

#include "core/domain/language.h"
#include "core/mail/mailtext.h"

#include <KCodecs>
#include <QCryptographicHash>
#include <QLocale>
#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kFoldAt = 76;
constexpr qsizetype kMaxReferencesWritten = 20;
constexpr qsizetype kMaxId = 900;

bool isPlainAscii(QStringView text)
{
    return std::ranges::all_of(text,
                               [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; });
}

/// Encoded words (RFC 2047) of at most 75 bytes, each with whole characters only.
QByteArrayList encodedWords(const QString &text)
{
    QByteArrayList words;
    QByteArray chunk;
    const auto flush = [&] {
        if (!chunk.isEmpty())
            words += "=?UTF-8?B?" + chunk.toBase64() + "?=";
        chunk.clear();
    };
    for (const char32_t character : text.toUcs4()) {
        const QByteArray bytes = QString::fromUcs4(&character, 1).toUtf8();
        if (chunk.size() + bytes.size() > 45) // 60 characters of base64 and 12 around them
            flush();
        chunk += bytes;
    }
    flush();
    return words;
}

/// Writes header fields. Everything that it gets loses line ends and control characters first:
/// nothing can begin a field of its own.
class HeaderWriter
{
public:
    void tokens(QByteArrayView name, const QByteArrayList &words)
    {
        QByteArray line = name.toByteArray() + ':';
        for (QByteArray word : words) {
            word.removeIf([](char c) { return c == '\r' || c == '\n' || c == '\0'; });
            if (line.size() + 1 + word.size() > kFoldAt && line.size() > name.size() + 1) {
                m_bytes += line + "\r\n";
                line.clear();
            }
            line += ' ' + word;
        }
        m_bytes += line + "\r\n";
    }

    void text(QByteArrayView name, const QString &value)
    {
        const QString line = singleLine(value, 2000);
        // What looks like an encoded word has to be encoded itself, or a reader would decode it.
        if (!isPlainAscii(line) || line.contains(u"=?"))
            return tokens(name, encodedWords(line));
        const QByteArrayList words = line.toLatin1().split(' ');
        // A word that is longer than a line may be cannot be folded.
        if (std::ranges::any_of(words, [](const QByteArray &word) { return word.size() > 900; }))
            return tokens(name, encodedWords(line));
        tokens(name, words);
    }

    QByteArray bytes() const { return m_bytes; }

private:
    QByteArray m_bytes;
};

/// A mailbox in words between which a line may be folded.
Result<QByteArrayList> mailboxWords(const Address &address)
{
    const Result<QString> wire = wireAddress(address.address);
    if (!wire)
        return std::unexpected(wire.error());
    const QString name = singleLine(address.name, 200);
    QByteArrayList words;
    if (!name.isEmpty()) {
        if (isPlainAscii(name) && !name.contains(u"=?")) {
            QByteArray quoted = name.toLatin1();
            quoted.replace('\\', "\\\\").replace('"', "\\\"");
            words += '"' + quoted + '"';
        } else {
            words = encodedWords(name);
        }
        words += '<' + wire->toLatin1() + '>';
    } else {
        words += wire->toLatin1();
    }
    return words;
}

Result<void> writeMailboxes(HeaderWriter &header, QByteArrayView name,
                            const QList<Address> &addresses)
{
    if (addresses.isEmpty())
        return {};
    QByteArrayList all;
    for (const Address &address : addresses) {
        Result<QByteArrayList> words = mailboxWords(address);
        if (!words)
            return std::unexpected(words.error());
        if (!all.isEmpty())
            all.last() += ',';
        all += *words;
    }
    header.tokens(name, all);
    return {};
}

/// Ids in angle brackets; what cannot be an id, or could end one early, is left out.
QByteArrayList idWords(const QByteArrayList &ids)
{
    QByteArrayList words;
    for (const QByteArray &id : ids) {
        const bool isUsable =
            !id.isEmpty() && id.size() <= kMaxId && std::ranges::all_of(id, [](char c) {
                return c > ' ' && c < 0x7f && c != '<' && c != '>';
            });
        if (isUsable)
            words += '<' + id + '>';
    }
    if (words.size() >
        kMaxReferencesWritten) // the first names the conversation, the last ones the way to it
        words.remove(1, words.size() - kMaxReferencesWritten);
    return words;
}

QByteArray withCrLf(QByteArray bytes)
{
    bytes.replace("\r\n", "\n");
    bytes.replace('\r', '\n');
    if (!bytes.endsWith('\n'))
        bytes += '\n';
    bytes.replace("\n", "\r\n");
    return bytes;
}

bool fitsSevenBit(QByteArrayView crlf, QByteArrayView boundaryStart)
{
    if (!isAscii(crlf) || crlf.contains('\0') || crlf.indexOf(boundaryStart) >= 0)
        return false;
    for (qsizetype begin = 0; begin < crlf.size();) {
        const qsizetype end = crlf.indexOf('\n', begin);
        const QByteArrayView line = crlf.sliced(begin, end - begin);
        // "From " is changed on the way by old servers, and a dot alone has ended many a mail.
        if (line.size() > 900 || line.startsWith("From ") || line.startsWith('.'))
            return false;
        begin = end + 1;
    }
    return true;
}

QByteArray textPart(QByteArrayView type, const QString &text, QByteArrayView boundaryStart)
{
    const QByteArray body = withCrLf(cleanText(text).toUtf8());
    const QByteArray head = "Content-Type: " + type + "; charset=utf-8\r\n";
    if (fitsSevenBit(body, boundaryStart))
        return head + "Content-Transfer-Encoding: 7bit\r\n\r\n" + body;
    QByteArray unix = body;
    unix.replace("\r\n", "\n");
    QByteArray encoded = KCodecs::quotedPrintableEncode(unix, false);
    if (!encoded.endsWith('\n'))
        encoded += '\n';
    encoded.replace("\n", "\r\n");
    return head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + encoded;
}

/// filename= for plain names, else RFC 2231 in pieces that fit a line.
QByteArray fileNameParameter(const QString &name)
{
    QString clean = singleLine(name, 200);
    clean = clean.sliced(std::max(clean.lastIndexOf(u'/'), clean.lastIndexOf(u'\\')) + 1);
    if (clean.isEmpty())
        clean = QStringLiteral("attachment");
    if (isPlainAscii(clean) && clean.size() <= 60 && !clean.contains(u"=?"))
        return ";\r\n filename=\"" + clean.toLatin1().replace('\\', "\\\\").replace('"', "\\\"") +
               '"';
    const QByteArray encoded = "UTF-8''" + clean.toUtf8().toPercentEncoding();
    QByteArray result;
    int piece = 0;
    for (qsizetype pos = 0; pos < encoded.size(); ++piece) {
        qsizetype length = std::min<qsizetype>(54, encoded.size() - pos);
        while (pos + length < encoded.size() &&
               (encoded[pos + length - 1] == '%' || encoded[pos + length - 2] == '%'))
            --length; // an escape stays whole
        result +=
            ";\r\n filename*" + QByteArray::number(piece) + "*=" + encoded.sliced(pos, length);
        pos += length;
    }
    return result;
}

QByteArray attachmentPart(const Attachment &attachment)
{
    QByteArray type = attachment.mediaType.toLatin1().toLower();
    const qsizetype slash = type.indexOf('/');
    const bool isUsable =
        slash > 0 && slash + 1 < type.size() && type.size() < 100 &&
        std::ranges::all_of(
            type,
            [](char c) {
                return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("/.+-_", c);
            }) &&
        !type.startsWith("multipart/") &&
        !type.startsWith("message/"); // neither may be base64 (RFC 2046)
    if (!isUsable)
        type = "application/octet-stream";
    QByteArray part = "Content-Type: " + type +
                      "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment" +
                      fileNameParameter(attachment.name) + "\r\n\r\n";
    const QByteArray encoded = attachment.data.toBase64();
    part.reserve(part.size() + encoded.size() + encoded.size() / 38 + 2);
    for (qsizetype pos = 0; pos < encoded.size(); pos += 76)
        part += encoded.sliced(pos, std::min<qsizetype>(76, encoded.size() - pos)) + "\r\n";
    return part;
}

QByteArray multipart(QByteArrayView subtype, const QByteArray &boundary,
                     const QByteArrayList &parts)
{
    QByteArray result =
        "Content-Type: multipart/" + subtype + ";\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    for (const QByteArray &part : parts)
        result += "--" + boundary + "\r\n" + part + "\r\n";
    return result + "--" + boundary + "--\r\n";
}

QList<Address> withRole(const OutgoingMessage &message, RecipientRole role)
{
    QList<Address> result;
    for (const Recipient &recipient : message.recipients) {
        if (recipient.role == role)
            result += recipient.address;
    }
    return result;
}

} // namespace

Result<QString> wireAddress(const QString &address)
{
    const qsizetype at = address.lastIndexOf(u'@');
    const auto refuse = [&] {
        return fail(ErrorKind::Invalid,
                    QStringLiteral("“%1” is not an address that mail can be sent to.")
                        .arg(singleLine(address, 200)));
    };
    if (at <= 0 || at > 64 || address.size() > 254)
        return refuse();
    const QStringView local = QStringView(address).first(at);
    const bool isLocalUsable = std::ranges::all_of(local, [](QChar c) {
        return c.unicode() > 0x20 && c.unicode() < 0x7f &&
               !QStringView(u"<>()[]\\,;:\"@").contains(c);
    });
    const QByteArray domain = QUrl::toAce(address.sliced(at + 1));
    if (!isLocalUsable || domain.isEmpty() || domain.size() > 253)
        return refuse();
    const bool isDomainUsable = std::ranges::all_of(domain, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               c == '-' || c == '.' || c == '_';
    });
    if (!isDomainUsable)
        return refuse();
    return QString(local + u'@' + QLatin1StringView(domain));
}

Result<QStringList> envelopeRecipients(const OutgoingMessage &message)
{
    QStringList result;
    for (const Recipient &recipient : message.recipients) {
        if (recipient.role == RecipientRole::ReplyTo)
            continue;
        const Result<QString> wire = wireAddress(recipient.address.address);
        if (!wire)
            return std::unexpected(wire.error());
        if (!result.contains(*wire, Qt::CaseInsensitive))
            result += *wire;
    }
    if (result.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("The message has no recipient."));
    return result;
}

Result<QByteArray> composeMail(const OutgoingMessage &message, const MarkdownRenderer &renderer)
{
    const QByteArrayList id = idWords({message.messageId});
    if (id.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("The message has no Message-ID."));
    if (const Result<QStringList> recipients = envelopeRecipients(message); !recipients)
        return std::unexpected(recipients.error());

    HeaderWriter header;
    const QDateTime at =
        QDateTime::fromMSecsSinceEpoch(toMilliseconds(message.queuedAt), QTimeZone::UTC);
    header.tokens("Date",
                  {QLocale::c().toString(at, u"ddd, dd MMM yyyy HH:mm:ss").toLatin1() + " +0000"});
    if (const auto written = writeMailboxes(header, "From", {message.from}); !written)
        return std::unexpected(written.error());
    const QList<Address> to = withRole(message, RecipientRole::To);
    const QList<Address> cc = withRole(message, RecipientRole::Cc);
    for (const auto &[name, addresses] :
         {std::pair("To", to), std::pair("Cc", cc),
          std::pair("Reply-To", withRole(message, RecipientRole::ReplyTo))}) {
        if (const auto written = writeMailboxes(header, name, addresses); !written)
            return std::unexpected(written.error());
    }
    if (to.isEmpty() && cc.isEmpty())
        header.tokens("To", {"undisclosed-recipients:;"});
    header.text("Subject", message.subject);
    header.tokens("Message-ID", id);
    if (const QByteArrayList ids = idWords(message.inReplyTo); !ids.isEmpty())
        header.tokens("In-Reply-To", ids);
    if (const QByteArrayList ids =
            idWords(message.references.isEmpty() ? message.inReplyTo : message.references);
        !ids.isEmpty())
        header.tokens("References", ids);
    const QString language = languageTag(message.language);
    if (!language.isEmpty()) // RFC 3282
        header.tokens("Content-Language", {language.toLatin1()});
    header.tokens("MIME-Version", {"1.0"});

    // "=_" cannot occur in quoted-printable or base64.
    const QByteArray seed =
        QCryptographicHash::hash(message.uid.toBytes(), QCryptographicHash::Sha256)
            .toHex()
            .first(24);
    const QByteArray boundaryStart = "=_" + seed;
    QByteArray body = textPart("text/plain", message.markdown, boundaryStart);
    if (renderer) {
        const QString in = language.isEmpty() ? QString() : u" lang=\"" + language + u'"';
        const QString html = u"<!DOCTYPE html>\n<html" + in +
                             u"><head><meta charset=\"utf-8\"></head><body>\n" +
                             renderer(message.markdown) + u"\n</body></html>\n";
        body = multipart("alternative", boundaryStart + "-a",
                         {body, textPart("text/html", html, boundaryStart)});
    }
    if (!message.attachments.isEmpty()) {
        QByteArrayList parts{body};
        for (const Attachment &attachment : message.attachments)
            parts += attachmentPart(attachment);
        body = multipart("mixed", boundaryStart + "-m", parts);
    }
    return header.bytes() + body;
}

} // namespace casement

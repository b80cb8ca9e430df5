// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailmapping.h"

#include "core/domain/language.h"
#include "core/mail/automaticmail.h"
#include "core/mail/headervalues.h"
#include "core/mail/mailtext.h"
#include "core/mail/mimetree.h"
#include "core/text/htmltotext.h"

#include <KMime/Headers>
#include <QCryptographicHash>
#include <QtEndian>
#include <algorithm>

namespace casement
{

namespace
{

using namespace std::chrono_literals;

constexpr qsizetype kMaxSubject = 2000;
constexpr qsizetype kMaxRecipients = 2000;
constexpr qsizetype kMaxReferences = 100;
constexpr qsizetype kMaxBodyParts = 20;
/// Text of a quarantined mail: enough to see what it is; all of it is in `raw`.
constexpr qsizetype kMaxQuarantineText = 1024 * 1024;

QList<Address> addressesIn(const HeaderFields &fields, QByteArrayView name, qsizetype limit)
{
    QList<Address> result;
    const QByteArray value = fields.value(name, 256 * 1024);
    if (value.isEmpty())
        return result;
    for (const Mailbox &box : mailboxesIn(value, limit)) {
        result.append(Address{.kind = QStringLiteral("email"),
                              .address = normalizedAddress(QStringLiteral("email"), box.address),
                              .name = box.name});
    }
    return result;
}

std::optional<Timestamp> dateIn(const QByteArray &value)
{
    if (value.isEmpty())
        return std::nullopt;
    KMime::Headers::Date date;
    date.from7BitString(value);
    const QDateTime at = date.dateTime();
    if (!at.isValid())
        return std::nullopt;
    return fromDateTime(at);
}

/// The moment of the newest Received field, which the last server wrote (RFC 5321, section 4.4).
std::optional<Timestamp> receivedDate(const HeaderFields &fields)
{
    const QByteArray value = fields.value("Received", 4096);
    const qsizetype semicolon = value.lastIndexOf(';');
    return semicolon < 0
               ? std::nullopt
               : dateIn(value.sliced(semicolon + 1,
                                     std::min<qsizetype>(200, value.size() - semicolon - 1)));
}

void setDates(IncomingMessage &message, const HeaderFields &fields, const MailContext &context)
{
    message.sentAt = dateIn(fields.value("Date", 200));
    const auto isPlausible = [&](const std::optional<Timestamp> &at) {
        return at && toMilliseconds(*at) > 0 && *at < context.fallbackTime + 48h;
    };
    if (context.internalDate)
        message.receivedAt = *context.internalDate;
    else if (isPlausible(message.sentAt))
        message.receivedAt = *message.sentAt;
    else if (const auto received = receivedDate(fields); isPlausible(received))
        message.receivedAt = *received;
    else
        message.receivedAt = context.fallbackTime;
}

void setHeader(IncomingMessage &message, const HeaderFields &fields, const MailContext &context)
{
    for (const char *name : {"From", "Sender", "Return-Path"}) {
        const QList<Address> found = addressesIn(fields, name, 10);
        // Several authors are allowed; the first that can be answered speaks for them.
        const auto usable =
            std::ranges::find_if(found, [](const Address &a) { return a.address.contains(u'@'); });
        if (usable != found.end()) {
            const QString name_ = message.author.name;
            message.author = *usable;
            if (message.author.name.isEmpty())
                message.author.name = name_;
            break;
        }
        if (!found.isEmpty() && message.author.name.isEmpty())
            message.author.name = found.first().name;
    }
    message.author.kind = QStringLiteral("email");
    for (const auto &[name, role] :
         {std::pair("To", RecipientRole::To), std::pair("Cc", RecipientRole::Cc),
          std::pair("Bcc", RecipientRole::Bcc), std::pair("Reply-To", RecipientRole::ReplyTo)}) {
        for (const Address &address : addressesIn(fields, name, kMaxRecipients)) {
            if (!address.address.isEmpty())
                message.recipients.append({role, address});
        }
    }
    message.subject =
        singleLine(decodeEncodedWords(fields.value("Subject", 16 * 1024)), kMaxSubject);
    if (const QByteArrayList ids = messageIdsIn(fields.value("Message-ID", 4096), 1);
        !ids.isEmpty())
        message.messageId = ids.first();
    message.inReplyTo = messageIdsIn(fields.value("In-Reply-To", 16 * 1024), 20);
    message.references = messageIdsIn(fields.value("References"), kMaxReferences);
    // RFC 3282; the first of several.
    message.language =
        languageTag(QString::fromLatin1(fields.value("Content-Language", 200)).section(u',', 0, 0));
    setDates(message, fields, context);
}

QString leafName(const MimePart &part)
{
    QString name = singleLine(part.type.name, 1000);
    const qsizetype folder = std::max(name.lastIndexOf(u'/'), name.lastIndexOf(u'\\'));
    name = name.sliced(folder + 1).trimmed();
    if (name.size() > 255) // keep the end: it says what kind of file it is
        name = name.first(200) + name.last(40);
    if (name.isEmpty() && part.type.type == "message/rfc822") {
        const QByteArray mail =
            part.body.first(std::min<qsizetype>(part.body.size(), 65536)).toByteArray();
        const QString subject = singleLine(
            decodeEncodedWords(HeaderFields(splitHeader(mail).header).value("Subject", 4096)), 100);
        name = QString(subject).replace(u'/', u'_').replace(u'\\', u'_');
        if (!name.isEmpty())
            name += u".eml";
    }
    return name;
}

/// What is shown of one place in the mail: the same words as text and as HTML, or one of both.
struct BodyBlock {
    int owner = 0; ///< the multipart/alternative (or the part itself) that the words come from
    QString text{};
    QString html{};
    bool hasText = false;
    bool hasHtml = false;
};

/// Sorts the leaves of a tree into what is shown and what is attached.
class BodyReader
{
public:
    explicit BodyReader(const MimeTree &tree) : m_tree(tree) {}

    /// Returns whether some of the text had to be made from HTML.
    bool read(IncomingMessage &message)
    {
        for (int i = 0; i < static_cast<int>(m_tree.parts.size()); ++i)
            readPart(i, message);
        return join(message);
    }

private:
    const MimePart &part(int index) const { return m_tree.parts[static_cast<size_t>(index)]; }

    void readPart(int index, IncomingMessage &message)
    {
        const MimePart &leaf = part(index);
        if (m_tree.hasParts(static_cast<size_t>(index)))
            return;
        // A multipart without parts is broken mail: what it holds is shown as text.
        const bool isPlain = leaf.type.type == "text/plain" || leaf.isMultipart;
        const bool isHtml = leaf.type.type == "text/html";
        if ((isPlain || isHtml) && !leaf.type.isAttachment && takeAsBody(index, isHtml))
            return;
        if (message.attachments.size() < kMaxListedAttachments)
            message.attachments.append(attachment(leaf));
    }

    /// The outermost multipart/alternative around \a index, or \a index itself: words under the
    /// same owner say the same.
    int ownerOf(int index) const
    {
        int owner = index;
        for (int i = part(index).parent; i >= 0; i = part(i).parent) {
            if (part(i).type.type == "multipart/alternative")
                owner = i;
        }
        return owner;
    }

    bool takeAsBody(int index, bool isHtml)
    {
        const MimePart &leaf = part(index);
        const int owner = ownerOf(index);
        auto block =
            std::ranges::find_if(m_blocks, [&](const BodyBlock &b) { return b.owner == owner; });
        if (block == m_blocks.end()) {
            // After the first words, a named text is a file that somebody added, even if it is
            // marked inline.
            if (!m_blocks.empty() && !leaf.type.name.isEmpty())
                return false;
            if (m_blocks.size() >= kMaxBodyParts)
                return false;
            block = m_blocks.insert(m_blocks.end(), BodyBlock{.owner = owner});
        } else if ((isHtml ? block->hasHtml : block->hasText) && !leaf.type.name.isEmpty()) {
            return false;
        }
        QString words = cleanText(decodeCharset(leaf.decoded(), leaf.type.charset));
        if (!isHtml && leaf.type.isFlowed)
            words = unflowed(words, leaf.type.deleteSpace);
        QString &target = isHtml ? block->html : block->text;
        bool &has = isHtml ? block->hasHtml : block->hasText;
        target = has ? QString(target + u'\n' + words) : std::move(words);
        has = true;
        return true;
    }

    static Attachment attachment(const MimePart &leaf)
    {
        const bool isReferred = !leaf.type.contentId.isEmpty() && !leaf.type.isAttachment;
        return Attachment{.name = leafName(leaf),
                          .mediaType = QString::fromLatin1(leaf.type.type),
                          .size = leaf.decodedSize(),
                          .contentId = decodeUnlabelled(leaf.type.contentId),
                          .part = QString::fromLatin1(leaf.path),
                          .isInline = isReferred || leaf.type.isInline,
                          .data = {}};
    }

    bool join(IncomingMessage &message)
    {
        if (m_blocks.empty())
            return false;
        bool isDerived = false;
        const bool anyHtml =
            std::ranges::any_of(m_blocks, [](const BodyBlock &b) { return b.hasHtml; });
        for (BodyBlock &block : m_blocks) {
            if (block.hasHtml && QStringView(block.text).trimmed().isEmpty()) {
                isDerived = true;
                block.text = cleanText(htmlToText(block.html));
            }
            if (anyHtml && !block.hasHtml)
                block.html = u"<pre>" + block.text.toHtmlEscaped() + u"</pre>";
        }
        if (m_blocks.size() == 1) {
            message.text = std::move(m_blocks.front().text);
            message.html = std::move(m_blocks.front().html);
            return isDerived;
        }
        for (const BodyBlock &block : m_blocks) {
            if (!message.text.isEmpty() && !message.text.endsWith(u'\n'))
                message.text += u'\n';
            message.text += block.text;
            if (anyHtml)
                message.html += block.html;
        }
        return isDerived;
    }

    const MimeTree &m_tree;
    std::vector<BodyBlock> m_blocks;
};

/// Feeds a hash with parts that cannot be shifted into each other.
class PartsHash
{
public:
    void add(QByteArrayView bytes)
    {
        const quint64 length = qToBigEndian(static_cast<quint64>(bytes.size()));
        m_hash.addData(QByteArrayView(reinterpret_cast<const char *>(&length), sizeof length));
        m_hash.addData(bytes);
    }
    QByteArray result() const { return m_hash.result(); }

private:
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

/// The words of a body as relays and archives leave them alike: no blanks at line ends, no empty
/// lines at the end.
QByteArray normalizedBody(const QString &text)
{
    const QByteArray utf8 = text.toUtf8();
    QByteArray result(utf8.size(), Qt::Uninitialized);
    char *out = result.data();
    char *const begin = out;
    for (const char c : utf8) {
        if (c == '\n') {
            while (out > begin && (out[-1] == ' ' || out[-1] == '\t'))
                --out;
        }
        *out++ = c;
    }
    while (out > begin && (out[-1] == ' ' || out[-1] == '\t' || out[-1] == '\n'))
        --out;
    result.truncate(out - begin);
    return result;
}

QByteArray contentHashOf(const IncomingMessage &message, bool textIsDerived)
{
    PartsHash hash;
    hash.add(message.author.address.toUtf8());
    hash.add(message.subject.toUtf8());
    hash.add(normalizedBody(textIsDerived ? message.html : message.text));
    for (const Attachment &attachment : message.attachments) {
        hash.add(attachment.name.toUtf8());
        hash.add(QByteArray::number(attachment.size));
    }
    return hash.result().first(16);
}

IncomingMessage started(const QByteArray &raw, const HeaderBodySplit &split,
                        const MailContext &context)
{
    IncomingMessage message;
    message.raw = raw;
    message.rawFormat = RawFormat::Rfc5322;
    message.direction = context.direction;
    message.isSeen = context.seen;
    message.isAnswered = context.answered;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(split.header);
    if (!split.header.isEmpty() && !split.header.endsWith('\n'))
        hash.addData(QByteArrayView("\n"));
    if (split.header.isEmpty()) // no header at all: its body has to tell it from others
        hash.addData(split.body);
    message.remoteKey = hash.result();
    return message;
}

void quarantine(IncomingMessage &message, QByteArrayView bytes, const QString &reason)
{
    message.quarantineReason = reason;
    message.text =
        cleanText(decodeUnlabelled(bytes.first(std::min(bytes.size(), kMaxQuarantineText))));
    message.html.clear();
    message.attachments.clear();
}

} // namespace

IncomingMessage mapMail(const QByteArray &raw, const MailContext &context)
{
    const QByteArray mail = withUnixLineEnds(raw);
    const HeaderBodySplit split = splitHeader(mail);
    IncomingMessage message = started(raw, split, context);
    const MimeTree tree = splitMime(mail);
    const MimePart &root = tree.parts.front();
    setHeader(message, root.fields, context);
    bool isDerived = false;
    if (root.fields.isEmpty()) {
        quarantine(message, mail, QStringLiteral("It has no mail header."));
    } else if (tree.isTooDeep) {
        quarantine(
            message, split.body,
            QStringLiteral("Its parts are nested more than %1 deep.").arg(MimeTree::kMaxDepth));
    } else {
        isDerived = BodyReader(tree).read(message);
    }
    message.isAutomatic = isAutomaticMail(tree);
    message.deliveryReport = deliveryReportIn(tree);
    message.contentHash = contentHashOf(message, isDerived);
    return message;
}

std::optional<QByteArray> extractPart(const QByteArray &raw, const QString &part)
{
    const QByteArray mail = withUnixLineEnds(raw);
    const QByteArray path = part.toLatin1();
    const MimeTree tree = splitMime(mail);
    for (std::size_t i = 0; i < tree.parts.size(); ++i) {
        if (tree.parts[i].path == path && !tree.hasParts(i))
            return tree.parts[i].decoded();
    }
    return std::nullopt;
}

QByteArray mailRemoteKey(const QByteArray &raw)
{
    const QByteArray mail = withUnixLineEnds(raw);
    return started(raw, splitHeader(mail), {}).remoteKey;
}

IncomingMessage mapHeaderOnly(const QByteArray &header, const MailContext &context,
                              const QString &reason)
{
    const QByteArray mail = withUnixLineEnds(header);
    const HeaderBodySplit split = splitHeader(mail);
    IncomingMessage message = started(header, split, context);
    const MimeTree tree = splitMime(split.header);
    setHeader(message, tree.parts.front().fields, context);
    message.isAutomatic = isAutomaticMail(tree);
    message.quarantineReason = reason;
    message.contentHash = contentHashOf(message, false);
    return message;
}

} // namespace casement

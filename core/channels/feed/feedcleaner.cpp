// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/feed/feedcleaner.h"

#include "core/channels/feed/feedparser.h"
#include "core/text/htmlentities.h"

#include <QRegularExpression>
#include <QStringDecoder>
#include <QXmlStreamReader>
#include <QXmlStreamWriter>
#include <algorithm>

namespace casement
{

namespace
{

constexpr int kMaxDepth = 64;
constexpr int kMaxElements = 400'000;
constexpr qsizetype kMaxLink = 4000;
constexpr int kMaxTtlMinutes = 24 * 60;

class HtmlNames final : public QXmlStreamEntityResolver
{
public:
    QString resolveUndeclaredEntity(const QString &name) override
    {
        const char16_t c = name.size() <= longestEntityName ? entityNamed(name) : u'\0';
        return c ? QString(QChar(c)) : QString();
    }
};

QByteArray charsetOf(const QByteArray &contentType)
{
    static const QRegularExpression charset(QStringLiteral("charset\\s*=\\s*\"?([\\w.:-]{1,40})"),
                                            QRegularExpression::CaseInsensitiveOption);
    return charset.match(QString::fromLatin1(contentType.left(500))).captured(1).toLatin1();
}

bool hasByteOrderMark(const QByteArray &bytes)
{
    return bytes.startsWith("\xef\xbb\xbf") || bytes.startsWith("\xff\xfe") ||
           bytes.startsWith("\xfe\xff");
}

/// Reads and writes at the same time.
class Cleaner
{
public:
    explicit Cleaner(const QUrl &url) : m_url(url), m_host(url.host()), m_writer(&m_clean.xml)
    {
        m_reader.setEntityResolver(&m_names);
    }

    Result<CleanFeed> clean(const QByteArray &bytes, const QByteArray &contentType)
    {
        QStringDecoder decoder(charsetOf(contentType).constData());
        if (!hasByteOrderMark(bytes) && decoder.isValid())
            m_reader.addData(QString(decoder.decode(bytes)));
        else
            m_reader.addData(bytes);
        m_writer.writeStartDocument();
        while (!m_reader.atEnd()) {
            m_reader.readNext();
            if (const auto problem = take(); !problem.isEmpty())
                return fail(ErrorKind::Protocol, problem);
        }
        if (m_reader.hasError()) {
            const bool isPage = bytes.left(2000).toLower().contains("<html");
            return fail(ErrorKind::Protocol,
                        isPage ? QStringLiteral("%1 sent a web page instead of a feed.").arg(m_host)
                               : QStringLiteral("The feed of %1 is broken at line %2.")
                                     .arg(m_host)
                                     .arg(m_reader.lineNumber()));
        }
        m_writer.writeEndDocument();
        return m_clean;
    }

private:
    QString take()
    {
        switch (m_reader.tokenType()) {
        case QXmlStreamReader::DTD:
            if (m_reader.text().contains(u'['))
                return QStringLiteral("The feed of %1 declares entities, which is not read: it "
                                      "could grow without end.")
                    .arg(m_host);
            break;
        case QXmlStreamReader::StartElement:
            return startElement();
        case QXmlStreamReader::EndElement:
            endElement();
            break;
        case QXmlStreamReader::Characters:
            if (m_isLink)
                m_link += m_reader.text().left(kMaxLink - std::min(kMaxLink, m_link.size()));
            else if (m_skipped == 0)
                m_writer.writeCharacters(m_reader.text().toString());
            if (m_isNoted && m_noted.size() < 100)
                m_noted += m_reader.text();
            break;
        default:
            break;
        }
        return {};
    }

    bool isItem() const { return m_reader.name() == u"item" || m_reader.name() == u"entry"; }

    QString startElement()
    {
        if (++m_depth > kMaxDepth || ++m_elements > kMaxElements)
            return QStringLiteral("The feed of %1 is nested or split beyond reason and was not "
                                  "read.")
                .arg(m_host);
        if (m_skipped == 0 && isItem() && m_clean.items.size() >= kMaxFeedItems)
            m_skipped = m_depth;
        if (m_skipped != 0)
            return {};
        finishLink();
        const bool isOutermost = isItem() && m_item == 0;
        if (isOutermost) {
            m_writer.writeCharacters(QString()); // closes the tag before
            m_item = m_depth;
            m_itemStart = m_clean.xml.size();
        }
        m_writer.writeStartElement(m_reader.namespaceUri().toString(), m_reader.name().toString());
        for (const QXmlStreamAttribute &attribute : m_reader.attributes())
            m_writer.writeAttribute(attribute);
        if (m_depth <= 4 && m_item == 0 &&
            (m_reader.name() == u"ttl" || m_reader.name() == u"hour")) {
            m_isNoted = true;
            m_noted.clear();
        }
        // RSS; Atom has it in an attribute.
        m_isLink = m_item != 0 && m_reader.name() == u"link" &&
                   !m_reader.attributes().hasAttribute(u"href");
        return {};
    }

    void finishLink()
    {
        if (std::exchange(m_isLink, false))
            m_writer.writeCharacters(
                feedLink(std::exchange(m_link, {}), m_url).toString(QUrl::FullyEncoded));
    }

    void endElement()
    {
        finishLink();
        if (m_skipped == 0)
            m_writer.writeEndElement();
        if (m_item == m_depth && m_skipped == 0) {
            m_clean.items += m_clean.xml.sliced(m_itemStart).trimmed();
            m_item = 0;
        }
        if (m_skipped == m_depth)
            m_skipped = 0;
        if (std::exchange(m_isNoted, false)) {
            bool isNumber = false;
            const int number = m_noted.trimmed().toInt(&isNumber);
            if (isNumber && m_reader.name() == u"ttl" && number > 0)
                m_clean.ttl = std::chrono::minutes(std::min(number, kMaxTtlMinutes));
            // RSS 0.91 counted from 1 to 24.
            if (isNumber && m_reader.name() == u"hour" && number >= 0 && number <= 24)
                m_clean.skipHours.insert(number % 24);
        }
        --m_depth;
    }

    QUrl m_url;
    QString m_host;
    HtmlNames m_names;
    QXmlStreamReader m_reader;
    CleanFeed m_clean;
    QXmlStreamWriter m_writer;
    int m_depth = 0;
    int m_elements = 0;
    int m_item = 0;    ///< depth of the item that is open; 0: none
    int m_skipped = 0; ///< depth of the item that is left out; 0: none
    qsizetype m_itemStart = 0;
    bool m_isLink = false;
    QString m_link;
    bool m_isNoted = false;
    QString m_noted;
};

} // namespace

QUrl feedLink(const QString &text, const QUrl &base)
{
    if (text.isEmpty() || text.size() > kMaxLink)
        return {};
    const QUrl url = base.resolved(QUrl(text.trimmed()));
    const bool isWeb = url.scheme() == u"https" || url.scheme() == u"http";
    return isWeb && !url.host().isEmpty() && url.userInfo().isEmpty() ? url : QUrl();
}

Result<CleanFeed> cleanFeed(const QByteArray &bytes, const QByteArray &contentType, const QUrl &url)
{
    return Cleaner(url).clean(bytes, contentType);
}

} // namespace casement

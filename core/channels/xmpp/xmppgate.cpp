// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppgate.h"

#include "core/text/plaintext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr auto kStreams = "http://etherx.jabber.org/streams"_L1;
constexpr auto kClient = "jabber:client"_L1;
constexpr auto kSasl = "urn:ietf:params:xml:ns:xmpp-sasl"_L1;
constexpr auto kTls = "urn:ietf:params:xml:ns:xmpp-tls"_L1;
constexpr auto kManagement = "urn:xmpp:sm:3"_L1;
constexpr auto kXmlNamespace = "http://www.w3.org/XML/1998/namespace"_L1;

/// Deeper than any stanza can be that came through another server's limit for stanzas.
constexpr int kDeepest = 400'000;
constexpr qsizetype kMaxWords = 4096;
constexpr auto kThrottled = std::chrono::seconds(60);

void appendAscii(QByteArray &out, QStringView text, bool inAttribute)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == u'&') {
            out += "&amp;";
        } else if (c == u'<') {
            out += "&lt;";
        } else if (c == u'>') {
            out += "&gt;";
        } else if (c == u'"' && inAttribute) {
            out += "&quot;";
        } else if (c.unicode() < 0x80 && (c.unicode() >= 0x20 || (c == u'\n' && !inAttribute))) {
            out += c.toLatin1();
        } else {
            char32_t code = c.unicode();
            if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
                code = QChar::surrogateToUcs4(c, text[++i]);
            if (!QChar::isSurrogate(code))
                out += "&#" + QByteArray::number(static_cast<uint>(code)) + ';';
        }
    }
}

bool isPlainName(QStringView name)
{
    return std::ranges::all_of(
        name, [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f && c != u':'; });
}

} // namespace

XmppGate::XmppGate(const QString &host) : m_host(host)
{
}

void XmppGate::restart()
{
    m_reader.clear();
    m_depth = 0;
    m_skipBelow = 0;
    m_unfinished = 0;
    m_namespaces.clear();
    m_stanza.clear();
}

Result<void> XmppGate::feed(QByteArrayView bytes, QByteArray &out)
{
    m_unfinished += bytes.size();
    m_reader.addData(bytes.toByteArray());
    while (true) {
        switch (m_reader.readNext()) {
        case QXmlStreamReader::StartDocument:
        case QXmlStreamReader::Comment:
        case QXmlStreamReader::EndDocument:
        case QXmlStreamReader::NoToken:
            break;
        case QXmlStreamReader::StartElement:
            if (const auto taken = startElement(out); !taken)
                return taken;
            break;
        case QXmlStreamReader::EndElement:
            if (const auto taken = endElement(out); !taken)
                return taken;
            break;
        case QXmlStreamReader::Characters:
            if (m_depth < 2 || m_skipBelow > 0)
                break;
            if ((m_kind == Kind::Challenge || m_isText) && m_text.size() < kMaxWords)
                m_text += m_reader.text().left(kMaxWords);
            if (!m_isCut)
                appendAscii(m_stanza, m_reader.text(), false);
            break;
        case QXmlStreamReader::DTD:
        case QXmlStreamReader::EntityReference:
        case QXmlStreamReader::ProcessingInstruction:
            return fail(
                ErrorKind::Protocol,
                u"%1 sent XML that XMPP does not allow (RFC 6120, section 11.1)."_s.arg(m_host));
        case QXmlStreamReader::Invalid:
            if (m_reader.error() != QXmlStreamReader::PrematureEndOfDocumentError)
                return fail(ErrorKind::Protocol,
                            u"%1 sent something that is not XMPP."_s.arg(m_host));
            if (m_unfinished > kEndless)
                return fail(ErrorKind::Protocol, u"%1 sent a stanza without an end."_s.arg(m_host));
            return {};
        }
        if (!m_isCut && m_stanza.size() > kMaxStanza)
            m_isCut = true;
        if (m_isCut)
            m_stanza.clear();
    }
}

void XmppGate::startTag(bool isTop)
{
    const QStringView name = m_reader.name();
    const QStringView space = m_reader.namespaceUri();
    const bool isStreams = space == kStreams;
    const QString above = m_namespaces.isEmpty() ? QString(kClient) : m_namespaces.last();
    QByteArray tag = isStreams ? "<stream:" : "<";
    QByteArray end = isStreams ? "</stream:" : "</";
    tag += name.toLatin1();
    end += name.toLatin1() + '>';
    if (!isStreams && space != above) {
        tag += " xmlns=\"";
        appendAscii(tag, space, true);
        tag += '"';
    }
    const bool isEnabled = isTop && space == kManagement && name == "enabled"_L1;
    for (const QXmlStreamAttribute &each : m_reader.attributes()) {
        // A connection is never resumed here, and not anywhere else: the archive tells what came
        // meanwhile, and what was not acknowledged is not sent again without a question.
        if (isEnabled && each.name() != "id"_L1)
            continue;
        const bool isXml = each.namespaceUri() == kXmlNamespace;
        if (!isXml && !each.namespaceUri().isEmpty())
            continue;
        if (!isPlainName(each.name())) {
            m_isCut = true;
            continue;
        }
        tag += isXml ? " xml:" : " ";
        tag += each.name().toLatin1() + "=\"";
        appendAscii(tag, each.value(), true);
        tag += '"';
    }
    m_namespaces += isStreams ? above : space.toString();
    if (isTop) {
        const bool isUsable = tag.size() <= kMaxStanza;
        m_firstTag = isUsable ? tag : QByteArray("<message");
        m_endTag = isUsable ? end : QByteArray("</message>");
    }
    m_stanza += tag + '>';
}

Result<void> XmppGate::startElement(QByteArray &out)
{
    ++m_depth;
    if (m_depth > kDeepest)
        return fail(ErrorKind::Protocol, u"%1 sent a stanza without a bottom."_s.arg(m_host));
    const QStringView name = m_reader.name();
    const QStringView space = m_reader.namespaceUri();
    if (m_depth == 1) {
        if (name != "stream"_L1 || space != kStreams)
            return fail(ErrorKind::Protocol, u"%1 does not speak XMPP."_s.arg(m_host));
        out += "<stream:stream xmlns=\"jabber:client\" xmlns:stream=\"" +
               QByteArray(kStreams.data(), kStreams.size()) + '"';
        for (const QLatin1StringView each : {"id"_L1, "from"_L1, "version"_L1}) {
            out += ' ' + QByteArray(each.data(), each.size()) + "=\"";
            appendAscii(out, m_reader.attributes().value(each).left(1000), true);
            out += '"';
        }
        out += '>';
        m_namespaces += kClient;
        m_unfinished = 0;
        return {};
    }
    if (m_depth == 2) {
        m_stanza.clear();
        m_isCut = false;
        m_condition.clear();
        m_text.clear();
        m_isText = false;
        m_skipBelow = 0;
        m_kind = Kind::Ignored;
        if (space == kClient && (name == "message"_L1 || name == "presence"_L1 || name == "iq"_L1))
            m_kind = Kind::Stanza;
        else if (space == kStreams && name == "features"_L1)
            m_kind = Kind::Features;
        else if (space == kStreams && name == "error"_L1)
            m_kind = Kind::StreamError;
        else if (space == kSasl && name == "challenge"_L1)
            m_kind = Kind::Challenge;
        else if (space == kSasl && name == "success"_L1)
            m_kind = Kind::Success;
        else if (space == kSasl && name == "failure"_L1)
            m_kind = Kind::LoginFailure;
        else if (space == kManagement &&
                 (name == "a"_L1 || name == "r"_L1 || name == "enabled"_L1 || name == "failed"_L1))
            m_kind = Kind::Stanza;
        if (m_kind == Kind::Ignored)
            m_skipBelow = m_depth;
    } else if (m_depth == 3) {
        m_isText = name == "text"_L1;
        if (m_condition.isEmpty() && !m_isText)
            m_condition = name.left(100).toString();
        if (m_kind == Kind::Features && m_skipBelow == 0 && space == kTls)
            m_skipBelow = m_depth; // TLS is done, or it is not wanted
    }
    if (m_skipBelow > 0)
        return {};
    if (m_depth > kMaxDepth + 1 || !isPlainName(name))
        m_isCut = true;
    // What is cut is only counted.
    if (!m_isCut || m_depth == 2)
        startTag(m_depth == 2);
    return {};
}

Result<void> XmppGate::endElement(QByteArray &out)
{
    const int depth = m_depth--;
    if (depth == 1) {
        return fail(ErrorKind::Offline, u"%1 closed the connection."_s.arg(m_host));
    }
    if (m_skipBelow > 0) {
        if (depth == m_skipBelow)
            m_skipBelow = 0;
        if (depth == 2)
            m_unfinished = 0;
        return {};
    }
    if (!m_isCut) {
        const bool isStreams = m_reader.namespaceUri() == kStreams;
        m_stanza += (isStreams ? "</stream:" : "</") + m_reader.name().toLatin1() + '>';
        m_namespaces.removeLast();
    }
    if (depth == 3)
        m_isText = false;
    if (depth != 2)
        return {};

    m_unfinished = 0;
    m_namespaces.resize(1);
    if (m_kind == Kind::StreamError)
        return std::unexpected(streamError());
    if (m_kind == Kind::LoginFailure)
        return std::unexpected(loginError());
    if (m_kind == Kind::Challenge) {
        if (const auto checked = checkChallenge(); !checked)
            return checked;
    }
    if (m_isCut) {
        ++m_cutStanzas;
        m_isCut = false;
        out += m_firstTag + "><cut xmlns=\"" + kXmppCutNamespace + "\"/>" + m_endTag;
    } else {
        out += m_stanza;
    }
    m_stanza.clear();
    // After a login both sides begin a new stream (RFC 6120, section 6.4.6), and the server says
    // nothing before we have.
    if (m_kind == Kind::Success)
        restart();
    return {};
}

Result<void> XmppGate::checkChallenge() const
{
    const QByteArray challenge = QByteArray::fromBase64(m_text.toLatin1());
    for (const QByteArray &attribute : challenge.split(',')) {
        if (!attribute.startsWith("i="))
            continue;
        bool isNumber = false;
        const qint64 rounds = attribute.sliced(2).toLongLong(&isNumber);
        if (!isNumber || rounds < 1 || rounds > kMaxRounds)
            return fail(
                ErrorKind::Protocol,
                u"The login to %1 was given up: it asks for more work than is sane."_s.arg(m_host));
    }
    return {};
}

QString XmppGate::words() const
{
    const QString said = displayName(m_text.isEmpty() ? m_condition : m_text);
    return said.isEmpty() ? u"no reason was given"_s : said;
}

Error XmppGate::streamError() const
{
    const auto error = [this](ErrorKind kind, const QString &sentence) {
        return Error{.kind = kind, .detail = sentence.arg(m_host, words())};
    };
    if (m_condition == "not-authorized"_L1)
        return error(ErrorKind::AuthRequired,
                     u"%1 ended the connection because the login is not valid any more: %2"_s);
    if (m_condition == "host-unknown"_L1 || m_condition == "host-gone"_L1)
        return error(ErrorKind::Invalid, u"%1 does not serve this address: %2"_s);
    if (m_condition == "see-other-host"_L1)
        return {.kind = ErrorKind::Protocol,
                .detail = u"%1 wants this account to use another server, which is not followed; "
                          "enter that server in the account's settings."_s.arg(m_host)};
    if (m_condition == "policy-violation"_L1 || m_condition == "resource-constraint"_L1) {
        Error limited = error(ErrorKind::RateLimited, u"%1 asked to wait: %2"_s);
        limited.retryAfter = kThrottled;
        return limited;
    }
    return error(ErrorKind::Offline, u"%1 ended the connection: %2"_s);
}

Error XmppGate::loginError() const
{
    if (m_condition == "temporary-auth-failure"_L1)
        return {.kind = ErrorKind::Offline,
                .detail = u"%1 cannot check passwords at the moment: %2"_s.arg(m_host, words())};
    if (m_condition == "account-disabled"_L1)
        return {.kind = ErrorKind::Forbidden,
                .detail = u"%1 says that this account is disabled: %2"_s.arg(m_host, words())};
    if (m_condition == "not-authorized"_L1 || m_condition == "credentials-expired"_L1 ||
        m_condition == "invalid-authzid"_L1)
        return {.kind = ErrorKind::AuthRequired,
                .detail = u"%1 did not accept the address and password; check them."_s.arg(m_host)};
    return {.kind = ErrorKind::AuthRequired,
            .detail = u"%1 refused the login: %2"_s.arg(m_host, words())};
}

} // namespace casement

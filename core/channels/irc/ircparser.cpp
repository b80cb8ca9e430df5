// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircparser.h"

#include <QStringDecoder>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kMaxTags = 200;
constexpr qsizetype kMaxParams = 15;
constexpr qsizetype kMaxBody = 512;      // RFC 1459, with the CRLF
constexpr qsizetype kMaxTagsSent = 4096; // IRCv3: what a client may send, with "@" and the space
constexpr qsizetype kMaxWords = 300;

QByteArray unescaped(QByteArrayView value)
{
    QByteArray result;
    result.reserve(value.size());
    for (qsizetype i = 0; i < value.size(); ++i) {
        if (value[i] != '\\') {
            result += value[i];
            continue;
        }
        if (++i == value.size())
            break; // a backslash at the end is dropped
        switch (value[i]) {
        case ':':
            result += ';';
            break;
        case 's':
            result += ' ';
            break;
        case 'r':
            result += '\r';
            break;
        case 'n':
            result += '\n';
            break;
        default:
            result += value[i];
        }
    }
    return result;
}

QByteArray escaped(const QByteArray &value)
{
    QByteArray result;
    for (const char c : value) {
        switch (c) {
        case ';':
            result += "\\:";
            break;
        case ' ':
            result += "\\s";
            break;
        case '\\':
            result += "\\\\";
            break;
        default:
            result += c;
        }
    }
    return result;
}

bool canEndLine(const QByteArray &text)
{
    return std::ranges::any_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool isTagKey(const QByteArray &key)
{
    return !key.isEmpty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '.' || c == '/' || c == '+';
    });
}

IrcTags parseTags(QByteArrayView text)
{
    IrcTags tags;
    while (!text.isEmpty() && tags.size() < kMaxTags) {
        const qsizetype end = text.indexOf(';');
        const QByteArrayView tag = end < 0 ? text : text.first(end);
        const qsizetype equals = tag.indexOf('=');
        const QByteArray key = (equals < 0 ? tag : tag.first(equals)).toByteArray();
        if (!key.isEmpty())
            tags.insert(key, equals < 0 ? QByteArray() : unescaped(tag.sliced(equals + 1)));
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    }
    return tags;
}

QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype end = rest.indexOf(' ');
    const QByteArrayView word = end < 0 ? rest : rest.first(end);
    rest = end < 0 ? QByteArrayView() : rest.sliced(end);
    while (rest.startsWith(' '))
        rest = rest.sliced(1);
    return word;
}

} // namespace

QByteArray IrcMessage::nick() const
{
    const qsizetype bang = source.indexOf('!');
    const qsizetype end = bang < 0 ? source.indexOf('@') : bang;
    return end < 0 ? source : source.first(end);
}

std::optional<IrcMessage> parseIrcLine(QByteArrayView line)
{
    IrcMessage message;
    message.raw = line.toByteArray();
    QByteArrayView rest = line;
    while (rest.startsWith(' '))
        rest = rest.sliced(1);
    if (rest.startsWith('@'))
        message.tags = parseTags(takeWord(rest).sliced(1));
    if (rest.startsWith(':'))
        message.source = takeWord(rest).sliced(1).toByteArray();
    message.command = takeWord(rest).toByteArray().toUpper();
    if (message.command.isEmpty() || message.command.startsWith(':'))
        return std::nullopt;
    while (!rest.isEmpty()) {
        if (rest.startsWith(':')) {
            message.params += rest.sliced(1).toByteArray();
            break;
        }
        if (message.params.size() == kMaxParams - 1) {
            message.params += rest.toByteArray();
            break;
        }
        message.params += takeWord(rest).toByteArray();
    }
    return message;
}

Result<QByteArray> ircLine(const QByteArray &command, const QByteArrayList &params,
                           const IrcTags &tags)
{
    const auto refused = [](const QString &why) { return fail(ErrorKind::Invalid, why); };
    QByteArray line;
    for (auto tag = tags.begin(); tag != tags.end(); ++tag) {
        if (!isTagKey(tag.key()) || canEndLine(tag.value()))
            return refused(QStringLiteral("A message tag has a character that IRC cannot carry."));
        line += line.isEmpty() ? '@' : ';';
        line += tag.key();
        if (!tag.value().isEmpty())
            line += '=' + escaped(tag.value());
    }
    if (line.size() > kMaxTagsSent - 1)
        return refused(QStringLiteral("The message tags are longer than IRC allows."));
    if (!line.isEmpty())
        line += ' ';
    const qsizetype tagsLength = line.size();
    if (command.isEmpty() || canEndLine(command) || command.contains(' ') ||
        command.startsWith(':') || command.startsWith('@'))
        return refused(QStringLiteral("This is not an IRC command."));
    line += command;
    for (qsizetype i = 0; i < params.size(); ++i) {
        const QByteArray &param = params.at(i);
        if (canEndLine(param))
            return refused(
                QStringLiteral("A line break or NUL cannot be sent in a part of an IRC line."));
        const bool needsColon = param.isEmpty() || param.startsWith(':') || param.contains(' ');
        const bool isLast = i == params.size() - 1;
        if (needsColon && !isLast)
            return refused(QStringLiteral(
                "A name has a space or starts with a colon, which IRC cannot send."));
        line += ' ';
        if (needsColon || (isLast && (command == "PRIVMSG" || command == "NOTICE")))
            line += ':';
        line += param;
    }
    line += "\r\n";
    if (line.size() - tagsLength > kMaxBody)
        return refused(QStringLiteral("The line is longer than IRC allows."));
    return line;
}

QString decodeIrc(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder.decode(bytes);
    return decoder.hasError() ? QString::fromLatin1(bytes) : text;
}

QString ircWords(QByteArrayView bytes)
{
    QString words = decodeIrc(bytes.first(std::min<qsizetype>(bytes.size(), kMaxWords)));
    words.removeIf([](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format;
    });
    return words.simplified();
}

void IrcLineReader::feed(QByteArrayView bytes)
{
    if (m_position > 0) {
        m_buffer.remove(0, m_position);
        m_searched -= m_position;
        m_position = 0;
    }
    m_buffer += bytes;
}

std::optional<QByteArray> IrcLineReader::next()
{
    for (;;) {
        const qsizetype end = m_buffer.indexOf('\n', std::max(m_position, m_searched));
        if (end < 0) {
            m_searched = m_buffer.size();
            if (m_isSkipping || m_buffer.size() - m_position > kMaxLine) {
                m_skipped += m_buffer.size() - m_position;
                m_isSkipping = true;
                m_buffer.clear();
                m_position = m_searched = 0;
            }
            return std::nullopt;
        }
        const qsizetype start = std::exchange(m_position, end + 1);
        m_searched = m_position;
        m_skipped = 0;
        if (std::exchange(m_isSkipping, false) || end - start > kMaxLine) {
            ++m_oversized;
            continue;
        }
        QByteArray line = m_buffer.sliced(start, end - start);
        while (line.endsWith('\r'))
            line.chop(1);
        return line;
    }
}

void IrcLineReader::clear()
{
    *this = IrcLineReader();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QList>
#include <QXmlStreamReader>

namespace casement
{

/// The namespace of the mark that stands in place of what was too large or too deep to be let in.
inline constexpr char kXmppCutNamespace[] = "urn:casement:cut";

/// What a server says, as the library behind it may safely read it: the stream is read here in
/// bounded memory and without recursion, and written anew, one whole stanza at a time.
///
/// It is here because the library parses whatever has arrived into a tree, again and again until it
/// is complete, releases that tree recursively (a stanza of a few hundred kilobytes can be a
/// hundred thousand levels deep), decodes UTF-8 in pieces as they come (so everything leaves here
/// as ASCII with character references), follows a server's words to other hosts without TLS
/// (see-other-host, `location`), and derives a key with as many rounds as a server asks for.
///
/// A stanza over the limits is let in without its content and with a mark, so that the counting of
/// stream management stays right and one member cannot keep the account offline.
class XmppGate
{
public:
    static constexpr int kMaxDepth = 64;
    static constexpr qsizetype kMaxStanza = 1024 * 1024; ///< bytes, as written here
    static constexpr qsizetype kEndless = 8 * 1024 * 1024;
    static constexpr int kMaxRounds = 200'000; ///< of PBKDF2 in SCRAM

    /// \a host: for sentences only.
    explicit XmppGate(const QString &host);

    /// Takes what the server sent and appends what it comes to to \a out. After an error nothing
    /// more must be fed: the stream is broken, or the server ended it and said why.
    [[nodiscard]] Result<void> feed(QByteArrayView bytes, QByteArray &out);

    /// How many stanzas came in without their content.
    [[nodiscard]] int cutStanzas() const { return m_cutStanzas; }

private:
    enum class Kind { Ignored, Stanza, Features, StreamError, Challenge, Success, LoginFailure };

    [[nodiscard]] Result<void> startElement(QByteArray &out);
    [[nodiscard]] Result<void> endElement(QByteArray &out);
    void startTag(bool isTop);
    [[nodiscard]] Result<void> checkChallenge() const;
    [[nodiscard]] Error streamError() const;
    [[nodiscard]] Error loginError() const;
    [[nodiscard]] QString words() const;
    void restart();

    QString m_host;
    QXmlStreamReader m_reader;
    int m_depth = 0;
    int m_skipBelow = 0; ///< elements from this depth on are left out; 0: none
    qsizetype m_unfinished = 0;
    QList<QString> m_namespaces; ///< the default namespace at each depth, as written
    Kind m_kind = Kind::Ignored;
    bool m_isCut = false;
    QByteArray m_stanza;
    QByteArray m_firstTag; ///< of the stanza, without its ">"
    QByteArray m_endTag;
    QString m_condition; ///< of an error or a failure
    QString m_text;      ///< its words, or the content of a challenge
    bool m_isText = false;
    int m_cutStanzas = 0;
};

} // namespace casement

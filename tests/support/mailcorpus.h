// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <memory>
#include <optional>

namespace casement::testing
{

/// A mail of the corpus: LF line ends, as it would lie in a Maildir.
struct CorpusMail {
    QByteArray raw;
    QByteArray messageId; ///< without angle brackets
    QByteArray inReplyTo; ///< likewise; empty for the first of a thread
    QByteArray sender;    ///< address
    qint64 seconds = 0;   ///< since 1970, as its Date says; never decreases
};

/// An archive of a community's mail that looks like a real one to whoever parses, threads and
/// indexes it: words, people and threads with the long tails of real ones, answers that quote, HTML
/// alternatives, attachments, the headers that servers leave, lists, several languages and
/// encodings. Six years, growing, oldest first.
///
/// The same count and seed always make the same mails. One mail is in memory at a time, beside the
/// last words of some thousand threads that are still going on.
class MailCorpus final
{
public:
    MailCorpus(int count, quint64 seed);
    ~MailCorpus();
    MailCorpus(const MailCorpus &) = delete;
    MailCorpus &operator=(const MailCorpus &) = delete;

    /// The next mail; nothing after the last.
    [[nodiscard]] std::optional<CorpusMail> next();

    /// \a mail as it stands in an mbox file, with its From line and quoted as mboxrd (RFC 4155
    /// names no quoting; this is the one that can be undone).
    [[nodiscard]] static QByteArray toMbox(const CorpusMail &mail);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace casement::testing

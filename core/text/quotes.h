// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QList>
#include <QString>
#include <optional>
#include <utility>

namespace casement
{

/// A run of lines of a plain-text message.
struct TextSegment {
    enum class Kind { Text, Quote, Attribution, Signature, CodeBlock };
    Kind kind = Kind::Text;
    QString text;        ///< without quote marks, fences and the signature's `-- `
    QString language;    ///< of a code block, may be empty
    int depth = 0;       ///< of a quote, 1 for `> `
    qsizetype start = 0; ///< in the text that was given
    qsizetype length =
        0; ///< likewise, with marks and line ends: segments follow each other without a gap

    bool operator==(const TextSegment &) const = default;
};

/// Splits a message's text into what is new and what is not: `>` quotes (RFC 3676, section 4.5),
/// "On … wrote:" lines in the languages mail programs write them in, Outlook's headers (all after
/// them is quoted), the signature after `-- ` (RFC 3676, section 4.3), fenced code.
[[nodiscard]] QList<TextSegment> segmentText(QStringView text);

/// Whether \a line (white space simplified) announces a quote: "On 3 May, Ada wrote:", "Am …
/// schrieb …:", ….
[[nodiscard]] bool isAttributionLine(QStringView line);

/// \a text quoted for an answer: \a attribution on a line of its own, then each line with `> `;
/// what is quoted already gets one more `>`. Without the signature. Ends with a line feed.
[[nodiscard]] QString replyQuote(QStringView text, QStringView attribution);

/// The first words that say something: without quotes, attributions, signature and code fences, on
/// one line, at most
/// \a maxChars UTF-16 units, cut between graphemes and with `…` when cut. Of a message that is only
/// a quote, the quote.
[[nodiscard]] QString makeSnippet(QStringView text, qsizetype maxChars);

/// Where \a passage stands in \a text, as its first and the end in UTF-16 code units; how much
/// white space stands between words does not matter, since selecting in a window changes it. The
/// place next to \a around of several. None: it does not stand there, or is nothing but white
/// space.
[[nodiscard]] std::optional<std::pair<qsizetype, qsizetype>>
findPassage(QStringView text, QStringView passage, qsizetype around = 0);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

#include <QFont>
#include <QPalette>
#include <QTextFormat>
#include <QTextLayout>
#include <memory>

namespace KSyntaxHighlighting
{
class Repository;
}

namespace casement
{

class SafeDocument;

/// Colours code by its language. The definitions are read on first use: most conversations have no
/// code.
class CodeHighlighter
{
public:
    CodeHighlighter();
    ~CodeHighlighter();
    CodeHighlighter(const CodeHighlighter &) = delete;
    CodeHighlighter &operator=(const CodeHighlighter &) = delete;

    [[nodiscard]] KSyntaxHighlighting::Repository &repository();
    /// Formats for \a code; none when \a language is unknown or the code too long to be worth it.
    [[nodiscard]] QList<QTextLayout::FormatRange>
    formats(const QString &code, const QString &language, const QPalette &palette);

private:
    std::unique_ptr<KSyntaxHighlighting::Repository> m_repository;
};

/// The scheme of links that the program itself puts into a message's text; it never survives
/// sanitising.
inline constexpr QLatin1StringView quoteToggleLink{"casement-quote:"};
inline constexpr QLatin1StringView showMoreLink{"casement-more:"};

/// Block property: the depth of a quote, for the bar beside it.
inline constexpr int quoteDepthProperty = QTextFormat::UserProperty + 1;

struct TextOptions {
    bool showQuotes = false;
    qsizetype limit = 32'768; ///< UTF-16 units of the message that are laid out; the rest waits
                              ///< behind "Show more"
    QPalette palette;
    QFont font;
};

/// Fills \a document with the plain text of a message: links, quotes (short ones shown, long ones
/// behind a toggle unless
/// \a options says so), signature dimmed, code coloured. Returns whether quoted text is hidden.
bool fillWithText(SafeDocument &document, const QString &text, const TextOptions &options,
                  CodeHighlighter &code);

/// Fills \a document with sanitised \a html, and \a quotedHtml behind a toggle; code that names its
/// language is coloured.
void fillWithHtml(SafeDocument &document, const QString &html, const QString &quotedHtml,
                  const TextOptions &options, CodeHighlighter &code);

/// How long \a c takes to be laid out, in letters. An emoji takes that of several lines, because
/// its picture is unpacked for each place where it stands; a tab is a run of its own.
[[nodiscard]] qsizetype layoutCost(QChar c);

/// The words that stand for the link \a url in \a document.
[[nodiscard]] QString linkText(const SafeDocument &document, const QUrl &url);

} // namespace casement

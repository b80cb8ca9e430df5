// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/uid.h"

#include <QList>
#include <QString>
#include <optional>

namespace casement
{

/// One line of a notebook. Written `idea: …`, `decision: …`, `question: …`, `quote: …` or `sketch:
/// …`, with an author as `idea @Ada Lovelace: …` (of a decision those who decided: `decision @Ada,
/// Ben: …`), with or without a list dash before it; everything else is Text.
struct NotebookLine {
    /// Stored as its number: never renumber.
    enum class Kind { Text = 0, Idea = 1, Decision = 2, Question = 3, Quote = 4, Sketch = 5 };
    Kind kind = Kind::Text;
    QString author; ///< as written after the @; empty when none
    QString text;
    int number = 0; ///< line number, from 0

    bool operator==(const NotebookLine &) const = default;
};

[[nodiscard]] QString toString(NotebookLine::Kind kind);
[[nodiscard]] QList<NotebookLine> parseNotebook(QStringView markdown);
/// The typed ones alone.
[[nodiscard]] QList<NotebookLine> typedLines(QStringView markdown);

/// A line as it was known before an edit.
struct KnownLine {
    NotebookLine line;
    bool isGone = false; ///< it was taken out earlier; it comes back only with its very words
};

/// Which of \a known each of \a lines is, by its place in \a known; -1: it is new. No two are the
/// same. Both stand in the order of the notebook, what is gone at the end of \a known.
///
/// A line is who it was while it is edited or moved: first those that say the same words (of equal
/// ones the n-th is the n-th, then those that are gone), then what is left by the likeness of its
/// words, the most alike first, and last a line that stands alone between the same two neighbours
/// as one that is missed. So a line that is written anew from the first to the last word keeps its
/// identity only where it stands; what is lost otherwise is no more than the link from an outcome.
[[nodiscard]] QList<qsizetype> matchLines(const QList<KnownLine> &known,
                                          const QList<NotebookLine> &lines);

/// A Markdown link of the workspace's own: `[words](casement:message/UID)`.
struct NotebookLink {
    enum class Kind { Message, Ask, Session, Person };
    Kind kind = Kind::Message;
    Uid uid;

    bool operator==(const NotebookLink &) const = default;
};

[[nodiscard]] QString toUrl(const NotebookLink &link);
/// None when \a url leads elsewhere, or nowhere.
[[nodiscard]] std::optional<NotebookLink> notebookLinkFromUrl(QStringView url);
/// `[words](casement:…)`, with what Markdown would read otherwise in \a words taken out.
[[nodiscard]] QString linkMarkdown(const NotebookLink &link, const QString &words);
/// The links of the workspace in \a text, in order.
[[nodiscard]] QList<NotebookLink> linksIn(const QString &text);
/// \a text with each link of the workspace as its words alone.
[[nodiscard]] QString withoutLinks(const QString &text);

} // namespace casement

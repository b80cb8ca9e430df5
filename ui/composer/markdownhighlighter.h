// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <memory>

namespace Sonnet
{
class Speller;
}

namespace casement
{

/// Markdown in colours, with misspelled words underlined in the same pass: a document has room for
/// one highlighter.
class MarkdownHighlighter final : public KSyntaxHighlighting::SyntaxHighlighter
{
    Q_OBJECT
public:
    explicit MarkdownHighlighter(QTextDocument *document);
    ~MarkdownHighlighter() override;

    /// Loads the dictionary of \a language (BCP 47; empty: the system's) when there is one, and
    /// checks everything again.
    void startSpelling(const QString &language);
    [[nodiscard]] bool isMisspelled(const QString &word) const;
    [[nodiscard]] QStringList suggestions(const QString &word) const;
    void addToDictionary(const QString &word);

protected:
    void highlightBlock(const QString &text) override;

private:
    std::unique_ptr<Sonnet::Speller> m_speller;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QPlainTextEdit>
#include <memory>

namespace KSyntaxHighlighting
{
class Repository;
}

namespace casement
{

class MarkdownHighlighter;

/// A session's live notebook: Markdown, with what each line is (idea, decision, question, quote,
/// sketch) named in the margin. Ctrl+1 to Ctrl+5 make the line one of these, and plain again when
/// it is one.
class NotebookEditor final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit NotebookEditor(KSyntaxHighlighting::Repository &repository, QWidget *parent = nullptr);
    ~NotebookEditor() override;

    /// Makes the lines of the cursor or the selection \a kind; plain text when the first of them is
    /// that already.
    void setLineKind(NotebookLine::Kind kind);

    [[nodiscard]] static QString kindName(NotebookLine::Kind kind);
    [[nodiscard]] static QString kindIcon(NotebookLine::Kind kind);
    [[nodiscard]] int marginWidth() const;
    void paintMargin(QPaintEvent *event);

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;

private:
    void readLines();
    void placeMargin();

    KSyntaxHighlighting::Repository &m_repository;
    std::unique_ptr<MarkdownHighlighter> m_highlighter;
    QWidget *m_margin;
    QList<NotebookLine::Kind> m_kinds; ///< by line
};

} // namespace casement

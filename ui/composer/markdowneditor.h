// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMimeData>
#include <QPlainTextEdit>
#include <QUrl>
#include <memory>

namespace KSyntaxHighlighting
{
class Repository;
}

namespace casement
{

class MarkdownHighlighter;

/// A plain-text editor for Markdown: coloured, spell-checked where a dictionary is installed, as
/// high as its text within limits. What is pasted is text; files and pictures are handed on.
class MarkdownEditor final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit MarkdownEditor(KSyntaxHighlighting::Repository &repository, QWidget *parent = nullptr);
    ~MarkdownEditor() override;

    /// Whether files and pictures can be put in (a note takes words only).
    void setTakesFiles(bool takes) { m_takesFiles = takes; }
    /// Lines that are seen at least and at most; 0: fills its place.
    void setLines(int least, int most);
    /// BCP 47; empty: the system's.
    void setLanguage(const QString &language);

    void toggleBold();
    void toggleItalic();
    void insertLink();
    /// Replaces the whole text as one step that can be undone, with the cursor at \a cursor.
    void replaceAll(const QString &text, int cursor);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void submitted(); ///< Ctrl+Return
    void cancelled(); ///< Esc
    void filesDropped(const QList<QUrl> &files);
    void imagePasted(const QImage &image);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void changeEvent(QEvent *event) override;
    [[nodiscard]] bool canInsertFromMimeData(const QMimeData *source) const override;
    void insertFromMimeData(const QMimeData *source) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void wrapSelection(const QString &mark);

    KSyntaxHighlighting::Repository &m_repository;
    std::unique_ptr<MarkdownHighlighter> m_highlighter;
    bool m_takesFiles = true;
    QString m_language;
    bool m_isSpelling = false;
    int m_leastLines = 4;
    int m_mostLines = 14;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/markdowneditor.h"

#include "ui/composer/markdownhighlighter.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <QContextMenuEvent>
#include <QImage>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QTextBlock>
#include <QTimer>

namespace casement
{

using namespace Qt::StringLiterals;

MarkdownEditor::MarkdownEditor(KSyntaxHighlighting::Repository &repository, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_repository(repository)
    , m_highlighter(std::make_unique<MarkdownHighlighter>(document()))
{
    m_highlighter->setDefinition(repository.definitionForName(u"Markdown"_s));
    m_highlighter->setTheme(repository.themeForPalette(palette()));
    setTabChangesFocus(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    QTextOption option = document()->defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto);
    document()->setDefaultTextOption(option);
    document()->setDocumentMargin(8);
    connect(document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &MarkdownEditor::updateGeometry);
}

MarkdownEditor::~MarkdownEditor()
{
    blockSignals(true); // taking the colours away is no change that anyone should hear of
}

void MarkdownEditor::setLines(int least, int most)
{
    m_leastLines = least;
    m_mostLines = most;
    setSizePolicy(QSizePolicy::Expanding,
                  most == 0 ? QSizePolicy::Expanding : QSizePolicy::Preferred);
    updateGeometry();
}

void MarkdownEditor::setLanguage(const QString &language)
{
    m_language = language;
    m_isSpelling = false;
}

void MarkdownEditor::wrapSelection(const QString &mark)
{
    QTextCursor cursor = textCursor();
    cursor.beginEditBlock();
    const QString selected = cursor.selectedText();
    const int size = static_cast<int>(mark.size());
    const int start = cursor.selectionStart();
    if (selected.size() >= 2 * size && selected.startsWith(mark) && selected.endsWith(mark)) {
        cursor.insertText(selected.sliced(size, selected.size() - 2 * size));
        cursor.setPosition(start);
        cursor.setPosition(start + static_cast<int>(selected.size()) - 2 * size,
                           QTextCursor::KeepAnchor);
    } else {
        cursor.insertText(mark + selected + mark);
        cursor.setPosition(start + size);
        cursor.setPosition(start + size + static_cast<int>(selected.size()),
                           QTextCursor::KeepAnchor);
    }
    cursor.endEditBlock();
    setTextCursor(cursor);
}

void MarkdownEditor::toggleBold()
{
    wrapSelection(u"**"_s);
}

void MarkdownEditor::toggleItalic()
{
    wrapSelection(u"*"_s);
}

void MarkdownEditor::insertLink()
{
    QTextCursor cursor = textCursor();
    const QString selected = cursor.selectedText();
    const int start = cursor.selectionStart();
    const bool isAddress = QUrl(selected, QUrl::StrictMode).scheme().startsWith(u"http");
    const QString text = isAddress ? QString() : selected;
    cursor.insertText(u"["_s + text + u"]("_s + (isAddress ? selected : QString()) + u")"_s);
    cursor.setPosition(start + 1 +
                       (isAddress || text.isEmpty() ? 0 : static_cast<int>(text.size()) + 2));
    setTextCursor(cursor);
}

void MarkdownEditor::replaceAll(const QString &text, int cursorPosition)
{
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(text);
    cursor.endEditBlock();
    cursor.setPosition(qBound(0, cursorPosition, document()->characterCount() - 1));
    setTextCursor(cursor);
}

QSize MarkdownEditor::sizeHint() const
{
    const int line = fontMetrics().lineSpacing();
    const int margin = 2 * static_cast<int>(document()->documentMargin()) + 2 * frameWidth();
    if (m_mostLines == 0)
        return {400, m_leastLines * line + margin};
    // For a plain-text layout the document's height is in lines.
    const int lines =
        qBound(m_leastLines, static_cast<int>(document()->size().height()), m_mostLines);
    return {400, lines * line + margin};
}

QSize MarkdownEditor::minimumSizeHint() const
{
    return {160, 2 * fontMetrics().lineSpacing() + 16};
}

bool MarkdownEditor::event(QEvent *event)
{
    // These keys are the editor's while it has the keyboard, whatever the window does with them
    // elsewhere.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isControl = key->modifiers() == Qt::ControlModifier;
        static const QSet<int> ours{Qt::Key_Return, Qt::Key_Enter, Qt::Key_B, Qt::Key_I, Qt::Key_L};
        if ((isControl && ours.contains(key->key())) || key->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void MarkdownEditor::keyPressEvent(QKeyEvent *event)
{
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT submitted();
    else if (isControl && event->key() == Qt::Key_B)
        toggleBold();
    else if (isControl && event->key() == Qt::Key_I)
        toggleItalic();
    else if (isControl && event->key() == Qt::Key_L)
        insertLink();
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT cancelled();
    else {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    event->accept();
}

void MarkdownEditor::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QTextCursor word = cursorForPosition(event->pos());
    word.select(QTextCursor::WordUnderCursor);
    const QString wrong = word.selectedText();
    if (!isReadOnly() && !wrong.isEmpty() && m_highlighter->isMisspelled(wrong)) {
        QAction *before = menu->actions().value(0);
        const QStringList suggestions = m_highlighter->suggestions(wrong);
        for (const QString &suggestion : suggestions) {
            auto *action = new QAction(suggestion, menu);
            connect(action, &QAction::triggered, this,
                    [word, suggestion]() mutable { word.insertText(suggestion); });
            menu->insertAction(before, action);
        }
        auto *learn = new QAction(tr("Add “%1” to the dictionary").arg(wrong), menu);
        connect(learn, &QAction::triggered, this,
                [this, wrong] { m_highlighter->addToDictionary(wrong); });
        menu->insertAction(before, learn);
        menu->insertSeparator(before);
    }
    menu->popup(event->globalPos());
}

void MarkdownEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_highlighter) {
        m_highlighter->setTheme(m_repository.themeForPalette(palette()));
        m_highlighter->rehighlight();
    }
}

bool MarkdownEditor::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasText() || (m_takesFiles && (source->hasImage() || source->hasUrls()));
}

void MarkdownEditor::insertFromMimeData(const QMimeData *source)
{
    const QList<QUrl> urls = source->urls();
    const bool areFiles = !urls.isEmpty() && std::ranges::all_of(urls, [](const QUrl &url) {
        return url.isLocalFile();
    });
    if (m_takesFiles && areFiles)
        Q_EMIT filesDropped(urls);
    else if (m_takesFiles && source->hasImage() && !source->hasText())
        Q_EMIT imagePasted(qvariant_cast<QImage>(source->imageData()));
    else if (source->hasText())
        insertPlainText(source->text());
}

void MarkdownEditor::focusInEvent(QFocusEvent *event)
{
    QPlainTextEdit::focusInEvent(event);
    ensureCursorVisible();
    if (m_isSpelling)
        return;
    // Reading a dictionary takes a moment: not before somebody writes.
    m_isSpelling = true;
    QTimer::singleShot(0, this, [this] { m_highlighter->startSpelling(m_language); });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/notebookeditor.h"

#include "ui/composer/markdownhighlighter.h"
#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/Theme>

#include <QKeyEvent>
#include <QMimeData>
#include <QPainter>
#include <QStyle>
#include <QTextBlock>

namespace casement
{

using namespace Qt::StringLiterals;
using Kind = NotebookLine::Kind;

namespace
{

constexpr int longestRead = 500'000; // characters; beyond it the margin stays empty

class Margin final : public QWidget
{
public:
    explicit Margin(NotebookEditor *editor) : QWidget(editor), m_editor(editor) {}
    [[nodiscard]] QSize sizeHint() const override { return {m_editor->marginWidth(), 0}; }

protected:
    void paintEvent(QPaintEvent *event) override { m_editor->paintMargin(event); }

private:
    NotebookEditor *m_editor;
};

/// The line without its bullet and type, and the bullet.
std::pair<QString, QString> bareLine(const QString &line)
{
    const QList<NotebookLine> read = parseNotebook(line);
    QString bullet;
    const QString trimmed = line.trimmed();
    if (trimmed.size() > 1 && u"-*+"_s.contains(trimmed.at(0)) && trimmed.at(1).isSpace())
        bullet = trimmed.first(2);
    if (!read.isEmpty() && read.first().kind != Kind::Text)
        return {bullet, read.first().text};
    return {bullet, bullet.isEmpty() ? line : trimmed.mid(2)};
}

} // namespace

NotebookEditor::NotebookEditor(KSyntaxHighlighting::Repository &repository, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_repository(repository)
    , m_highlighter(std::make_unique<MarkdownHighlighter>(document()))
    , m_margin(new Margin(this))
{
    m_highlighter->setDefinition(repository.definitionForName(u"Markdown"_s));
    m_highlighter->setTheme(repository.themeForPalette(palette()));
    setTabChangesFocus(true);
    document()->setDocumentMargin(metrics::step);
    QTextOption option = document()->defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto);
    document()->setDefaultTextOption(option);
    setAccessibleName(tr("Notebook"));
    setPlaceholderText(tr("Write along. Lines can be more than text:\nidea @Ada: a shelf where "
                          "anyone can lend a book\ndecision: we try it in May"));
    connect(this, &QPlainTextEdit::textChanged, this, &NotebookEditor::readLines);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &area, int dy) {
        if (dy != 0)
            m_margin->scroll(0, dy);
        else
            m_margin->update(0, area.y(), m_margin->width(), area.height());
    });
    placeMargin();
}

NotebookEditor::~NotebookEditor()
{
    blockSignals(true); // taking the colours away is no change that anyone should hear of
}

QString NotebookEditor::kindName(Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return tr("Text");
    case Kind::Idea:
        return tr("Idea");
    case Kind::Decision:
        return tr("Decision");
    case Kind::Question:
        return tr("Question");
    case Kind::Quote:
        return tr("Quote");
    case Kind::Sketch:
        return tr("Sketch");
    }
    return {};
}

QString NotebookEditor::kindIcon(Kind kind)
{
    return toString(kind);
}

int NotebookEditor::marginWidth() const
{
    int widest = 0;
    for (const Kind kind : {Kind::Idea, Kind::Decision, Kind::Question, Kind::Quote, Kind::Sketch})
        widest = qMax(widest, fontMetrics().horizontalAdvance(kindName(kind)));
    return widest + 14 + 3 * metrics::step;
}

void NotebookEditor::placeMargin()
{
    const int width = marginWidth();
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    setViewportMargins(isRightToLeft ? 0 : width, 0, isRightToLeft ? width : 0, 0);
    const QRect area = contentsRect();
    m_margin->setGeometry(isRightToLeft ? area.right() - width + 1 : area.left(), area.top(), width,
                          area.height());
}

void NotebookEditor::readLines()
{
    m_kinds.clear();
    if (document()->characterCount() < longestRead) {
        const QList<NotebookLine> lines = parseNotebook(toPlainText());
        for (const NotebookLine &line : lines)
            m_kinds.append(line.kind);
    }
    m_margin->update();
}

void NotebookEditor::paintMargin(QPaintEvent *event)
{
    QPainter painter(m_margin);
    painter.fillRect(event->rect(), color(ColorRole::Panel, palette()));
    QTextBlock block = firstVisibleBlock();
    qreal top = blockBoundingGeometry(block).translated(contentOffset()).top();
    while (block.isValid() && top <= event->rect().bottom()) {
        const qreal height = blockBoundingRect(block).height();
        const Kind kind = m_kinds.value(block.blockNumber(), Kind::Text);
        if (kind != Kind::Text && block.isVisible()) {
            const bool isFirm = kind == Kind::Decision;
            const ColorRole role = isFirm ? ColorRole::Accent : ColorRole::MutedText;
            const int line = fontMetrics().lineSpacing();
            const int y = qRound(top) + (line - 14) / 2;
            const QRect whole = m_margin->rect();
            const QRect image =
                QStyle::visualRect(layoutDirection(), whole, QRect(metrics::step, y, 14, 14));
            painter.drawPixmap(
                image, iconPixmap(kindIcon(kind), 14, color(role, palette()), devicePixelRatioF()));
            QRect text(metrics::step + 14 + 6, qRound(top), whole.width() - 14 - 6 - metrics::step,
                       line);
            text = QStyle::visualRect(layoutDirection(), whole, text);
            painter.setPen(color(role, palette()));
            painter.drawText(text,
                             static_cast<int>(QStyle::visualAlignment(
                                 layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
                             kindName(kind));
        }
        top += height;
        block = block.next();
    }
}

void NotebookEditor::setLineKind(Kind kind)
{
    QTextCursor cursor = textCursor();
    const QTextBlock first = document()->findBlock(cursor.selectionStart());
    const QTextBlock last = document()->findBlock(cursor.selectionEnd());
    const QList<NotebookLine> read = parseNotebook(first.text());
    const bool isPlain = !read.isEmpty() && read.first().kind == kind;
    cursor.beginEditBlock();
    for (QTextBlock block = first; block.isValid(); block = block.next()) {
        const auto [bullet, text] = bareLine(block.text());
        const QList<NotebookLine> old = parseNotebook(block.text());
        const QString author = old.isEmpty() ? QString() : old.first().author;
        QString line = bullet;
        if (!isPlain && kind != Kind::Text)
            line += toString(kind) + (author.isEmpty() ? QString() : QString(u" @"_s + author)) +
                    u": "_s;
        line += text;
        QTextCursor editing(block);
        editing.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        editing.insertText(line);
        if (block == last)
            break;
    }
    cursor.endEditBlock();
    if (first == last) {
        cursor.setPosition(first.position() + first.length() - 1);
        setTextCursor(cursor);
    }
}

bool NotebookEditor::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::ControlModifier && key->key() >= Qt::Key_1 &&
            key->key() <= Qt::Key_5) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void NotebookEditor::keyPressEvent(QKeyEvent *event)
{
    if (event->modifiers() == Qt::ControlModifier && event->key() >= Qt::Key_1 &&
        event->key() <= Qt::Key_5) {
        setLineKind(static_cast<Kind>(event->key() - Qt::Key_1 + 1));
        event->accept();
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

void NotebookEditor::insertFromMimeData(const QMimeData *source)
{
    if (source->hasText())
        insertPlainText(source->text());
}

void NotebookEditor::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeMargin();
}

void NotebookEditor::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (!m_highlighter)
        return;
    if (event->type() == QEvent::PaletteChange) {
        m_highlighter->setTheme(m_repository.themeForPalette(palette()));
        m_highlighter->rehighlight();
    } else if (event->type() == QEvent::FontChange ||
               event->type() == QEvent::LayoutDirectionChange) {
        placeMargin();
    }
}

} // namespace casement

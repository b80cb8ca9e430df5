// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/messagebody.h"

#include "core/text/quotes.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/tints.h"
#include "ui/style/displaytext.h"

#include <QAbstractTextDocumentLayout>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QToolTip>

namespace casement
{

using namespace Qt::StringLiterals;

MessageBody::MessageBody(QWidget *parent) : QTextBrowser(parent), m_document(new SafeDocument(this))
{
    setDocument(m_document);
    m_document->setDocumentMargin(0);
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setSizeAdjustPolicy(QAbstractScrollArea::AdjustIgnored);
    viewport()->setAutoFillBackground(false);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Message text"));
    connect(this, &QTextBrowser::anchorClicked, this, &MessageBody::activate);
    connect(this, &QTextBrowser::highlighted, this,
            [this](const QUrl &url) { Q_EMIT linkHovered(url.toString(QUrl::FullyEncoded)); });
}

void MessageBody::prepare(int width)
{
    m_document->clear(); // or what goes would be laid out once more
    m_document->setTextWidth(qMax(width, 40));
}

void MessageBody::refilled()
{
    m_knownWidth = -1;
    m_currentMark = {};
    m_found.clear();
    findQuotes();
    updateGeometry();
}

void MessageBody::setQuotes(const QStringList &quotes)
{
    if (quotes == m_quotes)
        return;
    m_quotes = quotes;
    findQuotes();
}

void MessageBody::findQuotes()
{
    m_quoted.clear();
    const QString text = m_quotes.isEmpty() ? QString() : m_document->toPlainText();
    for (const QString &quote : std::as_const(m_quotes)) {
        QTextCursor cursor;
        if (const auto place = findPassage(text, drawableText(quote))) {
            cursor = QTextCursor(m_document);
            cursor.setPosition(static_cast<int>(place->first));
            cursor.setPosition(static_cast<int>(place->second), QTextCursor::KeepAnchor);
        }
        m_quoted.append(cursor);
    }
    showSelections();
}

QList<QRect> MessageBody::quoteRects() const
{
    QList<QRect> rects;
    for (const QTextCursor &quoted : m_quoted) {
        if (quoted.isNull()) {
            rects.append(QRect());
            continue;
        }
        QTextCursor edge(m_document);
        edge.setPosition(quoted.selectionStart());
        const QRect first = cursorRect(edge);
        edge.setPosition(quoted.selectionEnd());
        rects.append(first.united(cursorRect(edge)));
    }
    return rects;
}

void MessageBody::showSelections()
{
    QList<ExtraSelection> selections;
    for (const QTextCursor &quoted : std::as_const(m_quoted)) {
        if (quoted.isNull())
            continue;
        ExtraSelection selection;
        selection.cursor = quoted;
        selection.format.setUnderlineStyle(QTextCharFormat::DashUnderline);
        selection.format.setUnderlineColor(color(ColorRole::Accent, palette()));
        selections.append(selection);
    }
    setExtraSelections(selections + m_found);
}

void MessageBody::refreshHeight()
{
    m_knownWidth = -1;
    updateGeometry();
}

int MessageBody::mark(const QString &needle, int current)
{
    QList<ExtraSelection> &selections = m_found;
    selections.clear();
    m_currentMark = {};
    if (!needle.isEmpty()) {
        for (QTextCursor hit = m_document->find(needle, 0);
             !hit.isNull() && selections.size() < 1000; hit = m_document->find(needle, hit)) {
            ExtraSelection selection;
            selection.cursor = hit;
            selection.format.setBackground(color(ColorRole::Marker, palette()));
            if (selections.size() == current) {
                selection.format.setBackground(color(ColorRole::Accent, palette()));
                selection.format.setForeground(color(ColorRole::AccentText, palette()));
                m_currentMark = cursorRect(hit);
            }
            selections.append(selection);
        }
    }
    showSelections();
    return static_cast<int>(selections.size());
}

QString MessageBody::selectedText() const
{
    return textCursor().selection().toPlainText();
}

int MessageBody::heightForWidth(int width) const
{
    if (width == m_knownWidth)
        return m_knownHeight;
    // Setting the same width again would lay everything out again.
    if (const int textWidth = qMax(width, 40); m_document->textWidth() != textWidth)
        m_document->setTextWidth(textWidth);
    qreal height = m_document->size().height();
    if (m_document->size().width() > width + 1)
        height += horizontalScrollBar()->sizeHint().height();
    m_knownWidth = width;
    m_knownHeight = qCeil(height);
    return m_knownHeight;
}

QSize MessageBody::sizeHint() const
{
    // Its height is asked for by width; a guess at another width would lay the text out for
    // nothing.
    return {400, m_knownWidth > 0 ? m_knownHeight : fontMetrics().height()};
}

QSize MessageBody::minimumSizeHint() const
{
    return {80, 0};
}

QVariant MessageBody::loadResource(int, const QUrl &)
{
    return {};
}

void MessageBody::doSetSource(const QUrl &, QTextDocument::ResourceType)
{
}

void MessageBody::activate(const QUrl &url)
{
    const QString address = url.toString(QUrl::FullyEncoded);
    if (address.startsWith(quoteToggleLink))
        Q_EMIT quoteToggled();
    else if (address.startsWith(showMoreLink))
        Q_EMIT moreWanted();
    else
        Q_EMIT linkActivated(address, linkText(*m_document, url));
}

bool MessageBody::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QUrl url(anchorAt(help->pos()));
        if (url.isEmpty() || url.scheme().startsWith(u"casement-")) {
            QToolTip::hideText();
        } else {
            const QString where =
                url.host().isEmpty() ? url.path() : QString::fromLatin1(QUrl::toAce(url.host()));
            const QString full = url.toString(QUrl::FullyEncoded).left(300);
            QToolTip::showText(help->globalPos(),
                               u"<p><b>"_s + where.toHtmlEscaped() + u"</b></p><p>"_s +
                                   full.toHtmlEscaped() + u"</p>"_s,
                               viewport());
        }
        return true;
    }
    return QTextBrowser::viewportEvent(event);
}

void MessageBody::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // the timeline scrolls
}

void MessageBody::keyPressEvent(QKeyEvent *event)
{
    const bool isSelecting = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        if (isSelecting)
            break;
        [[fallthrough]];
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Space:
    case Qt::Key_Backspace:
    case Qt::Key_Escape:
        event->ignore();
        return;
    default:
        break;
    }
    QTextBrowser::keyPressEvent(event);
}

void MessageBody::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(ColorRole::Separator, palette()));
        for (QTextBlock block = cursorForPosition(event->rect().topLeft()).block(); block.isValid();
             block = block.next()) {
            const QRectF rect = m_document->documentLayout()->blockBoundingRect(block);
            if (rect.top() > event->rect().bottom())
                break;
            const int depth = block.blockFormat().intProperty(quoteDepthProperty);
            const bool isRightToLeft = block.textDirection() == Qt::RightToLeft;
            for (int i = 0; i < depth; ++i) {
                const qreal x = isRightToLeft ? viewport()->width() - 3 - 12 * i : 12 * i;
                painter.drawRect(QRectF(x, rect.top(), 3, rect.height()));
            }
        }
    }
    QTextBrowser::paintEvent(event);
}

void MessageBody::contextMenuEvent(QContextMenuEvent *event)
{
    QMenu *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString selection = selectedText();
    menu->addSeparator();
    QAction *reply = menu->addAction(selection.isEmpty() ? tr("Reply, quoting the message")
                                                         : tr("Reply, quoting the selection"));
    connect(reply, &QAction::triggered, this, [this, selection] { Q_EMIT replyWanted(selection); });
    if (!selection.isEmpty()) {
        connect(menu->addAction(tr("Keep as something they told us")), &QAction::triggered, this,
                [this, selection] { Q_EMIT factWanted(selection); });
        connect(menu->addAction(tr("Make an ask of this…")), &QAction::triggered, this,
                [this, selection] { Q_EMIT askWanted(selection); });
        connect(menu->addAction(tr("Write down a promise…")), &QAction::triggered, this,
                [this, selection] { Q_EMIT promiseWanted(selection); });
    }
    menu->popup(event->globalPos());
}

void MessageBody::focusInEvent(QFocusEvent *event)
{
    QTextBrowser::focusInEvent(event);
    viewport()->update();
}

} // namespace casement

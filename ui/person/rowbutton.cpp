// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/rowbutton.h"

#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

namespace casement
{

RowButton::RowButton(QWidget *parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void RowButton::setContent(const QString &iconName, const QString &title, const QString &subtitle,
                           ColorRole subtitleRole)
{
    m_iconName = iconName;
    m_title = displayLine(QStringView(title).first(qMin<qsizetype>(title.size(), 400)));
    m_subtitle = displayLine(QStringView(subtitle).first(qMin<qsizetype>(subtitle.size(), 400)));
    m_subtitleRole = subtitleRole;
    setAccessibleName(m_subtitle.isEmpty()
                          ? m_title
                          : tr("%1, %2", "title and details of a row").arg(m_title, m_subtitle));
    updateGeometry();
    update();
}

QSize RowButton::sizeHint() const
{
    const int lines = m_subtitle.isEmpty() ? 1 : 2;
    return {220,
            qMax(metrics::target + 4, lines * fontMetrics().lineSpacing() + metrics::step + 2)};
}

QSize RowButton::minimumSizeHint() const
{
    return {100, sizeHint().height()};
}

void RowButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (underMouse() || isDown() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(color(ColorRole::Accent, palette()), 1.5)
                                  : QPen(Qt::NoPen));
        painter.setBrush(color(isDown() ? ColorRole::SelectionQuiet : ColorRole::Hover, palette()));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::half,
                                metrics::half);
    }
    constexpr int iconSize = 16;
    const int line = fontMetrics().lineSpacing();
    const int textHeight = m_subtitle.isEmpty() ? line : 2 * line;
    const int top = (height() - textHeight) / 2;
    QRect text(metrics::step, top, width() - 2 * metrics::step, line);
    if (!m_iconName.isEmpty()) {
        const QRect place(metrics::step, top + (line - iconSize) / 2, iconSize, iconSize);
        painter.drawPixmap(QStyle::visualRect(layoutDirection(), rect(), place),
                           iconPixmap(m_iconName, iconSize, color(ColorRole::MutedText, palette()),
                                      devicePixelRatioF()));
        text.setLeft(metrics::step + iconSize + metrics::step);
    }
    const int alignment = static_cast<int>(
        QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter));
    painter.setLayoutDirection(Qt::LayoutDirectionAuto); // a subject reads as it is written
    painter.setPen(palette().color(QPalette::WindowText));
    const QRect title = QStyle::visualRect(layoutDirection(), rect(), text);
    painter.drawText(title, alignment,
                     fontMetrics().elidedText(m_title, Qt::ElideRight, title.width()));
    if (!m_subtitle.isEmpty()) {
        painter.setPen(color(m_subtitleRole, palette()));
        const QRect subtitle = title.translated(0, line);
        painter.drawText(subtitle, alignment,
                         fontMetrics().elidedText(m_subtitle, Qt::ElideRight, subtitle.width()));
    }
}

void RowButton::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void RowButton::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void RowButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        event->accept();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/rowdelegate.h"

#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QPainter>
#include <QStyle>
#include <QTextLayout>

namespace casement
{

namespace
{

constexpr int circle = 32;

QFont small(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

/// \a text on one line in \a rect, with what stands in \a marks on the marker's colour.
void drawMarked(QPainter *painter, const QRect &rect, const QString &text, const QFont &font,
                const QList<std::pair<int, int>> &marks, const QColor &ink, const QColor &marker,
                const QColor &markedInk, Qt::LayoutDirection direction)
{
    const QString shown = QFontMetrics(font).elidedText(text, Qt::ElideRight, rect.width());
    QTextLayout layout(shown, font);
    QTextOption wrap(direction == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft);
    wrap.setWrapMode(QTextOption::NoWrap);
    layout.setTextOption(wrap);
    QList<QTextLayout::FormatRange> formats;
    for (const auto &[start, length] : marks) {
        if (start < 0 || length <= 0 || start >= shown.size())
            continue;
        QTextCharFormat format;
        format.setBackground(marker);
        format.setForeground(markedInk);
        formats.append({start, std::min(length, static_cast<int>(shown.size()) - start), format});
    }
    layout.setFormats(formats);
    layout.beginLayout();
    if (QTextLine line = layout.createLine(); line.isValid())
        line.setLineWidth(rect.width());
    layout.endLayout();
    painter->setPen(ink);
    layout.draw(painter, rect.topLeft());
}

} // namespace

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const QPalette &palette = option.palette;
    const bool isCurrent = option.state & QStyle::State_Selected;
    const bool hasKeyboard =
        option.state & QStyle::State_Active && option.widget && option.widget->hasFocus();
    const QColor text = color(ColorRole::Text, palette);
    const QColor muted = color(ColorRole::MutedText, palette);
    const auto mirrored = [&option](const QRect &rect) {
        return QStyle::visualRect(option.direction, option.rect, rect);
    };

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(option.rect,
                      color(isCurrent
                                ? (hasKeyboard ? ColorRole::Selection : ColorRole::SelectionQuiet)
                            : option.state & QStyle::State_MouseOver ? ColorRole::Hover
                                                                     : ColorRole::Surface,
                            palette));
    if (isCurrent)
        painter->fillRect(
            mirrored(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height())),
            color(hasKeyboard ? ColorRole::Accent : ColorRole::Separator, palette));
    painter->setPen(color(ColorRole::Separator, palette));
    painter->drawLine(option.rect.bottomLeft() + QPoint(metrics::wide, 0),
                      option.rect.bottomRight() - QPoint(metrics::wide, 0));

    const QFont normal = option.font;
    const QFont little = small(normal);
    const QFontMetrics normalMetrics(normal);
    const QFontMetrics littleMetrics(little);
    const QString title = index.data(TitleRole).toString();
    const QRect mark =
        mirrored(QRect(option.rect.left() + metrics::wide,
                       option.rect.top() + (option.rect.height() - circle) / 2, circle, circle));
    const QVariant person = index.data(AvatarRole);
    if (person.isValid()) {
        const ChipColors colors = avatarColors(person.toLongLong(), palette);
        painter->setPen(Qt::NoPen);
        painter->setBrush(colors.background);
        painter->drawEllipse(mark);
        painter->setFont(little);
        painter->setPen(colors.text);
        painter->drawText(mark, Qt::AlignCenter | Qt::TextSingleLine, initials(title));
    } else {
        const int side = 20;
        painter->drawPixmap(
            QStyle::alignedRect(Qt::LeftToRight, Qt::AlignCenter, QSize(side, side), mark)
                .topLeft(),
            iconPixmap(index.data(RowIconRole).toString(), side, muted,
                       painter->device()->devicePixelRatio()));
    }

    QRect content =
        option.rect.adjusted(metrics::wide + circle + metrics::step + 2, 0, -metrics::wide, 0);
    const int textHeight = normalMetrics.height() + 2 + littleMetrics.height();
    const int top = content.top() + (content.height() - textHeight) / 2;
    const auto line = [&](int y, int height, const QString &trailing, const QColor &trailingInk) {
        const int width =
            trailing.isEmpty()
                ? 0
                : std::min(littleMetrics.horizontalAdvance(trailing) + 1, content.width() / 2);
        if (width > 0) {
            const QRect rect = mirrored(QRect(content.right() + 1 - width, y, width, height));
            painter->setFont(little);
            painter->setPen(trailingInk);
            painter->drawText(
                rect,
                static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine |
                                 QStyle::visualAlignment(option.direction, Qt::AlignRight)),
                littleMetrics.elidedText(trailing, Qt::ElideRight, width));
        }
        return mirrored(QRect(content.left(), y,
                              content.width() - width - (width > 0 ? metrics::step : 0), height));
    };
    const QRect titleRect =
        line(top, normalMetrics.height(), index.data(TrailingRole).toString(), muted);
    QFont titleFont = normal;
    if (index.data(ProminentRole).toBool())
        titleFont.setWeight(QFont::DemiBold);
    const auto marks = [&index](int role) {
        return index.data(role).value<QList<std::pair<int, int>>>();
    };
    drawMarked(painter, titleRect, title, titleFont, marks(TitleMarksRole), text,
               color(ColorRole::Marker, palette), text, option.direction);
    const QRect subtitleRect = line(
        top + normalMetrics.height() + 2, littleMetrics.height(), index.data(StatusRole).toString(),
        index.data(ProminentRole).toBool() ? color(ColorRole::Danger, palette) : muted);
    drawMarked(painter, subtitleRect, index.data(SubtitleRole).toString(), little, marks(MarksRole),
               muted, color(ColorRole::Marker, palette), text, option.direction);
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return {120,
            QFontMetrics(option.font).height() + QFontMetrics(small(option.font)).height() + 22};
}

} // namespace casement

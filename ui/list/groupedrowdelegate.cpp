// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/groupedrowdelegate.h"

#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QListView>
#include <QPainter>

namespace casement
{

void GroupedRowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    if (!index.data(HeadingRole).toBool()) {
        m_rows.paint(painter, option, index);
        return;
    }
    painter->save();
    QFont font = option.font;
    font.setWeight(QFont::DemiBold);
    painter->setFont(font);
    painter->setPen(color(ColorRole::MutedText, option.palette));
    const QRect area =
        option.rect.adjusted(metrics::wide, metrics::step, -metrics::wide, -metrics::half);
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeading,
                      painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(),
                                                        Qt::ElideRight, area.width()));
    painter->restore();
}

QSize GroupedRowDelegate::sizeHint(const QStyleOptionViewItem &option,
                                   const QModelIndex &index) const
{
    if (!index.data(HeadingRole).toBool())
        return m_rows.sizeHint(option, index);
    return {100, option.fontMetrics.height() + metrics::wide + metrics::half};
}

QModelIndex steppedRow(const QListView &list, int steps, bool isOpen)
{
    const QAbstractItemModel &model = *list.model();
    const QModelIndex current = list.currentIndex();
    const int direction = steps < 0 ? -1 : 1;
    int left = isOpen ? std::abs(steps) : 0;
    for (int at = (current.isValid() ? current.row() : 0) + (left > 0 ? direction : 0);
         at >= 0 && at < model.rowCount(); at += direction) {
        const QModelIndex index = model.index(at, 0);
        if (!index.data(HeadingRole).toBool() && --left <= 0)
            return index;
    }
    return {};
}

} // namespace casement

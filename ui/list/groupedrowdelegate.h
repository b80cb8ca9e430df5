// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/list/rowdelegate.h"

class QListView;

namespace casement
{

/// bool: a heading, whose words are its Qt::DisplayRole.
inline constexpr int HeadingRole = ProminentRole + 1;

/// Rows as other lists have them, under headings.
class GroupedRowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit GroupedRowDelegate(QObject *parent) : QStyledItemDelegate(parent), m_rows(parent) {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    RowDelegate m_rows;
};

/// Where \a steps rows up or down lead in a \a list with headings, which are passed over; invalid
/// beyond its ends. A list that gets the keyboard stands on its first row without having opened it:
/// while that is so (\a isOpen false) the first step opens it.
[[nodiscard]] QModelIndex steppedRow(const QListView &list, int steps, bool isOpen);

} // namespace casement

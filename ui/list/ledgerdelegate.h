// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/list/rowdelegate.h"

namespace casement
{

/// Of a row: it is the heading of a part (bool).
inline constexpr int ledgerPartRole = Qt::UserRole + 90;

/// Rows as other lists have them, under headings.
class LedgerDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    explicit LedgerDelegate(QObject *parent);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    RowDelegate m_rows;
};

} // namespace casement

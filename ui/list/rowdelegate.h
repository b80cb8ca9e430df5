// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStyledItemDelegate>

namespace casement
{

/// What RowDelegate asks a model for.
enum RowRole {
    TitleRole = Qt::UserRole + 100, ///< QString
    SubtitleRole,                   ///< QString
    TrailingRole,                   ///< QString, at the end of the first line
    StatusRole,                     ///< QString, at the end of the second line
    RowIconRole,                    ///< QString, a drawing of resources/icons
    AvatarRole,     ///< qint64, a person: initials of the title in place of the drawing
    MarksRole,      ///< QList<std::pair<int, int>>: (start, length) in the subtitle
    TitleMarksRole, ///< the same in the title
    ProminentRole,  ///< bool: needs attention
};

/// Paints a row of two lines with a drawing or initials before them: people, outbox items, drafts,
/// search results.
class RowDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "ui/settings/preferences.h"

#include <QCache>
#include <QColor>
#include <QSet>
#include <QStaticText>
#include <QStyledItemDelegate>

namespace casement
{

class ConversationListModel;

/// Paints a conversation: who, about what, the last words, on which channel, its tags, and how long
/// they have waited. What is elided and laid out once is kept until the row, the width, the font or
/// the palette changes.
class ConversationDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    ConversationDelegate(const ConversationListModel &model, const Preferences &preferences,
                         QObject *parent = nullptr);

    /// The chosen rows (x), besides the current one.
    void setPicked(const QSet<ConversationId> *picked) { m_picked = picked; }
    /// Forgets what was laid out: after a change of a row, the clock, the density.
    void forget() { m_layouts.clear(); }
    /// Where the circle with the initials is, in a row at \a rect.
    [[nodiscard]] QRect avatarRect(const QRect &rect, Qt::LayoutDirection direction) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    struct Text {
        QStaticText text;
        int width = 0;
    };
    struct Chip {
        Text name;
        QColor background;
        QColor ink;
    };
    struct RowLayout {
        Text initials;
        Text person;
        Text channel;
        Text time;
        Text subject;
        Text snippet;
        Text status;        ///< "2 d", "until Mon 08:00"
        Text assignee;      ///< initials of whoever has it
        QString statusIcon; ///< hourglass, moon; empty: none
        QList<Chip> chips;
    };

    [[nodiscard]] const RowLayout &layoutOf(const ConversationSummary &row,
                                            const QStyleOptionViewItem &option) const;
    [[nodiscard]] int padding() const;
    [[nodiscard]] bool hasAvatar() const;

    const ConversationListModel &m_model;
    const Preferences &m_preferences;
    const QSet<ConversationId> *m_picked = nullptr;
    mutable QCache<qint64, RowLayout> m_layouts{400};
    mutable quint64 m_layoutKey = 0; // width, font and palette that the layouts were made for
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

#include <QListView>
#include <QSet>

class QTimer;

namespace casement
{

class ConversationDelegate;
class ConversationListModel;
class Preferences;

/// The list of conversations: one current row (j/k), and rows that are chosen for triage (x,
/// Ctrl+click, Shift+click, a click on the circle).
class ConversationListView final : public QListView
{
    Q_OBJECT
public:
    ConversationListView(ConversationListModel &model, const Preferences &preferences,
                         QWidget *parent = nullptr);

    [[nodiscard]] ConversationId currentId() const;
    /// The chosen rows, or the current one when none is chosen.
    [[nodiscard]] QList<ConversationId> targets() const;
    [[nodiscard]] QList<ConversationId> picked() const { return m_picked.values(); }
    void setPicked(const QList<ConversationId> &ids);
    void togglePicked();
    void clearPicked();
    /// By \a steps rows down (or up), if there are so many.
    void step(int steps);
    void makeCurrent(ConversationId id);

    /// A list that grows while it is scrolled cannot be searched by typing; letters are shortcuts.
    void keyboardSearch(const QString &) override {}

    void doItemsLayout() override;

Q_SIGNALS:
    void currentConversationChanged(casement::ConversationId id);
    /// Enter or double click: to read it.
    void conversationOpened(casement::ConversationId id);
    void pickedChanged();
    /// The person is on the list, with the pointer or the keys.
    void holdingChanged(bool holding);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void changeEvent(QEvent *event) override;

private:
    void hold(bool whileHovering);

    ConversationListModel &m_model;
    ConversationDelegate *m_delegate;
    QTimer *m_release;
    QTimer *m_minute;
    QSet<ConversationId> m_picked;
    int m_anchor = -1; // for Shift+click
    int m_pushed = 0;  ///< by how much the next layout moves what is seen down, in pixels
};

} // namespace casement

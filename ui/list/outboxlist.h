// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"

#include <QAbstractListModel>
#include <QWidget>

class QListView;
class QPushButton;

namespace casement
{

class Desk;
class EmptyState;

/// The state of an outbox item in words.
[[nodiscard]] QString outboxStateText(const OutboxItem &item);

class OutboxModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    OutboxModel(Desk &desk, QObject *parent = nullptr);

    /// \a needsYou: only what waits for a person.
    void look(bool needsYou);
    [[nodiscard]] const OutboxItem *at(int row) const;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void loaded();

private:
    Desk &m_desk;
    QList<OutboxItem> m_items;
    bool m_needsYou = false;
    int m_generation = 0;
};

/// What is on its way, with what can be done about it.
class OutboxList final : public QWidget
{
    Q_OBJECT
public:
    explicit OutboxList(Desk &desk, QWidget *parent = nullptr);

    void showItems(bool needsYou);
    [[nodiscard]] QListView *view() const { return m_view; }

Q_SIGNALS:
    void conversationActivated(casement::ConversationId id);
    void statusMessage(const QString &text);

private:
    void updateButtons();
    [[nodiscard]] const OutboxItem *current() const;

    Desk &m_desk;
    OutboxModel *m_model;
    QListView *m_view;
    EmptyState *m_empty;
    QWidget *m_buttons;
    QPushButton *m_open;
    QPushButton *m_retry;
    QPushButton *m_cancel;
    QPushButton *m_markSent;
    bool m_needsYou = false;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QWidget>

class QLineEdit;
class QListWidget;
class QSpinBox;
class QToolButton;

namespace casement
{

/// The agenda: points in an order that Ctrl+Shift+Up and Down change, Space ticks off, Delete takes
/// out and Return opens; the line below adds one, or changes the one that is open.
class AgendaList final : public QWidget
{
    Q_OBJECT
public:
    explicit AgendaList(QWidget *parent = nullptr);

    void show(const QList<SessionItem> &items);
    [[nodiscard]] QListWidget *list() const { return m_list; }
    [[nodiscard]] QLineEdit *title() const { return m_title; }

Q_SIGNALS:
    void saved(const casement::SessionItem &item);
    void moved(casement::SessionItemId item, qsizetype place);
    void removed(casement::SessionItemId item);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void fill();
    void edit(const SessionItem &item);
    void save();
    void move(int by);
    [[nodiscard]] const SessionItem *current() const;

    QList<SessionItem> m_items;
    SessionItem m_edited; ///< without an id: a new one
    QListWidget *m_list;
    QLineEdit *m_title;
    QSpinBox *m_minutes;
    QLineEdit *m_lead;
    QToolButton *m_save;
};

} // namespace casement

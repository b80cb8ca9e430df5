// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/person.h"
#include "core/domain/session.h"

#include <QWidget>

class QListView;
class QStackedWidget;
class QStandardItemModel;

namespace casement
{

class Desk;

/// All sessions, the next ones first as the store orders them.
class SessionListView final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionListView(Desk &desk, QWidget *parent = nullptr);

    /// The list itself, for keys that work while a list has the keyboard.
    [[nodiscard]] QListView *list() const { return m_list; }
    void select(SessionId id);
    /// Goes \a steps sessions up or down and opens what stands there.
    void step(int steps);

Q_SIGNALS:
    void sessionActivated(casement::SessionId id);
    void statusMessage(const QString &text);

private:
    void choose(const QModelIndex &index);
    void load();
    void fill(const QList<SessionSummary> &sessions);
    void addHeading(const QString &text);
    void addSession(const SessionSummary &session);

    Desk &m_desk;
    QStackedWidget *m_pages;
    QListView *m_list;
    QStandardItemModel *m_model;
    SessionId m_selected;
};

} // namespace casement

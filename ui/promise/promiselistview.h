// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/promise.h"

#include <QWidget>

class QListView;
class QStackedWidget;
class QStandardItemModel;
class QTimer;

namespace casement
{

class Desk;
class EmptyState;

/// The promises: what is late, due soon, later and without a day, what is promised to us, and what
/// is settled.
class PromiseListView final : public QWidget
{
    Q_OBJECT
public:
    explicit PromiseListView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] QListView *list() const { return m_list; }
    void select(PromiseId id);
    /// Goes \a steps promises up or down and opens what stands there.
    void step(int steps);

public Q_SLOTS:
    /// Reads it anew when it is seen.
    void look();

Q_SIGNALS:
    void promiseActivated(casement::PromiseId id);
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void load();
    void fill(const QList<PromiseSection> &sections);
    void choose(const QModelIndex &index);

    Desk &m_desk;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QListView *m_list;
    QStandardItemModel *m_model;
    QTimer *m_tick; ///< what is late follows from the time
    PromiseId m_selected;
    int m_most;
    quint64 m_round = 0;
    bool m_isStale = true;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/change.h"

#include <QWidget>

class QLineEdit;
class QListView;
class QStackedWidget;
class QStandardItemModel;
class QTimer;

namespace casement
{

class Desk;
class EmptyState;

/// The ledger: what people ask of us, by what became of it; in each part what was said first is
/// first.
class AskListView final : public QWidget
{
    Q_OBJECT
public:
    explicit AskListView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QLineEdit *searchField() const { return m_search; }
    void select(AskId id);
    /// Goes \a steps asks up or down and opens what stands there.
    void step(int steps);

public Q_SLOTS:
    /// Reads it anew when it is seen.
    void look();

Q_SIGNALS:
    void askActivated(casement::AskId id);
    void statusMessage(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void load();
    void fill(const QList<AskSection> &sections);
    void choose(const QModelIndex &index);

    Desk &m_desk;
    QLineEdit *m_search;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QListView *m_list;
    QStandardItemModel *m_model;
    QTimer *m_pause;
    AskId m_selected;
    int m_most;
    quint64 m_round = 0;
    bool m_isStale = true;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

#include <QWidget>

class QLabel;
class QListView;

namespace casement
{

class Desk;
class EmptyState;
class SearchModel;
struct SearchHit;

/// What a search found, and what it did not understand.
class SearchView final : public QWidget
{
    Q_OBJECT
public:
    explicit SearchView(Desk &desk, QWidget *parent = nullptr);

    void search(const QString &text);
    [[nodiscard]] QListView *view() const { return m_view; }
    void step(int steps);
    [[nodiscard]] QString problemText() const;

Q_SIGNALS:
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    /// Enter: to read it.
    void messageOpened(casement::ConversationId conversation, casement::MessageId message);

private:
    [[nodiscard]] const SearchHit *current() const;

    SearchModel *m_model;
    QListView *m_view;
    QLabel *m_problem;
    EmptyState *m_empty;
};

} // namespace casement

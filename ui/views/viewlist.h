// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/views/viewtarget.h"

#include <QListView>

namespace casement
{

class Desk;
class ViewListModel;

/// The first pane: what can be looked at.
class ViewList final : public QListView
{
    Q_OBJECT
public:
    explicit ViewList(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] ViewListModel &viewModel() const { return *m_model; }
    [[nodiscard]] const ViewTarget &target() const { return m_target; }
    /// Marks \a target and shows it.
    void go(const ViewTarget &target);
    void go(View view);
    void go(ViewTarget::Kind kind);
    void goToTag(TagId id);

    void keyboardSearch(const QString &) override {}
    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void targetChanged(const casement::ViewTarget &target);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    void restoreCurrent();

    ViewListModel *m_model;
    ViewTarget m_target;
    bool m_restoring = false;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/outbox.h"

#include <QAbstractListModel>

namespace casement
{

class Desk;

/// All drafts, the newest first.
class DraftModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit DraftModel(Desk &desk, QObject *parent = nullptr);

    void look();
    [[nodiscard]] const Draft *at(int row) const;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void loaded();

private:
    Desk &m_desk;
    QList<Draft> m_drafts;
    int m_generation = 0;
};

} // namespace casement

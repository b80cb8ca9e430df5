// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"

#include <QAbstractListModel>
#include <QListView>

namespace casement
{

class Desk;

/// People by name, or those that match what is typed.
class PeopleModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit PeopleModel(Desk &desk, QObject *parent = nullptr);

    void look(const QString &text);
    [[nodiscard]] PersonId idAt(int row) const;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

Q_SIGNALS:
    void loaded();

private:
    Desk &m_desk;
    QString m_text;
    QList<PersonSummary> m_people;
    int m_generation = 0;
};

} // namespace casement

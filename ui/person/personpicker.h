// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/person.h"

#include <QLineEdit>

class QListView;
class QStandardItemModel;

namespace casement
{

class Desk;

/// A field in which a person is found as one types, by name or address.
class PersonPicker final : public QLineEdit
{
    Q_OBJECT
public:
    explicit PersonPicker(Desk &desk, QWidget *parent = nullptr);
    ~PersonPicker() override;

Q_SIGNALS:
    void picked(casement::PersonId id, const QString &name, const QString &address);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void look();
    void showFound(const QList<PersonSummary> &people);
    void choose();

    Desk &m_desk;
    QListView *m_list;
    QStandardItemModel *m_model;
    quint64 m_round = 0;
};

} // namespace casement

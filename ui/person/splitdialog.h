// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/people.h"

#include <QDialog>

class QButtonGroup;
class QCheckBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace casement
{

class Desk;

/// Takes apart who was joined, after showing what comes back.
class SplitDialog final : public QDialog
{
    Q_OBJECT
public:
    SplitDialog(Desk &desk, PersonId person, QWidget *parent = nullptr);

Q_SIGNALS:
    void split(casement::ChangeId change, const QString &words);

private:
    void fill(const QList<PersonJoin> &joins);
    void splitChosen();
    void tell(const QString &problem);

    Desk &m_desk;
    QList<PersonJoin> m_joins;
    QVBoxLayout *m_choices;
    QButtonGroup *m_group;
    QCheckBox *m_isNotTheSame;
    QLabel *m_problem;
    QPushButton *m_split;
};

} // namespace casement

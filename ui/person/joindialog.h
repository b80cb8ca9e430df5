// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/people.h"

#include <QDialog>

class QButtonGroup;
class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;

namespace casement
{

class Desk;
class PersonPicker;

/// Two people side by side, to be joined: who is kept, and from whom each field comes.
class JoinDialog final : public QDialog
{
    Q_OBJECT
public:
    /// An invalid \a other is asked for first.
    JoinDialog(Desk &desk, PersonId person, PersonId other, QWidget *parent = nullptr);

Q_SIGNALS:
    void joined(casement::PersonId survivor, casement::ChangeId change, const QString &words);

private:
    enum Side { Left = 0, Right = 1 };
    struct Field {
        QButtonGroup *group = nullptr; ///< none: both say the same
        QString values[2];
    };

    void load(PersonId other);
    void fill();
    /// One row of the two: \a title above, a choice of two values below.
    Field addField(const QString &title, const QString &left, const QString &right);
    QWidget *choice(QButtonGroup *group, Side side, const QString &title, const QString &value);
    void addIdentities(Side side, const PersonPanel &panel, int row);
    void addTitle(const QString &title);
    void preselect();
    [[nodiscard]] Side survivor() const;
    [[nodiscard]] bool takesOther(const Field &field) const;
    void join();
    void tell(const QString &problem);

    Desk &m_desk;
    PersonId m_person;
    Comparison m_shown;
    quint64 m_round = 0;
    PersonPicker *m_picker;
    QLabel *m_why;
    QScrollArea *m_area;
    QWidget *m_body = nullptr;
    QGridLayout *m_grid = nullptr;
    QLabel *m_hint;
    QLabel *m_problem;
    QPushButton *m_join = nullptr;
    QButtonGroup *m_kept = nullptr;
    Field m_name;
    Field m_pronouns;
    Field m_howWeMet;
    Field m_language;
    Field m_zone;
};

} // namespace casement

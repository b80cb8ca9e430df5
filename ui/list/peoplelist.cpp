// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/peoplelist.h"

#include "core/desk/desk.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int shownPeople = 2000; // more are found by typing

} // namespace

PeopleModel::PeopleModel(Desk &desk, QObject *parent) : QAbstractListModel(parent), m_desk(desk)
{
}

void PeopleModel::look(const QString &text)
{
    m_text = text;
    const int generation = ++m_generation;
    m_desk.people.find(text, shownPeople)
        .then(this, [this, generation](const Result<QList<PersonSummary>> &people) {
            if (generation != m_generation)
                return;
            beginResetModel();
            m_people = people.value_or(QList<PersonSummary>());
            endResetModel();
            Q_EMIT loaded();
        });
}

PersonId PeopleModel::idAt(int row) const
{
    return row >= 0 && row < m_people.size() ? m_people.at(row).id : PersonId();
}

int PeopleModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_people.size());
}

QVariant PeopleModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PersonSummary &person = m_people.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return personLabel(person.name);
    case SubtitleRole:
        // An address runs from left to right, also where it has nothing but signs and digits.
        return QString(u"\u2066"_s + displayLine(person.address) + u"\u2069"_s);
    case TrailingRole:
        return toMilliseconds(person.lastMessageAt) > 0
                   ? listTime(person.lastMessageAt, systemNow())
                   : QString();
    case AvatarRole:
        return person.id.value;
    case Qt::AccessibleTextRole:
        return tr("%1, %2").arg(personLabel(person.name), displayLine(person.address));
    default:
        return {};
    }
}

} // namespace casement

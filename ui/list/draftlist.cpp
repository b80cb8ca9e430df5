// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/draftlist.h"

#include "core/desk/desk.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"

namespace casement
{

DraftModel::DraftModel(Desk &desk, QObject *parent) : QAbstractListModel(parent), m_desk(desk)
{
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || change.drafts)
            look();
    });
}

void DraftModel::look()
{
    const int generation = ++m_generation;
    m_desk.outbox.drafts().then(this, [this, generation](const Result<QList<Draft>> &drafts) {
        if (generation != m_generation)
            return;
        beginResetModel();
        m_drafts = drafts.value_or(QList<Draft>());
        endResetModel();
        Q_EMIT loaded();
    });
}

const Draft *DraftModel::at(int row) const
{
    return row >= 0 && row < m_drafts.size() ? &m_drafts.at(row) : nullptr;
}

int DraftModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_drafts.size());
}

QVariant DraftModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Draft &draft = m_drafts.at(index.row());
    const QString kind = draft.kind == Draft::Kind::Note    ? tr("Note")
                         : draft.kind == Draft::Kind::Reply ? tr("Reply")
                                                            : tr("New message");
    const QString subject = displayLine(draft.subject);
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return subject.isEmpty() ? kind : subject;
    case SubtitleRole:
        return displayLine(draft.markdown.left(400));
    case TrailingRole:
        return listTime(draft.updatedAt, systemNow());
    case StatusRole:
        return subject.isEmpty() ? QString() : kind;
    case RowIconRole:
        return draft.kind == Draft::Kind::Note ? QStringLiteral("note") : QStringLiteral("draft");
    case Qt::AccessibleTextRole:
        return QStringList{kind, subject, displayLine(draft.markdown.left(400))}.join(
            QStringLiteral(", "));
    default:
        return {};
    }
}

} // namespace casement

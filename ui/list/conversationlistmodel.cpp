// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/conversationlistmodel.h"

#include "core/desk/desk.h"
#include "ui/list/viewmembership.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"

#include <QTimer>

namespace casement
{

namespace
{

constexpr int pageSize = 200;
/// How many loaded rows are fetched again when everything may have changed; below that the person
/// scrolls anew.
constexpr int refreshLimit = 2000;
constexpr std::chrono::minutes owedTick{5};
/// One look for a burst of commits.
constexpr std::chrono::milliseconds coalescing{40};

} // namespace

ConversationListModel::ConversationListModel(Desk &desk, QObject *parent)
    : QAbstractListModel(parent)
    , m_desk(desk)
    , m_coalesce(new QTimer(this))
{
    m_coalesce->setSingleShot(true);
    m_coalesce->setInterval(coalescing);
    connect(m_coalesce, &QTimer::timeout, this, &ConversationListModel::lookAgain);
    connect(&desk, &Desk::changed, this, &ConversationListModel::onChanged);
    loadNames();
    loadOwed();
    auto *tick = new QTimer(this); // what is late follows from the time
    connect(tick, &QTimer::timeout, this, &ConversationListModel::loadOwed);
    tick->start(owedTick);
}

void ConversationListModel::setQuery(const ViewQuery &query)
{
    m_query = query;
    reload();
}

void ConversationListModel::reload()
{
    ++m_generation;
    beginResetModel();
    m_rows.clear();
    m_next.reset();
    m_dirty.clear();
    m_expected.clear();
    m_all = false;
    m_sticky = {};
    endResetModel();
    if (!m_pending.isEmpty()) {
        m_pending.clear();
        Q_EMIT pendingChanged(0);
    }
    m_loading = true;
    m_desk.conversations.page(m_query, std::nullopt, pageSize)
        .then(this, [this, generation = m_generation](const Result<ConversationPage> &page) {
            if (generation != m_generation)
                return;
            if (!page) {
                m_loading = false;
                Q_EMIT failed(page.error());
                return;
            }
            m_next = page->next;
            append(page->rows);
            m_loading = false; // not earlier: who is told of rows may ask for more, and an answer
                               // may come at once
            Q_EMIT loaded();
        });
}

ConversationId ConversationListModel::idAt(int row) const
{
    return row >= 0 && row < m_rows.size() ? m_rows.at(row).id : ConversationId();
}

int ConversationListModel::rowOf(ConversationId id) const
{
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [id](const Row &row) { return row.id == id; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

void ConversationListModel::setHolding(bool holding)
{
    if (m_holding == holding)
        return;
    m_holding = holding;
    if (!holding)
        flush();
}

void ConversationListModel::flush()
{
    if (m_pending.isEmpty())
        return;
    m_expected.unite(m_pending);
    m_dirty.unite(m_pending);
    m_pending.clear();
    Q_EMIT pendingChanged(0);
    lookAgain();
}

void ConversationListModel::setSticky(ConversationId id)
{
    if (id == m_sticky)
        return;
    const ConversationId before = std::exchange(m_sticky, id);
    const int row = before.isValid() ? rowOf(before) : -1;
    if (row >= 0 && !viewContains(m_query, at(row), m_me))
        removeAt(row);
}

void ConversationListModel::applyOwn(const QList<ConversationId> &ids,
                                     const std::function<void(ConversationSummary &)> &change)
{
    for (const ConversationId id : ids) {
        m_expected.insert(id);
        const int row = rowOf(id);
        if (row < 0)
            continue;
        ConversationSummary now = at(row);
        change(now);
        settle(id, &now, true);
    }
}

void ConversationListModel::expect(const QList<ConversationId> &ids)
{
    m_expected.unite(QSet<ConversationId>(ids.begin(), ids.end()));
}

int ConversationListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ConversationListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConversationSummary &row = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return personLabel(row.personName);
    case Qt::AccessibleTextRole:
        return accessibleText(row);
    case ConversationIdRole:
        return row.id.value;
    default:
        return {};
    }
}

bool ConversationListModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next && !m_loading;
}

void ConversationListModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_loading = true;
    m_desk.conversations.page(m_query, m_next, pageSize)
        .then(this, [this, generation = m_generation](const Result<ConversationPage> &page) {
            if (generation != m_generation)
                return;
            if (!page) {
                m_loading = false;
                m_next.reset(); // asked again only by a reload: a broken page must not be asked for
                                // in a loop
                Q_EMIT failed(page.error());
                return;
            }
            m_next = page->next;
            QList<ConversationSummary> fresh;
            QSet<ConversationId> known;
            for (const Row &row : std::as_const(m_rows))
                known.insert(row.id);
            for (const ConversationSummary &row : page->rows) {
                if (!known.contains(row.id)) // it may have come in as news meanwhile
                    fresh.append(row);
            }
            append(fresh);
            m_loading = false;
        });
}

void ConversationListModel::onChanged(const StoreChange &change)
{
    if (change.tags || change.everything)
        loadNames();
    if (!change.promises.isEmpty() || change.everything)
        loadOwed();
    m_all |= change.everything;
    m_dirty.unite(change.conversations);
    m_dirty.unite(QSet<ConversationId>(change.newMessages.begin(), change.newMessages.end()));
    if ((m_all || !m_dirty.isEmpty()) && !m_coalesce->isActive())
        m_coalesce->start();
}

void ConversationListModel::lookAgain()
{
    if (m_all || m_dirty.size() > refreshLimit) {
        m_all = false;
        m_dirty.clear();
        refreshAll();
        return;
    }
    if (m_dirty.isEmpty())
        return;
    const QSet<ConversationId> asked = std::exchange(m_dirty, {});
    m_desk.conversations.summaries(asked.values())
        .then(this, [this, asked,
                     generation = m_generation](const Result<QList<ConversationSummary>> &rows) {
            if (generation == m_generation && rows)
                take(asked, *rows);
        });
}

/// What is loaded is fetched again and compared, so that selection and place stay.
void ConversationListModel::refreshAll()
{
    if (m_loading) {
        m_all = true;
        m_coalesce->start();
        return;
    }
    if (m_rows.size() > refreshLimit) {
        reload();
        return;
    }
    const int limit = std::max(pageSize, static_cast<int>(m_rows.size()));
    m_loading = true;
    m_desk.conversations.page(m_query, std::nullopt, limit)
        .then(this, [this, generation = m_generation](const Result<ConversationPage> &page) {
            if (generation != m_generation)
                return;
            m_loading = false;
            if (!page) {
                Q_EMIT failed(page.error());
                return;
            }
            QHash<ConversationId, const ConversationSummary *> now;
            QSet<ConversationId> asked;
            for (const ConversationSummary &row : page->rows) {
                now.insert(row.id, &row);
                asked.insert(row.id);
            }
            for (const Row &row : std::as_const(m_rows))
                asked.insert(row.id);
            m_next = page->next;
            for (const ConversationId id : std::as_const(asked)) {
                if (id == m_sticky && !now.contains(id))
                    m_dirty.insert(id); // gone, or only read: the page cannot tell
                else
                    settle(id, now.value(id), m_expected.remove(id));
            }
            if (!m_dirty.isEmpty() && !m_coalesce->isActive())
                m_coalesce->start();
            Q_EMIT pendingChanged(m_pending.size());
            Q_EMIT loaded();
        });
}

void ConversationListModel::loadNames()
{
    m_desk.triage.tags().then(this, [this](const Result<QList<Tag>> &tags) {
        if (!tags)
            return;
        m_tags.clear();
        for (const Tag &tag : *tags)
            m_tags.insert(tag.id, tag);
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0), index(static_cast<int>(m_rows.size()) - 1));
    });
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        for (const Staff &member : staff ? *staff : QList<Staff>()) {
            m_staff.insert(member.id, member);
            if (member.isMe)
                m_me = member.id;
        }
    });
}

void ConversationListModel::loadOwed()
{
    m_desk.promises.openEverywhere().then(this,
                                          [this](const Result<QHash<ConversationId, bool>> &owed) {
                                              if (!owed || *owed == m_owed)
                                                  return;
                                              const auto before = std::exchange(m_owed, *owed);
                                              for (int row = 0; row < rowCount(); ++row) {
                                                  const ConversationId id = idAt(row);
                                                  if (before.contains(id) != m_owed.contains(id) ||
                                                      before.value(id) != m_owed.value(id))
                                                      Q_EMIT dataChanged(index(row), index(row));
                                              }
                                          });
}

void ConversationListModel::take(const QSet<ConversationId> &asked,
                                 const QList<ConversationSummary> &found)
{
    QHash<ConversationId, const ConversationSummary *> now;
    for (const ConversationSummary &row : found)
        now.insert(row.id, &row);
    const qsizetype pending = m_pending.size();
    for (const ConversationId id : asked)
        settle(id, now.value(id), m_expected.remove(id));
    if (pending != m_pending.size())
        Q_EMIT pendingChanged(m_pending.size());
}

/// Brings one row to what it is \a now (none: gone). \a isOwn: by the person's own hand, so nothing
/// is held back.
void ConversationListModel::settle(ConversationId id, const ConversationSummary *now, bool isOwn)
{
    const bool isImmediate = isOwn || !m_holding;
    const int row = rowOf(id);
    const bool belongs = now && viewContains(m_query, *now, m_me);
    if (row < 0) {
        if (!belongs)
            m_pending.remove(id);
        else if (isImmediate)
            insertSorted(*now);
        else
            m_pending.insert(id);
        return;
    }
    if (!belongs && (isOwn || !now || id != m_sticky)) {
        if (isImmediate)
            removeAt(row);
        else
            m_pending.insert(id);
        return;
    }
    if (isImmediate) {
        m_pending.remove(id);
        place(row, *now);
        return;
    }
    const bool moves = (row > 0 && standsAbove(m_query, *now, at(row - 1))) ||
                       (row + 1 < m_rows.size() && standsAbove(m_query, at(row + 1), *now));
    if (moves)
        m_pending.insert(id);
    if (at(row) != *now) {
        *m_rows[row].summary = *now;
        Q_EMIT dataChanged(index(row), index(row));
    }
}

void ConversationListModel::place(int row, const ConversationSummary &now)
{
    if (at(row) != now) {
        *m_rows[row].summary = now;
        Q_EMIT dataChanged(index(row), index(row));
    }
    int to = row;
    while (to > 0 && standsAbove(m_query, now, at(to - 1)))
        --to;
    if (to == row) {
        while (to + 1 < m_rows.size() && standsAbove(m_query, at(to + 1), now))
            ++to;
    }
    if (to == row)
        return;
    beginMoveRows({}, row, row, {}, to > row ? to + 1 : to);
    m_rows.move(row, to);
    endMoveRows();
}

void ConversationListModel::insertSorted(const ConversationSummary &row)
{
    const auto place = std::lower_bound(m_rows.begin(), m_rows.end(), row,
                                        [this](const Row &a, const ConversationSummary &b) {
                                            return standsAbove(m_query, *a.summary, b);
                                        });
    const int to = static_cast<int>(place - m_rows.begin());
    if (to == m_rows.size() && (m_next || m_loading))
        return; // below what is loaded: it comes when it is scrolled to
    beginInsertRows({}, to, to);
    m_rows.insert(to, Row(row));
    endInsertRows();
}

void ConversationListModel::append(const QList<ConversationSummary> &rows)
{
    if (rows.isEmpty())
        return;
    const int from = static_cast<int>(m_rows.size());
    beginInsertRows({}, from, from + static_cast<int>(rows.size()) - 1);
    for (const ConversationSummary &row : rows)
        m_rows.append(Row(row));
    endInsertRows();
}

void ConversationListModel::removeAt(int row)
{
    m_pending.remove(idAt(row));
    beginRemoveRows({}, row, row);
    m_rows.removeAt(row);
    endRemoveRows();
}

QString ConversationListModel::accessibleText(const ConversationSummary &row) const
{
    QStringList parts{personLabel(row.personName)};
    if (!row.subject.isEmpty())
        parts.append(displayLine(row.subject));
    if (row.unread)
        parts.append(tr("unread"));
    if (row.starred)
        parts.append(tr("starred"));
    if (const auto isLate = owed(row.id))
        parts.append(*isLate ? tr("late with a promise of ours") : tr("a promise of ours is open"));
    if (row.hasDraft)
        parts.append(tr("has a draft"));
    if (row.waitingSince)
        parts.append(tr("waiting for %1").arg(durationText(systemNow() - *row.waitingSince)));
    if (row.assignee.isValid())
        parts.append(tr("assigned to %1").arg(displayLine(staffName(row.assignee))));
    parts.append(channelName(row.channel));
    for (const TagId tag : row.tags)
        parts.append(displayLine(tagName(tag)));
    parts.append(fullTime(row.lastMessageAt));
    return parts.join(QStringLiteral(", "));
}

} // namespace casement

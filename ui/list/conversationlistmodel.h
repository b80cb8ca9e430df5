// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/error.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <QSharedPointer>
#include <functional>

class QTimer;

namespace casement
{

class Desk;

/// The conversations of one view: fetched page by page as they are scrolled to, kept true and
/// sorted while the store changes. While the person is on the list (setHolding()), rows change
/// where they stand but none comes, goes or moves: what is drawn under the pointer is what opens.
/// What waits is counted in pendingCount().
class ConversationListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { ConversationIdRole = Qt::UserRole };

    explicit ConversationListModel(Desk &desk, QObject *parent = nullptr);

    void setQuery(const ViewQuery &query);
    [[nodiscard]] const ViewQuery &query() const { return m_query; }
    /// Looks again from the top.
    void reload();

    [[nodiscard]] const ConversationSummary &at(int row) const { return *m_rows.at(row).summary; }
    [[nodiscard]] ConversationId idAt(int row) const;
    [[nodiscard]] int rowOf(ConversationId id) const; ///< -1: not loaded
    [[nodiscard]] bool isLoading() const { return m_loading; }
    [[nodiscard]] bool isComplete() const { return !m_next && !m_loading; }

    void setHolding(bool holding);
    [[nodiscard]] qsizetype pendingCount() const { return m_pending.size(); }
    /// Lets in what waits.
    void flush();
    /// The row that is open stays although it has been read, until another one is.
    void setSticky(ConversationId id);

    /// What the person does is seen at once: applies \a change to the rows before the store has
    /// answered; rows that no longer belong go. The store's own word on them follows and wins.
    void applyOwn(const QList<ConversationId> &ids,
                  const std::function<void(ConversationSummary &)> &change);
    /// The next news of \a ids comes from the person's own hand (an undo): not held back.
    void expect(const QList<ConversationId> &ids);

    [[nodiscard]] QString tagName(TagId id) const { return m_tags.value(id).name; }
    [[nodiscard]] QString tagColour(TagId id) const { return m_tags.value(id).colour; }
    [[nodiscard]] QString staffName(StaffId id) const { return m_staff.value(id).name; }
    [[nodiscard]] StaffId me() const { return m_me; }
    /// Whether we owe something there, and (true) are late with it.
    [[nodiscard]] std::optional<bool> owed(ConversationId id) const
    {
        const auto found = m_owed.constFind(id);
        return found == m_owed.constEnd() ? std::nullopt : std::optional(*found);
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    /// The first page is there, or the view is empty.
    void loaded();
    void failed(const casement::Error &error);
    void pendingChanged(qsizetype count);

private:
    /// Hundreds may come in at once in the middle of thousands: they are moved as pointers, and
    /// looked for by an id beside it.
    struct Row {
        explicit Row(const ConversationSummary &row)
            : id(row.id)
            , summary(QSharedPointer<ConversationSummary>::create(row))
        {
        }
        ConversationId id;
        QSharedPointer<ConversationSummary> summary;
    };

    void onChanged(const StoreChange &change);
    void lookAgain();
    void refreshAll();
    void loadNames();
    void loadOwed();
    void take(const QSet<ConversationId> &asked, const QList<ConversationSummary> &found);
    void settle(ConversationId id, const ConversationSummary *now, bool isOwn);
    void place(int row, const ConversationSummary &now);
    void insertSorted(const ConversationSummary &row);
    void append(const QList<ConversationSummary> &rows);
    void removeAt(int row);
    [[nodiscard]] QString accessibleText(const ConversationSummary &row) const;

    Desk &m_desk;
    QTimer *m_coalesce;
    ViewQuery m_query;
    QList<Row> m_rows;
    std::optional<PageKey> m_next;
    QHash<TagId, Tag> m_tags;
    QHash<StaffId, Staff> m_staff;
    StaffId m_me;
    QHash<ConversationId, bool> m_owed; ///< open promises of ours; true: one is late
    QSet<ConversationId> m_dirty;
    QSet<ConversationId> m_pending;
    QSet<ConversationId> m_expected;
    ConversationId m_sticky;
    int m_generation = 0; // answers to an older query are dropped
    bool m_loading = false;
    bool m_holding = false;
    bool m_all = false; // too much changed to list
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accounts.h"
#include "ui/views/viewtarget.h"

#include <QAbstractListModel>

class QTimer;

namespace casement
{

class Desk;

/// The state of an account in words, with its drawing.
struct AccountStateText {
    QString icon;
    QString text;
    bool needsPerson = false;
};
[[nodiscard]] AccountStateText accountStateText(const AccountStatus &status);

/// Views, tags and accounts with their counts. One query counts them all, of the same SQL as the
/// lists.
class ViewListModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        CountRole = Qt::UserRole + 1,
        HeaderRole,
        StateTextRole,
        StateIconRole,
        NeedsPersonRole,
        IconNameRole,
        TagColourRole
    };

    explicit ViewListModel(Desk &desk, QObject *parent = nullptr);

    [[nodiscard]] const ViewTarget &at(int row) const { return m_rows.at(row).target; }
    [[nodiscard]] int rowOf(const ViewTarget &target) const; ///< -1: none
    [[nodiscard]] int rowOf(View view) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void countsChanged();

private:
    struct Row {
        ViewTarget target = {};
        bool isHeader = false;
        QString colour = {}; ///< of a tag
        std::optional<AccountStatus> account = std::nullopt;
        std::optional<ViewCount> count = std::nullopt;
    };

    void rebuild();
    void setRows(const QList<Tag> &tags, const QList<Account> &accounts);
    void count();
    void updateAccounts();

    Desk &m_desk;
    QTimer *m_coalesce;
    QList<Row> m_rows;
    bool m_counting = false;
    bool m_countAgain = false;
};

} // namespace casement

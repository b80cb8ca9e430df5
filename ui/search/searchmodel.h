// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/search.h"

#include <QAbstractListModel>
#include <QFuture>

class QTimer;

namespace casement
{

class Desk;

/// The messages that a search found, newest first, fetched as they are scrolled to. Typing on drops
/// the answers to what was typed before.
class SearchModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit SearchModel(Desk &desk, QObject *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] const SearchHit *at(int row) const;
    [[nodiscard]] QStringList problems() const { return m_query.problems; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

Q_SIGNALS:
    void loaded();
    void failed(const casement::Error &error);

private:
    void look();

    Desk &m_desk;
    QTimer *m_pause;
    SearchQuery m_query;
    QFuture<Result<SearchPage>> m_running;
    QList<SearchHit> m_hits;
    std::optional<PageKey> m_next;
    int m_generation = 0;
    bool m_loading = false;
};

} // namespace casement

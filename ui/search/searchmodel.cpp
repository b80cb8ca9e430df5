// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/search/searchmodel.h"

#include "core/desk/desk.h"
#include "core/text/excerpt.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"

#include <QTimer>

namespace casement
{

namespace
{

constexpr int hitsPerPage = 50;
constexpr std::chrono::milliseconds searchPause{70};
/// Shorter beginnings have too many words to be an answer.
constexpr int shortestPrefix = 3;

} // namespace

SearchModel::SearchModel(Desk &desk, QObject *parent)
    : QAbstractListModel(parent)
    , m_desk(desk)
    , m_pause(new QTimer(this))
{
    m_pause->setSingleShot(true);
    m_pause->setInterval(searchPause);
    connect(m_pause, &QTimer::timeout, this, &SearchModel::look);
}

void SearchModel::setText(const QString &text)
{
    m_query = parseSearch(text);
    // The word that is being typed is the beginning of one.
    if (!m_query.terms.isEmpty() && !text.isEmpty() && text.back().isLetterOrNumber()) {
        SearchQuery::Term &last = m_query.terms.last();
        if (!last.isPhrase && !last.isNegated && last.text.size() >= shortestPrefix &&
            text.endsWith(last.text))
            last.isPrefix = true;
    }
    ++m_generation;
    m_running.cancel();
    m_pause->start();
}

void SearchModel::look()
{
    m_loading = true;
    m_running = m_desk.conversations.search(m_query, std::nullopt, hitsPerPage);
    m_running.then(this, [this, generation = m_generation](const Result<SearchPage> &page) {
        if (generation != m_generation)
            return;
        beginResetModel();
        m_hits = page ? page->hits : QList<SearchHit>();
        m_next = page ? page->next : std::nullopt;
        endResetModel();
        m_loading = false;
        if (page)
            Q_EMIT loaded();
        else
            Q_EMIT failed(page.error());
    });
}

const SearchHit *SearchModel::at(int row) const
{
    return row >= 0 && row < m_hits.size() ? &m_hits.at(row) : nullptr;
}

int SearchModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_hits.size());
}

QVariant SearchModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SearchHit &hit = m_hits.at(index.row());
    const QString subject = displayLine(hit.subject);
    const QString author = personLabel(hit.authorName);
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return subject.isEmpty() ? author : tr("%1 — %2", "author, subject").arg(author, subject);
    case SubtitleRole: {
        // Each character stays one character, so that the marks stay where they are.
        QString excerpt = hit.excerpt;
        for (QChar &c : excerpt) {
            if (c.isSpace() || c.category() == QChar::Other_Control ||
                c.category() == QChar::Other_Format)
                c = u' ';
        }
        return excerpt;
    }
    case TitleMarksRole: {
        QStringList words;
        for (const SearchQuery::Term &term : m_query.terms) {
            if (!term.isNegated)
                words.append(term.text);
        }
        const QString title = data(index, TitleRole).toString();
        return QVariant::fromValue(makeExcerpt(title, words, int(title.size())).marks);
    }
    case MarksRole:
        return QVariant::fromValue(hit.marks);
    case TrailingRole:
        return listTime(hit.at, systemNow());
    case RowIconRole:
        return channelIconName(hit.channel);
    case Qt::AccessibleTextRole:
        return QStringList{author, subject, displayLine(hit.excerpt), fullTime(hit.at)}.join(
            QStringLiteral(", "));
    default:
        return {};
    }
}

bool SearchModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next && !m_loading;
}

void SearchModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_loading = true;
    m_desk.conversations.search(m_query, m_next, hitsPerPage)
        .then(this, [this, generation = m_generation](const Result<SearchPage> &page) {
            if (generation != m_generation)
                return;
            m_next = page ? page->next : std::nullopt;
            if (page && !page->hits.isEmpty()) {
                const int from = static_cast<int>(m_hits.size());
                beginInsertRows({}, from, from + static_cast<int>(page->hits.size()) - 1);
                m_hits.append(page->hits);
                endInsertRows();
            }
            m_loading = false;
        });
}

} // namespace casement

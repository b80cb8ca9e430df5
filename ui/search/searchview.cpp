// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/search/searchview.h"

#include "ui/list/rowdelegate.h"
#include "ui/search/searchmodel.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"

#include <QLabel>
#include <QListView>
#include <QVBoxLayout>

namespace casement
{

SearchView::SearchView(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_model(new SearchModel(desk, this))
    , m_view(new QListView(this))
    , m_problem(new QLabel(this))
    , m_empty(new EmptyState(this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setMouseTracking(true);
    m_view->setAccessibleName(tr("Search results"));
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setContentsMargins(metrics::wide, metrics::half, metrics::wide, metrics::step);
    m_problem->hide();
    m_empty->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_problem);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);

    const auto showState = [this](const QString &title, const QString &reason) {
        const bool isEmpty = m_model->rowCount() == 0;
        m_view->setVisible(!isEmpty);
        m_empty->setVisible(isEmpty);
        if (isEmpty)
            m_empty->show(QStringLiteral("search"), title, reason);
        m_problem->setText(m_model->problems().join(u'\n'));
        m_problem->setVisible(!m_model->problems().isEmpty());
    };
    connect(m_model, &SearchModel::loaded, this, [showState] {
        showState(tr("Nothing found"), tr("No message has all of these words. Fewer words, or only "
                                          "their beginnings with a * behind, find more."));
    });
    connect(m_model, &SearchModel::failed, this,
            [showState](const Error &error) { showState(tr("The search stopped"), error.detail); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        if (const SearchHit *hit = current())
            Q_EMIT messageActivated(hit->conversation, hit->message);
    });
    connect(m_view, &QAbstractItemView::activated, this, [this] {
        if (const SearchHit *hit = current())
            Q_EMIT messageOpened(hit->conversation, hit->message);
    });
}

void SearchView::search(const QString &text)
{
    m_model->setText(text);
}

void SearchView::step(int steps)
{
    const int rows = m_model->rowCount();
    if (rows > 0)
        m_view->setCurrentIndex(
            m_model->index(std::clamp(m_view->currentIndex().row() + steps, 0, rows - 1)));
}

QString SearchView::problemText() const
{
    return m_problem->isHidden() ? QString() : m_problem->text();
}

const SearchHit *SearchView::current() const
{
    return m_model->at(m_view->currentIndex().row());
}

} // namespace casement

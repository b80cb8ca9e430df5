// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promiselistview.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"
#include "ui/list/groupedrowdelegate.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QListView>
#include <QLocale>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTimer>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int promiseIdRole = Qt::UserRole + 1;
constexpr int morePromisesRole = Qt::UserRole + 3; // the line that shows more
constexpr int firstPromises = 100;                 // of each part
constexpr std::chrono::minutes promiseTick{5};

} // namespace

PromiseListView::PromiseListView(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyState(m_pages))
    , m_list(new QListView(m_pages))
    , m_model(new QStandardItemModel(this))
    , m_tick(new QTimer(this))
    , m_most(firstPromises)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);
    m_pages->addWidget(m_empty);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Promises"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GroupedRowDelegate(m_list));
    m_pages->addWidget(m_list);
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, &PromiseListView::choose);
    connect(m_list, &QListView::activated, this, &PromiseListView::choose);
    connect(m_tick, &QTimer::timeout, this, [this] {
        m_isStale = true;
        look();
    });
    m_tick->start(promiseTick);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || !change.promises.isEmpty() || !change.people.isEmpty()) {
            m_isStale = true;
            look();
        }
    });
}

void PromiseListView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void PromiseListView::look()
{
    if (m_isStale && isVisible())
        load();
}

void PromiseListView::load()
{
    m_isStale = false;
    m_desk.promises.sections(m_most).then(
        this, [this, round = ++m_round](const Result<QList<PromiseSection>> &sections) {
            if (round != m_round)
                return;
            if (!sections)
                Q_EMIT statusMessage(Words::error(sections.error()));
            else
                fill(*sections);
        });
}

void PromiseListView::fill(const QList<PromiseSection> &sections)
{
    m_model->clear();
    for (const PromiseSection &section : sections) {
        auto *head = new QStandardItem(
            tr("%1 · %2", "a part of the list, and how many are in it")
                .arg(PromiseWords::place(section.place), QLocale().toString(section.count)));
        head->setData(true, HeadingRole);
        head->setFlags(Qt::ItemNeverHasChildren);
        m_model->appendRow(head);
        for (const Promise &line : section.lines) {
            const QString words = PromiseWords::words(line);
            const QString name = personLabel(line.personName);
            const QString who = line.isOurs ? tr("to %1", "to a person").arg(name) : name;
            const QString standing = PromiseWords::standing(line);
            const bool isLate = line.isLate(systemNow());
            auto *item = new QStandardItem(words);
            item->setData(words, TitleRole);
            item->setData(line.state == PromiseState::Open
                              ? who
                              : tr("%1 · %2", "who, what became of a promise").arg(who, standing),
                          SubtitleRole);
            if (line.state == PromiseState::Open && (line.due || line.isBeingKept))
                item->setData(standing, isLate ? StatusRole : TrailingRole);
            item->setData(PromiseWords::iconName(line), RowIconRole);
            item->setData(isLate, ProminentRole);
            item->setData(line.id.value, promiseIdRole);
            item->setData(tr("%1: %2, %3", "whose promise, what, how it stands")
                              .arg(PromiseWords::who(line), words, standing),
                          Qt::AccessibleTextRole);
            m_model->appendRow(item);
        }
        if (section.count > section.lines.size()) {
            const auto left = static_cast<int>(section.count - section.lines.size());
            auto *more = new QStandardItem(tr("Show more (%n left)", nullptr, left));
            more->setData(more->text(), TitleRole);
            more->setData(u"arrow-down"_s, RowIconRole);
            more->setData(true, morePromisesRole);
            m_model->appendRow(more);
        }
    }
    if (sections.isEmpty())
        m_empty->show(u"promise"_s, tr("Nothing is promised"),
                      tr("Press Shift+P on a message in which somebody promises something: it "
                         "stands here until it was kept."));
    m_pages->setCurrentIndex(sections.isEmpty() ? 0 : 1);
    select(m_selected);
}

void PromiseListView::choose(const QModelIndex &index)
{
    if (index.data(morePromisesRole).toBool()) {
        m_most += 4 * firstPromises;
        load();
        return;
    }
    if (const PromiseId id{index.data(promiseIdRole).toLongLong()}; id.isValid()) {
        m_selected = id;
        Q_EMIT promiseActivated(id);
    }
}

void PromiseListView::step(int steps)
{
    const QModelIndex current = m_list->currentIndex();
    const bool isOpen = current.isValid() && m_selected.isValid() &&
                        current.data(promiseIdRole).toLongLong() == m_selected.value;
    const QModelIndex index = steppedRow(*m_list, steps, isOpen);
    if (!index.isValid())
        return;
    m_list->setCurrentIndex(index);
    if (index.data(promiseIdRole).toLongLong() > 0)
        choose(index);
}

void PromiseListView::select(PromiseId id)
{
    m_selected = id;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (id.isValid() && m_model->index(row, 0).data(promiseIdRole).toLongLong() == id.value)
            m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

} // namespace casement

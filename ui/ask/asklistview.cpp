// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/asklistview.h"

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/words.h"
#include "ui/list/groupedrowdelegate.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLineEdit>
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

constexpr int askIdRole = Qt::UserRole + 1;
constexpr int moreRole = Qt::UserRole + 3; // the line that shows more
constexpr int firstLines = 100;            // of each part
constexpr std::chrono::milliseconds ledgerPause{120};

} // namespace

AskListView::AskListView(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_search(new QLineEdit(this))
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyState(m_pages))
    , m_list(new QListView(m_pages))
    , m_model(new QStandardItemModel(this))
    , m_pause(new QTimer(this))
    , m_most(firstLines)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(10, metrics::half, 10, metrics::half);
    m_search->setPlaceholderText(tr("Find an ask by its words"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setClearButtonEnabled(true);
    head->addWidget(m_search);
    layout->addLayout(head);
    layout->addWidget(m_pages, 1);
    m_pages->addWidget(m_empty);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Asks"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new GroupedRowDelegate(m_list));
    m_pages->addWidget(m_list);
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, &AskListView::choose);
    connect(m_list, &QListView::activated, this, &AskListView::choose);
    m_pause->setSingleShot(true);
    m_pause->setInterval(ledgerPause);
    connect(m_pause, &QTimer::timeout, this, &AskListView::load);
    connect(m_search, &QLineEdit::textChanged, m_pause, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_list->setFocus(Qt::ShortcutFocusReason);
        step(0);
    });
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || !change.asks.isEmpty()) {
            m_isStale = true;
            look();
        }
    });
}

void AskListView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    look();
}

void AskListView::look()
{
    if (m_isStale && isVisible())
        load();
}

void AskListView::load()
{
    m_isStale = false;
    m_desk.asks.ledger(m_search->text(), m_most)
        .then(this, [this, round = ++m_round](const Result<QList<AskSection>> &sections) {
            if (round != m_round)
                return;
            if (!sections)
                Q_EMIT statusMessage(Words::error(sections.error()));
            else
                fill(*sections);
        });
}

void AskListView::fill(const QList<AskSection> &sections)
{
    m_model->clear();
    for (const AskSection &section : sections) {
        auto *head = new QStandardItem(
            tr("%1 · %2", "a part of the ledger, and how many are in it")
                .arg(AskWords::place(section.place), QLocale().toString(section.count)));
        head->setData(true, HeadingRole);
        head->setFlags(Qt::ItemNeverHasChildren);
        m_model->appendRow(head);
        for (const AskSummary &line : section.lines) {
            QStringList people;
            for (const QString &person : line.people)
                people.append(personLabel(person));
            const bool areMore = people.size() == 3 && line.voices > 3;
            const QString who =
                areMore ? tr("%1 and others").arg(people.join(tr(", "))) : Words::list(people);
            const QString standing =
                line.place == AskPlace::Untold ? AskWords::standing(line) : QString();
            auto *item = new QStandardItem(displayLine(line.restated));
            item->setData(displayLine(line.restated), TitleRole);
            item->setData(
                tr("%1 · %2", "kind of ask, who asks").arg(AskWords::kind(line.kind), who),
                SubtitleRole);
            item->setData(Words::shortTime(line.heardAt), TrailingRole);
            item->setData(standing, StatusRole);
            item->setData(u"ask"_s, RowIconRole);
            item->setData(line.place == AskPlace::Untold, ProminentRole);
            item->setData(line.id.value, askIdRole);
            item->setData(tr("%1, %2, %3, %4", "an ask, its kind, its state, who asks")
                              .arg(displayLine(line.restated), AskWords::kind(line.kind),
                                   AskWords::standing(line), who),
                          Qt::AccessibleTextRole);
            m_model->appendRow(item);
        }
        if (section.count > section.lines.size()) {
            const auto left = static_cast<int>(section.count - section.lines.size());
            auto *more = new QStandardItem(tr("Show more (%n left)", nullptr, left));
            more->setData(more->text(), TitleRole);
            more->setData(u"arrow-down"_s, RowIconRole);
            more->setData(true, moreRole);
            m_model->appendRow(more);
        }
    }
    if (sections.isEmpty()) {
        if (m_search->text().trimmed().isEmpty())
            m_empty->show(u"ask"_s, tr("Nobody has asked for anything yet"),
                          tr("Select the words with which somebody asks for something and press "
                             "Shift+A: it stands here until they have heard what became of it."));
        else
            m_empty->show(u"search"_s, tr("No ask has these words"),
                          tr("Neither what was asked nor what was said about it."));
    }
    m_pages->setCurrentIndex(sections.isEmpty() ? 0 : 1);
    select(m_selected);
}

void AskListView::choose(const QModelIndex &index)
{
    if (index.data(moreRole).toBool()) {
        m_most += 4 * firstLines;
        load();
        return;
    }
    if (const AskId id{index.data(askIdRole).toLongLong()}; id.isValid()) {
        m_selected = id;
        Q_EMIT askActivated(id);
    }
}

void AskListView::step(int steps)
{
    const QModelIndex current = m_list->currentIndex();
    const bool isOpen = current.isValid() && m_selected.isValid() &&
                        current.data(askIdRole).toLongLong() == m_selected.value;
    const QModelIndex index = steppedRow(*m_list, steps, isOpen);
    if (!index.isValid())
        return;
    m_list->setCurrentIndex(index);
    if (index.data(askIdRole).toLongLong() > 0)
        choose(index);
}

void AskListView::select(AskId id)
{
    m_selected = id;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (id.isValid() && m_model->index(row, 0).data(askIdRole).toLongLong() == id.value)
            m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

} // namespace casement

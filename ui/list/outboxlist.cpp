// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/outboxlist.h"

#include "core/desk/desk.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"

#include <QGridLayout>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

namespace
{

bool waitsForPerson(const OutboxItem &item)
{
    return item.state == OutboxState::NeedsYou || item.state == OutboxState::Failed ||
           item.state == OutboxState::Unknown;
}

QString recipientText(const OutboxItem &item)
{
    QStringList names;
    for (const Recipient &recipient : item.recipients)
        names.append(displayLine(recipient.address.name.isEmpty() ? recipient.address.address
                                                                  : recipient.address.name));
    return names.join(QStringLiteral(", "));
}

QString titleOf(const OutboxItem &item)
{
    const QString to = OutboxModel::tr("To %1").arg(recipientText(item));
    return item.parts > 1
               ? OutboxModel::tr("%1 · part %2 of %3").arg(to).arg(item.part).arg(item.parts)
               : to;
}

} // namespace

QString outboxStateText(const OutboxItem &item)
{
    switch (item.state) {
    case OutboxState::Held:
        return OutboxModel::tr("can be taken back");
    case OutboxState::Queued:
        return item.attempts > 0 ? OutboxModel::tr("will be tried again")
                                 : OutboxModel::tr("waiting to go out");
    case OutboxState::Sending:
        return OutboxModel::tr("going out");
    case OutboxState::Accepted:
        return OutboxModel::tr("accepted by the server");
    case OutboxState::Delivered:
        return OutboxModel::tr("delivered");
    case OutboxState::Failed:
        return OutboxModel::tr("failed");
    case OutboxState::Unknown:
        return OutboxModel::tr("not known whether it went out");
    case OutboxState::NeedsYou:
        return OutboxModel::tr("needs you");
    case OutboxState::Cancelled:
        return OutboxModel::tr("taken back");
    }
    return {};
}

OutboxModel::OutboxModel(Desk &desk, QObject *parent) : QAbstractListModel(parent), m_desk(desk)
{
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.everything || !change.outbox.isEmpty())
            look(m_needsYou);
    });
}

void OutboxModel::look(bool needsYou)
{
    m_needsYou = needsYou;
    const int generation = ++m_generation;
    m_desk.outbox.items().then(this, [this, generation](const Result<QList<OutboxItem>> &items) {
        if (generation != m_generation)
            return;
        beginResetModel();
        m_items.clear();
        for (const OutboxItem &item : items.value_or(QList<OutboxItem>())) {
            if (!m_needsYou || waitsForPerson(item))
                m_items.append(item);
        }
        endResetModel();
        Q_EMIT loaded();
    });
}

const OutboxItem *OutboxModel::at(int row) const
{
    return row >= 0 && row < m_items.size() ? &m_items.at(row) : nullptr;
}

int OutboxModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant OutboxModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const OutboxItem &item = m_items.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case TitleRole:
        return titleOf(item);
    case SubtitleRole:
        return displayLine(item.reason.isEmpty()
                               ? (item.subject.isEmpty() ? item.markdown : item.subject)
                               : item.reason);
    case TrailingRole:
        return listTime(item.createdAt, systemNow());
    case StatusRole:
        return outboxStateText(item);
    case ProminentRole:
        return waitsForPerson(item);
    case RowIconRole:
        return waitsForPerson(item) ? QStringLiteral("attention") : QStringLiteral("outbox");
    case Qt::AccessibleTextRole:
        return QStringList{titleOf(item), displayLine(item.subject), outboxStateText(item),
                           displayLine(item.reason)}
            .join(QStringLiteral(", "));
    default:
        return {};
    }
}

OutboxList::OutboxList(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new OutboxModel(desk, this))
    , m_view(new QListView(this))
    , m_empty(new EmptyState(this))
    , m_buttons(new QWidget(this))
    , m_open(new QPushButton(tr("Open conversation"), this))
    , m_retry(new QPushButton(tr("Send as it is"), this))
    , m_cancel(new QPushButton(tr("Take back"), this))
    , m_markSent(new QPushButton(tr("It did go out"), this))
{
    m_view->setModel(m_model);
    m_view->setItemDelegate(new RowDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setAccessibleName(tr("Outbox"));
    auto *row = new QGridLayout(
        m_buttons); // two by two: four beside each other would set the pane's least width
    row->setContentsMargins(metrics::wide, metrics::step, metrics::wide, metrics::step);
    int place = 0;
    for (QPushButton *button : {m_open, m_cancel, m_retry, m_markSent}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text());
        row->addWidget(button, place / 2, place % 2);
        ++place;
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_buttons);
    m_cancel->setToolTip(tr("Stops it; the draft is back as it was"));

    connect(m_model, &OutboxModel::loaded, this, [this] {
        const bool isEmpty = m_model->rowCount() == 0;
        m_view->setVisible(!isEmpty);
        m_empty->setVisible(isEmpty);
        if (!isEmpty && !m_view->currentIndex().isValid())
            m_view->setCurrentIndex(m_model->index(0));
        updateButtons();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &OutboxList::updateButtons);
    connect(m_view, &QAbstractItemView::activated, m_open, &QPushButton::click);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const OutboxItem *item = current(); item && item->conversation.isValid())
            Q_EMIT conversationActivated(item->conversation);
    });
    connect(m_retry, &QPushButton::clicked, this, [this] {
        if (const OutboxItem *item = current()) {
            m_desk.outbox.retry(item->id).then(this, [this](const Result<void> &done) {
                Q_EMIT statusMessage(
                    done ? tr("It goes out now.")
                         : tr("It could not be queued again: %1").arg(done.error().detail));
            });
        }
    });
    connect(m_markSent, &QPushButton::clicked, this, [this] {
        if (const OutboxItem *item = current()) {
            m_desk.outbox.markSent(item->id).then(this, [this](const Result<void> &done) {
                if (!done)
                    Q_EMIT statusMessage(
                        tr("That could not be written down: %1").arg(done.error().detail));
            });
        }
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (const OutboxItem *item = current()) {
            m_desk.outbox.cancel(item->id).then(this, [this](const Result<Draft> &draft) {
                if (!draft) {
                    Q_EMIT statusMessage(
                        tr("It could not be taken back: %1").arg(draft.error().detail));
                    return;
                }
                Q_EMIT statusMessage(tr("Taken back. It is a draft again."));
                if (draft->conversation.isValid())
                    Q_EMIT conversationActivated(draft->conversation);
            });
        }
    });
}

void OutboxList::showItems(bool needsYou)
{
    m_needsYou = needsYou;
    if (needsYou)
        m_empty->show(QStringLiteral("done"), tr("Nothing waits for you"),
                      tr("Messages that failed, or that need another look before they go out, come "
                         "to stand here."));
    else
        m_empty->show(QStringLiteral("outbox"), tr("Everything has gone out"),
                      tr("What you send stands here until the server has it."));
    m_model->look(needsYou);
}

void OutboxList::updateButtons()
{
    const OutboxItem *item = current();
    m_buttons->setVisible(item);
    if (!item)
        return;
    m_open->setVisible(item->conversation.isValid());
    m_retry->setVisible(waitsForPerson(*item));
    m_markSent->setVisible(item->state == OutboxState::Unknown);
    m_cancel->setVisible(waitsForPerson(*item) || item->state == OutboxState::Held ||
                         item->state == OutboxState::Queued);
}

const OutboxItem *OutboxList::current() const
{
    return m_model->at(m_view->currentIndex().row());
}

} // namespace casement

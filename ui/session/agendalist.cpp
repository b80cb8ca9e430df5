// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/agendalist.h"

#include "ui/session/sessionwords.h"
#include "ui/session/wheel.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QSpinBox>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int shownPoints = 6;
constexpr int longestPoint = 24 * 60;

} // namespace

AgendaList::AgendaList(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_title(new QLineEdit(this))
    , m_minutes(new QSpinBox(this))
    , m_lead(new QLineEdit(this))
    , m_save(new QToolButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    m_list->setAccessibleName(tr("Agenda"));
    m_list->setToolTip(tr("Ctrl+Shift+Up and Down move a point, Space ticks it off, Return changes "
                          "it, Delete takes it out"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({metrics::icon, metrics::icon});
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this] {
        if (const SessionItem *item = current())
            edit(*item);
    });
    layout->addWidget(m_list);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::half);
    m_title->setPlaceholderText(tr("Add a point"));
    m_title->setAccessibleName(tr("A point of the agenda"));
    m_title->setMaxLength(500);
    m_minutes->setRange(0, longestPoint);
    m_minutes->setSingleStep(5);
    m_minutes->setSpecialValueText(tr("min"));
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setAccessibleName(tr("Minutes"));
    leaveWheelToPage(m_minutes);
    m_lead->setPlaceholderText(tr("who leads"));
    m_lead->setAccessibleName(tr("Who leads this point"));
    m_lead->setMaxLength(200);
    m_save->setAutoRaise(true);
    m_save->setIcon(icon(u"plus"_s, ColorRole::MutedText));
    m_save->setToolTip(tr("Put it on the agenda (Return)"));
    m_save->setAccessibleName(tr("Put it on the agenda"));
    connect(m_save, &QToolButton::clicked, this, &AgendaList::save);
    for (QLineEdit *edit : {m_title, m_lead})
        connect(edit, &QLineEdit::returnPressed, this, &AgendaList::save);
    row->addWidget(m_title, 3);
    row->addWidget(m_minutes);
    row->addWidget(m_lead, 1);
    row->addWidget(m_save);
    layout->addLayout(row);
    fill();
}

void AgendaList::show(const QList<SessionItem> &items)
{
    if (items == m_items && m_list->count() == items.size())
        return;
    m_items = items;
    fill();
}

void AgendaList::fill()
{
    const SessionItem *kept = current();
    const SessionItemId chosen = kept ? kept->id : SessionItemId{};
    const int row = m_list->currentRow();
    m_list->clear();
    for (const SessionItem &item : std::as_const(m_items)) {
        QString text = displayLine(item.title);
        if (item.minutes > 0)
            text = tr("%1 · %2 min", "a point of the agenda, how long it takes")
                       .arg(text, QLocale().toString(item.minutes));
        if (!item.lead.isEmpty())
            text =
                tr("%1 · %2", "a point of the agenda, who leads").arg(text, displayLine(item.lead));
        if (item.state == AgendaState::Dropped)
            text = tr("%1 (left out)").arg(text);
        auto *entry = new QListWidgetItem(
            icon(item.state == AgendaState::Done ? u"check"_s : u"more"_s,
                 item.state == AgendaState::Done ? ColorRole::Positive : ColorRole::MutedText),
            text, m_list);
        entry->setData(Qt::UserRole, item.id.value);
        entry->setToolTip(text.toHtmlEscaped()); // one line; the whole of it
        entry->setData(Qt::AccessibleTextRole,
                       tr("%1, %2", "a point of the agenda, what became of it")
                           .arg(text, SessionWords::agendaState(item.state)));
        if (item.id == chosen)
            m_list->setCurrentItem(entry);
    }
    if (!m_list->currentItem() && row >= 0)
        m_list->setCurrentRow(std::min<int>(row, m_list->count() - 1));
    m_list->setVisible(!m_items.isEmpty());
    const int line = fontMetrics().height() + metrics::step;
    m_list->setFixedHeight(line * int(std::clamp<qsizetype>(m_items.size(), 1, shownPoints)) +
                           metrics::half);
}

const SessionItem *AgendaList::current() const
{
    const QListWidgetItem *entry = m_list->currentItem();
    if (!entry)
        return nullptr;
    const auto it = std::ranges::find(
        m_items, SessionItemId{entry->data(Qt::UserRole).toLongLong()}, &SessionItem::id);
    return it == m_items.end() ? nullptr : &*it;
}

void AgendaList::edit(const SessionItem &item)
{
    m_edited = item;
    m_title->setText(item.title);
    m_minutes->setValue(item.minutes);
    m_lead->setText(item.lead);
    m_title->setFocus();
    m_title->selectAll();
}

void AgendaList::save()
{
    SessionItem item = m_edited;
    item.title = m_title->text().simplified();
    if (item.title.isEmpty())
        return;
    item.minutes = m_minutes->value();
    item.lead = m_lead->text().simplified();
    m_edited = {};
    m_title->clear();
    m_minutes->setValue(0);
    m_lead->clear();
    m_title->setFocus();
    Q_EMIT saved(item);
}

void AgendaList::move(int by)
{
    const SessionItem *item = current();
    const qsizetype place = m_list->currentRow() + by;
    if (item && place >= 0 && place < m_items.size())
        Q_EMIT moved(item->id, place);
}

bool AgendaList::eventFilter(QObject *object, QEvent *event)
{
    const bool isKey =
        event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (object != m_list || !isKey)
        return QWidget::eventFilter(object, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const SessionItem *item = current();
    const bool moves = key->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier) &&
                       (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down);
    const bool acts = key->modifiers() == Qt::NoModifier &&
                      (key->key() == Qt::Key_Space || key->key() == Qt::Key_Return ||
                       key->key() == Qt::Key_Delete);
    if (!item || (!moves && !acts))
        return QWidget::eventFilter(object, event);
    event->accept();
    if (event->type() == QEvent::ShortcutOverride)
        return true;
    if (moves) {
        move(key->key() == Qt::Key_Up ? -1 : 1);
    } else if (key->key() == Qt::Key_Delete) {
        Q_EMIT removed(item->id);
    } else if (key->key() == Qt::Key_Return) {
        edit(*item);
    } else {
        SessionItem ticked = *item;
        ticked.state = item->state == AgendaState::Done ? AgendaState::Planned : AgendaState::Done;
        Q_EMIT saved(ticked);
    }
    return true;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/conversationlistview.h"

#include "ui/list/conversationdelegate.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/settings/preferences.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QTimer>

namespace casement
{

namespace
{

/// How long after the last key or movement news still waits.
constexpr std::chrono::milliseconds holdAfterKey{2500};

} // namespace

ConversationListView::ConversationListView(ConversationListModel &model,
                                           const Preferences &preferences, QWidget *parent)
    : QListView(parent)
    , m_model(model)
    , m_delegate(new ConversationDelegate(model, preferences, this))
    , m_release(new QTimer(this))
    , m_minute(new QTimer(this))
{
    setAccessibleName(tr("Conversations"));
    setModel(&model);
    setItemDelegate(m_delegate);
    m_delegate->setPicked(&m_picked);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setUniformItemSizes(true); // one height for all: 100,000 rows are not measured one by one
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setContextMenuPolicy(Qt::CustomContextMenu);
    viewport()->setAttribute(Qt::WA_Hover);

    m_release->setSingleShot(true);
    m_release->setInterval(holdAfterKey);
    connect(m_release, &QTimer::timeout, this, [this] {
        if (!viewport()->underMouse())
            Q_EMIT holdingChanged(false);
    });
    m_minute->setInterval(std::chrono::minutes(1));
    connect(m_minute, &QTimer::timeout, this, [this] { // "5 min" becomes "6 min"
        m_delegate->forget();
        viewport()->update();
    });
    m_minute->start();
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this] { Q_EMIT conversationOpened(currentId()); });
    connect(&model, &QAbstractItemModel::modelReset, this, [this] {
        m_anchor = -1;
        m_pushed = 0;
        clearPicked();
    });
    connect(&preferences, &Preferences::changed, this, [this] {
        m_delegate->forget();
        scheduleDelayedItemsLayout();
        viewport()->update();
    });
}

ConversationId ConversationListView::currentId() const
{
    return m_model.idAt(currentIndex().row());
}

QList<ConversationId> ConversationListView::targets() const
{
    if (!m_picked.isEmpty())
        return m_picked.values();
    const ConversationId id = currentId();
    return id.isValid() ? QList{id} : QList<ConversationId>();
}

void ConversationListView::setPicked(const QList<ConversationId> &ids)
{
    m_picked = QSet<ConversationId>(ids.begin(), ids.end());
    viewport()->update();
    Q_EMIT pickedChanged();
}

void ConversationListView::togglePicked()
{
    const ConversationId id = currentId();
    if (!id.isValid())
        return;
    if (!m_picked.remove(id))
        m_picked.insert(id);
    m_anchor = currentIndex().row();
    viewport()->update();
    Q_EMIT pickedChanged();
}

void ConversationListView::clearPicked()
{
    if (m_picked.isEmpty())
        return;
    m_picked.clear();
    viewport()->update();
    Q_EMIT pickedChanged();
}

void ConversationListView::step(int steps)
{
    hold(false);
    const int rows = m_model.rowCount();
    if (rows == 0)
        return;
    const int from = currentIndex().isValid() ? currentIndex().row() : (steps > 0 ? -1 : rows);
    const int to = std::clamp(from + steps, 0, rows - 1);
    setCurrentIndex(m_model.index(to));
    if (to + 20 > rows && m_model.canFetchMore({}))
        m_model.fetchMore({});
}

void ConversationListView::makeCurrent(ConversationId id)
{
    if (const int row = m_model.rowOf(id); row >= 0)
        setCurrentIndex(m_model.index(row));
}

void ConversationListView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const bool onCircle =
        index.isValid() && m_delegate->avatarRect(visualRect(index), layoutDirection())
                               .contains(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() &&
        (onCircle || event->modifiers() & (Qt::ControlModifier | Qt::ShiftModifier))) {
        const ConversationId id = m_model.idAt(index.row());
        if (event->modifiers() & Qt::ShiftModifier) {
            const int from = m_anchor >= 0 ? m_anchor : std::max(0, currentIndex().row());
            for (int row = std::min(from, index.row()); row <= std::max(from, index.row()); ++row)
                m_picked.insert(m_model.idAt(row));
        } else {
            if (m_picked.isEmpty() && !onCircle && currentId().isValid() && currentId() != id)
                m_picked.insert(currentId());
            if (!m_picked.remove(id))
                m_picked.insert(id);
            m_anchor = index.row();
        }
        viewport()->update();
        Q_EMIT pickedChanged();
        event->accept();
        return;
    }
    QListView::mousePressEvent(event);
}

void ConversationListView::keyPressEvent(QKeyEvent *event)
{
    hold(false);
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        currentId().isValid() && !event->modifiers()) {
        Q_EMIT conversationOpened(currentId());
        event->accept();
        return;
    }
    QListView::keyPressEvent(event);
}

bool ConversationListView::viewportEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::Enter:
    case QEvent::HoverEnter:
    case QEvent::MouseMove:
    case QEvent::Wheel:
        hold(true);
        break;
    case QEvent::Leave:
        m_release->start();
        break;
    case QEvent::ToolTip:
        return true; // everything is said in the row; a tooltip would hide the next one
    default:
        break;
    }
    return QListView::viewportEvent(event);
}

void ConversationListView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    Q_EMIT currentConversationChanged(m_model.idAt(current.row()));
}

/// Rows that come in above what is seen push the contents down by their height: what is seen stays
/// where it is. They come in by the hundred, so the layout is left to its own time, and what is
/// seen on top is told from their one height.
void ConversationListView::rowsInserted(const QModelIndex &parent, int start, int end)
{
    const int place = verticalScrollBar()->value() + m_pushed;
    QListView::rowsInserted(parent, start, end);
    const int height = place > 0 ? sizeHintForRow(0) : 0;
    if (height > 0 && start <= place / height)
        m_pushed += height * (end - start + 1);
}

void ConversationListView::doItemsLayout()
{
    QListView::doItemsLayout();
    if (const int pushed = std::exchange(m_pushed, 0); pushed > 0)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + pushed);
}

void ConversationListView::changeEvent(QEvent *event)
{
    QListView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        m_delegate->forget();
}

void ConversationListView::hold(bool whileHovering)
{
    Q_EMIT holdingChanged(true);
    if (whileHovering)
        m_release->stop();
    m_release->start();
}

} // namespace casement

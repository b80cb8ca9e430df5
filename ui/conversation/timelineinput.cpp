// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Selection, keyboard and find: what a person does with a timeline, apart from how it is laid out.

#include "ui/conversation/messagebody.h"
#include "ui/conversation/timeline.h"
#include "ui/conversation/words.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QScrollBar>
#include <QWheelEvent>

namespace casement
{

using namespace Qt::StringLiterals;

QList<MessageId> Timeline::selectedMessages() const
{
    QList<MessageId> ids;
    for (const TimelineEntry &entry : m_entries) {
        if (entry.isSelected && entry.item.message.isValid())
            ids.append(entry.item.message);
    }
    return ids;
}

std::optional<TimelineItem> Timeline::currentItem() const
{
    const qsizetype index = indexOf(m_current);
    return index < 0 ? std::nullopt : std::optional(m_entries.at(index).item);
}

std::optional<TimelineItem> Timeline::lastMessage() const
{
    for (auto entry = m_entries.rbegin(); entry != m_entries.rend(); ++entry) {
        if (entry->item.message.isValid())
            return entry->item;
    }
    return std::nullopt;
}

std::optional<Timeline::Selection> Timeline::textSelection() const
{
    // The one that has the keyboard counts; a selection left behind in another message does not.
    const MessageCard *found = nullptr;
    for (const auto &[key, card] : m_cards) {
        if (!card->body()->textCursor().hasSelection())
            continue;
        if (card->body()->hasFocus())
            return Selection{.message = card->item().message, .text = card->body()->selectedText()};
        found = card.get();
    }
    if (!found)
        return std::nullopt;
    return Selection{.message = found->item().message, .text = found->body()->selectedText()};
}

void Timeline::setCurrent(qsizetype index, bool reveal)
{
    const qsizetype before = indexOf(m_current);
    m_current = keyOf(m_entries.at(index).item);
    for (const qsizetype each : {before, index}) {
        if (each < 0)
            continue;
        const TimelineKey key = keyOf(m_entries.at(each).item);
        if (const auto card = m_cards.find(key); card != m_cards.end())
            card->second->refresh(m_entries.at(each), key == m_current);
    }
    if (reveal)
        revealIndex(index);
}

void Timeline::revealIndex(qsizetype index, int inside)
{
    const int height = measured(index);
    const qint64 top = topOf(index) - verticalScrollBar()->value();
    const int view = viewport()->height();
    const bool fits = height <= view - 2 * metrics::step;
    const qint64 from = top + inside;
    if (inside == 0 && fits && top >= 0 && top + height <= view)
        return;
    if (inside > 0 && from >= metrics::page && from <= view - 2 * metrics::page)
        return;
    if (inside > 0)
        layoutFrom({.index = index, .offset = view / 3 - inside});
    else if (top < 0 || !fits)
        layoutFrom({.index = index, .offset = metrics::step});
    else
        layoutFrom({.index = index, .offset = view - metrics::step - height});
    askForOlder();
}

void Timeline::press(qsizetype index, Qt::KeyboardModifiers modifiers)
{
    if (modifiers & Qt::ShiftModifier) {
        const qsizetype from = qMax<qsizetype>(0, indexOf(m_current));
        for (qsizetype i = qMin(from, index); i <= qMax(from, index); ++i)
            m_entries.at(i).isSelected = m_entries.at(i).item.message.isValid();
    } else if (modifiers & Qt::ControlModifier) {
        m_entries.at(index).isSelected =
            !m_entries.at(index).isSelected && m_entries.at(index).item.message.isValid();
    }
    setCurrent(index, false);
    for (const auto &[key, card] : m_cards) {
        if (const qsizetype i = indexOf(key); i >= 0)
            card->refresh(m_entries.at(i), key == m_current);
    }
    Q_EMIT selectionChanged(selectedMessages().size());
}

void Timeline::toggleSelection()
{
    if (const qsizetype index = indexOf(m_current); index >= 0)
        press(index, Qt::ControlModifier);
}

void Timeline::copy()
{
    if (const auto selection = textSelection()) {
        QApplication::clipboard()->setText(selection->text);
        return;
    }
    QStringList parts;
    for (const TimelineEntry &entry : m_entries) {
        const bool isChosen =
            entry.isSelected || (selectedMessages().isEmpty() && keyOf(entry.item) == m_current);
        if (!isChosen || entry.item.passage.isValid())
            continue;
        parts.append(tr("%1, %2:", "author and time, above a copied message")
                         .arg(Words::name(entry.item.authorName, entry.item.authorAddress),
                              Words::shortTime(entry.item.at)) +
                     u'\n' + entry.item.text.trimmed());
    }
    if (!parts.isEmpty())
        QApplication::clipboard()->setText(parts.join(u"\n\n"_s));
}

void Timeline::keyPressEvent(QKeyEvent *event)
{
    if (m_entries.empty()) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    const bool isControl = event->modifiers() & Qt::ControlModifier;
    const bool isShift = event->modifiers() & Qt::ShiftModifier;
    const qsizetype current = qMax<qsizetype>(0, indexOf(m_current));
    const auto stepTo = [&](qsizetype index) {
        index = qBound<qsizetype>(0, index, count() - 1);
        if (isShift) {
            m_entries.at(current).isSelected = m_entries.at(current).item.message.isValid();
            m_entries.at(index).isSelected = m_entries.at(index).item.message.isValid();
        }
        setCurrent(index, true);
        press(index, {});
    };
    QScrollBar *bar = verticalScrollBar();
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        for (TimelineEntry &entry : m_entries)
            entry.isSelected = entry.item.message.isValid();
        press(current, {});
    } else if (event->matches(QKeySequence::ZoomIn) ||
               (isControl && event->key() == Qt::Key_Equal)) {
        zoom(1);
    } else if (event->matches(QKeySequence::ZoomOut)) {
        zoom(-1);
    } else if (isControl && event->key() == Qt::Key_0) {
        zoom(0);
    } else if ((isControl || isShift) && event->key() == Qt::Key_Up) {
        stepTo(current - 1);
    } else if ((isControl || isShift) && event->key() == Qt::Key_Down) {
        stepTo(current + 1);
    } else if (event->key() == Qt::Key_Return && m_entries.at(current).item.passage.isValid()) {
        Q_EMIT passageActivated(m_entries.at(current).item.passage);
    } else if (event->key() == Qt::Key_Return && m_entries.at(current).item.message.isValid()) {
        Q_EMIT messageActivated(m_entries.at(current).item.message);
    } else if (event->key() == Qt::Key_Up) {
        bar->setValue(bar->value() - bar->singleStep() * 2);
    } else if (event->key() == Qt::Key_Down) {
        bar->setValue(bar->value() + bar->singleStep() * 2);
    } else if (event->key() == Qt::Key_PageUp || (event->key() == Qt::Key_Space && isShift)) {
        bar->setValue(bar->value() - bar->pageStep() + 48);
    } else if (event->key() == Qt::Key_PageDown || event->key() == Qt::Key_Space) {
        bar->setValue(bar->value() + bar->pageStep() - 48);
    } else if (event->key() == Qt::Key_Home) {
        bar->setValue(0);
    } else if (event->key() == Qt::Key_End) {
        bar->setValue(bar->maximum());
    } else if (event->key() == Qt::Key_Escape && !selectedMessages().isEmpty()) {
        for (TimelineEntry &entry : m_entries)
            entry.isSelected = false;
        press(current, {});
    } else {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    event->accept();
}

void Timeline::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        if (event->angleDelta().y() != 0)
            zoom(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QAbstractScrollArea::wheelEvent(event);
}

bool Timeline::focusNextPrevChild(bool next)
{
    // A scroll area keeps Tab among its children; here the way out must stay open.
    return QWidget::focusNextPrevChild(next);
}

void Timeline::afterFocusChange(QWidget *now)
{
    if (!now || !viewport()->isAncestorOf(now))
        return;
    for (const auto &[key, card] : m_cards) {
        if (card.get() != now && !card->isAncestorOf(now))
            continue;
        const qsizetype index = indexOf(key);
        if (index < 0)
            return;
        setCurrent(index, false);
        const QRect seen(now->mapTo(viewport(), QPoint(0, 0)), now->size());
        if (seen.top() < 0 || seen.bottom() > viewport()->height()) {
            if (seen.height() < viewport()->height() || seen.top() > viewport()->height() ||
                seen.bottom() < 0)
                revealIndex(index);
        }
        return;
    }
}

Timeline::FindState Timeline::find(const QString &needle)
{
    m_needle = needle;
    m_currentHit = -1;
    collectHits();
    for (const auto &[key, card] : m_cards) {
        if (const qsizetype index = indexOf(key); index >= 0)
            applyMarks(index);
    }
    return m_hits.isEmpty() ? FindState() : findNext(true);
}

void Timeline::collectHits()
{
    m_hits.clear();
    if (m_needle.isEmpty())
        return;
    for (const TimelineEntry &entry : m_entries) {
        if (entry.item.passage.isValid())
            continue; // found where it is
        const TimelineKey key = keyOf(entry.item);
        const auto found = entry.item.text.count(m_needle, Qt::CaseInsensitive);
        for (int i = 0; i < found; ++i)
            m_hits.append({.key = key, .number = i});
    }
}

Timeline::FindState Timeline::findState() const
{
    return {.hits = static_cast<int>(m_hits.size()), .current = m_currentHit + 1};
}

Timeline::FindState Timeline::findNext(bool backward)
{
    const qsizetype before = m_currentHit >= 0 && m_currentHit < m_hits.size()
                                 ? indexOf(m_hits.at(m_currentHit).key)
                                 : -1;
    if (m_hits.isEmpty())
        return {};
    const int hits = static_cast<int>(m_hits.size());
    if (m_currentHit < 0)
        m_currentHit = backward ? hits - 1 : 0;
    else
        m_currentHit = (m_currentHit + (backward ? hits - 1 : 1)) % hits;
    if (before >= 0)
        applyMarks(before);
    const qsizetype index = indexOf(m_hits.at(m_currentHit).key);
    if (index >= 0) {
        setCurrent(index, false);
        // What was found may be in a folded quote.
        if (!m_entries.at(index).showsQuotes) {
            ensureCard(index);
            applyMarks(index);
            const auto card = m_cards.find(m_current);
            if (card != m_cards.end() && card->second->body()->currentMark().isNull()) {
                m_entries.at(index).showsQuotes = true;
                refill(index);
            }
        }
        measured(index);
        applyMarks(index);
        int inside = 0;
        if (const auto card = m_cards.find(m_current); card != m_cards.end()) {
            const QRect mark = card->second->body()->currentMark();
            if (!mark.isNull())
                inside = qMax(1, card->second->body()->y() + mark.center().y());
        }
        revealIndex(index, inside);
    }
    return {.hits = hits, .current = m_currentHit + 1};
}

void Timeline::applyMarks(qsizetype index)
{
    const TimelineKey key = keyOf(m_entries.at(index).item);
    const auto card = m_cards.find(key);
    if (card == m_cards.end())
        return;
    int current = -1;
    if (m_currentHit >= 0 && m_currentHit < m_hits.size() && m_hits.at(m_currentHit).key == key)
        current = m_hits.at(m_currentHit).number;
    const int marked = card->second->body()->mark(m_needle, current);
    // The rendered text may have fewer hits than the plain one: the last of them stands for the
    // rest.
    if (current >= marked && marked > 0)
        card->second->body()->mark(m_needle, marked - 1);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/timeline.h"

#include "ui/conversation/messagebody.h"
#include "ui/conversation/tints.h"
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

namespace
{

constexpr int gap = 12;             // between two messages
constexpr int overscan = 400;       // pixels beyond the visible part that are laid out already
constexpr qsizetype keptCards = 24; // besides the ones that are seen
constexpr qsizetype nearBeginning =
    20; // entries from the top at which the page before is asked for
constexpr int charactersPerLine = 76;

} // namespace

Timeline::Timeline(CodeHighlighter &code, QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_code(code)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    setAccessibleName(tr("Messages"));
    verticalScrollBar()->setSingleStep(24);
    connect(qApp, &QApplication::focusChanged, this,
            [this](QWidget *, QWidget *now) { afterFocusChange(now); });
}

Timeline::~Timeline() = default;

int Timeline::columnWidth() const
{
    const int longest =
        fontMetrics().averageCharWidth() * charactersPerLine * (10 + qMax(0, m_zoom)) / 10;
    return qMax(160, qMin(viewport()->width() - 2 * metrics::wide, longest + 2 * metrics::wide));
}

int Timeline::guessedHeight(const TimelineItem &item) const
{
    if (item.kind == TimelineItem::Kind::Audit || item.passage.isValid())
        return 32;
    const int line = fontMetrics().lineSpacing();
    const qsizetype shown = qMin<qsizetype>(item.text.size(), 4000);
    const auto breaks = QStringView(item.text).first(shown).count(u'\n');
    return 72 + line * static_cast<int>(shown / charactersPerLine + breaks + 1) +
           (item.attachments.isEmpty() ? 0 : 36);
}

void Timeline::open(const TimelinePage &newest, MessageId firstUnread)
{
    clear();
    m_older = newest.older;
    for (const TimelineItem &item : newest.items) {
        TimelineEntry entry;
        entry.item = item;
        entry.height = guessedHeight(item);
        entry.isFirstUnread = firstUnread.isValid() && item.message == firstUnread;
        m_entries.push_back(std::move(entry));
    }
    if (m_entries.empty())
        return;
    const qsizetype unread = firstUnread.isValid() ? indexOf(firstUnread) : -1;
    m_sticksToEnd = unread < 0;
    m_current = keyOf(m_entries.at(unread >= 0 ? unread : count() - 1).item);
    // The last message from its beginning: a long one is read from the top.
    layoutFrom({.index = unread >= 0 ? unread : count() - 1, .offset = metrics::step});
    askForOlder();
}

void Timeline::clear()
{
    m_cards.clear();
    m_entries.clear();
    invalidateTops();
    m_older.reset();
    m_anchor = {};
    m_current = {.kind = -1};
    m_isAskingForOlder = false;
    m_sticksToEnd = true;
    m_hits.clear();
    m_currentHit = -1;
    m_needle.clear();
    verticalScrollBar()->setRange(0, 0);
    Q_EMIT selectionChanged(0);
}

void Timeline::prepend(const TimelinePage &older)
{
    m_isAskingForOlder = false;
    m_older = older.older;
    std::vector<TimelineEntry> entries;
    for (const TimelineItem &item : older.items) {
        TimelineEntry entry;
        entry.item = item;
        entry.height = guessedHeight(item);
        entries.push_back(std::move(entry));
    }
    const auto added = static_cast<qsizetype>(entries.size());
    m_entries.insert(m_entries.begin(), std::make_move_iterator(entries.begin()),
                     std::make_move_iterator(entries.end()));
    invalidateTops();
    layoutFrom({.index = m_anchor.index + added, .offset = m_anchor.offset});
    if (!m_needle.isEmpty()) {
        const qsizetype before = m_hits.size();
        const bool wasEmpty = m_hits.isEmpty();
        collectHits();
        if (wasEmpty)
            findNext(true);
        else
            m_currentHit += static_cast<int>(m_hits.size() - before);
    }
    askForOlder();
}

void Timeline::update(const TimelinePage &newest)
{
    if (m_entries.empty()) {
        open(newest, {});
        return;
    }
    const TimelineKey anchorKey =
        keyOf(m_entries.at(qBound<qsizetype>(0, m_anchor.index, count() - 1)).item);
    // Everything from the first item of the page on is the page's; what is older stays.
    qsizetype keep = 0;
    if (!newest.items.isEmpty() && newest.older) {
        const TimelineItem &first = newest.items.first();
        while (keep < count() && m_entries.at(keep).item.at < first.at &&
               keyOf(m_entries.at(keep).item) != keyOf(first))
            ++keep;
    } else {
        m_older.reset();
    }
    std::map<TimelineKey, TimelineEntry> known;
    for (qsizetype i = keep; i < count(); ++i)
        known.emplace(keyOf(m_entries.at(i).item), std::move(m_entries.at(i)));
    m_entries.resize(keep);
    if (keep == 0)
        m_older = newest.older;
    std::vector<qsizetype> changed;
    for (const TimelineItem &item : newest.items) {
        auto old = known.extract(keyOf(item));
        if (old) {
            const bool isSame = old.mapped().item == item;
            m_entries.push_back(std::move(old.mapped()));
            if (!isSame) {
                m_entries.back().item = item;
                changed.push_back(count() - 1);
            }
        } else {
            TimelineEntry entry;
            entry.item = item;
            entry.height = guessedHeight(item);
            m_entries.push_back(std::move(entry));
        }
    }
    for (const auto &[key, entry] : known)
        m_cards.erase(key);
    invalidateTops();
    for (const qsizetype index : changed)
        refill(index);
    if (m_entries.empty()) {
        clear();
        return;
    }
    const qsizetype anchor = indexOf(anchorKey);
    const bool wasAtEnd = m_sticksToEnd;
    layoutFrom({.index = anchor >= 0 ? anchor : qMin(m_anchor.index, count() - 1),
                .offset = m_anchor.offset});
    if (wasAtEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

qsizetype Timeline::indexOf(const TimelineKey &key) const
{
    for (qsizetype i = count() - 1; i >= 0; --i) {
        if (keyOf(m_entries.at(i).item) == key)
            return i;
    }
    return -1;
}

qsizetype Timeline::indexOf(MessageId message) const
{
    for (qsizetype i = count() - 1; message.isValid() && i >= 0; --i) {
        if (m_entries.at(i).item.message == message)
            return i;
    }
    return -1;
}

void Timeline::ensureTops()
{
    if (!m_tops.empty() || m_entries.empty())
        return;
    m_tops.reserve(m_entries.size() + 1);
    qint64 top = gap;
    for (const TimelineEntry &entry : m_entries) {
        m_tops.push_back(top);
        top += entry.height + gap;
    }
    m_tops.push_back(top);
}

qint64 Timeline::topOf(qsizetype index)
{
    ensureTops();
    return m_tops.empty() ? 0 : m_tops.at(index);
}

qsizetype Timeline::indexAt(qint64 position)
{
    ensureTops();
    if (m_tops.empty())
        return 0;
    const auto after = std::upper_bound(m_tops.begin(), m_tops.end() - 1, position);
    const qsizetype index = std::distance(m_tops.begin(), after) - 1;
    return qBound(qsizetype(0), index, count() - 1);
}

MessageCard *Timeline::ensureCard(qsizetype index)
{
    TimelineEntry &entry = m_entries.at(index);
    const TimelineKey key = keyOf(entry.item);
    std::unique_ptr<MessageCard> &card = m_cards[key];
    if (!card) {
        card = std::make_unique<MessageCard>(m_code, viewport());
        connectCard(card.get(), key);
        card->ensurePolished(); // its fonts count when it is measured
        card->show(entry, m_zoom, columnWidth());
        card->refresh(entry, key == m_current);
        entry.isMeasured = false;
        Q_EMIT cardMade(card.get());
        if (!m_needle.isEmpty())
            applyMarks(index);
        if (entry.item.hasHtml && !entry.rendered && !entry.isHtmlWanted) {
            entry.isHtmlWanted = true;
            Q_EMIT htmlWanted(entry.item.message);
        }
    }
    return card.get();
}

int Timeline::measured(qsizetype index)
{
    MessageCard *card = ensureCard(index);
    TimelineEntry &entry = m_entries.at(index);
    if (!entry.isMeasured) {
        const int height = card->heightForWidth(columnWidth());
        if (height != entry.height)
            invalidateTops();
        entry.height = height;
        entry.isMeasured = true;
    }
    return entry.height;
}

void Timeline::connectCard(MessageCard *card, const TimelineKey &key)
{
    const auto with = [this, key](auto &&action) {
        const qsizetype index = indexOf(key);
        if (index >= 0)
            action(index);
    };
    connect(card, &MessageCard::pressed, this, [this, with](Qt::KeyboardModifiers modifiers) {
        with([&](qsizetype index) { press(index, modifiers); });
    });
    connect(card, &MessageCard::quoteToggled, this, [this, with] {
        with([&](qsizetype index) {
            m_entries.at(index).showsQuotes = !m_entries.at(index).showsQuotes;
            refill(index);
            relayout();
        });
    });
    connect(card, &MessageCard::moreWanted, this, [this, with] {
        with([&](qsizetype index) {
            m_entries.at(index).limit += 262'144;
            refill(index);
            relayout();
        });
    });
}

void Timeline::refill(qsizetype index)
{
    TimelineEntry &entry = m_entries.at(index);
    const TimelineKey key = keyOf(entry.item);
    entry.isMeasured = false;
    const auto card = m_cards.find(key);
    if (card == m_cards.end())
        return;
    card->second->show(entry, m_zoom, columnWidth());
    card->second->refresh(entry, key == m_current);
    applyMarks(index);
}

void Timeline::layoutFrom(Anchor anchor)
{
    if (m_entries.empty() || m_isLayingOut)
        return;
    m_isLayingOut = true;
    anchor.index = qBound<qsizetype>(0, anchor.index, count() - 1);
    const int view = viewport()->height();

    // Down from the anchor, then up from it, until what is seen and a little more is measured.
    qsizetype last = anchor.index;
    int bottom = anchor.offset + measured(last);
    while (last + 1 < count() && bottom + gap < view + overscan)
        bottom += gap + measured(++last);
    if (last == count() - 1 && bottom + gap < view) {
        anchor.offset += view - bottom - gap; // the end is never above the lower edge …
        bottom = view - gap;
    }
    qsizetype first = anchor.index;
    int top = anchor.offset;
    while (first > 0 && top - gap > -overscan)
        top -= gap + measured(--first);
    if (first == 0 && top > gap) {
        const int shift =
            top - gap; // … unless there is not enough to fill the view: then it begins at the top
        top -= shift;
        bottom -= shift;
        while (last + 1 < count() && bottom + gap < view + overscan)
            bottom += gap + measured(++last);
    }

    const int width = columnWidth();
    const int left = (viewport()->width() - width) / 2;
    int y = top;
    Anchor settled{.index = first, .offset = top};
    for (qsizetype i = first; i <= last; ++i) {
        const int height = m_entries.at(i).height;
        MessageCard *card = ensureCard(i);
        card->setGeometry(left, y, width, height);
        card->setVisible(true);
        if (y <= 0 || i == first)
            settled = {.index = i, .offset = y};
        y += height + gap;
    }
    m_anchor = settled;
    dropFarCards(first, last);
    orderTabs(first, last);

    ensureTops();
    const qint64 total = m_tops.back();
    QScrollBar *bar = verticalScrollBar();
    bar->setPageStep(view);
    bar->setRange(0, static_cast<int>(qMin<qint64>(qMax<qint64>(0, total - view), INT_MAX)));
    bar->setValue(static_cast<int>(topOf(settled.index) - settled.offset));
    m_sticksToEnd = last == count() - 1 && bottom <= view;
    m_isLayingOut = false;
}

void Timeline::dropFarCards(qsizetype first, qsizetype last)
{
    std::map<TimelineKey, qsizetype> near;
    for (qsizetype i = first; i <= last; ++i)
        near.emplace(keyOf(m_entries.at(i).item), i);
    qsizetype spare = 0;
    for (auto it = m_cards.begin(); it != m_cards.end();) {
        if (near.contains(it->first)) {
            ++it;
            continue;
        }
        it->second->setVisible(it->second->isInUse() && it->second->isVisible());
        if (it->second->isVisible())
            it->second->move(-it->second->width() - 10, 0);
        if (!it->second->isInUse() && ++spare > keptCards) {
            const qsizetype index = indexOf(it->first);
            if (index >= 0) {
                // The sanitised text is asked for again when it is seen again: ten thousand of them
                // do not stay.
                m_entries.at(index).rendered.reset();
                m_entries.at(index).isHtmlWanted = false;
            }
            it = m_cards.erase(it);
        } else {
            ++it;
        }
    }
}

void Timeline::orderTabs(qsizetype first, qsizetype last)
{
    QWidget *before = this;
    for (qsizetype i = first; i <= last; ++i) {
        MessageCard *card = ensureCard(i);
        for (QWidget *child : card->findChildren<QWidget *>()) {
            if (child->focusPolicy() & Qt::TabFocus) {
                setTabOrder(before, child);
                before = child;
            }
        }
    }
}

void Timeline::askForOlder()
{
    if (m_isAskingForOlder || !m_older || m_anchor.index > nearBeginning)
        return;
    m_isAskingForOlder = true;
    Q_EMIT olderWanted(*m_older);
}

void Timeline::scrollContentsBy(int, int)
{
    if (m_isLayingOut || m_entries.empty())
        return;
    const qint64 value = verticalScrollBar()->value();
    if (value >= verticalScrollBar()->maximum()) {
        layoutFrom(
            {.index = count() - 1, .offset = viewport()->height() - gap - measured(count() - 1)});
    } else {
        const qsizetype index = indexAt(value);
        layoutFrom({.index = index, .offset = static_cast<int>(topOf(index) - value)});
    }
    askForOlder();
}

void Timeline::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    if (event->oldSize().width() != event->size().width()) {
        for (TimelineEntry &entry : m_entries)
            entry.isMeasured = false;
    }
    const bool atEnd = m_sticksToEnd;
    relayout();
    if (atEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

bool Timeline::viewportEvent(QEvent *event)
{
    // A card asks for a new layout when its content changes by itself.
    if (event->type() == QEvent::LayoutRequest) {
        bool isOther = false;
        for (const auto &[key, card] : m_cards) {
            const qsizetype index = card->isVisible() ? indexOf(key) : -1;
            if (index < 0 || card->heightForWidth(columnWidth()) == m_entries.at(index).height)
                continue;
            m_entries.at(index).isMeasured = false;
            isOther = true;
        }
        if (isOther)
            relayout();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void Timeline::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        for (TimelineEntry &entry : m_entries)
            entry.isMeasured = false;
        relayout();
    }
}

MessageCard *Timeline::cardOf(MessageId message) const
{
    const qsizetype index = indexOf(message);
    if (index < 0)
        return nullptr;
    const auto card = m_cards.find(keyOf(m_entries.at(index).item));
    return card == m_cards.end() ? nullptr : card->second.get();
}

void Timeline::setRendered(MessageId message, const RenderedMessage &rendered)
{
    const qsizetype index = indexOf(message);
    if (index < 0)
        return;
    m_entries.at(index).rendered = rendered;
    refill(index);
    relayout();
}

void Timeline::setAllowsRemote(MessageId message)
{
    const qsizetype index = indexOf(message);
    if (index >= 0)
        m_entries.at(index).allowsRemote = true;
}

void Timeline::relayoutMessage(MessageId message)
{
    const qsizetype index = indexOf(message);
    if (index < 0)
        return;
    m_entries.at(index).isMeasured = false;
    relayout();
}

bool Timeline::reveal(MessageId message)
{
    const qsizetype index = indexOf(message);
    if (index < 0)
        return false;
    setCurrent(index, true);
    return true;
}

void Timeline::zoom(int steps)
{
    const int zoom = steps == 0 ? 0 : qBound(-4, m_zoom + steps, 16);
    if (zoom == m_zoom)
        return;
    m_zoom = zoom;
    for (qsizetype i = 0; i < count(); ++i)
        refill(i);
    relayout();
}

} // namespace casement

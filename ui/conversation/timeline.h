// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/conversation/messagecard.h"

#include <QAbstractScrollArea>
#include <QHash>
#include <QTimer>
#include <map>
#include <memory>

class QLabel;

namespace casement
{

class CodeHighlighter;

/// The messages of one conversation, or all with one person, oldest at the top. Ten thousand may be
/// open at once: only the ones near the visible part are widgets, the others are a height, guessed
/// until they are first seen. What is being read does not move when something above it changes its
/// height or older pages come in.
class Timeline final : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit Timeline(CodeHighlighter &code, QWidget *parent = nullptr);
    ~Timeline() override;

    /// Shows a conversation from its newest page, at the end, or at \a firstUnread when that is
    /// valid.
    void open(const TimelinePage &newest, MessageId firstUnread);
    void clear();
    /// Puts a page before what is there.
    void prepend(const TimelinePage &older);
    /// Takes over what is new or changed in the newest page; place, selection and what was folded
    /// out stay.
    void update(const TimelinePage &newest);

    [[nodiscard]] qsizetype count() const { return static_cast<qsizetype>(m_entries.size()); }
    [[nodiscard]] TimelineItem itemAt(qsizetype index) const { return m_entries.at(index).item; }
    [[nodiscard]] std::optional<PageKey> olderKey() const { return m_older; }
    /// Messages that were selected, in their order; without a selection none.
    [[nodiscard]] QList<MessageId> selectedMessages() const;
    [[nodiscard]] std::optional<TimelineItem> currentItem() const;
    /// The newest message of the conversation.
    [[nodiscard]] std::optional<TimelineItem> lastMessage() const;
    /// Text selected in some message, and that message.
    struct Selection {
        MessageId message;
        QString text;
    };
    [[nodiscard]] std::optional<Selection> textSelection() const;
    [[nodiscard]] qsizetype cardCount() const { return static_cast<qsizetype>(m_cards.size()); }
    [[nodiscard]] MessageCard *cardOf(MessageId message) const;
    /// Whether the newest line is in sight.
    [[nodiscard]] bool isAtEnd() const { return m_sticksToEnd; }

    void setRendered(MessageId message, const RenderedMessage &rendered);
    void setAllowsRemote(MessageId message);
    /// Images of a message came in and its text may have another height.
    void relayoutMessage(MessageId message);
    /// Scrolls to \a message if it is loaded.
    bool reveal(MessageId message);

    void zoom(int steps); ///< 0: the usual size
    void toggleSelection();
    void copy();

    // --- find in the conversation
    struct FindState {
        int hits = 0;    ///< in what is loaded
        int current = 0; ///< from 1; 0: none
    };
    /// Looks for \a needle, nearest the end first, and shows it.
    FindState find(const QString &needle);
    FindState findNext(bool backward);
    [[nodiscard]] FindState findState() const;

Q_SIGNALS:
    void cardMade(casement::MessageCard *card);
    /// The HTML of this message is about to be seen.
    void htmlWanted(casement::MessageId message);
    void olderWanted(casement::PageKey before);
    void selectionChanged(qsizetype count);
    /// The line that stands for another conversation was chosen, by the keyboard.
    void passageActivated(casement::ConversationId id);
    /// A message was chosen, by the keyboard.
    void messageActivated(casement::MessageId id);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    /// The entry at the top edge and how far its top is below it (mostly negative).
    struct Anchor {
        qsizetype index = 0;
        int offset = 0;
    };
    [[nodiscard]] int columnWidth() const;
    [[nodiscard]] int guessedHeight(const TimelineItem &item) const;
    [[nodiscard]] qsizetype indexOf(const TimelineKey &key) const;
    [[nodiscard]] qsizetype indexOf(MessageId message) const;
    [[nodiscard]] qint64 topOf(qsizetype index);
    [[nodiscard]] qsizetype indexAt(qint64 position);
    void invalidateTops() { m_tops.clear(); }
    void ensureTops();
    MessageCard *ensureCard(qsizetype index);
    int measured(qsizetype index);
    void connectCard(MessageCard *card, const TimelineKey &key);
    void layoutFrom(Anchor anchor);
    void relayout() { layoutFrom(m_anchor); }
    void dropFarCards(qsizetype first, qsizetype last);
    void orderTabs(qsizetype first, qsizetype last);
    void refill(qsizetype index);
    void setCurrent(qsizetype index, bool reveal);
    void revealIndex(qsizetype index, int inside = 0);
    void askForOlder();
    void applyMarks(qsizetype index);
    void collectHits();
    void press(qsizetype index, Qt::KeyboardModifiers modifiers);
    void afterFocusChange(QWidget *now);

    CodeHighlighter &m_code;
    std::vector<TimelineEntry> m_entries;
    std::vector<qint64> m_tops; ///< empty: to be added up
    std::map<TimelineKey, std::unique_ptr<MessageCard>> m_cards;
    std::optional<PageKey> m_older;
    Anchor m_anchor;
    TimelineKey m_current{.kind = -1};
    bool m_isAskingForOlder = false;
    bool m_isLayingOut = false;
    bool m_sticksToEnd = true;
    int m_zoom = 0;
    QString m_needle;
    struct Hit {
        TimelineKey key;
        int number = 0; ///< within its message
    };
    QList<Hit> m_hits;
    int m_currentHit = -1;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/outbox.h"
#include "ui/conversation/messagetext.h"

#include <QWidget>
#include <chrono>

class QStackedWidget;

namespace casement
{

class ComposerPane;
class ConversationHeader;
class Desk;
class EmptyState;
class FindBar;
class MessageCard;
class MessageReader;
class Timeline;
struct Session;

/// One conversation: what it is about, what was said, and where the answer is written.
class ConversationView final : public QWidget
{
    Q_OBJECT
public:
    explicit ConversationView(Desk &desk, QWidget *parent = nullptr);
    ~ConversationView() override;

    [[nodiscard]] ConversationId conversation() const { return m_conversation; }
    /// The same once it is on the screen; none while it is being read.
    [[nodiscard]] ConversationId shown() const { return m_summary.id; }
    [[nodiscard]] Timeline &timeline() { return *m_timeline; }
    [[nodiscard]] ComposerPane &composer() { return *m_composer; }
    /// The timeline takes what height there is, so the panes around it need not ask.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }
    /// The message that is selected, when it is one alone.
    [[nodiscard]] MessageId selectedMessage() const;
    /// How long a reply can be taken back; 0 to 60 s.
    void setUndoTime(std::chrono::milliseconds time);

public Q_SLOTS:
    void showConversation(casement::ConversationId id);
    /// The same, at one message (from a search, a fact, a session).
    void showMessage(casement::ConversationId id, casement::MessageId message);
    void clear();
    /// Opens the reply, with what is selected as a quote.
    void reply();
    void addNote();
    void find();
    /// Opens the sheet that makes an ask of the selected words, or of what the message says that
    /// the keyboard is on.
    void makeAsk();
    /// Opens the sheet that writes a promise down, of the selected words, or of what the message
    /// promises that the keyboard is on.
    void makePromise();
    /// Makes a session of the selected messages, or of the last one, and announces it.
    void startSession();
    void showOriginal();
    /// Asks for a subject, and makes the selected messages, or the one that the keyboard is on, a
    /// conversation of their own.
    void splitOff();
    /// Puts what is shown back where it was split off from.
    void putBack();
    /// Selects the message that the keyboard is on, or takes it out of the selection.
    void toggleSelection();
    void setAuditShown(bool shown);

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    void sessionActivated(casement::SessionId id);
    void askActivated(casement::AskId id);
    void statusMessage(const QString &text);
    void sent(casement::OutboxId item);
    /// Something was changed that can be taken back; \a words say what.
    void undoable(casement::ChangeId change, const QString &words);
    /// Words of a message that may be kept as a fact about \a person; see
    /// PersonPanelView::proposeFact().
    void factProposed(casement::PersonId person, const QString &text, casement::MessageId source);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void loadSummary();
    void loadTimeline();
    void refreshTimeline();
    void loadPlan();
    void loadTags();
    void loadOlder(PageKey before);
    void markRead();
    void adopt(const TimelinePage &page, const ConversationSummary &summary);
    void connectCard(MessageCard *card);
    void onChanged(const StoreChange &change);
    void openAsk(const TimelineItem &item, const QString &selection);
    void openPromise(const TimelineItem &item, const QString &selection);
    void replyTo(const TimelineItem &item, const QString &selection);
    void closeFind();
    /// The selected messages; without a selection the one that the keyboard is on, or the last.
    [[nodiscard]] QList<MessageId> chosenMessages() const;
    void noteBasis();
    void tellWhoIsNotInvited(const Session &session);

    Desk &m_desk;
    CodeHighlighter m_code;
    ConversationHeader *m_header;
    FindBar *m_find;
    Timeline *m_timeline;
    MessageReader *m_reader;
    ComposerPane *m_composer;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    ConversationId m_conversation;
    ConversationSummary m_summary;
    MessageId m_wanted;  ///< to be shown as soon as it is loaded
    quint64 m_round = 0; ///< answers of an earlier round come too late
    bool m_isRefreshing = false;
    bool m_refreshAgain = false;
    bool m_isUnread = false;
    bool m_showsAudit = false;
};

} // namespace casement

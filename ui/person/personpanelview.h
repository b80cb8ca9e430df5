// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/change.h"
#include "core/domain/person.h"
#include "core/domain/promise.h"
#include "core/domain/session.h"

#include <QScrollArea>

class QLabel;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace casement
{

class Desk;

/// Who is speaking: what they told us in their words, where they are, and what we have talked
/// about, on every channel.
class PersonPanelView final : public QScrollArea
{
    Q_OBJECT
public:
    explicit PersonPanelView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] PersonId person() const { return m_person; }

public Q_SLOTS:
    void showPerson(casement::PersonId id);
    void clear();
    /// Offers \a text, from \a source, as a fact about \a id; nothing is kept before it is saved.
    void proposeFact(casement::PersonId id, const QString &text, casement::MessageId source);
    /// Opens the two side by side: with who is suggested, or else with whom one chooses.
    void reviewSuggestion();
    void joinByHand();
    /// Opens what writes down something that they told us.
    void writeFact();
    /// Opens what they agreed to; \a proof may be the message in which they say so.
    void recordConsent(casement::MessageId proof = {});
    /// Opens how and when to write to them; \a proof may be the message in which they say so.
    void editDetails(casement::MessageId proof = {});
    void split();
    /// Saves who is shown as a vCard, without anything that is written down about them.
    void saveCard();
    /// Writes everything that is held about whom is shown to a folder, for them to read.
    void writeLetter();
    /// Asks for everything that was said with whom is shown.
    void showTimeline();
    void judgeSuggestion(casement::PersonVerdict verdict);

Q_SIGNALS:
    /// Something that the next undo takes back.
    void undoable(casement::ChangeId change, const QString &words);
    void personActivated(casement::PersonId id);
    void timelineActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    /// The message that a fact comes from.
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void sessionActivated(casement::SessionId id);
    void askActivated(casement::AskId id);
    void promiseActivated(casement::PromiseId id);
    void statusMessage(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] QString fileName() const;
    void load();
    void fill();
    void fillHead();
    void fillSuggestion();
    void fillIdentities();
    void fillWaiting();
    void fillFacts();
    void fillHowWeMet();
    void fillConsents();
    void fillSessions();
    void fillAsks();
    void fillPromises(bool areOurs, const QString &title);
    /// Reads what stands in other ledgers about \a panel, and shows all of it.
    void loadRecords(const PersonPanel &panel);
    void fillConversations();
    void openJoin(PersonId other);
    void addConversation(QVBoxLayout *layout, const ConversationSummary &conversation,
                         bool isWaiting);
    void openFact(const Fact &fact);
    void removeFact(FactId id);
    void confirmFact(FactId id);
    void reportUndoable(const Result<AppliedChange> &answer, const QString &words);
    void onChanged(const StoreChange &change);
    void report(const Result<AppliedChange> &answer);
    QVBoxLayout *section(const QString &title);
    void editLine(QLabel *label, const QString &current, const QString &placeholder,
                  void (PersonPanelView::*save)(const QString &));
    void saveName(const QString &text);
    void savePronouns(const QString &text);
    void saveHowWeMet(const QString &text);

    Desk &m_desk;
    PersonId m_person;
    PersonPanel m_panel;
    QList<AskSummary> m_asks;  ///< what they asked
    QList<Promise> m_promises; ///< that are open, ours and theirs
    QList<PersonSession> m_sessions;
    quint64 m_round = 0;
    QStackedWidget *m_pages;
    QWidget *m_content;
    QVBoxLayout *m_layout;
    QWidget *m_body = nullptr;
    QVBoxLayout *m_bodyLayout = nullptr;
    Fact m_proposed; ///< to be offered as soon as its person is shown
    PersonId m_proposedTo;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/conversationview.h"

#include "core/desk/desk.h"
#include "ui/composer/composerpane.h"
#include "ui/conversation/conversationheader.h"
#include "ui/conversation/findbar.h"
#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/messagereader.h"
#include "ui/conversation/passagedialog.h"
#include "ui/conversation/timeline.h"
#include "ui/conversation/words.h"
#include "ui/person/consentoffer.h"
#include "ui/person/consentwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"

#include <QBoxLayout>
#include <QStackedWidget>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int firstPage = 60;
constexpr int olderPage = 200;
constexpr int mostRefreshed = 400; // items of the newest page that a refresh looks at

} // namespace

ConversationView::ConversationView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget(this);
    outer->addWidget(m_pages);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(400); // half a line of text is no line

    m_empty = new EmptyState(m_pages);
    m_empty->show(u"inbox"_s, tr("No conversation is open"),
                  tr("Choose one from the list, or press j and k to walk through it."));
    m_pages->addWidget(m_empty);

    auto *page = new QWidget(m_pages);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_header = new ConversationHeader(page);
    m_find = new FindBar(page);
    m_find->hide();
    m_timeline = new Timeline(m_code, page);
    m_reader = new MessageReader(desk, m_code, *m_timeline, this);
    m_composer = new ComposerPane(desk, m_code, page);
    layout->addWidget(m_header);
    layout->addWidget(m_find);
    layout->addWidget(m_timeline, 1);
    layout->addWidget(m_composer);
    m_pages->addWidget(page);
    setFocusProxy(m_timeline);

    connect(m_header, &ConversationHeader::personActivated, this,
            &ConversationView::personActivated);
    connect(m_header, &ConversationHeader::conversationActivated, this,
            &ConversationView::conversationActivated);
    connect(m_header, &ConversationHeader::putBackWanted, this, &ConversationView::putBack);
    connect(m_timeline, &Timeline::passageActivated, this,
            &ConversationView::conversationActivated);
    connect(m_timeline, &Timeline::cardMade, this, &ConversationView::connectCard);
    connect(m_timeline, &Timeline::olderWanted, this, &ConversationView::loadOlder);
    connect(m_reader, &MessageReader::statusMessage, this, &ConversationView::statusMessage);
    connect(m_timeline, &Timeline::selectionChanged, this, [this](qsizetype count) {
        if (count > 0)
            Q_EMIT statusMessage(tr("%n message(s) selected", nullptr, static_cast<int>(count)));
    });
    connect(m_find, &FindBar::needleChanged, this, [this](const QString &needle) {
        const auto state = m_timeline->find(needle);
        const bool goesOn =
            state.hits == 0 && needle.size() > 1 && m_timeline->olderKey().has_value();
        m_find->setState(state.hits, state.current, goesOn);
        if (goesOn)
            loadOlder(*m_timeline->olderKey());
    });
    connect(m_find, &FindBar::nextWanted, this, [this](bool backward) {
        const auto state = m_timeline->findNext(backward);
        m_find->setState(state.hits, state.current, false);
    });
    connect(m_find, &FindBar::closed, this, &ConversationView::closeFind);
    connect(m_composer, &ComposerPane::sent, this, &ConversationView::sent);
    connect(m_composer, &ComposerPane::statusMessage, this, &ConversationView::statusMessage);
    connect(m_composer, &ComposerPane::linkWanted, this,
            [this](const QString &url) { m_reader->openLink(url, {}); });
    const auto offer = [this](ConsentKind kind, Composer *composer) {
        const auto explain = [composer](const QString &why) { composer->setProblem(why); };
        const auto recorded = [this](ChangeId id, const QString &words) {
            Q_EMIT undoable(id, words);
        };
        if (kind == ConsentKind::Answer)
            offerConsent(m_desk, this, kind, m_composer->reply().recipients(), explain, recorded);
        else
            offerConsent(m_desk, this, kind, QList{m_summary.person}, explain, recorded);
    };
    connect(&m_composer->reply(), &ReplyComposer::refused, this,
            [this, offer] { offer(ConsentKind::Answer, &m_composer->reply()); });
    connect(&m_composer->note(), &NoteComposer::refused, this,
            [this, offer] { offer(ConsentKind::KeepNotes, &m_composer->note()); });
    connect(m_composer, &ComposerPane::folded, this, [this] { m_timeline->setFocus(); });
    connect(&desk, &Desk::changed, this, &ConversationView::onChanged);
    loadTags();
}

ConversationView::~ConversationView() = default;

void ConversationView::setUndoTime(std::chrono::milliseconds time)
{
    m_composer->reply().setUndoTime(
        std::clamp(time, std::chrono::milliseconds(0), std::chrono::milliseconds(60'000)));
}

void ConversationView::showConversation(ConversationId id)
{
    if (id == m_conversation)
        return;
    if (!id.isValid()) {
        clear();
        return;
    }
    ++m_round;
    m_conversation = id;
    m_summary = {};
    m_wanted = {};
    m_isRefreshing = false;
    m_refreshAgain = false;
    m_reader->reset();
    if (m_find->isVisible())
        closeFind();
    m_composer->openConversation(id);
    loadTimeline();
    loadPlan();
}

void ConversationView::showMessage(ConversationId id, MessageId message)
{
    if (id == m_conversation && m_timeline->reveal(message))
        return;
    showConversation(id);
    m_wanted = message;
}

void ConversationView::clear()
{
    ++m_round;
    m_conversation = {};
    m_summary = {};
    m_reader->reset();
    m_timeline->clear();
    m_composer->openConversation({});
    m_pages->setCurrentIndex(0);
}

void ConversationView::loadTimeline()
{
    // What was shown stays until both are there: no flash of emptiness between two conversations.
    const auto round = m_round;
    m_desk.conversations.summary(m_conversation)
        .then(this, [this, round](const Result<ConversationSummary> &summary) {
            if (round != m_round)
                return;
            if (!summary) {
                m_empty->show(u"warning"_s, tr("This conversation cannot be shown"),
                              Words::error(summary.error()));
                m_timeline->clear();
                m_pages->setCurrentIndex(0);
                return;
            }
            m_desk.conversations.timeline(m_conversation, std::nullopt, firstPage, m_showsAudit)
                .then(this, [this, round, summary = *summary](const Result<TimelinePage> &page) {
                    if (round != m_round)
                        return;
                    if (page) {
                        adopt(*page, summary);
                        return;
                    }
                    m_empty->show(u"warning"_s, tr("The messages could not be read"),
                                  Words::error(page.error()));
                    m_pages->setCurrentIndex(0);
                });
        });
}

void ConversationView::adopt(const TimelinePage &page, const ConversationSummary &summary)
{
    if (summary.mergedInto.isValid()) { // its words are there
        Q_EMIT conversationActivated(summary.mergedInto);
        return;
    }
    m_summary = summary;
    m_header->show(summary);
    m_composer->reply().setPersonName(summary.personName);
    m_desk.people.writingTime(summary.person)
        .then(this, [this, round = m_round](const Result<WritingTime> &time) {
            if (round == m_round && time)
                m_composer->reply().setWritingTime(*time);
        });
    m_pages->setCurrentIndex(1);
    // Unread are their words since the desk last looked; the store keeps until when that was.
    MessageId firstUnread;
    if (summary.unread) {
        for (const TimelineItem &item : page.items) {
            if (item.message.isValid() && item.direction == Direction::Incoming &&
                item.at > summary.readUntil) {
                firstUnread = item.message;
                break;
            }
        }
        // Where everything is new, a line above it says nothing.
        if (!page.items.isEmpty() && firstUnread == page.items.first().message)
            firstUnread = {};
    }
    m_timeline->open(page, firstUnread);
    if (const auto last = m_timeline->lastMessage()) {
        m_composer->reply().setBasis(last->at);
        m_composer->note().setBasis(last->at);
    }
    if (m_wanted.isValid() && m_timeline->reveal(m_wanted))
        m_wanted = {};
    else if (m_wanted.isValid() && page.older)
        loadOlder(*page.older);
    m_isUnread = summary.unread;
    markRead();
}

void ConversationView::markRead()
{
    if (!m_isUnread || !isVisible())
        return;
    m_isUnread = false;
    m_desk.triage.markRead(m_conversation);
}

void ConversationView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    markRead();
}

void ConversationView::noteBasis()
{
    // What came in below the edge has not been read: an answer stops for it (Outbox, "needs you").
    const auto last = m_timeline->lastMessage();
    if (last && m_timeline->isAtEnd()) {
        m_composer->reply().setBasis(last->at);
        m_composer->note().setBasis(last->at);
    }
}

void ConversationView::loadSummary()
{
    m_desk.conversations.summary(m_conversation)
        .then(this, [this, round = m_round](const Result<ConversationSummary> &summary) {
            if (round != m_round || !summary)
                return;
            if (summary->mergedInto.isValid()) { // put back, or its split undone
                Q_EMIT conversationActivated(summary->mergedInto);
                return;
            }
            m_summary = *summary;
            m_header->show(*summary);
            m_isUnread = summary->unread;
            markRead(); // it is being looked at
        });
}

void ConversationView::refreshTimeline()
{
    if (m_isRefreshing) {
        m_refreshAgain = true;
        return;
    }
    m_isRefreshing = true;
    const int limit = qBound(firstPage, static_cast<int>(m_timeline->count()), mostRefreshed);
    m_desk.conversations.timeline(m_conversation, std::nullopt, limit, m_showsAudit)
        .then(this, [this, round = m_round](const Result<TimelinePage> &page) {
            if (round != m_round)
                return;
            m_isRefreshing = false;
            if (page)
                m_timeline->update(*page);
            noteBasis();
            if (std::exchange(m_refreshAgain, false))
                refreshTimeline();
        });
}

void ConversationView::loadPlan()
{
    m_desk.outbox.replyPlan(m_conversation)
        .then(this, [this, round = m_round](const Result<ReplyPlan> &plan) {
            if (round != m_round)
                return;
            if (plan) {
                m_composer->setPlan(*plan);
            } else {
                ReplyPlan none;
                none.impediment = Words::error(plan.error());
                m_composer->setPlan(none);
            }
        });
}

void ConversationView::loadTags()
{
    m_desk.triage.tags().then(this, [this](const Result<QList<Tag>> &tags) {
        if (tags)
            m_header->setTags(*tags);
    });
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        if (staff)
            m_header->setStaff(*staff);
    });
}

void ConversationView::loadOlder(PageKey before)
{
    m_desk.conversations.timeline(m_conversation, before, olderPage, m_showsAudit)
        .then(this, [this, round = m_round, before](const Result<TimelinePage> &page) {
            if (round != m_round || m_timeline->olderKey() != before)
                return;
            if (!page) {
                Q_EMIT statusMessage(
                    tr("Earlier messages could not be read: %1").arg(Words::error(page.error())));
                return;
            }
            m_timeline->prepend(*page);
            if (m_wanted.isValid()) {
                if (m_timeline->reveal(m_wanted) || !page->older)
                    m_wanted = {};
                else
                    loadOlder(*page->older);
            }
            if (m_find->isVisible()) {
                const auto state = m_timeline->findState();
                const bool goesOn =
                    state.hits == 0 && m_find->needle().size() > 1 && page->older.has_value();
                m_find->setState(state.hits, state.current, goesOn);
                if (goesOn)
                    loadOlder(*page->older);
            }
        });
}

void ConversationView::onChanged(const StoreChange &change)
{
    if (change.tags || change.everything)
        loadTags();
    if (!m_conversation.isValid())
        return;
    if (change.everything || change.conversations.contains(m_conversation) ||
        !change.outbox.isEmpty()) {
        loadSummary();
        refreshTimeline();
    }
    if (change.everything || change.accounts || change.newMessages.contains(m_conversation))
        loadPlan();
}

void ConversationView::connectCard(MessageCard *card)
{
    connect(card, &MessageCard::personActivated, this, &ConversationView::personActivated);
    connect(card, &MessageCard::sessionActivated, this, &ConversationView::sessionActivated);
    connect(card, &MessageCard::replyWanted, this,
            [this, card](const QString &selection) { replyTo(card->item(), selection); });
    connect(card, &MessageCard::factWanted, this, [this, card](const QString &text) {
        if (card->item().direction == Direction::Incoming && card->item().person.isValid())
            Q_EMIT factProposed(card->item().person, text, card->item().message);
    });
    connect(card, &MessageCard::askActivated, this, &ConversationView::askActivated);
    connect(card, &MessageCard::askWanted, this,
            [this, card](const QString &text) { openAsk(card->item(), text); });
    connect(card, &MessageCard::promiseWanted, this,
            [this, card](const QString &text) { openPromise(card->item(), text); });
    connect(card, &MessageCard::sessionWanted, this, [this, card] {
        if (m_timeline->selectedMessages().isEmpty())
            m_timeline->reveal(card->item().message);
        startSession();
    });
    connect(card, &MessageCard::splitOffWanted, this, [this, card] {
        if (m_timeline->selectedMessages().isEmpty())
            m_timeline->reveal(card->item().message);
        splitOff();
    });
    connect(card, &MessageCard::passageActivated, this, &ConversationView::conversationActivated);
    connect(card, &MessageCard::undoWanted, m_composer, &ComposerPane::undoSend);
    connect(card, &MessageCard::retryWanted, this, [this](OutboxId item) {
        m_desk.outbox.retry(item).then(this, [this](const Result<void> &answer) {
            Q_EMIT statusMessage(answer ? tr("It is sent again.") : Words::error(answer.error()));
        });
    });
    connect(card, &MessageCard::removalWanted, this, [this](NoteId note) {
        m_desk.triage.removeNote(note).then(this, [this](const Result<AppliedChange> &answer) {
            Q_EMIT statusMessage(answer ? tr("Note removed") : Words::error(answer.error()));
        });
    });
}

void ConversationView::showOriginal()
{
    const auto item = m_timeline->currentItem();
    if (item && item->message.isValid())
        m_reader->showOriginal(item->message);
    else if (const auto last = m_timeline->lastMessage())
        m_reader->showOriginal(last->message);
}

void ConversationView::reply()
{
    if (!m_conversation.isValid())
        return;
    if (const auto selection = m_timeline->textSelection(); selection && m_composer->canReply()) {
        if (const MessageCard *card = m_timeline->cardOf(selection->message)) {
            replyTo(card->item(), selection->text);
            return;
        }
    }
    m_composer->showReply();
}

void ConversationView::replyTo(const TimelineItem &item, const QString &selection)
{
    m_composer->showReply();
    if (!m_composer->canReply())
        return;
    const QString attribution =
        tr("%1 wrote on %2:", "above a quote")
            .arg(Words::name(item.authorName, item.authorAddress),
                 QLocale().toString(toLocalDateTime(item.at).date(), QLocale::LongFormat));
    m_composer->reply().quote(selection.isEmpty() ? item.text : selection, attribution,
                              item.direction == Direction::Incoming ? item.message : MessageId());
}

void ConversationView::addNote()
{
    if (m_conversation.isValid())
        m_composer->showNote();
}

void ConversationView::find()
{
    if (!m_conversation.isValid())
        return;
    const auto selection = m_timeline->textSelection();
    m_find->open(selection ? displayLine(selection->text.left(80)) : QString());
}

void ConversationView::closeFind()
{
    m_find->hide();
    m_timeline->find({});
    m_timeline->setFocus();
}

QList<MessageId> ConversationView::chosenMessages() const
{
    QList<MessageId> chosen = m_timeline->selectedMessages();
    if (chosen.isEmpty()) {
        const auto current = m_timeline->currentItem();
        if (current && current->message.isValid())
            chosen.append(current->message);
        else if (const auto last = m_timeline->lastMessage())
            chosen.append(last->message);
    }
    return chosen;
}

void ConversationView::splitOff()
{
    const QList<MessageId> messages = chosenMessages();
    m_desk.passages.propose(messages).then(
        this, [this, messages](const Result<PassageProposal> &proposal) {
            if (!proposal) {
                Q_EMIT undoable({}, Words::error(proposal.error()));
                return;
            }
            auto *dialog = new PassageDialog(m_desk, messages, *proposal, this);
            connect(dialog, &PassageDialog::made, this, [this](const MovedPassage &made) {
                Q_EMIT conversationActivated(made.conversation);
                Q_EMIT undoable(made.change.id, tr("This is a conversation of its own now."));
            });
            dialog->open();
        });
}

void ConversationView::putBack()
{
    if (!m_conversation.isValid())
        return;
    m_desk.passages.putBack(m_conversation).then(this, [this](const Result<MovedPassage> &moved) {
        if (!moved) {
            Q_EMIT undoable({}, Words::error(moved.error()));
            return;
        }
        Q_EMIT conversationActivated(moved->conversation);
        Q_EMIT undoable(moved->change.id, tr("Put back, with everything that was said in it."));
    });
}

void ConversationView::startSession()
{
    const QList<MessageId> sources = chosenMessages();
    if (sources.isEmpty())
        return;
    m_desk.sessions.create(sources).then(this, [this](const Result<Session> &session) {
        if (session) {
            Q_EMIT sessionActivated(session->id);
            tellWhoIsNotInvited(*session);
        } else
            Q_EMIT statusMessage(
                tr("The session was not made: %1").arg(Words::error(session.error())));
    });
}

/// Their words inspired it, and they are not in it: that is said.
void ConversationView::tellWhoIsNotInvited(const Session &session)
{
    if (!session.participants.isEmpty() || !m_summary.person.isValid())
        return;
    m_desk.consents.check(ConsentKind::Invite, QList{m_summary.person})
        .then(this, [this](const Result<QList<ConsentCheck>> &checks) {
            if (checks && !checks->first().isAllowed)
                Q_EMIT statusMessage(ConsentWords::refusal(checks->first()));
        });
}

MessageId ConversationView::selectedMessage() const
{
    const QList<MessageId> selected = m_timeline->selectedMessages();
    return selected.size() == 1 ? selected.first() : MessageId{};
}

void ConversationView::toggleSelection()
{
    m_timeline->toggleSelection();
}

void ConversationView::setAuditShown(bool shown)
{
    if (m_showsAudit == shown)
        return;
    m_showsAudit = shown;
    if (m_conversation.isValid())
        loadTimeline();
}

} // namespace casement

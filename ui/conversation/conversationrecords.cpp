// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What is made of the words of a conversation: asks and promises.

#include "core/desk/desk.h"
#include "core/text/quotes.h"
#include "ui/ask/askdialog.h"
#include "ui/conversation/conversationview.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/timeline.h"
#include "ui/promise/promisedialog.h"

namespace casement
{

void ConversationView::makeAsk()
{
    if (const auto selection = m_timeline->textSelection()) {
        if (const MessageCard *card = m_timeline->cardOf(selection->message)) {
            openAsk(card->item(), selection->text);
            return;
        }
    }
    auto item = m_timeline->currentItem();
    if (!item || !item->message.isValid())
        item = m_timeline->lastMessage();
    if (item)
        openAsk(*item, {});
}

void ConversationView::openAsk(const TimelineItem &item, const QString &selection)
{
    if (item.direction != Direction::Incoming || item.removedAt) {
        Q_EMIT statusMessage(item.removedAt
                                 ? tr("They took these words back.")
                                 : tr("We said this ourselves: an ask is what somebody asks of "
                                      "us."));
        return;
    }
    QString words = selection;
    if (words.trimmed().isEmpty()) { // what is new in it, of which the sheet can leave out
        for (const TextSegment &segment : segmentText(item.text)) {
            if (segment.kind == TextSegment::Kind::Text && !segment.text.trimmed().isEmpty()) {
                words = segment.text.trimmed();
                break;
            }
        }
    }
    auto *dialog = new AskDialog(m_desk, item, words, this);
    connect(dialog, &AskDialog::made, this,
            [this](AskId, ChangeId change, const QString &text) { Q_EMIT undoable(change, text); });
    dialog->open();
}

void ConversationView::makePromise()
{
    if (const auto selection = m_timeline->textSelection()) {
        if (const MessageCard *card = m_timeline->cardOf(selection->message)) {
            openPromise(card->item(), selection->text);
            return;
        }
    }
    auto item = m_timeline->currentItem();
    if (!item || !item->message.isValid())
        item = m_timeline->lastMessage();
    if (item)
        openPromise(*item, {});
    else if (m_summary.id.isValid()) // a note is all there is
        openPromise({}, {});
}

void ConversationView::openPromise(const TimelineItem &item, const QString &selection)
{
    if (item.removedAt) {
        Q_EMIT statusMessage(tr("They took these words back."));
        return;
    }
    const bool isTheirs = item.message.isValid() && item.direction == Direction::Incoming;
    PromiseDraft draft{.isOurs = !isTheirs,
                       .words = selection.simplified(),
                       .source = item.message,
                       .quote = selection.trimmed(),
                       .conversation = m_summary.id};
    auto *dialog =
        new PromiseDialog(m_desk, draft, isTheirs ? item.authorName : m_summary.personName, this);
    if (item.message.isValid())
        dialog->proposeFrom(selection.isEmpty() ? item.text : selection, item.at);
    connect(
        dialog, &PromiseDialog::recorded, this,
        [this](PromiseId, ChangeId change, const QString &text) { Q_EMIT undoable(change, text); });
    dialog->open();
}

} // namespace casement

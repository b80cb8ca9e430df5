// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/persontimelineview.h"

#include "core/desk/desk.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/messagereader.h"
#include "ui/conversation/timeline.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QStackedWidget>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int firstPersonPage = 60;
constexpr int olderPersonPage = 200;
constexpr int mostPersonRefreshed = 400; // of the newest page that a refresh looks at

/// "Email, XMPP and IRC": where they are known.
QString channelsOf(const QList<Identity> &identities)
{
    QStringList names;
    for (const Identity &identity : identities) {
        const QString name = channelName(identity.address.kind);
        if (!names.contains(name))
            names.append(name);
    }
    return QLocale().createSeparatedList(names);
}

} // namespace

PersonTimelineView::PersonTimelineView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(400); // half a line of text is no line
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);

    auto *head = new QWidget(this);
    auto *headLayout = new QVBoxLayout(head);
    headLayout->setContentsMargins(metrics::page, metrics::wide, metrics::page, 12);
    headLayout->setSpacing(metrics::half);
    m_name = new QLabel(head);
    m_name->setTextFormat(Qt::PlainText);
    m_name->setWordWrap(true);
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont title = m_name->font();
    title.setPointSizeF(title.pointSizeF() * 1.3);
    title.setWeight(QFont::DemiBold);
    m_name->setFont(title);
    headLayout->addWidget(m_name);
    m_places = new QLabel(head);
    m_places->setTextFormat(Qt::PlainText);
    m_places->setWordWrap(true);
    makeDim(m_places);
    headLayout->addWidget(m_places);
    outer->addWidget(head);

    m_pages = new QStackedWidget(this);
    m_empty = new EmptyState(m_pages);
    m_timeline = new Timeline(m_code, m_pages);
    m_reader = new MessageReader(desk, m_code, *m_timeline, this);
    m_pages->addWidget(m_timeline);
    m_pages->addWidget(m_empty);
    outer->addWidget(m_pages, 1);
    setFocusProxy(m_timeline);

    connect(m_timeline, &Timeline::cardMade, this, [this](MessageCard *card) {
        card->setIsElsewhere(true);
        connect(card, &MessageCard::conversationWanted, this,
                [this, card] { openMessage(card->item().message); });
        connect(card, &MessageCard::passageActivated, this,
                &PersonTimelineView::conversationActivated);
        connect(card, &MessageCard::sessionActivated, this, &PersonTimelineView::sessionActivated);
        connect(card, &MessageCard::askActivated, this, &PersonTimelineView::askActivated);
    });
    connect(m_timeline, &Timeline::olderWanted, this, &PersonTimelineView::loadOlder);
    connect(m_timeline, &Timeline::passageActivated, this,
            &PersonTimelineView::conversationActivated);
    connect(m_timeline, &Timeline::messageActivated, this, &PersonTimelineView::openMessage);
    connect(m_reader, &MessageReader::statusMessage, this, &PersonTimelineView::statusMessage);
    connect(&desk, &Desk::changed, this, &PersonTimelineView::onChanged);
}

void PersonTimelineView::showPerson(PersonId id)
{
    if (id == m_person)
        return;
    m_person = id;
    m_members = {id};
    load();
}

void PersonTimelineView::load()
{
    ++m_round;
    m_isRefreshing = false;
    m_refreshAgain = false;
    m_reader->reset();
    loadHead();
    m_desk.conversations.personTimeline(m_person, std::nullopt, firstPersonPage)
        .then(this, [this, round = m_round](const Result<TimelinePage> &page) {
            if (round != m_round)
                return;
            if (page && !page->items.isEmpty()) {
                m_timeline->open(*page, {});
                m_pages->setCurrentWidget(m_timeline);
                return;
            }
            m_timeline->clear();
            if (page)
                m_empty->show(u"all"_s, tr("Nothing was said yet"),
                              tr("What you say to each other, on any channel, comes to stand "
                                 "here."));
            else
                m_empty->show(u"warning"_s, tr("The messages could not be read"),
                              Words::error(page.error()));
            m_pages->setCurrentWidget(m_empty);
        });
}

void PersonTimelineView::loadHead()
{
    m_desk.people.panel(m_person).then(this, [this,
                                              round = m_round](const Result<PersonPanel> &panel) {
        if (round != m_round || !panel)
            return;
        m_members = panel->members;
        const QString name = Words::name(
            panel->name,
            panel->identities.isEmpty() ? QString() : panel->identities.first().address.address);
        m_name->setText(name);
        m_timeline->setAccessibleName(tr("Everything said with %1").arg(name));
        const QString channels = channelsOf(panel->identities);
        m_places->setText(
            panel->firstMessageAt
                ? tr("Everything you said to each other since %1, on %2",
                     "since a day, on channels")
                      .arg(QLocale().toString(toLocalDateTime(*panel->firstMessageAt).date(),
                                              QLocale::LongFormat),
                           channels)
                : tr("Known on %1", "channels").arg(channels));
        m_places->setVisible(!channels.isEmpty());
    });
}

void PersonTimelineView::loadOlder(PageKey before)
{
    m_desk.conversations.personTimeline(m_person, before, olderPersonPage)
        .then(this, [this, round = m_round, before](const Result<TimelinePage> &page) {
            if (round != m_round || m_timeline->olderKey() != before)
                return;
            if (page)
                m_timeline->prepend(*page);
            else
                Q_EMIT statusMessage(
                    tr("Earlier messages could not be read: %1").arg(Words::error(page.error())));
        });
}

void PersonTimelineView::refresh()
{
    if (m_isRefreshing) {
        m_refreshAgain = true;
        return;
    }
    m_isRefreshing = true;
    const int limit =
        qBound(firstPersonPage, static_cast<int>(m_timeline->count()), mostPersonRefreshed);
    m_desk.conversations.personTimeline(m_person, std::nullopt, limit)
        .then(this, [this, round = m_round](const Result<TimelinePage> &page) {
            if (round != m_round)
                return;
            m_isRefreshing = false;
            if (page && !page->items.isEmpty()) {
                m_timeline->update(*page);
                m_pages->setCurrentWidget(m_timeline);
            }
            if (std::exchange(m_refreshAgain, false))
                refresh();
        });
}

void PersonTimelineView::openMessage(MessageId message)
{
    m_desk.conversations.conversationOf(message).then(
        this, [this, message](const Result<ConversationId> &conversation) {
            if (conversation)
                Q_EMIT messageActivated(*conversation, message);
            else
                Q_EMIT statusMessage(Words::error(conversation.error()));
        });
}

void PersonTimelineView::onChanged(const StoreChange &change)
{
    if (!m_person.isValid() || !isVisible()) {
        if (m_person.isValid() &&
            (change.everything || !change.conversations.isEmpty() || !change.people.isEmpty()))
            m_person = {}; // read anew when it is shown again
        return;
    }
    const bool isJoined = std::ranges::any_of(
        m_members, [&](PersonId member) { return change.people.contains(member); });
    if (change.everything || isJoined)
        loadHead();
    // Which conversations are theirs is known to the store alone.
    if (change.everything || isJoined || !change.conversations.isEmpty())
        refresh();
}

} // namespace casement

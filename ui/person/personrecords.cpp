// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands in the ledgers about a person: what they asked, what we owe them, what they promised,
// and what we did together.

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/words.h"
#include "ui/person/personpanelview.h"
#include "ui/person/rowbutton.h"
#include "ui/promise/promisewords.h"
#include "ui/session/notebookeditor.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QStackedWidget>
#include <QVBoxLayout>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int panelAsks = 20;
constexpr int panelPromises = 50;

} // namespace

void PersonPanelView::loadRecords(const PersonPanel &panel)
{
    const auto asks = m_desk.asks.list({.person = panel.id}, panelAsks);
    const auto promises = m_desk.promises.list({.isOpen = true, .person = panel.id}, panelPromises);
    const auto sessions = m_desk.sessions.ofPerson(panel.id);
    QtFuture::whenAll(asks, promises, sessions)
        .then(this, [this, panel, asks, promises, sessions, round = m_round](const auto &) {
            if (round != m_round)
                return;
            const QList<AskSummary> asked = asks.result().value_or(QList<AskSummary>());
            const QList<Promise> owed = promises.result().value_or(QList<Promise>());
            const QList<PersonSession> with = sessions.result().value_or(QList<PersonSession>());
            if (!m_body || panel != m_panel || asked != m_asks || owed != m_promises ||
                with != m_sessions || m_pages->currentIndex() != 1) {
                m_panel = panel;
                m_asks = asked;
                m_promises = owed;
                m_sessions = with;
                fill();
            }
            if (m_proposedTo.isValid() && m_panel.members.contains(m_proposedTo)) {
                m_proposedTo = {};
                openFact(m_proposed);
            }
        });
}

void PersonPanelView::fillAsks()
{
    if (m_asks.isEmpty())
        return;
    QVBoxLayout *layout = section(tr("What they asked of us"));
    for (const AskSummary &ask : std::as_const(m_asks)) {
        auto *row = new RowButton(m_body);
        const bool isUntold = ask.place == AskPlace::Untold;
        QString about = AskWords::standing(ask);
        if (!ask.reason.isEmpty())
            about = tr("%1 · %2", "what became of an ask, why").arg(about, displayLine(ask.reason));
        row->setContent(u"ask"_s, displayLine(ask.restated), about,
                        isUntold ? ColorRole::Warning : ColorRole::MutedText);
        connect(row, &RowButton::clicked, this, [this, id = ask.id] { Q_EMIT askActivated(id); });
        layout->addWidget(row);
    }
}

void PersonPanelView::fillSessions()
{
    if (m_sessions.isEmpty())
        return;
    QVBoxLayout *layout = section(tr("Sessions"));
    for (const PersonSession &session : std::as_const(m_sessions)) {
        auto *row = new RowButton(m_body);
        QStringList about{Words::sessionState(session.state),
                          Words::participantStatus(session.status)};
        if (session.startsAt)
            about.append(Words::shortTime(*session.startsAt));
        row->setContent(u"session"_s, displayLine(session.title),
                        about.join(tr(" · ", "between facts about a session")));
        connect(row, &RowButton::clicked, this,
                [this, id = session.id] { Q_EMIT sessionActivated(id); });
        layout->addWidget(row);
        const auto addWords = [&](const QString &words) {
            QLabel *label = plainLabel(words, m_body);
            label->setTextInteractionFlags(Qt::TextSelectableByMouse);
            label->setContentsMargins(metrics::page, 0, 0, 0);
            layout->addWidget(label);
        };
        for (const SessionLine &line : session.lines)
            addWords(tr("%1: %2", "kind of a line of a notebook, its words")
                         .arg(NotebookEditor::kindName(line.kind),
                              displayLine(withoutLinks(line.text))));
        if (!session.thanks.isEmpty())
            addWords(tr("Thanked: %1").arg(displayLine(session.thanks)));
    }
}

void PersonPanelView::fillPromises(bool areOurs, const QString &title)
{
    QVBoxLayout *layout = nullptr;
    for (const Promise &promise : std::as_const(m_promises)) {
        if (promise.isOurs != areOurs)
            continue;
        if (!layout)
            layout = section(title);
        auto *row = new RowButton(m_body);
        row->setContent(PromiseWords::iconName(promise), PromiseWords::words(promise),
                        PromiseWords::standing(promise), PromiseWords::standingRole(promise));
        connect(row, &RowButton::clicked, this,
                [this, id = promise.id] { Q_EMIT promiseActivated(id); });
        layout->addWidget(row);
    }
}

} // namespace casement

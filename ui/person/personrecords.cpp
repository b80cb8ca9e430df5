// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What stands in the ledgers about a person: what they asked, what we owe them, what they promised.

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/person/personpanelview.h"
#include "ui/person/rowbutton.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"

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
    m_desk.asks.list({.person = panel.id}, panelAsks)
        .then(this, [this, panel, round = m_round](const Result<QList<AskSummary>> &asks) {
            m_desk.promises.list({.isOpen = true, .person = panel.id}, panelPromises)
                .then(this, [this, panel, round, asks](const Result<QList<Promise>> &promises) {
                    if (round != m_round)
                        return;
                    const QList<AskSummary> asked = asks.value_or(QList<AskSummary>());
                    const QList<Promise> owed = promises.value_or(QList<Promise>());
                    if (!m_body || panel != m_panel || asked != m_asks || owed != m_promises ||
                        m_pages->currentIndex() != 1) {
                        m_panel = panel;
                        m_asks = asked;
                        m_promises = owed;
                        fill();
                    }
                    if (m_proposedTo.isValid() && m_panel.members.contains(m_proposedTo)) {
                        m_proposedTo = {};
                        openFact(m_proposed);
                    }
                });
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

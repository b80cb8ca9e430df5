// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionview.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/person/consentoffer.h"
#include "ui/person/personpicker.h"
#include "ui/session/agendalist.h"
#include "ui/session/linelist.h"
#include "ui/session/notebookeditor.h"
#include "ui/session/outcomelist.h"
#include "ui/session/sessionframe.h"
#include "ui/session/sessionsteps.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QTextBlock>
#include <QToolButton>

namespace casement
{

namespace
{

QLabel *sessionHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    makeDim(label);
    return label;
}

QPlainTextEdit *shortText(const QString &name, const QString &placeholder, QWidget *parent)
{
    auto *edit = new QPlainTextEdit(parent);
    edit->setTabChangesFocus(true);
    edit->setAccessibleName(name);
    edit->setPlaceholderText(placeholder);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 3 + 18);
    return edit;
}

} // namespace

QWidget *SessionView::buildMain(QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    layout->addWidget(sessionHeading(tr("Why we meet"), box));
    m_purpose = shortText(tr("Purpose"), tr("What should be different afterwards?"), box);
    layout->addWidget(m_purpose);

    layout->addSpacing(12);
    layout->addWidget(sessionHeading(tr("Agenda"), box));
    m_agenda = new AgendaList(box);
    const auto report = [this](const Result<AppliedChange> &answer) { this->report(answer, {}); };
    connect(m_agenda, &AgendaList::saved, this, [this, report](const SessionItem &item) {
        m_desk.sessions.saveItem(m_session.id, item).then(this, report);
    });
    connect(m_agenda, &AgendaList::moved, this,
            [this, report](SessionItemId item, qsizetype place) {
                m_desk.sessions.moveItem(item, place).then(this, report);
            });
    connect(m_agenda, &AgendaList::removed, this, [this](SessionItemId item) {
        m_desk.sessions.removeItem(item).then(this, [this](const Result<AppliedChange> &answer) {
            this->report(answer, tr("A point is taken out of the agenda."));
        });
    });
    layout->addWidget(m_agenda);

    layout->addSpacing(12);
    auto *notebookHead = new QHBoxLayout;
    notebookHead->addWidget(sessionHeading(tr("Notebook"), box), 1);
    m_notebook = new NotebookEditor(m_code.repository(), box);
    for (int i = 1; i <= 5; ++i) {
        const auto kind = static_cast<NotebookLine::Kind>(i);
        auto *button = new QToolButton(box);
        button->setAutoRaise(true);
        button->setIcon(icon(NotebookEditor::kindIcon(kind), ColorRole::MutedText));
        button->setToolTip(tr("%1 (Ctrl+%2)", "kind of line and its key")
                               .arg(NotebookEditor::kindName(kind))
                               .arg(i));
        button->setAccessibleName(tr("Make the line: %1").arg(NotebookEditor::kindName(kind)));
        connect(button, &QToolButton::clicked, this, [this, kind] {
            m_notebook->setLineKind(kind);
            m_notebook->setFocus();
        });
        notebookHead->addWidget(button);
    }
    layout->addLayout(notebookHead);
    m_notebook->setMinimumHeight(260);
    layout->addWidget(m_notebook, 1);

    layout->addSpacing(12);
    layout->addWidget(sessionHeading(tr("What came of it"), box));
    m_outcome = shortText(tr("Outcome"), tr("In words that everyone who came can be told."), box);
    layout->addWidget(m_outcome);
    m_outcomes = new OutcomeList(box);
    connect(m_outcomes, &OutcomeList::saved, this, [this, report](const SessionOutcome &outcome) {
        m_desk.sessions.saveOutcome(m_session.id, outcome).then(this, report);
    });
    connect(m_outcomes, &OutcomeList::removed, this, [this](SessionOutcomeId outcome) {
        m_desk.sessions.removeOutcome(outcome).then(
            this, [this](const Result<AppliedChange> &answer) {
                this->report(answer, tr("An outcome is taken out."));
            });
    });
    layout->addWidget(m_outcomes);
    for (QPlainTextEdit *edit : {m_purpose, static_cast<QPlainTextEdit *>(m_notebook), m_outcome})
        connect(edit, &QPlainTextEdit::textChanged, this, &SessionView::touch);
    return box;
}

QWidget *SessionView::buildSide(QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    m_peopleHead = sessionHeading(tr("People"), box);
    layout->addWidget(m_peopleHead);
    auto *people = new QWidget(box);
    m_people = new QVBoxLayout(people);
    m_people->setContentsMargins(0, 0, 0, 0);
    m_people->setSpacing(metrics::step);
    layout->addWidget(people);
    auto *picker = new PersonPicker(m_desk, box);
    picker->setPlaceholderText(tr("Add a person by name or address"));
    connect(picker, &PersonPicker::picked, this, [this](PersonId id) {
        m_desk.sessions.addParticipant(m_session.id, id)
            .then(this, [this, id](const Result<AppliedChange> &answer) {
                report(answer, {});
                if (!answer && answer.error().kind == ErrorKind::Forbidden)
                    offerConsent(
                        m_desk, this, ConsentKind::Invite, QList{id},
                        [this](const QString &why) { m_steps->explain(why); },
                        [this](ChangeId change, const QString &words) {
                            Q_EMIT undoable(change, words);
                        });
            });
    });
    layout->addWidget(picker);

    layout->addSpacing(12);
    layout->addWidget(sessionHeading(tr("Ideas, decisions, questions"), box));
    m_lines = new LineList(box);
    connect(m_lines, &LineList::lineActivated, this, [this](int number) {
        QTextCursor cursor(m_notebook->document()->findBlockByNumber(number));
        m_notebook->setTextCursor(cursor);
        m_notebook->setFocus();
        m_area->ensureWidgetVisible(m_notebook);
    });
    connect(m_lines, &LineList::outcomeWanted, this,
            [this](SessionLineId line, const QString &text) {
                m_outcomes->startFrom(line, text);
                m_area->ensureWidgetVisible(m_outcomes);
            });
    layout->addWidget(m_lines);

    layout->addSpacing(12);
    layout->addWidget(sessionHeading(tr("Inspired by"), box));
    auto *sources = new QWidget(box);
    m_sources = new QVBoxLayout(sources);
    m_sources->setContentsMargins(0, 0, 0, 0);
    m_sources->setSpacing(0);
    layout->addWidget(sources);

    layout->addSpacing(12);
    layout->addWidget(sessionHeading(tr("The frame"), box));
    m_frame = new SessionFrame(box);
    connect(m_frame, &SessionFrame::edited, this, &SessionView::touch);
    connect(m_frame, &SessionFrame::collaborationChosen, this, [this](const QString &title) {
        m_desk.sessions.setCollaboration(m_session.id, title)
            .then(this, [this](const Result<AppliedChange> &answer) { report(answer, {}); });
    });
    layout->addWidget(m_frame);
    layout->addStretch();
    return box;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionview.h"

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/rowbutton.h"
#include "ui/session/agendalist.h"
#include "ui/session/linelist.h"
#include "ui/session/notebookeditor.h"
#include "ui/session/outcomelist.h"
#include "ui/session/participantrow.h"
#include "ui/session/recordfile.h"
#include "ui/session/sessionframe.h"
#include "ui/session/sessionsteps.h"
#include "ui/session/sessionwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QFileDialog>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds saveSessionAfter{700};
constexpr int twoColumnsFrom = 820;

void clearLater(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater(); // one of them may be what was just pressed
        }
        delete item;
    }
}

} // namespace

SessionView::SessionView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_pages = new QStackedWidget(this);
    outer->addWidget(m_pages);
    auto *empty = new EmptyState(m_pages);
    empty->show(u"session"_s, tr("No session is open"),
                tr("A session is something that you and the people you talk with imagine, decide, "
                   "work on or make together. "
                   "Select messages that inspire one and press Shift+S."));
    m_pages->addWidget(empty);

    m_area = new QScrollArea(m_pages);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(m_area);
    page->setBackgroundRole(QPalette::Base);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(metrics::page, metrics::wide, metrics::page, metrics::page);
    layout->setSpacing(metrics::wide);
    m_steps = new SessionSteps(page);
    connect(m_steps, &SessionSteps::edited, this, &SessionView::touch);
    connect(m_steps, &SessionSteps::stepWanted, this, &SessionView::step);
    connect(m_steps, &SessionSteps::nextWanted, this, &SessionView::startNext);
    connect(m_steps, &SessionSteps::recordWanted, this, &SessionView::saveRecord);
    layout->addWidget(m_steps);
    m_columns = new QBoxLayout(QBoxLayout::TopToBottom);
    m_columns->setSpacing(metrics::page);
    m_columns->addWidget(buildMain(page), 3);
    m_columns->addWidget(buildSide(page), 2);
    layout->addLayout(m_columns, 1);
    m_area->setWidget(page);
    m_pages->addWidget(m_area);

    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SessionView::save);
    connect(&desk, &Desk::changed, this, &SessionView::onChanged);
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        if (staff)
            m_frame->setStaff(*staff);
    });
}

SessionView::~SessionView()
{
    flush();
    // The fields are deleted after this and still tell of changes.
    for (QObject *child : findChildren<QObject *>())
        child->disconnect(this);
}

void SessionView::setUndoTime(std::chrono::milliseconds time)
{
    m_undoTime = time;
    for (ParticipantRow *row : std::as_const(m_rows))
        row->setUndoTime(time);
}

void SessionView::showSession(SessionId id)
{
    if (id == m_wanted)
        return;
    flush();
    m_wanted = id;
    ++m_round;
    m_steps->explain({});
    if (!id.isValid()) {
        clear();
        return;
    }
    load();
}

void SessionView::clear()
{
    flush();
    ++m_round;
    m_wanted = {};
    m_session = {};
    m_pages->setCurrentIndex(0);
}

void SessionView::load()
{
    m_desk.sessions.get(m_wanted).then(this,
                                       [this, round = m_round](const Result<Session> &session) {
                                           if (round != m_round)
                                               return;
                                           if (!session) {
                                               Q_EMIT statusMessage(Words::error(session.error()));
                                               clear();
                                               return;
                                           }
                                           fill(*session);
                                       });
    m_desk.sessions.collaborations().then(this, [this](const Result<QList<Collaboration>> &all) {
        if (all)
            m_frame->setCollaborations(*all);
    });
}

void SessionView::fill(const Session &session)
{
    const bool isSame = session.id == m_session.id;
    m_isFilling = true;
    // What somebody is typing in is theirs; the rest follows the store.
    const auto setText = [&](QPlainTextEdit *edit, const QString &text) {
        if (edit->toPlainText() != text && !(isSame && (edit->hasFocus() || m_isDirty)))
            edit->setPlainText(text);
    };
    m_session = session;
    setText(m_purpose, session.purpose);
    setText(m_notebook, session.notebook);
    setText(m_outcome, session.outcome);
    m_steps->show(session, isSame && (m_isDirty || m_steps->titleField()->hasFocus()));
    m_frame->show(session, isSame && m_isDirty);
    m_agenda->show(session.items);
    m_lines->show(session.lines, session.outcomes);
    m_outcomes->show(session);
    fillPeople(isSame);
    fillSources();
    if (!isSame) {
        m_steps->setSaved({});
        m_area->ensureVisible(0, 0);
    }
    m_pages->setCurrentIndex(1);
    m_isFilling = false;
}

void SessionView::fillPeople(bool isSame)
{
    // A row in which somebody writes stays the row that it is.
    QHash<PersonId, ParticipantRow *> known;
    for (ParticipantRow *row : std::as_const(m_rows)) {
        if (isSame)
            known.insert(row->person(), row);
        else
            row->deleteLater();
        m_people->removeWidget(row);
        row->setVisible(isSame);
    }
    m_rows.clear();
    for (const Participant &participant : std::as_const(m_session.participants)) {
        ParticipantRow *row = known.take(participant.person);
        if (!row) {
            row = new ParticipantRow(m_desk, m_people->parentWidget());
            row->setUndoTime(m_undoTime);
            connect(row, &ParticipantRow::personActivated, this, &SessionView::personActivated);
            connect(row, &ParticipantRow::messageActivated, this, &SessionView::messageActivated);
            connect(row, &ParticipantRow::undoable, this, &SessionView::undoable);
            connect(row, &ParticipantRow::statusMessage, this, &SessionView::statusMessage);
            connect(row, &ParticipantRow::settled, this, [this, row] { goOn(row); });
        }
        m_people->addWidget(row);
        row->show(m_session, participant);
        m_rows.append(row);
    }
    for (ParticipantRow *row : std::as_const(known)) {
        row->hide();
        row->deleteLater();
    }
    const QString told = SessionWords::told(m_session.settled(), m_session.toTell());
    m_peopleHead->setText(m_session.state >= SessionState::Held && !told.isEmpty()
                              ? tr("People · %1", "how many have heard").arg(told)
                              : tr("People"));
}

void SessionView::goOn(const ParticipantRow *after)
{
    const qsizetype from = std::ranges::find(m_rows, after) - m_rows.begin();
    for (qsizetype i = from + 1; i < m_rows.size(); ++i) {
        if (m_rows.at(i)->isWanted()) {
            m_rows.at(i)->write();
            m_area->ensureWidgetVisible(m_rows.at(i));
            return;
        }
    }
}

void SessionView::fillSources()
{
    clearLater(m_sources);
    for (const SessionSource &source : std::as_const(m_session.sources)) {
        auto *row = new QWidget(m_sources->parentWidget());
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metrics::half);
        auto *button = new RowButton(row);
        button->setContent(u"quote"_s, source.snippet,
                           tr("%1, %2", "author and time")
                               .arg(Words::name(source.authorName), Words::shortTime(source.at)));
        connect(button, &RowButton::clicked, this, [this, source] {
            Q_EMIT conversationActivated(source.conversation);
            Q_EMIT messageActivated(source.conversation, source.message);
        });
        auto *remove = new QToolButton(row);
        remove->setAutoRaise(true);
        remove->setIcon(icon(u"close"_s, ColorRole::MutedText));
        remove->setToolTip(tr("Take out this link"));
        remove->setAccessibleName(
            tr("Take out the link to what %1 wrote").arg(Words::name(source.authorName)));
        connect(remove, &QToolButton::clicked, this, [this, id = source.message] {
            m_desk.sessions.removeSource(m_session.id, id)
                .then(this, [this](const Result<AppliedChange> &answer) { report(answer, {}); });
        });
        layout->addWidget(button, 1);
        layout->addWidget(remove, 0, Qt::AlignTop);
        m_sources->addWidget(row);
    }
    for (const SessionAskRef &ask : std::as_const(m_session.asks)) {
        auto *button = new RowButton(m_sources->parentWidget());
        button->setContent(u"ask"_s, displayLine(ask.restated), AskWords::state(ask.state));
        connect(button, &RowButton::clicked, this,
                [this, id = ask.id] { Q_EMIT askActivated(id); });
        m_sources->addWidget(button);
    }
    if (m_session.sources.isEmpty() && m_session.asks.isEmpty()) {
        auto *none = new QLabel(tr("No message is linked yet."), m_sources->parentWidget());
        makeDim(none);
        m_sources->addWidget(none);
    }
}

Session SessionView::edited() const
{
    Session session = m_session;
    session.title = m_steps->title();
    session.stage = m_steps->stage();
    session.purpose = m_purpose->toPlainText();
    std::ignore = m_frame->apply(session);
    session.notebook = m_notebook->toPlainText();
    session.outcome = m_outcome->toPlainText();
    return session;
}

void SessionView::touch()
{
    if (m_isFilling || !m_session.id.isValid())
        return;
    if (!m_isDirty && !m_isSaving && edited() == m_session)
        return; // only drawn anew
    m_isDirty = true;
    m_steps->setSaved({});
    if (!m_timer.isActive())
        m_timer.start(saveSessionAfter);
}

void SessionView::save()
{
    if (!m_isDirty || !m_session.id.isValid())
        return;
    if (m_isSaving) {
        m_timer.start(saveSessionAfter);
        return;
    }
    m_isSaving = true;
    m_isDirty = false;
    const Session session = edited();
    m_desk.sessions.save(session).then(
        this, [this, id = session.id](const Result<AppliedChange> &answer) {
            m_isSaving = false;
            if (id != m_session.id)
                return;
            if (answer) {
                m_steps->setSaved(m_isDirty ? QString() : tr("Saved"));
                return;
            }
            m_isDirty = true;
            m_timer.start(saveSessionAfter * 5);
            m_steps->explain(
                tr("The session could not be saved: %1").arg(Words::error(answer.error())));
        });
}

void SessionView::flush()
{
    m_timer.stop();
    if (!m_isDirty || !m_session.id.isValid())
        return;
    m_isDirty = false;
    m_desk.sessions.save(edited());
}

void SessionView::step(SessionState to)
{
    m_steps->show(m_session, true); // pressing does not move it; the store does
    if (to == m_session.state)
        return;
    if (const QString lack = SessionWords::lacks(m_session, to); !lack.isEmpty()) {
        m_steps->explain(lack);
        return;
    }
    m_steps->explain({});
    m_desk.sessions.setState(m_session.id, to)
        .then(this, [this, to](const Result<AppliedChange> &answer) {
            report(answer, tr("The session stands at: %1.").arg(Words::sessionState(to)));
        });
}

void SessionView::startNext()
{
    flush();
    m_desk.sessions.repeat(m_session.id, std::nullopt)
        .then(this, [this](const Result<Session> &next) {
            if (next)
                Q_EMIT sessionActivated(next->id);
            else
                m_steps->explain(Words::error(next.error()));
        });
}

void SessionView::saveRecord()
{
    flush();
    auto *dialog = new QFileDialog(this, tr("Save the record"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("PDF (*.pdf)"), tr("Web page (*.html)"), tr("Markdown (*.md)")});
    dialog->setDefaultSuffix(u"pdf"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        const qsizetype dot = filter.lastIndexOf(u'.');
        dialog->setDefaultSuffix(filter.sliced(dot + 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, &SessionView::writeRecordTo);
    dialog->open();
}

void SessionView::writeRecordTo(const QString &path)
{
    m_desk.sessions.record(m_session.id)
        .then(this, [this, path](const Result<SessionRecord> &record) {
            const Result<void> written =
                record ? writeRecord(*record, path) : Result<void>(std::unexpected(record.error()));
            if (written)
                Q_EMIT statusMessage(tr("The record is saved."));
            else
                m_steps->explain(Words::error(written.error()));
        });
}

void SessionView::report(const Result<AppliedChange> &answer, const QString &words)
{
    if (!answer)
        m_steps->explain(Words::error(answer.error()));
    else if (answer->id.isValid() && !words.isEmpty())
        Q_EMIT undoable(answer->id, words);
}

void SessionView::onChanged(const StoreChange &change)
{
    if (!m_session.id.isValid())
        return;
    bool isOurs = change.everything || change.sessions.contains(m_session.id);
    for (const Participant &each : std::as_const(m_session.participants)) {
        isOurs |= change.people.contains(each.person);
        // Their answer may have come.
        isOurs |= !change.newMessages.isEmpty() && each.isInvited();
    }
    for (const SessionAskRef &ask : std::as_const(m_session.asks))
        isOurs |= change.asks.contains(ask.id);
    if (isOurs)
        load();
}

void SessionView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() >= twoColumnsFrom ? QBoxLayout::LeftToRight
                                                      : QBoxLayout::TopToBottom);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionview.h"

#include "core/desk/desk.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentoffer.h"
#include "ui/person/personpicker.h"
#include "ui/person/rowbutton.h"
#include "ui/session/notebookeditor.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedWidget>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds saveSessionAfter{700};
constexpr int twoColumnsFrom = 820;

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    makeDim(label);
    return label;
}

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
    layout->addWidget(buildSteps());
    m_columns = new QBoxLayout(QBoxLayout::TopToBottom);
    m_columns->setSpacing(metrics::page);
    m_columns->addWidget(buildMain(), 3);
    m_columns->addWidget(buildSide(), 2);
    layout->addLayout(m_columns, 1);
    m_area->setWidget(page);
    m_pages->addWidget(m_area);

    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &SessionView::save);
    connect(&desk, &Desk::changed, this, &SessionView::onChanged);
    loadStaff();
}

SessionView::~SessionView()
{
    flush();
    // The fields are deleted after this and still tell of changes.
    for (QObject *child : findChildren<QObject *>())
        child->disconnect(this);
}

QWidget *SessionView::buildSteps()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    m_title = new QLineEdit(box);
    m_title->setFrame(false);
    m_title->setPlaceholderText(tr("What is this session called?"));
    m_title->setAccessibleName(tr("Title of the session"));
    m_title->setMaxLength(500);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    connect(m_title, &QLineEdit::textEdited, this, &SessionView::touch);
    auto *titleRow = new QHBoxLayout;
    titleRow->addWidget(m_title, 1);
    m_saved = new QLabel(box);
    makeDim(m_saved);
    titleRow->addWidget(m_saved);
    layout->addLayout(titleRow);

    auto *steps = new QWidget(box);
    auto *row = new FlowLayout(steps, 2);
    for (int i = 0; i <= static_cast<int>(SessionState::Closed); ++i) {
        auto *button = new QToolButton(steps);
        button->setAutoRaise(true);
        button->setCheckable(true);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setText(Words::sessionState(static_cast<SessionState>(i)));
        connect(button, &QToolButton::clicked, this,
                [this, i] { step(static_cast<SessionState>(i)); });
        m_steps.append(button);
        row->addWidget(button);
    }
    layout->addWidget(steps);
    m_refusal = new QLabel(box);
    m_refusal->setTextFormat(Qt::PlainText);
    m_refusal->setWordWrap(true);
    m_refusal->setObjectName(u"refusal"_s);
    setTextRole(m_refusal, ColorRole::Warning);
    m_refusal->hide();
    layout->addWidget(m_refusal);
    return box;
}

QWidget *SessionView::buildMain()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);

    layout->addWidget(heading(tr("Why we meet"), box));
    m_purpose = new QPlainTextEdit(box);
    m_purpose->setTabChangesFocus(true);
    m_purpose->setAccessibleName(tr("Purpose"));
    m_purpose->setPlaceholderText(tr("What should be different afterwards?"));
    m_purpose->setFixedHeight(fontMetrics().lineSpacing() * 3 + 18);
    layout->addWidget(m_purpose);

    layout->addSpacing(12);
    auto *notebookHead = new QHBoxLayout;
    notebookHead->addWidget(heading(tr("Notebook"), box), 1);
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
    layout->addWidget(heading(tr("What came of it"), box));
    m_outcome = new QPlainTextEdit(box);
    m_outcome->setTabChangesFocus(true);
    m_outcome->setAccessibleName(tr("Outcome"));
    m_outcome->setPlaceholderText(tr("In words that everyone who came can be told."));
    m_outcome->setFixedHeight(fontMetrics().lineSpacing() * 3 + 18);
    layout->addWidget(m_outcome);

    for (QPlainTextEdit *edit : {m_purpose, static_cast<QPlainTextEdit *>(m_notebook), m_outcome})
        connect(edit, &QPlainTextEdit::textChanged, this, &SessionView::touch);
    return box;
}

QWidget *SessionView::buildSide()
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);

    layout->addWidget(heading(tr("People"), box));
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
                report(answer);
                if (!answer && answer.error().kind == ErrorKind::Forbidden)
                    offerConsent(m_desk, this, ConsentKind::Invite, QList{id},
                                 [this](const QString &why) { explain(why); });
            });
    });
    layout->addWidget(picker);

    layout->addSpacing(12);
    layout->addWidget(heading(tr("Inspired by"), box));
    auto *sources = new QWidget(box);
    m_sources = new QVBoxLayout(sources);
    m_sources->setContentsMargins(0, 0, 0, 0);
    m_sources->setSpacing(0);
    layout->addWidget(sources);

    layout->addSpacing(12);
    layout->addWidget(heading(tr("The frame"), box));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_ask = new QLineEdit(box);
    m_ask->setPlaceholderText(tr("an evening, an opinion, a drawing…"));
    m_ask->setAccessibleName(tr("What we ask of people"));
    form->addRow(tr("We ask"), m_ask);
    m_give = new QLineEdit(box);
    m_give->setPlaceholderText(tr("dinner, a say, their name on it…"));
    m_give->setAccessibleName(tr("What people get"));
    form->addRow(tr("They get"), m_give);
    auto *when = new QWidget(box);
    auto *whenLayout = new QHBoxLayout(when);
    whenLayout->setContentsMargins(0, 0, 0, 0);
    m_hasTime = new QCheckBox(when);
    m_hasTime->setAccessibleName(tr("The time is known"));
    m_hasTime->setToolTip(tr("The time is known"));
    m_time = new QDateTimeEdit(when);
    m_time->setCalendarPopup(true);
    m_time->setAccessibleName(tr("When it starts"));
    m_time->setEnabled(false);
    whenLayout->addWidget(m_hasTime);
    whenLayout->addWidget(m_time, 1);
    form->addRow(tr("When"), when);
    m_place = new QLineEdit(box);
    m_place->setPlaceholderText(tr("a room, a call, a channel"));
    m_place->setAccessibleName(tr("Place"));
    form->addRow(tr("Where"), m_place);
    m_host = new QComboBox(box);
    m_host->setAccessibleName(tr("Host"));
    m_host->addItem(tr("nobody yet"), QVariant::fromValue<qint64>(0));
    form->addRow(tr("Host"), m_host);
    m_stage = new QComboBox(box);
    m_stage->setAccessibleName(tr("Stage"));
    for (int i = 0; i <= static_cast<int>(SessionStage::Create); ++i)
        m_stage->addItem(Words::sessionStage(static_cast<SessionStage>(i)));
    form->addRow(tr("Stage"), m_stage);
    layout->addLayout(form);
    layout->addStretch();

    for (QLineEdit *edit : {m_ask, m_give, m_place})
        connect(edit, &QLineEdit::textEdited, this, &SessionView::touch);
    connect(m_hasTime, &QCheckBox::toggled, this, [this](bool has) {
        m_time->setEnabled(has);
        touch();
    });
    connect(m_time, &QDateTimeEdit::dateTimeChanged, this, &SessionView::touch);
    connect(m_host, &QComboBox::activated, this, &SessionView::touch);
    connect(m_stage, &QComboBox::activated, this, &SessionView::touch);
    return box;
}

void SessionView::showSession(SessionId id)
{
    if (id == m_wanted)
        return;
    flush();
    m_wanted = id;
    ++m_round;
    explain({});
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
}

void SessionView::loadStaff()
{
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        if (!staff)
            return;
        m_isFilling = true;
        while (m_host->count() > 1)
            m_host->removeItem(1);
        for (const Staff &each : *staff)
            m_host->addItem(each.isMe ? tr("%1 (you)").arg(displayLine(each.name))
                                      : displayLine(each.name),
                            each.id.value);
        m_host->setCurrentIndex(qMax(0, m_host->findData(m_session.host.value)));
        m_isFilling = false;
    });
}

void SessionView::fill(const Session &session)
{
    const bool isSame = session.id == m_session.id;
    m_isFilling = true;
    // What somebody is typing in is theirs; the rest follows the store.
    const auto setLine = [&](QLineEdit *edit, const QString &text) {
        if (edit->text() != text && !(isSame && (edit->hasFocus() || m_isDirty)))
            edit->setText(text);
    };
    const auto setText = [&](QPlainTextEdit *edit, const QString &text) {
        if (edit->toPlainText() != text && !(isSame && (edit->hasFocus() || m_isDirty)))
            edit->setPlainText(text);
    };
    m_session = session;
    setLine(m_title, session.title);
    setText(m_purpose, session.purpose);
    setLine(m_ask, session.ask);
    setLine(m_give, session.give);
    setLine(m_place, session.place);
    setText(m_notebook, session.notebook);
    setText(m_outcome, session.outcome);
    if (!m_isDirty || !isSame) {
        m_hasTime->setChecked(session.startsAt.has_value());
        m_time->setEnabled(session.startsAt.has_value());
        const QDateTime proposed(QDate::currentDate().addDays(7), QTime(18, 0));
        m_time->setDateTime(session.startsAt ? toLocalDateTime(*session.startsAt) : proposed);
        m_stage->setCurrentIndex(static_cast<int>(session.stage));
        m_host->setCurrentIndex(qMax(0, m_host->findData(session.host.value)));
    }
    fillSteps();
    fillPeople();
    fillSources();
    if (!isSame) {
        m_saved->clear();
        m_area->ensureVisible(0, 0);
    }
    m_pages->setCurrentIndex(1);
    m_isFilling = false;
}

void SessionView::fillSteps()
{
    const int current = static_cast<int>(m_session.state);
    for (int i = 0; i < m_steps.size(); ++i) {
        QToolButton *button = m_steps.at(i);
        button->setChecked(i == current);
        button->setIcon(i < current ? icon(u"check"_s, ColorRole::Positive) : QIcon());
        QFont font = button->font();
        font.setWeight(i == current ? QFont::DemiBold : QFont::Normal);
        button->setFont(font);
        const QString name = Words::sessionState(static_cast<SessionState>(i));
        button->setAccessibleName(i == current  ? tr("%1, where the session stands").arg(name)
                                  : i < current ? tr("%1, passed").arg(name)
                                                : tr("%1, still to come").arg(name));
        button->setToolTip(i == current ? tr("The session stands here")
                                        : tr("Move the session to: %1").arg(name));
    }
}

void SessionView::fillPeople()
{
    // A consent that is being typed must not vanish under the fingers.
    if (const QWidget *focused = m_people->parentWidget()->focusWidget();
        focused && focused->hasFocus() && qobject_cast<const QLineEdit *>(focused))
        return;
    clearLater(m_people);
    for (const Participant &participant : std::as_const(m_session.participants)) {
        auto *row = new QWidget(m_people->parentWidget());
        auto *layout = new QVBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metrics::half);
        auto *first = new QHBoxLayout;
        first->setSpacing(metrics::half);
        auto *name = new RowButton(row);
        const QString shown = Words::name(participant.name);
        name->setContent(u"person"_s, shown, {});
        connect(name, &RowButton::clicked, this,
                [this, id = participant.person] { Q_EMIT personActivated(id); });
        auto *status = new QComboBox(row);
        status->setAccessibleName(tr("Status of %1").arg(shown));
        for (int i = 0; i <= static_cast<int>(ParticipantStatus::Came); ++i)
            status->addItem(Words::participantStatus(static_cast<ParticipantStatus>(i)));
        status->setCurrentIndex(static_cast<int>(participant.status));
        connect(status, &QComboBox::activated, this, [this, participant](int index) {
            Participant changed = participant;
            changed.status = static_cast<ParticipantStatus>(index);
            setParticipant(changed);
        });
        auto *told = new QCheckBox(tr("told"), row);
        told->setAccessibleName(tr("%1 has been told what came of it").arg(shown));
        told->setToolTip(tr("Has been told what came of it"));
        told->setChecked(participant.toldOutcome);
        connect(told, &QCheckBox::clicked, this, [this, participant](bool isTold) {
            Participant changed = participant;
            changed.toldOutcome = isTold;
            setParticipant(changed);
        });
        auto *remove = new QToolButton(row);
        remove->setAutoRaise(true);
        remove->setIcon(icon(u"close"_s, ColorRole::MutedText));
        remove->setToolTip(tr("Take out of the session"));
        remove->setAccessibleName(tr("Take %1 out of the session").arg(shown));
        connect(remove, &QToolButton::clicked, this, [this, id = participant.person] {
            m_desk.sessions.removeParticipant(m_session.id, id)
                .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
        });
        first->addWidget(name, 1);
        first->addWidget(status);
        first->addWidget(remove);
        layout->addLayout(first);
        auto *consent = new QLineEdit(participant.consent, row);
        consent->setPlaceholderText(tr("What did they agree to? Not asked yet."));
        consent->setAccessibleName(tr("What %1 agreed to").arg(shown));
        connect(consent, &QLineEdit::editingFinished, this, [this, consent, participant] {
            if (consent->text().trimmed() == participant.consent)
                return;
            Participant changed = participant;
            changed.consent = consent->text().trimmed();
            setParticipant(changed);
        });
        auto *second = new QHBoxLayout;
        second->setSpacing(metrics::step);
        second->addWidget(consent, 1);
        second->addWidget(told);
        layout->addLayout(second);
        m_people->addWidget(row);
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
                .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
        });
        layout->addWidget(button, 1);
        layout->addWidget(remove, 0, Qt::AlignTop);
        m_sources->addWidget(row);
    }
    if (m_session.sources.isEmpty()) {
        auto *none = new QLabel(tr("No message is linked yet."), m_sources->parentWidget());
        makeDim(none);
        m_sources->addWidget(none);
    }
}

Session SessionView::edited() const
{
    Session session = m_session;
    session.title = m_title->text().trimmed();
    session.purpose = m_purpose->toPlainText();
    session.ask = m_ask->text().trimmed();
    session.give = m_give->text().trimmed();
    session.place = m_place->text().trimmed();
    session.startsAt =
        m_hasTime->isChecked() ? std::optional(fromDateTime(m_time->dateTime())) : std::nullopt;
    session.host = StaffId{m_host->currentData().toLongLong()};
    session.stage = static_cast<SessionStage>(qMax(0, m_stage->currentIndex()));
    session.notebook = m_notebook->toPlainText();
    session.outcome = m_outcome->toPlainText();
    return session;
}

void SessionView::touch()
{
    if (m_isFilling || !m_session.id.isValid())
        return;
    m_isDirty = true;
    m_saved->clear();
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
                m_saved->setText(m_isDirty ? QString() : tr("Saved"));
                return;
            }
            m_isDirty = true;
            m_timer.start(saveSessionAfter * 5);
            explain(tr("The session could not be saved: %1").arg(Words::error(answer.error())));
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
    fillSteps(); // pressing does not move it; the store does
    if (to == m_session.state)
        return;
    if (const auto allowed = checkSessionStep(m_session, to); !allowed) {
        explain(allowed.error().detail);
        return;
    }
    explain({});
    m_desk.sessions.setState(m_session.id, to)
        .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
}

void SessionView::explain(const QString &sentence)
{
    m_refusal->setText(sentence);
    m_refusal->setVisible(!sentence.isEmpty());
}

void SessionView::setParticipant(const Participant &participant)
{
    m_desk.sessions.setParticipant(m_session.id, participant)
        .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
}

void SessionView::report(const Result<AppliedChange> &answer)
{
    if (!answer)
        explain(Words::error(answer.error()));
}

void SessionView::onChanged(const StoreChange &change)
{
    if (m_session.id.isValid() && (change.everything || change.sessions.contains(m_session.id)))
        load();
}

void SessionView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_columns->setDirection(width() >= twoColumnsFrom ? QBoxLayout::LeftToRight
                                                      : QBoxLayout::TopToBottom);
}

} // namespace casement

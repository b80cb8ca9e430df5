// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/askview.h"

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/ask/voicerow.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/rowbutton.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int mostOthers = 200;
constexpr int mostHistory = 30;
constexpr int widestPage = 760;
constexpr std::chrono::milliseconds settling{600}; // while somebody walks through a list

QString historyWords(const HistoryEntry &entry)
{
    const QString who =
        entry.staffName.isEmpty() ? AskView::tr("Somebody here") : displayLine(entry.staffName);
    const auto line = [&who](const QString &words) { return words.arg(who); };
    if (entry.verb == u"ask")
        return line(AskView::tr("%1 wrote it down"));
    if (entry.verb == u"ask-voice")
        return line(AskView::tr("%1 added a voice"));
    if (entry.verb == u"ask-restate")
        return line(AskView::tr("%1 put it in other words"));
    if (entry.verb == u"ask-kind")
        return line(AskView::tr("%1 changed the kind"));
    if (entry.verb == u"ask-owner")
        return line(AskView::tr("%1 changed who looks after it"));
    if (entry.verb == u"ask-tell")
        return line(AskView::tr("%1 told somebody what became of it"));
    if (entry.verb == u"ask-skip")
        return line(AskView::tr("%1 skipped somebody"));
    if (entry.verb == u"undo")
        return line(AskView::tr("%1 took a change back"));
    if (const auto state = askStateFromString(entry.detail); state && entry.verb == u"ask-state")
        return AskView::tr("%1: %2", "who changed the state, the new state")
            .arg(who, AskWords::state(*state));
    return who;
}

} // namespace

AskView::AskView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    build();
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (m_wanted.isValid() && !change.promises.isEmpty() && m_ask.id == m_wanted)
            fillLinks();
        if (m_wanted.isValid() && (change.everything || change.asks.contains(m_wanted) ||
                                   std::ranges::any_of(m_ask.voices, [&](const AskVoice &voice) {
                                       return change.conversations.contains(voice.conversation) ||
                                              change.people.contains(voice.person);
                                   })))
            load();
    });
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        for (const Staff &each : staff.value_or(QList<Staff>()))
            m_owner->addItem(each.isMe && each.name.isEmpty() ? tr("me") : displayLine(each.name),
                             each.id.value);
        if (const int owner = m_owner->findData(m_ask.owner.value); owner >= 0)
            m_owner->setCurrentIndex(owner);
    });
}

void AskView::build()
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(400);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget(this);
    outer->addWidget(m_pages);
    m_empty = new EmptyState(m_pages);
    m_empty->show(u"ask"_s, tr("No ask is open"), tr("Choose one from the list."));
    m_pages->addWidget(m_empty);
    m_scroll = new QScrollArea(m_pages);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto *wide = new QWidget(m_scroll);
    auto *middle = new QHBoxLayout(wide);
    middle->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::page);
    m_content = new QWidget(wide);
    m_content->setMaximumWidth(widestPage);
    middle->addWidget(m_content);
    m_scroll->setWidget(wide);
    m_pages->addWidget(m_scroll);

    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    layout->addWidget(headingLabel(tr("They ask"), m_content));
    m_restated = new QLineEdit(m_content);
    m_restated->setAccessibleName(tr("What they ask for, in their words"));
    m_restated->setMaxLength(2000);
    QFont large = m_restated->font();
    large.setPointSizeF(large.pointSizeF() * 1.2);
    m_restated->setFont(large);
    connect(m_restated, &QLineEdit::editingFinished, this, &AskView::restate);
    layout->addWidget(m_restated);
    m_standing = plainLabel({}, m_content);
    makeDim(m_standing);
    layout->addWidget(m_standing);

    m_form = new QFormLayout;
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(metrics::step);
    m_form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_state = new QComboBox(m_content);
    m_state->setAccessibleName(tr("What became of it"));
    for (int i = 0; i <= int(AskState::Duplicate); ++i)
        m_state->addItem(AskWords::state(AskState(i)), i);
    connect(m_state, &QComboBox::activated, this, &AskView::chooseState);
    m_state->installEventFilter(this);
    m_form->addRow(tr("What became of it"), m_state);

    m_why = new QWidget(m_content);
    auto *why = new QHBoxLayout(m_why);
    why->setContentsMargins(0, 0, 0, 0);
    why->setSpacing(metrics::step);
    m_reason = new QLineEdit(m_why);
    m_reason->setMaxLength(2000);
    connect(m_reason, &QLineEdit::returnPressed, this, &AskView::saveState);
    m_other = new QComboBox(m_why);
    m_other->setAccessibleName(tr("The ask that decides for this one"));
    m_other->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_other->installEventFilter(this);
    m_save = new QPushButton(tr("Save"), m_why);
    connect(m_save, &QPushButton::clicked, this, &AskView::saveState);
    why->addWidget(m_reason, 1);
    why->addWidget(m_other, 1);
    why->addWidget(m_save);
    m_form->addRow(tr("Why"), m_why);
    m_kind = new QComboBox(m_content);
    m_kind->setAccessibleName(tr("Kind"));
    for (int i = 0; i <= int(AskKind::Worry); ++i)
        m_kind->addItem(AskWords::kind(AskKind(i)), i);
    m_settle = new QTimer(this);
    m_settle->setSingleShot(true);
    m_settle->setInterval(settling);
    connect(m_settle, &QTimer::timeout, this, &AskView::saveKindAndOwner);
    connect(m_kind, &QComboBox::activated, m_settle, qOverload<>(&QTimer::start));
    m_form->addRow(tr("Kind"), m_kind);
    m_owner = new QComboBox(m_content);
    m_owner->setAccessibleName(tr("Who looks after it"));
    m_owner->addItem(tr("nobody yet"), QVariant::fromValue<qint64>(0));
    connect(m_owner, &QComboBox::activated, m_settle, qOverload<>(&QTimer::start));
    m_form->addRow(tr("Looked after by"), m_owner);
    layout->addLayout(m_form);
    m_problem = plainLabel({}, m_content);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    layout->addWidget(m_problem);

    const auto part = [this, layout] {
        auto *box = new QWidget(m_content);
        auto *inside = new QVBoxLayout(box);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(metrics::step);
        layout->addWidget(box);
        return inside;
    };
    m_links = part();
    m_links->setSpacing(0);
    layout->addSpacing(metrics::half);
    m_voicesHead = headingLabel({}, m_content);
    layout->addWidget(m_voicesHead);
    m_voices = part();
    layout->addSpacing(metrics::half);
    layout->addWidget(headingLabel(tr("Who did what"), m_content));
    m_history = part();
    m_history->setSpacing(2);
    layout->addStretch();
    setFocusProxy(m_state);
}

void AskView::setUndoTime(std::chrono::milliseconds time)
{
    m_undoTime = time;
    for (VoiceRow *row : std::as_const(m_rows))
        row->setUndoTime(time);
}

void AskView::showAsk(AskId id)
{
    if (id != m_wanted) {
        saveKindAndOwner();
        m_opensSheet = false;
        m_goesOn = false;
        m_problem->hide();
        m_scroll->ensureVisible(0, 0);
    }
    m_wanted = id;
    load();
}

void AskView::load()
{
    m_desk.asks.get(m_wanted).then(this, [this, round = ++m_round](const Result<Ask> &ask) {
        if (round != m_round)
            return;
        if (ask) {
            fill(*ask);
            return;
        }
        m_ask = {};
        m_empty->show(u"ask"_s, tr("This ask is not there any more"), Words::error(ask.error()));
        m_pages->setCurrentIndex(0);
    });
}

AskState AskView::chosenState() const
{
    return AskState(m_state->currentData().toInt());
}

void AskView::fill(const Ask &ask)
{
    const bool isOther = ask.id != m_ask.id;
    const bool wasChosen = !isOther && chosenState() != m_ask.state; // and waits for a reason
    const bool isWhole = isOther || ask != m_ask;
    m_ask = ask;
    if (isWhole) {
        if (isOther || !m_restated->hasFocus())
            m_restated->setText(displayLine(ask.restated));
        m_restated->setCursorPosition(0);
        if (!m_settle->isActive()) {
            m_kind->setCurrentIndex(m_kind->findData(int(ask.kind)));
            m_owner->setCurrentIndex(qMax(0, m_owner->findData(ask.owner.value)));
        }
        if (isOther || !wasChosen) {
            m_state->setCurrentIndex(m_state->findData(int(ask.state)));
            m_reason->setText(displayLine(ask.reason));
            m_reason->setCursorPosition(0);
            fillState();
        }
        fillLinks();
        fillVoices();
    }
    QStringList about{AskWords::standing(ask.state, ask.settled(), ask.voices.size())};
    if (!ask.stateByName.isEmpty())
        about.append(displayLine(ask.stateByName));
    about.append(Words::shortTime(ask.stateAt));
    m_standing->setText(about.join(tr(" · ", "between facts about an ask")));
    fillHistory();
    m_pages->setCurrentIndex(1);
    if (std::exchange(m_opensSheet, false))
        goOn(nullptr);
}

/// The line under the state: a reason, or the ask that decides.
void AskView::fillState()
{
    const AskState state = chosenState();
    const bool isDuplicate = state == AskState::Duplicate;
    m_form->setRowVisible(m_why, isEnd(state) || state != m_ask.state);
    m_reason->setVisible(!isDuplicate);
    m_other->setVisible(isDuplicate);
    m_reason->setPlaceholderText(needsReason(state) ? tr("They are told this: no, because…")
                                 : isEnd(state)     ? tr("What came of it, if you want to say")
                                                    : tr("A word on it, if you want"));
    m_reason->setAccessibleName(tr("Why"));
    m_save->setAccessibleName(tr("Save what became of it"));
    if (!isDuplicate)
        return;
    m_desk.asks.list({}, mostOthers).then(this, [this](const Result<QList<AskSummary>> &asks) {
        m_other->clear();
        for (const AskSummary &each : asks.value_or(QList<AskSummary>())) {
            if (each.id != m_ask.id && each.state != AskState::Duplicate)
                m_other->addItem(displayLine(each.restated), each.id.value);
        }
        m_other->setCurrentIndex(m_other->findData(m_ask.duplicateOf.value));
    });
}

void AskView::chooseState()
{
    m_problem->hide();
    const bool isSame = chosenState() == m_ask.state;
    m_reason->setText(isSame ? displayLine(m_ask.reason) : QString());
    fillState();
}

/// Enter: saves what is chosen, or asks for what it needs.
void AskView::confirmState()
{
    if (needsReason(chosenState()) && m_reason->text().trimmed().isEmpty())
        m_reason->setFocus(Qt::OtherFocusReason);
    else if (chosenState() == AskState::Duplicate && !m_other->hasFocus())
        m_other->setFocus(Qt::OtherFocusReason);
    else
        saveState();
}

bool AskView::eventFilter(QObject *object, QEvent *event)
{
    // The arrow keys walk through the states; nothing is written down before Enter.
    if ((object == m_state || object == m_other) && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            confirmState();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void AskView::saveKindAndOwner()
{
    m_settle->stop();
    if (!m_ask.id.isValid())
        return;
    const AskKind kind{m_kind->currentData().toInt()};
    const StaffId owner{m_owner->currentData().toLongLong()};
    if (kind != m_ask.kind) {
        m_ask.kind = kind;
        m_desk.asks.setKind(m_ask.id, kind).then(this, [this](const Result<AppliedChange> &answer) {
            report(answer, tr("The kind was changed."));
        });
    }
    if (owner != m_ask.owner) {
        m_ask.owner = owner;
        m_desk.asks.setOwner(m_ask.id, owner)
            .then(this, [this](const Result<AppliedChange> &answer) {
                report(answer, tr("Somebody else looks after it."));
            });
    }
}

void AskView::saveState()
{
    const AskState state = chosenState();
    m_problem->hide();
    m_desk.asks
        .setState(m_ask.id, {.state = state,
                             .reason = state == AskState::Duplicate ? QString() : m_reason->text(),
                             .duplicateOf = AskId{m_other->currentData().toLongLong()}})
        .then(this, [this, state](const Result<AppliedChange> &change) {
            if (!change) {
                m_problem->setText(Words::error(change.error()));
                m_problem->show();
                return;
            }
            m_ask.state = state; // nothing waits for a reason any more
            m_opensSheet = isEnd(state) && state != AskState::Duplicate;
            report(change, tr("It is now: %1").arg(AskWords::state(state)));
            load();
        });
}

void AskView::restate()
{
    const QString text = m_restated->text().trimmed();
    if (!m_ask.id.isValid() || text == displayLine(m_ask.restated))
        return;
    if (text.isEmpty()) {
        m_restated->setText(displayLine(m_ask.restated));
        return;
    }
    m_ask.restated = text;
    m_desk.asks.restate(m_ask.id, text).then(this, [this](const Result<AppliedChange> &answer) {
        report(answer, tr("It is said in other words now."));
    });
}

void AskView::report(const Result<AppliedChange> &answer, const QString &words)
{
    if (!answer)
        Q_EMIT statusMessage(Words::error(answer.error()));
    else if (answer->id.isValid())
        Q_EMIT undoable(answer->id, words);
}

void AskView::fillLinks()
{
    emptyLayout(m_links);
    const auto add = [this](AskId id, const QString &title, const QString &subtitle) {
        auto *row = new RowButton(m_content);
        row->setContent(u"merge"_s, title, subtitle);
        connect(row, &RowButton::clicked, this, [this, id] { Q_EMIT askActivated(id); });
        m_links->addWidget(row);
    };
    if (m_ask.state == AskState::Duplicate && m_ask.duplicateOf.isValid())
        add(m_ask.duplicateOf, tr("Show the ask that decides for this one"),
            tr("Whoever asks here hears what becomes of that one."));
    for (const AskSummary &duplicate : std::as_const(m_ask.duplicates))
        add(duplicate.id, displayLine(duplicate.restated), tr("is a duplicate of this"));
    fillPromises();
}

/// What was promised about it; at its end what is still owed is said.
void AskView::fillPromises()
{
    m_desk.promises.list({.ask = m_ask.id}, mostOthers)
        .then(this, [this, id = m_ask.id](const Result<QList<Promise>> &promises) {
            if (id != m_ask.id || !promises)
                return;
            int owed = 0;
            for (const Promise &promise : *promises) {
                auto *row = new RowButton(m_content);
                row->setContent(PromiseWords::iconName(promise), PromiseWords::words(promise),
                                PromiseWords::standing(promise),
                                PromiseWords::standingRole(promise));
                connect(row, &RowButton::clicked, this,
                        [this, of = promise.id] { Q_EMIT promiseActivated(of); });
                m_links->addWidget(row);
                owed += promise.isOurs && promise.state == PromiseState::Open ? 1 : 0;
            }
            if (owed > 0 && isEnd(m_ask.state))
                Q_EMIT statusMessage(tr("%n promise(s) about this are still open.", nullptr, owed));
        });
}

void AskView::fillVoices()
{
    m_voicesHead->setText(tr("%n voice(s)", nullptr, static_cast<int>(m_ask.voices.size())));
    QHash<qint64, VoiceRow *> before;
    for (VoiceRow *row : std::as_const(m_rows))
        before.insert(row->voice().value, row);
    QList<VoiceRow *> rows;
    for (const AskVoice &voice : std::as_const(m_ask.voices)) {
        VoiceRow *row = before.take(voice.id.value);
        if (!row) {
            row = new VoiceRow(m_desk, m_content);
            row->setUndoTime(m_undoTime);
            connect(row, &VoiceRow::personActivated, this, &AskView::personActivated);
            connect(row, &VoiceRow::messageActivated, this, &AskView::messageActivated);
            connect(row, &VoiceRow::askActivated, this, &AskView::askActivated);
            connect(row, &VoiceRow::undoable, this, &AskView::undoable);
            connect(row, &VoiceRow::statusMessage, this, &AskView::statusMessage);
            connect(row, &VoiceRow::opened, this, &AskView::writeNext);
            connect(row, &VoiceRow::settled, this, [this, row] { goOn(row); });
        }
        row->show(m_ask, voice);
        rows.append(row);
    }
    for (VoiceRow *gone : std::as_const(before))
        delete gone;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (m_voices->indexOf(rows.at(i)) != i)
            m_voices->insertWidget(static_cast<int>(i), rows.at(i));
    }
    m_rows = rows;
}

void AskView::goOn(const VoiceRow *after)
{
    m_next = after ? m_rows.indexOf(after) + 1 : 0;
    m_goesOn = true;
    writeNext();
}

void AskView::writeNext()
{
    if (!m_goesOn)
        return;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        VoiceRow *row = m_rows.at((m_next + i) % m_rows.size());
        if (!row->isWanted())
            continue;
        if (row->isWriting()) {
            m_goesOn = false;
            row->startWriting();
            m_scroll->ensureWidgetVisible(row);
        }
        return;
    }
    m_goesOn = false;
}

void AskView::fillHistory()
{
    m_desk.asks.history(m_ask.id, mostHistory)
        .then(this, [this, id = m_ask.id](const Result<QList<HistoryEntry>> &history) {
            if (id != m_ask.id || !history)
                return;
            emptyLayout(m_history);
            for (const HistoryEntry &entry : *history) {
                QString words = tr("%1 · %2", "when, who did what")
                                    .arg(Words::shortTime(entry.at), historyWords(entry));
                if (entry.isUndone)
                    words = tr("%1 (taken back)").arg(words);
                QLabel *line = plainLabel(words, m_content);
                makeDim(line);
                m_history->addWidget(line);
            }
        });
}

} // namespace casement

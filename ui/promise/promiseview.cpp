// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promiseview.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/rowbutton.h"
#include "ui/promise/duefield.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int mostPromiseHistory = 30;
constexpr int widestPromisePage = 760;

} // namespace

PromiseView::PromiseView(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    build();
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (m_wanted.isValid() && (change.everything || change.promises.contains(m_wanted) ||
                                   change.people.contains(m_promise.person)))
            load();
    });
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        for (const Staff &each : staff.value_or(QList<Staff>()))
            m_owner->addItem(each.isMe && each.name.isEmpty() ? tr("me") : displayLine(each.name),
                             each.id.value);
        m_owner->setCurrentIndex(m_owner->findData(m_promise.owner.value));
    });
}

void PromiseView::build()
{
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    setMinimumWidth(400);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_pages = new QStackedWidget(this);
    outer->addWidget(m_pages);
    m_empty = new EmptyState(m_pages);
    m_empty->show(u"promise"_s, tr("No promise is open"), tr("Choose one from the list."));
    m_pages->addWidget(m_empty);
    auto *scroll = new QScrollArea(m_pages);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto *wide = new QWidget(scroll);
    auto *middle = new QHBoxLayout(wide);
    middle->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::page);
    m_content = new QWidget(wide);
    m_content->setMaximumWidth(widestPromisePage);
    middle->addWidget(m_content);
    scroll->setWidget(wide);
    m_pages->addWidget(scroll);

    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    m_who = headingLabel({}, m_content);
    layout->addWidget(m_who);
    m_words = new QLineEdit(m_content);
    m_words->setAccessibleName(tr("What was promised"));
    m_words->setMaxLength(2000);
    QFont large = m_words->font();
    large.setPointSizeF(large.pointSizeF() * 1.2);
    m_words->setFont(large);
    connect(m_words, &QLineEdit::editingFinished, this, &PromiseView::saveWords);
    layout->addWidget(m_words);
    m_standing = plainLabel({}, m_content);
    m_standing->setAccessibleName(tr("How it stands"));
    layout->addWidget(m_standing);
    buildActs(layout);

    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_owner = new QComboBox(m_content);
    m_owner->setAccessibleName(tr("Who looks after it"));
    connect(m_owner, &QComboBox::activated, this, &PromiseView::saveOwner);
    form->addRow(tr("Looked after by"), m_owner);
    layout->addLayout(form);

    const auto part = [this, layout](int spacing) {
        auto *box = new QWidget(m_content);
        auto *inside = new QVBoxLayout(box);
        inside->setContentsMargins(0, 0, 0, 0);
        inside->setSpacing(spacing);
        layout->addWidget(box);
        return inside;
    };
    m_links = part(0);
    layout->addSpacing(metrics::half);
    m_termsHead = headingLabel(tr("What it was before"), m_content);
    layout->addWidget(m_termsHead);
    m_terms = part(metrics::half);
    layout->addSpacing(metrics::half);
    m_historyHead = headingLabel(tr("Who did what"), m_content);
    layout->addWidget(m_historyHead);
    m_history = part(2);
    layout->addStretch();
}

void PromiseView::buildActs(QVBoxLayout *layout)
{
    m_buttons = new QWidget(m_content);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::step);
    const auto button = [this, row](const QString &text) {
        auto *made = new QPushButton(text, m_buttons);
        made->setAutoDefault(true); // Enter presses what has the keyboard
        row->addWidget(made);
        return made;
    };
    m_keep = button(tr("Kept"));
    m_renegotiate = button(tr("Renegotiate…"));
    m_release = button(tr("Owed no more…"));
    m_break = button(tr("Not kept…"));
    m_reopen = button(tr("Open it again"));
    row->addStretch();
    layout->addWidget(m_buttons);
    connect(m_keep, &QPushButton::clicked, this, &PromiseView::keep);
    connect(m_renegotiate, &QPushButton::clicked, this, [this] { begin(Act::Renegotiate); });
    connect(m_release, &QPushButton::clicked, this, [this] { begin(Act::Release); });
    connect(m_break, &QPushButton::clicked, this, [this] { begin(Act::Break); });
    connect(m_reopen, &QPushButton::clicked, this, [this] {
        m_desk.promises.reopen(m_promise.id).then(this, [this](const Result<AppliedChange> &done) {
            report(done, tr("It is open again."));
        });
    });
    setFocusProxy(m_keep);

    m_acting = new QWidget(m_content);
    m_actForm = new QFormLayout(m_acting);
    m_actForm->setContentsMargins(0, 0, 0, 0);
    m_actForm->setHorizontalSpacing(12);
    m_actForm->setVerticalSpacing(metrics::step);
    m_actForm->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    m_actDue = new DueField(m_acting);
    m_actForm->addRow(tr("By when"), m_actDue);
    m_actWords = new QLineEdit(m_acting);
    m_actWords->setAccessibleName(tr("What is promised now"));
    m_actWords->setMaxLength(2000);
    m_actForm->addRow(tr("What"), m_actWords);
    m_actReason = new QLineEdit(m_acting);
    m_actReason->setAccessibleName(tr("Why"));
    m_actReason->setMaxLength(2000);
    m_actForm->addRow(tr("Why"), m_actReason);
    auto *below = new QHBoxLayout;
    below->setSpacing(metrics::step);
    m_save = new QPushButton(m_acting);
    m_save->setAutoDefault(true);
    auto *leave = new QPushButton(tr("Leave it"), m_acting);
    leave->setAutoDefault(true);
    below->addWidget(m_save);
    below->addWidget(leave);
    below->addStretch();
    m_actForm->addRow(QString(), below);
    layout->addWidget(m_acting);
    m_problem = plainLabel({}, m_content);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    layout->addWidget(m_problem);
    for (QLineEdit *field : {m_actDue->field(), m_actWords, m_actReason})
        connect(field, &QLineEdit::returnPressed, this, &PromiseView::finish);
    connect(m_save, &QPushButton::clicked, this, &PromiseView::finish);
    connect(leave, &QPushButton::clicked, this, [this] { begin(Act::None); });
    m_acting->hide();
}

void PromiseView::showPromise(PromiseId id)
{
    if (id != m_wanted)
        begin(Act::None);
    m_wanted = id;
    load();
}

void PromiseView::load()
{
    m_desk.promises.get(m_wanted).then(
        this, [this, round = ++m_round](const Result<Promise> &promise) {
            if (round != m_round)
                return;
            if (promise) {
                fill(*promise);
                return;
            }
            m_promise = {};
            m_empty->show(u"promise"_s, tr("This promise is not there any more"),
                          Words::error(promise.error()));
            m_pages->setCurrentIndex(0);
        });
}

void PromiseView::fill(const Promise &promise)
{
    const bool isOther = promise.id != m_promise.id;
    const bool isOpen = promise.state == PromiseState::Open;
    m_promise = promise;
    m_who->setText(PromiseWords::who(promise));
    if (isOther || !m_words->hasFocus()) {
        m_words->setText(displayLine(promise.words));
        m_words->setPlaceholderText(promise.words.isEmpty() ? PromiseWords::words(promise)
                                                            : QString());
        m_words->setCursorPosition(0);
    }
    const QString standing = PromiseWords::standing(promise);
    m_standing->setText(promise.isLate(systemNow())
                            ? tr("%1: it was due %2", "3 days late: it was due by 3 May")
                                  .arg(standing, PromiseWords::due(promise.due))
                            : standing);
    setTextRole(m_standing, PromiseWords::standingRole(promise));
    // The keyboard stays beside the button that goes.
    const bool hadKeyboard = m_buttons->isAncestorOf(focusWidget());
    for (QPushButton *button : {m_keep, m_renegotiate, m_release, m_break})
        button->setVisible(isOpen);
    m_reopen->setVisible(!isOpen);
    setFocusProxy(isOpen ? m_keep : m_reopen);
    if (hadKeyboard && !(isOpen ? m_reopen : m_keep)->isVisible())
        (isOpen ? m_keep : m_reopen)->setFocus(Qt::OtherFocusReason);
    m_owner->setCurrentIndex(m_owner->findData(promise.owner.value));
    fillLinks();
    fillTerms();
    fillHistory();
    m_pages->setCurrentIndex(1);
}

void PromiseView::fillLinks()
{
    emptyLayout(m_links);
    const auto add = [this](const QString &iconName, const QString &title, const QString &subtitle,
                            auto activate) {
        auto *row = new RowButton(m_content);
        row->setContent(iconName, title, subtitle);
        connect(row, &RowButton::clicked, this, activate);
        m_links->addWidget(row);
    };
    add(u"person"_s, personLabel(m_promise.personName), tr("Show who this is"),
        [this] { Q_EMIT personActivated(m_promise.person); });
    if (m_promise.source.isValid())
        add(u"quote"_s,
            m_promise.quote.isEmpty() ? tr("Show the message")
                                      : tr("“%1”").arg(displayLine(m_promise.quote)),
            tr("where it was promised"),
            [this] { Q_EMIT messageActivated(m_promise.conversation, m_promise.source); });
    else if (m_promise.conversation.isValid())
        add(u"chat"_s, tr("Show the conversation"), tr("where it was promised"),
            [this] { Q_EMIT conversationActivated(m_promise.conversation); });
    if (m_promise.ask.isValid())
        add(u"ask"_s, tr("Show the ask"), tr("that it is about"),
            [this] { Q_EMIT askActivated(m_promise.ask); });
    if (m_promise.keptBy.isValid())
        add(u"done"_s, tr("Show the message"), tr("with which it was kept"),
            [this] { Q_EMIT messageActivated(m_promise.keptIn, m_promise.keptBy); });
}

void PromiseView::fillTerms()
{
    emptyLayout(m_terms);
    m_termsHead->setVisible(!m_promise.terms.isEmpty());
    for (const PromiseTerm &term : std::as_const(m_promise.terms)) {
        QString text = PromiseWords::term(term);
        if (term.words != m_promise.words && !term.words.isEmpty())
            text += u'\n' + displayLine(term.words);
        m_terms->addWidget(plainLabel(text, m_content));
    }
}

void PromiseView::fillHistory()
{
    m_desk.promises.history(m_promise.id, mostPromiseHistory)
        .then(this, [this, id = m_promise.id](const Result<QList<HistoryEntry>> &history) {
            if (id != m_promise.id || !history)
                return;
            emptyLayout(m_history);
            m_historyHead->setVisible(!history->isEmpty());
            for (const HistoryEntry &entry : *history) {
                QString words = tr("%1 · %2", "when, who did what")
                                    .arg(Words::shortTime(entry.at), PromiseWords::history(entry));
                if (entry.isUndone)
                    words = tr("%1 (taken back)").arg(words);
                QLabel *line = plainLabel(words, m_content);
                makeDim(line);
                m_history->addWidget(line);
            }
        });
}

/// Asks for what \a act needs to be told, below the buttons.
void PromiseView::begin(Act act)
{
    const bool hadKeyboard = m_acting->isAncestorOf(focusWidget());
    m_act = act;
    m_problem->hide();
    m_acting->setVisible(act != Act::None);
    if (act == Act::None) {
        if (hadKeyboard)
            m_renegotiate->setFocus(Qt::OtherFocusReason);
        return;
    }
    const bool isOther = act == Act::Renegotiate;
    m_actForm->setRowVisible(m_actDue, isOther);
    m_actForm->setRowVisible(m_actWords, isOther);
    m_actDue->setDue(m_promise.due);
    m_actDue->field()->selectAll();
    m_actWords->setText(displayLine(m_promise.words));
    m_actReason->clear();
    m_actReason->setPlaceholderText(isOther ? tr("What it was before is kept with this")
                                            : tr("Because…"));
    m_save->setText(isOther             ? tr("Promise it like this")
                    : act == Act::Break ? tr("It was not kept")
                                        : tr("It is owed no more"));
    (isOther ? m_actDue->field() : m_actReason)->setFocus(Qt::OtherFocusReason);
}

void PromiseView::finish()
{
    const auto tell = [this](const QString &sentence) {
        m_problem->setText(sentence);
        m_problem->show();
    };
    m_problem->hide();
    const auto then = [this, tell](const QString &words) {
        return [this, tell, words](const Result<AppliedChange> &change) {
            if (!change) {
                tell(Words::error(change.error()));
                return;
            }
            begin(Act::None);
            report(change, words);
        };
    };
    switch (m_act) {
    case Act::None:
        return;
    case Act::Renegotiate:
        if (!m_actDue->isUnderstood())
            return tell(tr("“%1” names no day: write it otherwise, or leave it empty.")
                            .arg(displayLine(m_actDue->field()->text())));
        m_desk.promises
            .renegotiate(m_promise.id,
                         m_actWords->text() == displayLine(m_promise.words) ? m_promise.words
                                                                            : m_actWords->text(),
                         m_actDue->due(), m_actReason->text())
            .then(this, then(tr("It is promised like that now.")));
        return;
    case Act::Release:
        m_desk.promises.release(m_promise.id, m_actReason->text())
            .then(this, then(tr("It is owed no more.")));
        return;
    case Act::Break:
        m_desk.promises.breakIt(m_promise.id, m_actReason->text())
            .then(this, then(tr("It was not kept, and that is said.")));
        return;
    }
}

void PromiseView::keep()
{
    m_desk.promises.keep(m_promise.id).then(this, [this](const Result<AppliedChange> &change) {
        report(change, tr("The promise was kept."));
    });
}

void PromiseView::saveWords()
{
    const QString text = m_words->text().simplified();
    if (!m_promise.id.isValid() || text == displayLine(m_promise.words))
        return;
    if (text.isEmpty()) {
        m_words->setText(displayLine(m_promise.words));
        return;
    }
    m_promise.words = text;
    m_desk.promises.edit(m_promise.id, text).then(this, [this](const Result<AppliedChange> &done) {
        report(done, tr("It is said in other words now."));
    });
}

void PromiseView::saveOwner()
{
    const StaffId owner{m_owner->currentData().toLongLong()};
    if (!m_promise.id.isValid() || owner == m_promise.owner)
        return;
    m_promise.owner = owner;
    m_desk.promises.setOwner(m_promise.id, owner)
        .then(this, [this](const Result<AppliedChange> &answer) {
            report(answer, tr("Somebody else looks after it."));
        });
}

void PromiseView::report(const Result<AppliedChange> &answer, const QString &words)
{
    if (!answer)
        Q_EMIT statusMessage(Words::error(answer.error()));
    else if (answer->id.isValid())
        Q_EMIT undoable(answer->id, words);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionsteps.h"

#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/session/sessionwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

QToolButton *stepButton(QWidget *parent, const QString &text)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setText(text);
    return button;
}

/// Where it stands is told by its weight and its name, too, not by its colour alone.
void showStep(QToolButton *button, int place, int current, const QString &name)
{
    button->setChecked(place == current);
    button->setIcon(place < current ? icon(u"check"_s, ColorRole::Positive) : QIcon());
    QFont font = button->font();
    font.setWeight(place == current ? QFont::DemiBold : QFont::Normal);
    button->setFont(font);
    button->setAccessibleName(place == current  ? SessionSteps::tr("%1, where it stands").arg(name)
                              : place < current ? SessionSteps::tr("%1, passed").arg(name)
                                                : SessionSteps::tr("%1, still to come").arg(name));
}

} // namespace

SessionSteps::SessionSteps(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLineEdit(this))
    , m_saved(plainLabel({}, this))
    , m_part(plainLabel({}, this))
    , m_next(plainLabel({}, this))
    , m_refusal(plainLabel({}, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    makeDim(m_part);
    layout->addWidget(m_part);
    m_title->setFrame(false);
    m_title->setPlaceholderText(tr("What is this session called?"));
    m_title->setAccessibleName(tr("Title of the session"));
    m_title->setMaxLength(500);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.5);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    connect(m_title, &QLineEdit::textEdited, this, &SessionSteps::edited);
    auto *titleRow = new QHBoxLayout;
    titleRow->addWidget(m_title, 1);
    makeDim(m_saved);
    m_saved->setWordWrap(false);
    titleRow->addWidget(m_saved);
    layout->addLayout(titleRow);

    auto *stages = new QWidget(this);
    auto *stageRow = new FlowLayout(stages, 2);
    for (int i = 0; i <= int(SessionStage::Create); ++i) {
        const auto stage = static_cast<SessionStage>(i);
        QToolButton *button = stepButton(stages, SessionWords::stage(stage));
        button->setToolTip(Words::sessionStage(stage));
        connect(button, &QToolButton::clicked, this, [this, stage] {
            m_stage = stage;
            showStage();
            Q_EMIT edited();
        });
        m_stages.append(button);
        stageRow->addWidget(button);
    }
    layout->addWidget(stages);
    auto *steps = new QWidget(this);
    auto *stepRow = new FlowLayout(steps, 2);
    for (int i = 0; i <= int(SessionState::Closed); ++i) {
        const auto state = static_cast<SessionState>(i);
        QToolButton *button = stepButton(steps, Words::sessionState(state));
        connect(button, &QToolButton::clicked, this, [this, state] { Q_EMIT stepWanted(state); });
        m_steps.append(button);
        stepRow->addWidget(button);
    }
    layout->addWidget(steps);
    auto *actions = new QWidget(this);
    auto *actionRow = new FlowLayout(actions, 2);
    auto *next = addAction(actions, tr("Next of the series"), u"plus"_s);
    next->setToolTip(tr("Start the next session of this series: same plan, people and agenda"));
    connect(next, &QToolButton::clicked, this, &SessionSteps::nextWanted);
    actionRow->addWidget(next);
    auto *record = addAction(actions, tr("Save record…"), u"file"_s);
    record->setToolTip(tr("Save what may be told of it, as PDF, HTML or Markdown"));
    connect(record, &QToolButton::clicked, this, &SessionSteps::recordWanted);
    actionRow->addWidget(record);
    makeDim(m_next);
    m_next->setObjectName(u"next"_s);
    layout->addWidget(m_next);
    m_refusal->setObjectName(u"refusal"_s);
    setTextRole(m_refusal, ColorRole::Warning);
    m_refusal->hide();
    layout->addWidget(m_refusal);
    layout->addWidget(actions);
}

QToolButton *SessionSteps::addAction(QWidget *parent, const QString &text, const QString &iconName)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIcon(icon(iconName, ColorRole::MutedText));
    button->setText(text);
    return button;
}

void SessionSteps::show(const Session &session, bool keepsTitle)
{
    if (!keepsTitle) {
        if (m_title->text() != session.title)
            m_title->setText(session.title);
        m_title->setCursorPosition(0); // its beginning is seen
        m_stage = session.stage;
    }
    QStringList part;
    if (!session.collaborationTitle.isEmpty())
        part.append(displayLine(session.collaborationTitle));
    if (session.follows.isValid())
        part.append(tr("after “%1”", "the session before in a series")
                        .arg(displayLine(session.followsTitle)));
    if (const QString told = SessionWords::told(session.settled(), session.toTell());
        session.state >= SessionState::Held && !told.isEmpty())
        part.append(told);
    m_part->setText(part.join(tr(" · ", "between facts about a session")));
    m_part->setVisible(!part.isEmpty());
    showStage();
    const int current = int(session.state);
    for (int i = 0; i < m_steps.size(); ++i) {
        const auto state = static_cast<SessionState>(i);
        const QString name = Words::sessionState(state);
        showStep(m_steps.at(i), i, current, name);
        const QString lack = SessionWords::lacks(session, state);
        m_steps.at(i)->setToolTip(i == current     ? tr("The session stands here")
                                  : lack.isEmpty() ? tr("Move the session to: %1").arg(name)
                                                   : lack);
    }
    m_next->setText(SessionWords::next(session));
}

void SessionSteps::showStage()
{
    for (int i = 0; i < m_stages.size(); ++i)
        showStep(m_stages.at(i), i, int(m_stage),
                 SessionWords::stage(static_cast<SessionStage>(i)));
}

void SessionSteps::explain(const QString &sentence)
{
    m_refusal->setText(sentence);
    m_refusal->setVisible(!sentence.isEmpty());
}

void SessionSteps::setSaved(const QString &text)
{
    m_saved->setText(text);
}

QString SessionSteps::title() const
{
    return m_title->text().trimmed();
}

} // namespace casement

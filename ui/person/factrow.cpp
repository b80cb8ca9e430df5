// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/factrow.h"

#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/factwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype longestSpokenFact = 60;

QString spokenFact(const Fact &fact)
{
    const QString line = displayLine(fact.text);
    return line.size() > longestSpokenFact ? line.first(longestSpokenFact) + u'…' : line;
}

} // namespace

FactRow::FactRow(const Fact &fact, Timestamp now, QWidget *parent) : QWidget(parent)
{
    const bool isDue = fact.isDue(now);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, metrics::half);
    row->setSpacing(metrics::half);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    if (const QString about = FactWords::about(fact); !about.isEmpty()) {
        if (fact.kind == FactKind::Relationship && fact.other.isValid()) {
            auto *other = new QToolButton(this);
            other->setAutoRaise(true);
            other->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            other->setIcon(icon(u"person"_s, ColorRole::MutedText));
            other->setText(escapedMnemonic(about));
            other->setAccessibleName(tr("Show %1").arg(about));
            connect(other, &QToolButton::clicked, this,
                    [this, id = fact.other] { Q_EMIT personWanted(id); });
            words->addWidget(other, 0, Qt::AlignLeading);
        } else {
            QLabel *label = plainLabel(about, this);
            QFont font = label->font();
            font.setWeight(QFont::DemiBold);
            label->setFont(font);
            words->addWidget(label);
        }
    }
    QLabel *text = plainLabel(fact.text, this);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // What nobody has looked at for long fades; the question below says why.
    if (isDue)
        makeDim(text);
    words->addWidget(text);
    addSource(fact, words);
    if (isDue)
        addQuestion(words);
    row->addLayout(words, 1);
    const auto add = [&](const QString &iconName, const QString &tip, const QString &spoken,
                         auto signal) {
        auto *button = new QToolButton(this);
        button->setAutoRaise(true);
        button->setIcon(icon(iconName, ColorRole::MutedText));
        button->setToolTip(tip);
        button->setAccessibleName(spoken);
        connect(button, &QToolButton::clicked, this, signal);
        row->addWidget(button, 0, Qt::AlignTop);
    };
    const QString spoken = spokenFact(fact);
    add(u"draft"_s, tr("Change this"), tr("Change: %1").arg(spoken), &FactRow::editWanted);
    add(u"close"_s, tr("Remove this fact"), tr("Remove: %1").arg(spoken), &FactRow::removalWanted);
}

void FactRow::addSource(const Fact &fact, QVBoxLayout *layout)
{
    if (!fact.sourceConversation.isValid()) {
        QLabel *when =
            plainLabel(tr("written down %1").arg(Words::shortTime(fact.createdAt)), this);
        makeDim(when);
        layout->addWidget(when);
        return;
    }
    auto *source = new QToolButton(this);
    source->setAutoRaise(true);
    source->setText(tr("said %1", "when a fact was told")
                        .arg(Words::shortTime(fact.saidAt.value_or(fact.createdAt))));
    source->setToolTip(fact.quote.isEmpty()
                           ? tr("Show the message that it comes from")
                           : u"<span>"_s + tr("“%1”").arg(displayLine(fact.quote)).toHtmlEscaped() +
                                 u"</span>"_s);
    source->setAccessibleName(tr("Show the message that this comes from"));
    connect(source, &QToolButton::clicked, this, &FactRow::messageWanted);
    layout->addWidget(source, 0, Qt::AlignLeading);
}

void FactRow::addQuestion(QVBoxLayout *layout)
{
    auto *question = new QHBoxLayout;
    question->setSpacing(metrics::half);
    QLabel *label = plainLabel(tr("Still true?"), this);
    label->setWordWrap(false);
    setTextRole(label, ColorRole::Warning);
    question->addWidget(label);
    const auto answer = [&](const QString &text, const QString &spoken, auto signal) {
        auto *button = new QPushButton(text, this);
        button->setAutoDefault(false);
        button->setAccessibleName(spoken);
        connect(button, &QPushButton::clicked, this, signal);
        question->addWidget(button);
    };
    answer(tr("Yes"), tr("Yes, it is still true"), &FactRow::confirmed);
    answer(tr("No longer"), tr("No, it is true no longer"), &FactRow::removalWanted);
    question->addStretch(1);
    layout->addSpacing(metrics::half);
    layout->addLayout(question);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/outcomelist.h"

#include "ui/conversation/tints.h"
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

OutcomeList::OutcomeList(QWidget *parent)
    : QWidget(parent)
    , m_rows(new QVBoxLayout)
    , m_fromLabel(plainLabel({}, this))
    , m_text(new QLineEdit(this))
    , m_url(new QLineEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    m_rows->setSpacing(metrics::half);
    layout->addLayout(m_rows);
    makeDim(m_fromLabel);
    m_fromLabel->hide();
    layout->addWidget(m_fromLabel);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::half);
    m_text->setPlaceholderText(tr("Add something that was made"));
    m_text->setAccessibleName(tr("Something that was made"));
    m_text->setMaxLength(500);
    m_url->setPlaceholderText(tr("where it can be seen"));
    m_url->setAccessibleName(tr("Where it can be seen"));
    m_url->setMaxLength(500);
    auto *add = new QToolButton(this);
    add->setAutoRaise(true);
    add->setIcon(icon(u"plus"_s, ColorRole::MutedText));
    add->setToolTip(tr("Add it (Return)"));
    add->setAccessibleName(tr("Add what was made"));
    connect(add, &QToolButton::clicked, this, &OutcomeList::save);
    for (QLineEdit *edit : {m_text, m_url})
        connect(edit, &QLineEdit::returnPressed, this, &OutcomeList::save);
    row->addWidget(m_text, 2);
    row->addWidget(m_url, 1);
    row->addWidget(add);
    layout->addLayout(row);
}

void OutcomeList::show(const Session &session)
{
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // what was just pressed may be in it
        delete item;
    }
    for (const SessionOutcome &outcome : session.outcomes) {
        auto *row = new QWidget(this);
        auto *across = new QHBoxLayout(row);
        across->setContentsMargins(0, 0, 0, 0);
        across->setSpacing(metrics::half);
        const QString text = displayLine(outcome.text);
        auto *words = new QVBoxLayout;
        words->setSpacing(0);
        words->addWidget(plainLabel(text, row));
        QStringList about;
        if (!outcome.url.isEmpty())
            about.append(displayLine(outcome.url));
        for (const SessionLine &line : session.lines) {
            if (outcome.line.isValid() && line.id == outcome.line)
                about.append(tr("from: %1").arg(displayLine(withoutLinks(line.text))));
        }
        if (!about.isEmpty()) {
            QLabel *more = plainLabel(about.join(tr(" · ", "between facts about a session")), row);
            more->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            makeDim(more);
            words->addWidget(more);
        }
        across->addLayout(words, 1);
        auto *remove = new QToolButton(row);
        remove->setAutoRaise(true);
        remove->setIcon(icon(u"close"_s, ColorRole::MutedText));
        remove->setToolTip(tr("Take out"));
        remove->setAccessibleName(tr("Take out: %1").arg(text));
        connect(remove, &QToolButton::clicked, this,
                [this, id = outcome.id] { Q_EMIT removed(id); });
        across->addWidget(remove, 0, Qt::AlignTop);
        m_rows->addWidget(row);
    }
}

void OutcomeList::startFrom(SessionLineId line, const QString &words)
{
    m_from = line;
    m_fromLabel->setText(tr("from: %1").arg(words));
    m_fromLabel->show();
    m_text->setFocus();
}

void OutcomeList::save()
{
    SessionOutcome outcome;
    outcome.text = m_text->text().simplified();
    if (outcome.text.isEmpty())
        return;
    outcome.url = m_url->text().trimmed();
    outcome.line = m_from;
    m_from = {};
    m_fromLabel->hide();
    m_text->clear();
    m_url->clear();
    m_text->setFocus();
    Q_EMIT saved(outcome);
}

} // namespace casement

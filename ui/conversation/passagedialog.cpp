// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/passagedialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace casement
{

PassageDialog::PassageDialog(Desk &desk, const QList<MessageId> &messages,
                             const PassageProposal &proposal, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_messages(messages)
    , m_subject(new QLineEdit(displayLine(proposal.subject), this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Split off"));
    setMinimumWidth(420);
    QLabel *count = plainLabel(tr("%n message(s) become a conversation of their own. What answers "
                                  "them comes to it from now on.",
                                  nullptr, static_cast<int>(proposal.messages)),
                               this);
    auto *label = new QLabel(tr("&Subject"), this);
    label->setBuddy(m_subject);
    m_subject->setAccessibleName(tr("Subject"));
    m_subject->setMaxLength(200);
    m_subject->selectAll();
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_split = buttons->addButton(tr("Split off"), QDialogButtonBox::AcceptRole);
    m_split->setAccessibleName(m_split->text());
    m_split->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    layout->addWidget(count);
    layout->addSpacing(metrics::half);
    layout->addWidget(label);
    layout->addWidget(m_subject);
    layout->addWidget(m_problem);
    layout->addSpacing(metrics::half);
    layout->addWidget(buttons);
    m_subject->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &PassageDialog::splitOff);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PassageDialog::splitOff()
{
    if (!m_split->isEnabled())
        return;
    m_split->setEnabled(false);
    m_desk.passages.splitOff(m_messages, m_subject->text())
        .then(this, [this](const Result<MovedPassage> &passage) {
            if (!passage) {
                m_split->setEnabled(true);
                m_problem->setText(Words::error(passage.error()));
                m_problem->show();
                return;
            }
            Q_EMIT made(*passage);
            accept();
        });
}

} // namespace casement

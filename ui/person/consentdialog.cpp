// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/consentdialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentwords.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QToolButton>
#include <ranges>

namespace casement
{

using namespace Qt::StringLiterals;

ConsentDialog::ConsentDialog(Desk &desk, PersonId person, ConsentKind kind, MessageId proof,
                             const QString &why, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_person(person)
    , m_proof(proof)
    , m_title(plainLabel(tr("What they agreed to"), this))
    , m_kind(new QComboBox(this))
    , m_answer(new QComboBox(this))
    , m_basis(new QLineEdit(this))
    , m_proofLabel(plainLabel({}, this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Consent"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    layout->addWidget(m_title);
    if (!why.isEmpty()) {
        QLabel *refused = plainLabel(why, this);
        refused->setObjectName(u"why"_s);
        setTextRole(refused, ColorRole::Warning);
        layout->addWidget(refused);
    }
    layout->addSpacing(metrics::half);

    for (const ConsentKind each : consentKinds)
        m_kind->addItem(ConsentWords::kind(each), int(each));
    m_kind->setCurrentIndex(m_kind->findData(int(kind)));
    m_kind->setAccessibleName(tr("What for"));
    for (const ConsentAnswer each : {ConsentAnswer::Yes, ConsentAnswer::No, ConsentAnswer::Unknown})
        m_answer->addItem(ConsentWords::answer(each), int(each));
    m_answer->setAccessibleName(tr("Their answer"));
    m_basis->setPlaceholderText(tr("said so at the stand, on the phone, …"));
    m_basis->setAccessibleName(tr("How we know"));
    m_basis->setMaxLength(int(longestConsentBasis));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(metrics::wide);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("&What for"), m_kind);
    form->addRow(tr("Their &answer"), m_answer);
    form->addRow(tr("&How we know"), m_basis);
    m_proofLabel->setText(proof.isValid()
                              ? tr("With the message that you chose as the proof.")
                              : tr("To keep a message as the proof, select it first (X)."));
    makeDim(m_proofLabel);
    form->addRow(QString(), m_proofLabel);
    layout->addLayout(form);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    layout->addWidget(m_problem);

    layout->addSpacing(metrics::step);
    auto *heading = plainLabel(tr("What they answered before"), this);
    QFont demi = heading->font();
    demi.setWeight(QFont::DemiBold);
    heading->setFont(demi);
    makeDim(heading);
    layout->addWidget(heading);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(heading->text());
    auto *content = new QWidget(area);
    m_history = new QVBoxLayout(content);
    m_history->setContentsMargins(0, 0, 0, 0);
    m_history->setSpacing(metrics::step);
    area->setWidget(content);
    layout->addWidget(area, 1);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_record = buttons->addButton(tr("Write down"), QDialogButtonBox::AcceptRole);
    m_record->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &ConsentDialog::record);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(480, 460);
    m_kind->setFocus();
    load();
}

void ConsentDialog::load()
{
    m_desk.people.panel(m_person).then(this, [this](const Result<PersonPanel> &panel) {
        if (!panel) {
            explain(Words::error(panel.error()));
            return;
        }
        m_title->setText(
            tr("What %1 agreed to")
                .arg(Words::name(panel->name, panel->identities.value(0).address.address)));
        fillHistory(panel->consents);
    });
}

void ConsentDialog::fillHistory(const QList<ConsentEntry> &entries)
{
    while (QLayoutItem *item = m_history->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    QWidget *content = m_history->parentWidget();
    if (entries.isEmpty()) {
        QLabel *none = plainLabel(tr("Nothing yet."), content);
        makeDim(none);
        m_history->addWidget(none);
    }
    for (const ConsentEntry &entry : std::ranges::reverse_view(entries)) {
        auto *row = new QWidget(content);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metrics::step);
        auto *words = new QVBoxLayout;
        words->setSpacing(0);
        const ConsentState current = currentConsent(entries, entry.kind);
        const QString said =
            tr("%1: %2", "kind of consent, and the answer")
                .arg(ConsentWords::kind(entry.kind), ConsentWords::answer(entry.answer));
        QLabel *what = plainLabel(said, row);
        QLabel *how = plainLabel(ConsentWords::source(entry), row);
        makeDim(how);
        if (!current || current->id != entry.id)
            makeDim(what); // something newer, or stricter, holds
        words->addWidget(what);
        words->addWidget(how);
        layout->addLayout(words, 1);
        auto *back = new QToolButton(row);
        back->setAutoRaise(true);
        back->setIcon(icon(u"undo"_s, ColorRole::MutedText));
        back->setToolTip(tr("This was written down by mistake"));
        back->setAccessibleName(tr("Take back: %1").arg(said));
        connect(back, &QToolButton::clicked, this, [this, id = entry.id] {
            m_desk.consents.takeBack(id).then(this, [this](const Result<AppliedChange> &change) {
                if (!change)
                    explain(Words::error(change.error()));
                else if (change->id.isValid())
                    Q_EMIT recorded(change->id, tr("Taken back."));
                load();
            });
        });
        layout->addWidget(back, 0, Qt::AlignTop);
        m_history->addWidget(row);
    }
    m_history->addStretch(1);
}

void ConsentDialog::explain(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void ConsentDialog::record()
{
    if (!m_record->isEnabled())
        return;
    if (m_basis->text().trimmed().isEmpty() && !m_proof.isValid()) {
        explain(tr("Say how we know."));
        m_basis->setFocus();
        return;
    }
    m_record->setEnabled(false);
    m_desk.consents
        .record(m_person, static_cast<ConsentKind>(m_kind->currentData().toInt()),
                static_cast<ConsentAnswer>(m_answer->currentData().toInt()), m_basis->text(),
                m_proof)
        .then(this, [this](const Result<AppliedChange> &change) {
            if (!change) {
                m_record->setEnabled(true);
                explain(Words::error(change.error()));
                return;
            }
            Q_EMIT recorded(change->id, tr("Written down."));
            accept();
        });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/record/recorddialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"
#include "ui/person/personpicker.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

RecordDialog::RecordDialog(Desk &desk, const ConversationSummary &conversation, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_conversation(conversation)
    , m_person(conversation.person)
    , m_pickedName(displayLine(conversation.personName))
    , m_who(new PersonPicker(desk, this))
    , m_direction(new QComboBox(this))
    , m_occasion(new QComboBox(this))
    , m_when(new QDateTimeEdit(QDateTime::currentDateTime(), this))
    , m_words(new QPlainTextEdit(this))
    , m_joins(new QCheckBox(tr("Put it into the open conversation"), this))
    , m_isHandled(new QCheckBox(tr("It asks for nothing any more"), this))
    , m_problem(new QLabel(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Record what was said"));
    setMinimumWidth(520);
    m_who->setText(m_pickedName);
    m_who->setPlaceholderText(tr("Name; somebody new is welcome"));
    m_who->setAccessibleName(tr("Who"));
    m_direction->addItems({tr("They said it"), tr("We said it")});
    m_direction->setAccessibleName(tr("Who said it"));
    m_occasion->setEditable(true);
    m_occasion->addItems({tr("Phone call"), tr("Talk in person"), tr("At a stand"), tr("Letter")});
    m_occasion->setAccessibleName(tr("Occasion"));
    m_when->setCalendarPopup(true);
    m_when->setMaximumDateTime(QDateTime::currentDateTime().addSecs(60));
    m_when->setAccessibleName(tr("When"));
    m_words->setPlaceholderText(tr("In their words, as well as you remember."));
    m_words->setAccessibleName(tr("What was said"));
    m_words->setTabChangesFocus(true);
    m_joins->setVisible(conversation.id.isValid());
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    QPalette alarm = m_problem->palette();
    alarm.setColor(QPalette::WindowText, color(ColorRole::Danger, palette()));
    m_problem->setPalette(alarm);
    m_problem->hide();

    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Who"), m_who);
    form->addRow(tr("Occasion"), m_occasion);
    form->addRow(tr("When"), m_when);
    form->addRow(QString(), m_direction);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_record = buttons->addButton(tr("Record"), QDialogButtonBox::AcceptRole);
    m_record->setAccessibleName(m_record->text());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    layout->addLayout(form);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_joins);
    layout->addWidget(m_isHandled);
    layout->addWidget(m_problem);
    layout->addSpacing(metrics::step);
    layout->addWidget(buttons);

    connect(m_who, &PersonPicker::picked, this, [this](PersonId person, const QString &name) {
        m_person = person;
        m_pickedName = displayLine(name);
        m_who->setText(m_pickedName);
        updateButton();
    });
    connect(m_who, &QLineEdit::textEdited, this, &RecordDialog::updateButton);
    connect(m_words, &QPlainTextEdit::textChanged, this, &RecordDialog::updateButton);
    connect(buttons, &QDialogButtonBox::accepted, this, &RecordDialog::record);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    updateButton();
    if (m_pickedName.isEmpty())
        m_who->setFocus();
    else
        m_words->setFocus();
}

void RecordDialog::updateButton()
{
    m_record->setEnabled(!m_who->text().trimmed().isEmpty() &&
                         !m_words->toPlainText().trimmed().isEmpty());
}

void RecordDialog::record()
{
    const QString name = m_who->text().trimmed();
    // Whoever edits the name means somebody else.
    const bool isKnown = m_person.isValid() && name == m_pickedName;
    const SpokenWords spoken{.person = isKnown ? m_person : PersonId{},
                             .personName = name,
                             .at = fromDateTime(m_when->dateTime()),
                             .occasion = m_occasion->currentText().trimmed(),
                             .words = m_words->toPlainText(),
                             .conversation =
                                 m_joins->isChecked() ? m_conversation.id : ConversationId{},
                             .isOurs = m_direction->currentIndex() == 1,
                             .isHandled = m_isHandled->isChecked()};
    m_record->setEnabled(false);
    m_desk.byHand.record(spoken)
        .then(this,
              [this](const Result<MessageId> &message) {
                  return message ? m_desk.conversations.conversationOf(*message)
                                 : QtFuture::makeReadyValueFuture(
                                       Result<ConversationId>(std::unexpected(message.error())));
              })
        .unwrap()
        .then(this, [this](const Result<ConversationId> &conversation) {
            updateButton();
            if (!conversation) {
                tell(Words::error(conversation.error()));
                return;
            }
            Q_EMIT recorded(*conversation);
            accept();
        });
}

void RecordDialog::tell(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/newmessagedialog.h"

#include "core/desk/desk.h"
#include "ui/composer/blanks.h"
#include "ui/composer/languagebutton.h"
#include "ui/composer/lengthmeter.h"
#include "ui/composer/markdowneditor.h"
#include "ui/composer/undobar.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentoffer.h"
#include "ui/person/personpicker.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

QStringList everybody(const QList<Recipient> &recipients)
{
    QStringList names;
    for (const Recipient &recipient : recipients)
        names.append(Words::name(recipient.address.name, recipient.address.address));
    return names;
}

} // namespace

NewMessageComposer::NewMessageComposer(Desk &desk, CodeHighlighter &code, QWidget *parent)
    : Composer(Draft::Kind::NewMessage, draftStoreOf(desk.outbox), code, parent)
    , m_desk(desk)
{
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_from = new QComboBox(this);
    m_from->setAccessibleName(tr("From which account"));
    for (const AccountStatus &status : desk.accounts.statuses()) {
        if (status.capabilities.canSend && status.capabilities.canWriteFirst) {
            m_from->addItem(tr("%1 <%2>", "account name and address")
                                .arg(displayLine(status.account.name), status.account.address),
                            status.account.id.value);
            m_accounts.append(status);
        }
    }
    m_chips = new QWidget(this);
    new FlowLayout(m_chips, metrics::half);
    m_to = new PersonPicker(desk, this);
    m_to->setPlaceholderText(tr("Name or address, then Enter"));
    m_to->setAccessibleName(tr("To"));
    auto *to = new QVBoxLayout;
    to->setSpacing(metrics::half);
    to->addWidget(m_chips);
    to->addWidget(m_to);
    m_subject = new QLineEdit(this);
    m_subject->setAccessibleName(tr("Subject"));
    m_subject->setMaxLength(900);
    form->addRow(tr("From"), m_from);
    form->addRow(tr("To"), to);
    m_subjectLabel = new QLabel(this);
    m_subjectLabel->setBuddy(m_subject);
    form->addRow(m_subjectLabel, m_subject);
    above()->addLayout(form);

    m_send = new QPushButton(tr("Send"), this);
    m_send->setObjectName(u"send"_s);
    m_send->setToolTip(tr("Send the message (Ctrl+Return)"));
    m_send->setAutoDefault(false);
    connect(m_send, &QPushButton::clicked, this, [this] {
        if (!isBusy())
            submit();
    });
    m_audience = new QLabel(this);
    m_audience->setTextFormat(Qt::PlainText);
    buttons()->insertWidget(0, m_send);
    buttons()->insertWidget(1, m_audience);
    m_meter = addMeter(m_desk.outbox, m_send);
    m_language = new LanguageButton(this);
    buttons()->addWidget(m_language);
    connect(m_language, &LanguageButton::languageChosen, this, [this](const QString &language) {
        m_draft.language = language;
        showLanguage();
        touch();
        refreshPreview();
    });
    connect(m_language, &LanguageButton::refused, this, &NewMessageComposer::setProblem);

    editor().setTakesFiles(false);
    editor().setLines(8, 0);
    editor().setPlaceholderText(tr("Write your message. Markdown works."));
    editor().setAccessibleName(tr("Message"));
    connect(m_to, &PersonPicker::picked, this, [this](PersonId person) { addPerson(person); });
    connect(m_to, &QLineEdit::returnPressed, this, [this] {
        const QString typed = m_to->text().trimmed();
        if (typed.isEmpty())
            return;
        if (addRecipient({}, typed))
            m_to->clear();
        else
            setProblem(tr("“%1” is not an address on this channel.").arg(displayLine(typed)));
    });
    connect(m_subject, &QLineEdit::textEdited, this, [this] {
        touch();
        measure();
    });
    connect(&editor(), &QPlainTextEdit::textChanged, this, &NewMessageComposer::measure);
    connect(m_from, &QComboBox::currentIndexChanged, this, [this] {
        accountChosen();
        touch();
    });
    accountChosen();
    showRecipients();
    if (m_from->count() == 0)
        setProblem(tr("No account can start a conversation yet: add one first."));
}

AccountStatus NewMessageComposer::account() const
{
    return m_accounts.value(m_from->currentIndex());
}

/// What another account cannot reach is taken out, and said.
void NewMessageComposer::accountChosen()
{
    const AccountStatus from = account();
    const auto subject = from.capabilities.subject;
    const bool hasSubject = subject != Capabilities::Subject::None;
    m_subjectLabel->setText(subject == Capabilities::Subject::ContentWarning ? tr("Content warning")
                                                                             : tr("Subject"));
    m_subject->setAccessibleName(m_subjectLabel->text());
    m_subjectLabel->setVisible(hasSubject);
    m_subject->setVisible(hasSubject);
    const qsizetype before = m_draft.recipients.size();
    m_draft.recipients.removeIf([&from](const Recipient &recipient) {
        return recipient.address.kind != from.account.channel;
    });
    if (m_draft.recipients.size() < before)
        setProblem(tr("Who is not on this channel was taken out."));
    m_meter->setChannel(from.account, from.capabilities);
    showLanguage();
    showRecipients();
}

void NewMessageComposer::showLanguage()
{
    const AccountStatus from = account();
    m_language->setVisible(from.capabilities.hasLanguage);
    if (from.capabilities.hasLanguage)
        m_language->setLanguage(m_draft.language,
                                m_desk.outbox.render(from.account, {}).first().language);
}

/// By the address that the person has on the channel of the account.
void NewMessageComposer::addPerson(PersonId person)
{
    m_desk.people.panel(person).then(this, [this](const Result<PersonPanel> &panel) {
        if (!panel) {
            setProblem(Words::error(panel.error()));
            return;
        }
        // The channel that they prefer goes first, where we can write to it.
        if (m_draft.recipients.isEmpty())
            choosePreferred(*panel);
        QString address;
        for (const Identity &identity : panel->identities) {
            if (identity.address.kind == account().account.channel &&
                (address.isEmpty() || identity.id == panel->preferred))
                address = identity.address.address;
        }
        if (!address.isEmpty()) {
            addRecipient(panel->name, address);
            return;
        }
        setProblem(tr("No address of %1 on this channel is known; choose another account.")
                       .arg(displayLine(panel->name)));
    });
}

void NewMessageComposer::choosePreferred(const PersonPanel &panel)
{
    const auto preferred = std::ranges::find(panel.identities, panel.preferred, &Identity::id);
    if (!panel.preferred.isValid() || preferred == panel.identities.end() ||
        preferred->address.kind == account().account.channel)
        return;
    for (qsizetype i = 0; i < m_accounts.size(); ++i) {
        if (m_accounts.at(i).account.channel == preferred->address.kind) {
            m_from->setCurrentIndex(static_cast<int>(i));
            return;
        }
    }
}

bool NewMessageComposer::addRecipient(const QString &name, const QString &address)
{
    const AccountStatus from = account();
    Recipient recipient;
    recipient.address.kind = from.account.channel;
    recipient.address.address =
        addressFromTyped(from.account.channel, address, from.account.address);
    if (recipient.address.address.isEmpty())
        return false;
    recipient.address.name = name == address ? QString() : name;
    for (const Recipient &each : std::as_const(m_draft.recipients)) {
        if (each.address.address == recipient.address.address)
            return true;
    }
    m_draft.recipients.append(recipient);
    showRecipients();
    touch();
    return true;
}

void NewMessageComposer::showRecipients()
{
    QLayout *layout = m_chips->layout();
    while (QLayoutItem *item = layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const QStringList names = everybody(m_draft.recipients);
    for (qsizetype i = 0; i < names.size(); ++i) {
        auto *chip = new QToolButton(m_chips);
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setIcon(icon(u"close"_s, ColorRole::MutedText));
        chip->setText(escapedMnemonic(names.at(i)));
        chip->setAccessibleName(tr("Remove %1").arg(names.at(i)));
        chip->setToolTip(u"<span>"_s + m_draft.recipients.at(i).address.address.toHtmlEscaped() +
                         u"</span>"_s);
        connect(chip, &QToolButton::clicked, this, [this, i] {
            m_draft.recipients.removeAt(i);
            showRecipients();
            touch();
        });
        layout->addWidget(chip);
    }
    m_chips->setVisible(!names.isEmpty());
    m_audience->setText(audience());
    measure();
}

QString NewMessageComposer::audience() const
{
    const QStringList names = everybody(m_draft.recipients);
    if (names.isEmpty())
        return tr("to nobody yet");
    if (account().capabilities.isAlwaysPublic)
        return tr("to %1, in public").arg(Words::list(names));
    return names.size() == 1 ? tr("to %1 only").arg(names.first())
                             : tr("to %1").arg(Words::list(names));
}

QString NewMessageComposer::impediment(const Draft &draft)
{
    if (m_from->count() == 0)
        return tr("No account can start a conversation yet: add one first.");
    if (draft.recipients.isEmpty())
        return tr("Nobody would receive this: say who it is for.");
    if (draft.markdown.trimmed().isEmpty())
        return tr("The message is empty: write something first.");
    if (const auto blank = firstOpenBlank(draft.markdown)) {
        return blank->isVariable
                   ? tr("%1 is not known here: write what should stand there.").arg(blank->text)
                   : tr("%1 still has to be filled in.").arg(blank->text);
    }
    m_meter->measure(draft);
    return m_meter->impediment();
}

void NewMessageComposer::submit()
{
    // What is typed but not yet a recipient was meant to be one.
    if (!m_to->text().trimmed().isEmpty() && addRecipient({}, m_to->text().trimmed()))
        m_to->clear();
    const Draft draft = currentDraft();
    if (const QString why = impediment(draft); !why.isEmpty()) {
        setProblem(why);
        return;
    }
    setProblem({});
    setBusy(true);
    const QString to = audience();
    const auto send = [this, draft, to, parts = m_meter->parts()](DraftId saved) {
        Draft frozen = draft;
        frozen.id = saved;
        m_desk.outbox.send(frozen, m_undoTime, {}, parts)
            .then(this, [this, to](const Result<OutboxItem> &item) {
                if (!item) {
                    setBusy(false);
                    if (keeper())
                        keeper()->resume();
                    setProblem(tr("It was not sent: %1 The draft is still here.")
                                   .arg(Words::error(item.error())));
                    if (item.error().kind == ErrorKind::Forbidden)
                        offerConsent(
                            m_desk, this, ConsentKind::ContactFirst, m_draft.recipients,
                            [this](const QString &why) { setProblem(why); },
                            [this](ChangeId id, const QString &words) {
                                Q_EMIT undoable(id, words);
                            });
                    return;
                }
                reset();
                Q_EMIT sent(*item, to, m_undoTime);
            });
    };
    if (keeper())
        keeper()->settle(send);
    else
        send(draft.id);
}

void NewMessageComposer::completeDraft(Draft &draft) const
{
    draft.subject = m_subject->text().simplified();
    draft.account = AccountId{m_from->currentData().toLongLong()};
    draft.visibility =
        account().capabilities.isAlwaysPublic ? std::optional(Visibility::Public) : std::nullopt;
}

void NewMessageComposer::adoptDraft(const Draft &draft)
{
    if (!m_subject)
        return;
    m_subject->setText(draft.subject);
    if (draft.account.isValid())
        m_from->setCurrentIndex(qMax(0, m_from->findData(draft.account.value)));
    m_meter->setSplit(draft.isSplit);
    showLanguage();
    showRecipients();
}

void NewMessageComposer::measure()
{
    m_meter->measure(currentDraft());
    refreshPreview();
}

OutgoingPreview::Content NewMessageComposer::previewed()
{
    return previewOf(account().capabilities,
                     m_desk.outbox.render(account().account, currentDraft(), m_meter->parts()),
                     audience());
}

NewMessageDialog::NewMessageDialog(Desk &desk, QWidget *parent) : QDialog(parent), m_desk(desk)
{
    setWindowTitle(tr("New message"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::wide, metrics::wide, metrics::wide);
    m_composer = new NewMessageComposer(desk, m_code, this);
    layout->addWidget(m_composer);
    m_undo = new UndoBar(this);
    layout->addWidget(m_undo);
    connect(m_composer, &Composer::foldWanted, this, &QDialog::close);
    connect(
        m_composer, &NewMessageComposer::sent, this,
        [this](const OutboxItem &item, const QString &audience, std::chrono::milliseconds time) {
            Q_EMIT sent(item.id);
            if (time.count() <= 0) {
                close();
                return;
            }
            m_composer->setEnabled(false);
            m_undo->start(item.id, audience, time);
        });
    connect(m_undo, &UndoBar::ended, this, &QDialog::close);
    connect(m_undo, &UndoBar::undoWanted, this, [this](OutboxId item) {
        m_desk.outbox.cancel(item).then(this, [this](const Result<Draft> &draft) {
            m_composer->setEnabled(true);
            if (!draft) {
                m_composer->setProblem(
                    tr("It could not be taken back: %1").arg(Words::error(draft.error())));
                return;
            }
            m_composer->restore(*draft);
            m_composer->focusEditor();
        });
    });
    resize(640, 520);
}

void NewMessageDialog::openDraft(DraftId id)
{
    m_desk.outbox.draft(id).then(this, [this](const Result<std::optional<Draft>> &draft) {
        if (draft && *draft)
            m_composer->restore(**draft);
        else if (!draft)
            m_composer->setProblem(Words::error(draft.error()));
    });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/replycomposer.h"

#include "core/desk/outbox.h"
#include "core/text/quotes.h"
#include "ui/composer/blanks.h"
#include "ui/composer/languagebutton.h"
#include "ui/composer/lengthmeter.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QBuffer>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeDatabase>
#include <QPushButton>
#include <QTextBlock>
#include <QToolButton>
#include <QtConcurrent>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 largestFile =
    25'000'000; // where the channel states no limit; what most mail servers take

QStringList namesOf(const QList<Recipient> &recipients)
{
    QStringList names;
    for (const Recipient &recipient : recipients) {
        if (recipient.role != RecipientRole::ReplyTo)
            names.append(Words::name(recipient.address.name, recipient.address.address));
    }
    return names;
}

} // namespace

ReplyComposer::ReplyComposer(Outbox &outbox, CodeHighlighter &code, QWidget *parent)
    : Composer(Draft::Kind::Reply, draftStoreOf(outbox), code, parent)
    , m_outbox(outbox)
{
    m_subjectRow = new QWidget(this);
    auto *subjectLayout = new QHBoxLayout(m_subjectRow);
    subjectLayout->setContentsMargins(0, 0, 0, 0);
    m_subjectLabel = new QLabel(m_subjectRow);
    makeDim(m_subjectLabel);
    m_subject = new QLineEdit(m_subjectRow);
    m_subject->setAccessibleName(tr("Subject"));
    m_subject->setMaxLength(900);
    m_subjectLabel->setBuddy(m_subject);
    subjectLayout->addWidget(m_subjectLabel);
    subjectLayout->addWidget(m_subject, 1);
    above()->addWidget(m_subjectRow);
    m_subjectRow->hide();
    connect(m_subject, &QLineEdit::textEdited, this, [this](const QString &text) {
        m_draft.subject = text.simplified();
        m_draft.isSubjectRemoved = m_draft.subject.isEmpty() && !subjectOfPlan().isEmpty();
        touch();
        measure();
    });

    m_files = new QWidget(this);
    new FlowLayout(m_files, metrics::step);
    below()->addWidget(m_files);
    m_files->hide();

    m_send = new QPushButton(tr("Send"), this);
    m_send->setObjectName(u"send"_s);
    m_send->setDefault(true);
    m_send->setToolTip(tr("Send the reply (Ctrl+Return)"));
    connect(m_send, &QPushButton::clicked, this, [this] {
        if (!isBusy())
            submit();
    });
    m_audienceButton = new QToolButton(this);
    m_audienceButton->setObjectName(u"audience"_s);
    m_audienceButton->setAutoRaise(true);
    m_audienceButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_audienceButton);
    m_audienceButton->setMenu(menu);
    m_attach = new QToolButton(this);
    m_attach->setAutoRaise(true);
    m_attach->setIcon(icon(u"attachment"_s));
    m_attach->setToolTip(tr("Attach files"));
    m_attach->setAccessibleName(tr("Attach files"));
    connect(m_attach, &QToolButton::clicked, this, &ReplyComposer::chooseFiles);
    m_hint = new QLabel(this);
    m_hint->setObjectName(u"quietHours"_s);
    m_hint->setTextFormat(Qt::PlainText);
    setTextRole(m_hint, ColorRole::Warning);
    m_hint->hide();
    below()->addWidget(m_hint);
    buttons()->insertWidget(0, m_send);
    buttons()->insertWidget(1, m_audienceButton);
    m_meter = addMeter(m_outbox, m_send);
    m_language = new LanguageButton(this);
    buttons()->addWidget(m_attach);
    connect(m_language, &LanguageButton::languageChosen, this, [this](const QString &language) {
        m_draft.language = language;
        showLanguage();
        touch();
        refreshPreview();
    });
    connect(m_language, &LanguageButton::refused, this, &ReplyComposer::setProblem);

    editor().setPlaceholderText(
        tr("Write your reply. Markdown works: **bold**, *italic*, `code`."));
    editor().setAccessibleName(tr("Reply"));
    connect(&editor(), &MarkdownEditor::filesDropped, this, &ReplyComposer::addFiles);
    connect(&editor(), &MarkdownEditor::imagePasted, this, [this](const QImage &image) {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        if (image.save(&buffer, "PNG"))
            attach(tr("pasted picture %1.png").arg(m_draft.attachments.size() + 1), u"image/png"_s,
                   png);
    });
    connect(&editor(), &QPlainTextEdit::textChanged, this, [this] {
        if (m_hasPlan && !m_plan.impediment.isEmpty())
            setProblem(m_plan.impediment);
        const QString text = editor().toPlainText();
        if (!text.contains(u"}}"_s) || isBusy())
            return measure();
        const QString filled = withKnownVariables(
            text, {.personName = displayLine(m_personName), .ownName = m_plan.from.name});
        if (filled != text)
            editor().replaceAll(filled, editor().textCursor().position() +
                                            static_cast<int>(filled.size() - text.size()));
        measure();
    });
    showAudience();
}

void ReplyComposer::setPlan(const ReplyPlan &plan)
{
    m_plan = plan;
    m_hasPlan = true;
    adoptDraft(m_draft);
    setProblem(plan.impediment);
}

void ReplyComposer::setWritingTime(const WritingTime &time)
{
    const bool isQuiet = time.quietNow(systemNow()).has_value();
    m_hint->setText(isQuiet ? Words::quietHours(time, systemNow()) : QString());
    m_hint->setVisible(isQuiet);
}

void ReplyComposer::setChannel(const Account &account, const Capabilities &capabilities)
{
    if (account == m_account && capabilities == m_capabilities)
        return;
    m_account = account;
    m_capabilities = capabilities;
    m_meter->setChannel(account, capabilities);
    const bool isWarning = capabilities.subject == Capabilities::Subject::ContentWarning;
    m_subjectRow->setVisible(capabilities.subject != Capabilities::Subject::None);
    m_subjectLabel->setText(isWarning ? tr("Content warning") : tr("Subject"));
    m_subject->setAccessibleName(m_subjectLabel->text());
    m_subject->setPlaceholderText(isWarning ? tr("none: the words are shown at once") : QString());
    showSubject(m_draft);
    showLanguage();
    showAudience();
    m_attach->setVisible(capabilities.canAttach);
    editor().setTakesFiles(capabilities.canAttach);
    measure();
}

/// A content warning is kept as it is, without "Re:".
QString ReplyComposer::subjectOfPlan() const
{
    QString subject = displayLine(m_plan.subject);
    if (m_capabilities.subject == Capabilities::Subject::ContentWarning &&
        subject.startsWith(u"Re: ", Qt::CaseInsensitive))
        subject.remove(0, 4);
    return subject;
}

void ReplyComposer::addRow(QWidget *row)
{
    below()->addWidget(row);
}

QString ReplyComposer::language() const
{
    return m_draft.language.isEmpty() ? m_plan.language : m_draft.language;
}

QWidget *ReplyComposer::languageChoice() const
{
    return m_language;
}

void ReplyComposer::setLanguageShown(bool isShown)
{
    m_showsLanguage = isShown;
    showLanguage();
}

void ReplyComposer::showSubject(const Draft &draft)
{
    const bool isDefault = draft.subject.isEmpty() && !draft.isSubjectRemoved;
    const QString subject = isDefault ? subjectOfPlan() : draft.subject;
    if (m_subject->text().simplified() != subject.simplified()) // whoever types keeps their place
        m_subject->setText(subject);
}

void ReplyComposer::showLanguage()
{
    m_language->setVisible(m_capabilities.hasLanguage && m_showsLanguage);
    if (!m_capabilities.hasLanguage)
        return;
    Draft unsaid;
    unsaid.language = m_plan.language;
    m_language->setLanguage(m_draft.language, m_outbox.render(m_account, unsaid).first().language);
}

Visibility ReplyComposer::visibility() const
{
    return m_draft.visibility.value_or(m_plan.visibility);
}

QList<Recipient> ReplyComposer::recipients() const
{
    switch (m_audience) {
    case Audience::Everyone:
        return m_plan.recipients;
    case Audience::OnlyAuthor:
        return m_plan.onlyAuthor;
    case Audience::Custom:
        return m_draft.recipients;
    }
    return {};
}

QString ReplyComposer::audience() const
{
    const QStringList names = namesOf(recipients());
    if (names.isEmpty())
        return tr("to nobody yet");
    if (m_capabilities.hasVisibility && visibility() != Visibility::Direct) {
        const QString to = Words::list(names, 2);
        switch (visibility()) {
        case Visibility::Direct:
        case Visibility::Followers:
            return tr("to %1 and our followers").arg(to);
        case Visibility::Unlisted:
            return tr("to %1, and whoever looks").arg(to);
        case Visibility::Public:
            return tr("to %1, in public").arg(to);
        }
    }
    if (names.size() == 1)
        return tr("to %1 only").arg(names.first());
    return tr("to %1").arg(Words::list(names, 2));
}

void ReplyComposer::showAudience()
{
    m_audienceButton->setVisible(m_hasPlan && m_plan.impediment.isEmpty());
    m_audienceButton->setText(
        escapedMnemonic(fontMetrics().elidedText(audience(), Qt::ElideRight, 280)));
    m_audienceButton->setAccessibleName(tr("Audience: %1").arg(audience()));
    m_audienceButton->setToolTip(
        u"<span>"_s + Words::list(namesOf(recipients()), 20).toHtmlEscaped() + u"</span>"_s);
    QMenu *menu = m_audienceButton->menu();
    menu->clear();
    const auto add = [&](const QString &text, Audience audience) {
        QAction *action = menu->addAction(escapedMnemonic(text));
        action->setCheckable(true);
        action->setChecked(m_audience == audience);
        connect(action, &QAction::triggered, this, [this, audience] { chooseAudience(audience); });
    };
    const QStringList author = namesOf(m_plan.onlyAuthor);
    const QStringList everyone = namesOf(m_plan.recipients);
    if (!author.isEmpty())
        add(tr("Only to %1").arg(Words::list(author)), Audience::OnlyAuthor);
    if (everyone.size() > author.size() || author.isEmpty())
        add(tr("To everyone: %1").arg(Words::list(everyone, 8)), Audience::Everyone);
    if (m_audience == Audience::Custom)
        add(tr("As in the draft: %1").arg(Words::list(namesOf(m_draft.recipients), 8)),
            Audience::Custom);
    if (m_capabilities.hasVisibility && !m_capabilities.isAlwaysPublic && m_hasPlan)
        addVisibilities(menu);
}

void ReplyComposer::addVisibilities(QMenu *menu)
{
    menu->addSeparator();
    const auto add = [&](Visibility visibility, const QString &text) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(this->visibility() == visibility);
        // What was said to us alone is not answered where others hear it.
        action->setEnabled(m_plan.visibility != Visibility::Direct ||
                           visibility == Visibility::Direct);
        connect(action, &QAction::triggered, this,
                [this, visibility] { chooseVisibility(visibility); });
    };
    add(Visibility::Direct, tr("Direct: only who is named"));
    add(Visibility::Followers, tr("Our followers as well"));
    add(Visibility::Unlisted, tr("Unlisted: whoever looks for it"));
    add(Visibility::Public, tr("Public"));
}

void ReplyComposer::chooseVisibility(Visibility visibility)
{
    const auto choose = [this, visibility](bool widens) {
        m_draft.visibility =
            visibility == m_plan.visibility ? std::nullopt : std::optional(visibility);
        m_draft.mayWiden = widens;
        showAudience();
        touch();
        measure();
    };
    if (visibility <= m_plan.visibility) {
        choose(false);
        return;
    }
    auto *question = new QMessageBox(QMessageBox::Question, tr("Answer to more people?"),
                                     tr("More people would hear this answer than heard what it "
                                        "answers."),
                                     QMessageBox::Cancel, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setTextFormat(Qt::PlainText);
    const QPushButton *yes =
        question->addButton(tr("Yes, answer to more people"), QMessageBox::AcceptRole);
    connect(question, &QMessageBox::finished, this, [this, question, yes, choose] {
        if (question->clickedButton() == yes)
            choose(true);
        else
            showAudience();
    });
    question->open();
}

void ReplyComposer::chooseAudience(Audience audience)
{
    // Kept in the draft at once: a new plan must not widen what was chosen.
    if (audience != Audience::Custom)
        m_draft.recipients =
            audience == Audience::OnlyAuthor ? m_plan.onlyAuthor : QList<Recipient>();
    m_audience = audience;
    showAudience();
    touch();
    measure();
}

void ReplyComposer::completeDraft(Draft &draft) const
{
    draft.visibility = m_draft.visibility;
    draft.mayWiden = m_draft.mayWiden;
    const QString subject = m_subject->text().simplified();
    const QString inherited = subjectOfPlan().simplified();
    draft.subject = subject == inherited ? QString() : subject;
    draft.isSubjectRemoved = subject.isEmpty() && !inherited.isEmpty();
    if (m_audience == Audience::Everyone)
        draft.recipients.clear(); // the conversation's own, whoever joins it
    else
        draft.recipients = recipients();
}

void ReplyComposer::adoptDraft(const Draft &draft)
{
    if (!m_subject) // the base class empties itself before this one is made
        return;
    showSubject(draft);
    showLanguage();
    if (draft.recipients.isEmpty() || draft.recipients == m_plan.recipients)
        m_audience = Audience::Everyone;
    else
        m_audience =
            draft.recipients == m_plan.onlyAuthor ? Audience::OnlyAuthor : Audience::Custom;
    showAudience();
    showAttachments();
    m_meter->setSplit(draft.isSplit);
    measure();
}

QString ReplyComposer::impediment(const Draft &draft)
{
    if (!m_hasPlan)
        return tr("It is not clear yet to whom this goes; wait a moment.");
    if (!m_plan.impediment.isEmpty())
        return m_plan.impediment;
    if (m_account.id.isValid() && !m_capabilities.canSend)
        return tr("Nothing can be sent from this account: your words are kept as a draft.");
    if (draft.markdown.trimmed().isEmpty() && draft.attachments.isEmpty())
        return tr("The reply is empty: write something first.");
    if (recipients().isEmpty())
        return tr("Nobody would receive this: choose who it is for.");
    if (const auto blank = firstOpenBlank(draft.markdown)) {
        QTextCursor cursor = editor().textCursor();
        cursor.setPosition(static_cast<int>(blank->start));
        cursor.setPosition(static_cast<int>(blank->start + blank->length), QTextCursor::KeepAnchor);
        editor().setTextCursor(cursor);
        return blank->isVariable
                   ? tr("%1 is not known here: write what should stand there.").arg(blank->text)
                   : tr("%1 still has to be filled in.").arg(blank->text);
    }
    m_meter->measure(draft);
    if (const QString why = m_meter->impediment(); !why.isEmpty())
        return why;
    if (!draft.attachments.isEmpty() && !m_capabilities.canAttach)
        return tr("This channel takes no attachments: remove them, or send them another way.");
    return {};
}

void ReplyComposer::submit()
{
    const Draft draft = frozen();
    if (const QString why = impediment(draft); !why.isEmpty()) {
        setProblem(why);
        focusEditor();
        return;
    }
    setProblem({});
    setBusy(true);
    Q_EMIT submitting();
    const QString to = audience();
    const auto send = [this, draft, to, parts = m_meter->parts()](DraftId saved) {
        Draft frozen = draft;
        frozen.id = saved;
        m_outbox.send(frozen, m_undoTime, {}, parts)
            .then(this, [this, draft, to, undo = m_undoTime](const Result<OutboxItem> &item) {
                if (item)
                    Q_EMIT sent(*item, to, undo);
                if (conversation() != draft.conversation)
                    return;
                if (!item) {
                    setBusy(false);
                    if (keeper())
                        keeper()->resume();
                    setProblem(tr("It was not sent: %1 The draft is still here.")
                                   .arg(Words::error(item.error())));
                    if (item.error().kind == ErrorKind::Forbidden)
                        Q_EMIT refused();
                    return;
                }
                reset();
            });
    };
    if (keeper())
        keeper()->settle(send);
    else
        send(draft.id);
}

void ReplyComposer::quote(const QString &text, const QString &attribution, MessageId message)
{
    if (message.isValid())
        m_draft.replyTo = message;
    if (!text.trimmed().isEmpty()) {
        QTextCursor cursor = editor().textCursor();
        cursor.beginEditBlock();
        if (!cursor.block().text().isEmpty())
            cursor.insertText(u"\n\n"_s);
        cursor.insertText(replyQuote(text, attribution) + u'\n');
        cursor.endEditBlock();
        editor().setTextCursor(cursor);
    }
    focusEditor();
}

void ReplyComposer::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Attach files"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::urlsSelected, this, &ReplyComposer::addFiles);
    dialog->open();
}

void ReplyComposer::addFiles(const QList<QUrl> &files)
{
    const qint64 limit =
        m_capabilities.maxAttachmentBytes > 0 ? m_capabilities.maxAttachmentBytes : largestFile;
    for (const QUrl &url : files) {
        const QFileInfo info(url.toLocalFile());
        if (!info.isFile()) {
            setProblem(
                tr("%1 is not a file; folders have to be packed first.").arg(info.fileName()));
            continue;
        }
        if (info.size() > limit) {
            setProblem(tr("%1 is too large: %2, and at most %3 can be sent.")
                           .arg(info.fileName(), Words::size(info.size()), Words::size(limit)));
            continue;
        }
        QtConcurrent::run([path = info.filePath()]() -> std::pair<QByteArray, QString> {
            QFile file(path);
            if (!file.open(QIODevice::ReadOnly))
                return {};
            QByteArray bytes = file.readAll();
            const QString type = QMimeDatabase()
                                     .mimeTypeForFileNameAndData(
                                         path, bytes.first(qMin<qsizetype>(bytes.size(), 4096)))
                                     .name();
            return {std::move(bytes), type};
        })
            .then(this, [this, name = info.fileName(),
                         here = conversation()](const std::pair<QByteArray, QString> &file) {
                if (here != conversation())
                    return;
                if (file.second.isEmpty())
                    setProblem(tr("%1 could not be read.").arg(name));
                else
                    attach(name, file.second, file.first);
            });
    }
}

void ReplyComposer::attach(const QString &name, const QString &mediaType, const QByteArray &bytes)
{
    Attachment attachment;
    attachment.name = name;
    attachment.mediaType = mediaType;
    attachment.size = bytes.size();
    attachment.data = bytes;
    m_draft.attachments.append(attachment);
    showAttachments();
    touch();
}

void ReplyComposer::showAttachments()
{
    while (QLayoutItem *item = m_files->layout()->takeAt(0)) {
        item->widget()->deleteLater();
        item->widget()->hide();
        delete item;
    }
    for (qsizetype i = 0; i < m_draft.attachments.size(); ++i) {
        const Attachment &attachment = m_draft.attachments.at(i);
        const QString name = displayLine(attachment.name);
        auto *chip = new QToolButton(m_files);
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setIcon(icon(u"close"_s, ColorRole::MutedText));
        chip->setText(escapedMnemonic(tr("%1 · %2", "file name and size")
                                          .arg(fontMetrics().elidedText(name, Qt::ElideMiddle, 200),
                                               Words::size(attachment.size))));
        chip->setToolTip(tr("Remove this attachment"));
        chip->setAccessibleName(tr("Remove attachment %1").arg(name));
        connect(chip, &QToolButton::clicked, this, [this, i] {
            m_draft.attachments.removeAt(i);
            showAttachments();
            touch();
        });
        m_files->layout()->addWidget(chip);
    }
    m_files->setVisible(!m_draft.attachments.isEmpty());
}

Draft ReplyComposer::frozen() const
{
    Draft draft = currentDraft();
    draft.recipients = recipients();
    draft.account = m_plan.account;
    if (draft.subject.isEmpty() && !draft.isSubjectRemoved)
        draft.subject = m_plan.subject;
    if (draft.language.isEmpty())
        draft.language = m_plan.language;
    return draft;
}

void ReplyComposer::measure()
{
    m_meter->measure(frozen());
    refreshPreview();
}

OutgoingPreview::Content ReplyComposer::previewed()
{
    if (!m_hasPlan)
        return {};
    return previewOf(m_capabilities, m_outbox.render(m_account, frozen(), m_meter->parts()),
                     audience());
}

} // namespace casement

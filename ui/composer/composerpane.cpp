// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/composerpane.h"

#include "core/desk/desk.h"
#include "core/text/links.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/promise/promiseline.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QAction>
#include <QBoxLayout>
#include <QButtonGroup>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int replyPage = 0;
constexpr int notePage = 1;
constexpr int widestHost = 260; // what tells hosts apart stands at their end

/// As high as the page that is shown, not as the highest of all.
class SnugStack final : public QStackedWidget
{
public:
    using QStackedWidget::QStackedWidget;
    [[nodiscard]] QSize sizeHint() const override
    {
        return currentWidget() ? currentWidget()->sizeHint() : QStackedWidget::sizeHint();
    }
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        return currentWidget() ? currentWidget()->minimumSizeHint()
                               : QStackedWidget::minimumSizeHint();
    }
};

} // namespace

ComposerPane::ComposerPane(Desk &desk, CodeHighlighter &code, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::step, metrics::wide, metrics::step);
    layout->setSpacing(metrics::step);
    m_undo = new UndoBar(this);
    layout->addWidget(m_undo);

    m_foldedRow = new QWidget(this);
    auto *foldedRows = new QVBoxLayout(m_foldedRow);
    foldedRows->setContentsMargins(0, 0, 0, 0);
    foldedRows->setSpacing(metrics::step);
    m_closed = new QLabel(m_foldedRow);
    m_closed->setObjectName(u"closed"_s);
    m_closed->setTextFormat(Qt::PlainText);
    m_closed->setWordWrap(true);
    makeDim(m_closed);
    foldedRows->addWidget(m_closed);
    auto *folded = new QHBoxLayout;
    folded->setSpacing(metrics::step);
    foldedRows->addLayout(folded);
    m_replyButton = new QPushButton(icon(u"reply"_s), tr("Reply"), m_foldedRow);
    m_replyButton->setObjectName(u"openReply"_s);
    m_replyButton->setToolTip(tr("Write a reply (R)"));
    auto *noteButton = new QPushButton(icon(u"note"_s), tr("Add note"), m_foldedRow);
    noteButton->setObjectName(u"openNote"_s);
    noteButton->setToolTip(tr("Write an internal note (N)"));
    m_openLink = new QPushButton(icon(u"globe"_s), QString(), m_foldedRow);
    m_openLink->setObjectName(u"openLink"_s);
    folded->addWidget(m_replyButton);
    folded->addWidget(m_openLink);
    folded->addWidget(noteButton);
    folded->addStretch();
    layout->addWidget(m_foldedRow);
    connect(m_replyButton, &QPushButton::clicked, this, &ComposerPane::showReply);
    connect(m_openLink, &QPushButton::clicked, this, [this] { Q_EMIT linkWanted(m_link); });
    connect(noteButton, &QPushButton::clicked, this, &ComposerPane::showNote);

    m_unfolded = new QWidget(this);
    auto *unfolded = new QVBoxLayout(m_unfolded);
    unfolded->setContentsMargins(0, 0, 0, 0);
    unfolded->setSpacing(metrics::half);
    auto *tabs = new QHBoxLayout;
    tabs->setSpacing(metrics::half);
    const auto tab = [this](const QString &iconName, const QString &text) {
        auto *button = new QToolButton(m_unfolded);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(iconName));
        button->setText(text);
        button->setCheckable(true);
        button->setAutoRaise(true);
        return button;
    };
    m_replyTab = tab(u"reply"_s, tr("Reply"));
    m_noteTab = tab(u"note"_s, tr("Note"));
    auto *group = new QButtonGroup(this);
    group->addButton(m_replyTab);
    group->addButton(m_noteTab);
    auto *foldButton = new QToolButton(m_unfolded);
    foldButton->setAutoRaise(true);
    foldButton->setIcon(icon(u"arrow-down"_s, ColorRole::MutedText));
    foldButton->setToolTip(tr("Fold in; the draft is kept (Esc)"));
    foldButton->setAccessibleName(tr("Fold the composer in"));
    tabs->addWidget(m_replyTab);
    tabs->addWidget(m_noteTab);
    tabs->addStretch();
    tabs->addWidget(foldButton);
    unfolded->addLayout(tabs);
    m_stack = new SnugStack(m_unfolded);
    m_stack->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_reply = new ReplyComposer(desk.outbox, code, m_stack);
    m_note = new NoteComposer(desk.triage, draftStoreOf(desk.outbox), code, m_stack);
    tabs->insertWidget(tabs->indexOf(foldButton), m_reply->languageChoice());
    buildPromises();
    m_stack->addWidget(m_reply);
    m_stack->addWidget(m_note);
    unfolded->addWidget(m_stack);
    layout->addWidget(m_unfolded);
    m_unfolded->hide();
    connect(m_replyTab, &QToolButton::clicked, this, &ComposerPane::showReply);
    connect(m_noteTab, &QToolButton::clicked, this, &ComposerPane::showNote);
    connect(foldButton, &QToolButton::clicked, this, &ComposerPane::fold);

    for (Composer *composer : {static_cast<Composer *>(m_reply), static_cast<Composer *>(m_note)}) {
        connect(composer, &Composer::foldWanted, this, &ComposerPane::fold);
        connect(composer, &Composer::statusMessage, this, &ComposerPane::statusMessage);
        connect(composer, &Composer::previewToggled, this, [this](bool isShown) {
            setPreviewShown(isShown);
            Q_EMIT previewToggled(isShown);
        });
    }
    connect(m_reply, &Composer::draftRestored, this, [this] { show(replyPage); });
    connect(m_note, &Composer::draftRestored, this, [this] {
        if (isFolded())
            show(notePage);
    });
    connect(
        m_reply, &ReplyComposer::sent, this,
        [this](const OutboxItem &item, const QString &audience, std::chrono::milliseconds time) {
            m_promises->sent(item.id);
            m_undo->start(item.id, audience, time);
            if (!m_reply->hasContent())
                fold();
            Q_EMIT sent(item.id);
        });
    connect(m_note, &NoteComposer::added, this, [this] {
        fold();
        Q_EMIT statusMessage(tr("Note added"));
        Q_EMIT noteAdded();
    });
    connect(m_undo, &UndoBar::undoWanted, this, &ComposerPane::undoSend);
    // What its server lets us do is known when it has answered.
    connect(&desk.accounts, &Accounts::statusChanged, this, [this](AccountId account) {
        if (account == m_account)
            showCapabilities();
    });
    showWhetherReplies();
    // While the pointer rests on it the message is held, not only its countdown.
    const auto hold = [this](OutboxId item, std::chrono::milliseconds time) {
        m_desk.outbox.hold(item, time);
    };
    connect(m_undo, &UndoBar::pauseWanted, this,
            [hold](OutboxId item) { hold(item, UndoBar::longestPause); });
    connect(m_undo, &UndoBar::resumeWanted, this, hold);
}

/// The reply itself knows nothing of what is promised: a line below it does.
void ComposerPane::buildPromises()
{
    m_promises = new PromiseLine(m_desk, m_reply);
    m_reply->addRow(m_promises);
    auto *record = new QAction(m_reply);
    record->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_P));
    record->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_reply->addAction(record);
    connect(record, &QAction::triggered, m_promises, &PromiseLine::toggleRecording);
    connect(&m_reply->editor(), &QPlainTextEdit::textChanged, m_promises,
            [this] { m_promises->setText(m_reply->editor().toPlainText(), m_reply->language()); });
    connect(m_reply, &ReplyComposer::submitting, m_promises, &PromiseLine::freeze);
    connect(m_promises, &PromiseLine::statusMessage, this, &ComposerPane::statusMessage);
}

void ComposerPane::openConversation(ConversationId conversation)
{
    m_promises->openConversation(conversation);
    m_unfolded->hide();
    m_foldedRow->show();
    m_reply->openConversation(conversation);
    m_note->openConversation(conversation);
    m_foldedRow->setEnabled(conversation.isValid());
    m_canReply = true; // until the plan is there
    m_link.clear();
    showWhetherReplies();
}

void ComposerPane::setPreviewShown(bool isShown)
{
    m_reply->setPreviewShown(isShown);
    m_note->setPreviewShown(isShown);
    m_stack->updateGeometry();
}

void ComposerPane::setPlan(const ReplyPlan &plan)
{
    m_account = plan.account;
    m_link = plan.link;
    m_reply->setPlan(plan);
    showCapabilities();
}

void ComposerPane::showCapabilities()
{
    m_canReply = true; // or the plan says why not
    for (const AccountStatus &status : m_desk.accounts.statuses()) {
        if (status.account.id != m_account)
            continue;
        m_canReply = status.capabilities.canSend;
        m_reply->setChannel(status.account, status.capabilities);
    }
    showWhetherReplies();
}

/// Nobody is offered to write what cannot be sent; what was written before stays to be read.
void ComposerPane::showWhetherReplies()
{
    const auto link = safeLink(m_link);
    if (!link)
        m_link.clear();
    m_replyButton->setVisible(m_canReply || m_reply->hasContent());
    m_replyTab->setVisible(m_canReply || m_reply->hasContent());
    m_closed->setVisible(!m_canReply);
    m_closed->setText(closedSentence());
    m_openLink->setVisible(!m_canReply && link);
    if (!link)
        return;
    const QString text = tr("Open %1 in the browser");
    m_openLink->setText(
        escapedMnemonic(text.arg(fontMetrics().elidedText(link->host, Qt::ElideLeft, widestHost))));
    m_openLink->setAccessibleName(text.arg(link->host));
    m_openLink->setToolTip(u"<span>"_s + link->url.toHtmlEscaped() + u"</span>"_s);
}

QString ComposerPane::closedSentence() const
{
    return m_link.isEmpty()
               ? tr("Nothing can be sent from this account: answer them where they are.")
               : tr("Nothing can be sent from this account: it is answered in the browser.");
}

void ComposerPane::show(int page)
{
    m_stack->setCurrentIndex(page);
    m_replyTab->setChecked(page == replyPage);
    m_noteTab->setChecked(page == notePage);
    m_reply->setLanguageShown(page == replyPage);
    m_foldedRow->hide();
    m_unfolded->show();
    showWhetherReplies();
    m_stack->updateGeometry();
    update();
}

void ComposerPane::showReply()
{
    if (!m_canReply && !m_reply->hasContent()) {
        if (m_link.isEmpty())
            Q_EMIT statusMessage(closedSentence());
        else
            Q_EMIT linkWanted(m_link);
        return;
    }
    show(replyPage);
    m_reply->focusEditor();
}

void ComposerPane::showNote()
{
    show(notePage);
    m_note->focusEditor();
}

void ComposerPane::fold()
{
    m_unfolded->hide();
    m_foldedRow->show();
    showWhetherReplies();
    m_replyButton->setText(m_reply->hasContent() ? tr("Reply (draft)") : tr("Reply"));
    update();
    Q_EMIT folded();
}

bool ComposerPane::isFolded() const
{
    return m_unfolded->isHidden();
}

void ComposerPane::undoSend(OutboxId item)
{
    if (m_undo->item() == item)
        m_undo->dismiss();
    const auto failed = [this](const Error &error) {
        Q_EMIT statusMessage(tr("It could not be taken back: %1").arg(Words::error(error)));
    };
    // What has been begun since comes below it (cancelOutboxItem()), down to the last key.
    m_reply->holdSaved([this, item, failed,
                        here = m_reply->conversation()](const Result<void> &saved) {
        const auto release = [this, here] {
            if (m_reply->conversation() == here) // another one is nothing that we hold
                m_reply->release();
        };
        if (!saved) {
            release();
            return failed(saved.error());
        }
        m_desk.outbox.cancel(item).then(this, [this, failed, release](const Result<Draft> &draft) {
            release();
            if (!draft)
                return failed(draft.error());
            if (draft->conversation != m_reply->conversation()) {
                Q_EMIT statusMessage(tr("Taken back; the draft is in its conversation again."));
                return;
            }
            m_reply->restore(*draft);
            showReply();
            Q_EMIT statusMessage(tr("Taken back; nothing was sent."));
        });
    });
}

void ComposerPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(ColorRole::Surface, palette()));
    painter.fillRect(0, 0, width(), 1, color(ColorRole::Separator, palette()));
    if (m_unfolded->isHidden())
        return;
    // A frame around the page, in the colour of notes where one is written.
    const bool isNote = m_stack->currentIndex() == notePage;
    const QRectF frame = QRectF(m_unfolded->geometry()).adjusted(-7.5, -3.5, 7.5, 3.5);
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(color(isNote ? ColorRole::Warning : ColorRole::Separator, palette()), 1);
    pen.setStyle(isNote ? Qt::DashLine : Qt::SolidLine);
    painter.setPen(pen);
    painter.setBrush(isNote ? color(ColorRole::NoteSurface, palette())
                            : color(ColorRole::Surface, palette()));
    painter.drawRoundedRect(frame, metrics::radius, metrics::radius);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/composer.h"

#include "ui/composer/lengthmeter.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextDocument>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds previewAfter{150};

} // namespace

Composer::Composer(Draft::Kind kind, DraftStore drafts, CodeHighlighter &code, QWidget *parent)
    : QWidget(parent)
    , m_drafts(std::move(drafts))
    , m_code(code)
{
    m_draft.kind = kind;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    m_above = new QVBoxLayout;
    m_above->setSpacing(metrics::half);
    layout->addLayout(m_above);

    m_problemRow = new QWidget(this);
    auto *problemLayout = new QHBoxLayout(m_problemRow);
    problemLayout->setContentsMargins(0, 0, 0, 0);
    auto *image = new IconMark(u"attention"_s, ColorRole::Warning, m_problemRow);
    m_problem = new QLabel(m_problemRow);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("Why it cannot go out"));
    setTextRole(m_problem, ColorRole::Warning);
    problemLayout->addWidget(image, 0, Qt::AlignTop);
    problemLayout->addWidget(m_problem, 1);
    m_problemRow->hide();
    layout->addWidget(m_problemRow);

    m_editor = new MarkdownEditor(m_code.repository(), this);
    layout->addWidget(m_editor, 1);
    m_below = new QVBoxLayout;
    layout->addLayout(m_below);
    m_preview = new OutgoingPreview(m_code, this);
    m_preview->hide();
    layout->addWidget(m_preview);
    m_previewTimer.setSingleShot(true);
    m_previewTimer.setInterval(previewAfter);
    connect(&m_previewTimer, &QTimer::timeout, this,
            [this] { m_preview->setContent(previewed()); });

    m_buttons = new QHBoxLayout;
    m_buttons->setSpacing(metrics::step);
    layout->addLayout(m_buttons);
    m_saved = new QLabel(this);
    makeDim(m_saved);
    m_previewButton = new QToolButton(this);
    m_previewButton->setText(tr("Preview"));
    m_previewButton->setToolTip(tr("Show how they will see it (Ctrl+Shift+P)"));
    m_previewButton->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    m_previewButton->setCheckable(true);
    m_previewButton->setAutoRaise(true);
    m_previewButton->setAccessibleName(tr("Preview"));
    connect(m_previewButton, &QToolButton::clicked, this, [this](bool isShown) {
        setPreviewShown(isShown);
        Q_EMIT previewToggled(isShown);
    });
    m_buttons->addStretch();
    m_buttons->addWidget(m_saved);
    m_buttons->addWidget(m_previewButton);

    connect(m_editor, &QPlainTextEdit::textChanged, this, [this] {
        touch();
        refreshPreview();
    });
    connect(m_editor, &MarkdownEditor::submitted, this, [this] {
        if (!m_isBusy)
            submit();
    });
    connect(m_editor, &MarkdownEditor::cancelled, this, &Composer::foldWanted);
}

Composer::~Composer()
{
    // The editor is deleted after this and still tells of changes.
    for (QObject *child : findChildren<QObject *>())
        child->disconnect(this);
}

void Composer::openConversation(ConversationId conversation)
{
    close();
    m_seen = {};
    m_draft.conversation = conversation;
    if (!conversation.isValid())
        return;
    m_editor->setReadOnly(
        true); // for the moment that the draft takes: what is typed now would be overwritten
    m_drafts.load(conversation, m_draft.kind)
        .then(this, [this, round = m_round](const Result<std::optional<Draft>> &draft) {
            if (round != m_round)
                return;
            m_editor->setReadOnly(false);
            if (!draft) {
                setProblem(Words::error(draft.error()));
            } else if (*draft) {
                restore(**draft);
                Q_EMIT draftRestored();
            }
        });
}

void Composer::close()
{
    ++m_round;
    if (m_keeper)
        m_keeper->finish();
    m_keeper = nullptr;
    const Draft::Kind kind = m_draft.kind;
    m_draft = {};
    m_draft.kind = kind;
    fill(m_draft);
    setBusy(false);
    setProblem({});
}

void Composer::reset()
{
    ++m_round;
    if (m_keeper)
        m_keeper->deleteLater();
    m_keeper = nullptr;
    Draft empty;
    empty.kind = m_draft.kind;
    empty.conversation = m_draft.conversation;
    fill(empty);
    setBusy(false);
    setProblem({});
    Q_EMIT contentChanged(false);
}

void Composer::holdSaved(std::function<void(const Result<void> &)> then)
{
    if (!m_isBusy) { // what is being sent is over by itself
        m_isHeld = true;
        setBusy(true);
    }
    if (m_keeper)
        m_keeper->saveNow(std::move(then));
    else
        then({});
}

void Composer::release()
{
    if (m_isHeld)
        setBusy(false);
}

void Composer::restore(const Draft &draft)
{
    if (m_keeper)
        m_keeper->finish();
    m_keeper = nullptr;
    fill(draft);
    newKeeper(draft.id);
    Q_EMIT contentChanged(hasContent());
}

void Composer::fill(const Draft &draft)
{
    m_isFilling = true;
    m_draft = draft;
    m_editor->setPlainText(draft.markdown);
    QTextCursor cursor = m_editor->textCursor();
    cursor.setPosition(qBound(0, draft.cursor, static_cast<int>(draft.markdown.size())));
    m_editor->setTextCursor(cursor);
    m_editor->setReadOnly(false);
    adoptDraft(draft);
    m_saved->clear();
    m_isFilling = false;
}

void Composer::newKeeper(DraftId id)
{
    m_keeper = new DraftKeeper(m_drafts, id, this);
    connect(m_keeper, &DraftKeeper::saved, this, [this, keeper = m_keeper.data()](DraftId saved) {
        if (keeper != m_keeper)
            return;
        m_draft.id = saved;
        m_saved->setText(hasContent() ? tr("Draft saved") : QString());
    });
    connect(m_keeper, &DraftKeeper::failed, this,
            [this, keeper = m_keeper.data()](const Error &error) {
                if (keeper == m_keeper)
                    setProblem(tr("The draft could not be saved: %1").arg(Words::error(error)));
            });
}

Draft Composer::currentDraft() const
{
    Draft draft = m_draft;
    draft.markdown = m_editor->toPlainText();
    draft.basis = std::max(draft.basis, m_seen);
    draft.cursor = m_editor->textCursor().position();
    completeDraft(draft);
    return draft;
}

bool Composer::hasContent() const
{
    return !m_editor->document()->isEmpty() || !m_draft.attachments.isEmpty();
}

void Composer::touch()
{
    if (m_isFilling)
        return;
    if (!m_keeper)
        newKeeper(m_draft.id);
    m_saved->clear();
    m_keeper->update(currentDraft());
    setProblem({});
    Q_EMIT contentChanged(hasContent());
}

void Composer::focusEditor()
{
    m_editor->setFocus(Qt::ShortcutFocusReason);
}

void Composer::setPreviewShown(bool isShown)
{
    m_previewButton->setChecked(isShown);
    m_preview->setVisible(isShown);
    if (isShown)
        m_preview->setContent(previewed());
    updateGeometry();
}

bool Composer::isPreviewShown() const
{
    return m_previewButton->isChecked();
}

void Composer::refreshPreview()
{
    if (isPreviewShown() && !m_previewTimer.isActive())
        m_previewTimer.start();
}

LengthMeter *Composer::addMeter(Outbox &outbox, QPushButton *send)
{
    auto *meter = new LengthMeter(outbox, send, this);
    m_below->addWidget(meter);
    setTabOrder(m_editor, meter->offer());
    m_buttons->insertWidget(m_buttons->indexOf(m_previewButton), meter->counter());
    connect(meter, &LengthMeter::splitChosen, this, [this](bool isSplit) {
        m_draft.isSplit = isSplit;
        touch();
        // Nobody sends several messages unseen.
        if (isSplit && !isPreviewShown())
            setPreviewShown(true);
    });
    connect(meter, &LengthMeter::partsChanged, this, &Composer::refreshPreview);
    return meter;
}

void Composer::setProblem(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problemRow->setVisible(!sentence.isEmpty());
}

QString Composer::problem() const
{
    return m_problem->text();
}

void Composer::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    m_isHeld = m_isHeld && isBusy;
    m_editor->setReadOnly(isBusy);
}

} // namespace casement

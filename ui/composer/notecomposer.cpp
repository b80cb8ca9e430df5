// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/notecomposer.h"

#include "core/desk/triage.h"
#include "core/text/markdown.h"
#include "ui/composer/markdowneditor.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace casement
{

using namespace Qt::StringLiterals;

NoteComposer::NoteComposer(Triage &triage, DraftStore drafts, CodeHighlighter &code,
                           QWidget *parent)
    : Composer(Draft::Kind::Note, drafts, code, parent)
    , m_triage(triage)
    , m_noteDrafts(std::move(drafts))
{
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::step);
    auto *image = new IconMark(u"note"_s, ColorRole::Warning, this);
    auto *label = new QLabel(tr("Internal note · only your team sees this"), this);
    setTextRole(label, ColorRole::Warning);
    head->addWidget(image);
    head->addWidget(label, 1);
    above()->addLayout(head);

    editor().setTakesFiles(false);
    editor().viewport()->setAutoFillBackground(false); // on the ground of notes
    editor().setPlaceholderText(tr("What should the team know?"));
    editor().setAccessibleName(tr("Internal note"));
    auto *add = new QPushButton(icon(u"note"_s), tr("Add note"), this);
    add->setObjectName(u"addNote"_s);
    add->setToolTip(tr("Add the note (Ctrl+Return)"));
    connect(add, &QPushButton::clicked, this, [this] {
        if (!isBusy())
            submit();
    });
    buttons()->insertWidget(0, add);
}

void NoteComposer::submit()
{
    const Draft note = currentDraft();
    if (note.markdown.trimmed().isEmpty()) {
        setProblem(tr("The note is empty: write what the team should know."));
        return;
    }
    setBusy(true);
    const auto add = [this, note](DraftId saved) {
        m_triage.addNote(note.conversation, note.markdown)
            .then(this, [this, note, saved](const Result<AppliedChange> &answer) {
                if (answer && saved.isValid())
                    m_noteDrafts.discard(saved);
                if (conversation() != note.conversation)
                    return;
                if (!answer) {
                    setBusy(false);
                    if (keeper())
                        keeper()->resume();
                    setProblem(tr("The note was not added: %1 It is still here.")
                                   .arg(Words::error(answer.error())));
                    if (answer.error().kind == ErrorKind::Forbidden)
                        Q_EMIT refused();
                    return;
                }
                reset();
                Q_EMIT added(*answer);
            });
    };
    if (keeper())
        keeper()->settle(add);
    else
        add({});
}

OutgoingPreview::Content NoteComposer::previewed()
{
    return {
        .title = tr("As your team sees it"),
        .heading = {},
        .remark = {},
        .messages = {{.caption = {}, .text = {}, .html = markdownToHtml(editor().toPlainText())}}};
}

void NoteComposer::completeDraft(Draft &) const
{
}

void NoteComposer::adoptDraft(const Draft &)
{
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/composer/draftkeeper.h"
#include "ui/composer/outgoingpreview.h"

#include <QPointer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace casement
{

class CodeHighlighter;
class LengthMeter;
class MarkdownEditor;

/// What replies and notes have in common: a Markdown editor, below it on demand what becomes of the
/// text, and a draft that is kept. What the text becomes is up to each of the two.
class Composer : public QWidget
{
    Q_OBJECT
public:
    /// Shows the draft of \a conversation, saving the one that was shown before.
    void openConversation(ConversationId conversation);
    void close();
    [[nodiscard]] ConversationId conversation() const { return m_draft.conversation; }
    [[nodiscard]] MarkdownEditor &editor() { return *m_editor; }
    [[nodiscard]] bool hasContent() const;
    void focusEditor();
    /// Puts \a draft back as it was, for example after an undo.
    void restore(const Draft &draft);
    /// Saves what is not in the store yet, then calls \a then; until release() nothing can be
    /// written, so that what becomes of the draft elsewhere is not written over.
    void holdSaved(std::function<void(const Result<void> &)> then);
    void release();
    /// The newest message that the writer has seen.
    void setBasis(Timestamp at) { m_seen = at; }
    /// What becomes of the text stands below it, and follows it.
    void setPreviewShown(bool isShown);
    [[nodiscard]] bool isPreviewShown() const;
    [[nodiscard]] const OutgoingPreview &preview() const { return *m_preview; }
    /// Says why something does not work; empty: all is well.
    void setProblem(const QString &sentence);
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    /// There is a draft, or none any more.
    void contentChanged(bool hasContent);
    /// Esc: the composer folds in, the draft stays.
    void foldWanted();
    /// A draft was found, so that the composer is worth showing.
    void draftRestored();
    void statusMessage(const QString &text);
    /// The person at the desk wants to see it from now on, or no more.
    void previewToggled(bool isShown);

protected:
    Composer(Draft::Kind kind, DraftStore drafts, CodeHighlighter &code, QWidget *parent);
    ~Composer() override;

    virtual void submit() = 0;
    /// The fields that a subclass adds to the draft.
    virtual void completeDraft(Draft &draft) const = 0;
    virtual void adoptDraft(const Draft &draft) = 0;
    /// What becomes of what is in the editor.
    [[nodiscard]] virtual OutgoingPreview::Content previewed() = 0;

    [[nodiscard]] Draft currentDraft() const;
    /// The content changed: keep it.
    void touch();
    /// What the preview shows is to be looked at anew.
    void refreshPreview();
    /// A row that counts what is written, and its counter before the button for the preview.
    [[nodiscard]] LengthMeter *addMeter(Outbox &outbox, QPushButton *send);
    [[nodiscard]] DraftKeeper *keeper() { return m_keeper; }
    /// Empty, with a draft yet to be made.
    void reset();
    /// The rows around the editor, for subclasses to add theirs.
    [[nodiscard]] QBoxLayout *above() { return m_above; }
    [[nodiscard]] QBoxLayout *below() { return m_below; }
    [[nodiscard]] QBoxLayout *buttons() { return m_buttons; }
    void setBusy(bool isBusy);
    [[nodiscard]] bool isBusy() const { return m_isBusy; }

    Draft m_draft;

private:
    void newKeeper(DraftId id);
    void fill(const Draft &draft);

    DraftStore m_drafts;
    CodeHighlighter &m_code;
    QPointer<DraftKeeper> m_keeper;
    QBoxLayout *m_above;
    QBoxLayout *m_below;
    QBoxLayout *m_buttons;
    QWidget *m_problemRow;
    QLabel *m_problem;
    MarkdownEditor *m_editor;
    OutgoingPreview *m_preview;
    QTimer m_previewTimer;
    QToolButton *m_previewButton;
    QLabel *m_saved;
    Timestamp m_seen;
    quint64 m_round = 0;
    bool m_isFilling = false;
    bool m_isBusy = false;
    bool m_isHeld = false; ///< that is why
};

} // namespace casement

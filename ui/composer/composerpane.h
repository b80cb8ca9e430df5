// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/composer/notecomposer.h"
#include "ui/composer/replycomposer.h"
#include "ui/composer/undobar.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace casement
{

class CodeHighlighter;
class Desk;
class PromiseLine;

/// Below the messages: folded in two buttons, unfolded either the reply or the note.
class ComposerPane final : public QWidget
{
    Q_OBJECT
public:
    ComposerPane(Desk &desk, CodeHighlighter &code, QWidget *parent = nullptr);

    void openConversation(ConversationId conversation);
    /// Below reply and note, see Composer::setPreviewShown().
    void setPreviewShown(bool isShown);
    void setPlan(const ReplyPlan &plan);
    /// Whether anything can be sent from the account; where not, showReply() leads elsewhere.
    [[nodiscard]] bool canReply() const { return m_canReply; }
    [[nodiscard]] ReplyComposer &reply() { return *m_reply; }
    [[nodiscard]] NoteComposer &note() { return *m_note; }
    /// Where nothing can be sent: asks for the page on which it is answered, or says that.
    void showReply();
    void showNote();
    void fold();
    [[nodiscard]] bool isFolded() const;
    /// Takes back \a item; its draft stands in the editor again.
    void undoSend(OutboxId item);

Q_SIGNALS:
    void sent(casement::OutboxId item);
    void noteAdded();
    void folded();
    void previewToggled(bool isShown);
    void statusMessage(const QString &text);
    /// A page is to be opened on which it can be answered.
    void linkWanted(const QString &url);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void buildPromises();
    void showCapabilities();
    void showWhetherReplies();
    [[nodiscard]] QString closedSentence() const;
    void show(int page);

    Desk &m_desk;
    AccountId m_account; ///< that the reply would go out from
    QString m_link;      ///< where it can be answered in a browser
    bool m_canReply = true;
    ReplyComposer *m_reply;
    NoteComposer *m_note;
    PromiseLine *m_promises;
    UndoBar *m_undo;
    QWidget *m_foldedRow;
    QWidget *m_unfolded;
    QStackedWidget *m_stack;
    QToolButton *m_replyTab;
    QToolButton *m_noteTab;
    QPushButton *m_replyButton;
    QLabel *m_closed; ///< says that nothing can be sent
    QPushButton *m_openLink;
};

} // namespace casement

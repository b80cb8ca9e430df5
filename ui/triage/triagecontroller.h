// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/error.h"

#include <QFuture>
#include <QObject>
#include <functional>

namespace casement
{

class ConversationListModel;
class Desk;
class Toast;

/// What a person does to conversations: shown at once, told in a toast, and undone with one key, as
/// often as wanted.
class TriageController final : public QObject
{
    Q_OBJECT
public:
    using Targets = std::function<QList<ConversationId>()>;

    /// \a targets: what a command is about when it is given.
    TriageController(Desk &desk, ConversationListModel &model, Toast &toast, Targets targets,
                     QWidget *window);

    void done();
    void reopen();
    void spam();
    void acknowledge();
    void toggleStar();
    void toggleMute();
    void assignToMe();
    void undo();
    /// Tells \a words of something done elsewhere, which the next undo takes back.
    void offerUndo(ChangeId change, const QString &words);
    // These ask first, in a small window at \a position (global).
    void chooseTag(const QPoint &position);
    void chooseSnooze(const QPoint &position);
    void chooseAssignee(const QPoint &position);
    void snooze(const Snooze &snooze);

    [[nodiscard]] qsizetype undoCount() const { return m_undo.size(); }

Q_SIGNALS:
    /// A command that takes conversations out of the way (done, snooze, spam) was given.
    void putAway(const QList<casement::ConversationId> &ids);
    void given();
    void statusMessage(const QString &text);

private:
    struct Undoable {
        ChangeId change;
        QList<ConversationId> conversations;
    };

    void run(const QList<ConversationId> &ids, QFuture<Result<AppliedChange>> future,
             const std::function<void(ConversationSummary &)> &shown, const QString &words);
    void setState(ConversationState state, const QString &words);
    void tellWhatGoesOn(const QList<ConversationId> &ids);
    void toggleTag(const Tag &tag, bool on);
    void assign(StaffId staff, const QString &words);
    /// The rows of \a ids that the list knows.
    [[nodiscard]] QList<ConversationSummary> known(const QList<ConversationId> &ids) const;

    Desk &m_desk;
    ConversationListModel &m_model;
    Toast &m_toast;
    Targets m_targets;
    QWidget *m_window;
    QList<Undoable> m_undo;
    int m_underWay = 0; // an undo pressed before the store has answered waits for the answer
    int m_undoWaiting = 0;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/outbox.h"

#include <QFuture>
#include <QObject>
#include <QTimer>
#include <functional>

namespace casement
{

class Outbox;

/// Where drafts are kept, and nothing else: whoever writes a note gets this and not the outbox, so
/// that no way leads from a note to a channel.
struct DraftStore {
    std::function<QFuture<Result<std::optional<Draft>>>(ConversationId, Draft::Kind)> load;
    std::function<QFuture<Result<Draft>>(const Draft &)> save;
    std::function<QFuture<Result<void>>(DraftId)> discard;
};
[[nodiscard]] DraftStore draftStoreOf(Outbox &outbox);

/// Keeps one draft on disk while it is written: at most a second old, one save at a time, so that a
/// draft that is new does not become two. Lives on by itself until the last save is done.
class DraftKeeper final : public QObject
{
    Q_OBJECT
public:
    DraftKeeper(DraftStore store, DraftId id, QObject *parent);
    ~DraftKeeper() override;

    /// The draft is now \a content.
    void update(const Draft &content);
    /// Saves at once what is not saved, and calls \a then when nothing is unsaved any more, or it
    /// could not be saved.
    void saveNow(std::function<void(const Result<void> &)> then);
    /// Saves what is not saved and goes away when it is done.
    void finish();
    /// Saves no more; calls \a then with the draft's id (invalid: it was never saved) when no save
    /// is under way.
    void settle(std::function<void(DraftId)> then);
    /// Undoes settle(): sending did not work, the draft goes on.
    void resume();
    [[nodiscard]] bool isDirty() const { return m_isDirty; }

Q_SIGNALS:
    void saved(casement::DraftId id);
    void failed(const casement::Error &error);

private:
    void save();
    void answered(const Result<Draft> &answer);

    DraftStore m_store;
    DraftId m_id;
    Draft m_content;
    QTimer m_timer;
    std::function<void(DraftId)> m_settled;
    std::function<void(const Result<void> &)> m_whenSaved;
    bool m_isDirty = false;
    bool m_isSaving = false;
    bool m_isFinishing = false;
    bool m_isSettled = false;
};

} // namespace casement

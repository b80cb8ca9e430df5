// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/draftkeeper.h"

#include "core/desk/outbox.h"

#include <utility>

namespace casement
{

namespace
{

// Not started anew by each key: a person who types without a pause is saved as well.
constexpr std::chrono::milliseconds saveAfter{600};
constexpr std::chrono::milliseconds retryAfter{5000};

} // namespace

DraftStore draftStoreOf(Outbox &outbox)
{
    return {
        .load = [&outbox](ConversationId id, Draft::Kind kind) { return outbox.draft(id, kind); },
        .save = [&outbox](const Draft &draft) { return outbox.saveDraft(draft); },
        .discard = [&outbox](DraftId id) { return outbox.discardDraft(id); },
    };
}

DraftKeeper::DraftKeeper(DraftStore store, DraftId id, QObject *parent)
    : QObject(parent)
    , m_store(std::move(store))
    , m_id(id)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &DraftKeeper::save);
}

DraftKeeper::~DraftKeeper()
{
    // The window closes: the store still takes it, and we do not wait for its answer. A first save
    // under way would become a second draft, but the same kind in the same conversation is the same
    // draft.
    if (m_isDirty && !m_isSettled) {
        m_content.id = m_id;
        m_store.save(m_content);
    }
}

void DraftKeeper::update(const Draft &content)
{
    m_content = content;
    m_isDirty = true;
    if (!m_timer.isActive() && !m_isSettled)
        m_timer.start(saveAfter);
}

void DraftKeeper::saveNow(std::function<void(const Result<void> &)> then)
{
    m_timer.stop();
    m_whenSaved = std::move(then);
    save();
    if (!m_isSaving)
        std::exchange(m_whenSaved, {})({});
}

void DraftKeeper::finish()
{
    m_isFinishing = true;
    if (m_isDirty)
        save();
    else if (!m_isSaving)
        deleteLater();
}

void DraftKeeper::settle(std::function<void(DraftId)> then)
{
    m_isSettled = true;
    m_timer.stop();
    m_settled = std::move(then);
    if (!m_isSaving)
        std::exchange(m_settled, {})(m_id);
}

void DraftKeeper::resume()
{
    m_isSettled = false;
    if (m_isDirty)
        m_timer.start(saveAfter);
}

void DraftKeeper::save()
{
    if (m_isSaving || !m_isDirty || m_isSettled)
        return; // answered() looks again
    m_isSaving = true;
    m_isDirty = false;
    m_content.id = m_id;
    m_store.save(m_content).then(this, [this](const Result<Draft> &answer) { answered(answer); });
}

void DraftKeeper::answered(const Result<Draft> &answer)
{
    m_isSaving = false;
    if (answer) {
        m_id = answer->id;
        Q_EMIT saved(m_id);
    } else {
        m_isDirty = true;
        Q_EMIT failed(answer.error());
    }
    if (m_settled) {
        std::exchange(m_settled, {})(m_id);
        return;
    }
    if (m_whenSaved && m_isDirty && answer)
        return save();
    if (m_whenSaved)
        std::exchange(m_whenSaved, {})(answer ? Result<void>() : std::unexpected(answer.error()));
    if (m_isFinishing && (!m_isDirty || !answer))
        deleteLater();
    else if (m_isFinishing)
        save();
    else if (m_isDirty && !m_isSettled)
        m_timer.start(answer ? saveAfter : retryAfter);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "ui/composer/composer.h"

namespace casement
{

class Triage;

/// Writes an internal note. It knows triage and a place for drafts: nothing here can reach a
/// channel.
class NoteComposer final : public Composer
{
    Q_OBJECT
public:
    NoteComposer(Triage &triage, DraftStore drafts, CodeHighlighter &code,
                 QWidget *parent = nullptr);

Q_SIGNALS:
    /// It was refused, perhaps because somebody does not want it.
    void refused();
    void added(const casement::AppliedChange &change);

protected:
    void submit() override;
    void completeDraft(Draft &draft) const override;
    void adoptDraft(const Draft &draft) override;
    [[nodiscard]] OutgoingPreview::Content previewed() override;

private:
    Triage &m_triage;
    DraftStore m_noteDrafts;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "ui/style/colors.h"

#include <QCoreApplication>

namespace casement
{

/// What the window says of asks. Everything here returns plain text.
class AskWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::AskWords)
public:
    [[nodiscard]] static QString kind(AskKind kind);
    [[nodiscard]] static QString state(AskState state);
    /// The heading of a part of the ledger.
    [[nodiscard]] static QString place(AskPlace place);
    /// "Understood", "Done, told 7 of 9".
    [[nodiscard]] static QString standing(AskState state, qint64 settled, qint64 voices);
    /// "told 3 May", "skipped: moved away".
    [[nodiscard]] static QString telling(const AskVoice &voice);
    [[nodiscard]] static ColorRole tellingRole(VoiceTelling telling);
    /// The line of somebody's ask, for lists.
    [[nodiscard]] static QString standing(const AskSummary &line)
    {
        return standing(line.state, line.voices - line.untold, line.voices);
    }
};

} // namespace casement

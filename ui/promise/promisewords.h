// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/promise.h"
#include "ui/style/colors.h"

#include <QCoreApplication>

namespace casement
{

/// What the window says of promises. Everything here returns plain text.
class PromiseWords
{
    Q_DECLARE_TR_FUNCTIONS(casement::PromiseWords)
public:
    /// "by Friday", "by 3 May, 15:00"; "no day".
    [[nodiscard]] static QString due(const std::optional<PromiseDue> &due,
                                     Timestamp now = systemNow());
    /// "3 days late", "by Friday", "kept 3 May", "not kept: no wood".
    [[nodiscard]] static QString standing(const Promise &promise, Timestamp now = systemNow());
    [[nodiscard]] static ColorRole standingRole(const Promise &promise,
                                                Timestamp now = systemNow());
    /// What was promised; a sentence where they took their words back.
    [[nodiscard]] static QString words(const Promise &promise);
    /// "We promised Ada", "Ada promised us".
    [[nodiscard]] static QString who(const Promise &promise);
    /// The heading of a part of the list.
    [[nodiscard]] static QString place(PromisePlace place);
    /// "first by 3 May: the wood is late".
    [[nodiscard]] static QString term(const PromiseTerm &term);
    /// "Noor: kept it".
    [[nodiscard]] static QString history(const HistoryEntry &entry);
    /// The drawing that tells a late one from others, beside its colour.
    [[nodiscard]] static QString iconName(const Promise &promise, Timestamp now = systemNow());
};

} // namespace casement

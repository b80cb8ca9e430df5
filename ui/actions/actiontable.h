// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <span>

namespace casement
{

enum class ActionGroup {
    Go,
    Move,
    Triage,
    Conversation,
    Person,
    Write,
    Session,
    Workspace,
    Window
};

/// One action of the window. The menus, the shortcuts, the palette and the sheet are made from this
/// table.
struct ActionSpec {
    const char *id;
    const char *text; ///< translated in the context casement::ActionTable
    const char *icon; ///< a drawing of resources/icons, or nullptr
    ActionGroup group;
    const char *shortcuts; ///< default shortcuts as QKeySequence reads them, separated by " | ";
                           ///< may be empty
    bool isElsewhere =
        false; ///< done by the part that has the keyboard (the composer): only on the sheet
};

[[nodiscard]] std::span<const ActionSpec> actionTable();
[[nodiscard]] QString actionText(const ActionSpec &spec);
[[nodiscard]] QString groupTitle(ActionGroup group);

} // namespace casement

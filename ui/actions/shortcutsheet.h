// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

namespace casement
{

class ActionRegistry;

/// All shortcuts as they are now, from the registry, so that it cannot lie.
class ShortcutSheet final : public QDialog
{
    Q_OBJECT
public:
    ShortcutSheet(const ActionRegistry &registry, bool singleLetters, QWidget *parent);
};

} // namespace casement

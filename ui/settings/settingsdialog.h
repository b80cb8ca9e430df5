// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

namespace casement
{

class Preferences;

/// The few things that a person can choose. Every change takes effect at once.
class SettingsDialog final : public QDialog
{
    Q_OBJECT
public:
    SettingsDialog(Preferences &preferences, QWidget *parent);

Q_SIGNALS:
    void shortcutsRequested();
    void wordListRequested();
};

} // namespace casement

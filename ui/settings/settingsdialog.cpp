// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/settingsdialog.h"

#include "ui/settings/preferences.h"
#include "ui/style/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

namespace casement
{

SettingsDialog::SettingsDialog(Preferences &preferences, QWidget *parent) : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings"));
    setMinimumWidth(460);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    form->setVerticalSpacing(metrics::wide);

    auto *theme = new QComboBox(this);
    theme->addItems({tr("As the desktop"), tr("Light"), tr("Dark")});
    theme->setCurrentIndex(static_cast<int>(preferences.theme()));
    theme->setAccessibleName(tr("Colours"));
    connect(theme, &QComboBox::activated, this,
            [&preferences](int index) { preferences.setTheme(static_cast<Theme>(index)); });
    form->addRow(tr("Colours"), theme);

    auto *density = new QComboBox(this);
    density->addItems({tr("Compact"), tr("Normal"), tr("Comfortable")});
    density->setCurrentIndex(static_cast<int>(preferences.density()));
    density->setAccessibleName(tr("Density of the lists"));
    connect(density, &QComboBox::activated, this,
            [&preferences](int index) { preferences.setDensity(static_cast<Density>(index)); });
    form->addRow(tr("Density of the lists"), density);

    auto *undo = new QSpinBox(this);
    undo->setRange(0, 60);
    undo->setSuffix(tr(" s"));
    undo->setValue(static_cast<int>(preferences.undoTime().count()));
    undo->setAccessibleName(tr("Time to take back what was sent"));
    connect(undo, &QSpinBox::valueChanged, this, [&preferences](int seconds) {
        preferences.setUndoTime(std::chrono::seconds(seconds));
    });
    form->addRow(tr("Time to take back what was sent"), undo);

    auto *letters =
        new QCheckBox(tr("Single letters are shortcuts in lists and conversations"), this);
    letters->setChecked(preferences.singleLetters());
    connect(letters, &QCheckBox::toggled, this,
            [&preferences](bool on) { preferences.setSingleLetters(on); });
    form->addRow(tr("Keys"), letters);
    auto *keys = new QPushButton(tr("Change shortcuts…"), this);
    keys->setAutoDefault(false);
    connect(keys, &QPushButton::clicked, this, &SettingsDialog::shortcutsRequested);
    form->addRow(QString(), keys);
    auto *words = new QPushButton(tr("Words to look at twice…"), this);
    words->setAutoDefault(false);
    connect(words, &QPushButton::clicked, this, &SettingsDialog::wordListRequested);
    form->addRow(tr("Writing things down"), words);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
}

} // namespace casement

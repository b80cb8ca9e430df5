// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/importer.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QProgressBar;
class QMimeData;
class QPushButton;

namespace casement
{

class EmptyState;

/// "1,234 read, 1,200 new, 30 known already, …": how far an import has come, in words.
[[nodiscard]] QString importText(const ImportProgress &progress);

/// The files and folders of this computer that a drag or the clipboard carries.
[[nodiscard]] QStringList localFiles(const QMimeData *data);

/// Chooses files to import, and shows how it goes. Closing it does not stop the import.
class ImportDialog final : public QDialog
{
    Q_OBJECT
public:
    ImportDialog(Importer &importer, const QStringList &paths, QWidget *parent);

    void addPaths(const QStringList &paths);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void chooseFiles(bool folder);
    void start();
    void show(const ImportProgress &progress);
    void updateButtons();

    Importer &m_importer;
    QListWidget *m_paths;
    EmptyState *m_drop; ///< in the place of the paths while there is none
    QLineEdit *m_ours;
    QCheckBox *m_history;
    QWidget *m_choice;
    QProgressBar *m_bar;
    QLabel *m_text;
    QPlainTextEdit *m_problems;
    QPushButton *m_start;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    bool m_paused = false;
    bool m_finished = false;
};

} // namespace casement

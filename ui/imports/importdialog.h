// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/importer.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QProgressBar;
class QMimeData;
class QPushButton;
class QTreeWidget;

namespace casement
{

class EmptyState;

/// "1,234 read, 1,200 new, 30 known already, …": how far an import has come, in words.
[[nodiscard]] QString importText(const ImportProgress &progress);
/// "12 messages, 3 conversations and 4 people were taken out again.", and what stays.
[[nodiscard]] QString undoneText(const ImportUndone &undone);

/// The files and folders of this computer that a drag or the clipboard carries.
[[nodiscard]] QStringList localFiles(const QMimeData *data);

/// Chooses files to import, shows what would happen where there are exports of chat programs among
/// them, and shows how it goes. Closing it does not stop the import.
class ImportDialog final : public QDialog
{
    Q_OBJECT
public:
    ImportDialog(Importer &importer, const QStringList &paths, QWidget *parent);

    void addPaths(const QStringList &paths);

Q_SIGNALS:
    /// An import has added messages, and can be undone.
    void imported(const casement::ImportProgress &progress);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    enum class Page { Choice, Looking, Plan, Running, Result };

    void chooseFiles(bool folder);
    void look();
    void run(bool isDryRun);
    void undo();
    void show(const ImportProgress &progress);
    void showFiles(const ImportProgress &progress);
    void turnTo(Page page);
    [[nodiscard]] QStringList paths() const;
    [[nodiscard]] ImportOptions options() const;

    Importer &m_importer;
    QListWidget *m_paths;
    EmptyState *m_drop; ///< in the place of the paths while there is none
    QLineEdit *m_ours;
    QComboBox *m_dates;
    QCheckBox *m_history;
    QWidget *m_choice;
    QProgressBar *m_bar;
    QLabel *m_text;
    QTreeWidget *m_files; ///< what each file is, and its rows that could not be read
    QPlainTextEdit *m_problems;
    QPushButton *m_start;
    QPushButton *m_back;
    QPushButton *m_undo;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    Page m_page = Page::Choice;
    ImportId m_import; ///< what the result page is about
    bool m_isPaused = false;
    bool m_isOwn = false; ///< the import that is shown was begun here
};

} // namespace casement

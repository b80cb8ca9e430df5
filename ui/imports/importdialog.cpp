// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/imports/importdialog.h"

#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/metrics.h"

#include <QCheckBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr int barSteps = 1000;

} // namespace

QStringList localFiles(const QMimeData *data)
{
    QStringList paths;
    for (const QUrl &url : data->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    return paths;
}

QString importText(const ImportProgress &progress)
{
    const QLocale locale;
    QStringList parts{ImportDialog::tr("%1 messages read").arg(locale.toString(progress.messages)),
                      ImportDialog::tr("%1 new").arg(locale.toString(progress.added))};
    if (progress.duplicates > 0)
        parts.append(
            ImportDialog::tr("%1 known already").arg(locale.toString(progress.duplicates)));
    if (progress.quarantined > 0)
        parts.append(
            ImportDialog::tr("%1 kept as raw text").arg(locale.toString(progress.quarantined)));
    return parts.join(QStringLiteral(" · "));
}

ImportDialog::ImportDialog(Importer &importer, const QStringList &paths, QWidget *parent)
    : QDialog(parent)
    , m_importer(importer)
    , m_paths(new QListWidget(this))
    , m_drop(new EmptyState(this))
    , m_ours(new QLineEdit(this))
    , m_history(new QCheckBox(tr("These are past conversations: put them all into Done"), this))
    , m_choice(new QWidget(this))
    , m_bar(new QProgressBar(this))
    , m_text(new QLabel(this))
    , m_problems(new QPlainTextEdit(this))
    , m_start(new QPushButton(tr("Import"), this))
    , m_pause(new QPushButton(this))
    , m_cancel(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAcceptDrops(true);
    setWindowTitle(tr("Import files"));
    auto *title = new QLabel(windowTitle(), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    auto *hint = new QLabel(tr("Mailboxes (mbox), single mails (EML) and Maildir folders. What is "
                               "there already is not added twice."),
                            this);
    hint->setWordWrap(true);

    auto *files = new QPushButton(tr("Choose files…"), this);
    auto *folder = new QPushButton(tr("Choose a folder…"), this);
    m_paths->setAccessibleName(tr("Files to import"));
    m_ours->setPlaceholderText(tr("hello@example.org, team@example.org"));
    m_ours->setAccessibleName(tr("Our own addresses"));
    auto *choose = new QHBoxLayout;
    choose->addWidget(files);
    choose->addWidget(folder);
    choose->addStretch();
    auto *form = new QFormLayout;
    form->addRow(tr("Our own addresses"), m_ours);
    auto *choiceLayout = new QVBoxLayout(m_choice);
    choiceLayout->setContentsMargins({});
    choiceLayout->addLayout(choose);
    choiceLayout->addWidget(m_paths, 1);
    choiceLayout->addWidget(m_drop, 1);
    m_drop->show(QStringLiteral("folder"), tr("Drop files and folders here"),
                 tr("or choose them above"));
    choiceLayout->addLayout(form);
    choiceLayout->addWidget(m_history);

    m_bar->setRange(0, barSteps);
    m_bar->setAccessibleName(tr("Progress of the import"));
    m_bar->hide();
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->hide();
    m_problems->setReadOnly(true);
    m_problems->setAccessibleName(tr("Problems"));
    m_problems->hide();
    m_start->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    for (QPushButton *button : {m_pause, m_cancel, m_start})
        buttons->addWidget(button);
    for (QPushButton *button : {files, folder, m_pause, m_cancel})
        button->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->addWidget(title);
    layout->addWidget(hint);
    layout->addWidget(m_choice, 1);
    layout->addWidget(m_bar);
    layout->addWidget(m_text);
    layout->addWidget(m_problems, 1);
    layout->addLayout(buttons);
    resize(600, 440);

    connect(files, &QPushButton::clicked, this, [this] { chooseFiles(false); });
    connect(folder, &QPushButton::clicked, this, [this] { chooseFiles(true); });
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_finished)
            accept();
        else
            start();
    });
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_importer.isRunning())
            m_importer.cancel();
        else
            reject();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_paused)
            m_importer.resume();
        else
            m_importer.pause();
    });
    connect(&importer, &Importer::progressed, this, &ImportDialog::show);
    addPaths(paths);
    if (importer.isRunning()) {
        m_choice->hide();
        m_bar->show();
        m_text->setText(tr("An import is under way."));
        m_text->show();
    }
}

void ImportDialog::addPaths(const QStringList &paths)
{
    for (const QString &path : paths) {
        if (m_paths->findItems(path, Qt::MatchExactly).isEmpty())
            m_paths->addItem(path);
    }
    updateButtons();
}

void ImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(event->mimeData()).isEmpty() && m_choice->isVisible())
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent *event)
{
    addPaths(localFiles(event->mimeData()));
    event->acceptProposedAction();
}

void ImportDialog::chooseFiles(bool folder)
{
    auto *dialog = new QFileDialog(this, folder ? tr("Choose a Maildir folder")
                                                : tr("Choose mailboxes and mails"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::addPaths);
    dialog->open();
}

void ImportDialog::start()
{
    QStringList paths;
    for (int row = 0; row < m_paths->count(); ++row)
        paths.append(m_paths->item(row)->text());
    ImportOptions options;
    for (const QString &address : m_ours->text().split(u',', Qt::SkipEmptyParts))
        options.ourAddresses.append(address.trimmed());
    options.asHistory = m_history->isChecked();
    m_choice->hide();
    m_bar->show();
    m_text->setText(tr("Beginning…"));
    m_text->show();
    auto running = m_importer.start(paths, options);
    updateButtons();
    running.then(this, [this](const Result<ImportProgress> &result) {
        m_finished = true;
        if (result) {
            show(*result);
        } else {
            m_text->setText(tr("The import stopped: %1 What was imported stays; start it again on "
                               "the same files and it goes on.")
                                .arg(displayLine(result.error().detail)));
        }
        updateButtons();
    });
}

void ImportDialog::show(const ImportProgress &progress)
{
    m_paused = progress.isPaused;
    m_finished = m_finished || progress.isFinished;
    m_bar->show();
    m_text->show();
    m_choice->hide();
    m_bar->setValue(progress.bytesTotal > 0
                        ? static_cast<int>(progress.bytesDone * barSteps / progress.bytesTotal)
                        : 0);
    const QString state = progress.isFinished ? tr("Finished. ")
                          : progress.isPaused ? tr("Paused. ")
                                              : QString();
    m_text->setText(state + importText(progress));
    if (!progress.problems.isEmpty()) {
        QStringList lines;
        for (const QString &problem : progress.problems)
            lines.append(displayLine(problem));
        m_problems->setPlainText(lines.join(u'\n'));
        m_problems->show();
    }
    updateButtons();
}

void ImportDialog::updateButtons()
{
    const bool isRunning = m_importer.isRunning() && !m_finished;
    m_pause->setVisible(isRunning);
    m_pause->setText(m_paused ? tr("Resume") : tr("Pause"));
    m_cancel->setVisible(!m_finished);
    m_cancel->setText(isRunning ? tr("Stop") : tr("Cancel"));
    m_start->setVisible(!isRunning);
    m_paths->setVisible(m_paths->count() > 0);
    m_drop->setVisible(m_paths->count() == 0);
    m_start->setText(m_finished ? tr("Close") : tr("Import"));
    m_start->setEnabled(m_finished || m_paths->count() > 0);
    for (QPushButton *button : {m_pause, m_cancel, m_start})
        button->setAccessibleName(button->text());
}

} // namespace casement

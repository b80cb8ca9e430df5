// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/imports/importdialog.h"

#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr int barSteps = 1000;

QString fileText(const ImportFileReport &file, bool isDryRun)
{
    const QLocale locale;
    QStringList parts{isDryRun
                          ? ImportDialog::tr("%1 would be new").arg(locale.toString(file.added))
                          : ImportDialog::tr("%1 new").arg(locale.toString(file.added))};
    if (file.known > 0)
        parts.append(ImportDialog::tr("%1 known already").arg(locale.toString(file.known)));
    if (file.skipped > 0)
        parts.append((file.format == u"vcard" ? ImportDialog::tr("%1 left out")
                                              : ImportDialog::tr("%1 notices skipped"))
                         .arg(locale.toString(file.skipped)));
    if (file.unreadable > 0)
        parts.append(ImportDialog::tr("%1 unreadable").arg(locale.toString(file.unreadable)));
    parts.append(ImportDialog::tr("%n person(s)", nullptr, static_cast<int>(file.people)));
    if (file.conversations > 0)
        parts.append(
            ImportDialog::tr("%n conversation(s)", nullptr, static_cast<int>(file.conversations)));
    return parts.join(QStringLiteral(" · "));
}

QString orderText(DateOrder order)
{
    switch (order) {
    case DateOrder::DayMonthYear:
        return ImportDialog::tr("day, month, year");
    case DateOrder::MonthDayYear:
        return ImportDialog::tr("month, day, year");
    case DateOrder::YearMonthDay:
        break;
    }
    return ImportDialog::tr("year, month, day");
}

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

QString undoneText(const ImportUndone &undone)
{
    const QLocale locale;
    QString text =
        ImportDialog::tr("%1 messages, %2 conversations and %3 people were taken out again.")
            .arg(locale.toString(undone.messages), locale.toString(undone.conversations),
                 locale.toString(undone.people));
    if (!undone.kept.isEmpty())
        text += u' ' + ImportDialog::tr("%n conversation(s) stay with all their messages, because "
                                        "somebody has worked on them since.",
                                        nullptr, static_cast<int>(undone.kept.size()));
    return text;
}

QString importText(const ImportProgress &progress)
{
    const QLocale locale;
    QStringList parts;
    if (progress.cards > 0) {
        parts.append(
            ImportDialog::tr("%1 contact cards read").arg(locale.toString(progress.cards)));
        parts.append(
            ImportDialog::tr("%n new people", nullptr, static_cast<int>(progress.newPeople)));
        parts.append(ImportDialog::tr("%n new address(es) of people who are here", nullptr,
                                      static_cast<int>(progress.newAddresses)));
    }
    if (progress.messages > 0 || progress.cards == 0) {
        parts.append(ImportDialog::tr("%1 messages read").arg(locale.toString(progress.messages)));
        parts.append(ImportDialog::tr("%1 new").arg(locale.toString(progress.added)));
    }
    if (progress.duplicates > 0)
        parts.append(
            ImportDialog::tr("%1 known already").arg(locale.toString(progress.duplicates)));
    if (progress.quarantined > 0)
        parts.append(
            ImportDialog::tr("%1 kept as raw text").arg(locale.toString(progress.quarantined)));
    if (progress.unreadable > 0)
        parts.append(
            ImportDialog::tr("%1 rows unreadable").arg(locale.toString(progress.unreadable)));
    return parts.join(QStringLiteral(" · "));
}

ImportDialog::ImportDialog(Importer &importer, const QStringList &paths, QWidget *parent)
    : QDialog(parent)
    , m_importer(importer)
    , m_paths(new QListWidget(this))
    , m_drop(new EmptyState(this))
    , m_ours(new QLineEdit(this))
    , m_dates(new QComboBox(this))
    , m_history(new QCheckBox(tr("These are past conversations: put them all into Done"), this))
    , m_choice(new QWidget(this))
    , m_bar(new QProgressBar(this))
    , m_text(new QLabel(this))
    , m_files(new QTreeWidget(this))
    , m_problems(new QPlainTextEdit(this))
    , m_start(new QPushButton(tr("Import"), this))
    , m_back(new QPushButton(tr("Back"), this))
    , m_undo(new QPushButton(tr("Undo this import"), this))
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
    auto *hint = new QLabel(tr("Mailboxes (mbox), single mails (EML) and Maildir folders; exports "
                               "of WhatsApp, Telegram, Slack, Discord and Mastodon, as history. "
                               "What is there already is not added twice."),
                            this);
    hint->setWordWrap(true);

    auto *files = new QPushButton(tr("Choose files…"), this);
    auto *folder = new QPushButton(tr("Choose a folder…"), this);
    m_paths->setAccessibleName(tr("Files to import"));
    m_ours->setPlaceholderText(tr("hello@example.org, our name in exports"));
    m_ours->setAccessibleName(tr("Our own addresses and names"));
    m_dates->setAccessibleName(tr("Dates in exports"));
    m_dates->addItem(tr("decided from the whole file"));
    for (const DateOrder order :
         {DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay})
        m_dates->addItem(orderText(order), static_cast<int>(order));
    auto *choose = new QHBoxLayout;
    choose->addWidget(files);
    choose->addWidget(folder);
    choose->addStretch();
    auto *form = new QFormLayout;
    form->addRow(tr("Our own addresses and names"), m_ours);
    form->addRow(tr("Dates in exports"), m_dates);
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
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_files->setAccessibleName(tr("Files and rows"));
    m_files->setColumnCount(2);
    m_files->setHeaderLabels({tr("What"), tr("What becomes of it")});
    m_files->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_files->setUniformRowHeights(true);
    m_problems->setReadOnly(true);
    m_problems->setMaximumHeight(120);
    m_problems->setAccessibleName(tr("Problems"));
    m_start->setDefault(true);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_undo);
    buttons->addStretch();
    for (QPushButton *button : {m_pause, m_back, m_cancel, m_start})
        buttons->addWidget(button);
    for (QPushButton *button : {files, folder, m_undo, m_pause, m_back, m_cancel})
        button->setAutoDefault(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->addWidget(title);
    layout->addWidget(hint);
    layout->addWidget(m_choice, 1);
    layout->addWidget(m_bar);
    layout->addWidget(m_text);
    layout->addWidget(m_files, 1);
    layout->addWidget(m_problems);
    layout->addLayout(buttons);
    resize(640, 480);

    connect(files, &QPushButton::clicked, this, [this] { chooseFiles(false); });
    connect(folder, &QPushButton::clicked, this, [this] { chooseFiles(true); });
    connect(m_start, &QPushButton::clicked, this, [this] {
        if (m_page == Page::Result)
            accept();
        else if (m_page == Page::Plan)
            run(false);
        else
            look();
    });
    connect(m_back, &QPushButton::clicked, this, [this] { turnTo(Page::Choice); });
    connect(m_undo, &QPushButton::clicked, this, &ImportDialog::undo);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        if (m_importer.isRunning())
            m_importer.cancel();
        else
            reject();
    });
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_isPaused)
            m_importer.resume();
        else
            m_importer.pause();
    });
    connect(&importer, &Importer::progressed, this, &ImportDialog::show);
    addPaths(paths);
    if (importer.isRunning()) {
        turnTo(Page::Running);
        m_text->setText(tr("An import is under way."));
    }
}

void ImportDialog::addPaths(const QStringList &paths)
{
    for (const QString &path : paths) {
        if (m_paths->findItems(path, Qt::MatchExactly).isEmpty())
            m_paths->addItem(path);
    }
    turnTo(m_page);
}

void ImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(event->mimeData()).isEmpty() && m_page == Page::Choice)
        event->acceptProposedAction();
}

void ImportDialog::dropEvent(QDropEvent *event)
{
    addPaths(localFiles(event->mimeData()));
    event->acceptProposedAction();
}

void ImportDialog::chooseFiles(bool folder)
{
    auto *dialog = new QFileDialog(this, folder ? tr("Choose a folder with mail or exports")
                                                : tr("Choose mailboxes, mails and exports"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFiles);
    connect(dialog, &QFileDialog::filesSelected, this, &ImportDialog::addPaths);
    dialog->open();
}

QStringList ImportDialog::paths() const
{
    QStringList all;
    for (int row = 0; row < m_paths->count(); ++row)
        all.append(m_paths->item(row)->text());
    return all;
}

ImportOptions ImportDialog::options() const
{
    ImportOptions options;
    for (const QString &name : m_ours->text().split(u',', Qt::SkipEmptyParts))
        options.ourAddresses.append(name.trimmed());
    options.asHistory = m_history->isChecked();
    if (m_dates->currentIndex() > 0)
        options.dateOrder = static_cast<DateOrder>(m_dates->currentData().toInt());
    return options;
}

/// Mail is imported at once; with an export among the files, a person sees first what it would be.
void ImportDialog::look()
{
    turnTo(Page::Looking);
    m_text->setText(tr("Looking at the files…"));
    m_importer.haveExports(paths()).then(
        this, [this](const Result<bool> &found) { run(found.value_or(false)); });
}

void ImportDialog::run(bool isDryRun)
{
    ImportOptions chosen = options();
    chosen.dryRun = isDryRun;
    m_files->clear();
    m_problems->clear();
    m_isOwn = true;
    turnTo(Page::Running);
    m_text->setText(isDryRun ? tr("Reading; nothing is written yet…") : tr("Beginning…"));
    auto running = m_importer.start(paths(), chosen);
    turnTo(Page::Running);
    running.then(this, [this, isDryRun](const Result<ImportProgress> &result) {
        if (!result) {
            turnTo(Page::Result);
            m_text->setText(tr("The import stopped: %1 What was imported stays; start it again on "
                               "the same files and it goes on.")
                                .arg(displayLine(result.error().detail)));
            return;
        }
        show(*result);
        showFiles(*result);
        const bool hasNew = result->added + result->newPeople + result->newAddresses > 0;
        m_import = hasNew ? result->import : ImportId{};
        turnTo(isDryRun ? Page::Plan : Page::Result);
        if (m_import.isValid())
            Q_EMIT imported(*result);
    });
}

void ImportDialog::undo()
{
    m_undo->setEnabled(false);
    m_importer.undo(m_import).then(this, [this](const Result<ImportUndone> &undone) {
        m_undo->setEnabled(true);
        if (!undone) {
            m_text->setText(tr("The import could not be undone, nothing was changed: %1")
                                .arg(displayLine(undone.error().detail)));
            return;
        }
        m_import = {};
        m_files->clear();
        m_text->setText(undoneText(*undone));
        turnTo(Page::Result);
    });
}

void ImportDialog::show(const ImportProgress &progress)
{
    m_isPaused = progress.isPaused;
    if (!m_isOwn) // it was begun elsewhere
        turnTo(progress.isFinished ? Page::Result : Page::Running);
    m_bar->setValue(progress.bytesTotal > 0
                        ? static_cast<int>(progress.bytesDone * barSteps / progress.bytesTotal)
                        : 0);
    QString state;
    if (progress.isFinished)
        state = progress.isDryRun ? tr("Nothing was written yet. ") : tr("Finished. ");
    else if (progress.isPaused)
        state = tr("Paused. ");
    m_text->setText(state + importText(progress));
    if (!progress.problems.isEmpty()) {
        QStringList lines;
        for (const QString &problem : progress.problems)
            lines.append(displayLine(problem));
        m_problems->setPlainText(lines.join(u'\n'));
    }
    turnTo(m_page);
}

void ImportDialog::showFiles(const ImportProgress &progress)
{
    m_files->clear();
    for (const ImportFileReport &file : progress.files) {
        const QString name =
            file.path.isEmpty() ? tr("Single mails") : displayLine(file.path.section(u'/', -1));
        auto *top = new QTreeWidgetItem(m_files, {name, fileText(file, progress.isDryRun)});
        top->setToolTip(0, displayLine(file.path));
        const auto add = [top](const QString &what, const QString &why) {
            auto *item = new QTreeWidgetItem(top, {what, why});
            item->setToolTip(1, why.toHtmlEscaped());
        };
        add(tr("Kind"), channelName(file.format));
        if (file.dates) {
            QString why = file.dates->reason;
            if (!file.dates->isCertain)
                why += u' ' + tr("If it is wrong, go back and choose another order.");
            add(tr("Dates"),
                tr("%1. %2 Times are those of %3.")
                    .arg(orderText(file.dates->order), why, QString::fromLatin1(file.zone)));
        }
        if (file.conversations > 0 && !file.hasOurs)
            add(tr("Us"), tr("Nobody in it is known to be you; go back and say your name in it."));
        for (const ImportRow &row : file.problems) {
            const QString where = row.part.isEmpty()
                                      ? tr("Row %1").arg(row.row)
                                      : tr("%1, row %2").arg(displayLine(row.part)).arg(row.row);
            add(where, displayLine(QString(row.reason + u"  " + row.excerpt)));
        }
        if (file.unreadable > file.problems.size())
            add({}, tr("and %1 more rows")
                        .arg(QLocale().toString(file.unreadable - file.problems.size())));
        top->setExpanded(progress.files.size() <= 5);
    }
}

void ImportDialog::turnTo(Page page)
{
    m_page = page;
    const bool isRunning = page == Page::Running;
    m_choice->setVisible(page == Page::Choice);
    m_bar->setVisible(isRunning);
    m_text->setVisible(page != Page::Choice);
    m_files->setVisible(m_files->topLevelItemCount() > 0 && page != Page::Choice);
    m_problems->setVisible(!m_problems->document()->isEmpty() && page != Page::Choice);
    m_pause->setVisible(isRunning);
    m_pause->setText(m_isPaused ? tr("Resume") : tr("Pause"));
    m_back->setVisible(page == Page::Plan);
    m_undo->setVisible(page == Page::Result && m_import.isValid());
    m_cancel->setVisible(page != Page::Result);
    m_cancel->setText(isRunning ? tr("Stop") : tr("Cancel"));
    m_start->setVisible(!isRunning);
    m_start->setText(page == Page::Result ? tr("Close") : tr("Import"));
    m_start->setEnabled(page == Page::Result || page == Page::Plan ||
                        (page == Page::Choice && m_paths->count() > 0));
    m_paths->setVisible(m_paths->count() > 0);
    m_drop->setVisible(m_paths->count() == 0);
    for (QPushButton *button : {m_undo, m_pause, m_back, m_cancel, m_start})
        button->setAccessibleName(button->text());
}

} // namespace casement

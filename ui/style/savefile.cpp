// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/savefile.h"

#include "ui/style/displaytext.h"

#include <QApplication>
#include <QFileDialog>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>
#include <QtConcurrentRun>

namespace casement
{

Result<void> writeFileOfUs(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::Storage, file.errorString());
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return {};
}

void chooseSavePath(QWidget *parent, const QString &title, const QString &name,
                    const std::function<void(const QString &path)> &chosen)
{
    static const QRegularExpression unfit(QStringLiteral("[\\\\/:*?\"<>|\\x00-\\x1f]"));
    auto *dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DownloadLocation));
    dialog->selectFile(QString(name).remove(unfit).trimmed());
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, chosen);
    dialog->open();
}

void saveFile(QWidget *parent, const SaveWords &words, const QString &name, const FileBytes &bytes,
              const std::function<void(const QString &)> &report)
{
    chooseSavePath(
        parent, words.title, name, [bytes, parent, report, kept = words.kept](const QString &path) {
            bytes([path, parent, report, kept](const Result<QByteArray> &content) {
                if (!content) {
                    // The details of these errors are whole sentences.
                    report(displayLine(content.error().detail));
                    return;
                }
                // A large file takes a while to be on the disk.
                QtConcurrent::run(writeFileOfUs, path, *content)
                    .then(parent, [path, report, kept](const Result<void> &written) {
                        report(written
                                   ? QApplication::translate("casement::SaveFile", "Saved as %1")
                                         .arg(path)
                                   : QApplication::translate("casement::SaveFile",
                                                             "The file could not be written: %1 %2")
                                         .arg(written.error().detail, kept));
                    });
            });
        });
}

} // namespace casement

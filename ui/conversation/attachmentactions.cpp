// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/attachmentactions.h"

#include "core/desk/desk.h"
#include "ui/conversation/attachmentfetch.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/savefile.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QMimeDatabase>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>
#include <QtConcurrentRun>

namespace casement
{

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

QString translated(const char *text)
{
    return QCoreApplication::translate("casement::Attachments", text);
}

/// A moment in which nobody wonders.
constexpr auto moment = 400ms;

/// The details of these errors are whole sentences.
QString sentence(const Error &error)
{
    return error.detail.isEmpty() ? Words::error(error) : error.detail;
}

using Report = std::function<void(const QString &)>;

void save(const FileBytes &fetch, const QString &name, QWidget *parent, const Report &report)
{
    saveFile(parent,
             {.title = translated(QT_TRANSLATE_NOOP("casement::Attachments", "Save attachment")),
              .kept = translated(QT_TRANSLATE_NOOP("casement::Attachments",
                                                   "The attachment is still in the message."))},
             name, fetch, report);
}

void open(const FileBytes &fetch, const QString &name, QWidget *parent, const Report &report)
{
    fetch([name, parent, report](const Result<QByteArray> &bytes) {
        if (!bytes) {
            report(sentence(bytes.error()));
            return;
        }
        // A folder of its own, readable by us alone; the other program may need it for as long
        // as it runs.
        QTemporaryDir folder(QDir::tempPath() + u"/casement-XXXXXX"_s);
        folder.setAutoRemove(false);
        const QString path = folder.filePath(name);
        if (!folder.isValid()) {
            report(folder.errorString());
            return;
        }
        QtConcurrent::run(writeFileOfUs, path, *bytes)
            .then(parent, [path, report](const Result<void> &written) {
                if (!written)
                    report(written.error().detail);
                else if (!QDesktopServices::openUrl(QUrl::fromLocalFile(path)))
                    report(translated(QT_TRANSLATE_NOOP(
                        "casement::Attachments",
                        "No program on this system opens such a file; save it instead.")));
            });
    });
}

/// A name with a suffix, so that a program goes by what was announced and not by what the bytes
/// may pretend to be.
QString fileNameOf(const Attachment &attachment)
{
    const QString name = safeFileName(attachment.name);
    if (!QFileInfo(name).suffix().isEmpty())
        return name;
    const QString suffix = QMimeDatabase().mimeTypeForName(attachment.mediaType).preferredSuffix();
    return suffix.isEmpty() ? name : name + u'.' + suffix;
}

/// Where the bytes come from, if not from here; empty where that needs no word.
QString originSentence(const FileAnswer &where)
{
    if (where.host.isEmpty())
        return {};
    return (where.isOwnServer
                ? translated(QT_TRANSLATE_NOOP("casement::Attachments",
                                               "It is not on this computer yet, and is fetched "
                                               "from your account's server, %1."))
                : translated(QT_TRANSLATE_NOOP(
                      "casement::Attachments",
                      "It is not on this computer yet, and is fetched from %1. This is not the "
                      "server of your account, and it will see that this computer asks.")))
        .arg(where.host);
}

void ask(Desk &desk, const TimelineItem &item, int index, const FileAnswer &where, QWidget *parent,
         const Report &report)
{
    const Attachment &attachment = item.attachments.at(index);
    const QString name = fileNameOf(attachment);
    const QString author = Words::name(item.authorName, item.authorAddress);
    const bool isRisky = mayRunCode(name);
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setIcon(isRisky ? QMessageBox::Warning : QMessageBox::Question);
    box->setWindowTitle(translated(QT_TRANSLATE_NOOP("casement::Attachments", "Attachment")));
    box->setText(attachment.size > 0
                     ? translated(QT_TRANSLATE_NOOP("casement::Attachments", "%1 (%2) from %3"))
                           .arg(name, Words::size(attachment.size), author)
                     : translated(QT_TRANSLATE_NOOP("casement::Attachments", "%1 from %2"))
                           .arg(name, author));
    QStringList words{originSentence(where)};
    words +=
        isRisky
            ? translated(QT_TRANSLATE_NOOP(
                  "casement::Attachments",
                  "This kind of file can run programs on your computer. Open it only if "
                  "you know why it was sent."))
            : translated(QT_TRANSLATE_NOOP("casement::Attachments",
                                           "It is opened by another program on your computer."));
    words.removeAll(QString());
    box->setInformativeText(words.join(u"\n\n"_s));
    QPushButton *saveButton = box->addButton(
        translated(QT_TRANSLATE_NOOP("casement::Attachments", "Save…")), QMessageBox::AcceptRole);
    QPushButton *openButton = box->addButton(
        isRisky ? translated(QT_TRANSLATE_NOOP("casement::Attachments", "Open anyway"))
                : translated(QT_TRANSLATE_NOOP("casement::Attachments", "Open")),
        QMessageBox::ActionRole);
    box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(saveButton);
    const FileBytes fetch = [&desk, message = item.message, index, name, parent,
                             hosts =
                                 where.host.isEmpty() ? QStringList() : QStringList{where.host}](
                                const std::function<void(const Result<QByteArray> &)> &done) {
        fetchAttachment(desk, message, index, hosts, name, parent, done);
    };
    QObject::connect(saveButton, &QPushButton::clicked, parent,
                     [fetch, name, parent, report] { save(fetch, name, parent, report); });
    QObject::connect(openButton, &QPushButton::clicked, parent,
                     [fetch, name, parent, report] { open(fetch, name, parent, report); });
    box->open();
}

} // namespace

QString safeFileName(const QString &name)
{
    QString result;
    const QString line = displayLine(name);
    for (const QChar c : line) {
        const bool isBad = c == u'/' || c == u'\\' || u":*?\"<>|"_s.contains(c) || !c.isPrint();
        result += isBad ? QChar(u'_') : c;
    }
    while (result.startsWith(u'.') || result.startsWith(u' ') || result.startsWith(u'-'))
        result.remove(0, 1);
    while (result.endsWith(u'.') || result.endsWith(u' '))
        result.chop(1);
    static const QStringList reserved{u"con"_s, u"prn"_s, u"aux"_s, u"nul"_s};
    const QString stem = result.section(u'.', 0, 0).toLower();
    const bool isDevice = stem.size() == 4 &&
                          (stem.startsWith(u"com") || stem.startsWith(u"lpt")) &&
                          stem.at(3).isDigit();
    if (reserved.contains(stem) || isDevice)
        result.prepend(u'_');
    if (result.size() > 120) {
        const QString suffix = QFileInfo(result).suffix().left(16);
        result = result.left(100) + (suffix.isEmpty() ? QString() : u"."_s + suffix);
    }
    return result.isEmpty() ? translated(QT_TRANSLATE_NOOP("casement::Attachments", "attachment"))
                            : result;
}

bool mayRunCode(const QString &name)
{
    static const QSet<QString> suffixes{
        u"exe"_s,     u"com"_s,      u"bat"_s,        u"cmd"_s,  u"msi"_s,  u"scr"_s,     u"pif"_s,
        u"cpl"_s,     u"ps1"_s,      u"vbs"_s,        u"vbe"_s,  u"js"_s,   u"jse"_s,     u"wsf"_s,
        u"hta"_s,     u"jar"_s,      u"lnk"_s,        u"url"_s,  u"reg"_s,  u"sh"_s,      u"bash"_s,
        u"run"_s,     u"bin"_s,      u"py"_s,         u"pl"_s,   u"rb"_s,   u"desktop"_s, u"deb"_s,
        u"rpm"_s,     u"appimage"_s, u"flatpakref"_s, u"snap"_s, u"dmg"_s,  u"pkg"_s,     u"app"_s,
        u"command"_s, u"iso"_s,      u"img"_s,        u"docm"_s, u"xlsm"_s, u"pptm"_s,    u"dotm"_s,
        u"xll"_s,     u"chm"_s,      u"html"_s,       u"htm"_s,  u"svg"_s,  u"xhtml"_s,   u"one"_s};
    return suffixes.contains(QFileInfo(displayLine(name)).suffix().toLower());
}

void askAboutAttachment(Desk &desk, const TimelineItem &item, int index, QWidget *parent,
                        Report report)
{
    if (index < 0 || index >= item.attachments.size())
        return;
    // Where a file is may have to be asked, which can take its time.
    auto *patience = new QTimer(parent);
    patience->setSingleShot(true);
    QObject::connect(patience, &QTimer::timeout, parent, [report] {
        report(
            translated(QT_TRANSLATE_NOOP("casement::Attachments", "Looking where this file is…")));
    });
    patience->start(moment);
    desk.attachments.look(item.message, index)
        .then(parent, [&desk, item, index, parent, report = std::move(report),
                       patience](const Result<FileAnswer> &where) {
            patience->deleteLater();
            patience->stop();
            where ? ask(desk, item, index, *where, parent, report)
                  : report(sentence(where.error()));
        });
}

} // namespace casement

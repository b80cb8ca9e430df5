// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/headless.h"
#include "app/instance/turn.h"
#include "app/platform.h"
#include "app/verbs/format.h"
#include "app/window.h"
#include "app/workstation.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>
#include <QStandardPaths>
#include <cstdio>

using namespace Qt::StringLiterals;
using namespace casement;

namespace
{

void print(const QString &text)
{
    std::fputs(text.toUtf8().constData(), stdout);
}

int complain(const Error &error, bool json, int code)
{
    const QByteArray words = json ? jsonLine(errorObject(error))
                                  : "casement: " + printable(sentenceFor(error)).toUtf8() + '\n';
    std::fputs(words.constData(), stderr);
    return code;
}

int complain(const Error &error, bool json)
{
    return complain(error, json, exitCodeFor(error.kind));
}

QString absolute(const QString &path)
{
    return path.isEmpty() ? QString() : QDir::cleanPath(QDir::current().absoluteFilePath(path));
}

/// The workspace folder, made if it is not there and \a mayMake it.
Result<QString> workspaceFolder(const QString &named, bool mayMake)
{
    const QString folder =
        named.isEmpty()
            ? QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/workspace"_s
            : absolute(named);
    const QFileInfo info(folder);
    if (info.exists() && !info.isDir())
        return fail(
            ErrorKind::Storage,
            u"%1 is a file, and a workspace is a folder; nothing was changed. Name a folder with --workspace."_s
                .arg(folder));
    if (!info.exists() && !mayMake)
        return fail(
            ErrorKind::Storage,
            u"There is no workspace in %1; “casement import”, “casement account add” or the "
            "window makes one."_s.arg(folder));
    if (!QDir().mkpath(folder))
        return fail(ErrorKind::Storage, u"The workspace folder %1 could not be made; nothing was "
                                        u"changed. Name one that you may write "
                                        "with --workspace."_s.arg(folder));
    return folder;
}

/// Every way in that needs a workspace goes through here: either \a use has it, or another process
/// did what was asked.
template <typename Use>
int withWorkspace(const CommandLine &line, Handover request, bool mayMake, Use use)
{
    const Result<QString> folder = workspaceFolder(line.workspace, mayMake);
    if (!folder)
        return complain(folder.error(), line.json);
    request.workingFolder = QDir::currentPath();
    request.secretsFile = absolute(line.secretsFile);
    request.json = line.json;
    Result<Turn> turn = takeTurn(*folder, request);
    if (!turn)
        return complain(turn.error(), line.json);
    if (const int *const code = std::get_if<int>(&*turn))
        return *code;
    auto workstation = Workstation::open(
        *folder, request.secretsFile, std::get<std::unique_ptr<WorkspaceLock>>(std::move(*turn)));
    if (!workstation)
        return complain(workstation.error(), line.json);
    return use(**workstation);
}

int runVerbHere(int argc, char **argv, const CommandLine &line)
{
    QCoreApplication app(argc, argv);
    const VerbRequest request{.call = *line.call,
                              .workingFolder = QDir::currentPath(),
                              .json = line.json,
                              .outputIsTerminal = platform::outputIsTerminal(),
                              .errorIsTerminal = platform::errorIsTerminal()};
    return withWorkspace(line,
                         {.arguments = line.verbArguments,
                          .outputIsTerminal = request.outputIsTerminal,
                          .errorIsTerminal = request.errorIsTerminal},
                         line.call->spec->makesWorkspace, [&](Workstation &workstation) {
                             return runHeadless(workstation, request);
                         });
}

int openWindow(int &argc, char **argv, const CommandLine &line)
{
    const Result<std::unique_ptr<QCoreApplication>> app =
        makeWindowApplication(argc, argv, line.window);
    if (!app)
        return complain(app.error(), line.json, ExitUsage);
    const bool isPicture = line.window.contains(u"headless-screenshot"_s);
    const QString token = qEnvironmentVariable("XDG_ACTIVATION_TOKEN");
    return withWorkspace(
        line, {.raisesWindow = !isPicture, .activationToken = token}, true,
        [&](Workstation &workstation) { return runWindow(workstation, line.window); });
}

QLoggingCategory::CategoryFilter usualFilter = nullptr;

/// KSMTP writes all that a server says into the log of who debugs it, and some servers repeat a
/// password. What is of use of it is in our own sentences, without that (Confidence).
void keepDialoguesOut(QLoggingCategory *category)
{
    usualFilter(category);
    if (QLatin1StringView(category->categoryName()) == "org.kde.pim.ksmtp"_L1) {
        category->setEnabled(QtDebugMsg, false);
        category->setEnabled(QtInfoMsg, false);
    }
}

} // namespace

int main(int argc, char **argv)
{
    platform::restrictNewFiles();
    usualFilter = QLoggingCategory::installFilter(nullptr); // it is called within the next line
    QLoggingCategory::installFilter(keepDialoguesOut);
    QCoreApplication::setApplicationName(u"casement"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(CASEMENT_VERSION));
    // Every KJob holds a lock on the application: without this the end of the first IMAP command
    // would end the program.
    QCoreApplication::setQuitLockEnabled(false);

    QStringList arguments;
    for (int i = 1; i < argc; ++i)
        arguments += QString::fromLocal8Bit(argv[i]);
    const Result<CommandLine> line = parseCommandLine(arguments);
    if (!line)
        return complain(line.error(), arguments.contains(u"--json"_s), ExitUsage);
    if (line->wantsVersion)
        print(u"casement %1\n"_s.arg(QCoreApplication::applicationVersion()));
    else if (line->wantsManual)
        print(manual());
    else if (line->wantsHelp)
        print(line->call ? verbHelp(*line->call->spec) : generalHelp());
    else if (line->call)
        return runVerbHere(argc, argv, *line);
    else
        return openWindow(argc, argv, *line);
    return ExitOk;
}

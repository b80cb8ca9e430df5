// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window.h"

#include "app/headless.h"
#include "app/picture.h"
#include "app/platform.h"
#include "app/verbs/context.h"
#include "app/workstation.h"
#include "ui/mainwindow.h"
#include "ui/style/appearance.h"

#include <QApplication>
#include <QDir>
#include <QRegularExpression>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr QSize usualSize(1280, 800);
constexpr int largestSide = 8000;

std::optional<QSize> sizeFrom(const QHash<QString, QString> &options)
{
    if (!options.contains(u"size"_s))
        return usualSize;
    static const QRegularExpression form(u"^(\\d{2,5})x(\\d{2,5})$"_s);
    const QRegularExpressionMatch match = form.match(options[u"size"_s]);
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    if (!match.hasMatch() || size.width() > largestSide || size.height() > largestSide)
        return std::nullopt;
    return size;
}

bool hasDisplay()
{
#ifdef Q_OS_UNIX
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

int takePicture(Workstation &workstation, MainWindow &window,
                const QHash<QString, QString> &options)
{
    // After the window, which puts on the theme of the user's settings.
    applyTheme(options.value(u"theme"_s) == u"dark" ? Theme::Dark : Theme::Light);
    window.resize(sizeFrom(options).value_or(usualSize));
    window.show();
    Result<void> result;
    Picture picture(workstation.desk(), window,
                    QDir::current().absoluteFilePath(options[u"headless-screenshot"_s]));
    QObject::connect(&picture, &Picture::taken, qApp, [&](const Result<void> &taken) {
        result = taken;
        QCoreApplication::quit();
    });
    QMetaObject::invokeMethod(
        &picture, [&] { picture.take(options.value(u"open"_s)); }, Qt::QueuedConnection);
    QCoreApplication::exec();
    if (result)
        return ExitOk;
    std::fputs(("casement: "_L1 + sentenceFor(result.error()) + u'\n').toUtf8().constData(),
               stderr);
    return exitCodeFor(result.error().kind);
}

} // namespace

Result<std::unique_ptr<QCoreApplication>>
makeWindowApplication(int &argc, char **argv, const QHash<QString, QString> &options)
{
    const bool isPicture = options.contains(u"headless-screenshot"_s);
    if (!isPicture && !options.isEmpty())
        return fail(ErrorKind::Invalid, u"--%1 belongs to --headless-screenshot FILE."_s.arg(
                                            options.constBegin().key()));
    const QString theme = options.value(u"theme"_s, u"light"_s);
    if (theme != u"light" && theme != u"dark")
        return fail(ErrorKind::Invalid, u"--theme is “light” or “dark”."_s);
    if (!sizeFrom(options))
        return fail(ErrorKind::Invalid, u"--size is a width and a height such as 1280x800."_s);
    if (isPicture)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    else if (!hasDisplay())
        return fail(ErrorKind::Invalid, u"There is no display here (neither DISPLAY nor "
                                        u"WAYLAND_DISPLAY is set), so no window was opened. "
                                        "“casement --help” lists what works without one."_s);

    auto app = std::make_unique<QApplication>(argc, argv);
    QGuiApplication::setDesktopFileName(u"org.casement.Casement"_s);
    QGuiApplication::setApplicationDisplayName(u"Casement"_s);
    installTranslations(*app);
    installAppearance(*app);
    if (isPicture)
        QApplication::setCursorFlashTime(0);
    return app;
}

int runWindow(Workstation &workstation, const QHash<QString, QString> &options)
{
    int code = ExitOk;
    {
        MainWindow window(workstation.desk(), workstation.accountSetup());
        if (options.contains(u"headless-screenshot"_s))
            return takePicture(workstation, window, options);
        Interruption interruption;
        QObject::connect(&interruption, &Interruption::interrupted, &window, &QWidget::close);
        QObject::connect(&workstation.server(), &VerbServer::raiseRequested, &window,
                         [&window](const QString &token) {
                             if (!token.isEmpty())
                                 qputenv("XDG_ACTIVATION_TOKEN", token.toUtf8());
                             window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
                             window.show();
                             window.raise();
                             window.activateWindow();
                         });
        workstation.server().setHasWindow(true);
        workstation.liveness().acquire();
        window.show();
        code = QCoreApplication::exec();
        workstation.server().setHasWindow(false);
        workstation.liveness().release();
    }
    finishServing(workstation);
    return code;
}

} // namespace casement

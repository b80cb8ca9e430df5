// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// casement-livewindow WORKSPACE SECRETS_FILE: the real window on the Inbox, with its accounts
// running and somebody who reads, until standard input ends. It says {"ready":true}; for each line
// that it is given, how long it could not have answered a key since the one before.

#include "tests/bench/watchedapplication.h"
#include "tests/bench/window.h"
#include "tests/support/stalls.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/style/appearance.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSocketNotifier>
#include <QTest>

#include <unistd.h>

using namespace casement;
using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::seconds kReading(3);

void say(const QJsonObject &object)
{
    std::printf("%s\n", QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setQuitLockEnabled(false);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    bench::WatchedApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"casement-livewindow"_s);
    installTranslations(app);
    installAppearance(app);
    const QStringList arguments = app.arguments();
    if (arguments.size() != 3)
        endWith("usage: casement-livewindow WORKSPACE SECRETS_FILE");

    Window window(arguments.at(1), arguments.at(2));
    window.workstation->liveness().acquire();
    window.list->setFocus();
    QTimer reader;
    bool isGoingDown = true;
    QObject::connect(&reader, &QTimer::timeout, window.list, [&] {
        if (window.list->currentIndex().row() + 1 >= std::min(window.pane->model().rowCount(), 20))
            isGoingDown = false;
        else if (window.list->currentIndex().row() <= 0)
            isGoingDown = true;
        QTest::keyClick(window.list, isGoingDown ? Qt::Key_J : Qt::Key_K);
    });
    reader.start(kReading);

    Stalls stalls(std::chrono::milliseconds(1));
    stalls.whoseWork = [&app] { return app.longest(); };
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &app, [&] {
        char bytes[256];
        const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
        if (count <= 0) {
            input.setEnabled(false);
            return QCoreApplication::quit();
        }
        for (ssize_t i = 0; i < count; ++i) {
            if (bytes[i] != '\n')
                continue;
            say({{u"longest_stall_ms"_s, stalls.longest},
                 {u"longest_work_ms"_s, stalls.longestWork},
                 {u"longest_work_in"_s, stalls.where},
                 {u"rows"_s, window.pane->model().rowCount()}});
            stalls.forget();
        }
    });
    say({{u"ready"_s, true}});
    return QCoreApplication::exec();
}

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/instance/workspacelock.h"
#include "app/workstation.h"
#include "ui/conversation/conversationview.h"
#include "ui/list/conversationlistview.h"
#include "ui/list/listpane.h"
#include "ui/mainwindow.h"

#include <QCoreApplication>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace casement
{

[[noreturn]] inline void endWith(const char *sentence)
{
    std::fprintf(stderr, "%s: %s\n", qPrintable(QCoreApplication::applicationName()), sentence);
    std::exit(1);
}

/// The real window over a workspace, in this process.
struct Window {
    Window(const QString &folder, const QString &secretsFile)
    {
        auto lock = std::make_unique<WorkspaceLock>(folder);
        if (!lock->tryTake())
            endWith("another process has the workspace");
        auto opened = Workstation::open(folder, secretsFile, std::move(lock));
        if (!opened)
            endWith(qPrintable(opened.error().detail));
        workstation = std::move(*opened);
        main = std::make_unique<MainWindow>(workstation->desk(), workstation->accountSetup());
        main->resize(1280, 800);
        main->show();
        pane = main->findChild<ListPane *>();
        view = main->findChild<ConversationView *>();
        list = &pane->list();
    }
    /// With a keychain that has nothing.
    explicit Window(const QString &folder) : Window(folder, folder + QStringLiteral("/no-secrets"))
    {
    }

    std::unique_ptr<Workstation> workstation;
    std::unique_ptr<MainWindow> main;
    ListPane *pane = nullptr;
    ConversationView *view = nullptr;
    ConversationListView *list = nullptr;
};

} // namespace casement

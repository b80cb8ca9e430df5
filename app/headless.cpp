// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/headless.h"

#include "app/platform.h"
#include "app/workstation.h"

#include <QCoreApplication>
#include <QThread>

namespace casement
{

int runHeadless(Workstation &workstation, const VerbRequest &request)
{
    ProcessIo io;
    int code = ExitFailed;
    const std::unique_ptr<QThread> thread(
        QThread::create([&io, &code, &request, services = workstation.services()] {
            code = runVerb(services, request, io);
        }));
    Interruption interruption;
    QObject::connect(&interruption, &Interruption::interrupted, &io, &VerbIo::cancel);
    QObject::connect(thread.get(), &QThread::finished, qApp, &QCoreApplication::quit);
    thread->start();
    QCoreApplication::exec();
    thread->wait();
    finishServing(workstation);
    return code;
}

void finishServing(Workstation &workstation)
{
    QObject::connect(&workstation.server(), &VerbServer::idle, qApp, &QCoreApplication::quit,
                     Qt::QueuedConnection);
    workstation.server().retire();
    QCoreApplication::exec();
}

} // namespace casement

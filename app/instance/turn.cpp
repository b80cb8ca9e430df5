// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/turn.h"

#include "app/instance/verbclient.h"

#include <QDeadlineTimer>
#include <QThread>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr std::chrono::milliseconds betweenTries(30);
constexpr std::chrono::milliseconds
    silence(1000); ///< a short verb that is nearly done is not worth a sentence

QString whoHasIt(const WorkspaceLock &lock)
{
    const QString holder = lock.holder();
    return holder.isEmpty() ? u"another Casement"_s : u"another Casement (%1)"_s.arg(holder);
}

} // namespace

Result<Turn> takeTurn(const QString &folder, const Handover &request,
                      std::chrono::milliseconds patience)
{
    auto lock = std::make_unique<WorkspaceLock>(folder);
    const QString socket = workspaceSocketPath(folder);
    QDeadlineTimer deadline(patience);
    const QDeadlineTimer quiet(qMin(silence, patience));
    bool hasTold = false;
    while (true) {
        const Result<void> taken = lock->tryTake();
        if (taken)
            return Turn(std::move(lock));
        if (taken.error().kind != ErrorKind::Busy)
            return std::unexpected(taken.error());
        if (request.raisesWindow || !request.arguments.isEmpty()) {
            const auto code = handOver(socket, request);
            if (code)
                return Turn(*code);
            if (code.error() == NotHandedOver::Moved)
                deadline.setRemainingTime(patience);
        }
        if (deadline.hasExpired())
            break;
        if (quiet.hasExpired() && !hasTold && !request.json) {
            hasTold = true;
            const QString sentence =
                u"casement: waiting for %1, which has this workspace open …\n"_s.arg(
                    whoHasIt(*lock));
            std::fputs(sentence.toUtf8().constData(), stderr);
        }
        // No event loop runs yet: nothing is kept waiting but this process itself.
        QThread::sleep(betweenTries);
    }
    const QString what = request.raisesWindow ? u"The workspace %1 is in use by %2 that has no "
                                                u"window; nothing was changed. Wait until it is "
                                                "done or end it, then try again."_s
                                              : u"The workspace %1 is in use by %2, which does not "
                                                u"answer; nothing was changed. Wait until it "
                                                "is done or end it, then try again."_s;
    return fail(ErrorKind::Busy, what.arg(folder, whoHasIt(*lock)));
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/context.h"
#include "core/domain/error.h"

#include <QLocalServer>
#include <QObject>
#include <functional>

namespace casement
{

class ServedVerb;

/// Listens in the workspace for other processes of this user, runs the verbs that they hand over,
/// each on a thread of its own, and streams the words back. What others send is hostile until it is
/// understood: frames are bounded, a caller that says nothing is closed, and more than a few
/// callers at a time are turned away.
class VerbServer final : public QObject
{
    Q_OBJECT
public:
    /// \a services is asked when a verb starts.
    VerbServer(std::function<VerbServices()> services, const QString &secretsFile,
               QObject *parent = nullptr);
    ~VerbServer() override;

    [[nodiscard]] Result<void> listen(const QString &path);
    /// Whether there is a window that can be raised.
    void setHasWindow(bool hasWindow) { m_hasWindow = hasWindow; }
    /// Takes no more verbs, tells those that would never end by themselves to ask the next process,
    /// and emits idle() when the last one is done.
    void retire();
    [[nodiscard]] bool isIdle() const { return m_running == 0; }

Q_SIGNALS:
    void raiseRequested(const QString &activationToken);
    /// retire() was called.
    void retiring();
    void idle();

private:
    friend class ServedVerb;
    void accept();

    std::function<VerbServices()> m_services;
    QString m_secretsFile;
    QLocalServer m_server;
    bool m_hasWindow = false;
    bool m_isRetired = false;
    int m_running = 0;
};

} // namespace casement

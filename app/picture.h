// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/error.h"

#include <QImage>
#include <QObject>
#include <QTimer>

namespace casement
{

class Desk;
class MainWindow;

/// Draws the window into a file: opens what is asked for, and waits until two pictures in a row are
/// the same, because what a window shows arrives piece by piece.
class Picture final : public QObject
{
    Q_OBJECT
public:
    Picture(Desk &desk, MainWindow &window, const QString &file, QObject *parent = nullptr);

    /// \a open: the name of a conversation, a person, a session, an ask or a promise, "sample"
    /// (added when it is not there), or empty.
    void take(const QString &open);

Q_SIGNALS:
    void taken(const casement::Result<void> &result);

private:
    void addSample();
    void openTypical();
    void look();
    void finish(const Result<void> &result);

    Desk &m_desk;
    MainWindow &m_window;
    QString m_file;
    QTimer m_timer;
    QImage m_last;
    int m_looks = 0;
};

} // namespace casement

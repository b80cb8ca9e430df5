// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/instance/frames.h"
#include "app/instance/handover.h"
#include "app/verbs/verbio.h"

#include <QObject>
#include <QPromise>
#include <QSemaphore>
#include <QThread>
#include <memory>

class QLocalSocket;

namespace casement
{

class VerbServer;

/// The streams of a process that handed a verb over. The verb waits when the caller reads slowly,
/// so that what is under way stays bounded.
class RemoteIo final : public VerbIo
{
    Q_OBJECT
public:
    explicit RemoteIo(QLocalSocket *socket, QObject *parent = nullptr);

    void writeOutput(const QByteArray &bytes) override;
    void writeError(const QByteArray &bytes) override;
    [[nodiscard]] Result<QByteArray> readInput(qsizetype limit) override;

    // Main thread:
    /// A piece of the caller's standard input; an empty one is its end.
    void takeInput(const QByteArray &piece);
    /// The caller has gone away.
    void hangUp();

private:
    void write(Frame::Type type, const QByteArray &bytes);
    void askForInput(qsizetype limit, const std::shared_ptr<QPromise<Result<QByteArray>>> &answer);
    void finishInput(const Result<QByteArray> &result);

    QLocalSocket *m_socket;
    QSemaphore m_room; ///< bytes that may be written before the caller has read some
    qint64 m_underWay = 0;
    QByteArray m_input;
    qsizetype m_inputLimit = 0;
    std::shared_ptr<QPromise<Result<QByteArray>>> m_inputAnswer;
};

/// One connection to the VerbServer, from its request to its exit code. Deletes itself.
class ServedVerb final : public QObject
{
    Q_OBJECT
public:
    ServedVerb(VerbServer &server, QLocalSocket *socket);

private:
    void readFrames();
    void take(const Frame &frame);
    void start(const Handover &request);
    void raise(const Handover &request);
    void refuse(int exitCode, const QString &sentence, bool json);
    void finish(int exitCode);
    void close();

    VerbServer &m_server;
    QLocalSocket *m_socket;
    RemoteIo m_io;
    FrameReader m_reader;
    std::unique_ptr<QThread> m_thread;
    bool m_hasRequest = false;
    bool m_isDisconnected = false;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/servedverb.h"

#include "app/instance/verbserver.h"
#include "app/verbs/format.h"

#include <QLocalSocket>
#include <QTimer>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int roomForOutput = 1024 * 1024;
constexpr qsizetype outputPiece = 64 * 1024;
constexpr std::chrono::seconds timeForRequest(5);
constexpr int enoughForAll = roomForOutput * 16;

} // namespace

// --- RemoteIo

RemoteIo::RemoteIo(QLocalSocket *socket, QObject *parent)
    : VerbIo(parent)
    , m_socket(socket)
    , m_room(roomForOutput)
{
    connect(m_socket, &QLocalSocket::bytesWritten, this, [this](qint64 count) {
        // The frames' own few bytes count as room too: that only errs towards more.
        const qint64 freed = qMin(count, m_underWay);
        m_underWay -= freed;
        m_room.release(int(freed));
    });
}

void RemoteIo::writeOutput(const QByteArray &bytes)
{
    write(Frame::Type::Output, bytes);
}

void RemoteIo::writeError(const QByteArray &bytes)
{
    write(Frame::Type::ErrorOutput, bytes);
}

void RemoteIo::write(Frame::Type type, const QByteArray &bytes)
{
    for (qsizetype start = 0; start < bytes.size() && !isCancelled(); start += outputPiece) {
        const QByteArray piece = bytes.mid(start, outputPiece);
        m_room.acquire(int(piece.size()));
        QMetaObject::invokeMethod(this, [this, type, piece] {
            if (m_socket->state() != QLocalSocket::ConnectedState)
                return;
            m_underWay += piece.size();
            m_socket->write(encodeFrame(type, piece));
        });
    }
}

Result<QByteArray> RemoteIo::readInput(qsizetype limit)
{
    const auto answer = std::make_shared<QPromise<Result<QByteArray>>>();
    answer->start();
    QFuture<Result<QByteArray>> future = answer->future();
    QMetaObject::invokeMethod(this, [this, limit, answer] { askForInput(limit, answer); });
    return future.result();
}

void RemoteIo::askForInput(qsizetype limit,
                           const std::shared_ptr<QPromise<Result<QByteArray>>> &answer)
{
    m_input.clear();
    m_inputLimit = limit;
    m_inputAnswer = answer;
    if (isCancelled()) {
        finishInput(fail(ErrorKind::Cancelled, u"Stopped; nothing was done."_s));
        return;
    }
    QByteArray most(sizeof(quint64), Qt::Uninitialized);
    qToBigEndian(quint64(limit), most.data());
    m_socket->write(encodeFrame(Frame::Type::WantInput, most));
}

void RemoteIo::takeInput(const QByteArray &piece)
{
    if (!m_inputAnswer)
        return;
    // What is too long is answered only at its end: a caller that still writes would lose the
    // answer with the connection.
    const bool isTooLong = m_input.size() > m_inputLimit;
    if (!piece.isEmpty()) {
        if (!isTooLong)
            m_input += piece;
    } else if (isTooLong) {
        finishInput(fail(ErrorKind::Invalid,
                         u"Standard input is longer than %1 MiB; nothing was done."_s.arg(
                             m_inputLimit / (1024 * 1024))));
    } else {
        finishInput(m_input);
    }
}

void RemoteIo::finishInput(const Result<QByteArray> &result)
{
    if (!m_inputAnswer)
        return;
    m_inputAnswer->addResult(result);
    m_inputAnswer->finish();
    m_inputAnswer.reset();
    m_input.clear();
}

void RemoteIo::hangUp()
{
    cancel();
    finishInput(fail(ErrorKind::Cancelled, u"Stopped; nothing was done."_s));
    m_room.release(enoughForAll);
}

// --- ServedVerb

ServedVerb::ServedVerb(VerbServer &server, QLocalSocket *socket)
    : QObject(&server)
    , m_server(server)
    , m_socket(socket)
    , m_io(socket)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(2 * maxFramePayload);
    connect(m_socket, &QLocalSocket::readyRead, this, &ServedVerb::readFrames);
    connect(m_socket, &QLocalSocket::disconnected, this, [this] {
        m_isDisconnected = true;
        m_io.hangUp();
        close();
    });
    QTimer::singleShot(timeForRequest, this, [this] {
        if (!m_hasRequest)
            m_socket->abort();
    });
    readFrames();
}

void ServedVerb::readFrames()
{
    m_reader.feed(m_socket->readAll());
    while (const std::optional<Frame> frame = m_reader.next())
        take(*frame);
    if (m_reader.isBroken())
        m_socket->abort();
}

void ServedVerb::take(const Frame &frame)
{
    if (frame.type == Frame::Type::Input && m_hasRequest) {
        m_io.takeInput(frame.payload);
        return;
    }
    if (frame.type != Frame::Type::Request || m_hasRequest) {
        m_socket->abort();
        return;
    }
    m_hasRequest = true;
    const std::optional<Handover> request = decodeHandover(frame.payload);
    if (!request)
        refuse(
            ExitWorkspace,
            u"The Casement that has this workspace open is of another version; close it and try again."_s,
            false);
    else if (request->raisesWindow)
        raise(*request);
    else
        start(*request);
}

void ServedVerb::raise(const Handover &request)
{
    if (!m_server.m_hasWindow) {
        // Ask again: a short verb is soon over, and then the workspace is free for a window.
        m_socket->write(encodeFrame(Frame::Type::Busy));
        m_socket->disconnectFromServer();
        return;
    }
    Q_EMIT m_server.raiseRequested(request.activationToken);
    m_socket->write(encodeFrame(Frame::Type::Accepted));
    finish(ExitOk);
}

void ServedVerb::start(const Handover &request)
{
    constexpr int mostAtATime = 16;
    if (m_server.m_isRetired || m_server.m_running >= mostAtATime) {
        m_socket->write(encodeFrame(Frame::Type::Busy));
        m_socket->disconnectFromServer();
        return;
    }
    if (request.secretsFile != m_server.m_secretsFile && !request.secretsFile.isEmpty()) {
        refuse(ExitWorkspace,
               u"The Casement that has this workspace open keeps its passwords elsewhere than in "
               u"%1; close it, or leave "
               "--secrets-file out."_s.arg(request.secretsFile),
               request.json);
        return;
    }
    Result<VerbCall> call = parseVerb(request.arguments);
    if (!call) {
        refuse(ExitUsage, call.error().detail, request.json);
        return;
    }
    m_socket->write(encodeFrame(Frame::Type::Accepted));
    ++m_server.m_running;
    const VerbRequest verb{.call = std::move(*call),
                           .workingFolder = request.workingFolder,
                           .json = request.json,
                           .outputIsTerminal = request.outputIsTerminal,
                           .errorIsTerminal = request.errorIsTerminal};
    if (!verb.call.spec->endsByItself)
        connect(&m_server, &VerbServer::retiring, &m_io, [this] {
            m_socket->write(encodeFrame(Frame::Type::Busy));
            m_io.cancel();
        });
    m_thread.reset(QThread::create([this, verb, services = m_server.m_services()] {
        const int code = runVerb(services, verb, m_io);
        QMetaObject::invokeMethod(this, [this, code] { finish(code); });
    }));
    connect(m_thread.get(), &QThread::finished, this, [this] {
        --m_server.m_running;
        if (m_server.m_running == 0)
            Q_EMIT m_server.idle();
        close();
    });
    m_thread->start();
}

void ServedVerb::refuse(int exitCode, const QString &sentence, bool json)
{
    const Error error{exitCode == ExitUsage ? ErrorKind::Invalid : ErrorKind::Busy, sentence};
    m_socket->write(encodeFrame(Frame::Type::Accepted));
    m_socket->write(
        encodeFrame(Frame::Type::ErrorOutput,
                    json ? jsonLine(errorObject(error))
                         : "casement: " + printable(sentenceFor(error)).toUtf8() + '\n'));
    finish(exitCode);
}

void ServedVerb::finish(int exitCode)
{
    if (m_isDisconnected)
        return;
    m_socket->write(encodeFrame(Frame::Type::Exit, QByteArray(1, char(exitCode))));
    m_socket->disconnectFromServer(); // after everything is written
}

void ServedVerb::close()
{
    if (m_isDisconnected && (!m_thread || m_thread->isFinished()))
        deleteLater();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/instance/verbclient.h"

#include "app/instance/frames.h"
#include "app/platform.h"
#include "app/verbs/verb.h"
#include "app/verbs/verbio.h"

#include <QFile>
#include <QLocalSocket>
#include <QtEndian>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr int connectMilliseconds = 1000;
constexpr qsizetype inputPiece = 256 * 1024;

/// Gives the other process this one's standard input, to its end, or to one byte more than it can
/// use.
bool sendInput(QLocalSocket &socket, const QByteArray &most)
{
    qint64 left = most.size() == qsizetype(sizeof(quint64))
                      ? qint64(qFromBigEndian<quint64>(most.constData())) + 1
                      : 0;
    QFile input;
    if (input.open(stdin, QIODevice::ReadOnly)) {
        while (left > 0) {
            const QByteArray piece = input.read(qMin(inputPiece, qsizetype(left)));
            if (piece.isEmpty())
                break;
            left -= piece.size();
            socket.write(encodeFrame(Frame::Type::Input, piece));
            while (socket.bytesToWrite() > 0) {
                if (!socket.waitForBytesWritten(-1))
                    return false;
            }
        }
    }
    socket.write(encodeFrame(Frame::Type::Input));
    return socket.waitForBytesWritten(-1);
}

} // namespace

std::expected<int, NotHandedOver> handOver(const QString &path, const Handover &request)
{
    QLocalSocket socket;
    socket.connectToServer(path);
    if (!socket.waitForConnected(connectMilliseconds))
        return std::unexpected(NotHandedOver::Nobody);
    // The other end may be told passwords: it has to be this user's.
    const auto user = platform::peerUser(socket.socketDescriptor());
    if (user && *user != platform::ownUser())
        return std::unexpected(NotHandedOver::Nobody);
    socket.write(encodeFrame(Frame::Type::Request, encodeHandover(request)));
    socket.waitForBytesWritten(connectMilliseconds);

    ProcessIo streams;
    FrameReader reader;
    bool isAccepted = false;
    while (true) {
        while (const std::optional<Frame> frame = reader.next()) {
            switch (frame->type) {
            case Frame::Type::Accepted:
                isAccepted = true;
                break;
            case Frame::Type::Busy:
                return std::unexpected(isAccepted ? NotHandedOver::Moved : NotHandedOver::Nobody);
            case Frame::Type::Output:
                streams.writeOutput(frame->payload);
                if (streams.isCancelled()) // nobody reads any more
                    return ExitFailed;
                break;
            case Frame::Type::ErrorOutput:
                streams.writeError(frame->payload);
                break;
            case Frame::Type::WantInput:
                // When this fails the other process has gone; the loop below notices.
                sendInput(socket, frame->payload);
                break;
            case Frame::Type::Exit:
                return frame->payload.isEmpty() ? int(ExitFailed) : int(quint8(frame->payload[0]));
            case Frame::Type::Request:
            case Frame::Type::Input:
                break;
            }
        }
        const bool isOver =
            reader.isBroken() || (socket.bytesAvailable() == 0 && !socket.waitForReadyRead(-1) &&
                                  socket.bytesAvailable() == 0);
        if (isOver) {
            if (!isAccepted)
                return std::unexpected(NotHandedOver::Nobody);
            streams.writeError("casement: The Casement that had this workspace open ended before "
                               "it was done. What it "
                               "had stored by then is kept; look before you try again.\n");
            return ExitWorkspace;
        }
        reader.feed(socket.readAll());
    }
}

} // namespace casement

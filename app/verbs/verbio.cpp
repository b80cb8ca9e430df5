// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/verbio.h"

#include <QFile>
#include <cstdio>

namespace casement
{

void ProcessIo::writeOutput(const QByteArray &bytes)
{
    // A reader that has gone away (`casement list | head`) ends the verb, without a word.
    if (std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stdout) != size_t(bytes.size()) ||
        std::fflush(stdout) != 0)
        cancel();
}

void ProcessIo::writeError(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stderr);
    std::fflush(stderr);
}

Result<QByteArray> ProcessIo::readInput(qsizetype limit)
{
    QFile input;
    if (!input.open(stdin, QIODevice::ReadOnly))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Standard input could not be read; nothing was done."));
    QByteArray bytes;
    while (true) {
        const QByteArray piece = input.read(65536);
        if (piece.isEmpty())
            return bytes;
        bytes += piece;
        if (bytes.size() > limit)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("Standard input is longer than %1 MiB; nothing was done.")
                            .arg(limit / (1024 * 1024)));
    }
}

} // namespace casement

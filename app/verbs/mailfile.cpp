// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/mailfile.h"

#include <QDateTime>
#include <QLocale>

namespace casement
{

namespace
{

/// Whether \a line is "From ", after any number of ">".
bool needsQuoting(QByteArrayView line)
{
    qsizetype start = 0;
    while (start < line.size() && line[start] == '>')
        ++start;
    return line.sliced(start).startsWith("From ");
}

} // namespace

bool isMail(const QByteArray &raw)
{
    for (qsizetype i = 0; i < raw.size(); ++i) {
        const char c = raw[i];
        if (c == ':')
            return i > 0;
        if (c <= ' ' || c >= 127 || c == '{')
            return false;
    }
    return false;
}

QByteArray mboxEntry(const QString &author, Timestamp at, const QByteArray &raw)
{
    QByteArray sender;
    for (const QChar c : author) {
        if (c > u' ' && c < u'\x7f')
            sender += c.toLatin1();
    }
    QByteArray entry =
        "From " + (sender.isEmpty() ? QByteArray("MAILER-DAEMON") : sender) + ' ' +
        QLocale::c()
            .toString(QDateTime::fromMSecsSinceEpoch(toMilliseconds(at), QTimeZone::UTC),
                      u"ddd MMM dd HH:mm:ss yyyy")
            .toLatin1() +
        '\n';
    entry.reserve(entry.size() + raw.size() + 64);
    for (qsizetype start = 0; start < raw.size();) {
        const qsizetype end = raw.indexOf('\n', start);
        const qsizetype next = end < 0 ? raw.size() : end + 1;
        const QByteArrayView line = QByteArrayView(raw).sliced(start, next - start);
        if (needsQuoting(line))
            entry += '>';
        entry += line;
        start = next;
    }
    if (!entry.endsWith('\n'))
        entry += '\n';
    return entry + '\n';
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/http/httpbody.h"

#include <QJsonDocument>
#include <QUuid>
#include <algorithm>

namespace casement
{

namespace
{

/// In a quoted parameter: no name can end its line or its quotes.
QByteArray escaped(const QString &name)
{
    QByteArray bytes = name.toUtf8();
    bytes.replace('\r', "%0D").replace('\n', "%0A").replace('"', "%22");
    bytes.removeIf([](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return bytes;
}

QByteArray headerValue(const QString &text)
{
    QByteArray bytes = text.toLatin1();
    bytes.removeIf([](char c) { return static_cast<unsigned char>(c) < 0x20; });
    return bytes.isEmpty() ? QByteArray("application/octet-stream") : bytes;
}

} // namespace

HttpBody httpJson(const QJsonObject &object)
{
    return {.contentType = "application/json",
            .bytes = QJsonDocument(object).toJson(QJsonDocument::Compact)};
}

HttpBody httpForm(const QUrlQuery &form)
{
    QByteArray bytes = form.toString(QUrl::FullyEncoded).toUtf8();
    bytes.replace('+', "%2B"); // which would be read as a space
    return {.contentType = "application/x-www-form-urlencoded", .bytes = bytes};
}

HttpBody httpMultipart(const QList<HttpPart> &parts)
{
    // 122 random bits: no file has them by accident, and none can know them.
    const QByteArray boundary = "casement-" + QUuid::createUuid().toByteArray(QUuid::Id128);
    QByteArray bytes;
    for (const HttpPart &part : parts) {
        bytes += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" +
                 escaped(part.name) + '"';
        if (!part.fileName.isEmpty())
            bytes += "; filename=\"" + escaped(part.fileName) +
                     "\"\r\nContent-Type: " + headerValue(part.mediaType);
        bytes += "\r\n\r\n" + part.bytes + "\r\n";
    }
    bytes += "--" + boundary + "--\r\n";
    return {.contentType = "multipart/form-data; boundary=" + boundary, .bytes = bytes};
}

HttpOnceBody::HttpOnceBody(QByteArray bytes, QObject *parent)
    : QIODevice(parent)
    , m_bytes(std::move(bytes))
{
    open(ReadOnly | Unbuffered);
}

qint64 HttpOnceBody::bytesAvailable() const
{
    return m_bytes.size() - m_at + QIODevice::bytesAvailable();
}

qint64 HttpOnceBody::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min<qint64>(maxSize, m_bytes.size() - m_at);
    if (count <= 0)
        return -1;
    std::copy_n(m_bytes.constData() + m_at, count, data);
    m_at += count;
    return count;
}

qint64 HttpOnceBody::writeData(const char *, qint64)
{
    return -1;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrlQuery>

namespace casement
{

/// What a request carries.
struct HttpBody {
    QByteArray contentType;
    QByteArray bytes;
};

[[nodiscard]] HttpBody httpJson(const QJsonObject &object);
/// As application/x-www-form-urlencoded.
[[nodiscard]] HttpBody httpForm(const QUrlQuery &form);

/// One field of a form, or a file in it where it has a file name.
struct HttpPart {
    QString name;
    QString fileName;  ///< as a person named it
    QString mediaType; ///< of a file
    QByteArray bytes;
};
/// As multipart/form-data (RFC 7578, names escaped as the HTML standard has it).
[[nodiscard]] HttpBody httpMultipart(const QList<HttpPart> &parts);

/// A request body that can be read once. QNetworkAccessManager repeats a request by itself when a
/// connection ends before the answer; with this it cannot, and how much was read tells whether the
/// server can have all of it.
class HttpOnceBody final : public QIODevice
{
    Q_OBJECT
public:
    HttpOnceBody(QByteArray bytes, QObject *parent);

    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;
    /// All of it may be with the server.
    [[nodiscard]] bool hasLeft() const { return m_at >= m_bytes.size(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *data, qint64 size) override;

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace casement

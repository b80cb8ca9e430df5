// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/safedocument.h"

#include <QBuffer>
#include <QImageReader>
#include <QTextOption>
#include <QUrl>

namespace casement
{

SafeDocument::SafeDocument(QObject *parent) : QTextDocument(parent)
{
    setUndoRedoEnabled(false);
    QTextOption option = defaultTextOption();
    option.setTextDirection(Qt::LayoutDirectionAuto); // each paragraph by what it says
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setDefaultTextOption(option);
}

void SafeDocument::provide(const QString &url, const QImage &image)
{
    m_images.insert(url, image);
    m_missing.remove(url);
    addResource(ImageResource, QUrl(url), image);
}

void SafeDocument::forgetImages()
{
    m_images.clear();
    m_missing.clear();
}

QStringList SafeDocument::missingImages() const
{
    return m_missing.values();
}

QVariant SafeDocument::loadResource(int type, const QUrl &name)
{
    if (type != ImageResource)
        return {};
    const QString url = name.toString(QUrl::FullyEncoded);
    if (const auto found = m_images.constFind(url); found != m_images.constEnd())
        return *found;
    m_missing.insert(url);
    // An empty answer would make QTextDocument look for a file of that name.
    QImage nothing(1, 1, QImage::Format_ARGB32_Premultiplied);
    nothing.fill(Qt::transparent);
    return nothing;
}

QImage decodedImage(const QByteArray &bytes, int largest)
{
    static const QByteArrayList formats{"png", "jpeg", "jpg", "gif", "webp", "bmp"};
    QBuffer buffer;
    buffer.setData(bytes);
    if (!buffer.open(QIODevice::ReadOnly))
        return {};
    QImageReader reader(&buffer);
    reader.setDecideFormatFromContent(true);
    if (!formats.contains(reader.format()))
        return {};
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    // A picture of 30,000 x 30,000 is a few kilobytes that unpack to gigabytes.
    if (!size.isValid() || qint64(size.width()) * size.height() > 64'000'000)
        return {};
    if (size.width() > largest || size.height() > largest)
        reader.setScaledSize(size.scaled(largest, largest, Qt::KeepAspectRatio));
    return reader.read();
}

} // namespace casement

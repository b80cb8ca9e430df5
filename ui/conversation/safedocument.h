// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QImage>
#include <QTextDocument>

namespace casement
{

/// A document that loads nothing: no network, no file, no resource of the program. Images are shown
/// only when they were handed over already decoded, with provide(). QTextDocument's own
/// loadResource() would read local files.
class SafeDocument final : public QTextDocument
{
    Q_OBJECT
public:
    explicit SafeDocument(QObject *parent = nullptr);

    void provide(const QString &url, const QImage &image);
    void forgetImages();
    /// Image addresses that were asked for and are not there, for example "cid:logo@example.org".
    [[nodiscard]] QStringList missingImages() const;

protected:
    QVariant loadResource(int type, const QUrl &name) override;

private:
    QHash<QString, QImage> m_images;
    QSet<QString> m_missing;
};

/// Decodes \a bytes as an image of a usual raster format, no larger than \a largest in each
/// direction; a null image for everything else. Vector formats are not decoded: they can refer to
/// other files.
[[nodiscard]] QImage decodedImage(const QByteArray &bytes, int largest);

} // namespace casement

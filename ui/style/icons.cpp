// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/icons.h"

#include "ui/style/displaytext.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace casement
{

namespace
{

class LineIconEngine final : public QIconEngine
{
public:
    LineIconEngine(QString name, ColorRole role) : m_name(std::move(name)), m_role(role) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal ratio = painter->device()->devicePixelRatio();
        painter->drawPixmap(rect.topLeft(), scaledPixmap(rect.size() * ratio, mode, state, ratio));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1.0);
    }
    /// \a size is in device pixels.
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State, qreal scale) override
    {
        const QPalette palette = QApplication::palette();
        QColor ink = color(m_role, palette);
        if (mode == QIcon::Selected)
            ink = palette.color(QPalette::HighlightedText);
        if (mode == QIcon::Disabled)
            ink = palette.color(QPalette::Disabled, QPalette::WindowText);
        const qreal ratio = scale > 0 ? scale : 1.0;
        return iconPixmap(m_name, qRound(std::min(size.width(), size.height()) / ratio), ink,
                          ratio);
    }
    QIconEngine *clone() const override { return new LineIconEngine(m_name, m_role); }
    QString key() const override { return QStringLiteral("casement-line"); }
    bool isNull() override { return false; }

private:
    QString m_name;
    ColorRole m_role;
};

} // namespace

QPixmap iconPixmap(const QString &name, int size, const QColor &color, qreal ratio)
{
    const QString key = QStringLiteral("casement:%1:%2:%3:%4")
                            .arg(name)
                            .arg(size)
                            .arg(color.rgba(), 0, 16)
                            .arg(ratio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(QSize(size, size) * ratio);
    pixmap.fill(Qt::transparent);
    QFile file(u":/casement/icons/" + name + u".svg");
    if (file.open(QIODevice::ReadOnly)) {
        QByteArray svg = file.readAll();
        svg.replace("currentColor", color.name().toLatin1());
        QSvgRenderer renderer(svg);
        QPainter painter(&pixmap);
        renderer.render(&painter, QRectF(QPointF(0, 0), QSizeF(pixmap.size())));
    }
    pixmap.setDevicePixelRatio(ratio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon icon(const QString &name, ColorRole role)
{
    return QIcon(new LineIconEngine(name, role));
}

QPixmap avatarPixmap(QStringView name, qint64 seed, int size, const QPalette &palette, qreal ratio)
{
    QPixmap pixmap(QSize(size, size) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const ChipColors colors = avatarColors(seed, palette);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.background);
    painter.drawEllipse(0, 0, size, size);
    QFont font = painter.font();
    font.setPixelSize(qRound(size * 0.39));
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(colors.text);
    painter.drawText(QRect(0, 0, size, size), Qt::AlignCenter, initials(name));
    return pixmap;
}

QString channelIconName(const QString &channel)
{
    if (channel == u"email")
        return QStringLiteral("mail");
    if (channel == u"fediverse" || channel == u"bluesky")
        return QStringLiteral("globe");
    if (channel == u"irc")
        return QStringLiteral("hash");
    if (channel == u"feed")
        return QStringLiteral("feed");
    if (channel == u"hand")
        return QStringLiteral("hand");
    if (channel == u"xmpp" || channel == u"telegram" || channel == u"matrix" ||
        channel == u"discord" || channel == u"slack" || channel == u"whatsapp")
        return QStringLiteral("chat");
    if (channel == u"import")
        return QStringLiteral("file");
    return QStringLiteral("chat");
}

QString channelName(const QString &channel)
{
    if (channel == u"email")
        return QApplication::translate("casement::Channel", "Email");
    if (channel == u"fediverse")
        return QApplication::translate("casement::Channel", "Fediverse");
    if (channel == u"import")
        return QApplication::translate("casement::Channel", "Imported");
    if (channel == u"sample")
        return QApplication::translate("casement::Channel", "Sample");
    if (channel == u"xmpp")
        return QStringLiteral("XMPP");
    if (channel == u"irc")
        return QStringLiteral("IRC");
    if (channel == u"telegram")
        return QStringLiteral("Telegram");
    if (channel == u"bluesky")
        return QStringLiteral("Bluesky");
    if (channel == u"matrix")
        return QStringLiteral("Matrix");
    if (channel == u"feed")
        return QApplication::translate("casement::Channel", "Feed");
    if (channel == u"hand")
        return QApplication::translate("casement::Channel", "By hand");
    if (channel == u"vcard")
        return QApplication::translate("casement::Channel", "Contact cards");
    if (channel == u"whatsapp")
        return QStringLiteral("WhatsApp");
    if (channel == u"slack")
        return QStringLiteral("Slack");
    if (channel == u"discord")
        return QStringLiteral("Discord");
    if (channel == u"mail" || channel == u"mbox") // of files
        return QApplication::translate("casement::Channel", "Email");
    return channel;
}

} // namespace casement

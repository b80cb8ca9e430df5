// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/tints.h"

#include "ui/style/icons.h"
#include "ui/style/plainlabel.h"

#include <QEvent>
#include <QLabel>
#include <QLayout>
#include <QPainter>

namespace casement
{

namespace
{

/// The palette has no role for warnings: the label gets the colour before it is painted, whatever
/// has happened to its palette since.
class WarningText final : public QObject
{
public:
    explicit WarningText(QLabel *label) : QObject(label), m_label(label)
    {
        label->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            QPalette palette = m_label->palette();
            const QColor wanted = color(ColorRole::Warning, palette);
            if (palette.color(QPalette::WindowText) != wanted) {
                palette.setColor(QPalette::WindowText, wanted);
                m_label->setPalette(palette);
            }
        }
        return QObject::eventFilter(watched, event);
    }

private:
    QLabel *m_label;
};

} // namespace

QColor mixed(const QColor &under, const QColor &over, qreal amount)
{
    const auto channel = [amount](int a, int b) { return qRound(a + (b - a) * amount); };
    return QColor(channel(under.red(), over.red()), channel(under.green(), over.green()),
                  channel(under.blue(), over.blue()));
}

QColor oursColor(const QPalette &palette)
{
    return mixed(color(ColorRole::Surface, palette), color(ColorRole::Accent, palette),
                 isDark(palette) ? 0.12 : 0.06);
}

QColor codeColor(const QPalette &palette)
{
    return mixed(color(ColorRole::Surface, palette), palette.color(QPalette::Text),
                 isDark(palette) ? 0.07 : 0.045);
}

QColor warningColor(const QPalette &palette)
{
    return mixed(color(ColorRole::Surface, palette), color(ColorRole::Warning, palette),
                 isDark(palette) ? 0.16 : 0.10);
}

void setTextRole(QLabel *label, ColorRole role)
{
    switch (role) {
    case ColorRole::MutedText:
        label->setForegroundRole(QPalette::PlaceholderText);
        break;
    case ColorRole::Accent:
        label->setForegroundRole(QPalette::Link);
        break;
    case ColorRole::Danger:
        label->setForegroundRole(QPalette::BrightText);
        break;
    case ColorRole::Warning:
        new WarningText(label);
        break;
    default:
        break;
    }
}

void makeDim(QLabel *label)
{
    setTextRole(label, ColorRole::MutedText);
}

QLabel *headingLabel(const QString &text, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    makeDim(label);
    return label;
}

void emptyLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

IconMark::IconMark(const QString &name, ColorRole role, QWidget *parent)
    : QWidget(parent)
    , m_name(name)
    , m_role(role)
{
    setFixedSize(16, 16);
}

void IconMark::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawPixmap(0, 0, iconPixmap(m_name, 16, color(m_role, palette()), devicePixelRatioF()));
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/casementstyle.h"

#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QToolButton>

namespace casement
{

namespace
{

QColor mixed(const QColor &a, const QColor &b, float share)
{
    return QColor::fromRgbF(a.redF() + (b.redF() - a.redF()) * share,
                            a.greenF() + (b.greenF() - a.greenF()) * share,
                            a.blueF() + (b.blueF() - a.blueF()) * share);
}

QRectF outline(const QRect &rect)
{
    return QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
}

void drawButton(const QStyleOption *option, QPainter *painter)
{
    const QPalette &palette = option->palette;
    const bool enabled = option->state & QStyle::State_Enabled;
    const bool down = option->state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = enabled && (option->state & QStyle::State_MouseOver);
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool isDefault =
        enabled && button && (button->features & QStyleOptionButton::DefaultButton);
    QColor fill = isDefault ? color(ColorRole::Accent, palette) : palette.color(QPalette::Button);
    if (down)
        fill = mixed(fill, palette.color(QPalette::WindowText), 0.12F);
    else if (hover)
        fill =
            mixed(fill, palette.color(isDefault ? QPalette::HighlightedText : QPalette::WindowText),
                  0.06F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setBrush(fill);
    painter->setPen(isDefault ? fill
                              : mixed(palette.color(QPalette::Mid), palette.color(QPalette::Window),
                                      enabled ? 0.0F : 0.5F));
    painter->drawRoundedRect(outline(option->rect), metrics::radius, metrics::radius);
    if ((option->state & QStyle::State_HasFocus) &&
        (option->state & QStyle::State_KeyboardFocusChange)) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(isDefault ? color(ColorRole::AccentText, palette)
                                       : color(ColorRole::Accent, palette),
                             2));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(2.5, 2.5, -2.5, -2.5),
                                 metrics::radius - 2, metrics::radius - 2);
    }
    painter->restore();
}

/// A radio button's circle or a check box's square, with its mark. Fusion's
/// has an outline that cannot be seen on a dark window (WCAG 2.2, 1.4.11).
void drawIndicator(const QStyleOption *option, QPainter *painter, bool isRound)
{
    const QPalette &palette = option->palette;
    const bool isMarked = option->state & (QStyle::State_On | QStyle::State_NoChange);
    const bool hasFocus = (option->state & QStyle::State_HasFocus) &&
                          (option->state & QStyle::State_KeyboardFocusChange);
    const QColor line =
        color(isMarked || hasFocus ? ColorRole::Accent : ColorRole::MutedText, palette);
    QRectF body = outline(option->rect);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setOpacity(option->state & QStyle::State_Enabled ? 1 : 0.5);
    painter->setPen(QPen(line, hasFocus ? 2 : 1));
    painter->setBrush(palette.color(QPalette::Base));
    if (hasFocus)
        body.adjust(0.5, 0.5, -0.5, -0.5);
    if (isRound)
        painter->drawEllipse(body);
    else
        painter->drawRoundedRect(body, metrics::half / 2.0, metrics::half / 2.0);
    const qreal side = body.width();
    if (isMarked && isRound) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(line);
        painter->drawEllipse(body.adjusted(side / 4, side / 4, -side / 4, -side / 4));
    } else if (isMarked) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(line, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        const auto at = [&](qreal x, qreal y) { return body.topLeft() + QPointF(x, y) * side; };
        if (option->state & QStyle::State_NoChange)
            painter->drawLine(at(0.25, 0.5), at(0.75, 0.5));
        else
            painter->drawPolyline(QPolygonF{at(0.22, 0.52), at(0.43, 0.73), at(0.78, 0.28)});
    }
    painter->restore();
}

} // namespace

CasementStyle::CasementStyle() : QProxyStyle(QStringLiteral("fusion"))
{
}

void CasementStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QPushButton *>(widget) || qobject_cast<QToolButton *>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

int CasementStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                               const QWidget *widget) const
{
    switch (metric) {
    case PM_SplitterWidth:
        return 1;
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return metrics::step;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return metrics::wide;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollView_ScrollBarSpacing:
        return 0;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return metrics::half;
    case PM_SmallIconSize:
        return metrics::icon;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int CasementStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                             QStyleHintReturn *data) const
{
    if (hint == SH_ScrollBar_Transient || hint == SH_DialogButtonBox_ButtonsHaveIcons)
        return 0;
    if (hint == SH_UnderlineShortcut)
        return 1;
    return QProxyStyle::styleHint(hint, option, widget, data);
}

void CasementStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                  QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        drawButton(option, painter);
        return;
    case PE_IndicatorRadioButton:
        drawIndicator(option, painter, true);
        return;
    case PE_IndicatorCheckBox:
        drawIndicator(option, painter, false);
        return;
    case PE_PanelButtonTool: {
        const bool isOn = option->state & (State_Sunken | State_On);
        const bool hover = (option->state & State_Enabled) && (option->state & State_MouseOver);
        const bool focus =
            (option->state & State_HasFocus) && (option->state & State_KeyboardFocusChange);
        if (!isOn && !hover && !focus)
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(focus ? QPen(color(ColorRole::Accent, option->palette), 2)
                              : QPen(Qt::NoPen));
        painter->setBrush(isOn    ? color(ColorRole::SelectionQuiet, option->palette)
                          : hover ? mixed(option->palette.color(QPalette::Window),
                                          option->palette.color(QPalette::WindowText), 0.07F)
                                  : QColor(Qt::transparent));
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), metrics::radius,
                                 metrics::radius);
        painter->restore();
        return;
    }
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
        if (!frame || frame->lineWidth <= 0) { // inside a combo or spin box: no box in a box
            const QWidget *parent = widget ? widget->parentWidget() : nullptr;
            if (!qobject_cast<const QComboBox *>(parent) &&
                !qobject_cast<const QAbstractSpinBox *>(parent))
                painter->fillRect(option->rect, option->palette.color(QPalette::Base));
            return;
        }
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool focus = option->state & State_HasFocus;
        painter->setBrush(option->palette.color(option->state & State_Enabled ? QPalette::Base
                                                                              : QPalette::Window));
        painter->setPen(focus ? QPen(color(ColorRole::Accent, option->palette), 1.6)
                              : QPen(option->palette.color(QPalette::Mid), 1));
        painter->drawRoundedRect(outline(option->rect), metrics::radius, metrics::radius);
        painter->restore();
        return;
    }
    case PE_FrameFocusRect: {
        if (qobject_cast<const QAbstractItemView *>(widget) ||
            !(option->state & State_KeyboardFocusChange))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(color(ColorRole::Accent, option->palette), 1.6));
        painter->drawRoundedRect(outline(option->rect), metrics::half, metrics::half);
        painter->restore();
        return;
    }
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_PanelMenuBar:
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, option->palette.color(QPalette::ToolTipBase));
        return;
    case PE_FrameMenu:
        painter->save();
        painter->setPen(color(ColorRole::Separator, option->palette));
        painter->drawRect(option->rect.adjusted(0, 0, -1, -1));
        painter->restore();
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void CasementStyle::drawControl(ControlElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const
{
    if (element == CE_Splitter) {
        painter->fillRect(
            option->rect,
            color(option->state & State_MouseOver ? ColorRole::Accent : ColorRole::Separator,
                  option->palette));
        return;
    }
    if (element == CE_MenuBarEmptyArea) {
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        return;
    }
    if (element == CE_MenuBarItem) {
        painter->fillRect(option->rect, option->palette.color(QPalette::Window));
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            painter->save();
            if (item->state & (State_Selected | State_Sunken)) {
                painter->setRenderHint(QPainter::Antialiasing);
                painter->setPen(Qt::NoPen);
                painter->setBrush(color(ColorRole::SelectionQuiet, option->palette));
                painter->drawRoundedRect(item->rect.adjusted(1, 2, -1, -2), metrics::half,
                                         metrics::half);
            }
            const int flags =
                Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip |
                (styleHint(SH_UnderlineShortcut, option, widget, nullptr) ? Qt::TextShowMnemonic
                                                                          : Qt::TextHideMnemonic);
            drawItemText(painter, item->rect, flags, item->palette, item->state & State_Enabled,
                         item->text, QPalette::WindowText);
            painter->restore();
        }
        return;
    }
    if (element == CE_PushButtonLabel) {
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
            button && (button->features & QStyleOptionButton::DefaultButton) &&
            (button->state & State_Enabled)) {
            QStyleOptionButton onAccent = *button;
            onAccent.palette.setColor(QPalette::ButtonText,
                                      color(ColorRole::AccentText, option->palette));
            QProxyStyle::drawControl(element, &onAccent, painter, widget);
            return;
        }
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void CasementStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                       QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar || bar->maximum <= bar->minimum)
            return;
        const bool isLively =
            option->activeSubControls & SC_ScrollBarSlider || option->state & State_Sunken;
        QRectF handle = subControlRect(control, option, SC_ScrollBarSlider, widget);
        if (bar->orientation == Qt::Vertical)
            handle.adjust(3, 2, -2, -2);
        else
            handle.adjust(2, 3, -2, -2);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(mixed(option->palette.color(QPalette::Mid),
                                option->palette.color(QPalette::WindowText),
                                isLively ? 0.45F : 0.05F));
        const qreal radius = std::min(handle.width(), handle.height()) / 2;
        painter->drawRoundedRect(handle, radius, radius);
        painter->restore();
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect CasementStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                    SubControl part, const QWidget *widget) const
{
    // Scroll bars without arrow buttons: the groove is all of it.
    if (control == CC_ScrollBar) {
        const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
        if (!bar)
            return {};
        const bool isVertical = bar->orientation == Qt::Vertical;
        const int length = isVertical ? bar->rect.height() : bar->rect.width();
        const qint64 range = qint64(bar->maximum) - bar->minimum;
        const int least = std::min(length, 32);
        const int handle = range <= 0
                               ? length
                               : std::max(least, static_cast<int>(qint64(bar->pageStep) * length /
                                                                  (range + bar->pageStep)));
        const int start = sliderPositionFromValue(bar->minimum, bar->maximum, bar->sliderPosition,
                                                  length - handle, bar->upsideDown);
        const auto along = [&](int from, int size) {
            const QRect rect =
                isVertical
                    ? QRect(bar->rect.left(), bar->rect.top() + from, bar->rect.width(), size)
                    : QRect(bar->rect.left() + from, bar->rect.top(), size, bar->rect.height());
            return visualRect(isVertical ? Qt::LeftToRight : bar->direction, bar->rect, rect);
        };
        switch (part) {
        case SC_ScrollBarSlider:
            return along(start, handle);
        case SC_ScrollBarSubPage:
            return along(0, start);
        case SC_ScrollBarAddPage:
            return along(start + handle, length - start - handle);
        case SC_ScrollBarGroove:
            return along(0, length);
        default:
            return {};
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

QRect CasementStyle::subElementRect(SubElement element, const QStyleOption *option,
                                    const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element == SE_LineEditContents) {
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            return rect.adjusted(metrics::half, 0, -metrics::half, 0);
    }
    return rect;
}

QSize CasementStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                      const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    switch (type) {
    case CT_PushButton:
        result = QSize(result.width() + metrics::step, std::max(result.height(), 32));
        break;
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        result.setHeight(std::max(result.height(), 30));
        break;
    case CT_ToolButton:
        result = result.expandedTo(QSize(metrics::target, metrics::target));
        break;
    case CT_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
            item && item->menuItemType != QStyleOptionMenuItem::Separator)
            result.setHeight(std::max(result.height(), 28));
        break;
    case CT_MenuBarItem:
        result += QSize(metrics::half, metrics::half);
        break;
    default:
        break;
    }
    return result;
}

} // namespace casement

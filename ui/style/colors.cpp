// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/colors.h"

#include <array>
#include <cmath>

namespace casement
{

namespace
{

struct Pair {
    QRgb light;
    QRgb dark;
};

Pair pairOf(ColorRole role)
{
    switch (role) {
    case ColorRole::Text:
        return {0xff1d2327, 0xffe7e6e2};
    case ColorRole::MutedText:
        return {0xff596168, 0xffa3abb0};
    case ColorRole::Accent:
        return {0xff12686c, 0xff6fc9c4};
    case ColorRole::AccentText:
        return {0xffffffff, 0xff0d2324};
    case ColorRole::Separator:
        return {0xffe2dfd9, 0xff34393e};
    case ColorRole::Panel:
        return {0xfff5f3ef, 0xff1a1d20};
    case ColorRole::Surface:
        return {0xffffffff, 0xff212529};
    case ColorRole::Hover:
        return {0xfff3f1ed, 0xff292e33};
    case ColorRole::Selection:
        return {0xffd8ecea, 0xff1e4547};
    case ColorRole::SelectionQuiet:
        return {0xffe9e7e2, 0xff31373c};
    case ColorRole::Positive:
        return {0xff2a6b3c, 0xff86cf98};
    case ColorRole::Warning:
        return {0xff855300, 0xffe8b866};
    case ColorRole::Danger:
        return {0xffa8322c, 0xfff09a90};
    case ColorRole::NoteSurface:
        return {0xfffdf5df, 0xff38321f};
    case ColorRole::Marker:
        return {0xfffbe69a, 0xff5d4d13};
    }
    return {0xff000000, 0xffffffff};
}

double luminance(const QColor &color)
{
    const auto channel = [](double value) {
        return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    const QColor rgb = color.toRgb();
    return 0.2126 * channel(rgb.redF()) + 0.7152 * channel(rgb.greenF()) +
           0.0722 * channel(rgb.blueF());
}

QPalette paletteOf(bool dark)
{
    const auto of = [dark](ColorRole role) {
        const Pair pair = pairOf(role);
        return QColor::fromRgb(dark ? pair.dark : pair.light);
    };
    QPalette palette;
    palette.setColor(QPalette::Window, of(ColorRole::Panel));
    palette.setColor(QPalette::WindowText, of(ColorRole::Text));
    palette.setColor(QPalette::Base, of(ColorRole::Surface));
    palette.setColor(QPalette::AlternateBase, of(ColorRole::Hover));
    palette.setColor(QPalette::Text, of(ColorRole::Text));
    palette.setColor(QPalette::PlaceholderText, of(ColorRole::MutedText));
    palette.setColor(QPalette::Button, dark ? QColor(0x2b, 0x30, 0x35) : QColor(0xfb, 0xfa, 0xf8));
    palette.setColor(QPalette::ButtonText, of(ColorRole::Text));
    palette.setColor(QPalette::BrightText, of(ColorRole::Danger));
    palette.setColor(QPalette::Highlight, of(ColorRole::Accent));
    palette.setColor(QPalette::HighlightedText, of(ColorRole::AccentText));
    palette.setColor(QPalette::Accent, of(ColorRole::Accent));
    palette.setColor(QPalette::Link, of(ColorRole::Accent));
    palette.setColor(QPalette::LinkVisited, of(ColorRole::Accent));
    palette.setColor(QPalette::ToolTipBase,
                     dark ? QColor(0x2f, 0x35, 0x3a) : QColor(0x2a, 0x30, 0x34));
    palette.setColor(QPalette::ToolTipText, QColor(0xf2, 0xf1, 0xee));
    palette.setColor(QPalette::Light, dark ? QColor(0x3a, 0x40, 0x45) : QColor(0xff, 0xff, 0xff));
    palette.setColor(QPalette::Midlight,
                     dark ? QColor(0x31, 0x36, 0x3b) : QColor(0xee, 0xec, 0xe7));
    palette.setColor(QPalette::Mid, dark ? QColor(0x45, 0x4b, 0x51) : QColor(0xc9, 0xc5, 0xbd));
    palette.setColor(QPalette::Dark, dark ? QColor(0x10, 0x12, 0x14) : QColor(0xa9, 0xa5, 0x9d));
    palette.setColor(QPalette::Shadow, dark ? QColor(0, 0, 0) : QColor(0x6b, 0x68, 0x62));
    const QColor off = dark ? QColor(0x74, 0x7b, 0x81) : QColor(0x8f, 0x94, 0x98);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, off);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, of(ColorRole::SelectionQuiet));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, of(ColorRole::Text));
    return palette;
}

/// Moves \a text in lightness until it reads on \a background (WCAG AA: 4.5).
QColor legibleOn(const QColor &background, QColor text)
{
    const bool darken = luminance(background) > 0.18;
    for (int i = 0; i < 40 && contrastRatio(background, text) < 4.6; ++i) {
        float h = 0;
        float s = 0;
        float l = 0;
        text.getHslF(&h, &s, &l);
        text = QColor::fromHslF(h < 0 ? 0 : h, s,
                                std::clamp(l + (darken ? -0.03F : 0.03F), 0.0F, 1.0F));
    }
    return text;
}

ChipColors toned(float hue, float saturation, bool dark)
{
    const QColor background = dark ? QColor::fromHslF(hue, saturation * 0.45F, 0.24F)
                                   : QColor::fromHslF(hue, saturation * 0.70F, 0.91F);
    const QColor text = dark ? QColor::fromHslF(hue, saturation * 0.6F, 0.80F)
                             : QColor::fromHslF(hue, saturation, 0.27F);
    return {.background = background, .text = legibleOn(background, text)};
}

} // namespace

bool isDark(const QPalette &palette)
{
    return luminance(palette.color(QPalette::Active, QPalette::Window)) < 0.18;
}

QColor color(ColorRole role, const QPalette &palette)
{
    const Pair pair = pairOf(role);
    return QColor::fromRgb(isDark(palette) ? pair.dark : pair.light);
}

QPalette lightPalette()
{
    return paletteOf(false);
}

QPalette darkPalette()
{
    return paletteOf(true);
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

ChipColors chipColors(const QColor &hue, const QPalette &palette)
{
    float h = 0;
    float s = 0;
    float l = 0;
    hue.getHslF(&h, &s, &l);
    // A grey tag stays grey.
    return toned(h < 0 ? 0.0F : h, h < 0 ? 0.0F : std::clamp(s, 0.35F, 0.8F), isDark(palette));
}

ChipColors avatarColors(qint64 seed, const QPalette &palette)
{
    static constexpr std::array<int, 10> hues{8, 28, 44, 88, 140, 172, 198, 222, 268, 326};
    const auto index =
        static_cast<size_t>((static_cast<quint64>(seed) * 2654435761U) >> 7) % hues.size();
    return toned(static_cast<float>(hues[index]) / 360.0F, 0.5F, isDark(palette));
}

} // namespace casement

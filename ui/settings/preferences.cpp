// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/settings/preferences.h"

#include <KConfigGroup>
#include <KSharedConfig>

namespace casement
{

namespace
{

KConfigGroup group()
{
    return KSharedConfig::openConfig()->group(QStringLiteral("Interface"));
}

template <typename Enum>
Enum enumAt(const QString &key, Enum fallback, int last)
{
    const int value = group().readEntry(key, static_cast<int>(fallback));
    return value < 0 || value > last ? fallback : static_cast<Enum>(value);
}

} // namespace

Preferences::Preferences(QObject *parent) : QObject(parent)
{
}

template <typename T>
void Preferences::write(const QString &key, const T &value)
{
    KConfigGroup config = group();
    config.writeEntry(key, value);
    config.sync();
    Q_EMIT changed();
}

Theme Preferences::theme() const
{
    return enumAt(QStringLiteral("theme"), Theme::System, 2);
}

void Preferences::setTheme(Theme theme)
{
    write(QStringLiteral("theme"), static_cast<int>(theme));
}

Density Preferences::density() const
{
    return enumAt(QStringLiteral("density"), Density::Normal, 2);
}

void Preferences::setDensity(Density density)
{
    write(QStringLiteral("density"), static_cast<int>(density));
}

bool Preferences::singleLetters() const
{
    return group().readEntry(QStringLiteral("singleLetters"), true);
}

void Preferences::setSingleLetters(bool on)
{
    write(QStringLiteral("singleLetters"), on);
}

std::chrono::seconds Preferences::undoTime() const
{
    return std::chrono::seconds(
        std::clamp(group().readEntry(QStringLiteral("undoSeconds"), 10), 0, 60));
}

void Preferences::setUndoTime(std::chrono::seconds time)
{
    write(QStringLiteral("undoSeconds"), static_cast<int>(time.count()));
}

bool Preferences::showsPreview() const
{
    return group().readEntry(QStringLiteral("showsPreview"), false);
}

void Preferences::setShowsPreview(bool shows)
{
    write(QStringLiteral("showsPreview"), shows);
}

QByteArray Preferences::layout(const QString &name) const
{
    return QByteArray::fromBase64(group().readEntry(u"layout-" + name, QByteArray()));
}

void Preferences::setLayout(const QString &name, const QByteArray &state)
{
    KConfigGroup config = group();
    config.writeEntry(u"layout-" + name, state.toBase64());
    config.sync();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/appearance.h"

#include "ui/style/casementstyle.h"
#include "ui/style/colors.h"

#include <QApplication>
#include <QFontDatabase>
#include <QIcon>
#include <QLibraryInfo>
#include <QLocale>
#include <QStyleHints>
#include <QTranslator>

namespace casement
{

namespace
{

Theme currentTheme =
    Theme::System; // what was asked for; the desktop may change what it means at any time

void followScheme()
{
    const bool dark = currentTheme == Theme::Dark ||
                      (currentTheme == Theme::System &&
                       QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark);
    QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

/// Where a font lacks a character Qt reads all others, one by one, until one has it: with the 400
/// fonts of a desktop a single shade or arrow stops the window for seconds. These have most of what
/// people write, and are asked first.
void nameFallbackFonts()
{
    QStringList there;
    for (const char *family :
         {"Noto Sans", "DejaVu Sans", "Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji",
          "Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math", "Segoe UI Symbol",
          "Apple Symbols", "Noto Sans Mono", "DejaVu Sans Mono", "Noto Sans CJK SC", "Unifont"}) {
        if (QFontDatabase::hasFamily(QLatin1StringView(family)))
            there.append(QLatin1StringView(family));
    }
    for (const QFont &font :
         {QApplication::font(), QFontDatabase::systemFont(QFontDatabase::FixedFont)}) {
        for (const QString &family : font.families())
            QFont::insertSubstitutions(family, there);
    }
}

} // namespace

void installAppearance(QApplication &application)
{
    nameFallbackFonts();
    QApplication::setStyle(new CasementStyle);
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/casement/art/casement.svg")));
    QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, &application,
                     [] { followScheme(); });
    followScheme();
}

void installTranslations(QApplication &application)
{
    const auto install = [&application](const QLocale &locale, const QString &name,
                                        const QString &folder) {
        auto *translator = new QTranslator(&application);
        const bool isLoaded = translator->load(locale, name, QStringLiteral("_"), folder);
        if (!isLoaded || !QCoreApplication::installTranslator(translator))
            delete translator;
        return isLoaded;
    };
    const QString ours = QStringLiteral(":/casement/i18n");
    install(QLocale(), QStringLiteral("qtbase"),
            QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    if (!install(QLocale(), QStringLiteral("casement"), ours))
        install(QLocale(QLocale::English), QStringLiteral("casement"), ours);
}

void applyTheme(Theme theme)
{
    currentTheme = theme;
    // Tells the platform too, for what it draws itself (title bars, native dialogs).
    QGuiApplication::styleHints()->setColorScheme(theme == Theme::Dark ? Qt::ColorScheme::Dark
                                                  : theme == Theme::Light
                                                      ? Qt::ColorScheme::Light
                                                      : Qt::ColorScheme::Unknown);
    followScheme();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/colors.h"
#include "ui/style/displaytext.h"

#include <QTest>

using namespace casement;

class ColorsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void contrastIsThatOfWcag()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white) * 10), 210);
        QCOMPARE(qRound(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) * 100),
                 448); // the known near miss
    }

    void textIsLegibleEverywhere_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void textIsLegibleEverywhere()
    {
        QFETCH(bool, dark);
        const QPalette palette = dark ? darkPalette() : lightPalette();
        QCOMPARE(isDark(palette), dark);
        const QList<ColorRole> surfaces{ColorRole::Panel,          ColorRole::Surface,
                                        ColorRole::Hover,          ColorRole::Selection,
                                        ColorRole::SelectionQuiet, ColorRole::NoteSurface};
        for (const ColorRole surface : surfaces) {
            for (const ColorRole ink :
                 {ColorRole::Text, ColorRole::MutedText, ColorRole::Accent, ColorRole::Positive,
                  ColorRole::Warning, ColorRole::Danger}) {
                const double ratio = contrastRatio(color(ink, palette), color(surface, palette));
                QVERIFY2(ratio >= 4.5, qPrintable(QStringLiteral("ink %1 on surface %2: %3")
                                                      .arg(static_cast<int>(ink))
                                                      .arg(static_cast<int>(surface))
                                                      .arg(ratio)));
            }
        }
        QVERIFY(contrastRatio(color(ColorRole::AccentText, palette),
                              color(ColorRole::Accent, palette)) >= 4.5);
        QVERIFY(contrastRatio(color(ColorRole::Text, palette), color(ColorRole::Marker, palette)) >=
                4.5);
        for (const auto &[ink, surface] :
             {std::pair(QPalette::WindowText, QPalette::Window),
              std::pair(QPalette::Text, QPalette::Base),
              std::pair(QPalette::ButtonText, QPalette::Button),
              std::pair(QPalette::HighlightedText, QPalette::Highlight),
              std::pair(QPalette::ToolTipText, QPalette::ToolTipBase),
              std::pair(QPalette::PlaceholderText, QPalette::Base)})
            QVERIFY(contrastRatio(palette.color(ink), palette.color(surface)) >= 4.5);
    }

    void chipsAreLegibleInEveryHue()
    {
        for (const QPalette &palette : {lightPalette(), darkPalette()}) {
            for (int hue = 0; hue < 360; hue += 10) {
                const ChipColors chip = chipColors(QColor::fromHsl(hue, 200, 128), palette);
                QVERIFY2(contrastRatio(chip.text, chip.background) >= 4.5,
                         qPrintable(QString::number(hue)));
            }
            const ChipColors grey = chipColors(QColor(128, 128, 128), palette);
            QVERIFY(contrastRatio(grey.text, grey.background) >= 4.5);
            for (qint64 person = 1; person < 200; ++person) {
                const ChipColors circle = avatarColors(person, palette);
                QVERIFY(contrastRatio(circle.text, circle.background) >= 4.5);
            }
        }
    }

    void inboundTextStaysOnItsLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        QTest::newRow("plain") << QStringLiteral("Ada Lovelace") << QStringLiteral("Ada Lovelace");
        QTest::newRow("lines") << QStringLiteral(" two\r\nlines\t ") << QStringLiteral("two lines");
        QTest::newRow("override") << QStringLiteral("exe\u202Egpj.exe")
                                  << QStringLiteral("exegpj.exe");
        QTest::newRow("nul") << QString(QChar(u'a')) + QChar(0) + QChar(u'b')
                             << QStringLiteral("ab");
        QTest::newRow("markup") << QStringLiteral("<b>x</b>") << QStringLiteral("<b>x</b>");
    }

    void inboundTextStaysOnItsLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        QCOMPARE(displayLine(text), expected);
    }

    void initialsOfNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("expected");
        QTest::newRow("two") << QStringLiteral("Ada Lovelace") << QStringLiteral("AL");
        QTest::newRow("one") << QStringLiteral("ada") << QStringLiteral("A");
        QTest::newRow("three") << QStringLiteral("Ana de Souza") << QStringLiteral("AS");
        QTest::newRow("quoted") << QStringLiteral("\"Ben\" (home)") << QStringLiteral("BH");
        QTest::newRow("none") << QStringLiteral("…") << QStringLiteral("?");
        QTest::newRow("cjk") << QStringLiteral("山田 太郎") << QStringLiteral("山太");
    }

    void initialsOfNames()
    {
        QFETCH(QString, name);
        QFETCH(QString, expected);
        QCOMPARE(initials(name), expected);
    }

    void durations()
    {
        using namespace std::chrono_literals;
        QCOMPARE(durationText(20s), QStringLiteral("now"));
        QCOMPARE(durationText(59min), QStringLiteral("59 min"));
        QCOMPARE(durationText(23h), QStringLiteral("23 h"));
        QCOMPARE(durationText(49h), QStringLiteral("2 d"));
        QCOMPARE(durationText(15 * 24h), QStringLiteral("2 w"));
        QCOMPARE(durationText(800 * 24h), QStringLiteral("2 y"));
    }
};

QTEST_APPLESS_MAIN(ColorsTest)
#include "colorstest.moc"

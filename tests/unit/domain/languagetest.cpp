// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/language.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class LanguageTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tags_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("tag");
        const auto row = [](const char *text, const char *tag) {
            QTest::addRow("'%s'", text) << QString::fromUtf8(text) << QString::fromUtf8(tag);
        };
        row("de", "de");
        row(" DE ", "de");
        row("gsw", "gsw");
        row("pt-br", "pt-BR");
        row("ZH-hans-cn", "zh-Hans-CN");
        row("de-1996", "de-1996");
        row("en-a-bb-cccc", "en-a-bb-cccc"); // behind a singleton nothing has capitals
        row("", "");
        row("d", "");
        row("german", "");
        row("i-klingon", "");
        row("x-secret", "");
        row("de_AT", "");
        row("de-", "");
        row("de\r\nBcc: eve@example.org", "");
        row("dé", "");
        row("en-abcdefghi", "");
        row("en-12345678-12345678-12345678-123456", ""); // longer than any that is in use
    }
    void tags()
    {
        QFETCH(const QString, text);
        QTEST(languageTag(text), "tag");
        QCOMPARE(languageTag(languageTag(text)), languageTag(text));
    }
};

QTEST_GUILESS_MAIN(LanguageTest)
#include "languagetest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/message.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class AddressTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsTypedBecomesAnAddress_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("own");
        QTest::addColumn<QString>("address");
        const auto row = [](const char *kind, const char *typed, const char *own,
                            const char *address) {
            QTest::addRow("%s %s", kind, typed)
                << QString::fromUtf8(kind) << QString::fromUtf8(typed) << QString::fromUtf8(own)
                << QString::fromUtf8(address);
        };
        row("email", " Ann@Example.ORG ", "team@example.org", "ann@example.org");
        row("email", "ann", "team@example.org", "");
        row("email", "@example.org", "team@example.org", "");
        row("email", "ann@", "team@example.org", "");
        row("email", "ann example@x", "team@example.org", "");
        row("email", "", "team@example.org", "");
        row("fediverse", "@Ann@far.example", "team@social.example", "ann@far.example");
        row("fediverse", "@ann", "team@social.example", "ann@social.example");
        row("irc", "Ann", "$a:team@ergo.test", "ann@ergo.test");
        row("irc", "ann@other.test", "team@ergo.test", "ann@other.test");
        row("xmpp", "ann@example.org/phone", "team@example.org", "ann@example.org");
        row("xmpp", "ann", "team@example.org", "");
        row("bluesky", "did:plc:abc", "did:plc:us", "did:plc:abc");
    }

    void whatIsTypedBecomesAnAddress()
    {
        QFETCH(QString, kind);
        QFETCH(QString, typed);
        QFETCH(QString, own);
        QFETCH(QString, address);
        QCOMPARE(addressFromTyped(kind, typed, own), address);
    }
};

QTEST_GUILESS_MAIN(AddressTest)
#include "addresstest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/uid.h"

#include <QTest>
#include <QUuid>

using namespace casement;

class UidTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void staffMadeUidsRunWithTime()
    {
        const Uid earlier = Uid::create(fromMilliseconds(1'700'000'000'000));
        const Uid later = Uid::create(fromMilliseconds(1'700'000'000'001));
        QVERIFY(earlier < later);
        QCOMPARE(earlier.toBytes().at(6) >> 4 & 0x0f, 7);
        QVERIFY(earlier != Uid::create(fromMilliseconds(1'700'000'000'000)));
    }

    void twoDesksDeriveTheSameUid()
    {
        const Uid account = Uid::derive({"imap", "mail.example.org", "team@example.org"});
        const Timestamp at =
            fromDateTime(QDateTime(QDate(2026, 3, 5), QTime(9, 0), QTimeZone::UTC));
        const Uid here = Uid::derive(account, "mail", "abc", at);
        QCOMPARE(here, Uid::derive(account, "mail", "abc", at));
        // Months since January 1970, big-endian.
        QCOMPARE(here.toBytes().first(2).toHex(), QByteArray("02a2"));
        QCOMPARE(here.toBytes().at(6) >> 4 & 0x0f, 8);
        QVERIFY(here != Uid::derive(account, "mail", "abd", at));
    }

    void partsDoNotRunIntoEachOther()
    {
        QVERIFY(Uid::derive({"ab", "c"}) != Uid::derive({"a", "bc"}));
    }

    void textRoundTrip()
    {
        const Uid uid = Uid::create(systemNow());
        QCOMPARE(Uid::fromString(uid.toString()), uid);
        QVERIFY(!QUuid(uid.toString()).isNull());
        QVERIFY(Uid::fromString(u"not a uid").isNull());
        QVERIFY(Uid::fromBytes("short").isNull());
    }
};

QTEST_APPLESS_MAIN(UidTest)
#include "uidtest.moc"

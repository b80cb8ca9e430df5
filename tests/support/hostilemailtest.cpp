// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostilemail.h"

#include <QCryptographicHash>
#include <QSet>
#include <QTest>

using namespace casement::testing;
using namespace Qt::StringLiterals;

namespace
{

QByteArray digest(const QByteArray &raw)
{
    return QCryptographicHash::hash(raw, QCryptographicHash::Sha1);
}

constexpr int many = 2000;

} // namespace

/// The generator itself: what tests of the program rely on when they say "2,000 hostile mails".
class HostileMailTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void twoThousandAreDistinctAndCoverEachOddity()
    {
        QSet<QByteArray> digests;
        QHash<QString, int> seen;
        qint64 total = 0;
        int large = 0;
        for (int i = 0; i < many; ++i) {
            const HostileMail mail = hostileMailAt(i);
            digests.insert(digest(mail.raw));
            total += mail.raw.size();
            large += mail.raw.size() >= 1 << 20 ? 1 : 0;
            QVERIFY(!mail.oddity.isEmpty());
            for (const QString &name : mail.oddity.split(u'+'))
                ++seen[name];
        }
        QCOMPARE(digests.size(), many);
        const QStringList oddities = hostileOddities();
        QCOMPARE_GE(oddities.size(), 400);
        QCOMPARE(seen.size(), oddities.size());
        for (const QString &name : oddities)
            QVERIFY2(seen.contains(name), qPrintable(name));
        QCOMPARE(QSet<QString>(oddities.begin(), oddities.end()).size(), oddities.size());
        QCOMPARE_GE(large, 10);
        QCOMPARE_LT(total, 250LL << 20); // or hostileMails(2000) fits no small machine
    }

    void theSameSeedMakesTheSameMails()
    {
        for (int i = 0; i < many; i += 7)
            QCOMPARE(digest(hostileMailAt(i, 3).raw), digest(hostileMailAt(i, 3).raw));
        const QList<HostileMail> list = hostileMails(20, 1);
        QCOMPARE(list.size(), 20);
        QCOMPARE(list.at(13).raw, hostileMail(13));
        QVERIFY(hostileMailAt(1900, 1).raw != hostileMailAt(1900, 2).raw);
    }

    void eachSaysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("expected");
        QTest::addColumn<bool>("isThere");
        const auto row = [](const char *name, const QByteArray &expected, bool isThere = true) {
            QTest::newRow(name) << expected << isThere;
        };
        row("no-date", "Date:", false);
        row("no-message-id", "Message-ID:", false);
        row("date-year-9999", "Dec 9999");
        row("line-ends-cr", "\n", false);
        row("no-separator", "\r\n\r\n", false);
        row("nul-in-subject", QByteArray(1, '\0'));
        row("header-line-1mib", QByteArray(1 << 20, 'x'));
        row("headers-10000", "\r\nX-H9999: ");
        row("recipients-5000", "<p4999@example.net>");
        row("references-5000", "-4999@example.org>");
        row("from-rtl-override", "\xe2\x80\xae");
        row("from-markup", "<img src=http://tracker.invalid/");
        row("file-dot-dot", "../../etc/passwd");
        row("multipart-500-deep", "boundary=\"n500\"");
        row("multipart-10000-parts", "\r\npart 9999\r\n");
        row("bomb-tables-200", QByteArray("<table border=1 width=100%><tr><td>").repeated(200));
        row("bomb-entities-1m", QByteArray("&lt;").repeated(1'000'000));
        row("text-5mib-one-line", QByteArray(5 << 20, 'w'));
        row("html-remote-style-import", "@import url(http://tracker.invalid/import)");
        row("html-remote-video-poster", "poster=\"http://tracker.invalid/remote-video-poster\"");
        row("utf8-overlong", "\xc0\xaf");
        row("utf8-lone-surrogates", "\xed\xa0\xbd apart");
        row("self-reference", "In-Reply-To: <hostile-");
        row("forged-own-address", "From: Team <team@casement.invalid>");
    }

    void eachSaysWhatIsWrong()
    {
        QFETCH(QByteArray, expected);
        QFETCH(bool, isThere);
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        const qsizetype index = hostileOddities().indexOf(name);
        QVERIFY(index >= 0);
        const HostileMail mail = hostileMailAt(static_cast<int>(index));
        QCOMPARE(mail.oddity, name);
        QCOMPARE(mail.raw.contains(expected), isThere);
    }
};

QTEST_APPLESS_MAIN(HostileMailTest)
#include "hostilemailtest.moc"

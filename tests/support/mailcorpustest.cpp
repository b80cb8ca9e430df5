// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/mailcorpus.h"

#include <QHash>
#include <QSet>
#include <QTest>
#include <algorithm>

using namespace casement::testing;

/// Whether the corpus that benchmarks measure on is what their tables say it is.
class MailCorpusTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void looksLikeAnArchive()
    {
        constexpr int count = 10000;
        MailCorpus corpus(count, 1);
        QSet<QByteArray> ids;
        QSet<QByteArray> senders;
        qint64 bytes = 0;
        qint64 headerBytes = 0;
        int replies = 0;
        int html = 0;
        int files = 0;
        int lists = 0;
        int encoded = 0;
        int quoting = 0;
        qint64 last = 0;
        while (const std::optional<CorpusMail> mail = corpus.next()) {
            QVERIFY(!ids.contains(mail->messageId));
            QVERIFY(mail->inReplyTo.isEmpty() || ids.contains(mail->inReplyTo));
            ids.insert(mail->messageId);
            senders.insert(mail->sender);
            QVERIFY(mail->seconds >= last);
            last = mail->seconds;
            bytes += mail->raw.size();
            const qsizetype header = mail->raw.indexOf("\n\n");
            QVERIFY(header > 0);
            headerBytes += header;
            QVERIFY(mail->raw.contains(QByteArray("\nMessage-ID: <" + mail->messageId + ">\n")));
            QVERIFY(!mail->raw.contains('\r'));
            replies += mail->inReplyTo.isEmpty() ? 0 : 1;
            quoting +=
                mail->raw.contains(" wrote:\n> ") || mail->raw.contains(" wrote:=\n> ") ? 1 : 0;
            html += mail->raw.contains("multipart/alternative") ? 1 : 0;
            files += mail->raw.contains("Content-Disposition: attachment") ? 1 : 0;
            lists += mail->raw.contains("\nList-Id: ") ? 1 : 0;
            encoded += mail->raw.left(header).contains("=?UTF-8?") ? 1 : 0;
        }
        QCOMPARE(ids.size(), count);
        const auto percent = [](int share) { return share * 100.0 / count; };
        qInfo("mean %lld bytes, headers %lld, replies %.0f %%, quoting %.0f %%, HTML %.0f %%, "
              "files %.1f %%, lists %.0f %%, "
              "encoded words %.0f %%, %lld senders",
              bytes / count, headerBytes / count, percent(replies), percent(quoting), percent(html),
              percent(files), percent(lists), percent(encoded),
              static_cast<long long>(senders.size()));
        QVERIFY(bytes / count >= 8000 && bytes / count <= 12500);
        QVERIFY(headerBytes / count >= 1800 && headerBytes / count <= 4500);
        QVERIFY(percent(replies) >= 45 && percent(replies) <= 75);
        QVERIFY(percent(html) >= 35 && percent(html) <= 45);
        QVERIFY(percent(files) >= 6.5 && percent(files) <= 9.5);
        QVERIFY(percent(lists) >= 15 && percent(lists) <= 40);
        QVERIFY(percent(encoded) >= 15);
        QVERIFY(percent(quoting) >= 20);
        QVERIFY(senders.size() >= 1500);
    }

    void theSameSeedMakesTheSameMails()
    {
        MailCorpus one(500, 4);
        MailCorpus same(500, 4);
        MailCorpus other(500, 5);
        int different = 0;
        for (int i = 0; i < 500; ++i) {
            const QByteArray raw = one.next()->raw;
            QCOMPARE(same.next()->raw, raw);
            different += other.next()->raw != raw ? 1 : 0;
        }
        QCOMPARE(different, 500);
        QVERIFY(!one.next());
    }

    void threadsHaveALongTail()
    {
        MailCorpus corpus(20000, 2);
        QHash<QByteArray, QByteArray> rootOf;
        QHash<QByteArray, int> sizes;
        while (const std::optional<CorpusMail> mail = corpus.next()) {
            const QByteArray root =
                mail->inReplyTo.isEmpty() ? mail->messageId : rootOf.value(mail->inReplyTo);
            rootOf.insert(mail->messageId, root);
            ++sizes[root];
        }
        QList<int> sorted = sizes.values();
        std::sort(sorted.begin(), sorted.end());
        QVERIFY(sorted.last() >= 40);
        QVERIFY(sorted.at(sorted.size() / 2) <= 3);
    }

    void mboxQuotesCanBeUndone()
    {
        const CorpusMail mail{.raw =
                                  "Subject: x\n\nFrom here\n>From there\nnot From\n>>From afar\n",
                              .messageId = "x@example.org",
                              .inReplyTo = {},
                              .sender = "ann@example.org",
                              .seconds = 1'772'445'600};
        QCOMPARE(MailCorpus::toMbox(mail),
                 QByteArray("From ann@example.org Mon Mar 02 10:00:00 2026\n"
                            "Subject: x\n\n>From here\n>>From there\nnot From\n>>>From afar\n\n"));
    }
};

QTEST_APPLESS_MAIN(MailCorpusTest)
#include "mailcorpustest.moc"

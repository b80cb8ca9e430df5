// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailmapping.h"
#include "tests/support/hostilemail.h"
#include "tests/support/testdesk.h"

#include <QRegularExpression>
#include <QTest>

using namespace casement;
using namespace casement::test;
using casement::testing::hostileMailAt;
using namespace Qt::StringLiterals;

/// Two thousand hostile and broken mails through the whole way: mapping, pipeline, store,
/// rendering.
class HostileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void twoThousandHostileMailsAreKeptAndShownWithoutAnythingRemote()
    {
        constexpr int count = 2000;
        TestDesk desk;
        const Account account = desk.mailAccount();
        IngestCounts counts;
        QList<IncomingMessage> batch;
        for (int i = 0; i < count; ++i) {
            batch.append(mapMail(hostileMailAt(i).raw, {.fallbackTime = desk.clock.now()}));
            if (batch.size() == 50 || i + 1 == count) {
                const IngestCounts stored = desk.receive(account, batch);
                counts.added += stored.added;
                counts.duplicates += stored.duplicates;
                batch.clear();
            }
        }
        QCOMPARE(counts.added + counts.duplicates, count);
        QVERIFY(counts.duplicates < 5);

        static const QRegularExpression remote(
            u"\\s(?:src|srcset|background|poster|data|lowsrc)=\"(?!cid:|data:image/)|<(?:iframe|link|object|embed|source|video|audio|input|base|meta)\\b"_s,
            QRegularExpression::CaseInsensitiveOption);
        static const QRegularExpression active(
            u"<script|<style|javascript:|vbscript:|\\son[a-z]+\\s*=\\s*[\"']"_s,
            QRegularExpression::CaseInsensitiveOption);
        qsizetype rendered = 0;
        MessageId after;
        for (;;) {
            const QList<MessageId> ids = value(desk.desk->maintenance.messageIds(after, 500));
            if (ids.isEmpty())
                break;
            for (const MessageId id : ids) {
                const RenderedMessage message = value(desk.desk->conversations.rendered(id));
                const QString all = message.html + message.quotedHtml;
                // Only inside tags: the words themselves may say "javascript:".
                static const QRegularExpression tags(u"<[^>]*>"_s);
                for (auto tag = tags.globalMatch(all); tag.hasNext();) {
                    const QString text = tag.next().captured(0);
                    QVERIFY2(!text.contains(remote),
                             qPrintable(u"message %1: %2"_s.arg(id.value).arg(text.left(200))));
                    QVERIFY2(!text.contains(active),
                             qPrintable(u"message %1: %2"_s.arg(id.value).arg(text.left(200))));
                }
                const TimelineItem item = value(desk.desk->conversations.message(id));
                for (const QChar c : item.authorName) {
                    QVERIFY2(c.unicode() != 0x202E && c.unicode() != 0x202D &&
                                 c.category() != QChar::Other_Control,
                             qPrintable(u"message %1 has an author that writes backwards"_s.arg(
                                 id.value)));
                }
                QVERIFY(!value(desk.desk->conversations.original(id)).isNull());
                ++rendered;
            }
            after = ids.last();
        }
        QCOMPARE(rendered, counts.added);
        QCOMPARE(value(desk.desk->maintenance.verify()), QStringList());
    }
};

QTEST_GUILESS_MAIN(HostileTest)
#include "hostiletest.moc"

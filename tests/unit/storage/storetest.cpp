// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/store.h"
#include "core/storage/consentstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/factstore.h"
#include "core/storage/ingeststore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/migrations.h"
#include "core/storage/peoplestore.h"
#include "core/storage/persontimeline.h"
#include "core/storage/placestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/versionstore.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class StoreTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] QString path(const QString &name) const { return m_folder.path() + u'/' + name; }

private Q_SLOTS:
    void eachListQueryUsesACoveringIndex_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const ViewQuery &query : allLists())
            QTest::newRow(qPrintable(toString(query.view) + QString::number(int(query.order))))
                << QByteArray(listSql(query).sql);
    }

    void eachListQueryUsesACoveringIndex()
    {
        QFETCH(QByteArray, sql);
        auto store = Store::open({.folder = path(u"plans"_s)});
        QVERIFY(store.has_value());
        const auto plan = (*store)->read([sql](ReadContext &context) {
            QStringList lines;
            Statement rows =
                context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
            while (rows.next())
                lines.append(rows.text(3));
            return lines;
        });
        QVERIFY(plan.result().has_value());
        const QString text = plan.result()->join(u'\n');
        // A table without rowid is its own covering index.
        QVERIFY2(text.contains(u"COVERING INDEX"), qPrintable(text));
        QVERIFY2(text.startsWith(u"SEARCH"), qPrintable(text));
        QVERIFY2(!text.contains(u"SCAN") && !text.contains(u"TEMP B-TREE"), qPrintable(text));
    }

    void nothingIsScannedForAnArrivingMessage()
    {
        auto store = Store::open({.folder = path(u"lookups"_s)});
        QVERIFY(store.has_value());
        for (const char *sql : ingestLookups() + placeLookups() + versionLookups()) {
            const auto plan = (*store)->read([sql](ReadContext &context) {
                Statement rows =
                    context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
                return rows.next() ? rows.text(3) : QString();
            });
            QVERIFY2(plan.result()->startsWith(u"SEARCH"), qPrintable(*plan.result()));
        }
    }

    void nothingIsScannedForThePanelOfAPerson()
    {
        auto store = Store::open({.folder = path(u"panel"_s)});
        QVERIFY(store.has_value());
        for (const char *sql : factLookups() + consentLookups() + panelLookups() +
                                   personTimelineLookups() + sessionLookups()) {
            const auto plan = (*store)->read([sql](ReadContext &context) {
                QStringList lines;
                Statement rows =
                    context.db.prepare(QByteArray(QByteArray("EXPLAIN QUERY PLAN ") + sql));
                while (rows.next())
                    lines.append(rows.text(3));
                return lines.join(u'\n');
            });
            const QString text = plan.result().value_or(QString());
            QVERIFY2(text.contains(u"SEARCH"), qPrintable(QLatin1StringView(sql) + text));
            // What a person or their panel has is few; it may be sorted, but never looked for.
            for (const QString &line : text.split(u'\n'))
                QVERIFY2(!line.startsWith(u"SCAN") || line.contains(u"SCAN pm"),
                         qPrintable(QLatin1StringView(sql) + u'\n' + text));
        }
    }

    void aFailedWriteIsRolledBackAloneAndSaysSo()
    {
        auto store = Store::open({.folder = path(u"writes"_s)});
        QVERIFY(store.has_value());
        QList<QFuture<Result<void>>> writes;
        for (int i = 0; i < 20; ++i) {
            writes.append((*store)->write([i](WriteContext &context) -> Result<void> {
                context.db.run("INSERT INTO meta (key, value) VALUES (?, 1)", u"k%1"_s.arg(i));
                if (i % 5 == 0)
                    return fail(ErrorKind::Invalid, u"no"_s);
                if (i % 5 == 1)
                    context.db.run("INSERT INTO no_such_table VALUES (1)");
                return {};
            }));
        }
        for (int i = 0; i < 20; ++i)
            QCOMPARE(writes[i].result().has_value(), i % 5 > 1);
        const auto count = (*store)->read([](ReadContext &context) {
            return context.db.number("SELECT count(*) FROM meta WHERE key LIKE 'k%'", 0);
        });
        QCOMPARE(*count.result(), 12);
    }

    void whatWasAcknowledgedIsThereAfterOpeningAgain()
    {
        {
            auto store = Store::open({.folder = path(u"again"_s)});
            (*store)
                ->write([](WriteContext &context) {
                    context.db.run("INSERT INTO meta (key, value) VALUES ('x', 7)");
                })
                .waitForFinished();
        }
        auto store = Store::open({.folder = path(u"again"_s)});
        const auto seven = (*store)->read([](ReadContext &context) {
            return context.db.number("SELECT value FROM meta WHERE key = 'x'", 0);
        });
        QCOMPARE(*seven.result(), 7);
    }

    void aNewerWorkspaceIsRefusedUntouched()
    {
        {
            auto store = Store::open({.folder = path(u"newer"_s)});
            (*store)->write([](WriteContext &) {}).waitForFinished();
        }
        const QString file = path(u"newer/workspace.sqlite"_s);
        {
            auto db = Db::open(file, Db::Mode::Writer);
            (*db)->exec("PRAGMA user_version = 999");
        }
        QFile before(file);
        QVERIFY(before.open(QIODevice::ReadOnly));
        const QByteArray bytes = before.readAll();
        const auto store = Store::open({.folder = path(u"newer"_s)});
        QVERIFY(!store.has_value());
        QVERIFY(store.error().kind == ErrorKind::NewerSchema);
        QFile after(file);
        QVERIFY(after.open(QIODevice::ReadOnly));
        QCOMPARE(after.readAll(), bytes);
    }

    void aWorkspaceOfTheFirstSchemaIsMigratedWithItsData()
    {
        QVERIFY(QDir().mkpath(path(u"first"_s)));
        {
            auto db = Db::open(path(u"first/workspace.sqlite"_s), Db::Mode::Writer);
            QFile script(u":/casement/migrations/0001-ground.sql"_s);
            QVERIFY(script.open(QIODevice::ReadOnly));
            for (QByteArray rest = script.readAll(); !rest.isEmpty();) {
                const qsizetype end = rest.indexOf("\n-- @@");
                (*db)->exec(rest.first(end < 0 ? rest.size() : end).constData());
                rest = end < 0 ? QByteArray() : rest.sliced(end + 6);
            }
            (*db)->exec(R"(
                INSERT INTO account (uid, channel, created_at) VALUES (x'01', 'email', 1);
                INSERT INTO person (uid, name, created_at) VALUES (x'02', 'Ada', 1);
                INSERT INTO identity (uid, kind, address, person_id, first_seen_at) VALUES (x'03', 'email', 'ada@example.net', 1, 1);
                INSERT INTO conversation (uid, account_id, person_id, message_count, last_message_at) VALUES (x'04', 1, 1, 1, 5);
                INSERT INTO message (uid, conversation_id, account_id, identity_id, direction, at, search_key, content_hash)
                    VALUES (x'05', 1, 1, 1, 0, 5, 77, x'06');
                INSERT INTO message_body (message_id, text) VALUES (1, 'the roof leaks');
                INSERT INTO fact (uid, person_id, body, source_message_id, review_at, created_at) VALUES (x'07', 1, 'bakes', 1, 9, 1);
                INSERT INTO fact (uid, person_id, body, created_at) VALUES (x'08', 1, 'rows', 1);
                INSERT INTO session (uid, title, state, notebook, created_at) VALUES (x'09', 'Roof', 3, 'idea: tar', 1);
                INSERT INTO session_person (session_id, person_id, status, told, add_hlc) VALUES (1, 1, 3, 1, 5);
                INSERT INTO message_search (rowid, subject, sender, recipients, body)
                    SELECT search_key, subject, sender, recipients, body FROM message_search_content;
                PRAGMA user_version = 1)");
            QVERIFY2(!(*db)->error(), qPrintable((*db)->error().value_or(Error{}).detail));
        }
        auto store = Store::open({.folder = path(u"first"_s)});
        QVERIFY2(store.has_value(),
                 qPrintable(store.has_value() ? QString() : store.error().detail));
        const auto read = (*store)->read([](ReadContext &context) {
            return QList<qint64>{
                context.db.number("PRAGMA user_version", 0),
                context.db.number("SELECT count(*) FROM message WHERE is_context = 0 AND edited_at "
                                  "= 0 AND link = '' AND passage_id = 0",
                                  0),
                context.db.number("SELECT count(*) FROM conversation WHERE split_from = 0 AND "
                                  "split_at = 0 AND merged_into = 0",
                                  0),
                context.db.number("SELECT count(*) FROM message_search WHERE message_search MATCH "
                                  "'roof'",
                                  0),
                context.db.number("SELECT count(*) FROM identity_trait WHERE value = 'ada'", 0),
                context.db.number("SELECT count(*) FROM fact WHERE kind = 0 AND quote = '' AND "
                                  "review_months = CASE review_at WHEN 0 THEN 0 ELSE 12 END",
                                  0),
                context.db.number("SELECT count(*) FROM person WHERE preferred_identity_id = 0 "
                                  "AND quiet_from = quiet_until",
                                  0),
                context.db.number("SELECT count(*) FROM ask_voice_shown", -1),
                context.db.number("SELECT count(*) FROM promise_shown", -1),
                context.db.number("SELECT count(*) FROM session_person WHERE invited = 3 AND came "
                                  "= 1 AND report = 3 AND answer = 0",
                                  0),
                context.db.number("SELECT count(*) FROM session_search WHERE session_search MATCH "
                                  "'roof'",
                                  0)};
        });
        QVERIFY(read.result().has_value());
        QCOMPARE(*read.result(), QList<qint64>({newestSchema(), 1, 1, 1, 1, 2, 1, 0, 0, 1, 1}));
        const auto problems =
            (*store)->write([](WriteContext &context) { return verifySearchIndex(context); });
        QCOMPARE(problems.result().value_or(QStringList{u"?"_s}), QStringList());
    }

    void aFileThatIsNoDatabaseIsRefusedInOneSentence()
    {
        QVERIFY(QDir().mkpath(path(u"garbage"_s)));
        QFile file(path(u"garbage/workspace.sqlite"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(8192, 'x'));
        file.close();
        const auto store = Store::open({.folder = path(u"garbage"_s)});
        QVERIFY(!store.has_value());
        QVERIFY(store.error().kind == ErrorKind::Storage);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray(8192, 'x'));
    }

    void readersCannotWrite()
    {
        auto store = Store::open({.folder = path(u"readers"_s)});
        const auto result =
            (*store)->read([](ReadContext &context) { context.db.run("DELETE FROM meta"); });
        QVERIFY(!result.result().has_value());
    }

    void aReadThatNobodyWaitsForStops()
    {
        auto store = Store::open({.folder = path(u"cancel"_s)});
        auto cancel = std::make_shared<std::atomic_bool>(true);
        const auto endless = (*store)->read(
            [](ReadContext &context) {
                return context.db.number("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                                         "FROM n) SELECT count(*) FROM n",
                                         0);
            },
            cancel);
        QVERIFY(endless.result().error().kind == ErrorKind::Cancelled);
    }

    void blobsAreKeptOnceWhateverTheirSize()
    {
        auto store = Store::open({.folder = path(u"blobs"_s)});
        for (const qsizetype size :
             {qsizetype(0), qsizetype(10), qsizetype(5000), Blobs::inlineLimit * 3}) {
            QByteArray bytes(size, Qt::Uninitialized);
            quint32 state = 1;
            for (char &byte : bytes) // not compressible, so that the size decides
                byte = char((state = state * 1664525 + 1013904223) >> 24);
            const auto ids = (*store)->write([bytes](WriteContext &context) {
                return std::pair(context.blobs.put(context.db, bytes),
                                 context.blobs.put(context.db, bytes));
            });
            QCOMPARE(ids.result()->first, ids.result()->second);
            const auto read = (*store)->read([id = ids.result()->first](ReadContext &context) {
                return context.blobs.get(context.db, id);
            });
            QCOMPARE(*read.result(), bytes);
        }
    }

    void clocksOnlyGoForward()
    {
        qint64 now = 1'790'000'000'000;
        auto store = Store::open(
            {.folder = path(u"clock"_s), .clock = [&now] { return fromMilliseconds(now); }});
        const auto tick = [&] {
            return *(*store)->write([](WriteContext &context) { return context.hlc; }).result();
        };
        const qint64 first = tick();
        now -= 3'600'000; // somebody set the clock back
        QVERIFY(tick() > first);
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "storetest.moc"

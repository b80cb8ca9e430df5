// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/filejob.h"
#include "core/storage/conversationstore.h"
#include "tests/support/finishes.h"
#include "tests/support/testdesk.h"

#include <QDir>
#include <QPointer>
#include <QRandomGenerator>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

/// What the connectors of a test do, and were asked for.
struct Wire {
    QList<FileRequest> asked;
    std::function<void(FileJob *, const FileRequest &)> answer;
    int made = 0;
};

class FileConnector final : public Connector
{
public:
    explicit FileConnector(Wire &wire) : m_wire(wire) { ++wire.made; }

    Capabilities capabilities() const override { return {}; }
    void start(const Cursors &, FetchMode) override {}
    void stop() override {}
    void refresh() override {}
    void committed(quint64) override {}
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &) override { return {}; }
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &) override { return {}; }
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override
    {
        m_wire.asked += request;
        auto *job = new FileJob(this);
        auto future = job->future();
        m_wire.answer(job, request);
        return future;
    }

private:
    Wire &m_wire;
};

/// A post with a picture, on an account whose server has it for whoever agreed to ask there.
struct Scene {
    Wire wire;
    TestDesk desk{[this](const Account &given) -> std::unique_ptr<Connector> {
        if (given.channel == u"import")
            return nullptr;
        return std::make_unique<FileConnector>(wire);
    }};
    QByteArray bytes = QByteArray("a bee ").repeated(100'000); // a file of its own
    Account account;
    MessageId message;

    explicit Scene(const QString &channel = u"fediverse"_s)
    {
        wire.answer = [this](FileJob *job, const FileRequest &request) {
            if (!request.hosts.contains(u"media.example"_s))
                return job->finish(FileAnswer{.bytes = {}, .host = u"media.example"_s});
            job->finish(FileAnswer{.bytes = bytes, .host = {}});
        };
        account.uid = Uid::derive({channel.toUtf8(), "social.example.org", "team"});
        account.channel = channel;
        account.name = u"Team"_s;
        account.address = u"team@social.example.org"_s;
        account = value(desk.desk->accounts.save(account));
        desk.receive(account, {post()});
        message = newest();
    }
    IncomingMessage post() const
    {
        IncomingMessage post;
        post.remoteKey = "1";
        post.raw =
            R"({"id": "1", "media_attachments": [{"url": "https://media.example/bee.png"}]})";
        post.rawFormat = RawFormat::Json;
        post.author = {.kind = u"fediverse"_s, .address = u"ada@far.example"_s, .name = u"Ada"_s};
        post.sentAt = desk.clock.now();
        post.receivedAt = desk.clock.now();
        post.text = u"Look"_s;
        post.messageId = "1";
        post.contentHash = QByteArray(16, '1');
        post.attachments = {
            {.name = u"bee.png"_s, .mediaType = u"image/png"_s, .part = u"/media_attachments/0"_s}};
        return post;
    }
    MessageId newest()
    {
        const auto row = desk.list(View::All).first();
        return value(desk.desk->conversations.timeline(row.id, {}, 10)).items.last().message;
    }
    Result<FileAnswer> look(int index = 0)
    {
        return answerOf(desk.desk->attachments.look(message, index));
    }
    Result<FileAnswer> get(const QStringList &hosts = {u"media.example"_s}, int index = 0)
    {
        return answerOf(desk.desk->attachments.get(message, index, hosts));
    }
    static Result<FileAnswer> answerOf(const QFuture<Result<FileAnswer>> &future)
    {
        if (!finishes(future))
            qFatal("the file does not come to an end");
        return future.result();
    }
    qint64 number(const char *sql)
    {
        return value(
            desk.store->read([sql](ReadContext &context) { return context.db.number(sql, -1); }));
    }
    void takeBack()
    {
        IncomingBatch batch;
        batch.number = 1;
        batch.removals = {{.messageId = "1", .at = desk.clock.now(), .by = {}}};
        desk.receive(account, batch);
    }
    void verify()
    {
        const QStringList problems = value(desk.desk->maintenance.verify());
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
    }
};

} // namespace

/// Files that messages only name.
class AttachmentsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lookingFetchesNothing()
    {
        Scene scene;
        const auto where = scene.look();
        QVERIFY(where);
        QCOMPARE(where->host, u"media.example"_s);
        QVERIFY(where->bytes.isEmpty());
        QCOMPARE(scene.wire.asked.size(), 1);
        const FileRequest &asked = scene.wire.asked.first();
        QVERIFY(asked.hosts.isEmpty());
        QCOMPARE(asked.raw, scene.post().raw);
        QCOMPARE(asked.attachment, scene.post().attachments.first());
        QCOMPARE(asked.maxBytes, Attachments::largest);
        QCOMPARE(scene.get({})->host, u"media.example"_s);
        QCOMPARE(scene.number("SELECT count(*) FROM attachment WHERE blob_id IS NOT NULL"), 0);
    }

    void whatCameOnceIsHere()
    {
        Scene scene;
        const auto file = scene.get();
        QVERIFY2(file, qPrintable(file ? QString() : file.error().detail));
        QCOMPARE(file->bytes, scene.bytes);
        // Without a server, in another run of the program.
        scene.wire.answer = [](FileJob *job, const FileRequest &) {
            job->finish(fail(ErrorKind::Offline, u"There is no network."_s));
        };
        scene.desk.open();
        QVERIFY(scene.look()->host.isEmpty());
        QCOMPARE(scene.get({})->bytes, scene.bytes);
        QCOMPARE(value(scene.desk.desk->conversations.attachment(scene.message, 0)), scene.bytes);
        QCOMPARE(scene.wire.asked.size(), 1);
        // It has the size that it has, and is a file like any other.
        const auto item = value(scene.desk.desk->conversations.message(scene.message));
        QCOMPARE(item.attachments.first().size, scene.bytes.size());
        scene.verify();
    }

    void damageIsFound()
    {
        Scene scene;
        QRandomGenerator random(7); // too much for a row, and nothing to compress
        scene.bytes.clear();
        for (int i = 0; i < 400'000; ++i)
            scene.bytes += static_cast<char>(random.bounded(256));
        QVERIFY(scene.get());
        scene.verify();
        QDir blobs(scene.desk.folder.path() + u"/workspace/blobs"_s);
        const QString folder = blobs.entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
        QVERIFY(blobs.cd(folder));
        QFile file(blobs.filePath(blobs.entryList(QDir::Files).value(0)));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.seek(1000));
        QCOMPARE(file.write("xxxx"), 4);
        file.close();
        QVERIFY(!value(scene.desk.desk->maintenance.verify()).isEmpty());
    }

    void theSameBytesAreKeptOnce()
    {
        Scene scene;
        IncomingMessage second = scene.post();
        second.messageId = second.remoteKey = "2";
        second.contentHash = QByteArray(16, '2');
        scene.desk.clock.advance(1min);
        second.receivedAt = scene.desk.clock.now();
        QVERIFY(scene.get());
        const qint64 before = scene.number("SELECT count(*) FROM blob");
        scene.desk.receive(scene.account, {second});
        scene.message = scene.newest();
        QVERIFY(scene.get());
        QCOMPARE(scene.wire.asked.size(), 2);
        QCOMPARE(scene.number("SELECT count(*) FROM blob"), before); // the same original, too
    }

    void accountsThatCannotBeAsked()
    {
        Scene scene;
        const auto detail = [](const Result<FileAnswer> &answer) {
            return answer ? QString() : answer.error().detail;
        };
        value(scene.desk.desk->accounts.setPaused(scene.account.id, true));
        QVERIFY2(detail(scene.look()).contains(u"paused"), qPrintable(detail(scene.look())));
        QVERIFY(detail(scene.get()).contains(u"paused"));
        const auto resumed = scene.desk.desk->accounts.setPaused(scene.account.id, false);
        QVERIFY(finishes(resumed));
        QVERIFY(scene.look());
        value(scene.desk.desk->accounts.remove(scene.account.id));
        QVERIFY2(detail(scene.look()).contains(u"removed"), qPrintable(detail(scene.look())));
        QVERIFY(detail(scene.get()).contains(u"removed"));
    }

    void whatWasFetchedStaysWhenTheAccountGoes()
    {
        Scene scene;
        QVERIFY(scene.get());
        value(scene.desk.desk->accounts.remove(scene.account.id));
        QCOMPARE(scene.get({})->bytes, scene.bytes);
    }

    void anImportHasNobodyToAsk()
    {
        Scene scene(u"import"_s);
        const auto where = scene.look();
        QVERIFY(!where);
        QVERIFY(where.error().kind == ErrorKind::NotFound);
        QVERIFY2(where.error().detail.contains(u"imported"), qPrintable(where.error().detail));
        const auto bytes = scene.desk.desk->conversations.attachment(scene.message, 0).result();
        QVERIFY(!bytes);
        QVERIFY(bytes.error().detail.contains(u"not been fetched"));
    }

    void errorsAreHandedOn()
    {
        Scene scene;
        scene.wire.answer = [](FileJob *job, const FileRequest &) {
            job->finish(fail(ErrorKind::NotFound, u"media.example does not have it."_s));
        };
        QCOMPARE(scene.get().error().detail, u"media.example does not have it."_s);
        QVERIFY(!scene.get({}, 7));
        QVERIFY(!scene.get({}, -1));
        scene.message = MessageId{999};
        QVERIFY(!scene.look());
    }

    void whatIsTooLargeIsNotEvenAskedFor()
    {
        Scene scene;
        scene.desk.store
            ->write([](WriteContext &context) {
                context.db.run("UPDATE attachment SET size = ?", Attachments::largest + 1);
            })
            .waitForFinished();
        const auto where = scene.look();
        QVERIFY(!where);
        QVERIFY2(where.error().detail.contains(u"100 MB"), qPrintable(where.error().detail));
        QVERIFY(scene.wire.asked.isEmpty());
    }

    void whatWasTakenBackIsNotFetched()
    {
        Scene scene;
        scene.takeBack();
        QVERIFY(!scene.look());
        const auto file = scene.get();
        QVERIFY(!file);
        QVERIFY2(file.error().detail.contains(u"took"), qPrintable(file.error().detail));
        QVERIFY(scene.wire.asked.isEmpty());
    }

    void whatIsTakenBackOnTheWayIsNotKept()
    {
        Scene scene;
        scene.wire.answer = [&scene](FileJob *job, const FileRequest &) {
            scene.takeBack();
            job->finish(FileAnswer{.bytes = scene.bytes, .host = {}});
        };
        QVERIFY(!scene.get());
        QCOMPARE(scene.number("SELECT count(*) FROM attachment WHERE blob_id IS NOT NULL"), 0);
        scene.verify();
    }

    void whatWasFetchedGoesADayAfterItWasTakenBack()
    {
        Scene scene;
        QVERIFY(scene.get());
        scene.takeBack();
        QVERIFY(!scene.get({})); // nothing of it is given meanwhile
        scene.desk.clock.advance(23h);
        value(scene.desk.desk->conversations.purgeRemoved());
        QCOMPARE(scene.number("SELECT count(*) FROM attachment WHERE blob_id IS NOT NULL"), 1);
        scene.desk.clock.advance(2h);
        value(scene.desk.desk->conversations.purgeRemoved());
        QCOMPARE(scene.number("SELECT count(*) FROM attachment"), 0);
        QCOMPARE(scene.number("SELECT count(*) FROM blob"), 0);
        const QDir blobs(scene.desk.folder.path() + u"/workspace/blobs"_s);
        for (const QString &folder : blobs.entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY(QDir(blobs.filePath(folder)).isEmpty());
        scene.verify();
    }

    void oneFileIsFetchedOnceAtATime()
    {
        Scene scene;
        QPointer<FileJob> under;
        scene.wire.answer = [&under](FileJob *job, const FileRequest &) { under = job; };
        const auto first = scene.desk.desk->attachments.get(scene.message, 0, {u"media.example"_s});
        QTRY_VERIFY(under);
        const auto second = scene.get();
        QVERIFY(!second);
        QVERIFY(second.error().kind == ErrorKind::Busy);
        under->setProgress(10, 100);
        under->finish(FileAnswer{.bytes = scene.bytes, .host = {}});
        QVERIFY(finishes(first));
        QCOMPARE(first.result()->bytes, scene.bytes);
        QCOMPARE(scene.wire.asked.size(), 1);
    }

    void progressAndCancellingGoThrough()
    {
        Scene scene;
        QPointer<FileJob> under;
        scene.wire.answer = [&under](FileJob *job, const FileRequest &) { under = job; };
        auto future = scene.desk.desk->attachments.get(scene.message, 0, {u"media.example"_s});
        QTRY_VERIFY(under);
        under->setProgress(10, 100);
        QTRY_COMPARE(future.progressMaximum(), 100);
        QTRY_COMPARE(future.progressValue(), 10);
        future.cancel();
        QTRY_VERIFY(!under);
        QVERIFY(future.isFinished());
        QTRY_VERIFY(scene.desk.desk->attachments.children().isEmpty());
        scene.wire.answer = [&scene](FileJob *job, const FileRequest &) {
            job->finish(FileAnswer{.bytes = scene.bytes, .host = {}});
        };
        QVERIFY(scene.get());
    }

    void pausingOrRemovingEndsWhatIsUnderWay_data()
    {
        QTest::addColumn<bool>("isRemoved");
        QTest::newRow("paused") << false;
        QTest::newRow("removed") << true;
    }
    void pausingOrRemovingEndsWhatIsUnderWay()
    {
        QFETCH(bool, isRemoved);
        Scene scene;
        QPointer<FileJob> under;
        scene.wire.answer = [&under](FileJob *job, const FileRequest &) { under = job; };
        const auto file = scene.desk.desk->attachments.get(scene.message, 0, {u"media.example"_s});
        QTRY_VERIFY(under);
        Accounts &accounts = scene.desk.desk->accounts;
        value(isRemoved ? accounts.remove(scene.account.id)
                        : accounts.setPaused(scene.account.id, true));
        QVERIFY(finishes(file));
        QVERIFY(!file.result());
        QVERIFY(file.result().error().kind == ErrorKind::Cancelled);
        QVERIFY(file.result().error().detail.contains(isRemoved ? u"stopped" : u"paused"));
        QTRY_VERIFY(!under);
    }

    void channelsWithoutFilesSaySo()
    {
        class Silent final : public Connector
        {
            Capabilities capabilities() const override { return {}; }
            void start(const Cursors &, FetchMode) override {}
            void stop() override {}
            void refresh() override {}
            void committed(quint64) override {}
            QFuture<Result<SendReceipt>> send(const OutgoingMessage &) override { return {}; }
            QFuture<Result<SendState>> lookUp(const OutgoingMessage &) override { return {}; }
        } silent;
        const auto answer = static_cast<Connector &>(silent).fetchFile({}).result();
        QVERIFY(!answer);
        QVERIFY(answer.error().detail.contains(u"no files of its own"));
    }
};

QTEST_GUILESS_MAIN(AttachmentsTest)
#include "attachmentstest.moc"

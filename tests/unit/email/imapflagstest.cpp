// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/imapfoldersync.h"
#include "core/channels/email/imaplink.h"

#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <functional>
#include <optional>

using namespace casement;

namespace
{

/// A server with one folder. What EXAMINE and the fetch of flags answer is the test's.
class FlagServer final : public QTcpServer
{
public:
    FlagServer()
    {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            socket->write("* OK hi\r\n");
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                while (socket->canReadLine())
                    answer(socket, socket->readLine().trimmed());
            });
            // Lines are made as they are taken, so that they need no room here.
            connect(socket, &QTcpSocket::bytesWritten, this, [this, socket] { writeMore(socket); });
        });
    }

    EmailSettings settings() const
    {
        EmailSettings s;
        s.imap = {QStringLiteral("127.0.0.1"), serverPort(), TransportSecurity::Plain};
        s.imapUser = QStringLiteral("ann");
        s.backfillDays = 0;
        return s;
    }

    /// The commands that were heard and begin with \a start, without their tags.
    QByteArrayList heard(QByteArrayView start) const
    {
        QByteArrayList result;
        for (const QByteArray &command : commands) {
            if (command.startsWith(start))
                result += command;
        }
        return result;
    }

    QByteArray capabilities = "IMAP4rev1 ENABLE CONDSTORE QRESYNC";
    qint64 uidValidity = 7;
    qint64 uidNext = 11;
    QByteArray modSeq = "HIGHESTMODSEQ 60";
    QByteArray found;   ///< UIDs, by SEARCH
    QByteArray changes; ///< lines for a fetch of flags
    std::function<QByteArray(qint64)> lineFor;
    qint64 lines = 0;    ///< more of them, made by lineFor
    QByteArray silentAt; ///< the command that is never answered
    QByteArrayList commands;

private:
    void answer(QTcpSocket *socket, const QByteArray &line)
    {
        const QByteArray tag = line.left(line.indexOf(' '));
        const QByteArray command = line.sliced(tag.size() + 1);
        commands += command;
        if (!silentAt.isEmpty() && command.startsWith(silentAt))
            return;
        QByteArray untagged;
        if (command.startsWith("CAPABILITY"))
            untagged = "* CAPABILITY " + capabilities + "\r\n";
        else if (command.startsWith("ENABLE"))
            untagged = "* ENABLED QRESYNC\r\n";
        else if (command.startsWith("LIST"))
            untagged = "* LIST () \"/\" INBOX\r\n";
        else if (command.startsWith("EXAMINE"))
            untagged = "* 9 EXISTS\r\n* OK [UIDVALIDITY " + QByteArray::number(uidValidity) +
                       "] v\r\n* OK [UIDNEXT " + QByteArray::number(uidNext) + "] n\r\n* OK [" +
                       modSeq + "] m\r\n";
        else if (command.startsWith("UID SEARCH"))
            untagged = "* SEARCH " + found + "\r\n";
        else if (command.contains("(FLAGS UID)"))
            untagged = changes;
        else if (command.contains("HEADER.FIELDS"))
            untagged = "* 1 FETCH (UID " + found + " RFC822.SIZE 20 FLAGS ())\r\n";
        else if (command.contains("BODY.PEEK[]"))
            untagged = "* 1 FETCH (UID " + found +
                       " RFC822.SIZE 20 INTERNALDATE \"14-Nov-2023 10:00:00 +0100\" FLAGS () "
                       "BODY[] {20}\r\nSubject: s\r\n\r\nword\r\n)\r\n";
        socket->write(untagged);
        m_end = tag + " OK done\r\n";
        m_left = command.contains("(FLAGS UID)") ? lines : 0;
        writeMore(socket);
    }
    void writeMore(QTcpSocket *socket)
    {
        while (m_left > 0 && socket->bytesToWrite() < 65536)
            socket->write(lineFor(lines - m_left--));
        if (m_left == 0 && !m_end.isEmpty())
            socket->write(std::exchange(m_end, {}));
    }

    qint64 m_left = 0;
    QByteArray m_end;
};

/// Keeps what it is handed.
class KeepingOutlet final : public BatchOutlet
{
public:
    bool hasRoom() const override { return underWay < 2; }
    void hand(IncomingBatch batch) override
    {
        batches += batch;
        ++underWay;
        largestMemory = std::max(largestMemory, residentBytes());
        if (commits)
            QMetaObject::invokeMethod(this, &KeepingOutlet::commit, Qt::QueuedConnection);
    }
    void commit()
    {
        --underWay;
        Q_EMIT roomMade();
    }
    /// 0 where the system does not tell.
    static qint64 residentBytes()
    {
        QFile file(QStringLiteral("/proc/self/statm"));
        return file.open(QIODevice::ReadOnly)
                   ? file.readAll().split(' ').value(1).toLongLong() * 4096
                   : 0;
    }
    QList<qint64> seen() const
    {
        QList<qint64> result;
        for (const IncomingBatch &batch : batches)
            result += batch.seen;
        return result;
    }
    ImapFolderState lastState() const
    {
        ImapFolderState state;
        state.restore(batches.isEmpty() ? QByteArray() : batches.last().cursor);
        return state;
    }

    bool commits = true;
    int underWay = 0;
    qint64 largestMemory = 0;
    QList<IncomingBatch> batches;
};

} // namespace

class ImapFlagsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatWasReadOrVanishedIsTold();
    void canBeClosedAtAnyTime_data();
    void canBeClosedAtAnyTime();
    void withoutModSequencesNothingIsAsked_data();
    void withoutModSequencesNothingIsAsked();
    void aCursorFromBeforeBeginsNow();
    void nothingChangedAsksNothing();
    void aServerThatCountsAnewIsReadOnce();
    void newUidValidityForgetsPlaces();
    void aMailReadOnItsWayHereIsRead();
    void mailsHaveTheirPlace_data();
    void mailsHaveTheirPlace();
    void positionMovesWithTheLastSlice();
    void aLargeAnswerNeedsLittleRoom();

private:
    /// Runs one round; says whether it found something.
    std::optional<bool> sync(ImapFolderSync::Part part = {});

    std::unique_ptr<FlagServer> m_server;
    std::unique_ptr<KeepingOutlet> m_outlet;
    ImapFolderState m_state;
};

void ImapFlagsTest::init()
{
    m_server = std::make_unique<FlagServer>();
    m_outlet = std::make_unique<KeepingOutlet>();
    m_state = {.name = QStringLiteral("INBOX"),
               .uidValidity = 7,
               .highest = 10,
               .lowest = 1,
               .isBackfilled = true,
               .modSeq = 50};
}

std::optional<bool> ImapFlagsTest::sync(ImapFolderSync::Part part)
{
    ImapLink link(m_server->settings(), nullptr);
    link.askForVanished();
    QSignalSpy ready(&link, &ImapLink::ready);
    link.open(QStringLiteral("secret"));
    if (!QTest::qWaitFor([&] { return !ready.isEmpty(); }))
        return std::nullopt;
    ImapFolderSync folder(&link, &m_state, m_outlet.get(), m_server->settings(), systemNow,
                          nullptr);
    QSignalSpy finished(&folder, &ImapFolderSync::finished);
    folder.start(part);
    if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, 120'000))
        return std::nullopt;
    return finished.first().first().toBool();
}

void ImapFlagsTest::whatWasReadOrVanishedIsTold()
{
    m_server->changes = "* VANISHED (EARLIER) 1:2,9\r\n"
                        "* 1 FETCH (UID 3 MODSEQ (51) FLAGS (\\Answered \\Seen))\r\n"
                        "* 2 FETCH (UID 4 MODSEQ (52) FLAGS ())\r\n"
                        "* 3 FETCH (UID 5 MODSEQ (53) FLAGS (\\Seen $Later))\r\n"
                        "* 4 FETCH (UID 6 MODSEQ (54) FLAGS (Seen \\Flagged))\r\n"
                        "* 5 FETCH (FLAGS (\\Seen))\r\n"
                        "* 6 FETCH (UID 11 MODSEQ (60) FLAGS (\\Seen))\r\n";
    QCOMPARE(sync(), true);
    QCOMPARE(m_server->heard("ENABLE"), QByteArrayList{"ENABLE QRESYNC"});
    QCOMPARE(m_server->heard("EXAMINE"), QByteArrayList{"EXAMINE \"INBOX\" (CONDSTORE)"});
    QCOMPARE(m_server->heard("UID FETCH"),
             QByteArrayList{"UID FETCH 1:10 (FLAGS UID) (CHANGEDSINCE 50 VANISHED)"});
    QVERIFY(m_server->heard("SELECT").isEmpty() && m_server->heard("UID STORE").isEmpty());
    QCOMPARE(m_outlet->batches.size(), 1);
    const IncomingBatch &batch = m_outlet->batches.first();
    QCOMPARE(batch.stream, QStringLiteral("INBOX"));
    QCOMPARE(batch.seen, (QList<qint64>{3, 5}));
    QCOMPARE(batch.vanished, (QList<PlaceRange>{{1, 2}, {9, 9}}));
    QVERIFY(!batch.forgetsPlaces);
    QCOMPARE(m_outlet->lastState().modSeq, 60U);
    QCOMPARE(m_outlet->lastState().highest, 10);
    QCOMPARE(sync(), false); // once
    QCOMPARE(m_outlet->batches.size(), 1);
}

void ImapFlagsTest::canBeClosedAtAnyTime_data()
{
    QTest::addColumn<QByteArray>("command");
    for (const char *command : {"CAPABILITY", "LOGIN", "ENABLE", "LIST"})
        QTest::newRow(command) << QByteArray(command);
}

void ImapFlagsTest::canBeClosedAtAnyTime()
{
    QFETCH(QByteArray, command);
    m_server->silentAt = command;
    ImapLink link(m_server->settings(), nullptr);
    link.askForVanished();
    QSignalSpy ready(&link, &ImapLink::ready);
    QSignalSpy failed(&link, &ImapLink::failed);
    link.open(QStringLiteral("secret"));
    QTRY_VERIFY(!m_server->heard(command).isEmpty());
    link.close();
    QTRY_VERIFY(m_server->findChildren<QTcpSocket *>().first()->state() ==
                QAbstractSocket::UnconnectedState);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QVERIFY(ready.isEmpty() && failed.isEmpty());
}

void ImapFlagsTest::withoutModSequencesNothingIsAsked_data()
{
    QTest::addColumn<QByteArray>("capabilities");
    QTest::addColumn<QByteArray>("modSeq");
    QTest::addColumn<bool>("isSent");
    QTest::addColumn<bool>("saysCondstore");
    const QByteArray all = "IMAP4rev1 ENABLE CONDSTORE QRESYNC";
    QTest::newRow("server has none")
        << QByteArray("IMAP4rev1 IDLE") << QByteArray("HIGHESTMODSEQ 60") << false << false;
    QTest::newRow("folder has none") << all << QByteArray("NOMODSEQ") << false << true;
    QTest::newRow("ours are never unread")
        << all << QByteArray("HIGHESTMODSEQ 60") << true << false;
}

void ImapFlagsTest::withoutModSequencesNothingIsAsked()
{
    QFETCH(QByteArray, capabilities);
    QFETCH(QByteArray, modSeq);
    QFETCH(bool, isSent);
    QFETCH(bool, saysCondstore);
    m_server->capabilities = capabilities;
    m_server->modSeq = modSeq;
    m_state.direction = isSent ? Direction::Outgoing : Direction::Incoming;
    QCOMPARE(sync(), false);
    QVERIFY(m_server->heard("UID FETCH").isEmpty());
    QCOMPARE(m_server->heard("EXAMINE").first().contains("CONDSTORE"), saysCondstore);
    QVERIFY(m_outlet->batches.isEmpty());
    QCOMPARE(m_state.modSeq, 0U);
}

void ImapFlagsTest::aCursorFromBeforeBeginsNow()
{
    m_state.restore(
        R"({"uidValidity":7,"highest":10,"lowest":1,"isBackfilled":true,"backfilled":4})");
    QCOMPARE(m_state.modSeq, 0U);
    QCOMPARE(sync(), false);
    QVERIFY(m_server->heard("UID FETCH").isEmpty());
    QCOMPARE(m_state.modSeq, 60U);
    QCOMPARE(m_state.highest, 10);
    m_server->modSeq = "HIGHESTMODSEQ 61";
    QCOMPARE(sync(), false);
    QCOMPARE(m_server->heard("UID FETCH"),
             QByteArrayList{"UID FETCH 1:10 (FLAGS UID) (CHANGEDSINCE 60 VANISHED)"});
}

void ImapFlagsTest::nothingChangedAsksNothing()
{
    m_state.modSeq = 60;
    QCOMPARE(sync(), false);
    QVERIFY(m_server->heard("UID FETCH").isEmpty());
}

void ImapFlagsTest::aServerThatCountsAnewIsReadOnce()
{
    m_state.modSeq = 9'000'000'000;
    m_server->changes = "* 1 FETCH (UID 3 FLAGS (\\Seen))\r\n";
    QCOMPARE(sync(), true);
    QCOMPARE(m_server->heard("UID FETCH"), QByteArrayList{"UID FETCH 1:10 (FLAGS UID)"});
    QCOMPARE(m_outlet->seen(), QList<qint64>{3});
    QCOMPARE(m_outlet->lastState().modSeq, 60U);
}

void ImapFlagsTest::newUidValidityForgetsPlaces()
{
    m_server->uidValidity = 8;
    QVERIFY(sync());
    QVERIFY(m_server->heard("UID FETCH").isEmpty());
    QCOMPARE(m_outlet->batches.size(), 1);
    QVERIFY(m_outlet->batches.first().forgetsPlaces);
    QCOMPARE(m_outlet->lastState().modSeq, 60U);
    QCOMPARE(m_outlet->lastState().uidValidity, 8);
}

void ImapFlagsTest::aMailReadOnItsWayHereIsRead()
{
    // The other connection fetched it before it was read, and hands it out after the change of its
    // flag has been passed.
    m_state.isBackfilled = false;
    m_state.lowest = 8;
    m_server->found = "5";
    m_server->changes = "* 5 FETCH (UID 5 FLAGS (\\Seen))\r\n* 8 FETCH (UID 8 FLAGS (\\Seen))\r\n";
    QCOMPARE(sync({.news = true, .history = false}), true);
    QCOMPARE(m_server->heard("UID FETCH"),
             QByteArrayList{"UID FETCH 1:10 (FLAGS UID) (CHANGEDSINCE 50 VANISHED)"});
    QCOMPARE(m_outlet->seen(), QList<qint64>{8});
    QCOMPARE(sync({.news = false, .history = true}), true);
    QCOMPARE(m_outlet->batches.last().messages.size(), 1);
    QCOMPARE(m_outlet->batches.last().messages.first().place, 5);
    QVERIFY(m_outlet->batches.last().messages.first().isSeen);
    QVERIFY(m_state.seenEarly.isEmpty());
}

void ImapFlagsTest::mailsHaveTheirPlace_data()
{
    QTest::addColumn<QByteArray>("capabilities");
    QTest::addColumn<qint64>("place");
    QTest::newRow("followed") << QByteArray("IMAP4rev1 CONDSTORE") << qint64(11);
    QTest::newRow("not followed") << QByteArray("IMAP4rev1") << qint64(0);
}

void ImapFlagsTest::mailsHaveTheirPlace()
{
    QFETCH(QByteArray, capabilities);
    QFETCH(qint64, place);
    m_server->capabilities = capabilities;
    m_server->uidNext = 12;
    m_server->found = "11";
    QCOMPARE(sync(), true);
    QVERIFY(m_server->heard("ENABLE").isEmpty());
    QCOMPARE(m_outlet->batches.last().messages.size(), 1);
    QCOMPARE(m_outlet->batches.last().messages.first().place, place);
    QVERIFY(!m_outlet->batches.last().messages.first().isSeen);
    // Asked before what is new was fetched: what changes meanwhile is told next time.
    QCOMPARE(m_outlet->lastState().modSeq, place > 0 ? 60U : 0U);
}

void ImapFlagsTest::positionMovesWithTheLastSlice()
{
    m_state.highest = 100'000;
    m_server->uidNext = 100'001;
    m_server->lines = 2 * ImapFolderSync::kBatchChanges + 5;
    m_server->lineFor = [](qint64 i) {
        const QByteArray n = QByteArray::number(i + 1);
        return QByteArray("* " + n + " FETCH (UID " + n + " MODSEQ (55) FLAGS (\\Seen))\r\n");
    };
    QCOMPARE(sync(), true);
    QCOMPARE(m_outlet->batches.size(), 3);
    for (const IncomingBatch &batch : std::as_const(m_outlet->batches)) {
        ImapFolderState state;
        state.restore(batch.cursor);
        QCOMPARE(state.modSeq, &batch == &m_outlet->batches.last() ? 60U : 50U);
        QVERIFY(batch.seen.size() <= ImapFolderSync::kBatchChanges);
    }
    QCOMPARE(m_outlet->seen().size(), m_server->lines);
    QCOMPARE(m_outlet->seen().last(), m_server->lines);
}

void ImapFlagsTest::aLargeAnswerNeedsLittleRoom()
{
    constexpr int lines = 250'000; // a million take 24 s, and no more room
    m_state.highest = lines;
    m_server->uidNext = lines + 1;
    m_server->lines = lines;
    m_server->lineFor = [](qint64 i) {
        const QByteArray n = QByteArray::number(i + 1);
        return QByteArray("* " + n + " FETCH (UID " + n + " MODSEQ (55) FLAGS (\\Seen))\r\n");
    };
    const qint64 before = KeepingOutlet::residentBytes();
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(sync(), true);
    QCOMPARE(m_outlet->seen().size(), lines);
    const qint64 more = m_outlet->largestMemory - before;
    qInfo("%lld ms, %lld MB", static_cast<long long>(timer.elapsed()),
          static_cast<long long>(more / 1'000'000));
    QVERIFY2(before == 0 || more < 60'000'000, qPrintable(QString::number(more)));
}

QTEST_GUILESS_MAIN(ImapFlagsTest)
#include "imapflagstest.moc"

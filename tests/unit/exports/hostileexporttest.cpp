// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/exports/exportfixture.h"

#include "core/exports/exportsource.h"
#include "core/exports/jsonstream.h"

#include <KCompressionDevice>
#include <KTar>
#include <KZip>
#include <QBuffer>
#include <QElapsedTimer>
#include <QJsonObject>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

namespace
{

QByteArray telegram(const QByteArray &rows)
{
    return q("{'name': 'Ann', 'type': 'personal_chat', 'id': 4242, 'messages': [") + rows + "]}";
}

QByteArray message(const QByteArray &fields)
{
    return q("{'id': 2, 'type': 'message', 'date_unixtime': '1706691660', 'from': 'Ann', "
             "'from_id': 'user4242', 'text': 'Hello'") +
           (fields.isEmpty() ? fields : ", " + fields) + "}";
}

qint64 residentKiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.sliced(6).trimmed().split(' ').first().toLongLong();
    }
    return 0;
}

} // namespace

class HostileExportTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// Each row is an export with one thing wrong; how many messages come out of it all the same,
    /// how many rows are named as unreadable, and whether the file ends with a sentence.
    void oddities_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<int>("messages");
        QTest::addColumn<int>("unreadable");
        QTest::addColumn<bool>("isTroubled");
        const auto json = [](const char *what, const QByteArray &content, int messages,
                             int unreadable = 0, bool isTroubled = false) {
            QTest::newRow(what) << u"result.json"_s << content << messages << unreadable
                                << isTroubled;
        };
        const auto one = message({});
        const auto row = [&](const char *what, const QByteArray &bad, int unreadable = 1,
                             int messages = 1) {
            json(what, telegram(bad + ", " + one), messages, unreadable);
        };
        row("a number for a message", "7");
        row("null for a message", "null");
        row("a list for a message", "[1, [2]]");
        row("no id", q("{'type': 'message', 'date_unixtime': '1706691660', 'from_id': 'user1', "
                       "'text': 'x'}"));
        row("an object for an id", q("{'id': {}, 'type': 'message', 'date_unixtime': '1', "
                                     "'from_id': 'user1', 'text': 'x'}"));
        row("a broken id", q("{'id': 1.5, 'type': 'message', 'date_unixtime': '1', 'from_id': "
                             "'user1', 'text': 'x'}"));
        row("an id of 10^300", q("{'id': 1e300, 'type': 'message', 'date_unixtime': '1', "
                                 "'from_id': 'user1', 'text': 'x'}"));
        row("no date", q("{'id': 9, 'type': 'message', 'from_id': 'user1', 'text': 'x'}"));
        row("a date before time", q("{'id': 9, 'type': 'message', 'date_unixtime': '-5', "
                                    "'from_id': 'user1', 'text': 'x'}"));
        row("a date after time", q("{'id': 9, 'type': 'message', 'date_unixtime': "
                                   "'99999999999999', 'from_id': 'user1', 'text': 'x'}"));
        row("words for a date", q("{'id': 9, 'type': 'message', 'date': 'yesterday', 'from_id': "
                                  "'user1', 'text': 'x'}"));
        row("nobody", q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'text': 'x'}"));
        row("an author that is no number", q("{'id': 9, 'type': 'message', 'date_unixtime': '5', "
                                             "'from_id': 'userx', 'text': 'x'}"));
        row("text that is a number",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': 7}"),
            0);
        row("text that is an object",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': "
              "{'a': 1}}"),
            0);
        row("NaN", q("{'id': NaN, 'type': 'message'}"));
        row("a trailing comma", q("{'id': 9,}"));
        row("single quotes", "{'id': 9}");
        row("a control character", "{\"id\": 9, \"text\": \"a\x01\"}");
        row("nested 200 deep",
            q("{'id': 9, 'text': ") + QByteArray(200, '[') + QByteArray(200, ']') + "}");
        row("nested 100,000 deep", QByteArray(100'000, '[') + QByteArray(100'000, ']'));
        row("5 MiB of one message",
            q("{'id': 9, 'text': '") + QByteArray(5 * 1024 * 1024, 'x') + "\"}");
        row("text in 20,000 pieces",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': [") +
                QByteArray("\"x\",").repeated(20'000) + "\"\"]}",
            0, 2);
        row("a path that leads out",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': '', "
              "'file': '../../../etc/passwd'}"),
            0, 2);
        row("an absolute path",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': '', "
              "'file': '/etc/passwd'}"),
            0, 2);
        row("an address for a file",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': '', "
              "'file': 'file:///etc/passwd'}"),
            0, 2);
        row("a size of 10^300",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': '', "
              "'file': 'a.bin', 'file_size': 1e300}"),
            0, 2);
        row("the same id twice", one, 0, 2);
        row("invalid UTF-8",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': '") +
                QByteArray("\xff\xfe\xc3") + "\"}");
        row("half a surrogate",
            q("{'id': 9, 'type': 'message', 'date_unixtime': '5', 'from_id': 'user1', 'text': "
              "'a\\ud800b'}"),
            0, 2);
        json("cut inside a message", telegram(one + ", " + one).chopped(30), 1, 1, true);
        json("cut between messages", telegram(one + ", ").chopped(2), 1, 1, true);
        json("cut behind a key", q("{'name': 'Ann', 'type':"), 0, 0, true);
        json("no comma", telegram(one + " " + one), 1, 0, true);
        json("words before a message", telegram(one + ", x" + one), 1, 1);
        json("id behind the messages", q("{'name': 'Ann', 'messages': [") + one + q("], 'id': 1}"),
             0, 0, true);
        json("messages that are no list", q("{'name': 'Ann', 'id': 1, 'messages': {'a': 1}}"), 0);
        json("chats that are no object", q("{'chats': [1, 2]}"), 0);
        json("a chat that is no object", q("{'chats': {'list': [1, ") + telegram(one) + "]}}", 1);
        json("two lists of messages",
             q("{'id': 1, 'messages': [") + one + q("], 'messages': [") + one + "]}", 2);
        json("only spaces behind", telegram(one) + QByteArray(100'000, ' '), 1);
        json("a byte order mark", "\xef\xbb\xbf" + telegram(one), 1);
        json("a key of 100 kB",
             "{\"" + QByteArray(100'000, 'k') + "\": 1, " + telegram(one).sliced(1), 0, 0, true);
        json("60,000 bytes before the messages",
             q("{'about': '") + QByteArray(60'000, 'a') + "\", " + telegram(one).sliced(1), 1);

        const auto discord = [](const QByteArray &rows) {
            return q("{'guild': {}, 'channel': {'id': '20', 'type': 'X', 'name': 'beds'}, "
                     "'messages': [") +
                   rows + "]}";
        };
        json("discord without a channel id", q("{'guild': {}, 'channel': {}, 'messages': [{}]}"), 0,
             0, true);
        json("discord: an empty message", discord("{}"), 0, 1);
        json("discord: no author",
             discord(q("{'id': '1', 'timestamp': '2024-01-31T10:00:00Z', 'content': 'x'}")), 0, 1);
        json("discord: no time", discord(q("{'id': '1', 'author': {'id': '1'}, 'content': 'x'}")),
             0, 1);
        json("discord: a name of marks",
             discord(q("{'id': '1', 'timestamp': '2024-01-31T10:00:00Z', 'author': {'id': '1', "
                       "'name': '\\u202e\\u200b'}, 'content': 'x'}")),
             1);
        json("discord: 10,000 mentions",
             discord(q("{'id': '1', 'timestamp': '2024-01-31T10:00:00Z', 'author': {'id': '1', "
                       "'name': 'a'}, 'content': '<@1>', 'mentions': [") +
                     QByteArray("{\"id\": \"1\", \"name\": \"b\"},").repeated(10'000) + "{}]}"),
             1);
        json("mastodon: items that are texts", q("{'orderedItems': ['a', 1, null]}"), 0, 3);
        json("mastodon: nobody's post",
             q("{'orderedItems': [{'type': 'Create', 'object': {'id': 'x', 'published': "
               "'2024-01-31T10:00:00Z', 'content': 'a'}}]}"),
             0, 1);
        json("mastodon: no time",
             q("{'orderedItems': [{'type': 'Create', 'actor': 'https://a.b/users/c', 'object': "
               "{'id': 'x', 'content': 'a'}}]}"),
             0, 1);
        json("mastodon: script in the words",
             q("{'orderedItems': [{'type': 'Create', 'actor': 'https://a.b/users/c', 'object': "
               "{'id': 'x', 'published': '2024-01-31T10:00:00Z', 'content': "
               "'<script>alert(1)</script><p>a</p>'}}]}"),
             1);

        const auto text = [](const char *what, const QByteArray &content, int messages,
                             int unreadable = 0, bool isTroubled = false) {
            QTest::newRow(what) << u"WhatsApp Chat with Ann.txt"_s << content << messages
                                << unreadable << isTroubled;
        };
        const QByteArray line = "31/01/24, 10:00 - Ann: Hello\n";
        text("a day that does not exist", line.repeated(3) + "31/02/24, 10:00 - Ann: x\n", 3, 1);
        text("month 0", line.repeated(3) + "00/00/00, 10:00 - Ann: x\n", 3, 1);
        text("an hour that the clock leaves out", line + "31/03/24, 02:30 - Ann: x\n", 2);
        text("time runs backwards", line + "30/01/24, 10:00 - Ann: x\n29/01/24, 10:00 - Ann: y\n",
             3);
        text("a line of 3 MiB",
             line + "31/01/24, 10:01 - Ann: " + QByteArray(3 * 1024 * 1024, 'x') + "\n" + line, 2,
             1);
        text("a message of 200,000 lines",
             line + QByteArray("more text\n").repeated(200'000) + "31/01/24, 10:01 - Ann: x\n", 1,
             1);
        text("NUL bytes", line + QByteArray("31/01/24, 10:01 - Ann: a\0b\n", 27), 2);
        text("invalid UTF-8 text", line + "31/01/24, 10:01 - Ann: \xff\xfe\xc3\n", 2);
        text("no words", line + "31/01/24, 10:01 - Ann: \n31/01/24, 10:01 - Ann:\n", 1);
        text("a name of 5,000 letters",
             line + "31/01/24, 10:01 - " + QByteArray(5000, 'n') + ": x\n", 1);
        text("CR LF", "31/01/24, 10:00 - Ann: a\r\nb\r\n31/01/24, 10:01 - Ann: c\r\n", 2);
        text("no line end at the end", "31/01/24, 10:00 - Ann: a", 1);
        text("both forms", line + "[31/01/24, 10:00:00] Ann: quoted from another phone\n", 1);
        text("names that reverse",
             line + "31/01/24, 10:01 - \xe2\x80\xae"
                    "evil\xe2\x80\xac: x\n",
             2);
        text("a phone number that is none", line + "31/01/24, 10:01 - +++49: x\n", 2);
        text(
            "100,000 people",
            [&] {
                QByteArray all;
                for (int i = 0; i < 100'000; ++i)
                    all += "31/01/24, 10:00 - P" + QByteArray::number(i) + ": x\n";
                return all;
            }(),
            100'000);
    }

    void oddities()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, content);
        QFETCH(int, messages);
        QFETCH(int, unreadable);
        QFETCH(bool, isTroubled);
        const ExportFolder folder;
        QElapsedTimer clock;
        clock.start();
        const ReadExport read = readExport(folder.write(name, content));
        QCOMPARE(!read.trouble.isEmpty(), isTroubled);
        if (isTroubled)
            QVERIFY2(read.trouble.endsWith(u'.') && !read.trouble.contains(u'\n'),
                     qPrintable(read.trouble));
        QCOMPARE(read.messages().size(), messages);
        QCOMPARE(read.count(ExportRow::Kind::Unreadable), unreadable);
        for (const ExportRow &row : read.rows) {
            QVERIFY(row.row > 0);
            QVERIFY(row.kind == ExportRow::Kind::Message || row.reason.endsWith(u'.'));
            QVERIFY(row.excerpt.size() <= 120);
            if (row.kind != ExportRow::Kind::Message)
                continue;
            const IncomingMessage &each = row.message;
            QVERIFY(!each.author.address.isEmpty() && !each.author.kind.isEmpty());
            QVERIFY(!each.author.name.contains(QChar(0x202e)));
            QVERIFY(!each.remoteKey.isEmpty() && each.contentHash.size() == 16);
            QVERIFY(!each.conversationKey.contains(u'\n'));
            QVERIFY(!each.text.contains(QChar(0)) && !each.text.contains(u'\r'));
            for (const Attachment &file : each.attachments)
                QVERIFY(!file.name.contains(u'/') && file.data.isEmpty());
        }
        QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
    }

    void aFileCutAtEveryByteIsReadUpToThere()
    {
        const ExportFolder folder;
        const QByteArray whole = telegram(message({}) + ", " + message("\"x\": [{}]"));
        qsizetype most = 0;
        for (qsizetype size = whole.indexOf("\"messages\""); size < whole.size(); ++size) {
            const ReadExport read = readExport(folder.write(u"result.json"_s, whole.first(size)));
            QVERIFY2(!read.trouble.isEmpty(), qPrintable(QString::number(size)));
            QVERIFY(read.messages().size() >= most);
            most = read.messages().size();
        }
        QCOMPARE(most, 2);
    }

    void aLargeFileDoesNotFillTheMemory()
    {
        const ExportFolder folder;
        const QString path = folder.path(u"result.json"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray row = message("\"more\": \"" + QByteArray(2000, 'm') + '"');
        file.write(q("{'name': 'Ann', 'type': 'personal_chat', 'id': 4242, 'messages': ["));
        for (int i = 0; i < 60'000; ++i)
            file.write(i ? ", " + row : row);
        file.write("]}");
        file.close();
        QVERIFY(QFileInfo(path).size() > 120'000'000);
        const qint64 before = residentKiB();
        const auto reader = openExport(path, optionsFor());
        QVERIFY(reader);
        int count = 0;
        for (auto next = (*reader)->next(); next && next->has_value(); next = (*reader)->next())
            ++count;
        QCOMPARE(count, 60'000);
        QVERIFY2(residentKiB() - before < 30'000,
                 qPrintable(QString::number(residentKiB() - before)));
    }

    void archives_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what :
             {"bomb.zip",    "lying.zip",    "cut.zip",        "middle.zip",      "symlink.zip",
              "dots.zip",    "absolute.zip", "many.zip",       "hidden.zip",      "plain.zip",
              "slash.zip",   "same.zip",     "deep.zip",       "method.zip",      "empty.zip",
              "garbage.zip", "bomb.tar.gz",  "cut.tar.gz",     "symlink.tar.gz",  "dots.tar.gz",
              "size.tar.gz", "many.tar.gz",  "garbage.tar.gz", "checksum.tar.gz", "notar.tar.gz"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }

    /// Refused with one sentence, or read without the part that misbehaves; nothing is ever written
    /// outside, and neither time nor memory run away.
    void archives()
    {
        QFETCH(QString, what);
        const ExportFolder folder;
        const QString path = folder.path(u"in/"_s + what);
        QDir().mkpath(folder.path(u"in"_s));
        const QByteArray words = "31/01/24, 10:00 - Ann: Hello\n";
        const qsizetype expected =
            what.endsWith(u".zip") ? makeZip(path, what, words) : makeTar(path, what);
        QElapsedTimer clock;
        clock.start();
        const qint64 before = residentKiB();
        const ReadExport read = readExport(path);
        if (expected < 0) {
            QVERIFY2(!read.trouble.isEmpty(), "it was taken");
            QVERIFY2(read.trouble.startsWith(path) && read.trouble.endsWith(u'.'),
                     qPrintable(read.trouble));
        } else {
            QCOMPARE(read.trouble, QString());
            QCOMPARE(read.messages().size(), expected);
        }
        QVERIFY2(clock.elapsed() < 60'000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(residentKiB() - before < 500'000,
                 qPrintable(QString::number(residentKiB() - before)));
        QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{u"in"_s});
        QCOMPARE(QDir(folder.path(u"in"_s)).entryList(QDir::AllEntries | QDir::NoDotAndDotDot),
                 QStringList{what});
    }

private:
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
    }

    static QByteArray content(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    static QByteArray little(qint64 value, int bytes)
    {
        QByteArray all;
        for (int i = 0; i < bytes; ++i)
            all += char(value >> (8 * i) & 0xff);
        return all;
    }

    /// A .zip of files that are not compressed, made by hand (APPNOTE.TXT 4.3): KZip does not write
    /// such names, and is slow with many. The directory names the first \a named; -1: all.
    static QByteArray rawZip(const QList<std::pair<QByteArray, QByteArray>> &entries,
                             int named = -1)
    {
        QByteArray files;
        QByteArray directory;
        int count = 0;
        for (const auto &[name, content] : entries) {
            const qint64 offset = files.size();
            const QByteArray sizes = little(content.size(), 4) + little(content.size(), 4) +
                                     little(name.size(), 2) + little(0, 2);
            files += "PK\3\4" + little(20, 2) + little(0, 12) + sizes + name + content;
            if (named >= 0 && count >= named)
                continue;
            ++count;
            directory += "PK\1\2" + little(20, 2) + little(20, 2) + little(0, 12) + sizes +
                         little(0, 10) + little(offset, 4) + name;
        }
        return files + directory + "PK\5\6" + little(0, 4) + little(std::min(count, 0xffff), 2) +
               little(std::min(count, 0xffff), 2) + little(directory.size(), 4) +
               little(files.size(), 4) + little(0, 2);
    }

    static QByteArray manyEntries(int count, int named = -1)
    {
        QList<std::pair<QByteArray, QByteArray>> entries;
        for (int i = 0; i < count; ++i)
            entries.append({QByteArray::number(i, 36), {}});
        return rawZip(entries, named);
    }

    /// How many messages can be read of it; -1: it is refused.
    static qsizetype makeZip(const QString &path, const QString &what, const QByteArray &words)
    {
        if (what == u"garbage.zip") {
            put(path, "PK\3\4" + QByteArray(10'000, '\xa5'));
            return -1;
        }
        if (what == u"many.zip") {
            put(path, manyEntries(310'000));
            return -1;
        }
        if (what == u"hidden.zip") { // headers that the directory at the end does not name
            put(path, manyEntries(1'500'000, 1));
            return -1;
        }
        if (what == u"plain.zip") { // that such a one can be read at all
            put(path, rawZip({{"_chat.txt", words}}));
            return 1;
        }
        if (what == u"deep.zip") {
            put(path,
                rawZip({{"_chat.txt", words}, {QByteArray("a/").repeated(3000) + "x", words}}));
            return -1;
        }
        if (what == u"dots.zip") {
            put(path, rawZip({{"../../_chat.txt", words}, {"../evil.txt", words}, {"..", words}}));
            return -1;
        }
        if (what == u"slash.zip") { // a name without a name
            put(path, rawZip({{"_chat.txt", words}, {"a//", words}, {"/", words}}));
            return -1;
        }
        if (what == u"same.zip") { // a file that is a folder too
            put(path, rawZip({{"_chat.txt", words}, {"_chat.txt/x", words}}));
            return -1;
        }
        KZip zip(path);
        if (!zip.open(QIODevice::WriteOnly))
            qFatal("no zip");
        zip.setCompression(KZip::DeflateCompression);
        if (what == u"bomb.zip") {
            zip.writeFile(u"_chat.txt"_s, QByteArray(words + QByteArray(200'000'000, ' ')));
        } else if (what == u"symlink.zip") {
            zip.writeFile(u"_chat.txt"_s, words);
            zip.writeSymLink(u"passwd"_s, u"/etc/passwd"_s);
        } else if (what == u"absolute.zip") {
            zip.writeFile(u"/etc/_chat.txt"_s, words);
        } else if (what != u"empty.zip") {
            zip.writeFile(u"_chat.txt"_s, words.repeated(5000));
        }
        zip.close();
        QByteArray bytes = content(path);
        if (what == u"cut.zip")
            put(path, bytes.first(bytes.size() / 2));
        if (what == u"lying.zip" || what == u"method.zip") {
            const qsizetype central = bytes.indexOf("PK\1\2");
            if (what == u"lying.zip") // says that it unpacks to 4 GB
                bytes.replace(central + 24, 4, QByteArray::fromHex("f0ffffff"));
            else // a method that nobody knows
                bytes.replace(central + 10, 2, QByteArray::fromHex("6300"));
            put(path, bytes);
        }
        if (what == u"middle.zip") {
            bytes.replace(bytes.size() / 3, 40, QByteArray(40, '\xff'));
            put(path, bytes);
        }
        return -1;
    }

    static qsizetype makeTar(const QString &path, const QString &what)
    {
        const QByteArray post =
            q("{'type': 'Create', 'actor': 'https://a.b/users/c', 'object': {'id': 'x', "
              "'published': '2024-01-31T10:00:00Z', 'content': 'a'}}");
        const QByteArray outbox = "{\"orderedItems\": [" + post + "]}";
        QByteArray bytes;
        qsizetype expected = -1;
        const QString plain = path + u".tar";
        {
            KTar tar(plain, u"application/x-tar"_s);
            if (!tar.open(QIODevice::WriteOnly))
                qFatal("no tar");
            if (what == u"bomb.tar.gz")
                tar.writeFile(u"media.bin"_s, QByteArray(250'000'000, '\0'));
            if (what == u"dots.tar.gz") {
                tar.writeFile(u"ab/cd/outbox.json"_s, outbox);
                expected = 1; // no name of it is ever used
            }
            if (what == u"symlink.tar.gz") {
                tar.writeSymLink(u"outbox.json"_s, u"/etc/passwd"_s);
            } else if (what != u"dots.tar.gz") {
                if (what == u"many.tar.gz") {
                    for (int i = 0; i < 300'100; ++i)
                        tar.writeFile(QString::number(i), {});
                }
                tar.writeFile(u"outbox.json"_s, QByteArray(outbox + QByteArray(5000, ' ')));
            }
            tar.close();
            bytes = content(plain);
            QFile::remove(plain);
        }
        // With a checksum that is right for what was changed.
        const auto change = [&bytes](qsizetype header, qsizetype at, const QByteArray &by) {
            bytes.replace(header + at, by.size(), by);
            int sum = 8 * ' ';
            for (int i = 0; i < 512; ++i) {
                if (i < 148 || i >= 156)
                    sum += static_cast<unsigned char>(bytes.at(header + i));
            }
            const QByteArray digits = QByteArray::number(sum, 8).rightJustified(6, '0');
            bytes.replace(header + 148, 8, QByteArray(digits + "\0 "_ba));
        };
        if (what == u"size.tar.gz")
            change(bytes.indexOf("outbox.json"), 124, "77777777777\0"_ba); // 8 GiB
        if (what == u"dots.tar.gz")
            change(bytes.indexOf("ab/cd/outbox.json"), 0, "../..");
        if (what == u"checksum.tar.gz")
            bytes[bytes.indexOf("outbox.json") + 150] = '9';
        if (what == u"notar.tar.gz")
            bytes = "just words, compressed";
        QByteArray packed;
        {
            QBuffer buffer(&packed);
            KCompressionDevice gzip(&buffer, false, KCompressionDevice::GZip);
            if (!gzip.open(QIODevice::WriteOnly))
                qFatal("no gzip");
            gzip.write(bytes);
            gzip.close();
        }
        if (what == u"cut.tar.gz")
            packed.truncate(packed.size() / 2);
        if (what == u"garbage.tar.gz")
            packed = "\x1f\x8b" + QByteArray(10'000, '\xa5');
        put(path, packed);
        return expected;
    }
};

QTEST_GUILESS_MAIN(HostileExportTest)
#include "hostileexporttest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/exports/exportfixture.h"

#include "core/exports/whatsappline.h"
#include "core/exports/whatsappwords.h"

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

class WhatsAppTest final : public QObject
{
    Q_OBJECT

    /// The chat with Ann as Android writes it.
    static ReadExport chat(const QByteArray &text, const ExportOptions &options = optionsFor(),
                           const QString &name = u"WhatsApp Chat with Ann.txt"_s)
    {
        const ExportFolder folder;
        return readExport(folder.write(name, text), options);
    }

    static QString local(const IncomingMessage &message)
    {
        return QDateTime::fromMSecsSinceEpoch(toMilliseconds(message.receivedAt),
                                              QTimeZone("Europe/Berlin"))
            .toString(u"yyyy-MM-dd HH:mm:ss"_s);
    }

private Q_SLOTS:
    void headers_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QList<int>>("date");
        QTest::addColumn<QString>("time"); // empty: begins no message
        const auto row = [](const char *name, const QString &line, const QList<int> &date,
                            const QString &time) { QTest::newRow(name) << line << date << time; };
        row("android, english, us", u"12/31/23, 11:59 PM - Ann: x"_s, {12, 31, 23}, u"23:59:00"_s);
        row("android, narrow blank", u"12/31/23, 11:59\u202fPM - Ann: x"_s, {12, 31, 23},
            u"23:59:00"_s);
        row("android, 24 h", u"31/12/2023, 23:59 - Ann: x"_s, {31, 12, 2023}, u"23:59:00"_s);
        row("android, german", u"31.12.23, 23:59 - Ann: x"_s, {31, 12, 23}, u"23:59:00"_s);
        row("android, older german", u"31.12.2023 um 23:59 - Ann: x"_s, {31, 12, 2023},
            u"23:59:00"_s);
        row("android, dutch", u"31-12-2023 23:59 - Ann: x"_s, {31, 12, 2023}, u"23:59:00"_s);
        row("android, iso", u"2023-12-31, 23:59 - Ann: x"_s, {2023, 12, 31}, u"23:59:00"_s);
        row("android, korean", u"2023. 12. 31. 오후 11:59 - Ann: x"_s, {2023, 12, 31},
            u"23:59:00"_s);
        row("android, japanese", u"2023/12/31 23:59 - Ann: x"_s, {2023, 12, 31}, u"23:59:00"_s);
        row("android, chinese", u"2023/12/31 下午11:59 - Ann: x"_s, {2023, 12, 31}, u"23:59:00"_s);
        row("android, chinese noon", u"2023/12/31 中午12:05 - Ann: x"_s, {2023, 12, 31},
            u"12:05:00"_s);
        row("android, hungarian", u"2023. 12. 31. 23:59 - Ann: x"_s, {2023, 12, 31}, u"23:59:00"_s);
        row("android, spanish", u"31/12/23, 11:59 p. m. - Ann: x"_s, {31, 12, 23}, u"23:59:00"_s);
        row("android, spanish, hard blank", u"31/12/23, 12:05\u00a0a.\u00a0m. - Ann: x"_s,
            {31, 12, 23}, u"00:05:00"_s);
        row("android, finnish", u"31.12.2023 klo 23.59 - Ann: x"_s, {31, 12, 2023}, u"23:59:00"_s);
        row("android, greek", u"31/12/23, 11:59 μ.μ. - Ann: x"_s, {31, 12, 23}, u"23:59:00"_s);
        row("android, arabic digits", u"٣١‏/١٢‏/٢٠٢٣، ١١:٥٩ م - Ann: x"_s,
            {31, 12, 2023}, u"23:59:00"_s);
        row("android, midnight", u"1/2/24, 12:00 AM - Ann: x"_s, {1, 2, 24}, u"00:00:00"_s);
        row("android, noon", u"1/2/24, 12:00 PM - Ann: x"_s, {1, 2, 24}, u"12:00:00"_s);
        row("android, lower case", u"1/2/24, 1:00 pm - Ann: x"_s, {1, 2, 24}, u"13:00:00"_s);
        row("ios, english", u"[12/31/23, 11:59:07\u202fPM] Ann: x"_s, {12, 31, 23}, u"23:59:07"_s);
        row("ios, german", u"[31.12.23, 23:59:07] Ann: x"_s, {31, 12, 23}, u"23:59:07"_s);
        row("ios, mark in front", u"\u200e[31.12.23, 23:59:07] Ann: x"_s, {31, 12, 23},
            u"23:59:07"_s);
        row("ios, brazilian", u"[31/12/2023 23:59:07] Ann: x"_s, {31, 12, 2023}, u"23:59:07"_s);
        row("ios, turkish", u"[31.12.2023 ÖS 11:59:07] Ann: x"_s, {31, 12, 2023}, u"23:59:07"_s);
        row("24:05 is five past midnight", u"1/2/24, 24:05 - Ann: x"_s, {1, 2, 24}, u"00:05:00"_s);
        row("words", u"see you on 1/2/24, 10:00 - Ann"_s, {}, {});
        row("a score", u"3:2 - what a game"_s, {}, {});
        row("a version", u"1.2.3 - released"_s, {}, {});
        row("a list", u"1. eggs 2. milk 3. 10:30 - bread"_s, {}, {});
        row("an hour too many", u"1/2/24, 25:00 - Ann: x"_s, {}, {});
        row("a minute too many", u"1/2/24, 10:60 - Ann: x"_s, {}, {});
        row("an unknown half of the day", u"1/2/24, 10:30 ZZ - Ann: x"_s, {}, {});
        row("no bracket", u"[1/2/24, 10:30 Ann: x"_s, {}, {});
        row("an endless number", u"11111111111111111111/2/24, 10:30 - Ann: x"_s, {}, {});
        row("nothing", u""_s, {}, {});
    }

    void headers()
    {
        QFETCH(QString, line);
        QFETCH(QList<int>, date);
        QFETCH(QString, time);
        const auto header = whatsAppHeader(line);
        QCOMPARE(header.has_value(), !time.isEmpty());
        if (!header)
            return;
        QCOMPARE(QList<int>(header->date.begin(), header->date.end()), date);
        QCOMPARE(QTime(header->hour, header->minute, header->second).toString(u"HH:mm:ss"_s), time);
        QCOMPARE(line.sliced(header->end), u"Ann: x"_s);
    }

    void datesAreDecidedFromTheWholeFile_data()
    {
        QTest::addColumn<QByteArray>("dates");
        QTest::addColumn<QString>("order");
        QTest::addColumn<bool>("isCertain");
        const auto row = [](const char *name, const QByteArray &dates, const QString &order,
                            bool isCertain = true) {
            QTest::newRow(name) << dates << order << isCertain;
        };
        row("a 31 in front", "1/2/24 31/3/24", u"dmy"_s);
        row("a 31 in the middle", "1/2/24 3/31/24", u"mdy"_s);
        row("a year in front", "2024-01-02 2024-02-01", u"ymd"_s);
        row("a short year in front", "24/01/02 24/01/31", u"ymd"_s);
        row("time runs on, day first", "5/1/24 6/1/24 1/2/24", u"dmy"_s);
        row("time runs on, month first", "1/5/24 1/6/24 2/1/24", u"mdy"_s);
        row("nothing decides, dots", "1.2.24", u"dmy"_s, false);
        row("nothing decides, slashes", "1/2/24", u"dmy"_s, false);
        row("one wrong line does not win", "1/2/24 13/2/24 14/2/24 3/31/24", u"dmy"_s);
        row("not before WhatsApp was there", "01-02-10 03-02-10", u"dmy"_s, false);
        row("not in the future", "26-11-12 27-11-12", u"dmy"_s);
        row("buddhist years", "31/1/2567", u"dmy"_s);
    }

    void datesAreDecidedFromTheWholeFile()
    {
        QFETCH(QByteArray, dates);
        QFETCH(QString, order);
        QFETCH(bool, isCertain);
        QByteArray text;
        for (const QByteArray &date : dates.split(' '))
            text += date + ", 10:00 - Ann: hello\n";
        const ReadExport read = chat(text);
        QVERIFY(read.dates.has_value());
        QCOMPARE(toString(read.dates->order), order);
        QCOMPARE(read.dates->isCertain, isCertain);
        QVERIFY(!read.dates->reason.isEmpty());
    }

    void aTwelveHourClockWithShortYearsIsAmericanWhenNothingElseDecides()
    {
        const ReadExport read = chat("1/2/24, 10:00 AM - Ann: hello\n");
        QCOMPARE(toString(read.dates->order), u"mdy"_s);
        QVERIFY(!read.dates->isCertain);
        QCOMPARE(local(read.messages().first()), u"2024-01-02 10:00:00"_s);
        ExportOptions stated = optionsFor();
        stated.dateOrder = DateOrder::DayMonthYear;
        const ReadExport said = chat("1/2/24, 10:00 AM - Ann: hello\n", stated);
        QVERIFY(said.dates->isCertain);
        QCOMPARE(local(said.messages().first()), u"2024-02-01 10:00:00"_s);
    }

    void aChatOfTwo()
    {
        const ReadExport read =
            chat("31/01/2024, 10:00 - Messages and calls are end-to-end encrypted. Tap to learn "
                 "more.\n"
                 "31/01/2024, 10:01 - Ann: Hello\nsecond line\n\nfourth line\n"
                 "31/01/2024, 10:02 - Me: Hi: there\n",
                 optionsFor({u"me"_s}));
        QCOMPARE(read.spoken(), u"Ann: Hello\nsecond line\n\nfourth line | Me: Hi: there"_s);
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 1);
        const auto all = read.messages();
        QCOMPARE(all[0].direction, Direction::Incoming);
        QCOMPARE(all[1].direction, Direction::Outgoing);
        QCOMPARE(all[1].recipients.size(), 1);
        QCOMPARE(all[1].recipients.first().address.address, u"ann"_s);
        QCOMPARE(all[0].conversationKey, all[1].conversationKey);
        QVERIFY(all[0].subject.isEmpty());
        QCOMPARE(local(all[0]), u"2024-01-31 10:01:00"_s);
        QCOMPARE(all[0].raw, "31/01/2024, 10:01 - Ann: Hello\nsecond line\n\nfourth line");
        QCOMPARE(all[0].rawFormat, RawFormat::Text);
        QCOMPARE(read.rows[1].row, 2);
        QCOMPARE(read.rows[2].row, 6);
    }

    void aGroupHasASubjectAndPhoneNumbersAreAddresses()
    {
        const ReadExport read =
            chat("31/01/24, 10:00 - Ann created group “Garden: beds”\n"
                 "31/01/24, 10:01 - \u202a+49\u00a0170\u00a01234567\u202c: Hello\n"
                 "31/01/24, 10:02 - Ann: Hi\n"
                 "31/01/24, 10:03 - ~\u202fBen: Ho\n"
                 "31/01/24, 10:04 - Ben changed the subject from “a: b” to “c”\n",
                 optionsFor(), u"WhatsApp Chat with Garden (3).txt"_s);
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 2);
        const auto all = read.messages();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[0].subject, u"Garden"_s);
        QCOMPARE(all[0].author.address, u"+491701234567"_s);
        QCOMPARE(all[0].author.kind, u"whatsapp"_s);
        QCOMPARE(all[1].author.address, u"ann"_s);
        QCOMPARE(all[2].author.address, u"~ben"_s); // chosen by himself: not the contact Ben
        QCOMPARE(all[2].author.name, u"Ben"_s);
    }

    void iosForms()
    {
        const ReadExport read =
            chat("\xef\xbb\xbf[31.01.24, 10:00:00] Garden: \u200eMessages and calls are "
                 "end-to-end encrypted.\r\n"
                 "[31.01.24, 10:00:01] Ann: \u200eAnn created this group\r\n"
                 "[31.01.24, 10:00:02] Ann: one\nmore\r\n"
                 "\u200e[31.01.24, 10:00:03] Ben: \u200eimage omitted\r\n"
                 "\u200e[31.01.24, 10:00:04] Ben: \u200e<attached: 00000012-PHOTO.jpg>\r\n"
                 "[31.01.24, 10:00:05] Ben: \u200eThis message was deleted.\r\n"
                 "[31.01.24, 10:00:06] Ann: words \u200e<This message was edited>\r\n",
                 optionsFor(), u"WhatsApp Chat - Garden.txt"_s);
        const auto all = read.messages();
        QCOMPARE(all.size(), 5);
        QVERIFY(all[0].isAutomatic);
        QCOMPARE(all[1].text, u"one\nmore"_s);
        QVERIFY(!all[1].isAutomatic);
        QCOMPARE(all[2].text, u"[media that are not in the export]"_s);
        QCOMPARE(all[3].attachments.size(), 1);
        QCOMPARE(all[3].attachments.first().name, u"00000012-PHOTO.jpg"_s);
        QCOMPARE(all[3].attachments.first().mediaType, u"image/jpeg"_s);
        QCOMPARE(all[4].text, u"words"_s);
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 2);
    }

    void wordsOfWhatsAppItself_data()
    {
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("what");
        const auto row = [](const QString &words, const QString &what) {
            QTest::newRow(qUtf8Printable(words)) << words << what;
        };
        for (const QString &words :
             {u"<Media omitted>"_s, u"<Medien ausgeschlossen>"_s, u"<Multimedia omitido>"_s,
              u"<Médias omis>"_s, u"<Media omessi>"_s, u"<Mídia oculta>"_s, u"<Media weggelaten>"_s,
              u"<Medya dahil edilmedi>"_s, u"<Без медиафайлов>"_s,
              u"<メディアは含まれていません>"_s, u"<省略多媒體檔案>"_s, u"<تم استبعاد الوسائط>"_s,
              u"<Pominięto multimedia>"_s, u"\u200eBild weggelassen"_s, u"\u200eimage absente"_s,
              u"\u200evídeo omitido"_s, u"\u200eaudio weggelaten"_s})
            row(words, u"omitted"_s);
        for (const QString &words :
             {u"This message was deleted"_s, u"You deleted this message"_s,
              u"Diese Nachricht wurde gelöscht."_s, u"Se eliminó este mensaje."_s,
              u"Ce message a été supprimé"_s, u"Questo messaggio è stato eliminato"_s,
              u"Mensagem apagada"_s, u"Данное сообщение удалено"_s, u"此訊息已被刪除"_s,
              u"このメッセージは削除されました"_s})
            row(words, u"deleted"_s);
        for (const QString &words :
             {u"IMG-20240131-WA0001.jpg (file attached)"_s,
              u"PTT-20240131-WA0001.opus (Datei "
              "angehängt)"_s,
              u"\u200eMy plan.pdf (archivo adjunto)"_s, u"\u200e<Anhang: 0001-PHOTO.jpg>"_s,
              u"\u200e<pièce jointe : 0001-PHOTO.jpg>"_s, u"\u200e<附件：0001-PHOTO.jpg>"_s})
            row(words, u"file"_s);
        for (const QString &words :
             {u"<hello>"_s, u"I deleted this message"_s, u"weggelassen"_s, u"omitted"_s,
              u"notes.txt (see above)"_s, u"<attached: what?>"_s, u"../../x.jpg (file attached)"_s})
            row(words, u"text"_s);
    }

    void wordsOfWhatsAppItself()
    {
        QFETCH(QString, words);
        QFETCH(QString, what);
        QCOMPARE(isOmittedMedia(words), what == u"omitted");
        QCOMPARE(isDeletedMessage(words), what == u"deleted");
        QCOMPARE(attachedFile(words).has_value(), what == u"file");
    }

    void titles_data()
    {
        QTest::addColumn<QString>("title");
        for (const auto &[file, title] : std::initializer_list<std::pair<QString, QString>>{
                 {u"WhatsApp Chat with Ann.txt"_s, u"Ann"_s},
                 {u"WhatsApp Chat with Ann (2).txt"_s, u"Ann"_s},
                 {u"WhatsApp-Chat mit Ann Müller.txt"_s, u"Ann Müller"_s},
                 {u"Chat de WhatsApp con Ann.txt"_s, u"Ann"_s},
                 {u"Discussion WhatsApp avec Ann.txt"_s, u"Ann"_s},
                 {u"Conversa do WhatsApp com Ann.txt"_s, u"Ann"_s},
                 {u"WhatsApp Chat - Ann.zip"_s, u"Ann"_s},
                 {u"WhatsApp_Chat_with_Ann.txt"_s, u"Ann"_s},
                 {u"Чат WhatsApp с контактом Ann.txt"_s, u"Ann"_s},
                 {u"_chat.txt"_s, u""_s},
                 {u"Garden.txt"_s, u"Garden"_s}})
            QTest::newRow(qUtf8Printable(file)) << title;
    }

    void titles()
    {
        QFETCH(QString, title);
        QCOMPARE(chatTitle(QString::fromUtf8(QTest::currentDataTag())), title);
    }

    void aLaterExportHasTheSameKeys()
    {
        const QByteArray first = "31/01/24, 10:00 - Ann: ok\n31/01/24, 10:00 - Ann: ok\n"
                                 "31/01/24, 10:00 - Ann: <Media omitted>\n"
                                 "31/01/24, 10:01 - Me: yes\n";
        const QByteArray later = first + "31/01/24, 10:01 - Me: yes\n31/01/24, 10:02 - Ann: ok\n";
        const QStringList before = chat(first).keys();
        QCOMPARE(QSet<QString>(before.begin(), before.end()).size(), 4);
        // Whoever is said to be us, and whatever number a browser gave the file.
        const QStringList after =
            chat(later, optionsFor({u"Me"_s}), u"WhatsApp Chat with Ann (1).txt"_s).keys();
        QCOMPARE(after.first(4), before);
        QCOMPARE(QSet<QString>(after.begin(), after.end()).size(), 6);
        // The same with the media.
        QByteArray withMedia = first;
        withMedia.replace("<Media omitted>", "IMG-20240131-WA0001.jpg (file attached)");
        QCOMPARE(chat(withMedia).keys(), before);
        // An export that begins later, as WhatsApp's limits make them.
        QCOMPARE(chat(later.sliced(later.indexOf("31/01/24, 10:01"))).keys(), after.sliced(3));
        // Another chat with the same words.
        QVERIFY(!chat(first, optionsFor(), u"WhatsApp Chat with Ben.txt"_s)
                     .keys()
                     .contains(before.first()));
    }

    void anHourThatTheClockRepeatsKeepsBoth()
    {
        // 2024-10-27, 03:00 becomes 02:00 in Berlin.
        QByteArray text = "27/10/24, 02:30 - Ann: ok\n";
        for (int i = 0; i < 200; ++i)
            text += "27/10/24, 02:" + QByteArray::number(31 + i % 29) +
                    " - Ben: " + QByteArray::number(i) + "\n";
        text += "27/10/24, 02:30 - Ann: ok\n";
        const QStringList keys = chat(text).keys();
        QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), 202);
    }

    void mediaBesideTheTextAreTakenAndNothingElse()
    {
        const ExportFolder folder;
        folder.write(u"secret.txt"_s, "not yours");
        folder.write(u"in/IMG-20240131-WA0001.jpg"_s, "jpeg");
        QVERIFY(QFile::link(folder.path(u"secret.txt"_s),
                            folder.path(u"in/IMG-20240131-WA0002.jpg"_s)));
        const QString path = folder.write(
            u"in/WhatsApp Chat with Ann.txt"_s,
            "31/01/24, 10:00 - Ann: IMG-20240131-WA0001.jpg (file attached)\nA caption\n"
            "31/01/24, 10:01 - Ann: IMG-20240131-WA0002.jpg (file attached)\n");
        const auto all = readExport(path).messages();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0].attachments.first().data, "jpeg");
        QCOMPARE(all[0].text, u"A caption"_s);
        QVERIFY(all[1].attachments.first().data.isEmpty()); // leads out of the folder
        ExportOptions dry = optionsFor();
        dry.withFiles = false;
        QVERIFY(readExport(path, dry).messages().first().attachments.first().data.isEmpty());
    }
};

QTEST_GUILESS_MAIN(WhatsAppTest)
#include "whatsapptest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/contactcards.h"

#include <QTemporaryDir>
#include <QTest>
#include <random>

using namespace casement;
using namespace Qt::StringLiterals;

class ContactCardsTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    QString write(const QByteArray &bytes) const
    {
        const QString path = m_folder.filePath(u"cards.vcf"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return path;
    }

    QList<ContactReader::Row> read(const QByteArray &bytes) const
    {
        ContactReader reader(write(bytes));
        QList<ContactReader::Row> rows;
        if (!reader.open())
            qFatal("cannot open");
        for (;;) {
            const auto row = reader.next();
            if (!row)
                qFatal("%s", qUtf8Printable(row.error().detail));
            if (!row->has_value())
                return rows;
            rows.append(**row);
        }
    }

private Q_SLOTS:
    void whatIsWrittenIsReadAgain()
    {
        const ContactCard ada{.uid = u"urn:uuid:0191-ada"_s,
                              .name = u"Ada Byron, Countess; of Łovelace"_s,
                              .pronouns = u"she/her"_s,
                              .language = u"en-GB"_s,
                              .addresses = {{u"email"_s, u"ada@example.org"_s, {}},
                                            {u"email"_s, u"ada@home.example"_s, {}},
                                            {u"phone"_s, u"+441174960231"_s, {}},
                                            {u"xmpp"_s, u"ada@jabber.example"_s, {}},
                                            {u"fediverse"_s, u"ada@social.example"_s, {}},
                                            {u"bluesky"_s, u"did:plc:abc234"_s, {}},
                                            {u"bluesky"_s, u"did:web:ada.example"_s, {}},
                                            {u"irc"_s, u"ada@irc.example"_s, {}},
                                            {u"irc"_s, u"$a:ada@irc.example"_s, {}},
                                            {u"telegram"_s, u"123456789"_s, {}}}};
        const ContactCard ben{.uid = u"urn:uuid:0191-ben"_s,
                              .name = u"مريم"_s,
                              .addresses = {{u"email"_s, u"ben@example.net"_s, {}}}};
        const QByteArray bytes = toVCards({ada, ben});
        QVERIFY(bytes.contains("VERSION:4.0"));
        const auto rows = read(bytes);
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows.at(0).card.name, ada.name);
        QCOMPARE(rows.at(0).card.pronouns, ada.pronouns);
        QCOMPARE(rows.at(0).card.language, ada.language);
        const auto sorted = [](QList<Address> addresses) {
            std::ranges::sort(addresses, {}, [](const Address &each) {
                return std::pair(each.kind, each.address);
            });
            return addresses;
        };
        QCOMPARE(sorted(rows.at(0).card.addresses), sorted(ada.addresses));
        QCOMPARE(rows.at(0).card.addresses.first(), ada.addresses.first());
        QCOMPARE(rows.at(1).card, ben);
        QCOMPARE(rows.at(1).row, 2);
    }

    void whatHasNoAddressElsewhereIsLeftOut()
    {
        const auto rows = read(toVCards({{.uid = u"u"_s,
                                          .name = u"Cat"_s,
                                          .addresses = {{u"discord"_s, u"1234"_s, {}},
                                                        {u"email"_s, u"cat@example.org"_s, {}}}}}));
        QCOMPARE(rows.at(0).card.addresses.size(), 1);
    }

    void otherProgramsCardsAreRead_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("addresses");
        QTest::addColumn<QString>("leftOut");
        QTest::newRow("3.0 of a phone")
            << QByteArray("BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//Apple Inc.//iOS 17//EN\r\n"
                          "N:Okonjo;Grace;;;\r\nFN:Grace Okonjo\r\nORG:Parks;\r\n"
                          "EMAIL;type=INTERNET;type=HOME;type=pref:Grace@Example.org\r\n"
                          "TEL;type=CELL;type=VOICE:+44 117 496 0231\r\nBDAY:1987-03-14\r\n"
                          "NOTE:likes tea\r\nEND:VCARD\r\n")
            << u"Grace Okonjo"_s << QStringList{u"grace@example.org"_s, u"+441174960231"_s}
            << u"a birthday, a note, an organisation"_s;
        QTest::newRow("2.1, quoted-printable, folded")
            << QByteArray("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
                          "Wr=C3=B3bel;Agnieszka\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:"
                          "Agnieszka=20Wr=C3=B3bel\nTEL;CELL:0501 234 567\nEND:VCARD\n")
            << u"Agnieszka Wróbel"_s << QStringList{u"0501234567"_s} << QString();
        QTest::newRow("4.0 with URIs")
            << QByteArray("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ben\r\nIMPP:xmpp:ben@jabber.example/ph"
                          "one\r\nIMPP;PREF=1:skype:ben.example\r\nTEL;VALUE=uri:tel:+49-30-1234\r"
                          "\nEND:VCARD\r\n")
            << u"Ben"_s << QStringList{u"+49301234"_s, u"ben@jabber.example"_s}
            << u"addresses of services that are not known here"_s;
        QTest::newRow("a mark at the beginning, no name")
            << QByteArray("\xEF\xBB\xBF"
                          "BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nEMAIL:x@example.org\nEND:VCARD\n")
            << QString() << QStringList{u"x@example.org"_s} << QString();
    }

    void otherProgramsCardsAreRead()
    {
        QFETCH(const QByteArray, bytes);
        QVERIFY(isContactFile(write(bytes)));
        const auto rows = read(bytes);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.at(0).trouble, QString());
        QTEST(rows.at(0).card.name, "name");
        QStringList addresses;
        for (const Address &address : rows.at(0).card.addresses)
            addresses.append(address.address);
        QTEST(addresses, "addresses");
        QTEST(rows.at(0).card.leftOut.join(u", "), "leftOut");
    }

    void whatIsBrokenIsNamedAndTheRestIsRead()
    {
        const QByteArray good =
            "BEGIN:VCARD\nVERSION:3.0\nFN:Ann\nEMAIL:ann@example.org\nEND:VCARD\n";
        const QByteArray huge = "BEGIN:VCARD\nVERSION:3.0\nFN:Big\nNOTE:" +
                                QByteArray(ContactReader::maxCard + 10, 'x') + "\nEND:VCARD\n";
        const auto rows =
            read("nothing\n" + good + huge + good + "BEGIN:VCARD\nVERSION:3.0\nFN:Cut off\nEMAIL:");
        QCOMPARE(rows.size(), 4);
        QCOMPARE(rows.at(0).card.name, u"Ann"_s);
        QVERIFY(rows.at(1).trouble.contains(u"larger"));
        QCOMPARE(rows.at(2).card.name, u"Ann"_s);
        QVERIFY(rows.at(3).trouble.contains(u"cut off"));
        QVERIFY(!isContactFile(write("From ann\n")));
        QVERIFY(!isContactFile(m_folder.filePath(u"missing"_s)));
    }

    void hostileBytesAreOnlyBytes()
    {
        const QByteArray seed = toVCards({{.uid = u"u"_s,
                                           .name = u"Ann"_s,
                                           .language = u"de"_s,
                                           .addresses = {{u"email"_s, u"a@example.org"_s, {}},
                                                         {u"xmpp"_s, u"a@b.example"_s, {}}}}});
        std::mt19937 random(20261122);
        for (int round = 0; round < 3'000; ++round) {
            QByteArray bytes = seed;
            const int changes = 1 + int(random() % 6);
            for (int i = 0; i < changes; ++i) {
                const qsizetype at = qsizetype(random() % size_t(bytes.size()));
                switch (random() % 4) {
                case 0:
                    bytes[at] = char(random() % 256);
                    break;
                case 1:
                    bytes.remove(at, qsizetype(random() % 8));
                    break;
                case 2:
                    bytes.insert(at, QByteArray(qsizetype(random() % 40), char(random() % 256)));
                    break;
                default:
                    bytes.insert(at, bytes.sliced(at, qMin<qsizetype>(20, bytes.size() - at)));
                }
            }
            for (const auto &row : read(bytes)) {
                QVERIFY(row.card.name.size() <= 200);
                QVERIFY(row.card.addresses.size() <= ContactReader::maxAddresses);
                for (const Address &address : row.card.addresses)
                    QVERIFY(!address.address.isEmpty() && address.address.size() <= 320);
            }
        }
    }
};

QTEST_GUILESS_MAIN(ContactCardsTest)
#include "contactcardstest.moc"

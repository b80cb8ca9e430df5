// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/testdesk.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// Contact cards through the door that exports take, and out again.
class ContactImportTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<TestDesk> m_desk;

    QString write(const QByteArray &bytes)
    {
        const QString path = m_desk->folder.filePath(u"cards.vcf"_s);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return path;
    }
    static QByteArray card(const QByteArray &name, const QList<QByteArray> &emails)
    {
        QByteArray bytes = "BEGIN:VCARD\nVERSION:3.0\nFN:" + name + "\n";
        for (const QByteArray &email : emails)
            bytes += "EMAIL:" + email + "\n";
        return bytes + "NOTE:secret\nEND:VCARD\n";
    }
    ImportProgress import(const QString &path, bool isDryRun, QList<ImportRow> *rows = nullptr)
    {
        ImportOptions options{.dryRun = isDryRun, .rows = std::make_shared<ImportRows>()};
        const ImportProgress progress = value(m_desk->desk->importer.start({path}, options));
        if (rows)
            *rows = options.rows->take();
        return progress;
    }
    QStringList people()
    {
        QStringList names;
        for (const PersonSummary &person : value(m_desk->desk->people.find({}, 100))) {
            QStringList addresses;
            for (const Identity &identity : value(m_desk->desk->people.panel(person.id)).identities)
                addresses += identity.address.address;
            names += person.name + u": "_s + addresses.join(u' ');
        }
        return names;
    }

private Q_SLOTS:
    void init()
    {
        m_desk = std::make_unique<TestDesk>();
        const Account mail = m_desk->mailAccount();
        m_desk->receive(mail, {m_desk->mail(u"ann@example.org"_s, u"Hi"_s, u"hello"_s, "m1")});
        m_desk->receive(mail, {m_desk->mail(u"ben@example.org"_s, u"Ho"_s, u"hello"_s, "m2")});
    }

    void eachCardIsLookedAtFirstAndThenDoneAndUndone()
    {
        const QStringList before = people();
        const QString path = write(card("Ann Example", {"ann@example.org"}) +
                                   card("Ben", {"BEN@example.org", "ben@home.example"}) +
                                   card("Cleo", {"cleo@example.org", "cleo@work.example"}) +
                                   card("Cleo again", {"cleo@work.example", "cleo@new.example"}) +
                                   card("Both", {"ann@example.org", "ben@example.org"}) +
                                   card("Nobody", {}) + "BEGIN:VCARD\nFN:cut");
        QVERIFY(value(m_desk->desk->importer.haveExports({path})));
        QList<ImportRow> planned; // before it is here, somebody is called as their card says
        const ImportProgress plan = import(path, true, &planned);
        QCOMPARE(people(), before);
        QVERIFY(!plan.import.isValid());
        QList<ImportRow> rows;
        const ImportProgress done = import(path, false, &rows);
        for (const ImportProgress &each : {plan, done}) {
            QCOMPARE(each.cards, 6);
            QCOMPARE(each.newPeople, 1);
            QCOMPARE(each.newAddresses, 2);
            QCOMPARE(each.skipped, 2);
            QCOMPARE(each.unreadable, 1);
            QCOMPARE(each.messages, 0);
            QCOMPARE(each.files.size(), 1);
            QCOMPARE(each.files.first().format, u"vcard"_s);
            QCOMPARE(each.files.first().added, 3);
            QCOMPARE(each.files.first().known, 1);
        }
        using Outcome = ImportRow::Outcome;
        const QList<Outcome> outcomes{Outcome::Known,     Outcome::Added,   Outcome::Added,
                                      Outcome::Added,     Outcome::Skipped, Outcome::Skipped,
                                      Outcome::Unreadable};
        QCOMPARE(rows.size(), outcomes.size());
        for (qsizetype i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows.at(i).row, i + 1);
            QCOMPARE(casement::toString(rows.at(i).outcome), casement::toString(outcomes.at(i)));
            QVERIFY(planned.at(i).outcome == outcomes.at(i));
            QCOMPARE(QString(planned.at(i).reason).replace(u"Cleo again"_s, u"Cleo"_s),
                     rows.at(i).reason);
        }
        QVERIFY(rows.at(1).reason.contains(u"ben@home.example"));
        QVERIFY(rows.at(2).reason.contains(u"a note"));
        QVERIFY2(rows.at(4).reason.contains(u"join them"), qPrintable(rows.at(4).reason));
        QCOMPARE(people(),
                 (QStringList{u"ann: ann@example.org"_s, u"ben: ben@example.org ben@home.example"_s,
                              u"Cleo: cleo@example.org cleo@work.example "
                              "cleo@new.example"_s}));
        QVERIFY(value(m_desk->desk->maintenance.verify()).isEmpty());

        // Once more: everything is here.
        const ImportProgress again = import(path, false);
        QCOMPARE(again.newPeople + again.newAddresses, 0);
        QCOMPARE(again.files.first().known, 4);
        const ImportUndone nothing = value(m_desk->desk->importer.undo(again.import));
        QCOMPARE(nothing.people + nothing.addresses, 0);

        const ImportUndone undone = value(m_desk->desk->importer.undo(done.import));
        QCOMPARE(undone.people, 1);
        QCOMPARE(undone.addresses, 1); // Cleo's third went with her
        QCOMPARE(people(), before);
        QVERIFY(value(m_desk->desk->maintenance.verify()).isEmpty());
    }

    void whoHasWrittenSinceStays()
    {
        const ImportProgress done =
            import(write(card("Cleo", {"cleo@example.org"}) +
                         card("Ann", {"ann@example.org", "ann@home.example", "ann@x.example"})),
                   false);
        const Account mail = m_desk->mailAccount();
        m_desk->receive(mail, {m_desk->mail(u"cleo@example.org"_s, u"Hi"_s, u"it is me"_s, "m3")});
        m_desk->receive(mail, {m_desk->mail(u"ann@home.example"_s, u"Hi"_s, u"me too"_s, "m4")});
        const ImportUndone undone = value(m_desk->desk->importer.undo(done.import));
        QCOMPARE(undone.people, 0);
        QCOMPARE(undone.addresses, 1);
        QCOMPARE(people(), (QStringList{u"ann: ann@example.org ann@home.example"_s,
                                        u"ben: ben@example.org"_s, u"Cleo: cleo@example.org"_s}));
        QVERIFY(value(m_desk->desk->maintenance.verify()).isEmpty());
    }

    void aNewcomersFirstWordsAreTheirs()
    {
        import(write(card("Cleo Example", {"Cleo@Example.org"})), false);
        const Account mail = m_desk->mailAccount();
        m_desk->receive(mail, {m_desk->mail(u"cleo@example.org"_s, u"Hi"_s, u"it is me"_s, "m3")});
        const auto found = value(m_desk->desk->people.find(u"cleo"_s, 9));
        QCOMPARE(found.size(), 1);
        QCOMPARE(value(m_desk->desk->people.panel(found.first().id)).conversations.size(), 1);
    }

    void whatIsSavedHasAddressesAndNothingThatIsWrittenDown()
    {
        const PersonId ann = value(m_desk->desk->people.find(u"ann"_s, 1)).first().id;
        const PersonId ben = value(m_desk->desk->people.find(u"ben"_s, 1)).first().id;
        value(m_desk->desk->facts.add(ann, {.text = u"XYLOPHONE at night"_s}));
        value(m_desk->desk->people.setHowWeMet(ann, u"XYLOPHONE fair"_s));
        value(m_desk->desk->people.setPronouns(ann, u"she/her"_s));
        const QByteArray one = value(m_desk->desk->people.vCards({ann}));
        QVERIFY(one.contains("ann@example.org") && one.contains("she/her"));
        QVERIFY(!one.contains("XYLOPHONE"));
        QCOMPARE(one.count("BEGIN:VCARD"), 1);
        QCOMPARE(value(m_desk->desk->people.vCards({})).count("BEGIN:VCARD"), 2);
        // Who is joined is one card, and it brings nothing new where it came from.
        value(m_desk->desk->people.join(ann, ben, {}));
        const QByteArray joined = value(m_desk->desk->people.vCards({ben, ann}));
        QCOMPARE(joined.count("BEGIN:VCARD"), 1);
        QVERIFY(joined.contains("ben@example.org"));
        const ImportProgress again = import(write(joined), false);
        QCOMPARE(again.files.first().known, 1);
    }
};

QTEST_GUILESS_MAIN(ContactImportTest)
#include "contactimporttest.moc"

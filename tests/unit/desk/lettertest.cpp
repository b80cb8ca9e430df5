// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/heldstore.h"
#include "core/storage/personrows.h"
#include "core/storage/sqlite.h"
#include "tests/support/waited.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

/// What a person is told that is held about them: everything, and nobody else.
class LetterTest final : public QObject
{
    Q_OBJECT

    using Held = QHash<QByteArray, QSet<qint64>>;

    static HeldRecord recordOf(TestDesk &desk, PersonId person)
    {
        return value(desk.store->write([person](WriteContext &context) -> Result<HeldRecord> {
            if (auto record = heldRecord(context, person))
                return *std::move(record);
            return fail(ErrorKind::NotFound, u"nobody"_s);
        }));
    }

    static QList<QByteArray> tablesOfSchema(Db &db)
    {
        QList<QByteArray> tables;
        Statement names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name "
                                     "NOT LIKE '%\\_search\\_%' ESCAPE '\\'");
        while (names.next())
            tables.append(names.text(0).toLatin1());
        return tables;
    }

    static const PersonTable *entryOf(const QList<PersonTable> &entries, const QByteArray &table)
    {
        const auto found = std::ranges::find_if(
            entries, [&](const PersonTable &entry) { return table == entry.name; });
        return found == entries.end() ? nullptr : &*found;
    }

    /// What the schema's own foreign keys lead to from a person: rows that refer to one of theirs,
    /// and so on, as long as the row that is referred to is of one person.
    static Held closure(Db &db, PersonId person, const QList<PersonTable> &entries)
    {
        Held held;
        Statement members = db.prepare("SELECT member_id FROM person_member WHERE root_id = ?");
        members.bind(person);
        while (members.next())
            held["person"].insert(members.integer(0));
        QList<std::tuple<QByteArray, QByteArray, QByteArray>> edges; // table, column, to
        for (const QByteArray &table : tablesOfSchema(db)) {
            Statement keys = db.prepare("PRAGMA foreign_key_list(" + table + ")");
            while (keys.next())
                edges.append({table, keys.text(3).toLatin1(), keys.text(2).toLatin1()});
        }
        // A message's author makes it theirs; ours to them is found otherwise.
        for (bool grows = true; std::exchange(grows, false);) {
            for (const auto &[table, column, to] : std::as_const(edges)) {
                const PersonTable *target = entryOf(entries, to);
                if (!target || target->speaks != PersonTable::Speaks::OfOne)
                    continue;
                const bool hasId =
                    db.number("SELECT count(*) FROM pragma_table_info(?) WHERE name = 'id'", 0,
                              QString::fromLatin1(table)) > 0;
                Statement rows =
                    db.prepare("SELECT " + column + (hasId ? ", id" : ", *") + " FROM " + table);
                while (rows.next()) {
                    // Where there is no id, what is in the row tells it from others.
                    size_t id = size_t(rows.integer(1));
                    for (int i = 1; !hasId && i < rows.columnCount(); ++i)
                        id = qHashMulti(i == 1 ? 0 : id, rows.text(i)) >> 1;
                    if (held.value(to).contains(rows.integer(0)) &&
                        !held.value(table).contains(qint64(id))) {
                        held[table].insert(qint64(id));
                        grows = true;
                    }
                }
            }
        }
        return held;
    }

private Q_SLOTS:
    void everyTableSaysWhatItHasToDoWithPeople()
    {
        TestDesk desk;
        const QList<PersonTable> entries = personTables();
        const auto tables = value(
            desk.store->read([](ReadContext &context) { return tablesOfSchema(context.db); }));
        for (const QByteArray &table : tables)
            QVERIFY2(entryOf(entries, table), table.constData());
        for (const PersonTable &entry : entries) {
            QVERIFY2(tables.contains(entry.name) || QByteArray(entry.name) == "sqlite_sequence",
                     entry.name);
            const bool isRead = entry.speaks == PersonTable::Speaks::OfOne ||
                                entry.speaks == PersonTable::Speaks::OfMany;
            QVERIFY2(isRead == (entry.rows != nullptr), entry.name);
        }
        // What refers to a person by its name or by a key is of somebody, unless it is derived.
        value(desk.store->read([&](ReadContext &context) {
            for (const QByteArray &table : tables) {
                const PersonTable *entry = entryOf(entries, table);
                Statement columns = context.db.prepare("PRAGMA table_info(" + table + ")");
                while (columns.next()) {
                    const QString column = columns.text(1);
                    if (column.endsWith(u"person_id") || column.endsWith(u"identity_id"))
                        [&] {
                            QVERIFY2(entry && entry->speaks != PersonTable::Speaks::OfNobody,
                                     qPrintable(QString::fromLatin1(table) + u'.' + column));
                        }();
                }
            }
        }));
    }

    void everyRowThatLeadsToAPersonIsInTheirLetter()
    {
        TestDesk desk;
        value(desk.desk->sample.add());
        const QList<PersonTable> entries = personTables();
        const auto people = value(desk.desk->people.find({}, 1'000));
        QVERIFY(people.size() > 20);
        qsizetype rowsSeen = 0;
        QSet<QByteArray> tablesSeen;
        for (const PersonSummary &person : people) {
            const HeldRecord record = recordOf(desk, person.id);
            const Held held = value(desk.store->read(
                [&](ReadContext &context) { return closure(context.db, person.id, entries); }));
            for (auto table = held.constBegin(); table != held.constEnd(); ++table) {
                const PersonTable *entry = entryOf(entries, table.key());
                QVERIFY(entry);
                if (!entry->rows)
                    continue;
                QSet<qint64> told;
                const QJsonArray rows =
                    record.tables.value(QLatin1StringView(table.key())).toArray();
                for (const QJsonValue &row : rows)
                    told.insert(row[u"id"].toInteger());
                // Tables of pairs have no id: there the number says it.
                const bool hasId = !rows.isEmpty() && rows.first().toObject().contains(u"id"_s);
                if (!hasId) {
                    QVERIFY2(rows.size() >= table->size(), table.key().constData());
                } else {
                    for (const qint64 row : *table)
                        QVERIFY2(told.contains(row),
                                 qPrintable(u"%1: %2 %3"_s.arg(person.name,
                                                               QString::fromLatin1(table.key()),
                                                               QString::number(row))));
                }
                rowsSeen += table->size();
                tablesSeen.insert(table.key());
            }
        }
        QVERIFY2(rowsSeen > 500, qPrintable(QString::number(rowsSeen)));
        for (const char *table : {"identity", "message", "message_body", "fact", "session_person"})
            QVERIFY2(tablesSeen.contains(table), table);
    }

    void wordsOfOthersAreLeftOut()
    {
        WiredDesk wired;
        Desk &desk = *wired.desk.desk;
        const PersonId ann = value(desk.people.find(u"ann@example.net"_s, 1)).first().id;
        IncomingMessage reply = wired.desk.mail(u"ben@example.org"_s, u"Re: Beans"_s,
                                                u"BENSWORDS about it"_s, "9@ben", "1@ann");
        reply.author.name = u"Benedikt"_s;
        wired.desk.receive(wired.account, {reply});
        const PersonId ben = value(desk.people.find(u"ben@example.org"_s, 1)).first().id;
        value(desk.triage.addNote(wired.conversation, u"Benedikt told us that Ann is away"_s));
        value(desk.facts.add(ann, {.text = u"grows ANNSFACT"_s}));
        value(desk.facts.edit(value(desk.people.panel(ann)).facts.first().id,
                              {.text = u"grows OTHERBEANS"_s}));
        value(desk.facts.add(
            ben, {.kind = FactKind::Relationship, .text = u"BENSFACT sister of"_s, .other = ann}));

        // In the same conversation, to the other one alone.
        Draft aside = wired.reply(u"ASIDE for you only"_s);
        aside.recipients = {{RecipientRole::To, {u"email"_s, u"ben@example.org"_s, {}}}};
        aside.basis = wired.desk.clock.now();
        value(desk.outbox.send(aside, std::chrono::seconds(10)));

        const QByteArray letter =
            QJsonDocument(recordOf(wired.desk, ann).tables).toJson(QJsonDocument::Compact);
        QVERIFY(letter.contains("OTHERBEANS"));
        QVERIFY(letter.contains("ANNSFACT")); // what was written before it was changed
        QVERIFY(letter.contains("Ann is away"));
        QVERIFY(!letter.contains("BENSWORDS"));
        QVERIFY(!letter.contains("BENSFACT"));
        QVERIFY(!letter.contains("Benedikt"));
        QVERIFY(!letter.contains("ASIDE"));
        const QByteArray bens =
            QJsonDocument(recordOf(wired.desk, ben).tables).toJson(QJsonDocument::Compact);
        QVERIFY(bens.contains("BENSWORDS") && bens.contains("BENSFACT"));
        QVERIFY(bens.contains("ASIDE"));
        QVERIFY(!bens.contains("OTHERBEANS"));
    }

    void theLetterIsWrittenInTheirLanguage_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("title");
        QTest::newRow("none") << QString() << u"What we hold about"_s;
        QTest::newRow("German") << u"de"_s << u"Was wir über"_s;
        QTest::newRow("French of Canada") << u"fr-CA"_s << u"Ce que nous conservons"_s;
        QTest::newRow("Spanish") << u"es"_s << u"Lo que guardamos"_s;
        QTest::newRow("Polish") << u"pl"_s << u"Co przechowujemy"_s;
        QTest::newRow("without words here") << u"ja"_s << u"What we hold about"_s;
    }
    void theLetterIsWrittenInTheirLanguage()
    {
        QFETCH(const QString, language);
        QFETCH(const QString, title);
        WiredDesk wired;
        Desk &desk = *wired.desk.desk;
        const PersonId ann = value(desk.people.find(u"ann@example.net"_s, 1)).first().id;
        value(desk.people.setLanguage(ann, language));
        value(desk.people.rename(ann, u"Ann <b>Archer</b>"_s));
        value(desk.consents.record(ann, ConsentKind::Invite, ConsentAnswer::Yes, u"on the phone"_s,
                                   {}));
        const QString folder = wired.desk.folder.filePath(u"letter"_s);
        const qint64 files = value(desk.people.writeLetter(ann, folder));
        QFile page(folder + u"/letter.html"_s);
        QVERIFY(page.open(QIODevice::ReadOnly));
        const QString html = QString::fromUtf8(page.readAll());
        QVERIFY2(html.contains(u"<h1>"_s + title), qPrintable(html.left(600)));
        QVERIFY(html.contains(u"Ann &lt;b&gt;Archer"));
        QVERIFY(!html.contains(u"<b>"));
        QVERIFY(html.contains(u"do you have beans"_s, Qt::CaseInsensitive));
        // Every key of the other languages is there in this one: none is shown by its name.
        for (const QString &key :
             {u"consent-"_s, u"answer-"_s, u"promise-"_s, u"status-"_s, u"you-wrote"_s})
            QVERIFY2(!html.contains(key), qPrintable(key));
        QFile json(folder + u"/letter.json"_s);
        QVERIFY(json.open(QIODevice::ReadOnly));
        const QJsonObject data = QJsonDocument::fromJson(json.readAll()).object();
        QCOMPARE(data[u"files"].toArray().size(), files);
        QVERIFY(files >= 1);
        for (const QJsonValue &name : data[u"files"].toArray())
            QVERIFY(QFile::exists(folder + u"/files/"_s + name.toString()));
        QVERIFY(!(QFile::permissions(page.fileName()) & (QFile::ReadGroup | QFile::ReadOther)));
        // It never writes over what is there.
        const auto again = waited(desk.people.writeLetter(ann, folder));
        QVERIFY(!again && again.error().kind == ErrorKind::Invalid);
        QVERIFY(value(desk.maintenance.verify()).isEmpty());
    }

    void theLanguagesHaveTheSameWords()
    {
        QHash<QString, QSet<QString>> keys;
        for (const char *language : {"en", "de", "fr", "es", "pl"}) {
            QFile file(u":/casement/letter/%1.txt"_s.arg(QLatin1StringView(language)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            for (const QString &line : QString::fromUtf8(file.readAll()).split(u'\n')) {
                if (line.contains(u" = "))
                    keys[QLatin1StringView(language)].insert(line.section(u" = "_s, 0, 0));
            }
            QCOMPARE(keys.value(QLatin1StringView(language)), keys.value(u"en"_s));
        }
        QVERIFY(keys.value(u"en"_s).size() > 50);
    }
};

QTEST_GUILESS_MAIN(LetterTest)
#include "lettertest.moc"

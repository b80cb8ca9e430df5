// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/factstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sessionstore.h"
#include "tests/support/random.h"
#include "tests/support/sequences.h"
#include "tests/support/testdesk.h"

#include <QTest>
#include <map>
#include <set>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

namespace
{

constexpr int peopleCount = 7;
/// A quick part of the 10,000 that must hold. CASEMENT_SEQUENCES=10000 runs them all, which takes
/// longer than Qt Test allows one function (QTEST_FUNCTION_TIMEOUT, in milliseconds).
constexpr int usualSequences = 1'500;
constexpr int operations = 9;

/// What ought to be shown, kept without SQL: who is joined with whom, and what belongs to whom.
struct Model {
    struct Person {
        PersonId id;
        Address address;
        QString name; ///< as its row has it when all are taken apart
        int mergedInto = -1;
        std::set<qint64> conversations;
        std::set<QString> facts;
        bool isInSession = false;
    };
    struct Step {
        ChangeId change;
        int person = -1;
        int survivor = -1;
        bool isJoin = false;
        bool isUndone = false;
    };
    QList<Person> people;
    QList<Step> steps;
    SessionId session;

    int rootOf(int person) const
    {
        while (people.at(person).mergedInto >= 0)
            person = people.at(person).mergedInto;
        return person;
    }
};

using Dump = std::map<QString, QStringList>;

/// Every row of every table, but for the logs of what was done.
Dump dumpOf(Db &db)
{
    Dump dump;
    Statement tables = db.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' "
        "AND name NOT LIKE '%\\_search%' ESCAPE '\\' AND name NOT IN ('change', "
        "'change_conversation', 'sync_clock', 'person_join', 'person_verdict')");
    while (tables.next()) {
        QStringList &lines = dump[tables.text(0)];
        Statement rows = db.prepare(QByteArray("SELECT * FROM " + tables.text(0).toUtf8()));
        while (rows.next()) {
            QStringList line;
            for (int column = 0; column < rows.columnCount(); ++column)
                line.append(QString::fromLatin1(rows.blob(column).toHex()));
            lines.append(line.join(u'|'));
        }
        lines.sort();
    }
    return dump;
}

} // namespace

/// Issue 4: 10,000 random sequences of joining, splitting, receiving and undoing.
class JoinPropertyTest final : public QObject
{
    Q_OBJECT

    TestDesk m_desk;
    Account m_account;
    Model m_base;
    int m_made = 0;

    IncomingMessage message(const Model &model, int person, const QByteArray &inReplyTo)
    {
        const QByteArray id = "m" + QByteArray::number(++m_made) + "@test";
        return m_desk.mail(model.people.at(person).address.address, u"s"_s,
                           u"words %1"_s.arg(m_made), id, inReplyTo);
    }

    /// A message of \a person: in a conversation of their own, or in that of \a with.
    void receive(WriteContext &context, Model &model, int person, int with)
    {
        const IncomingMessage words = message(
            model, person,
            with >= 0 ? QByteArray("first" + QByteArray::number(with) + "@test") : QByteArray());
        std::ignore = ingest(context, m_account, {prepareMessage(words, context.now)}, {});
        model.people[person].conversations.insert(
            context.db.number("SELECT conversation_id FROM message ORDER BY id DESC LIMIT 1", 0));
    }

    static QString failure(const char *what, int person)
    {
        return QStringLiteral("%1 of person %2").arg(QLatin1StringView(what)).arg(person);
    }

    /// What differs between the store and \a model; empty when nothing does.
    static QString check(WriteContext &context, const Model &model)
    {
        Db &db = context.db;
        for (int i = 0; i < model.people.size(); ++i) {
            const int root = model.rootOf(i);
            if (shownPerson(db, model.people.at(i).id) != model.people.at(root).id)
                return failure("as whom they are shown", i);
            if (root != i)
                continue;
            std::set<QString> addresses;
            std::set<QString> facts;
            std::set<qint64> conversations;
            bool isInSession = false;
            for (int j = 0; j < model.people.size(); ++j) {
                const Model::Person &member = model.people.at(j);
                if (model.rootOf(j) != i)
                    continue;
                addresses.insert(member.address.address);
                facts.insert(member.facts.begin(), member.facts.end());
                conversations.insert(member.conversations.begin(), member.conversations.end());
                isInSession |= member.isInSession;
            }
            const auto panel = personPanel(db, model.people.at(i).id, context.now);
            if (!panel)
                return failure("the panel", i);
            std::set<QString> shownAddresses;
            for (const Identity &identity : panel->identities)
                shownAddresses.insert(identity.address.address);
            std::set<QString> shownFacts;
            for (const Fact &fact : panel->facts)
                shownFacts.insert(fact.text);
            std::set<qint64> shownConversations;
            const auto ids =
                conversationIds(db, {.view = View::PersonView, .person = model.people.at(i).id});
            for (const ConversationId id : ids) {
                shownConversations.insert(id.value);
                const auto summary = conversationSummary(db, id);
                if (!summary || shownPerson(db, summary->person) != summary->person)
                    return failure("whom a conversation is with", i);
            }
            if (shownAddresses != addresses)
                return failure("the addresses", i);
            if (shownFacts != facts)
                return failure("the facts", i);
            if (shownConversations != conversations ||
                ids.size() != qsizetype(conversations.size()))
                return failure("the conversations", i);
            if (!panel->sessions.isEmpty() != isInSession || panel->sessions.size() > 1)
                return failure("the sessions", i);
            // The index of names finds each conversation under the name that is shown; it knows
            // threes of letters.
            if (!ids.isEmpty()) {
                const auto first = conversationSummary(db, ids.first());
                const qint64 found =
                    db.number("SELECT count(*) FROM title_search WHERE title_search MATCH ? AND "
                              "rowid = ?",
                              0, QString(u'"' + first->personName.right(3) + u'"'), first->id);
                if (found != 1)
                    return failure("the index of names", i);
            }
        }
        const auto session = sessionById(db, model.session);
        std::set<int> participants;
        for (int i = 0; i < model.people.size(); ++i) {
            if (model.people.at(i).isInSession)
                participants.insert(model.rootOf(i));
        }
        if (!session || session->participants.size() != qsizetype(participants.size()))
            return u"the session's participants"_s;
        return {};
    }

    bool apply(WriteContext &context, Model &model, testing::Random &random, QString &log)
    {
        const int person = random.below(peopleCount);
        const int other = random.below(peopleCount);
        switch (random.below(8)) {
        case 0:
        case 1:
            receive(context, model, person, random.chance(0.5) ? other : -1);
            log += u" receive%1"_s.arg(person);
            break;
        case 2:
        case 3:
        case 4: {
            const int survivor = model.rootOf(person);
            const int merged = model.rootOf(other);
            if (survivor == merged)
                break;
            ChangeRecorder recorder(context, u"join"_s);
            joinPeople(recorder, context, model.people.at(survivor).id, model.people.at(merged).id,
                       {.name = random.chance(0.6),
                        .pronouns = random.chance(0.5),
                        .howWeMet = random.chance(0.5)});
            model.steps.append({recorder.finish().id, merged, survivor, true});
            model.people[merged].mergedInto = survivor;
            log += u" join%1>%2"_s.arg(merged).arg(survivor);
            break;
        }
        case 5: {
            const int survivor = model.people.at(person).mergedInto;
            if (survivor < 0)
                break;
            ChangeRecorder recorder(context, u"split"_s);
            splitPerson(recorder, context, model.people.at(person).id);
            model.steps.append({recorder.finish().id, person, survivor, false});
            model.people[person].mergedInto = -1;
            log += u" split%1"_s.arg(person);
            break;
        }
        case 6: {
            if (model.steps.isEmpty())
                break;
            Model::Step &step = model.steps[random.below(int(model.steps.size()))];
            if (step.isUndone)
                break;
            log += u" undo-%1%2>%3"_s.arg(step.isJoin ? u"join" : u"split")
                       .arg(step.person)
                       .arg(step.survivor);
            const auto undone = undoChange(context, step.change);
            if (!undone)
                return false;
            int &mergedInto = model.people[step.person].mergedInto;
            const bool changes = step.isJoin
                                     ? mergedInto == step.survivor
                                     : mergedInto < 0 && model.rootOf(step.survivor) != step.person;
            step.isUndone = undone->id.isValid();
            if (changes)
                mergedInto = step.isJoin ? -1 : step.survivor;
            break;
        }
        default: {
            const int root = model.rootOf(person);
            ChangeRecorder recorder(context, u"edit"_s);
            if (random.chance(0.5)) {
                const QString name = u"Renamed%1"_s.arg(++m_made);
                recorder.set(Register::PersonName, model.people.at(root).id.value, {name});
                model.people[root].name = name;
                log += u" rename%1"_s.arg(root);
            } else {
                const QString text = u"fact %1"_s.arg(++m_made);
                const FactId fact =
                    addHiddenFact(context, model.people.at(root).id, {.text = text});
                recorder.set(Register::FactDeleted, fact.value, {0});
                model.people[root].facts.insert(text);
                log += u" fact%1"_s.arg(root);
            }
            std::ignore = recorder.finish();
            break;
        }
        }
        return true;
    }

    /// Takes all apart, in any order; then everybody is as if they had never been joined.
    static QString takeApart(WriteContext &context, Model &model, testing::Random &random)
    {
        QList<int> merged;
        for (int i = 0; i < model.people.size(); ++i) {
            if (model.people.at(i).mergedInto >= 0)
                merged.insert(random.below(int(merged.size()) + 1), i);
        }
        for (const int each : std::as_const(merged)) {
            ChangeRecorder recorder(context, u"split"_s);
            splitPerson(recorder, context, model.people.at(each).id);
            std::ignore = recorder.finish();
            model.people[each].mergedInto = -1;
        }
        if (const QString wrong = check(context, model); !wrong.isEmpty())
            return wrong;
        for (int i = 0; i < model.people.size(); ++i) {
            const auto panel = personPanel(context.db, model.people.at(i).id, context.now);
            if (panel->name != model.people.at(i).name)
                return failure("the name", i) + u": " + panel->name;
            if (panel->pronouns != u"pronouns%1"_s.arg(i) || panel->howWeMet != u"met%1"_s.arg(i))
                return failure("the fields", i);
            const auto own =
                context.db.number("SELECT count(*) FROM message m JOIN identity i ON "
                                  "i.id = m.identity_id WHERE i.person_id = ? AND "
                                  "i.address = ?",
                                  0, model.people.at(i).id, model.people.at(i).address.address);
            if (own < qint64(model.people.at(i).conversations.size()))
                return failure("the messages", i);
        }
        if (context.db.number("SELECT count(*) FROM conversation_person WHERE is_joined = 1", 0) >
            0)
            return u"a list that nobody is joined for"_s;
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_account = m_desk.mailAccount();
        value(m_desk.store->write([this](WriteContext &context) {
            for (int i = 0; i < peopleCount; ++i) {
                const Address address{u"email"_s, u"p%1@example.org"_s.arg(i), {}};
                m_base.people.append({.id = {}, .address = address, .name = u"Person%1"_s.arg(i)});
                IncomingMessage first = message(m_base, i, {});
                first.messageId = "first" + QByteArray::number(i) + "@test";
                first.author.name = m_base.people.at(i).name;
                std::ignore = ingest(context, m_account, {prepareMessage(first, context.now)}, {});
                Model::Person &person = m_base.people[i];
                person.id = PersonId{context.db.number(
                    "SELECT person_id FROM identity WHERE address = ?", 0, address.address)};
                person.conversations.insert(context.db.number(
                    "SELECT conversation_id FROM message ORDER BY id DESC LIMIT 1", 0));
                ChangeRecorder recorder(context, u"edit"_s);
                recorder.set(Register::PersonPronouns, person.id.value, {u"pronouns%1"_s.arg(i)});
                recorder.set(Register::PersonHowWeMet, person.id.value, {u"met%1"_s.arg(i)});
                if (i == 0) {
                    m_base.session = addHiddenSession(context, u"Session"_s);
                    recorder.set(Register::SessionDeleted, m_base.session.value, {0});
                }
                if (i % 2 == 0) {
                    recorder.setMember(Register::SessionPerson, m_base.session.value,
                                       person.id.value, true);
                    person.isInSession = true;
                }
                std::ignore = recorder.finish();
            }
        }));
    }

    void randomSequences()
    {
        const testing::Sequences sequences(20260503, usualSequences, operations);
        for (int i = 0; i < sequences.count; ++i) {
            QString log;
            // Each begins with the same workspace: the write is taken back by its error.
            const auto result = m_desk.store->write([&](WriteContext &context) -> Result<void> {
                testing::Random random(sequences.seed + quint64(i));
                Model model = m_base;
                QString wrong;
                for (int step = 0; step < operations && wrong.isEmpty(); ++step) {
                    if (!apply(context, model, random, log))
                        wrong = u"an undo was refused"_s;
                    else if (random.chance(0.3))
                        wrong = check(context, model);
                }
                if (wrong.isEmpty())
                    wrong = check(context, model);
                if (wrong.isEmpty() && i % 100 == 0) {
                    ReadContext read{context.db, context.blobs, context.now};
                    wrong = verifyWorkspace(read).join(u' ');
                }
                if (wrong.isEmpty())
                    wrong = takeApart(context, model, random);
                if (const auto error = context.db.error())
                    wrong = error->detail;
                return fail(ErrorKind::Cancelled, wrong);
            });
            const auto taken = result.result();
            QVERIFY2(!taken.has_value() && taken.error().detail.isEmpty(),
                     qPrintable(u"sequence %1:%2: %3"_s.arg(i).arg(
                         log, taken ? QString() : taken.error().detail)));
        }
    }

    void aSplitLeavesNoTraceInAnyTable()
    {
        const auto same = m_desk.store->write([this](WriteContext &context) {
            const Dump before = dumpOf(context.db);
            const PersonId a = m_base.people.at(0).id;
            const PersonId b = m_base.people.at(1).id;
            const PersonId c = m_base.people.at(2).id;
            for (const auto &[survivor, other] : {std::pair(a, b), std::pair(c, a)}) {
                ChangeRecorder recorder(context, u"join"_s);
                joinPeople(recorder, context, survivor, other,
                           {.name = true, .pronouns = true, .howWeMet = true});
                std::ignore = recorder.finish();
            }
            const Dump joined = dumpOf(context.db);
            // Nothing that points at a person was moved: only what is derived differs.
            QStringList touched;
            for (const auto &[table, rows] : joined) {
                if (rows != before.at(table))
                    touched.append(table);
            }
            for (const PersonId each : {b, a}) {
                ChangeRecorder recorder(context, u"split"_s);
                splitPerson(recorder, context, each);
                std::ignore = recorder.finish();
            }
            const Dump after = dumpOf(context.db);
            QStringList left;
            for (const auto &[table, rows] : after) {
                if (rows != before.at(table))
                    left.append(table);
            }
            return std::pair(touched, left);
        });
        const auto [touched, left] = value(same);
        QCOMPARE(touched, (QStringList{u"conversation_person"_s, u"person"_s}));
        QCOMPARE(left, QStringList());
    }
};

QTEST_GUILESS_MAIN(JoinPropertyTest)
#include "joinpropertytest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/askstore.h"
#include "core/storage/changelog.h"
#include "core/storage/joinstore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/outboxstore.h"
#include "tests/support/random.h"
#include "tests/support/sequences.h"
#include "tests/support/testdesk.h"

#include <QTest>
#include <map>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

namespace
{

constexpr int askers = 5;
constexpr int usualAsks = 400; ///< sequences
constexpr int stepsOfAsks = 16;

/// What ought to be there, kept without SQL.
struct AskModel {
    struct Voice {
        AskVoiceId id;
        int person = 0;
        bool isThere = true;
        enum { Open, Sent, Passed } told = Open;
        OutboxState sending = OutboxState::Queued;
    };
    struct Ask {
        AskId id;
        AskState state = AskState::Heard;
        QString reason;
        int duplicateOf = -1;
        bool isThere = true;
        QList<int> voices; ///< indexes of AskModel::voices
    };
    QList<Ask> asks;
    QList<Voice> voices;

    int rootOf(int ask) const
    {
        QList<int> path;
        while (!path.contains(ask)) {
            path.append(ask);
            const Ask &each = asks.at(ask);
            if (each.state != AskState::Duplicate || each.duplicateOf < 0 ||
                !asks.at(each.duplicateOf).isThere)
                return ask;
            ask = each.duplicateOf;
        }
        return ask;
    }
    /// Whether \a from is, in the end or on the way, a duplicate of \a to, or the same.
    bool leads(int from, int to) const
    {
        QList<int> path;
        while (from >= 0 && !path.contains(from)) {
            path.append(from);
            const Ask &each = asks.at(from);
            from = each.state == AskState::Duplicate ? each.duplicateOf : -1;
        }
        return path.contains(to);
    }
    static bool isSettled(const Voice &voice)
    {
        return voice.told == Voice::Passed ||
               (voice.told == Voice::Sent && (voice.sending == OutboxState::Accepted ||
                                              voice.sending == OutboxState::Delivered));
    }
};

} // namespace

/// Random sequences of everything that can be done with asks.
class AskPropertyTest final : public QObject
{
    Q_OBJECT

    TestDesk m_desk;
    QList<MessageId> m_messages;
    QList<PersonId> m_people;

    static QString askFailure(const char *what, int ask)
    {
        return u"%1 of ask %2"_s.arg(QLatin1StringView(what)).arg(ask);
    }

    static QString check(WriteContext &context, const AskModel &model)
    {
        Db &db = context.db;
        qint64 there = 0;
        for (int i = 0; i < model.asks.size(); ++i) {
            const AskModel::Ask &wanted = model.asks.at(i);
            const auto ask = askById(db, wanted.id);
            if (ask.has_value() != wanted.isThere)
                return askFailure("whether it is there", i);
            if (!wanted.isThere)
                continue;
            ++there;
            if (ask->state != wanted.state || ask->reason != wanted.reason)
                return askFailure("the state", i);
            if (needsReason(ask->state) && ask->reason.isEmpty())
                return askFailure("no reason", i);
            if (ask->root != model.asks.at(model.rootOf(i)).id)
                return askFailure("what decides", i);
            std::map<qint64, bool> voices;
            qint64 untold = 0;
            for (int j = 0; j < model.asks.size(); ++j) {
                if (j != i && (model.rootOf(j) != i || !model.asks.at(j).isThere))
                    continue;
                for (const int voice : model.asks.at(j).voices) {
                    if (!model.voices.at(voice).isThere)
                        continue;
                    const bool isSettled = AskModel::isSettled(model.voices.at(voice));
                    voices[model.voices.at(voice).id.value] = isSettled;
                    untold += isSettled ? 0 : 1;
                }
            }
            if (voices.empty())
                return askFailure("nobody asks", i);
            if (ask->voices.size() != qsizetype(voices.size()))
                return askFailure("the voices", i);
            for (const AskVoice &voice : std::as_const(ask->voices)) {
                const auto known = voices.find(voice.id.value);
                if (known == voices.end() || known->second != isSettled(voice.telling))
                    return askFailure("who was told", i);
            }
            if (ask->isClosed() != (isEnd(ask->state) && untold == 0))
                return askFailure("whether it is closed", i);
            const bool isUntold = isEnd(ask->state) && model.rootOf(i) == i && untold > 0;
            const AskPlace place =
                isUntold ? AskPlace::Untold : static_cast<AskPlace>(int(ask->state));
            if (ask->place != place)
                return askFailure("the place", i);
        }
        if (askLines(db, {}, 1000).size() != there)
            return u"the ledger"_s;
        qint64 counted = 0;
        for (const AskSection &section : askLedger(db, {}, 1))
            counted += section.count;
        return counted == there ? QString() : u"the counts"_s;
    }

    static std::map<QString, QStringList> rowsOf(Db &db)
    {
        std::map<QString, QStringList> all;
        for (const char *sql :
             {"SELECT * FROM ask WHERE deleted_at = 0",
              "SELECT * FROM ask_voice WHERE deleted_at = 0", "SELECT rowid FROM ask_search"}) {
            Statement rows = db.prepare(sql);
            QStringList &lines = all[QString::fromLatin1(sql)];
            while (rows.next()) {
                QStringList line;
                for (int column = 0; column < rows.columnCount(); ++column)
                    line.append(QString::fromLatin1(rows.blob(column).toHex()));
                lines.append(line.join(u'|'));
            }
        }
        return all;
    }

    AskQuote quoteOf(int person) const
    {
        return {.message = m_messages.at(person), .text = u"words"_s, .start = 0, .end = 5};
    }

    /// What the desk does in one change; which change it was.
    ChangeId addAsk(WriteContext &context, AskModel &model, int person)
    {
        ChangeRecorder recorder(context, u"ask"_s);
        const AskId id = addHiddenAsk(context, u"restated"_s, AskKind::Wish);
        recorder.set(Register::AskDeleted, id.value, {0});
        model.asks.append({.id = id});
        addVoice(context, recorder, model, int(model.asks.size()) - 1, person);
        return recorder.finish().id;
    }

    void addVoice(WriteContext &context, ChangeRecorder &recorder, AskModel &model, int ask,
                  int person)
    {
        const AskVoiceId voice = addHiddenVoice(context, model.asks.at(ask).id, m_people.at(person),
                                                quoteOf(person), fromMilliseconds(1000 + person));
        recorder.set(Register::AskVoiceDeleted, voice.value, {0});
        model.asks[ask].voices.append(int(model.voices.size()));
        model.voices.append({.id = voice, .person = person});
    }

    /// An outbox item as enqueue() leaves it, without the message.
    static Uid addItem(WriteContext &context)
    {
        const Uid uid = Uid::create(context.now);
        context.db.run("INSERT INTO outbox (uid, account_id, state, content, created_at, "
                       "not_before) VALUES (?, 1, 1, '{}', 0, 0)",
                       uid);
        return uid;
    }

    QString apply(WriteContext &context, AskModel &model, testing::Random &random, QString &log)
    {
        QList<int> there;
        for (int i = 0; i < model.asks.size(); ++i) {
            if (model.asks.at(i).isThere)
                there.append(i);
        }
        const int person = random.below(askers);
        if (there.isEmpty()) {
            std::ignore = addAsk(context, model, person);
            log += u" new"_s;
            return {};
        }
        const int ask = there.at(random.below(int(there.size())));
        const auto before = rowsOf(context.db);
        const AskModel kept = model;
        ChangeId change;
        switch (random.below(7)) {
        case 0:
            change = addAsk(context, model, person);
            log += u" new"_s;
            break;
        case 1: {
            ChangeRecorder recorder(context, u"ask-voice"_s);
            addVoice(context, recorder, model, ask, person);
            change = recorder.finish().id;
            log += u" voice%1"_s.arg(ask);
            break;
        }
        case 2:
        case 3: {
            const auto state = static_cast<AskState>(random.below(8));
            const int other = there.at(random.below(int(there.size())));
            const auto now = askById(context.db, model.asks.at(ask).id);
            AskStep step{.state = state,
                         .reason = random.chance(0.7) ? u"because"_s : QString(),
                         .duplicateOf =
                             state == AskState::Duplicate ? model.asks.at(other).id : AskId(),
                         .leadsTo = whereAskLeads(context.db, model.asks.at(other).id)};
            const bool mayBe = !(needsReason(state) && step.reason.isEmpty()) &&
                               !(state == AskState::Duplicate && model.leads(other, ask));
            if (checkAskStep(*now, step).has_value() != mayBe)
                return askFailure("what is allowed", ask);
            if (!mayBe)
                break;
            ChangeRecorder recorder(context, u"ask-state"_s);
            recorder.set(
                Register::AskState, model.asks.at(ask).id.value,
                {int(state), 1, toMilliseconds(context.now), step.reason, step.duplicateOf.value});
            change = recorder.finish().id;
            model.asks[ask].state = state;
            model.asks[ask].reason = step.reason;
            model.asks[ask].duplicateOf = state == AskState::Duplicate ? other : -1;
            log += u" %1>%2"_s.arg(ask).arg(toString(state));
            if (state == AskState::Duplicate)
                log += QString::number(other);
            break;
        }
        case 4: {
            QList<int> voices;
            for (const int voice : model.asks.at(ask).voices) {
                if (model.voices.at(voice).isThere &&
                    model.voices.at(voice).told == AskModel::Voice::Open)
                    voices.append(voice);
            }
            if (voices.isEmpty())
                break;
            const int voice = voices.at(random.below(int(voices.size())));
            ChangeRecorder recorder(context, u"ask-tell"_s);
            if (random.chance(0.4)) {
                recorder.set(Register::AskVoiceTold, model.voices.at(voice).id.value,
                             {2, 5, 1, u"why"_s, QByteArray()});
                model.voices[voice].told = AskModel::Voice::Passed;
                log += u" skip%1"_s.arg(voice);
                change = recorder.finish().id;
            } else {
                const Uid uid = addItem(context);
                recorder.set(Register::AskVoiceTold, model.voices.at(voice).id.value,
                             {1, 5, 1, QString(), uid.toBytes()});
                model.voices[voice].told = AskModel::Voice::Sent;
                std::ignore = recorder.finish();
                const auto state =
                    static_cast<OutboxState>(1 + random.below(7)); // Queued … NeedsYou
                setOutboxState(context,
                               OutboxId{context.db.number("SELECT max(id) FROM outbox", 0)}, state,
                               {});
                model.voices[voice].sending = state;
                log += u" tell%1=%2"_s.arg(voice).arg(toString(state));
            }
            break;
        }
        case 5: {
            const int other = random.below(askers);
            const PersonId survivor = shownPerson(context.db, m_people.at(person));
            const PersonId merged = shownPerson(context.db, m_people.at(other));
            if (survivor == merged)
                break;
            ChangeRecorder recorder(context, u"join"_s);
            joinPeople(recorder, context, survivor, merged, {});
            std::ignore = recorder.finish();
            log += u" join"_s;
            break;
        }
        default: {
            ChangeRecorder recorder(context, u"ask-restate"_s);
            recorder.set(Register::AskRestated, model.asks.at(ask).id.value,
                         {u"restated %1"_s.arg(random.below(100))});
            change = recorder.finish().id;
            log += u" restate%1"_s.arg(ask);
            break;
        }
        }
        // What was just done and is undone at once leaves no trace.
        if (change.isValid() && random.chance(0.4)) {
            const auto undone = undoChange(context, change);
            if (!undone)
                return u"an undo was refused"_s;
            log += u"-undone"_s;
            if (undone->skipped > 0)
                return u"an undo was passed over"_s;
            if (rowsOf(context.db) != before)
                return u"an undo left something"_s;
            AskModel after = kept; // rows that nobody sees any more keep their indexes
            for (qsizetype i = kept.asks.size(); i < model.asks.size(); ++i) {
                after.asks.append(model.asks.at(i));
                after.asks.last().isThere = false;
            }
            for (qsizetype i = kept.voices.size(); i < model.voices.size(); ++i) {
                after.voices.append(model.voices.at(i));
                after.voices.last().isThere = false;
            }
            model = after;
        }
        return {};
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Account account = m_desk.mailAccount();
        for (int i = 0; i < askers; ++i)
            m_desk.receive(
                account, {m_desk.mail(u"p%1@example.org"_s.arg(i), u"s"_s, u"words of %1"_s.arg(i),
                                      "m" + QByteArray::number(i) + "@test")});
        value(m_desk.store->write([this](WriteContext &context) {
            Statement rows = context.db.prepare("SELECT m.id, i.person_id FROM message m JOIN "
                                                "identity i ON i.id = m.identity_id ORDER BY m.id");
            while (rows.next()) {
                m_messages.append(rows.id<MessageId>(0));
                m_people.append(rows.id<PersonId>(1));
            }
        }));
        QCOMPARE(m_messages.size(), askers);
    }

    void randomSequences()
    {
        const testing::Sequences sequences(20260607, usualAsks, stepsOfAsks);
        for (int i = 0; i < sequences.count; ++i) {
            QString log;
            // Each begins with the same workspace: the write is taken back by its error.
            const auto result = m_desk.store->write([&](WriteContext &context) -> Result<void> {
                testing::Random random(sequences.seed + quint64(i));
                AskModel model;
                QString wrong;
                for (int step = 0; step < stepsOfAsks && wrong.isEmpty(); ++step) {
                    wrong = apply(context, model, random, log);
                    if (wrong.isEmpty())
                        wrong = check(context, model);
                }
                if (wrong.isEmpty() && i % 10 == 0) {
                    // Items without messages are this test's own; the rest has to hold.
                    context.db.run("UPDATE outbox SET state = 3 WHERE state IN (1, 2)");
                    for (const AskModel::Ask &ask : std::as_const(model.asks))
                        refreshAsk(context, ask.id);
                    ReadContext read{context.db, context.blobs, context.now};
                    wrong = verifyWorkspace(read).join(u' ');
                }
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

    void anOldChangeIsUndoneOrPassedOverButNothingBreaks()
    {
        const testing::Sequences sequences(20260608, usualAsks, stepsOfAsks);
        for (int i = 0; i < sequences.count; ++i) {
            QString log;
            const auto result = m_desk.store->write([&](WriteContext &context) -> Result<void> {
                testing::Random random(sequences.seed + quint64(i));
                AskModel model;
                QString wrong;
                for (int step = 0; step < stepsOfAsks && wrong.isEmpty(); ++step)
                    wrong = apply(context, model, random, log);
                // Any of them, in any order, also what was undone before.
                for (int step = 0; step < stepsOfAsks && wrong.isEmpty(); ++step) {
                    const qint64 newest = context.db.number("SELECT max(id) FROM change", 0);
                    const ChangeId change{newest - random.below(stepsOfAsks)};
                    std::ignore = undoChange(context, change);
                    log += u" undo%1"_s.arg(newest - change.value);
                }
                context.db.run("UPDATE outbox SET state = 3 WHERE state IN (1, 2)");
                for (const AskModel::Ask &ask : std::as_const(model.asks))
                    refreshAsk(context, ask.id);
                if (wrong.isEmpty()) {
                    ReadContext read{context.db, context.blobs, context.now};
                    wrong = verifyWorkspace(read).join(u' ');
                }
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
};

QTEST_GUILESS_MAIN(AskPropertyTest)
#include "askpropertytest.moc"

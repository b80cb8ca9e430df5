// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/random.h"
#include "tests/support/sequences.h"
#include "tests/unit/desk/promisefixture.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

namespace
{

constexpr int usualPromiseRuns = 10; ///< sequences
constexpr int stepsOfPromises = 30;

/// What ought to be there, kept without SQL.
struct PromiseModel {
    struct Each {
        PromiseId id;
        QString words;
        std::optional<PromiseDue> due;
        PromiseState state = PromiseState::Open;
        qsizetype terms = 0;
        int ask = -1;
        int saidIn = -1; ///< items
        int keptBy = -1;
        bool isOurs = true;
        bool isThere = true;
    };
    QList<Each> promises;
    struct AskOf {
        AskId id;
        bool isThere = true;
    };
    QList<AskOf> asks;
    struct Item {
        OutboxId id;
        ConversationId place;
        bool isCancelled = false;
    };
    QList<Item> items;

    bool isShown(const Each &each) const
    {
        return each.isThere && (each.saidIn < 0 || !items.at(each.saidIn).isCancelled);
    }
    /// Nothing goes out in these sequences: what an item keeps is open all the while.
    PromiseState stateOf(const Each &each) const
    {
        return each.keptBy >= 0 ? PromiseState::Open : each.state;
    }
    bool isBeingKept(const Each &each) const
    {
        return each.keptBy >= 0 && !items.at(each.keptBy).isCancelled;
    }
};

} // namespace

/// Random sequences of everything that can be done with promises, with the asks that they are
/// about, the messages that say and keep them, and the people they are made to.
class PromisePropertyTest final : public QObject
{
    Q_OBJECT

    static QString failure(const char *what, qsizetype promise)
    {
        return u"%1 of promise %2"_s.arg(QLatin1StringView(what)).arg(promise);
    }

    static QString check(Pledges &f, const PromiseModel &model)
    {
        qsizetype there = 0;
        for (qsizetype i = 0; i < model.promises.size(); ++i) {
            const PromiseModel::Each &wanted = model.promises.at(i);
            const auto promise = f.promises().get(wanted.id).result();
            if (promise.has_value() != model.isShown(wanted))
                return failure("whether it is there", i);
            if (!promise)
                continue;
            ++there;
            if (promise->words != wanted.words || promise->due != wanted.due ||
                promise->isOurs != wanted.isOurs)
                return failure("what is promised", i);
            if (promise->state != model.stateOf(wanted) ||
                promise->isBeingKept != model.isBeingKept(wanted))
                return failure("the state", i);
            if (promise->terms.size() != wanted.terms)
                return failure("what it was before", i);
            const bool hasAsk = wanted.ask >= 0 && model.asks.at(wanted.ask).isThere;
            if (promise->ask != (hasAsk ? model.asks.at(wanted.ask).id : AskId()))
                return failure("the ask", i);
            if (!promise->person.isValid() || promise->personName.isEmpty())
                return failure("to whom", i);
        }
        if (f.ids().size() != there)
            return u"the list"_s;
        qint64 counted = 0;
        for (const PromiseSection &section : value(f.promises().sections(1)))
            counted += section.count;
        return counted == there ? QString() : u"the counts"_s;
    }

    static PromiseModel::Each made(const Promise &promise)
    {
        return {
            .id = promise.id, .words = promise.words, .due = promise.due, .isOurs = promise.isOurs};
    }

    /// One step; invalid where nothing was changed.
    static ChangeId apply(Pledges &f, PromiseModel &model, testing::Random &random, QString &log)
    {
        QList<qsizetype> there;
        for (qsizetype i = 0; i < model.promises.size(); ++i) {
            if (model.isShown(model.promises.at(i)))
                there.append(i);
        }
        const int message = random.below(3);
        const qsizetype at = there.isEmpty() ? -1 : there.at(random.below(int(there.size())));
        const auto due =
            random.chance(0.3) ? std::optional<PromiseDue>() : f.in(random.below(40) - 10);
        const int act = at < 0 ? random.below(4) : random.below(13);
        log += u" %1:%2"_s.arg(act).arg(at);
        const auto taken = [](const Result<AppliedChange> &change, auto &&then) {
            if (!change || !change->id.isValid())
                return ChangeId();
            then();
            return change->id;
        };
        PromiseModel::Each *const each = at < 0 ? nullptr : &model.promises[at];
        const auto settle = [&](PromiseState state) {
            each->state = state;
            each->keptBy = -1;
        };
        switch (act) {
        case 0:
        case 1: {
            PromiseDraft draft{.isOurs = random.chance(0.7),
                               .words = u"words %1"_s.arg(random.below(1000)),
                               .source = f.messages.at(message),
                               .due = due};
            int ask = -1;
            for (int i = 0; i < model.asks.size(); ++i) {
                if (model.asks.at(i).isThere)
                    ask = i;
            }
            if (ask >= 0)
                draft.ask = model.asks.at(ask).id;
            const RecordedPromise recorded = value(f.promises().record(draft));
            model.promises.append(made(recorded.promise));
            model.promises.last().ask = ask;
            return recorded.change.id;
        }
        case 2: {
            const Ask ask =
                value(f.asks().create({.message = f.messages.at(message), .start = 0, .end = 4},
                                      AskKind::Wish, u"something"_s));
            model.asks.append({.id = ask.id});
            return f.lastChange();
        }
        case 3: {
            const OutboxItem item = f.answer(message, u"I will do it."_s);
            model.items.append({.id = item.id, .place = item.conversation});
            if (random.chance(0.5))
                return {};
            const RecordedPromise said =
                value(f.promises().recordSaid(item.id, {.words = u"do it"_s, .due = due}));
            model.promises.append(made(said.promise));
            model.promises.last().saidIn = int(model.items.size()) - 1;
            return said.change.id;
        }
        case 4: {
            const QString words = u"other %1"_s.arg(random.below(1000));
            return taken(f.promises().edit(each->id, words).result(), [&] { each->words = words; });
        }
        case 5:
            return taken(f.promises().renegotiate(each->id, {}, due, u"why"_s).result(), [&] {
                each->due = due;
                ++each->terms;
            });
        case 6:
            return taken(f.promises().keep(each->id).result(), [&] { settle(PromiseState::Kept); });
        case 7:
            return taken(f.promises().breakIt(each->id, u"because"_s).result(),
                         [&] { settle(PromiseState::Broken); });
        case 8:
            return taken(f.promises().reopen(each->id).result(),
                         [&] { settle(PromiseState::Open); });
        case 9: {
            for (int i = 0; i < model.items.size(); ++i) {
                if (model.items.at(i).isCancelled || random.chance(0.5))
                    continue;
                return taken(f.promises().keepWith({each->id}, model.items.at(i).id).result(), [&] {
                    each->state = PromiseState::Kept;
                    each->keptBy = i;
                });
            }
            return {};
        }
        case 10: {
            for (PromiseModel::Item &item : model.items) {
                if (item.isCancelled || random.chance(0.5))
                    continue;
                value(f.desk.desk->outbox.cancel(item.id));
                item.isCancelled = true;
                break;
            }
            return {};
        }
        case 11: {
            const auto one = f.writer(message);
            const auto other = f.writer((message + 1) % 3);
            if (one != other)
                std::ignore = f.desk.desk->people.join(one, other, {}).result();
            return {};
        }
        default:
            return taken(f.promises().remove(each->id).result(), [&] { each->isThere = false; });
        }
    }

private Q_SLOTS:
    void randomSequences()
    {
        const testing::Sequences sequences(20261122, usualPromiseRuns, stepsOfPromises);
        for (int i = 0; i < sequences.count; ++i) {
            testing::Random random(sequences.seed + quint64(i));
            Pledges f;
            PromiseModel model;
            QString log;
            QString wrong;
            for (int step = 0; step < stepsOfPromises && wrong.isEmpty(); ++step) {
                f.desk.clock.advance(std::chrono::milliseconds(1 + random.below(1000)));
                const PromiseModel before = model;
                const ChangeId change = apply(f, model, random, log);
                wrong = check(f, model);
                // What was just done and is undone at once leaves no trace.
                if (!wrong.isEmpty() || !change.isValid() || !random.chance(0.4))
                    continue;
                log += u"-undone"_s;
                if (f.undo(change).skipped > 0)
                    wrong = u"an undo was passed over"_s;
                PromiseModel after = before; // what nobody sees any more keeps its place
                for (qsizetype n = before.promises.size(); n < model.promises.size(); ++n) {
                    after.promises.append(model.promises.at(n));
                    after.promises.last().isThere = false;
                }
                for (qsizetype n = before.asks.size(); n < model.asks.size(); ++n)
                    after.asks.append({.id = model.asks.at(n).id, .isThere = false});
                after.items = model.items;
                model = after;
                if (wrong.isEmpty())
                    wrong = check(f, model);
            }
            if (wrong.isEmpty())
                wrong = f.wrong();
            QVERIFY2(wrong.isEmpty(), qPrintable(u"sequence %1:%2: %3"_s.arg(i).arg(log, wrong)));
        }
    }

    void anOldChangeIsUndoneOrPassedOverButNothingBreaks()
    {
        const testing::Sequences sequences(20261123, usualPromiseRuns, stepsOfPromises);
        for (int i = 0; i < sequences.count; ++i) {
            testing::Random random(sequences.seed + quint64(i));
            Pledges f;
            PromiseModel model;
            QString log;
            for (int step = 0; step < stepsOfPromises; ++step) {
                f.desk.clock.advance(std::chrono::milliseconds(1 + random.below(1000)));
                std::ignore = apply(f, model, random, log);
                const qint64 newest = f.lastChange().value;
                const ChangeId change{newest - random.below(12)};
                if (random.chance(0.5) && change.isValid()) {
                    std::ignore = f.desk.desk->triage.undo(change).result();
                    log += u" undo%1"_s.arg(newest - change.value);
                    // The model knows nothing of that: only what must always hold is looked at.
                    for (PromiseModel::Each &each : model.promises)
                        each.isThere = f.isThere(each.id);
                    for (PromiseModel::AskOf &ask : model.asks)
                        ask.isThere = f.asks().get(ask.id).result().has_value();
                }
            }
            const QString wrong = f.wrong();
            QVERIFY2(wrong.isEmpty(), qPrintable(u"sequence %1:%2: %3"_s.arg(i).arg(log, wrong)));
        }
    }
};

QTEST_GUILESS_MAIN(PromisePropertyTest)
#include "promisepropertytest.moc"

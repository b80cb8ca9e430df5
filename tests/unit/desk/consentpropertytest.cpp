// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/joinstore.h"
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

constexpr int consentPeople = 5;
constexpr int consentOperations = 14;
constexpr int usualConsentSequences = 800;

/// What ought to hold, kept without SQL and without the rules under test.
struct ConsentModel {
    struct Said {
        int person = 0;
        ConsentKind kind = ConsentKind::Answer;
        ConsentAnswer answer = ConsentAnswer::Unknown;
        ChangeId change;
        bool isThere = true;
    };
    struct Step {
        ChangeId change;
        int person = -1;
        int survivor = -1;
        bool isJoin = false;
        bool isUndone = false;
    };
    QList<PersonId> people;
    QList<int> mergedInto;
    QList<Said> said;
    QList<Step> steps;

    int rootOf(int person) const
    {
        while (mergedInto.at(person) >= 0)
            person = mergedInto.at(person);
        return person;
    }
};

} // namespace

/// Issue 4: whatever is joined, split, said and undone, the stricter consent wins.
class ConsentPropertyTest final : public QObject
{
    Q_OBJECT

    TestDesk m_desk;
    ConsentModel m_base;

    static QString check(WriteContext &context, const ConsentModel &model)
    {
        for (int i = 0; i < consentPeople; ++i) {
            for (const ConsentKind kind : consentKinds) {
                bool anyNo = false;
                bool anyUnknown = false;
                bool anyYes = false;
                for (int j = 0; j < consentPeople; ++j) {
                    if (model.rootOf(j) != model.rootOf(i))
                        continue;
                    std::optional<ConsentAnswer> newest;
                    for (const auto &each : model.said) {
                        if (each.isThere && each.person == j && each.kind == kind)
                            newest = each.answer;
                    }
                    anyNo |= newest == ConsentAnswer::No;
                    anyUnknown |= newest == ConsentAnswer::Unknown;
                    anyYes |= newest == ConsentAnswer::Yes;
                }
                const ConsentCheck found = consentCheck(context.db, kind, model.people.at(i));
                const auto where = u"%1 of person %2"_s.arg(toString(kind)).arg(i);
                if (found.entry.has_value() != (anyNo || anyUnknown || anyYes))
                    return where + u": whether anybody was asked"_s;
                if (!found.entry)
                    continue;
                const ConsentAnswer strictest = anyNo        ? ConsentAnswer::No
                                                : anyUnknown ? ConsentAnswer::Unknown
                                                             : ConsentAnswer::Yes;
                if (found.entry->answer != strictest)
                    return where + u": "_s + toString(found.entry->answer);
                if (anyNo && found.isAllowed)
                    return where + u": allowed against a no"_s;
            }
        }
        return {};
    }

    static bool apply(WriteContext &context, ConsentModel &model, testing::Random &random,
                      QString &log)
    {
        const int person = random.below(consentPeople);
        const int other = random.below(consentPeople);
        switch (random.below(8)) {
        case 0:
        case 1:
        case 2: {
            // As a desk writes it: of whom the person is shown as; now and then of somebody
            // behind them, as another desk may have done.
            const int whom = random.chance(0.8) ? model.rootOf(person) : person;
            const auto kind = consentKinds.at(random.below(int(consentKinds.size())));
            const auto answer = static_cast<ConsentAnswer>(random.below(3));
            ChangeRecorder recorder(context, u"consent"_s);
            const ConsentId id =
                addHiddenConsent(context, model.people.at(whom), kind, answer, u"basis"_s, {});
            recorder.set(Register::ConsentDeleted, id.value, {0});
            model.said.append({whom, kind, answer, recorder.finish().id, true});
            log += u" say%1:%2=%3"_s.arg(whom).arg(toString(kind), toString(answer));
            break;
        }
        case 3: {
            if (model.said.isEmpty())
                break;
            ConsentModel::Said &said = model.said[random.below(int(model.said.size()))];
            if (!said.isThere)
                break;
            log += u" unsay"_s;
            if (!undoChange(context, said.change))
                return false;
            said.isThere = false;
            break;
        }
        case 4:
        case 5: {
            const int survivor = model.rootOf(person);
            const int merged = model.rootOf(other);
            if (survivor == merged)
                break;
            ChangeRecorder recorder(context, u"join"_s);
            joinPeople(recorder, context, model.people.at(survivor), model.people.at(merged), {});
            model.steps.append({recorder.finish().id, merged, survivor, true});
            model.mergedInto[merged] = survivor;
            log += u" join%1>%2"_s.arg(merged).arg(survivor);
            break;
        }
        case 6: {
            const int survivor = model.mergedInto.at(person);
            if (survivor < 0)
                break;
            ChangeRecorder recorder(context, u"split"_s);
            splitPerson(recorder, context, model.people.at(person));
            model.steps.append({recorder.finish().id, person, survivor, false});
            model.mergedInto[person] = -1;
            log += u" split%1"_s.arg(person);
            break;
        }
        default: {
            if (model.steps.isEmpty())
                break;
            ConsentModel::Step &step = model.steps[random.below(int(model.steps.size()))];
            if (step.isUndone)
                break;
            log += u" undo-%1%2"_s.arg(step.isJoin ? u"join"_s : u"split"_s).arg(step.person);
            const auto undone = undoChange(context, step.change);
            if (!undone)
                return false;
            int &mergedInto = model.mergedInto[step.person];
            const bool changes = step.isJoin
                                     ? mergedInto == step.survivor
                                     : mergedInto < 0 && model.rootOf(step.survivor) != step.person;
            step.isUndone = undone->id.isValid();
            if (changes)
                mergedInto = step.isJoin ? -1 : step.survivor;
            break;
        }
        }
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const Account account = m_desk.mailAccount();
        QList<IncomingMessage> letters;
        for (int i = 0; i < consentPeople; ++i)
            letters.append(m_desk.mail(u"p%1@example.org"_s.arg(i), u"s"_s, u"words %1"_s.arg(i),
                                       QByteArray::number(i) + "@test"));
        m_desk.receive(account, letters);
        for (int i = 0; i < consentPeople; ++i) {
            m_base.people.append(
                value(m_desk.desk->people.find(u"p%1@example.org"_s.arg(i), 1)).first().id);
            m_base.mergedInto.append(-1);
        }
    }

    void theStricterConsentAlwaysWins()
    {
        const testing::Sequences sequences(20261122, usualConsentSequences, consentOperations);
        for (int i = 0; i < sequences.count; ++i) {
            testing::Random random(sequences.seed + quint64(i));
            QString log;
            QString wrong;
            // Each sequence begins with the same workspace: it is rolled back.
            std::ignore =
                m_desk.store
                    ->write([&](WriteContext &context) -> Result<void> {
                        ConsentModel model = m_base;
                        for (int step = 0; step < consentOperations && wrong.isEmpty(); ++step) {
                            if (!apply(context, model, random, log))
                                wrong = u"a step failed"_s;
                            else
                                wrong = check(context, model);
                        }
                        return fail(ErrorKind::Cancelled, u"rolled back"_s);
                    })
                    .result();
            QVERIFY2(
                wrong.isEmpty(),
                qPrintable(u"seed %1:%2: %3"_s.arg(sequences.seed + quint64(i)).arg(log, wrong)));
        }
    }
};

QTEST_GUILESS_MAIN(ConsentPropertyTest)
#include "consentpropertytest.moc"

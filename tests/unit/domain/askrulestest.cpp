// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/ask.h"

#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

class AskRulesTest final : public QObject
{
    Q_OBJECT

    static Ask askIn(AskState state, const QList<VoiceTelling> &told = {})
    {
        Ask ask{.id = AskId{1}, .state = state};
        for (const VoiceTelling telling : told)
            ask.voices.append({.telling = telling});
        return ask;
    }

    static bool mayGo(AskState from, const AskStep &step)
    {
        return checkAskStep(askIn(from), step).has_value();
    }

private Q_SLOTS:
    void namesGoBothWays()
    {
        for (int i = 0; i <= int(AskKind::Worry); ++i)
            QVERIFY(askKindFromString(toString(AskKind(i))) == AskKind(i));
        for (int i = 0; i <= int(AskState::Duplicate); ++i)
            QVERIFY(askStateFromString(toString(AskState(i))) == AskState(i));
        for (const AskPlace place : askPlaces())
            QVERIFY(askPlaceFromString(toString(place)) == place);
        QCOMPARE(askPlaces().size(), 9);
        QVERIFY(!askKindFromString(u"complaint"_s));
        QVERIFY(!askStateFromString(u"untold"_s)); // nobody says that of an ask: it follows
        QVERIFY(!askPlaceFromString(QString()));
    }

    void statesMoveFreelyAndNoNeedsAReason()
    {
        for (int from = 0; from <= int(AskState::Duplicate); ++from) {
            for (const AskState to : {AskState::Heard, AskState::Understood, AskState::Considering,
                                      AskState::Promised, AskState::Done})
                QVERIFY(mayGo(AskState(from), {.state = to}));
            for (const AskState no : {AskState::Declined, AskState::NotOurs}) {
                QVERIFY(!mayGo(AskState(from), {.state = no}));
                QVERIFY(!mayGo(AskState(from), {.state = no, .reason = u" \n"_s}));
                QVERIFY(mayGo(AskState(from), {.state = no, .reason = u"no room"_s}));
            }
        }
    }

    void aDuplicateNamesAnotherAskThatDoesNotLeadBack()
    {
        const auto duplicate = [](AskId of, const QList<AskId> &leadsTo) {
            return mayGo(AskState::Heard,
                         {.state = AskState::Duplicate, .duplicateOf = of, .leadsTo = leadsTo});
        };
        QVERIFY(!duplicate({}, {}));
        QVERIFY(!duplicate(AskId{1}, {AskId{1}}));
        QVERIFY(duplicate(AskId{2}, {AskId{2}}));
        QVERIFY(duplicate(AskId{2}, {AskId{2}, AskId{3}}));
        QVERIFY(!duplicate(AskId{2}, {AskId{2}, AskId{3}, AskId{1}}));
    }

    void anAskIsClosedWhenEverybodyHasHeardOrWasSkipped()
    {
        using enum VoiceTelling;
        QVERIFY(!askIn(AskState::Promised, {Told}).isClosed());
        QVERIFY(askIn(AskState::Done, {Told, Skipped}).isClosed());
        for (const VoiceTelling open : {Untold, OnItsWay, NeedsYou, Failed, Unknown}) {
            const Ask ask = askIn(AskState::Declined, {Told, open, Skipped});
            QVERIFY(!ask.isClosed());
            QCOMPARE(ask.settled(), 2);
        }
    }

    void nobodyIsToldTwiceOfOneEnd()
    {
        using enum VoiceTelling;
        const Ask done = askIn(AskState::Done);
        QVERIFY(!checkTelling(askIn(AskState::Promised), {.telling = Untold}));
        QVERIFY(checkTelling(done, {.telling = Untold}));
        QVERIFY(checkTelling(done, {.telling = Skipped}));
        QVERIFY(!checkTelling(done, {.telling = Told}));
        QVERIFY(checkTelling(done, {.telling = Told, .isOfEarlierEnd = true}));
        for (const VoiceTelling pending : {OnItsWay, NeedsYou, Failed, Unknown})
            QVERIFY(!checkTelling(done, {.telling = pending}));
    }

    void skippingSaysWhy()
    {
        using enum VoiceTelling;
        const Ask done = askIn(AskState::Done);
        QVERIFY(!checkSkipping(done, {.telling = Untold}, u" "_s));
        QVERIFY(!checkSkipping(askIn(AskState::Heard), {.telling = Untold}, u"moved away"_s));
        for (const VoiceTelling may : {Untold, Skipped, Failed, Unknown})
            QVERIFY(checkSkipping(done, {.telling = may}, u"moved away"_s));
        for (const VoiceTelling mayNot : {Told, OnItsWay, NeedsYou})
            QVERIFY(!checkSkipping(done, {.telling = mayNot}, u"moved away"_s));
    }

    void theDraftQuotesThemAndSaysWhatBecameOfIt()
    {
        const QString done = askAnswer(AskState::Done, u"Beans,\nplease"_s, {}, u"en"_s);
        QCOMPARE(done, u"> Beans,\n> please\n\nThank you for telling us this: it is done now.\n"_s);
        const QString no = askAnswer(AskState::Declined, u"Peas"_s, u"no room"_s, u"de-AT"_s);
        QVERIFY(no.startsWith(u"> Peas\n\nDanke"));
        QVERIFY(no.contains(u"no room"));
        QVERIFY(
            askAnswer(AskState::NotOurs, u"x"_s, u"y"_s, u"xx"_s).contains(u"not in our hands"));
        QVERIFY(askAnswer(AskState::Considering, u"x"_s, {}, u"en"_s).isEmpty());
        // What they took back is not said to them again.
        QVERIFY(!askAnswer(AskState::Done, {}, {}, u"en"_s).contains(u'>'));
        for (const QString &language : {u"en"_s, u"de"_s, u"fr"_s, u"es"_s, u"pl"_s}) {
            for (const AskState end :
                 {AskState::Done, AskState::Declined, AskState::NotOurs, AskState::Duplicate}) {
                const QString text = askAnswer(end, u"q"_s, u"%1 because"_s, language);
                QVERIFY(text.size() > 30);
                QVERIFY(end == AskState::Duplicate || text.contains(u"%1 because"));
                QVERIFY(language == u"en" ||
                        text != askAnswer(end, u"q"_s, u"%1 because"_s, u"en"_s));
            }
        }
    }
};

QTEST_APPLESS_MAIN(AskRulesTest)
#include "askrulestest.moc"

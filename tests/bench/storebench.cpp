// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// casement-storebench WORKSPACE: what the window and the command line ask of the store, over a
// large workspace, from the question to the answer on the asking thread.

#include "core/desk/desk.h"
#include "core/storage/store.h"
#include "tests/bench/measure.h"
#include "tests/bench/personbench.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace casement;
using namespace Qt::StringLiterals;
using SteadyClock = std::chrono::steady_clock;

namespace
{

template <typename T>
T answered(const QFuture<Result<T>> &future)
{
    Result<T> result = future.result();
    if (!result) {
        std::fprintf(stderr, "casement-storebench: %s\n", qUtf8Printable(result.error().detail));
        std::exit(1);
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

template <typename Ask>
auto timed(bench::Series &series, Ask ask)
{
    const auto start = SteadyClock::now();
    auto answer = answered(ask());
    series.add(SteadyClock::now() - start);
    return answer;
}

/// Words of messages from all over the workspace, the most frequent first.
QStringList wordsByFrequency(Desk &desk)
{
    static const QRegularExpression word(u"\\w{4,}"_s,
                                         QRegularExpression::UseUnicodePropertiesOption);
    QHash<QString, int> seen;
    std::optional<PageKey> after;
    for (int page = 0; page < 20; ++page) {
        const auto rows = answered(desk.conversations.page({.view = View::All}, after, 200));
        for (const ConversationSummary &row :
             rows.rows.first(std::min<qsizetype>(20, rows.rows.size()))) {
            const auto items = answered(desk.conversations.timeline(row.id, std::nullopt, 3)).items;
            for (const TimelineItem &item : items) {
                for (auto match = word.globalMatch(item.text.left(2000)); match.hasNext();)
                    ++seen[match.next().captured().toLower()];
            }
        }
        after = rows.next;
        if (!after)
            break;
    }
    QStringList words = seen.keys();
    std::ranges::sort(words, [&](const QString &a, const QString &b) {
        return std::pair(-seen.value(a), a) < std::pair(-seen.value(b), b);
    });
    return words;
}

void measureSearch(Desk &desk, const QString &name, const QStringList &queries, bool &isMet)
{
    bench::Series series(name);
    for (const QString &query : queries)
        std::ignore = timed(series, [&] {
            return desk.conversations.search(parseSearch(query), std::nullopt, 50);
        });
    isMet = series.report(50) && isMet;
}

/// Makes asks of what stands in \a rows until there are \a wanted, with three voices each and in
/// all states.
void fillLedger(Desk &desk, const QList<ConversationSummary> &rows, qsizetype wanted)
{
    qsizetype have = answered(desk.asks.list({}, static_cast<int>(wanted))).size();
    QList<AskQuote> quotes;
    for (const ConversationSummary &row : rows) {
        if (have >= wanted)
            return;
        for (const TimelineItem &item :
             answered(desk.conversations.timeline(row.id, std::nullopt, 20)).items) {
            if (item.direction == Direction::Incoming && item.text.trimmed().size() > 20)
                quotes.append({.message = item.message, .text = {}, .start = 0, .end = 20});
        }
        for (; quotes.size() >= 3 && have < wanted; ++have) {
            const auto ask = desk.asks.create(quotes.takeLast(), AskKind(have % 6), {}).result();
            if (!ask)
                continue;
            for (int voice = 0; voice < 2; ++voice)
                std::ignore =
                    desk.asks.addVoice(ask->id, quotes.at(quotes.size() - 1 - voice)).result();
            std::ignore =
                desk.asks.setState(ask->id, {.state = AskState(have % 7), .reason = u"because"_s})
                    .result();
        }
    }
}

void measureAsks(Desk &desk, const QList<ConversationSummary> &rows, bool &isMet)
{
    constexpr qsizetype wanted = 10'000;
    fillLedger(desk, rows, wanted);
    bench::Series ledger(u"the ledger of asks"_s);
    bench::Series found(u"asks by their words"_s);
    bench::Series page(u"one ask with its voices"_s);
    bench::Series similar(u"similar asks"_s);
    bench::Series person(u"what a person asked"_s);
    for (int round = 0; round < 20; ++round) {
        const auto sections = timed(ledger, [&] { return desk.asks.ledger({}, 100); });
        std::ignore = timed(found, [&] { return desk.asks.ledger(u"the"_s, 100); });
        for (const AskSection &section : sections) {
            const AskSummary &line = section.lines.at(round % section.lines.size());
            const Ask ask = timed(page, [&] { return desk.asks.get(line.id); });
            std::ignore = timed(similar, [&] { return desk.asks.similar(ask.restated, 5); });
            std::ignore = timed(
                person, [&] { return desk.asks.list({.person = ask.voices.first().person}, 20); });
        }
    }
    isMet = ledger.report(50) && isMet;
    isMet = found.report(50) && isMet;
    isMet = page.report(50) && isMet;
    isMet = similar.report(50) && isMet;
    isMet = person.report(50) && isMet;
}

void measurePerson(Store &store, Desk &desk, bool &isMet)
{
    const PersonId person = bench::fillPerson(store, desk);
    bench::Series panel(u"the panel of one with 5,000 messages on 6 channels"_s);
    bench::Series newest(u"their newest 60 messages on all channels"_s);
    bench::Series older(u"200 older ones"_s);
    for (int round = 0; round < 20; ++round) {
        std::ignore = timed(panel, [&] { return desk.people.panel(person); });
        auto page = timed(
            newest, [&] { return desk.conversations.personTimeline(person, std::nullopt, 60); });
        if (page.older)
            page = timed(
                older, [&] { return desk.conversations.personTimeline(person, page.older, 200); });
    }
    isMet = panel.report(50) && isMet;
    isMet = newest.report(50) && isMet;
    isMet = older.report(50) && isMet;
}

bool measure(Store &store, Desk &desk)
{
    bool isMet = true;
    QList<ConversationSummary> rows;
    {
        bench::Series first(u"first page of a view (100 rows)"_s);
        bench::Series deep(u"page 50 of All"_s);
        for (int round = 0; round < 5; ++round) {
            for (const View view :
                 {View::Inbox, View::Mine, View::Unassigned, View::Waiting, View::Snoozed,
                  View::Done, View::Starred, View::Unread, View::All, View::Spam})
                std::ignore = timed(first, [&] {
                    return desk.conversations.page({.view = view}, std::nullopt, 100);
                });
        }
        std::optional<PageKey> after;
        for (int page = 0; page < 50; ++page) {
            const auto found = timed(
                deep, [&] { return desk.conversations.page({.view = View::All}, after, 100); });
            rows += found.rows;
            after = found.next;
            if (!after)
                break;
        }
        isMet = first.report(33) && isMet;
        isMet = deep.report(33) && isMet;
    }
    {
        bench::Series counts(u"counts of all views"_s);
        const QList<ViewQuery> queries{{.view = View::Inbox},      {.view = View::Mine},
                                       {.view = View::Unassigned}, {.view = View::Waiting},
                                       {.view = View::Snoozed},    {.view = View::Starred},
                                       {.view = View::Unread},     {.view = View::Done},
                                       {.view = View::All},        {.view = View::Spam}};
        for (int round = 0; round < 10; ++round)
            std::ignore = timed(counts, [&] { return desk.conversations.counts(queries); });
        std::ignore = counts.report();
    }
    {
        bench::Series timelines(u"60 newest lines of a conversation"_s);
        bench::Series panels(u"a person's panel"_s);
        const qsizetype step = std::max<qsizetype>(1, rows.size() / 200);
        for (qsizetype i = 0; i < rows.size(); i += step) {
            std::ignore = timed(timelines, [&] {
                return desk.conversations.timeline(rows.at(i).id, std::nullopt, 60);
            });
            if (rows.at(i).person.isValid())
                std::ignore = timed(panels, [&] { return desk.people.panel(rows.at(i).person); });
        }
        isMet = timelines.report(50) && isMet;
        isMet = panels.report(50) && isMet;
    }
    {
        bench::Series all(u"everybody who may be somebody else (200)"_s);
        for (int round = 0; round < 3; ++round)
            std::ignore = timed(all, [&] { return desk.people.suggestions(200); });
        std::ignore = all.report();
    }
    {
        const QStringList words = wordsByFrequency(desk);
        const auto some = [&](qsizetype from) { return words.mid(from, 30); };
        const QStringList frequent = some(0);
        QStringList prefixes;
        QStringList phrases;
        QStringList pairs;
        for (qsizetype i = 0; i + 1 < frequent.size(); ++i) {
            prefixes.append(frequent.at(i).left(3) + u'*');
            phrases.append(u'"' + frequent.at(i) + u' ' + frequent.at(i + 1) + u'"');
            pairs.append(frequent.at(i) + u' ' + words.at((words.size() / 2 + i) % words.size()));
        }
        measureSearch(desk, u"search: frequent word"_s, frequent, isMet);
        measureSearch(desk, u"search: middling word"_s, some(words.size() / 3), isMet);
        measureSearch(desk, u"search: rare word"_s, words.last(30), isMet);
        measureSearch(desk, u"search: two words"_s, pairs, isMet);
        measureSearch(desk, u"search: three-letter beginning"_s, prefixes, isMet);
        measureSearch(desk, u"search: phrase"_s, phrases, isMet);
        measureSearch(desk, u"search: a word that nobody wrote"_s, {u"qqqzzzqqq"_s, u"zzqqzz"_s},
                      isMet);
    }
    measureAsks(desk, rows, isMet);
    measurePerson(store, desk, isMet);
    {
        bench::Series triage(u"star and back, durable"_s);
        for (qsizetype i = 0; i < std::min<qsizetype>(100, rows.size()); ++i) {
            for (const bool starred : {true, false})
                std::ignore =
                    timed(triage, [&] { return desk.triage.setStarred({rows.at(i).id}, starred); });
        }
        isMet = triage.report(33) && isMet;
    }
    return isMet;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc != 2) {
        std::fprintf(stderr, "usage: casement-storebench WORKSPACE\n");
        return 1;
    }
    auto store = Store::open({.folder = QString::fromLocal8Bit(argv[1])});
    if (!store) {
        std::fprintf(stderr, "casement-storebench: %s\n", qUtf8Printable(store.error().detail));
        return 1;
    }
    Desk desk(**store, [](const Account &) { return nullptr; });
    return measure(**store, desk) ? 0 : 1;
}

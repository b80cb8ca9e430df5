// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// casement-windowbench WORKSPACE: what a person waits for, in the real window over a large
// workspace, from the key to the painted answer. The start is measured in processes of their own.
//
// casement-windowbench WORKSPACE --stalls: opens every conversation, one after the other, twice,
// and tells for how long the window could not have answered a key (for workspaces of hostile mail).

#include "tests/bench/measure.h"
#include "tests/bench/watchedapplication.h"
#include "tests/bench/window.h"
#include "tests/support/stalls.h"
#include "ui/conversation/timeline.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/search/searchview.h"
#include "ui/style/appearance.h"

#include <QApplication>
#include <QLineEdit>
#include <QListView>
#include <QProcess>
#include <QTest>
#include <QTimer>

using namespace casement;
using namespace Qt::StringLiterals;
using SteadyClock = std::chrono::steady_clock;

namespace
{

constexpr auto patience = std::chrono::seconds(30);
constexpr auto quiet = std::chrono::milliseconds(120);

/// When something of a widget or of what is in it was painted last.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(QWidget *watched) : m_watched(watched) { qApp->installEventFilter(this); }

    [[nodiscard]] SteadyClock::time_point last() const { return m_last; }

protected:
    bool eventFilter(QObject *object, QEvent *event) override
    {
        auto *widget = event->type() == QEvent::Paint ? qobject_cast<QWidget *>(object) : nullptr;
        if (widget && !m_isPainting && (widget == m_watched || m_watched->isAncestorOf(widget))) {
            // It comes right after the window is painted and flushed.
            m_isPainting = true;
            QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::HighEventPriority);
        }
        return false;
    }

    void customEvent(QEvent *) override
    {
        m_isPainting = false;
        m_last = SteadyClock::now();
    }

private:
    QWidget *m_watched;
    SteadyClock::time_point m_last;
    bool m_isPainting = false;
};

/// Lets the event loop go on until \a reached says so.
template <typename Condition>
void waitFor(Condition reached, const char *what)
{
    const auto end = SteadyClock::now() + patience;
    QTimer heart; // so that it also looks when nothing happens
    heart.start(std::chrono::milliseconds(1));
    while (!reached()) {
        if (SteadyClock::now() > end)
            endWith(what);
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

/// Until nothing has been painted in \a watch for a while.
void settle(const PaintWatch &watch)
{
    const auto start = SteadyClock::now();
    waitFor([&] { return SteadyClock::now() - std::max(start, watch.last()) > quiet; },
            "the window does not come to rest");
}

/// Opens the window, and tells how long after \a start its first key was answered.
int measureStart(const QString &folder, SteadyClock::time_point start)
{
    Window window(folder);
    const PaintWatch painted(window.list->viewport());
    waitFor([&] { return window.pane->model().rowCount() > 1; }, "the list stays empty");
    window.list->setFocus();
    const int row = window.list->currentIndex().row();
    const auto pressed = SteadyClock::now();
    QTest::keyClick(window.list, Qt::Key_J);
    waitFor([&] { return window.list->currentIndex().row() > row && painted.last() > pressed; },
            "the first key is not answered");
    std::printf("%lld\n", qlonglong((painted.last() - start).count()));
    std::fflush(stdout);
    std::_Exit(0);
}

void measureStarts(const QString &folder, bench::Series &series, int rounds)
{
    for (int round = 0; round < rounds; ++round) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(
            QCoreApplication::applicationFilePath(),
            {folder, u"--start"_s, QString::number(SteadyClock::now().time_since_epoch().count())});
        if (!child.waitForFinished(60000) || child.exitCode() != 0)
            endWith("a start failed");
        series.add(std::chrono::nanoseconds(child.readAllStandardOutput().trimmed().toLongLong()));
    }
}

/// j down the list, a person's pace: to the painted row, to the painted conversation, and to the
/// last stroke of it (HTML comes in after the text).
void measureSteps(Window &window, int steps, bench::Series &rows, bench::Series &opened,
                  bench::Series &finished)
{
    const PaintWatch list(window.list->viewport());
    const PaintWatch reading(&window.view->timeline());
    for (int step = 0; step < steps; ++step) {
        const int row = window.list->currentIndex().row();
        const auto pressed = SteadyClock::now();
        QTest::keyClick(window.list, Qt::Key_J);
        waitFor([&] { return window.list->currentIndex().row() > row && list.last() > pressed; },
                "j does not move on");
        rows.add(list.last() - pressed);
        const ConversationId id = window.list->currentId();
        waitFor([&] { return window.view->shown() == id && reading.last() > pressed; },
                "a conversation does not open");
        opened.add(reading.last() - pressed);
        settle(reading);
        finished.add(reading.last() - pressed);
    }
}

/// j held down: keys every 33 ms, however far the window is.
void measureHeld(Window &window, int steps, bench::Series &rows)
{
    const PaintWatch list(window.list->viewport());
    for (int step = 0; step < steps; ++step) {
        const auto pressed = SteadyClock::now();
        const int row = window.list->currentIndex().row();
        QTest::keyClick(window.list, Qt::Key_J);
        waitFor([&] { return window.list->currentIndex().row() > row && list.last() > pressed; },
                "j does not move on");
        rows.add(list.last() - pressed);
        waitFor([&] { return SteadyClock::now() - pressed > std::chrono::milliseconds(33); }, "");
    }
}

/// Words of the newest messages: frequent ones and rare ones, each once.
QStringList someWords(Desk &desk, int count)
{
    QHash<QString, int> seen;
    const auto page = desk.conversations.page({.view = View::All}, std::nullopt, 200).result();
    for (const ConversationSummary &row : page.value_or(ConversationPage()).rows) {
        const QStringList words = row.snippet.toLower().split(u' ', Qt::SkipEmptyParts);
        for (const QString &word : words) {
            if (word.size() > 3 &&
                std::ranges::all_of(word, [](QChar c) { return c >= u'a' && c <= u'z'; }))
                ++seen[word];
        }
    }
    QStringList words = seen.keys();
    std::ranges::sort(words, [&](const QString &a, const QString &b) {
        return std::pair(-seen.value(a), a) < std::pair(-seen.value(b), b);
    });
    const qsizetype half = std::min<qsizetype>(count / 2, words.size() / 2);
    return words.first(half) + words.last(half);
}

/// From the last letter to the painted results; the pause for typing is part of it.
void measureSearch(Window &window, const QStringList &words, bench::Series &series)
{
    SearchView &results = window.pane->searchView();
    QLineEdit &field = window.pane->searchField();
    const PaintWatch painted(&results);
    for (const QString &word : words) {
        field.setFocus();
        field.setText(word.chopped(1));
        settle(painted);
        SteadyClock::time_point found;
        const auto watched =
            QObject::connect(results.view()->model(), &QAbstractItemModel::modelReset, &results,
                             [&found] { found = SteadyClock::now(); });
        const auto pressed = SteadyClock::now();
        QTest::keyClick(&field, word.back().toLatin1());
        waitFor([&] { return found > pressed && painted.last() > found; },
                "a search finds nothing");
        QObject::disconnect(watched);
        series.add(painted.last() - pressed);
    }
    window.pane->leaveSearch();
}

/// One conversation's longest stall.
struct Stall {
    qint64 longest = 0; ///< milliseconds by the clock
    qint64 work = 0;    ///< of them the processor's
    QString where;
    QString subject;
    QString before; ///< what was open before: to take that down is part of it
};

/// Every conversation, one after the other; a line each.
int measureStallsOnce(const QString &folder)
{
    Window window(folder);
    Desk &desk = window.workstation->desk();
    QList<ConversationSummary> rows;
    std::optional<PageKey> after;
    do {
        const auto page = desk.conversations.page({.view = View::All}, after, 500).result();
        if (!page)
            endWith(qPrintable(page.error().detail));
        rows += page->rows;
        after = page->next;
    } while (after);
    const PaintWatch reading(window.main.get()); // with the person, who comes a little later
    settle(reading);
    Stalls stalls(std::chrono::milliseconds(1));
    stalls.whoseWork = [] {
        auto *const app = dynamic_cast<bench::WatchedApplication *>(qApp);
        return app ? app->longest() : QString();
    };
    QString before;
    for (const ConversationSummary &row : std::as_const(rows)) {
        stalls.forget();
        const auto started = SteadyClock::now();
        window.main->openConversation(row.id);
        waitFor([&] { return window.view->shown() == row.id; }, "a conversation does not open");
        waitFor(
            [&] {
                return SteadyClock::now() - std::max(started, reading.last()) >
                       std::chrono::milliseconds(100);
            },
            "a conversation does not come to rest");
        const QString subject = row.subject.left(60).simplified();
        std::printf("%lld\t%lld\t%s\t%s\t%s\n", qlonglong(stalls.longest),
                    qlonglong(stalls.longestWork), qUtf8Printable(stalls.where),
                    qUtf8Printable(subject), qUtf8Printable(std::exchange(before, subject)));
    }
    std::fflush(stdout);
    return 0;
}

QList<Stall> stallsOfOneRun(const QString &folder)
{
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), {folder, u"--stalls-once"_s});
    if (!child.waitForFinished(-1) || child.exitCode() != 0)
        endWith("a run failed");
    QList<Stall> stalls;
    for (const QByteArray &line : child.readAllStandardOutput().split('\n')) {
        const QStringList parts = QString::fromUtf8(line).split(u'\t');
        if (parts.size() == 5)
            stalls.append({parts.at(0).toLongLong(), parts.at(1).toLongLong(), parts.at(2),
                           parts.at(3), parts.at(4)});
    }
    return stalls;
}

/// Twice, each time in a process of its own, so that all which is only made once is made in both;
/// of each conversation the shorter stall counts. What the program does comes again, what the
/// machine does to it (it is shared) does not.
int measureStalls(const QString &folder)
{
    QList<Stall> all = stallsOfOneRun(folder);
    const QList<Stall> second = stallsOfOneRun(folder);
    if (all.isEmpty() || all.size() != second.size())
        endWith("the runs did not open the same conversations");
    bench::Series series(u"longest stall of each conversation"_s);
    bench::Series processor(u"  of it the processor's time"_s);
    bench::Series once(u"  the same in the worse of the two runs"_s);
    for (qsizetype i = 0; i < all.size(); ++i) {
        const qint64 worse = std::max(all.at(i).longest, second.at(i).longest);
        if (second.at(i).longest < all.at(i).longest)
            all[i] = second.at(i);
        series.add(std::chrono::milliseconds(all.at(i).longest));
        processor.add(std::chrono::milliseconds(all.at(i).work));
        once.add(std::chrono::milliseconds(worse));
    }
    std::ranges::sort(all, std::greater<>(), &Stall::longest);
    std::printf("     all  processor\n");
    for (const Stall &row : all.first(std::min<qsizetype>(20, all.size())))
        std::printf("%5lld ms   %5lld ms  %s (after %s): %s\n", qlonglong(row.longest),
                    qlonglong(row.work), qUtf8Printable(row.subject), qUtf8Printable(row.before),
                    qUtf8Printable(row.where));
    const bool isMet = series.report(100);
    std::ignore = processor.report();
    std::ignore = once.report();
    const auto over =
        std::ranges::count_if(all, [](const Stall &row) { return row.longest > 100; });
    std::printf("%lld of %lld over 100 ms\n", qlonglong(over), qlonglong(all.size()));
    return isMet && over == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication::setQuitLockEnabled(false);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    bench::WatchedApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"casement-windowbench"_s);
    installTranslations(app);
    installAppearance(app);
    const QStringList arguments = app.arguments();
    if (arguments.size() == 4 && arguments.at(2) == u"--start")
        return measureStart(arguments.at(1), SteadyClock::time_point(std::chrono::nanoseconds(
                                                 arguments.at(3).toLongLong())));
    if (arguments.size() == 3 && arguments.at(2) == u"--stalls")
        return measureStalls(arguments.at(1));
    if (arguments.size() == 3 && arguments.at(2) == u"--stalls-once")
        return measureStallsOnce(arguments.at(1));
    if (arguments.size() != 2)
        endWith("usage: casement-windowbench WORKSPACE [--stalls]");

    bench::Series start(u"start of the process to the first key's answer"_s);
    bench::Series rows(u"j: row painted"_s);
    bench::Series held(u"j held down: row painted"_s);
    bench::Series opened(u"j: conversation painted"_s);
    bench::Series finished(u"j: conversation painted to its last stroke"_s);
    bench::Series search(u"last letter: results painted (typing pause too)"_s);
    measureStarts(arguments.at(1), start, 9);

    Window window(arguments.at(1));
    waitFor([&] { return window.pane->model().rowCount() > 1; }, "the list stays empty");
    window.list->setFocus();
    settle(PaintWatch(window.main.get()));
    measureSteps(window, 100, rows, opened, finished);
    measureHeld(window, 200, held);
    settle(PaintWatch(window.main.get()));
    measureSearch(window, someWords(window.workstation->desk(), 40), search);

    bool isMet = start.report(1000);
    isMet = rows.report(33) && isMet;
    isMet = held.report(33) && isMet;
    isMet = opened.report(50) && isMet;
    std::ignore = finished.report();
    std::ignore = search.report();
    std::fflush(stdout);
    return isMet ? 0 : 1;
}

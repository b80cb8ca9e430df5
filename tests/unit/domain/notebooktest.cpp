// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/notebook.h"
#include "tests/support/random.h"
#include "tests/support/sequences.h"

#include <QSet>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;
using Kind = NotebookLine::Kind;

namespace
{

constexpr int usualNotebooks = 300;
constexpr int editsOfNotebook = 40;

/// A notebook as the store keeps it: what was saved, and who each line is.
struct Kept {
    QList<KnownLine> known; ///< in the order of the notebook, what is gone at the end
    QList<int> names;
    int made = 0;

    /// Saves \a lines; gives who each of them is.
    QList<int> save(const QList<NotebookLine> &lines)
    {
        const QList<qsizetype> which = matchLines(known, lines);
        QList<KnownLine> next;
        QList<int> nextNames;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            next.append({.line = lines.at(i)});
            nextNames.append(which.at(i) < 0 ? ++made : names.at(which.at(i)));
        }
        const QList<int> now = nextNames;
        for (qsizetype i = 0; i < known.size(); ++i) {
            if (!which.contains(i)) {
                next.append({.line = known.at(i).line, .isGone = true});
                nextNames.append(names.at(i));
            }
        }
        known = next;
        names = nextNames;
        return now;
    }
};

NotebookLine idea(const QString &text)
{
    return {.kind = Kind::Idea, .author = {}, .text = text};
}

QString words(casement::testing::Random &random, int count)
{
    QStringList all;
    for (int i = 0; i < count; ++i)
        all.append(QString::number(1'000'000 + random.below(1'000'000'000), 36));
    return all.join(u' ');
}

} // namespace

class NotebookTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aLineThatIsTypedStaysOneLine()
    {
        Kept kept;
        const int first = kept.save({idea(u"soup"_s)}).first();
        const QString sentence = u"a shelf by the door"_s;
        int typed = 0;
        for (qsizetype length = 0; length <= sentence.size(); ++length) {
            const auto now = kept.save({idea(u"soup"_s), idea(sentence.left(length))});
            QCOMPARE(now.first(), first);
            if (length > 0)
                QCOMPARE(now.last(), typed);
            typed = now.last();
        }
        // And taken back letter by letter, up to the last one.
        for (qsizetype length = sentence.size(); length > 0; --length)
            QCOMPARE(kept.save({idea(u"soup"_s), idea(sentence.left(length))}).last(), typed);
    }

    void aLineThatIsWrittenAnewIsItselfWhereItStands()
    {
        Kept kept;
        const auto before = kept.save({idea(u"one"_s), idea(u"shelf"_s), idea(u"three"_s)});
        QCOMPARE(kept.save({idea(u"one"_s), idea(u"bench"_s), idea(u"three"_s)}), before);
        // With another one beside it nobody can say which it is.
        const auto two =
            kept.save({idea(u"one"_s), idea(u"lamp"_s), idea(u"cups"_s), idea(u"three"_s)});
        QVERIFY(!before.contains(two.at(1)) || !before.contains(two.at(2)));
        QCOMPARE(two.first(), before.first());
        QCOMPARE(two.last(), before.last());
    }

    void kindAndAuthorMayChange()
    {
        Kept kept;
        const auto before = kept.save({idea(u"a shelf"_s), idea(u"a bench"_s)});
        NotebookLine decided = idea(u"a shelf"_s);
        decided.kind = Kind::Decision;
        decided.author = u"Ada, Ben"_s;
        QCOMPARE(kept.save({decided, idea(u"a bench"_s)}), before);
    }

    void linksLeadIntoTheWorkspaceOnly()
    {
        const Uid uid = Uid::create(fromMilliseconds(1'700'000'000'000));
        const NotebookLink link{.kind = NotebookLink::Kind::Ask, .uid = uid};
        const QString text = linkMarkdown(link, u"a [shelf](https://evil.example) `x`"_s);
        QCOMPARE(linksIn(u"see "_s + text + u"!"_s), QList{link});
        QCOMPARE(withoutLinks(u"see "_s + text + u"!"_s), u"see a shelfhttps://evil.example x!"_s);
        QVERIFY(notebookLinkFromUrl(toUrl(link)) == link);
        for (const QString &bad :
             QStringList{u"https://a.example"_s, u"casement:ask/1"_s, u"casement:"_s,
                         u"casement:note/"_s + uid.toString(), u"CASEMENT:ask/"_s + uid.toString()})
            QVERIFY2(!notebookLinkFromUrl(bad), qPrintable(bad));
    }

    void aLineKeepsItsNameWhateverHappensAroundIt()
    {
        const testing::Sequences sequences(20261122, usualNotebooks, editsOfNotebook);
        for (int i = 0; i < sequences.count; ++i) {
            testing::Random random(sequences.seed + quint64(i));
            Kept kept;
            QList<NotebookLine> lines;
            QList<int> names;
            QList<std::pair<NotebookLine, int>> gone;
            for (int step = 0; step < editsOfNotebook; ++step) {
                const qsizetype size = lines.size();
                const auto at = [&] { return qsizetype(random.below(int(size))); };
                switch (size < 2 ? 0 : random.below(7)) {
                case 0:
                case 1: { // somebody says something
                    const qsizetype place = size ? at() : 0;
                    lines.insert(place, idea(words(random, 3 + random.below(9))));
                    names.insert(place, 0);
                    break;
                }
                case 2: { // a word is put better
                    NotebookLine &line = lines[at()];
                    QStringList all = line.text.split(u' ');
                    all[random.below(int(all.size()))] = words(random, 1);
                    line.text = all.join(u' ');
                    break;
                }
                case 3: { // taken out
                    const qsizetype place = at();
                    gone.append({lines.takeAt(place), names.takeAt(place)});
                    break;
                }
                case 4: { // put elsewhere
                    const qsizetype from = at();
                    lines.move(from, at());
                    names = {};
                    break;
                }
                case 5: // of another kind
                    lines[at()].kind = static_cast<Kind>(1 + random.below(5));
                    break;
                case 6: { // undone: it is there again as it was
                    if (gone.isEmpty())
                        break;
                    const auto [line, name] = gone.takeLast();
                    const qsizetype place = at();
                    lines.insert(place, line);
                    names.insert(place, name);
                    break;
                }
                }
                QHash<QString, int> byWords;
                for (qsizetype k = 0; k < kept.known.size(); ++k)
                    byWords.insert(kept.known.at(k).line.text, kept.names.at(k));
                const auto now = kept.save(lines);
                QVERIFY(QSet<int>(now.begin(), now.end()).size() == now.size());
                for (qsizetype k = 0; k < lines.size(); ++k) {
                    const QString &said = lines.at(k).text;
                    const int expected = names.isEmpty() ? byWords.value(said) : names.at(k);
                    QVERIFY2(expected == 0 || now.at(k) == expected,
                             qPrintable(u"seed %1, step %2: %3"_s.arg(sequences.seed + quint64(i))
                                            .arg(step)
                                            .arg(said)));
                }
                names = now;
            }
        }
    }
};

QTEST_APPLESS_MAIN(NotebookTest)
#include "notebooktest.moc"

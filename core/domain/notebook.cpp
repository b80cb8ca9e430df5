// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/notebook.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>
#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;
using LineKind = NotebookLine::Kind;

constexpr std::array<std::pair<LineKind, QLatin1StringView>, 6> lineKindNames{{
    {LineKind::Text, "text"_L1},
    {LineKind::Idea, "idea"_L1},
    {LineKind::Decision, "decision"_L1},
    {LineKind::Question, "question"_L1},
    {LineKind::Quote, "quote"_L1},
    {LineKind::Sketch, "sketch"_L1},
}};

constexpr std::array<std::pair<NotebookLink::Kind, QLatin1StringView>, 4> linkKindNames{{
    {NotebookLink::Kind::Message, "message"_L1},
    {NotebookLink::Kind::Ask, "ask"_L1},
    {NotebookLink::Kind::Session, "session"_L1},
    {NotebookLink::Kind::Person, "person"_L1},
}};

// "- idea", "* idea" and "+ idea" are the list items that Markdown knows.
QStringView withoutBullet(QStringView line)
{
    line = line.trimmed();
    if (line.size() > 1 && QStringView(u"-*+").contains(line.front()) && line.at(1).isSpace())
        line = line.mid(2).trimmed();
    return line;
}

std::optional<NotebookLine> typedLine(QStringView line)
{
    const QStringView content = withoutBullet(line);
    const qsizetype colon = content.indexOf(u':');
    if (colon < 0)
        return std::nullopt;
    const QStringView head = content.first(colon).trimmed();
    const qsizetype at = head.indexOf(u'@');
    const QStringView word = (at < 0 ? head : head.first(at)).trimmed();
    const auto kind = std::ranges::find_if(lineKindNames, [word](const auto &each) {
        return word.compare(each.second, Qt::CaseInsensitive) == 0;
    });
    if (kind == lineKindNames.end() || kind->first == LineKind::Text)
        return std::nullopt;
    return NotebookLine{.kind = kind->first,
                        .author = at < 0 ? QString() : head.mid(at + 1).trimmed().toString(),
                        .text = content.mid(colon + 1).trimmed().toString()};
}

bool isFence(QStringView line)
{
    line = line.trimmed();
    return line.startsWith(u"```") || line.startsWith(u"~~~");
}

/// Lines are compared pair by pair up to here; beyond it only their words and places count.
constexpr qsizetype mostPairs = 250'000;
constexpr qsizetype longestCompared = 400;
constexpr double leastLikeness = 0.5;

QSet<quint32> pairsOf(const QString &text)
{
    const QString folded = text.left(longestCompared).simplified().toCaseFolded();
    QSet<quint32> pairs;
    for (qsizetype i = 0; i + 1 < folded.size(); ++i)
        pairs.insert(quint32(folded.at(i).unicode()) << 16 | folded.at(i + 1).unicode());
    return pairs;
}

/// Of neighbouring letters how many both have (Dice), from 0 to 1; what only goes on where the
/// other one ends is as alike as can be without being the same.
double likeness(const QString &one, const QSet<quint32> &pairsOfOne, const QString &other,
                const QSet<quint32> &pairsOfOther)
{
    if (!one.isEmpty() && !other.isEmpty() && (one.startsWith(other) || other.startsWith(one)))
        return 0.99;
    const qsizetype all = pairsOfOne.size() + pairsOfOther.size();
    if (all == 0)
        return 0;
    qsizetype both = 0;
    for (const quint32 pair : pairsOfOne)
        both += pairsOfOther.contains(pair) ? 1 : 0;
    return 2.0 * double(both) / double(all);
}

struct Matching {
    const QList<KnownLine> &known;
    const QList<NotebookLine> &lines;
    QList<qsizetype> of; ///< by line
    QList<bool> isTaken; ///< by known line

    void take(qsizetype line, qsizetype which)
    {
        of[line] = which;
        isTaken[which] = true;
    }

    /// Those that are equal by \a key, in order; what stands before what is gone.
    template <typename Key>
    void takeEqual(Key key)
    {
        QHash<QString, QList<qsizetype>> free;
        for (const bool isGone : {false, true}) {
            for (qsizetype i = 0; i < known.size(); ++i) {
                if (!isTaken.at(i) && known.at(i).isGone == isGone)
                    free[key(known.at(i).line)].append(i);
            }
        }
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (of.at(i) >= 0 || lines.at(i).text.isEmpty())
                continue;
            const auto found = free.find(key(lines.at(i)));
            if (found != free.end() && !found->isEmpty())
                take(i, found->takeFirst());
        }
    }

    void takeAlike()
    {
        QList<qsizetype> missed;
        for (qsizetype i = 0; i < known.size(); ++i) {
            if (!isTaken.at(i) && !known.at(i).isGone)
                missed.append(i);
        }
        QList<qsizetype> open;
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (of.at(i) < 0)
                open.append(i);
        }
        if (missed.isEmpty() || open.isEmpty() || missed.size() * open.size() > mostPairs)
            return;
        QList<QSet<quint32>> pairs;
        for (const qsizetype i : std::as_const(missed))
            pairs.append(pairsOf(known.at(i).line.text));
        struct Pair {
            double alike;
            qsizetype distance;
            qsizetype line;
            qsizetype which;
        };
        QList<Pair> all;
        for (const qsizetype line : std::as_const(open)) {
            const QSet<quint32> own = pairsOf(lines.at(line).text);
            for (qsizetype i = 0; i < missed.size(); ++i) {
                const qsizetype which = missed.at(i);
                const double alike =
                    likeness(lines.at(line).text, own, known.at(which).line.text, pairs.at(i));
                if (alike >= leastLikeness)
                    all.append({alike, std::abs(line - which), line, which});
            }
        }
        std::ranges::sort(all, [](const Pair &left, const Pair &right) {
            return std::tuple(-left.alike, left.distance, left.line, left.which) <
                   std::tuple(-right.alike, right.distance, right.line, right.which);
        });
        for (const Pair &pair : std::as_const(all)) {
            if (of.at(pair.line) < 0 && !isTaken.at(pair.which))
                take(pair.line, pair.which);
        }
    }

    /// A line that nothing is known of, where exactly one is missed between the same neighbours.
    void takeByPlace()
    {
        const auto standing = [this](qsizetype i) {
            return i >= 0 && i < known.size() && !known.at(i).isGone;
        };
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (of.at(i) >= 0)
                continue;
            const qsizetype before = i == 0 ? -1 : of.at(i - 1);
            const bool isAfterNew = i > 0 && before < 0;
            const qsizetype which = before + 1;
            if (isAfterNew || !standing(which) || isTaken.at(which))
                continue;
            const qsizetype after = i + 1 < lines.size() ? of.at(i + 1) : -1;
            const bool isLast = i + 1 == lines.size() && !standing(which + 1);
            if (after == which + 1 || isLast)
                take(i, which);
        }
    }
};

} // namespace

QString toString(NotebookLine::Kind kind)
{
    const auto it =
        std::ranges::find(lineKindNames, kind, &std::pair<LineKind, QLatin1StringView>::first);
    return it == lineKindNames.end() ? QString() : QString(it->second);
}

QList<NotebookLine> parseNotebook(QStringView markdown)
{
    QList<NotebookLine> lines;
    if (markdown.isEmpty())
        return lines;
    // Inside a code fence "idea:" is somebody's program, not an idea.
    bool isCode = false;
    int number = 0;
    for (const QStringView line : markdown.tokenize(u'\n')) {
        std::optional<NotebookLine> typed;
        if (isFence(line))
            isCode = !isCode;
        else if (!isCode)
            typed = typedLine(line);
        if (!typed) {
            typed.emplace();
            typed->text = line.toString();
        }
        typed->number = number++;
        lines.append(*typed);
    }
    return lines;
}

QList<NotebookLine> typedLines(QStringView markdown)
{
    QList<NotebookLine> lines = parseNotebook(markdown);
    lines.removeIf([](const NotebookLine &line) { return line.kind == LineKind::Text; });
    return lines;
}

QList<qsizetype> matchLines(const QList<KnownLine> &known, const QList<NotebookLine> &lines)
{
    Matching matching{.known = known,
                      .lines = lines,
                      .of = QList<qsizetype>(lines.size(), -1),
                      .isTaken = QList<bool>(known.size(), false)};
    matching.takeEqual([](const NotebookLine &line) {
        return toString(line.kind) + u'\n' + line.author + u'\n' + line.text;
    });
    matching.takeEqual([](const NotebookLine &line) { return line.text; });
    matching.takeAlike();
    matching.takeByPlace();
    return matching.of;
}

QString toUrl(const NotebookLink &link)
{
    const auto it = std::ranges::find(linkKindNames, link.kind,
                                      &std::pair<NotebookLink::Kind, QLatin1StringView>::first);
    return u"casement:"_s + (it == linkKindNames.end() ? QString() : QString(it->second)) + u'/' +
           link.uid.toString();
}

std::optional<NotebookLink> notebookLinkFromUrl(QStringView url)
{
    constexpr QStringView scheme = u"casement:";
    if (!url.startsWith(scheme))
        return std::nullopt;
    const QStringView path = url.sliced(scheme.size());
    const qsizetype slash = path.indexOf(u'/');
    if (slash < 0)
        return std::nullopt;
    const auto kind = std::ranges::find_if(
        linkKindNames, [&](const auto &each) { return path.first(slash) == each.second; });
    const auto uid = Uid::fromString(path.sliced(slash + 1).toString());
    if (kind == linkKindNames.end() || uid.isNull())
        return std::nullopt;
    return NotebookLink{.kind = kind->first, .uid = uid};
}

QString linkMarkdown(const NotebookLink &link, const QString &words)
{
    QString clean;
    for (const QChar c : words.simplified()) {
        if (!QStringView(u"[]()\\<>`*_!").contains(c))
            clean += c;
    }
    return u"[%1](%2)"_s.arg(clean.trimmed().isEmpty() ? u"…"_s : clean, toUrl(link));
}

namespace
{

const QRegularExpression &linkPattern()
{
    static const QRegularExpression pattern(
        u"\\[([^\\[\\]\\n]*)\\]\\((casement:[a-z]+/[0-9A-Za-z{}-]+)\\)"_s);
    return pattern;
}

} // namespace

QList<NotebookLink> linksIn(const QString &text)
{
    QList<NotebookLink> links;
    auto it = linkPattern().globalMatch(text);
    while (it.hasNext()) {
        if (const auto link = notebookLinkFromUrl(it.next().capturedView(2)))
            links.append(*link);
    }
    return links;
}

QString withoutLinks(const QString &text)
{
    return QString(text).replace(linkPattern(), u"\\1"_s);
}

} // namespace casement

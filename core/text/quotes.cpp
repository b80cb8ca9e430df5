// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/quotes.h"

#include "core/text/characters.h"

#include <QRegularExpression>
#include <algorithm>
#include <cmath>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

constexpr qsizetype longestAttribution = 300;

struct Line {
    QStringView text; ///< without its end
    qsizetype start;
    qsizetype end; ///< with its end
};

QList<Line> linesOf(QStringView text)
{
    QList<Line> lines;
    for (qsizetype start = 0; start < text.size();) {
        const qsizetype feed = text.indexOf(u'\n', start);
        const qsizetype end = feed < 0 ? text.size() : feed + 1;
        QStringView line = text.sliced(start, (feed < 0 ? text.size() : feed) - start);
        if (line.endsWith(u'\r')) {
            line.chop(1);
        }
        lines.append({line, start, end});
        start = end;
    }
    return lines;
}

/// How many `>` start the line, and what is left after them.
std::pair<int, QStringView> unquoted(QStringView line)
{
    int depth = 0;
    qsizetype i = 0;
    while (i < line.size()) {
        if (line[i] == u'>') {
            ++depth;
            ++i;
        } else if (line[i] == u' ' && i + 1 < line.size() && line[i + 1] == u'>' && depth > 0) {
            ++i;
        } else {
            break;
        }
    }
    if (depth > 0 && i < line.size() && line[i] == u' ') {
        ++i;
    }
    return {depth, line.sliced(i)};
}

bool isHeaderLine(QStringView line, std::initializer_list<QStringView> names)
{
    const QStringView bare = line.trimmed();
    return std::ranges::any_of(names, [bare](QStringView name) {
        const qsizetype marks = bare.startsWith(u'*') ? 1 : 0; // what was bold
        const QStringView rest = bare.sliced(marks);
        return rest.startsWith(name, Qt::CaseInsensitive) &&
               rest.sliced(name.size()).trimmed().startsWith(marks ? u":*"_s : u":"_s);
    });
}

/// Outlook's way to start the old message: a ruled line, or a block of From, Sent, To and Subject.
bool startsOldMessage(const QList<Line> &lines, qsizetype i)
{
    const QStringView line = lines[i].text.trimmed();
    if (line.startsWith(u"-----") && line.endsWith(u"-----")) {
        static constexpr auto titles = std::to_array<QStringView>(
            {u"Original Message", u"Forwarded Message", u"Urspr\u00fcngliche Nachricht",
             u"Message d'origine", u"Message d\u2019origine", u"Mensaje original",
             u"Messaggio originale", u"Oorspronkelijk bericht", u"Wiadomo\u015b\u0107 oryginalna",
             u"Oryginalna wiadomo\u015b\u0107", u"Mensagem original"});
        return std::ranges::any_of(titles, [line](QStringView title) {
            return line.contains(title, Qt::CaseInsensitive);
        });
    }
    if (!isHeaderLine(line, {u"From", u"Von", u"De", u"Da", u"Van", u"Od"})) {
        return false;
    }
    bool hasDate = false;
    bool hasSubject = false;
    for (qsizetype next = i + 1; next < qMin(lines.size(), i + 8); ++next) {
        hasDate = hasDate ||
                  isHeaderLine(lines[next].text,
                               {u"Sent", u"Date", u"Gesendet", u"Datum", u"Envoy\u00e9", u"Enviado",
                                u"Fecha", u"Inviato", u"Data", u"Verzonden", u"Wys\u0142ano"});
        hasSubject = hasSubject || isHeaderLine(lines[next].text,
                                                {u"Subject", u"Betreff", u"Objet", u"Asunto",
                                                 u"Oggetto", u"Onderwerp", u"Temat", u"Assunto"});
    }
    return hasDate && hasSubject;
}

/// How many lines from \a i on are an attribution: one, or two when the mail program wrapped it; 0
/// for none.
qsizetype attributionLines(const QList<Line> &lines, qsizetype i)
{
    QString joined;
    for (qsizetype count = 1; count <= 3 && i + count <= lines.size(); ++count) {
        const QStringView line = lines[i + count - 1].text.trimmed();
        if (line.isEmpty() || line.startsWith(u'>') ||
            joined.size() + line.size() > longestAttribution) {
            return 0;
        }
        joined += (count > 1 ? u" "_s : QString()) + line;
        if (isAttributionLine(joined.simplified())) {
            // Words of the message just above are not part of it when it stands without them.
            return count > 1 && attributionLines(lines, i + 1) > 0 ? 0 : count;
        }
    }
    return 0;
}

/// The fence that \a line opens (CommonMark, section 4.5), empty for none; \a language is its info
/// string's first word.
QString openedFence(QStringView line, QString &language)
{
    const QStringView bare = line.trimmed();
    const qsizetype indent = line.size() - (line.isEmpty() ? 0 : line.sliced(0).trimmed().size());
    if (bare.size() < 3 || indent > 64 || (bare[0] != u'`' && bare[0] != u'~')) {
        return {};
    }
    qsizetype count = 0;
    while (count < bare.size() && bare[count] == bare[0]) {
        ++count;
    }
    const QStringView info = bare.sliced(count).trimmed();
    if (count < 3 || (bare[0] == u'`' && info.contains(u'`'))) {
        return {};
    }
    const qsizetype space = info.indexOf(u' ');
    language = info.first(space < 0 ? info.size() : space).left(32).toString();
    return bare.first(count).toString();
}

bool closesFence(QStringView line, const QString &fence)
{
    const QStringView bare = line.trimmed();
    return bare.size() >= fence.size() && bare.startsWith(fence) &&
           std::ranges::all_of(bare, [&fence](QChar c) { return c == fence[0]; });
}

class Segmenter
{
public:
    explicit Segmenter(QStringView text) : m_text(text), m_lines(linesOf(text)) {}

    QList<TextSegment> run()
    {
        using Kind = TextSegment::Kind;
        for (qsizetype i = 0; i < m_lines.size();) {
            const QStringView line = m_lines[i].text;
            const auto [depth, rest] = unquoted(line);
            QString language;
            if (depth > 0) {
                add(Kind::Quote, i, i + 1, rest, depth);
                ++i;
            } else if (line == u"-- " || (line == u"--" && m_lines.size() - i <= 12)) {
                add(Kind::Signature, i, m_lines.size(), joined(i + 1, m_lines.size()));
                break;
            } else if (const QString fence = openedFence(line, language); !fence.isEmpty()) {
                qsizetype end = i + 1;
                while (end < m_lines.size() && !closesFence(m_lines[end].text, fence)) {
                    ++end;
                }
                const qsizetype after = qMin(end + 1, m_lines.size());
                add(Kind::CodeBlock, i, after, joined(i + 1, end), 0, language);
                i = after;
            } else if (startsOldMessage(m_lines, i)) {
                add(Kind::Quote, i, m_lines.size(), joined(i, m_lines.size()), 1);
                break;
            } else if (const qsizetype count = announcesQuote(i) ? attributionLines(m_lines, i) : 0;
                       count > 0) {
                add(Kind::Attribution, i, i + count, joined(i, i + count));
                i += count;
            } else {
                add(Kind::Text, i, i + 1, line);
                ++i;
            }
        }
        return m_segments;
    }

private:
    /// An attribution counts where a quote follows: people also write "On Monday Ada wrote: …"
    /// themselves.
    [[nodiscard]] bool announcesQuote(qsizetype i) const
    {
        int words = 0;
        for (qsizetype next = i + 1; next < m_lines.size() && next <= i + 5; ++next) {
            const QStringView line = m_lines[next].text.trimmed();
            if (line.startsWith(u'>')) {
                return true;
            }
            words += line.isEmpty() ? 0 : 1;
            if (words > 2) {
                return false;
            }
        }
        return false;
    }

    [[nodiscard]] QString joined(qsizetype from, qsizetype to) const
    {
        QString out;
        for (qsizetype i = from; i < to; ++i) {
            out += (i > from ? u"\n"_s : QString()) + m_lines[i].text;
        }
        return out;
    }

    void add(TextSegment::Kind kind, qsizetype from, qsizetype to, QStringView text, int depth = 0,
             const QString &language = {})
    {
        const qsizetype start = m_lines[from].start;
        const qsizetype length = m_lines[to - 1].end - start;
        const bool goesOn = !m_segments.isEmpty() && m_segments.last().kind == kind &&
                            m_segments.last().depth == depth &&
                            (kind == TextSegment::Kind::Text || kind == TextSegment::Kind::Quote);
        if (goesOn) {
            m_segments.last().text += u'\n';
            m_segments.last().text += text;
            m_segments.last().length += length;
        } else {
            m_segments.append({.kind = kind,
                               .text = text.toString(),
                               .language = language,
                               .depth = depth,
                               .start = start,
                               .length = length});
        }
    }

    QStringView m_text;
    QList<Line> m_lines;
    QList<TextSegment> m_segments;
};

} // namespace

QList<TextSegment> segmentText(QStringView text)
{
    return Segmenter(text).run();
}

bool isAttributionLine(QStringView line)
{
    if (line.size() < 8 || line.size() > longestAttribution ||
        (!line.endsWith(u':') && !line.endsWith(u'>'))) {
        return false;
    }
    // Each branch: how the line starts, then the verb, then at most the name and an address.
    static const QRegularExpression pattern(
        u"^(?:On\\b.*\\bwrote|Am\\b.*\\bschrieb\\b.*|Den\\b.*\\bskrev\\b.*|Le\\b.*\\ba \u00e9crit|"
        u"W "
        u"dniu\\b.*\\b(?:napisa\u0142|pisze|napisa\u0142a|napisa\u0142\\(a\\))\\b.*|(?:Dnia|\\w{2,"
        u"4}\\.?,)\\s.*\\bnapisa\u0142(?:a|\\(a\\))?|"
        u"El\\b.*\\bescribi\u00f3|Op\\b.*\\bschreef\\b.*|Il\\b.*\\bha scritto|Em\\b.*\\bescreveu|"
        u".{1,120}\\b(?:wrote|writes|schrieb|schreef|a \u00e9crit|ha "
        u"scritto|escribi\u00f3|escreveu|napisa\u0142\\(a\\)))"
        u"\\s*:$"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return pattern.matchView(line).hasMatch();
}

QString replyQuote(QStringView text, QStringView attribution)
{
    QString out;
    if (!attribution.isEmpty()) {
        out += cleaned(attribution).simplified() + u'\n';
    }
    QString body;
    for (const TextSegment &segment : segmentText(text)) {
        if (segment.kind != TextSegment::Kind::Signature) {
            body += text.sliced(segment.start, segment.length);
        }
    }
    body = cleaned(body);
    while (!body.isEmpty() && body.back().isSpace()) {
        body.chop(1);
    }
    if (body.isEmpty()) {
        return out;
    }
    for (const QStringView line : QStringView(body).split(u'\n')) {
        // RFC 3676, section 4.5: no space between the marks.
        out += line.isEmpty() || line.startsWith(u'>') ? u">"_s : u"> "_s;
        out += line;
        out += u'\n';
    }
    return out;
}

QString makeSnippet(QStringView given, qsizetype maxChars)
{
    // The first words are near the start; a body may be megabytes long.
    const QStringView text = given.first(qMin<qsizetype>(given.size(), 16384));
    const auto collect = [maxChars](const QList<TextSegment> &segments, bool quotes) {
        QString out;
        for (const TextSegment &segment : segments) {
            const bool isWanted = quotes || segment.kind == TextSegment::Kind::Text ||
                                  segment.kind == TextSegment::Kind::CodeBlock;
            if (isWanted && out.size() <= maxChars) {
                const QString words = cleaned(segment.text).simplified();
                out += (out.isEmpty() || words.isEmpty() ? QString() : u" "_s) + words;
            }
        }
        return out;
    };
    const QList<TextSegment> segments = segmentText(text);
    QString words = collect(segments, false);
    if (words.isEmpty()) {
        words = collect(segments, true);
    }
    if (words.size() <= maxChars) {
        return words;
    }
    if (maxChars < 1) {
        return {};
    }
    return words.first(graphemeBoundary(words, maxChars - 1)) + u'\u2026';
}

std::optional<std::pair<qsizetype, qsizetype>> findPassage(QStringView text, QStringView passage,
                                                           qsizetype around)
{
    const QStringView wanted = passage.trimmed();
    if (wanted.isEmpty())
        return std::nullopt;
    // A hostile text can agree with the words again and again, until shortly before their end.
    qsizetype budget = 4'000'000;
    const auto skip = [](QStringView in, qsizetype at) {
        while (at < in.size() && in.at(at).isSpace())
            ++at;
        return at;
    };
    // Where the words end that begin at `start`; -1 when others stand there.
    const auto endOf = [&](qsizetype start) -> qsizetype {
        qsizetype at = start;
        for (qsizetype i = 0; i < wanted.size();) {
            if (wanted.at(i).isSpace()) {
                const qsizetype next = skip(text, at);
                if (next == at)
                    return -1;
                at = next;
                i = skip(wanted, i);
                continue;
            }
            if (--budget < 0 || at >= text.size() || text.at(at) != wanted.at(i))
                return -1;
            ++at;
            ++i;
        }
        return at;
    };
    std::optional<std::pair<qsizetype, qsizetype>> best;
    for (qsizetype at = text.indexOf(wanted.front()); at >= 0 && budget > 0;
         at = text.indexOf(wanted.front(), at + 1)) {
        const qsizetype end = endOf(at);
        if (end < 0)
            continue;
        if (!best || std::abs(at - around) < std::abs(best->first - around))
            best = std::pair(at, end);
        else
            break; // they only get farther away
    }
    return best;
}

} // namespace casement

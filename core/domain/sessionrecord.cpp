// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/sessionrecord.h"

#include <QLocale>
#include <QTimeZone>
#include <QUrl>
#include <algorithm>
#include <array>
#include <utility>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;
using LineKind = NotebookLine::Kind;

constexpr std::array recordKinds{
    std::pair{LineKind::Idea, u"Ideas"}, std::pair{LineKind::Decision, u"Decisions"},
    std::pair{LineKind::Question, u"Questions"}, std::pair{LineKind::Quote, u"Quotes"},
    std::pair{LineKind::Sketch, u"Sketches"}};

constexpr std::array stageWords{u"Imagine", u"Decide", u"Work", u"Create"};

const QString consentSentence =
    u"Only people who agreed to be quoted by name are named; everybody else is a participant."_s;

/// Text that is shown as it is: characters that steer a terminal or a reader are replaced, so that
/// nothing that follows is shown in another order than it is written in.
QString harmless(const QString &text)
{
    QString clean;
    for (const QChar c : text) {
        const bool steers = (c.unicode() < 0x20 && c != u'\n' && c != u'\t') ||
                            c.unicode() == 0x7f ||
                            (c.unicode() >= 0x202A && c.unicode() <= 0x202E) ||
                            (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
        clean += steers ? QChar(QChar::ReplacementCharacter) : c;
    }
    return clean;
}

/// One paragraph that is read as nothing but its words: no list, no link, no image, no HTML.
QString inMarkdown(const QString &text)
{
    const QString plain = harmless(text).simplified();
    QString escaped;
    for (const QChar c : plain) {
        if (QStringView(u"\\`*_{}[]<>#|~&@").contains(c))
            escaped += u'\\';
        escaped += c;
    }
    const auto isDigit = [](QChar c) { return c >= u'0' && c <= u'9'; };
    const qsizetype digits =
        std::ranges::find_if_not(std::as_const(escaped), isDigit) - std::as_const(escaped).begin();
    if (escaped.startsWith(u'-') || escaped.startsWith(u'+') || escaped.startsWith(u'='))
        escaped.prepend(u'\\');
    else if (digits > 0 && digits < escaped.size() && u".)"_s.contains(escaped.at(digits)))
        escaped.insert(digits, u'\\');
    // Addresses that readers make a link of by themselves.
    return escaped.replace(u"://"_s, u"\\://"_s).replace(u"www."_s, u"www\\."_s);
}

QString inHtml(const QString &text)
{
    return harmless(text).toHtmlEscaped().replace(u'\n', u"<br>"_s);
}

QString timeOf(const SessionRecord &record)
{
    if (!record.startsAt)
        return {};
    const QTimeZone named(record.zone);
    const QTimeZone zone = named.isValid() ? named : QTimeZone::systemTimeZone();
    const QLocale locale(QLocale::English, QLocale::UnitedKingdom);
    const auto at = [&](Timestamp time) {
        return QDateTime::fromMSecsSinceEpoch(toMilliseconds(time), zone);
    };
    QString when = locale.toString(at(*record.startsAt), u"d MMMM yyyy, HH:mm"_s);
    if (record.endsAt)
        when += u" – "_s + locale.toString(at(*record.endsAt),
                                           at(*record.endsAt).date() == at(*record.startsAt).date()
                                               ? u"HH:mm"_s
                                               : u"d MMMM yyyy, HH:mm"_s);
    return when + u" ("_s + QString::fromUtf8(zone.id()) + u')';
}

QList<std::pair<QString, QString>> planOf(const SessionRecord &record)
{
    QList<std::pair<QString, QString>> plan;
    const auto add = [&plan](const QString &what, const QString &words) {
        if (!words.trimmed().isEmpty())
            plan.append({what, words.simplified()});
    };
    add(u"Collaboration"_s, record.collaboration);
    add(u"Stage"_s, QString(stageWords.at(size_t(record.stage))));
    add(u"When"_s, timeOf(record));
    add(u"Where"_s, record.place);
    add(u"Host"_s, record.host);
    add(u"What we asked"_s, record.ask);
    add(u"What people got"_s, record.give);
    return plan;
}

QString whoCame(const SessionRecord &record)
{
    QStringList who = record.named;
    if (record.unnamed == 1)
        who.append(who.isEmpty() ? u"one participant"_s : u"one more participant"_s);
    else if (record.unnamed > 1)
        who.append(
            (who.isEmpty() ? u"%1 participants"_s : u"%1 more participants"_s).arg(record.unnamed));
    return who.join(u", "_s);
}

QString authorOf(const SessionRecord::Line &line)
{
    if (line.isOurs && line.author.isEmpty())
        return {};
    return line.author.isEmpty() ? u"a participant"_s : line.author;
}

QString agendaOf(const SessionItem &item)
{
    QString text = item.title;
    QStringList more;
    if (item.minutes > 0)
        more.append(u"%1 min"_s.arg(item.minutes));
    if (!item.lead.isEmpty())
        more.append(item.lead);
    if (item.state == AgendaState::Dropped)
        more.append(u"left out"_s);
    return more.isEmpty() ? text : text + u" ("_s + more.join(u", "_s) + u')';
}

bool isWebAddress(const QString &url)
{
    const QUrl parsed(url, QUrl::StrictMode);
    return parsed.isValid() && (parsed.scheme() == u"https" || parsed.scheme() == u"http") &&
           !parsed.host().isEmpty();
}

/// Whether \a name is how one of those who are not named is called.
bool isUnnamed(const Session &session, const QSet<PersonId> &named, const QString &name)
{
    const QString wanted = name.simplified();
    return std::ranges::any_of(session.participants, [&](const Participant &each) {
        const QString whole = each.name.simplified();
        return !named.contains(each.person) && !wanted.isEmpty() &&
               (whole.compare(wanted, Qt::CaseInsensitive) == 0 ||
                whole.section(u' ', 0, 0).compare(wanted, Qt::CaseInsensitive) == 0);
    });
}

/// The names in \a author without those of whom did not agree.
QString namesToTell(const Session &session, const QSet<PersonId> &named, const QString &author)
{
    QStringList names;
    for (QString name : author.split(u',', Qt::SkipEmptyParts)) {
        name = name.simplified();
        if (name.startsWith(u'@'))
            name = name.mid(1).trimmed();
        const QString told = isUnnamed(session, named, name) ? u"a participant"_s : name;
        if (!told.isEmpty() && !names.contains(told))
            names.append(told);
    }
    return names.join(u", "_s);
}

} // namespace

SessionRecord makeRecord(const Session &session, const QSet<PersonId> &named,
                         const QSet<PersonId> &quotable)
{
    SessionRecord record{.title = session.title,
                         .collaboration = session.collaborationTitle,
                         .stage = session.stage,
                         .purpose = session.purpose,
                         .ask = session.ask,
                         .give = session.give,
                         .place = session.place,
                         .startsAt = session.startsAt,
                         .endsAt = session.endsAt,
                         .zone = session.zone,
                         .host = session.hostName,
                         .named = {},
                         .agenda = session.items,
                         .lines = {},
                         .outcome = session.outcome,
                         .outcomes = {}};
    for (const Participant &each : session.participants) {
        if (each.attendance != Attendance::Came)
            continue;
        if (named.contains(each.person) && !each.name.trimmed().isEmpty())
            record.named.append(each.name.simplified());
        else
            ++record.unnamed;
    }
    for (SessionItem &item : record.agenda)
        item.lead = namesToTell(session, named, item.lead);
    for (const SessionLine &line : session.lines) {
        const QString text = withoutLinks(line.text).trimmed();
        const bool isDecision = line.kind == LineKind::Decision;
        if (text.isEmpty() ||
            (line.authorPerson.isValid() && !isDecision && !quotable.contains(line.authorPerson)))
            continue;
        SessionRecord::Line told{.kind = line.kind,
                                 .author = namesToTell(session, named, line.author),
                                 .isOurs = !line.authorPerson.isValid(),
                                 .text = text};
        if (!isDecision && line.authorPerson.isValid() && !named.contains(line.authorPerson))
            told.author.clear();
        record.lines.append(told);
    }
    for (const SessionOutcome &outcome : session.outcomes) {
        const auto from = std::ranges::find(session.lines, outcome.line, &SessionLine::id);
        const bool isTold = outcome.line.isValid() && from != session.lines.end() &&
                            (!from->authorPerson.isValid() || from->kind == LineKind::Decision ||
                             quotable.contains(from->authorPerson));
        record.outcomes.append({.text = outcome.text,
                                .url = outcome.url,
                                .from = isTold ? withoutLinks(from->text) : QString()});
    }
    return record;
}

QString recordMarkdown(const SessionRecord &record)
{
    QString text = u"# "_s + inMarkdown(record.title) + u"\n\n"_s;
    if (!record.purpose.trimmed().isEmpty())
        text += inMarkdown(record.purpose) + u"\n\n"_s;
    for (const auto &[what, words] : planOf(record))
        text += u"- "_s + what + u": "_s + inMarkdown(words) + u'\n';
    if (const QString who = whoCame(record); !who.isEmpty())
        text += u"- Who came: "_s + inMarkdown(who) + u'\n';
    if (!record.agenda.isEmpty()) {
        text += u"\n## Agenda\n\n"_s;
        int number = 0;
        for (const SessionItem &item : record.agenda)
            text += QString::number(++number) + u". "_s + inMarkdown(agendaOf(item)) + u'\n';
    }
    for (const auto &[kind, heading] : recordKinds) {
        bool isFirst = true;
        for (const SessionRecord::Line &line : record.lines) {
            if (line.kind != kind)
                continue;
            if (std::exchange(isFirst, false))
                text += u"\n## "_s + QString(heading) + u"\n\n"_s;
            const QString author = authorOf(line);
            text += u"- "_s + inMarkdown(line.text) +
                    (author.isEmpty() ? QString() : u" — "_s + inMarkdown(author)) + u'\n';
        }
    }
    if (!record.outcome.trimmed().isEmpty() || !record.outcomes.isEmpty()) {
        text += u"\n## What came of it\n\n"_s;
        if (!record.outcome.trimmed().isEmpty())
            text += inMarkdown(record.outcome) + u"\n\n"_s;
        for (const SessionRecord::Outcome &outcome : record.outcomes) {
            text += u"- "_s + inMarkdown(outcome.text);
            if (isWebAddress(outcome.url))
                text += u" <"_s + QString::fromUtf8(QUrl(outcome.url).toEncoded()) + u'>';
            else if (!outcome.url.isEmpty())
                text += u' ' + inMarkdown(outcome.url);
            if (!outcome.from.isEmpty())
                text += u" — from: "_s + inMarkdown(outcome.from);
            text += u'\n';
        }
    }
    return text + u"\n---\n\n"_s + consentSentence + u'\n';
}

QString recordHtml(const SessionRecord &record)
{
    QString html =
        u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; img-src data:\">\n<title>"_s +
        inHtml(record.title) +
        u"</title>\n<style>\nbody { font-family: sans-serif; line-height: 1.5; max-width: 42em; "
        "margin: 3em auto; padding: 0 1em; color: #1d2327; background: #ffffff }\n"
        "h1 { font-size: 180% } h2 { font-size: 120%; margin-top: 1.8em }\n"
        ".who { color: #55606b } .small { color: #55606b; font-size: 90% }\n</style>\n</head>\n"
        "<body>\n<h1 dir=\"auto\">"_s +
        inHtml(record.title) + u"</h1>\n"_s;
    if (!record.purpose.trimmed().isEmpty())
        html += u"<p dir=\"auto\">"_s + inHtml(record.purpose.trimmed()) + u"</p>\n"_s;
    html += u"<table>\n"_s;
    const auto addRow = [&html](const QString &what, const QString &words) {
        html += u"<tr><td class=\"who\">"_s + what + u"&nbsp;&nbsp;</td><td dir=\"auto\">"_s +
                inHtml(words) + u"</td></tr>\n"_s;
    };
    for (const auto &[what, words] : planOf(record))
        addRow(what, words);
    if (const QString who = whoCame(record); !who.isEmpty())
        addRow(u"Who came"_s, who);
    html += u"</table>\n"_s;
    if (!record.agenda.isEmpty()) {
        html += u"<h2>Agenda</h2>\n<ol>\n"_s;
        for (const SessionItem &item : record.agenda)
            html += u"<li dir=\"auto\">"_s + inHtml(agendaOf(item)) + u"</li>\n"_s;
        html += u"</ol>\n"_s;
    }
    for (const auto &[kind, heading] : recordKinds) {
        bool isFirst = true;
        for (const SessionRecord::Line &line : record.lines) {
            if (line.kind != kind)
                continue;
            if (std::exchange(isFirst, false))
                html += u"<h2>"_s + QString(heading) + u"</h2>\n<ul>\n"_s;
            const QString author = authorOf(line);
            html += u"<li dir=\"auto\">"_s + inHtml(line.text);
            if (!author.isEmpty())
                html += u" <span class=\"who\">— <bdi>"_s + inHtml(author) + u"</bdi></span>"_s;
            html += u"</li>\n"_s;
        }
        if (!isFirst)
            html += u"</ul>\n"_s;
    }
    if (!record.outcome.trimmed().isEmpty() || !record.outcomes.isEmpty()) {
        html += u"<h2>What came of it</h2>\n"_s;
        if (!record.outcome.trimmed().isEmpty())
            html += u"<p dir=\"auto\">"_s + inHtml(record.outcome.trimmed()) + u"</p>\n"_s;
        html += record.outcomes.isEmpty() ? QString() : u"<ul>\n"_s;
        for (const SessionRecord::Outcome &outcome : record.outcomes) {
            html += u"<li dir=\"auto\">"_s + inHtml(outcome.text);
            if (isWebAddress(outcome.url)) {
                const QString address =
                    QString::fromUtf8(QUrl(outcome.url).toEncoded()).toHtmlEscaped();
                html +=
                    u" <a href=\""_s + address + u"\" rel=\"noreferrer\">"_s + address + u"</a>"_s;
            } else if (!outcome.url.isEmpty()) {
                html += u' ' + inHtml(outcome.url);
            }
            if (!outcome.from.isEmpty())
                html += u" <span class=\"who\">— from: <bdi>"_s + inHtml(outcome.from) +
                        u"</bdi></span>"_s;
            html += u"</li>\n"_s;
        }
        html += record.outcomes.isEmpty() ? QString() : u"</ul>\n"_s;
    }
    return html + u"<p class=\"small\">"_s + consentSentence.toHtmlEscaped() +
           u"</p>\n</body>\n</html>\n"_s;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/duetext.h"

#include "core/domain/snoozetext.h"

#include <QHash>
#include <QLocale>
#include <QRegularExpression>
#include <array>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr qsizetype longestDueText = 200;
constexpr qsizetype longestPhrase = 6; // in words, of the tables below
constexpr qsizetype mostDueWords = 8;  // that say by when
constexpr qsizetype mostSentenceWords = 200;
constexpr qsizetype shortestAlone = 4; // "sat", "mar" and "mon" are other words, too

/// What is said in each language, without marks, and the English that parseSnoozeText() reads. ">"
/// begins a deadline; <friday>, <month>, … are days that the week and the month tell.
struct DueTable {
    QStringView language;
    QStringView words;
};

constexpr std::array dueTables{
    DueTable{
        u"en",
        u"by=>|by the=>|before=>|no later than=>|not later than=>|at the latest=|latest=|until=>|"
        "till=>|within=>|within the next=>|in=>|in the next=>|on=>|due=>|"
        "eod=>today|end of day=>today|end of the day=>today|end of today=>today|"
        "eow=><week>|end of week=><week>|end of the week=><week>|end of this week=><week>|"
        "this week=><week>|later this week=><week>|eom=><month>|end of month=><month>|"
        "end of the month=><month>|end of this month=><month>|this month=><month>|"
        "end of next week=><nextweek>|next week=><nextweek>|end of next month=><nextmonth>|"
        "next month=><nextmonth>|weekend=<sunday>|the weekend=<sunday>|this weekend=<sunday>|"
        "a fortnight=2 weeks|fortnight=2 weeks|a couple of=2|a week from now=1 week"},
    DueTable{
        u"de",
        u"bis=>|bis zum=>|bis zur=>|spatestens=>|spatestens am=>|vor=>|am=>|zum=>|in=>|binnen=>|"
        "innerhalb von=>|in den nachsten=>|um=at|der=|den=|dem=|die=|das=|diesen=|dieser=|"
        "kommenden=>|kommende=>|nachsten=>next|nachster=>next|"
        "heute=today|heute abend=tonight|heute noch=>today|noch heute=>today|morgen=tomorrow|"
        "morgen abend=tomorrow evening|morgen fruh=tomorrow morning|"
        "ubermorgen=day after tomorrow|"
        "ende der woche=><week>|ende dieser woche=><week>|diese woche=><week>|"
        "noch diese woche=><week>|wochenende=<sunday>|ende des monats=><month>|"
        "monatsende=><month>|ende dieses monats=><month>|diesen monat=><month>|"
        "ende nachster woche=><nextweek>|ende der nachsten woche=><nextweek>|"
        "nachste woche=><nextweek>|nachster woche=><nextweek>|nachsten monat=><nextmonth>|"
        "nachsten monats=><nextmonth>|"
        "montag=monday|dienstag=tuesday|mittwoch=wednesday|donnerstag=thursday|freitag=friday|"
        "samstag=saturday|sonnabend=saturday|sonntag=sunday|"
        "januar=january|februar=february|marz=march|april=april|mai=may|juni=june|juli=july|"
        "august=august|september=september|oktober=october|november=november|dezember=december|"
        "ein=1|eine=1|einem=1|einer=1|zwei=2|drei=3|vier=4|funf=5|sechs=6|sieben=7|acht=8|neun=9|"
        "zehn=10|vierzehn=14|tag=day|tage=days|tagen=days|woche=week|wochen=weeks|monat=month|"
        "monate=months|monaten=months|stunde=hour|stunden=hours|minuten=minutes|"
        "mittag=noon|mittags=noon|abend=evening|abends=evening|nachmittag=afternoon|"
        "vormittag=morning"},
    DueTable{
        u"fr",
        u"d'ici=>|d'ici a=>|d'ici le=>|avant=>|avant le=>|pour=>|pour le=>|jusqu'a=>|jusqu'au=>|"
        "au plus tard=>|au plus tard le=>|dans=>|dans les=>|sous=>|le=>|la=|les=|l'=|ce=|cet=|"
        "cette=|a=at|vers=at|prochain=|prochaine=|aujourd'hui=today|"
        "avant ce soir=>tonight|ce soir=tonight|demain=tomorrow|demain soir=tomorrow evening|"
        "demain matin=tomorrow morning|apres demain=day after tomorrow|"
        "apres-demain=day after tomorrow|"
        "fin de semaine=><week>|fin de la semaine=><week>|la fin de la semaine=><week>|"
        "la fin de semaine=><week>|cette semaine=><week>|fin du mois=><month>|"
        "la fin du mois=><month>|fin de mois=><month>|ce mois-ci=><month>|ce mois ci=><month>|"
        "week-end=<sunday>|weekend=<sunday>|ce week-end=<sunday>|semaine prochaine=><nextweek>|"
        "la semaine prochaine=><nextweek>|mois prochain=><nextmonth>|"
        "le mois prochain=><nextmonth>|"
        "lundi=monday|mardi=tuesday|mercredi=wednesday|jeudi=thursday|vendredi=friday|"
        "samedi=saturday|dimanche=sunday|"
        "janvier=january|fevrier=february|mars=march|avril=april|mai=may|juin=june|juillet=july|"
        "aout=august|septembre=september|octobre=october|novembre=november|decembre=december|"
        "1er=1st|un=1|une=1|deux=2|trois=3|quatre=4|cinq=5|six=6|sept=7|huit=8|neuf=9|dix=10|"
        "quinze jours=2 weeks|jour=day|jours=days|semaine=week|semaines=weeks|mois=month|"
        "heure=hour|heures=hours|minutes=minutes|midi=noon|soir=evening|matin=morning|"
        "apres-midi=afternoon"},
    DueTable{
        u"es",
        u"para=>|para el=>|antes de=>|antes del=>|hasta=>|hasta el=>|a mas tardar=>|"
        "a mas tardar el=>|en=>|dentro de=>|el=>|la=|los=|las=|del=|de=|este=|esta=|"
        "proximo=|proxima=|a las=at|que viene=|"
        "hoy=today|hoy mismo=>today|esta noche=tonight|manana=tomorrow|"
        "manana por la manana=tomorrow morning|manana por la tarde=tomorrow afternoon|"
        "pasado manana=day after tomorrow|"
        "fin de semana=<sunday>|el fin de semana=<sunday>|este fin de semana=<sunday>|"
        "final de la semana=><week>|el final de la semana=><week>|fin de la semana=><week>|"
        "finales de semana=><week>|esta semana=><week>|fin de mes=><month>|"
        "el fin de mes=><month>|final de mes=><month>|final del mes=><month>|"
        "finales de mes=><month>|a finales de mes=><month>|a final de mes=><month>|este "
        "mes=><month>|semana que viene=><nextweek>|"
        "la semana que viene=><nextweek>|proxima semana=><nextweek>|"
        "la proxima semana=><nextweek>|mes que viene=><nextmonth>|"
        "el mes que viene=><nextmonth>|proximo mes=><nextmonth>|el proximo mes=><nextmonth>|"
        "lunes=monday|martes=tuesday|miercoles=wednesday|jueves=thursday|viernes=friday|"
        "sabado=saturday|domingo=sunday|"
        "enero=january|febrero=february|marzo=march|abril=april|mayo=may|junio=june|julio=july|"
        "agosto=august|septiembre=september|setiembre=september|octubre=october|"
        "noviembre=november|diciembre=december|"
        "un=1|una=1|uno=1|dos=2|tres=3|cuatro=4|cinco=5|seis=6|siete=7|ocho=8|nueve=9|diez=10|"
        "quince=15|dia=day|dias=days|semana=week|semanas=weeks|mes=month|meses=months|hora=hour|"
        "horas=hours|minutos=minutes|mediodia=noon|tarde=afternoon|noche=evening"},
    DueTable{
        u"pl",
        u"do=>|najpozniej=>|najpozniej do=>|najpozniej w=>|przed=>|w=>|we=>|na=>|za=>|w ciagu=>|"
        "o=at|o godzinie=at|najblizszy=|najblizsza=|przyszly=>|przyszla=>|przyszlego=>|"
        "dzis=today|dzisiaj=today|dzis wieczorem=tonight|dzisiaj wieczorem=tonight|"
        "jutro=tomorrow|jutra=tomorrow|jutro rano=tomorrow morning|"
        "jutro wieczorem=tomorrow evening|pojutrze=day after tomorrow|"
        "konca tygodnia=><week>|koniec tygodnia=><week>|w tym tygodniu=><week>|"
        "konca miesiaca=><month>|koniec miesiaca=><month>|w tym miesiacu=><month>|"
        "weekend=<sunday>|weekendu=<sunday>|przyszly tydzien=><nextweek>|"
        "przyszlym tygodniu=><nextweek>|przyszlego tygodnia=><nextweek>|"
        "nastepny tydzien=><nextweek>|nastepnym tygodniu=><nextweek>|"
        "konca przyszlego tygodnia=><nextweek>|przyszly miesiac=><nextmonth>|"
        "przyszlym miesiacu=><nextmonth>|przyszlego miesiaca=><nextmonth>|"
        "poniedzialek=monday|poniedzialku=monday|wtorek=tuesday|wtorku=tuesday|sroda=wednesday|"
        "srode=wednesday|srody=wednesday|czwartek=thursday|czwartku=thursday|piatek=friday|"
        "piatku=friday|sobota=saturday|sobote=saturday|soboty=saturday|niedziela=sunday|"
        "niedziele=sunday|niedzieli=sunday|"
        "stycznia=january|lutego=february|marca=march|kwietnia=april|maja=may|czerwca=june|"
        "lipca=july|sierpnia=august|wrzesnia=september|pazdziernika=october|listopada=november|"
        "grudnia=december|"
        "jeden=1|jednego=1|dwa=2|dwie=2|dwoch=2|trzy=3|trzech=3|cztery=4|piec=5|szesc=6|siedem=7|"
        "osiem=8|dziewiec=9|dziesiec=10|dzien=1 day|dni=days|tydzien=1 week|tygodnie=weeks|"
        "tygodni=weeks|miesiac=1 month|miesiace=months|miesiecy=months|godzine=1 hour|"
        "godziny=hours|godzin=hours|minut=minutes|poludnia=noon|poludnie=noon|"
        "wieczorem=evening|rano=morning"},
};

using DueDictionary = QHash<QString, QString>;

DueDictionary dictionaryOf(QStringView language)
{
    DueDictionary dictionary;
    // English is understood everywhere; the language's own words go over it.
    for (const QStringView each : {QStringView(u"en"), language}) {
        const auto table = std::ranges::find(dueTables, each, &DueTable::language);
        if (table == dueTables.end())
            continue;
        for (const QStringView entry : table->words.split(u'|')) {
            const qsizetype equals = entry.indexOf(u'=');
            dictionary.insert(entry.first(equals).toString(), entry.sliced(equals + 1).toString());
        }
    }
    return dictionary;
}

const DueDictionary &dictionaryFor(const QString &language)
{
    static const QHash<QString, DueDictionary> dictionaries = [] {
        QHash<QString, DueDictionary> all;
        for (const DueTable &table : dueTables)
            all.insert(table.language.toString(), dictionaryOf(table.language));
        return all;
    }();
    const auto found = dictionaries.constFind(language.section(u'-', 0, 0).toLower());
    return found == dictionaries.constEnd() ? *dictionaries.constFind(u"en"_s) : *found;
}

struct DueToken {
    QString word; ///< lower case, without marks
    qsizetype start;
    qsizetype end;
};

QString withoutMarks(QStringView word)
{
    QString plain;
    for (const QChar c : word.toString().toLower().normalized(QString::NormalizationForm_KD)) {
        if (c.category() == QChar::Mark_NonSpacing)
            continue;
        if (c == u'ß')
            plain += u"ss"_s;
        else
            plain += c == u'ł' ? QChar(u'l') : c == u'\u2019' ? QChar(u'\'') : c;
    }
    return plain;
}

QList<DueToken> dueTokens(QStringView text)
{
    QList<DueToken> tokens;
    for (qsizetype at = 0; at < text.size() && tokens.size() < mostSentenceWords;) {
        const auto isGap = [&](qsizetype i) {
            return text.at(i).isSpace() || u",;!?()[]\"“”„«»…*_"_s.contains(text.at(i));
        };
        if (isGap(at)) {
            ++at;
            continue;
        }
        qsizetype end = at;
        while (end < text.size() && !isGap(end))
            ++end;
        QStringView word = text.sliced(at, end - at);
        // The end of a sentence, unless it makes "3." a day or stands inside "p.m.".
        while (word.size() > 1 && (word.endsWith(u'.') || word.endsWith(u':')) &&
               !word.at(word.size() - 2).isDigit() && !word.endsWith(u".m."))
            word.chop(1);
        tokens.append({withoutMarks(word), at, at + word.size()});
        at = end;
    }
    return tokens;
}

QDate endOfWeek(QDate today)
{
    constexpr int friday = 5;
    constexpr int sunday = 7;
    const int weekday = today.dayOfWeek();
    return today.addDays((weekday <= friday ? friday : sunday) - weekday);
}

/// The days that stand for a stretch of time.
void fillIn(QString &english, QDate today)
{
    const QDate monday = today.addDays(8 - today.dayOfWeek());
    const QDate month(today.year(), today.month(), 1);
    const std::array<std::pair<QString, QDate>, 5> days{
        {{u"<week>"_s, endOfWeek(today)},
         {u"<sunday>"_s, today.addDays(7 - today.dayOfWeek())},
         {u"<nextweek>"_s, endOfWeek(monday)},
         {u"<month>"_s, month.addMonths(1).addDays(-1)},
         {u"<nextmonth>"_s, month.addMonths(2).addDays(-1)}}};
    for (const auto &[name, day] : days)
        english.replace(name, day.toString(Qt::ISODate));
}

struct EnglishDue {
    QString text;
    bool isDeadline = false; ///< it begins with a word that makes it one
};

/// \a tokens as parseSnoozeText() reads them; phrases go before their words.
EnglishDue inEnglish(const DueDictionary &dictionary, QList<DueToken>::const_iterator first,
                     QList<DueToken>::const_iterator last, QDate today)
{
    static const QRegularExpression frenchClock(u"^(\\d{1,2})h(\\d{2})?$"_s);
    EnglishDue english;
    QStringList words;
    for (auto at = first; at != last;) {
        qsizetype length = std::min<qsizetype>(longestPhrase, last - at);
        for (; length > 0; --length) {
            QStringList phrase;
            for (auto it = at; it != at + length; ++it)
                phrase.append(it->word);
            auto entry = dictionary.constFind(phrase.join(u' '));
            if (entry == dictionary.constEnd())
                continue;
            QString value = *entry;
            if (value.startsWith(u'>')) {
                english.isDeadline |= at == first;
                value.remove(0, 1);
            }
            if (!value.isEmpty())
                words.append(value);
            break;
        }
        if (length == 0) {
            const auto clock = frenchClock.match(at->word);
            const bool isClock = clock.hasMatch() && &dictionary == &dictionaryFor(u"fr"_s);
            words.append(isClock ? clock.captured(1) + u':' +
                                       (clock.captured(2).isEmpty() ? u"00"_s : clock.captured(2))
                                 : at->word);
            length = 1;
        }
        at += length;
    }
    english.text = words.join(u' ');
    fillIn(english.text, today);
    return english;
}

std::optional<PromiseDue> dueOf(const std::optional<SpokenTime> &spoken, const QDateTime &now)
{
    if (!spoken || !spoken->day.isValid())
        return std::nullopt;
    return spoken->moment ? dueAt(*spoken->moment) : dueOn(spoken->day, now.timeZone());
}

} // namespace

std::optional<PromiseDue> parseDueText(const QString &text, const QString &language,
                                       const QDateTime &now)
{
    const QList<DueToken> tokens = dueTokens(QStringView(text).left(longestDueText));
    if (tokens.isEmpty())
        return std::nullopt;
    const EnglishDue english =
        inEnglish(dictionaryFor(language), tokens.cbegin(), tokens.cend(), now.date());
    return dueOf(parseSpokenTime(english.text, now, QLocale::c()), now);
}

std::optional<DueWords> findDue(QStringView sentence, const QString &language, const QDateTime &now)
{
    const DueDictionary &dictionary = dictionaryFor(language);
    const QList<DueToken> tokens = dueTokens(sentence);
    for (auto first = tokens.cbegin(); first != tokens.cend(); ++first) {
        for (qsizetype length = std::min<qsizetype>(mostDueWords, tokens.cend() - first);
             length > 0; --length) {
            const auto last = first + length;
            const EnglishDue english = inEnglish(dictionary, first, last, now.date());
            const bool isAlone =
                first->word.size() >= shortestAlone || first->word.front().isDigit();
            if (!english.isDeadline && !isAlone)
                continue;
            const auto spoken = parseSpokenTime(english.text, now, QLocale::c());
            if (!spoken || !spoken->namesDay)
                continue;
            // "two weeks" is how long something takes, unless it is "in two weeks".
            if (spoken->isSpan && !english.isDeadline)
                continue;
            if (const auto due = dueOf(spoken, now))
                return DueWords{
                    .start = first->start, .length = (last - 1)->end - first->start, .due = *due};
        }
    }
    return std::nullopt;
}

} // namespace casement

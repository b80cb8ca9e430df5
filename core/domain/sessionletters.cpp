// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/session.h"

#include <QLocale>
#include <QTimeZone>
#include <algorithm>
#include <array>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

/// What is said in each language; %1 is the title.
struct SessionTexts {
    QStringView language;
    QStringView invite;
    QStringView when;
    QStringView where;
    QStringView weAsk;
    QStringView youGet;
    QStringView question;
    QStringView thanksCame;
    QStringView thanksInvited;
    QStringView outcome;
    QStringView yourWords;
};

constexpr std::array sessionTexts{
    SessionTexts{
        u"en", u"We would like you to be part of “%1”.", u"When", u"Where", u"What we ask",
        u"What you get", u"Would you like to come? Yes, no and maybe are all good answers.",
        u"Thank you for being part of “%1”.", u"You were invited to “%1”; this is what came of it.",
        u"What came of it:", u"What you gave us, in your words:"},
    SessionTexts{u"de", u"Wir hätten Sie gern bei „%1“ dabei.", u"Wann", u"Wo", u"Worum wir bitten",
                 u"Was Sie davon haben",
                 u"Möchten Sie kommen? Ja, nein und vielleicht sind gute Antworten.",
                 u"Danke, dass Sie bei „%1“ dabei waren.",
                 u"Sie waren zu „%1“ eingeladen; das ist daraus geworden.", u"Was daraus wurde:",
                 u"Was Sie uns gegeben haben, in Ihren Worten:"},
    SessionTexts{u"fr", u"Nous aimerions vous avoir avec nous à « %1 ».", u"Quand", u"Où",
                 u"Ce que nous demandons", u"Ce que vous recevez",
                 u"Voulez-vous venir ? Oui, non et peut-être sont de bonnes réponses.",
                 u"Merci d’avoir été avec nous à « %1 ».",
                 u"Vous étiez invité·e à « %1 » ; voici ce qu’il en est advenu.",
                 u"Ce qu’il en est advenu :", u"Ce que vous nous avez donné, dans vos mots :"},
    SessionTexts{
        u"es", u"Nos gustaría contar contigo en «%1».", u"Cuándo", u"Dónde", u"Qué pedimos",
        u"Qué recibes", u"¿Quieres venir? Sí, no y quizás son buenas respuestas.",
        u"Gracias por formar parte de «%1».", u"Te invitamos a «%1»; esto es lo que resultó.",
        u"Lo que resultó:", u"Lo que nos diste, con tus palabras:"},
    SessionTexts{u"pl", u"Zapraszamy do udziału w „%1”.", u"Kiedy", u"Gdzie", u"O co prosimy",
                 u"Co z tego jest", u"Czy przyjdziesz? Tak, nie i może to równie dobre odpowiedzi.",
                 u"Dziękujemy za udział w „%1”.", u"Zapraszaliśmy do „%1”; oto, co z tego wyszło.",
                 u"Co z tego wyszło:", u"Co od Ciebie dostaliśmy, Twoimi słowami:"},
};

const SessionTexts &textsFor(const QString &language)
{
    const QString code = language.section(u'-', 0, 0).toLower();
    const auto found = std::ranges::find(sessionTexts, QStringView(code), &SessionTexts::language);
    return found == sessionTexts.end() ? sessionTexts.front() : *found;
}

QString whenOf(const Session &session, const SessionTexts &texts)
{
    const QTimeZone named(session.zone);
    const QTimeZone zone = named.isValid() ? named : QTimeZone::systemTimeZone();
    const QLocale locale(texts.language.toString());
    const QDateTime start = QDateTime::fromMSecsSinceEpoch(toMilliseconds(*session.startsAt), zone);
    QString when = locale.toString(start.date(), QLocale::LongFormat) + u", "_s +
                   locale.toString(start.time(), QLocale::ShortFormat);
    if (session.endsAt) {
        const QDateTime end = QDateTime::fromMSecsSinceEpoch(toMilliseconds(*session.endsAt), zone);
        when += u" – "_s;
        if (end.date() != start.date())
            when += locale.toString(end.date(), QLocale::LongFormat) + u", "_s;
        when += locale.toString(end.time(), QLocale::ShortFormat);
    }
    return when + u" ("_s + QString::fromUtf8(zone.id()) + u')';
}

} // namespace

QString sessionInvitation(const Session &session, const QString &language)
{
    const SessionTexts &texts = textsFor(language);
    QString text = texts.invite.toString().replace(u"%1"_s, session.title.trimmed()) + u'\n';
    if (!session.purpose.trimmed().isEmpty())
        text += u'\n' + session.purpose.trimmed() + u'\n';
    QStringList plan;
    const auto add = [&plan](QStringView what, const QString &words) {
        if (!words.trimmed().isEmpty())
            plan.append(what.toString() + u": "_s + words.simplified());
    };
    if (session.startsAt)
        add(texts.when, whenOf(session, texts));
    add(texts.where, session.place);
    add(texts.weAsk, session.ask);
    add(texts.youGet, session.give);
    if (!plan.isEmpty())
        text += u'\n' + plan.join(u'\n') + u'\n';
    return text + u'\n' + texts.question + u'\n';
}

QString sessionReport(const Session &session, const Participant &participant,
                      const QString &language)
{
    const SessionTexts &texts = textsFor(language);
    const QList<SessionLine> theirs = session.linesOf(participant.person);
    const bool tookPart = participant.attendance == Attendance::Came || !theirs.isEmpty();
    QString text = (tookPart ? texts.thanksCame : texts.thanksInvited)
                       .toString()
                       .replace(u"%1"_s, session.title.trimmed()) +
                   u'\n';
    if (!session.outcome.trimmed().isEmpty() || !session.outcomes.isEmpty()) {
        text += u'\n' + texts.outcome;
        if (!session.outcome.trimmed().isEmpty())
            text += u' ' + session.outcome.trimmed();
        text += u'\n';
        for (const SessionOutcome &outcome : session.outcomes) {
            text += u"- "_s + outcome.text.simplified();
            if (!outcome.url.trimmed().isEmpty())
                text += u" ("_s + outcome.url.trimmed() + u')';
            text += u'\n';
        }
    }
    if (!theirs.isEmpty()) {
        text += u'\n' + texts.yourWords + u"\n\n"_s;
        for (const SessionLine &line : theirs)
            text += u"> "_s + withoutLinks(line.text).simplified() + u'\n';
    }
    if (!participant.thanks.trimmed().isEmpty())
        text += u'\n' + participant.thanks.trimmed() + u'\n';
    return text;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/displaytext.h"

#include <QCoreApplication>
#include <QLocale>
#include <QTextBoundaryFinder>

namespace casement
{

namespace
{

QString displayWord(const char *text)
{
    return QCoreApplication::translate("casement::DisplayText", text);
}

bool isUnwanted(QChar c)
{
    const char16_t u = c.unicode();
    return (u >= 0x202a && u <= 0x202e) || (u >= 0x2066 && u <= 0x2069) || u == 0x200e ||
           u == 0x200f || u == 0xfeff || (u < 0x20 && !c.isSpace()) || (u >= 0x7f && u <= 0x9f);
}

} // namespace

QString drawableText(const QString &text)
{
    const auto isLatin = [](QChar c) {
        return (c >= u' ' && c < u'\x7f') || c == u'\n' || c == u'\t';
    };
    if (std::ranges::all_of(text, isLatin))
        return text;
    QString result;
    result.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text.at(i).unicode();
        if (text.at(i).isHighSurrogate() && i + 1 < text.size() &&
            text.at(i + 1).isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
            ++i;
        }
        switch (QChar::category(c)) {
        case QChar::Other_Control:
            if (c == u'\n' || c == u'\t' || c == u'\r')
                result += QChar(c);
            break;
        case QChar::Other_PrivateUse:
        case QChar::Other_NotAssigned:
        case QChar::Other_Surrogate:
            result += QChar(QChar::ReplacementCharacter);
            break;
        default:
            result += QChar::fromUcs4(c);
        }
    }
    return result;
}

QString displayLine(QStringView given)
{
    const QString text = drawableText(given.toString());
    QString line;
    line.reserve(text.size());
    bool space = false;
    for (const QChar c : text) {
        if (isUnwanted(c))
            continue;
        if (c.isSpace()) {
            space = !line.isEmpty();
            continue;
        }
        if (space)
            line += u' ';
        space = false;
        line += c;
    }
    return line;
}

QString personLabel(QStringView name)
{
    const QString line = displayLine(name.first(std::min<qsizetype>(name.size(), 300)));
    return line.isEmpty() ? displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "Somebody"))
                          : line;
}

QString initials(QStringView name)
{
    const QString line = displayLine(name.first(std::min<qsizetype>(name.size(), 300)));
    QString result;
    const auto words = QStringView(line).split(u' ', Qt::SkipEmptyParts);
    const auto firstLetter = [](QStringView word) -> QString {
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, word.toString());
        qsizetype from = 0;
        for (qsizetype to = finder.toNextBoundary(); to > 0;
             from = to, to = finder.toNextBoundary()) {
            if (word.at(from).isLetterOrNumber() || word.at(from).isSurrogate())
                return word.sliced(from, to - from).toString().toUpper();
        }
        return {};
    };
    QString last;
    for (const QStringView word : words) {
        const QString letter = firstLetter(word);
        if (result.isEmpty())
            result = letter;
        else if (!letter.isEmpty())
            last = letter;
    }
    result += last;
    return result.isEmpty() ? QStringLiteral("?") : result;
}

QString durationText(std::chrono::milliseconds duration)
{
    using namespace std::chrono;
    const auto n = [](auto value) { return QLocale().toString(static_cast<qlonglong>(value)); };
    if (duration < minutes(1))
        return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "now"));
    if (duration < hours(1))
        return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "%1 min"))
            .arg(n(floor<minutes>(duration).count()));
    if (duration < days(1))
        return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "%1 h"))
            .arg(n(floor<hours>(duration).count()));
    if (duration < weeks(2))
        return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "%1 d"))
            .arg(n(floor<days>(duration).count()));
    if (duration < days(365))
        return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "%1 w"))
            .arg(n(floor<weeks>(duration).count()));
    return displayWord(QT_TRANSLATE_NOOP("casement::DisplayText", "%1 y"))
        .arg(n(floor<days>(duration).count() / 365));
}

QString clockTime(const QTime &time)
{
    const QLocale locale;
    // The C locale's short format has seconds, which nobody triages by.
    return locale.language() == QLocale::C ? time.toString(QStringLiteral("HH:mm"))
                                           : locale.toString(time, QLocale::ShortFormat);
}

QString listTime(Timestamp at, Timestamp now)
{
    const QDateTime moment = toLocalDateTime(at);
    const QDate today = toLocalDateTime(now).date();
    const QLocale locale;
    if (moment.date() == today)
        return clockTime(moment.time());
    const qint64 days = moment.date().daysTo(today);
    if (days > 0 && days < 7)
        return locale.dayName(moment.date().dayOfWeek(), QLocale::ShortFormat);
    if (moment.date().year() == today.year())
        return locale.toString(moment.date(), QStringLiteral("d MMM"));
    return locale.toString(moment.date(), QStringLiteral("MMM yyyy"));
}

QString fullTime(Timestamp at)
{
    return QLocale().toString(toLocalDateTime(at), QLocale::LongFormat);
}

QString escapedMnemonic(QString text)
{
    return text.replace(u'&', QStringLiteral("&&"));
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/blanks.h"

#include <QRegularExpression>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

// Bounded, so that a text of opening brackets only costs no quadratic time.
const QRegularExpression &blankPattern()
{
    static const QRegularExpression pattern(uR"(\[\[[^\]\n]{0,200}\]\]|\{\{[^}\n]{0,200}\}\})"_s);
    return pattern;
}

QString valueOf(QStringView name, const BlankValues &values)
{
    if (name == u"person.name")
        return values.personName;
    if (name == u"person.first_name")
        return values.personName.section(u' ', 0, 0);
    if (name == u"me.name")
        return values.ownName;
    return {};
}

} // namespace

std::optional<OpenBlank> firstOpenBlank(const QString &text)
{
    qsizetype start = 0;
    for (const QStringView line : QStringView(text).tokenize(u'\n')) {
        if (!line.trimmed().startsWith(u'>')) {
            const QRegularExpressionMatch match = blankPattern().matchView(line);
            if (match.hasMatch()) {
                return OpenBlank{.start = start + match.capturedStart(),
                                 .length = match.capturedLength(),
                                 .text = match.captured(),
                                 .isVariable = match.capturedView().startsWith(u'{')};
            }
        }
        start += line.size() + 1;
    }
    return std::nullopt;
}

QString withKnownVariables(const QString &text, const BlankValues &values)
{
    static const QRegularExpression pattern(
        uR"~(\{\{\s{0,8}([a-z_.]{1,60})\s{0,8}(?:\|\|\s{0,8}(?:'([^'}\n]{0,100})'|"([^"}\n]{0,100})")\s{0,8})?\}\})~"_s);
    QString result;
    qsizetype done = 0;
    for (auto matches = pattern.globalMatch(text); matches.hasNext();) {
        const QRegularExpressionMatch match = matches.next();
        static const QStringList known{u"person.name"_s, u"person.first_name"_s, u"me.name"_s};
        QString value = valueOf(match.capturedView(1), values);
        if (value.isEmpty() && known.contains(match.captured(1)))
            value = match.captured(2) + match.captured(3);
        result += QStringView(text).sliced(done, match.capturedStart() - done);
        result += value.isEmpty() ? match.captured() : value;
        done = match.capturedEnd();
    }
    result += QStringView(text).sliced(done);
    return result;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/slacktext.h"

namespace casement
{

namespace
{

constexpr qsizetype maxBracket = 10'000;

QString shown(QStringView inside, const QHash<QString, QString> &names)
{
    const qsizetype bar = inside.indexOf(u'|');
    const QStringView target = bar < 0 ? inside : inside.first(bar);
    const QStringView label = bar < 0 ? QStringView() : inside.sliced(bar + 1);
    if (target.startsWith(u'@')) {
        const QString name = names.value(target.sliced(1).toString());
        if (!name.isEmpty())
            return u'@' + name;
        return u'@' + (label.isEmpty() ? target.sliced(1) : label).toString();
    }
    if (target.startsWith(u'#'))
        return u'#' + (label.isEmpty() ? target.sliced(1) : label).toString();
    if (target.startsWith(u'!')) {
        if (label.isEmpty())
            return u'@' + target.sliced(1).toString(); // <!here>, <!channel>, <!everyone>
        return label.toString();                       // a group, or a date in words
    }
    if (label.isEmpty() || label == target)
        return target.startsWith(u"mailto:") ? target.sliced(7).toString() : target.toString();
    if (target == QString(u"mailto:" + label))
        return label.toString();
    return label.toString() + u" (" + target.toString() + u')';
}

} // namespace

QString slackToText(const QString &mrkdwn, const QHash<QString, QString> &names)
{
    QString text;
    text.reserve(mrkdwn.size());
    const QStringView all = mrkdwn;
    for (qsizetype at = 0; at < all.size();) {
        if (all.at(at) == u'<') {
            // A real "<" is written as an entity, so each bracket is Slack's own.
            const qsizetype end = all.sliced(at).left(maxBracket).indexOf(u'>');
            if (end > 1) {
                text += shown(all.sliced(at + 1, end - 1), names);
                at += end + 1;
                continue;
            }
        }
        text += all.at(at++);
    }
    // Last: an entity inside a label is only now a character. "&amp;" last of all, since what it
    // makes is no entity.
    return text.replace(QStringLiteral("&lt;"), QStringLiteral("<"))
        .replace(QStringLiteral("&gt;"), QStringLiteral(">"))
        .replace(QStringLiteral("&amp;"), QStringLiteral("&"));
}

} // namespace casement

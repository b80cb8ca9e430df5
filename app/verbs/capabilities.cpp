// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "core/desk/accountsetup.h"

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

QString name(Capabilities::Formatting formatting)
{
    switch (formatting) {
    case Capabilities::Formatting::Plain:
        return u"plain"_s;
    case Capabilities::Formatting::Markdown:
        return u"markdown"_s;
    case Capabilities::Formatting::Html:
        return u"html"_s;
    }
    return {};
}

QString name(Capabilities::LengthUnit unit)
{
    switch (unit) {
    case Capabilities::LengthUnit::Unlimited:
        return u"unlimited"_s;
    case Capabilities::LengthUnit::Characters:
        return u"characters"_s;
    case Capabilities::LengthUnit::Utf16:
        return u"UTF-16 units"_s;
    case Capabilities::LengthUnit::Graphemes:
        return u"graphemes"_s;
    case Capabilities::LengthUnit::Bytes:
        return u"bytes"_s;
    }
    return {};
}

QString name(Capabilities::Subject subject)
{
    switch (subject) {
    case Capabilities::Subject::None:
        return u"none"_s;
    case Capabilities::Subject::Subject:
        return u"subject"_s;
    case Capabilities::Subject::ContentWarning:
        return u"content warning"_s;
    }
    return {};
}

QString name(Capabilities::History history)
{
    switch (history) {
    case Capabilities::History::None:
        return u"none"_s;
    case Capabilities::History::Some:
        return u"some"_s;
    case Capabilities::History::All:
        return u"all"_s;
    }
    return {};
}

QJsonObject toJson(const ChannelInfo &channel, const Capabilities &c)
{
    return {{u"type"_s, u"channel"_s},
            {u"channel"_s, channel.id},
            {u"name"_s, channel.name},
            {u"can_send"_s, c.canSend},
            {u"can_write_first"_s, c.canWriteFirst},
            {u"reply_window_hours"_s, qint64(c.replyWindow.count())},
            {u"max_length"_s, c.maxLength},
            {u"length_unit"_s, name(c.lengthUnit)},
            {u"splits_long_text"_s, c.splitsLongText},
            {u"formatting"_s, name(c.formatting)},
            {u"subject"_s, name(c.subject)},
            {u"has_language"_s, c.hasLanguage},
            {u"has_carbon_copy"_s, c.hasCarbonCopy},
            {u"has_visibility"_s, c.hasVisibility},
            {u"is_always_public"_s, c.isAlwaysPublic},
            {u"has_threading"_s, c.hasThreading},
            {u"has_edits"_s, c.hasEdits},
            {u"has_removals"_s, c.hasRemovals},
            {u"has_receipts"_s, c.hasReceipts},
            {u"can_attach"_s, c.canAttach},
            {u"history"_s, name(c.history)},
            {u"has_push"_s, c.hasPush}};
}

QStringList cells(const ChannelInfo &channel, const Capabilities &c)
{
    const auto yes = [](bool is) { return is ? u"yes"_s : u"no"_s; };
    QString length = u"any"_s;
    if (c.hasLimit())
        length = u"%1 %2%3"_s.arg(c.maxLength)
                     .arg(name(c.lengthUnit), c.splitsLongText ? u", then several"_s : QString());
    return {channel.name,
            yes(c.canSend),
            yes(c.canWriteFirst),
            c.canSend ? length : u"–"_s,
            c.canSend ? name(c.formatting) : u"–"_s,
            name(c.subject),
            yes(c.hasLanguage),
            c.isAlwaysPublic  ? u"public"_s
            : c.hasVisibility ? u"chosen"_s
                              : u"direct"_s,
            yes(c.hasThreading),
            yes(c.hasEdits),
            yes(c.hasRemovals),
            yes(c.canAttach),
            name(c.history),
            c.hasPush ? u"at once"_s : u"by looking"_s};
}

const QStringList titles = {u"channel"_s, u"answer"_s,  u"write first"_s, u"length"_s,
                            u"format"_s,  u"heading"_s, u"language"_s,    u"visibility"_s,
                            u"threads"_s, u"edits"_s,   u"removals"_s,    u"files"_s,
                            u"history"_s, u"news"_s};

} // namespace

int capabilities(VerbContext &context)
{
    AccountSetup *const setup = &context.accountSetup();
    QList<QStringList> rows{titles};
    for (const ChannelInfo &channel : setup->channels()) {
        const auto c = context.onMain([setup, id = channel.id] { return setup->capabilities(id); });
        if (context.isJson())
            context.putJson(toJson(channel, c));
        rows.append(cells(channel, c));
    }
    if (context.isJson())
        return ExitOk;
    if (context.call().has(u"markdown"_s)) {
        rows.insert(1, QStringList(titles.size(), u"---"_s));
        for (const QStringList &row : std::as_const(rows))
            context.putText(u"| %1 |"_s.arg(row.join(u" | ")));
        return ExitOk;
    }
    QList<qsizetype> widths(titles.size(), 0);
    for (const QStringList &row : std::as_const(rows)) {
        for (qsizetype i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    for (const QStringList &row : std::as_const(rows)) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += row[i].leftJustified(widths[i] + 2);
        context.putText(line.trimmed());
    }
    return ExitOk;
}

} // namespace casement::verb

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/verb.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

struct ExitMeaning {
    ExitCode code;
    QString text;
};

QList<ExitMeaning> exitMeanings()
{
    return {
        {ExitOk, u"done"_s},
        {ExitFailed, u"it did not work; the message says what was kept"_s},
        {ExitUsage, u"the command line was not understood; nothing was done"_s},
        {ExitNotFound, u"the thing that was named does not exist"_s},
        {ExitWorkspace,
         u"the workspace is busy, cannot be read or written, or is of a newer Casement"_s},
        {ExitNetwork,
         u"a server could not be reached, or refused the login or its certificate is not trusted"_s},
        {ExitPartial, u"some of it was done; the messages say what was not"_s}};
}

QString optionTerm(const OptionSpec &option)
{
    return QString(u"--"_s + option.name + u' ' + option.valueName).trimmed();
}

QString optionLines(const QList<OptionSpec> &options)
{
    qsizetype width = 0;
    for (const OptionSpec &option : options)
        width = qMax(width, optionTerm(option).size());
    QString text;
    for (const OptionSpec &option : options)
        text += u"  "_s + optionTerm(option).leftJustified(width) + u"  "_s + option.text + u'\n';
    return text;
}

QString usage(const VerbSpec &spec)
{
    QString line = u"casement [--workspace DIR] "_s + spec.name;
    if (!spec.arguments.isEmpty())
        line += u' ' + spec.arguments;
    if (!spec.options.isEmpty())
        line += u" [OPTIONS]"_s;
    return line;
}

/// \a text so that roff prints it as it is.
QString roff(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (c == u'\\')
            result += u"\\e"_s;
        else if (c == u'-')
            result += u"\\-"_s;
        else if (c == u'…')
            result += u"..."_s;
        else if (c == u'“')
            result += u"\\(lq"_s;
        else if (c == u'”')
            result += u"\\(rq"_s;
        else
            result += c;
    }
    result.replace(u"\n\n"_s, u"\n.PP\n"_s);
    return result.startsWith(u'.') || result.startsWith(u'\'') ? u"\\&"_s + result : result;
}

QString roffOptions(const QList<OptionSpec> &options)
{
    QString text;
    for (const OptionSpec &option : options)
        text += u".TP\n.B "_s + roff(optionTerm(option)) + u'\n' + roff(option.text) + u'\n';
    return text;
}

} // namespace

QString generalHelp()
{
    QString text = u"casement [--workspace DIR] [VERB …]\n\n"
                   "Without a verb, opens the window. While one process has a workspace open, "
                   "verbs are handed to it.\n\n"
                   "Verbs (“casement VERB --help” tells more):\n"_s;
    qsizetype width = 0;
    for (const VerbSpec &spec : verbs())
        width = qMax(width, spec.name.size());
    for (const VerbSpec &spec : verbs())
        text += u"  "_s + spec.name.leftJustified(width) + u"  "_s + spec.summary + u'\n';
    text += u"\nOptions:\n"_s + optionLines(commonOptions()) + u"\nOptions of the window:\n"_s +
            optionLines(windowOptions()) + u"\nExit codes:\n"_s;
    for (const ExitMeaning &meaning : exitMeanings())
        text += u"  %1  %2\n"_s.arg(int(meaning.code)).arg(meaning.text);
    return text;
}

QString verbHelp(const VerbSpec &spec)
{
    QString text = usage(spec) + u"\n\n"_s + spec.summary.first(1).toUpper() +
                   spec.summary.sliced(1) + u".\n"_s;
    if (!spec.description.isEmpty())
        text += u'\n' + spec.description + u'\n';
    if (!spec.options.isEmpty())
        text += u"\nOptions:\n"_s + optionLines(spec.options);
    text += u"\nOptions of every verb:\n"_s + optionLines(commonOptions());
    text += u"\nWith --json: "_s + spec.json + u'\n';
    return text;
}

QString manual()
{
    QString text = u".TH CASEMENT 1 \"\" \"Casement %1\" \"User Commands\"\n"_s.arg(
        QCoreApplication::applicationVersion());
    text +=
        u".SH NAME\ncasement \\- look after a community: every conversation, on every channel, in "
        u"one window\n"
        ".SH SYNOPSIS\n.B casement\n[\\-\\-workspace \\fIDIR\\fR] [\\fIVERB\\fR ...]\n.SH DESCRIPTION\n"_s;
    text += roff(u"Without a verb, casement opens the window. With a verb it does one thing "
                 u"without a window and "
                 "needs no display. One process at a time has a workspace open; while it has, "
                 "verbs are handed to it "
                 "and give the same words and exit codes as without it.\n\n"
                 "Conversations are called c1, c2, …, messages m1, m2, …, outbox items o1, "
                 "sessions s1, accounts a1, "
                 "changes x1: the numbers are this workspace's own. Where only one kind is meant "
                 "the letter may be left "
                 "out. A conversation may also be named by one of its messages (m34). The uid in "
                 "JSON output is the "
                 "same on every desk of a team."_s) +
            u'\n';
    text += u".SH OPTIONS\n"_s + roffOptions(commonOptions()) + roffOptions(windowOptions());
    text += u".SH VERBS\n"_s;
    for (const VerbSpec &spec : verbs()) {
        text += u".SS "_s + roff(spec.name) + u"\n.B "_s + roff(usage(spec)) + u"\n.PP\n"_s +
                roff(spec.summary.first(1).toUpper() + spec.summary.sliced(1) + u'.') + u'\n';
        if (!spec.description.isEmpty())
            text += u".PP\n"_s + roff(spec.description) + u'\n';
        text += roffOptions(spec.options);
        text += u".PP\nJSON: "_s + roff(spec.json) + u'\n';
    }
    text += u".SH JSON OUTPUT\n"_s +
            roff(u"With --json every verb prints one object a line, in UTF-8. Its field “type” "
                 u"says what it is; names are "
                 "stable, new ones may be added. Times are ISO 8601 in UTC with milliseconds; what "
                 "is not there is null. "
                 "Errors are an object on standard error: {\"error\":{\"kind\":…,\"message\":…}} "
                 "with the kinds offline, "
                 "timeout, rate-limited, auth-required, forbidden, certificate, not-found, "
                 "protocol, invalid, storage, "
                 "disk-full, busy, newer-schema, cancelled."_s) +
            u"\n.SH EXIT STATUS\n"_s;
    for (const ExitMeaning &meaning : exitMeanings())
        text += u".TP\n.B %1\n"_s.arg(int(meaning.code)) + roff(meaning.text) + u'\n';
    text += u".SH FILES\n"_s +
            roff(u"The workspace folder holds casement.db and the folder blobs; copy them "
                 u"together, with no Casement "
                 "running. Passwords are not in it."_s) +
            u'\n';
    return text;
}

} // namespace casement

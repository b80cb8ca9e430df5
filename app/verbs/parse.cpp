// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/verb.h"

#include <QCommandLineParser>

namespace casement
{

namespace
{

constexpr QLatin1StringView helpOption("help");
constexpr QLatin1StringView versionOption("version");
constexpr QLatin1StringView manualOption("man");

void addOptions(QCommandLineParser &parser, const QList<OptionSpec> &options)
{
    for (const OptionSpec &option : options) {
        if (option.valueName.isEmpty())
            parser.addOption(QCommandLineOption(option.name, option.text));
        else
            parser.addOption(QCommandLineOption(option.name, option.text, option.valueName));
    }
}

/// QCommandLineParser expects the program's name first.
QStringList withProgramName(const QStringList &arguments)
{
    return QStringList{QStringLiteral("casement")} + arguments;
}

QString mistyped(const QCommandLineParser &parser)
{
    QString text = parser.errorText();
    if (!text.endsWith(u'.'))
        text += u'.';
    return text;
}

/// The spec that the most words of \a arguments name.
const VerbSpec *specFor(const QStringList &arguments, qsizetype &nameWords)
{
    const VerbSpec *found = nullptr;
    nameWords = 0;
    for (const VerbSpec &spec : verbs()) {
        const QStringList name = spec.name.split(u' ');
        if (name.size() > nameWords &&
            arguments.first(qMin(name.size(), arguments.size())) == name) {
            found = &spec;
            nameWords = name.size();
        }
    }
    return found;
}

/// Every value of a known option, once: QCommandLineParser knows each option by its first name.
QHash<QString, QStringList> collect(const QCommandLineParser &parser,
                                    const QList<OptionSpec> &options)
{
    QHash<QString, QStringList> values;
    for (const OptionSpec &option : options) {
        if (parser.isSet(option.name))
            values.insert(option.name,
                          option.valueName.isEmpty() ? QStringList() : parser.values(option.name));
    }
    return values;
}

} // namespace

Result<VerbCall> parseVerb(const QStringList &arguments)
{
    qsizetype nameWords = 0;
    const VerbSpec *const spec = specFor(arguments, nameWords);
    if (spec == nullptr) {
        QStringList subverbs;
        for (const VerbSpec &other : verbs()) {
            if (other.name.section(u' ', 0, 0) == arguments.value(0))
                subverbs += QStringLiteral("“%1”").arg(other.name);
        }
        if (!subverbs.isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("“%1” needs to know what: %2.")
                                                .arg(arguments[0], subverbs.join(u", ")));
        return fail(ErrorKind::Invalid,
                    QStringLiteral("There is no verb “%1”; “casement --help” lists them.")
                        .arg(arguments.value(0)));
    }

    QCommandLineParser parser;
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    addOptions(parser, spec->options);
    addOptions(parser, commonOptions());
    parser.addOption(QCommandLineOption(helpOption, QString()));

    QStringList rest = arguments.mid(nameWords);
    QStringList minusWords;
    if (spec->takesMinusWords) {
        rest.removeIf([&](const QString &word) {
            const bool isMinusWord = word.size() > 1 && word[0] == u'-' && word[1] != u'-';
            if (isMinusWord)
                minusWords += word;
            return isMinusWord;
        });
    }
    if (!parser.parse(withProgramName(rest)))
        return fail(ErrorKind::Invalid, mistyped(parser));

    VerbCall call{.spec = spec,
                  .words = parser.positionalArguments() + minusWords,
                  .options = collect(parser, spec->options + commonOptions())};
    if (parser.isSet(helpOption)) {
        call.options.insert(helpOption, {});
        return call;
    }
    const qsizetype count = call.words.size();
    if (count < spec->fewest || (spec->most >= 0 && count > spec->most))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("“%1” takes %2; see “casement %1 --help”.")
                        .arg(spec->name, spec->arguments.isEmpty() ? QStringLiteral("no arguments")
                                                                   : spec->arguments));
    return call;
}

Result<CommandLine> parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsPositionalArguments);
    addOptions(parser, commonOptions());
    addOptions(parser, windowOptions());
    for (const QLatin1StringView option : {helpOption, versionOption, manualOption})
        parser.addOption(QCommandLineOption(option, QString()));
    if (!parser.parse(withProgramName(arguments)))
        return fail(ErrorKind::Invalid, mistyped(parser));

    CommandLine line{.workspace = parser.value(QStringLiteral("workspace")),
                     .secretsFile = parser.value(QStringLiteral("secrets-file")),
                     .json = parser.isSet(QStringLiteral("json")),
                     .wantsHelp = parser.isSet(helpOption),
                     .wantsVersion = parser.isSet(versionOption),
                     .wantsManual = parser.isSet(manualOption),
                     .window = {},
                     .verbArguments = parser.positionalArguments(),
                     .call = {}};
    for (const OptionSpec &option : windowOptions()) {
        if (parser.isSet(option.name))
            line.window.insert(option.name, parser.value(option.name));
    }
    if (line.verbArguments.isEmpty())
        return line;
    if (!line.window.isEmpty())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("--%1 belongs to the window and cannot stand before a verb.")
                        .arg(line.window.constBegin().key()));

    Result<VerbCall> call = parseVerb(line.verbArguments);
    if (!call)
        return std::unexpected(call.error());
    if (call->has(QStringLiteral("workspace")))
        line.workspace = call->value(QStringLiteral("workspace"));
    if (call->has(QStringLiteral("secrets-file")))
        line.secretsFile = call->value(QStringLiteral("secrets-file"));
    line.json = line.json || call->has(QStringLiteral("json"));
    line.wantsHelp = line.wantsHelp || call->has(helpOption);
    line.call = std::move(*call);
    return line;
}

} // namespace casement

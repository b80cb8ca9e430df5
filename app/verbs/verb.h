// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

namespace casement
{

class VerbContext;

/// How a verb ends, for scripts. Documented in the man page; never renumber.
enum ExitCode {
    ExitOk = 0,
    ExitFailed = 1,
    ExitUsage = 2,
    ExitNotFound = 3,
    ExitWorkspace = 4, ///< busy, unreadable, or written by a newer Casement
    ExitNetwork = 5,   ///< a server could not be reached, or refused the login
    ExitPartial = 6,   ///< some of it was done; the messages say what was not
};

[[nodiscard]] ExitCode exitCodeFor(ErrorKind kind);

struct OptionSpec {
    QString name = {};      ///< without dashes
    QString valueName = {}; ///< empty: a switch
    QString text = {};
};

/// All that there is to know about a verb: the parser, `--help` and the man page are made from it.
struct VerbSpec {
    QString name = {};        ///< "list", "account add"
    QString arguments = {};   ///< as the usage line shows them
    QString summary = {};     ///< one line
    QString description = {}; ///< paragraphs separated by an empty line
    QString json = {};        ///< what `--json` prints
    QList<OptionSpec> options = {};
    int fewest = 0;
    int most = 0;                 ///< -1: any number
    bool takesMinusWords = false; ///< words such as -name are arguments, not options
    bool endsByItself =
        true; ///< false: runs until somebody stops it, and may be moved to another process
    bool makesWorkspace = false; ///< a workspace folder that is not there yet is made
    int (*run)(VerbContext &) = nullptr;
};

/// Every verb, in the order of the manual.
[[nodiscard]] const QList<VerbSpec> &verbs();

/// What was typed, understood.
struct VerbCall {
    const VerbSpec *spec = nullptr;
    QStringList words; ///< after the verb's name
    QHash<QString, QStringList> options;

    [[nodiscard]] bool has(const QString &option) const { return options.contains(option); }
    /// The last one wins, as everywhere.
    [[nodiscard]] QString value(const QString &option) const
    {
        const QStringList given = options.value(option);
        return given.isEmpty() ? QString() : given.last();
    }
    [[nodiscard]] QStringList values(const QString &option) const { return options.value(option); }
};

/// The options that stand before the verb (and may stand after it too).
[[nodiscard]] const QList<OptionSpec> &commonOptions();
/// The options of the program without a verb.
[[nodiscard]] const QList<OptionSpec> &windowOptions();

/// The whole command line, without the program's name.
struct CommandLine {
    QString workspace;   ///< empty: the default one
    QString secretsFile; ///< empty: the keychain
    bool json = false;
    bool wantsHelp = false;
    bool wantsVersion = false;
    bool wantsManual = false;
    QHash<QString, QString> window; ///< the options of the program without a verb
    QStringList
        verbArguments; ///< the verb's name and what followed it, to be handed over as they are
    std::optional<VerbCall> call;
};

/// Invalid with one sentence when something was mistyped.
[[nodiscard]] Result<CommandLine> parseCommandLine(const QStringList &arguments);
/// \a arguments start with the verb's name.
[[nodiscard]] Result<VerbCall> parseVerb(const QStringList &arguments);

[[nodiscard]] QString generalHelp();
[[nodiscard]] QString verbHelp(const VerbSpec &spec);
/// casement(1) in man(7) macros.
[[nodiscard]] QString manual();

} // namespace casement

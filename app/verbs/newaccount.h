// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/verbs/context.h"
#include "core/desk/accountsetup.h"

#include <QHash>

namespace casement::verb
{

/// What the verbs that add an account share. Their errors end with what became of the account.

/// That the call itself is wrong.
[[nodiscard]] inline Error mistake(const QString &sentence)
{
    return {ErrorKind::Invalid, sentence};
}

/// The secret that --secret-file or --password-stdin gives; Invalid when neither or both are there.
[[nodiscard]] Result<QString> mainSecret(VerbContext &context);
/// The first line of a file that nobody else can read.
[[nodiscard]] Result<QString> secretFromFile(VerbContext &context, const QString &name);
/// All of it.
[[nodiscard]] Result<QString> secretTextFromFile(VerbContext &context, const QString &name);
[[nodiscard]] Result<QString> pemFromFile(VerbContext &context, const QString &name);
/// A whole number that is not negative.
[[nodiscard]] Result<int> wholeNumber(const VerbCall &call, const QString &option);

/// Logs in unless --no-check says not to, saves, starts, and prints the account.
[[nodiscard]] int addAccount(VerbContext &context, Account account,
                             const QHash<QString, QString> &secrets);
/// Tells \a error with the exit code for a wrong call, or for what it is.
[[nodiscard]] int notAdded(VerbContext &context, const Error &error);

} // namespace casement::verb

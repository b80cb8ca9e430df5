// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <optional>

namespace casement
{

/// What a second process asks of the one that has the workspace.
struct Handover {
    bool raisesWindow = false;    ///< show the window; else run a verb
    QString activationToken = {}; ///< of the desktop, for raising
    QStringList arguments = {};   ///< the verb's name and what followed it
    QString workingFolder = {};
    QString secretsFile = {}; ///< absolute; empty: the keychain
    bool json = false;
    bool outputIsTerminal = false;
    bool errorIsTerminal = false;

    bool operator==(const Handover &) const = default;
};

[[nodiscard]] QByteArray encodeHandover(const Handover &request);
/// None when \a payload is not one that this version understands.
[[nodiscard]] std::optional<Handover> decodeHandover(const QByteArray &payload);

} // namespace casement

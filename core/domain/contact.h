// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QList>
#include <QString>
#include <QStringList>

namespace casement
{

/// A person as an address book has them: what a vCard (RFC 6350) says of them and is kept. Nothing
/// that is written down about them, and nothing that they agreed to, is ever part of it.
struct ContactCard {
    QString uid; ///< a URI, "urn:uuid:…"; may be empty
    QString name;
    QString pronouns;
    QString language;         ///< BCP 47
    QList<Address> addresses; ///< normalised; the one that they prefer first
    QStringList leftOut;      ///< what else it says, in words: "a birthday", "a note"

    bool operator==(const ContactCard &) const = default;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"
#include "core/domain/timestamp.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace casement
{

/// A file that belongs to a letter.
struct HeldFile {
    QString name; ///< within the letter's folder "files", safe and unlike any other in it
    qint64 blob = 0;

    bool operator==(const HeldFile &) const = default;
};

/// Everything that is held about one person.
struct HeldRecord {
    PersonId person;
    QString name;
    QString language; ///< theirs, BCP 47; may be empty
    /// By table, an array of its rows, each an object by column: all of them, except that words,
    /// names and addresses of other people are left out.
    QJsonObject tables;
    QList<HeldFile> files;
    Timestamp at;
};

} // namespace casement

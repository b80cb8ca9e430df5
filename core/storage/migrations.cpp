// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/migrations.h"

#include "core/storage/sqlite.h"

#include <QFile>
#include <array>

namespace casement
{

namespace
{

/// In order; position + 1 is the schema version. Only ever appended to.
constexpr std::array migrations{
    "0001-ground.sql",   "0002-channels.sql", "0003-imports.sql", "0004-persons.sql",
    "0005-chains.sql",   "0006-passages.sql", "0007-facts.sql",   "0008-asks.sql",
    "0009-promises.sql", "0010-sessions.sql",
};

Result<void> apply(Db &db, int version)
{
    QFile file(QStringLiteral(":/casement/migrations/") +
               QString::fromLatin1(migrations.at(version - 1)));
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            ErrorKind::Storage,
            QStringLiteral("The program is incomplete: %1 is missing.").arg(file.fileName()));
    db.exec("BEGIN IMMEDIATE");
    const QByteArray script = file.readAll();
    qsizetype start = 0;
    while (start < script.size() && !db.error()) {
        qsizetype end = script.indexOf("\n-- @@", start);
        if (end < 0)
            end = script.size();
        db.exec(script.sliced(start, end - start).constData());
        start = end + 6;
    }
    const QByteArray setVersion =
        QByteArrayLiteral("PRAGMA user_version=") + QByteArray::number(version);
    db.exec(setVersion.constData());
    db.exec("COMMIT");
    if (const auto error = db.error()) {
        db.clearError();
        db.exec("ROLLBACK");
        db.clearError();
        return std::unexpected(*error);
    }
    return {};
}

} // namespace

int newestSchema()
{
    return int(migrations.size());
}

Result<void> migrate(Db &db)
{
    const qint64 version = db.number("PRAGMA user_version", 0);
    if (db.error())
        return std::unexpected(*db.error());
    if (version > newestSchema()) {
        return fail(ErrorKind::NewerSchema,
                    QStringLiteral("This workspace was written by a newer Casement (schema %1, "
                                   "this one knows %2). Nothing "
                                   "was changed; please update the program.")
                        .arg(version)
                        .arg(newestSchema()));
    }
    for (int next = int(version) + 1; next <= newestSchema(); ++next) {
        if (const auto done = apply(db, next); !done)
            return done;
    }
    return {};
}

} // namespace casement

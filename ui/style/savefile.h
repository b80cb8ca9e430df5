// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QByteArray>
#include <QString>
#include <functional>

class QWidget;

namespace casement
{

/// Brings the bytes of a file, and calls with them or with why not.
using FileBytes = std::function<void(const std::function<void(const Result<QByteArray> &)> &)>;

/// What saving a file says.
struct SaveWords {
    QString title; ///< of the dialog that asks where
    QString kept;  ///< where the words are all the same when writing fails; a sentence
};

/// Asks where something called \a name is to be saved, and calls \a chosen with the path. What it
/// is called is made fit for a file system.
void chooseSavePath(QWidget *parent, const QString &title, const QString &name,
                    const std::function<void(const QString &path)> &chosen);

/// Asks where a file called \a name is to be saved, and writes \a bytes there, readable by us
/// alone; says in \a report what became of it.
void saveFile(QWidget *parent, const SaveWords &words, const QString &name, const FileBytes &bytes,
              const std::function<void(const QString &)> &report);

/// Writes \a bytes as a whole or not at all, readable by us alone and never executable.
[[nodiscard]] Result<void> writeFileOfUs(const QString &path, const QByteArray &bytes);

} // namespace casement

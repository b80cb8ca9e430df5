// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"

#include <QCoreApplication>
#include <QHash>
#include <QString>
#include <memory>

namespace casement
{

class Workstation;

/// The application object for the window, or for a picture of it (which needs no display). \a
/// options are those of windowOptions(). \a argc has to live as long as what is returned.
[[nodiscard]] Result<std::unique_ptr<QCoreApplication>>
makeWindowApplication(int &argc, char **argv, const QHash<QString, QString> &options);

/// Opens the window until it is closed, or draws it into a file. Gives the exit code.
[[nodiscard]] int runWindow(Workstation &workstation, const QHash<QString, QString> &options);

} // namespace casement

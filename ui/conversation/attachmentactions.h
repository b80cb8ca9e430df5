// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>
#include <functional>

class QWidget;

namespace casement
{

class Desk;
struct TimelineItem;

/// \a name without folders, control characters, reserved names and leading dots: fit to be written
/// under on every system.
[[nodiscard]] QString safeFileName(const QString &name);

/// Whether opening a file of this name would run something, or is likely to (programs, scripts,
/// macros, installers, links).
[[nodiscard]] bool mayRunCode(const QString &name);

/// Asks what to do with an attachment (save, open, cancel), says where it would be fetched from,
/// warns where opening could run code, and does it. \a report gets one sentence of what came of it.
/// Nothing is fetched or written before the answer.
void askAboutAttachment(Desk &desk, const TimelineItem &item, int index, QWidget *parent,
                        std::function<void(const QString &)> report);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/colors.h"

#include <QIcon>
#include <QString>

namespace casement
{

/// One of our line drawings (resources/icons/\a name.svg). It takes the colour of the palette when
/// it is painted, so it is right after a change between light and dark.
[[nodiscard]] QIcon icon(const QString &name, ColorRole role = ColorRole::Text);
/// The same as a pixmap, for delegates and labels.
[[nodiscard]] QPixmap iconPixmap(const QString &name, int size, const QColor &color, qreal ratio);
/// The circle with the initials of \a name, for where a drawing of a person stands; \a seed keeps
/// its hue.
[[nodiscard]] QPixmap avatarPixmap(QStringView name, qint64 seed, int size, const QPalette &palette,
                                   qreal ratio);
/// The drawing of a channel ("email", "fediverse", …).
[[nodiscard]] QString channelIconName(const QString &channel);
/// "Email", "Fediverse", … in the user's language; an unknown channel keeps its own name.
[[nodiscard]] QString channelName(const QString &channel);

} // namespace casement

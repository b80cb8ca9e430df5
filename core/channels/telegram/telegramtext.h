// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QString>

namespace casement
{

/// \a text with its \a entities (Bot API, MessageEntity) as HTML; empty where they form nothing.
/// Offsets and lengths are UTF-16 code units, as in a QString. Entities that lie across each other
/// are cut to nest, those that lie outside of the text or inside of a character are left out.
[[nodiscard]] QString telegramHtml(const QString &text, const QJsonArray &entities);

/// Whether \a text or its entities speak to the bot: its @name, a link to its id, or a command that
/// is not addressed to another bot.
[[nodiscard]] bool mentionsTelegramBot(const QString &text, const QJsonArray &entities,
                                       qint64 botId, const QString &username);

} // namespace casement

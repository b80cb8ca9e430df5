// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"
#include "core/storage/store.h"

#include <QList>
#include <QString>

namespace casement
{

/// What of the sample no message carries. All of it is marked by the identity source "sample" or
/// hangs on sample conversations, so that removeSample() finds it.
[[nodiscard]] PersonId addSamplePerson(WriteContext &context, const QString &name,
                                       const QString &pronouns, const QString &language,
                                       const QString &zone, const QString &howWeMet,
                                       const QList<Address> &addresses);
[[nodiscard]] MessageId messageByUid(Db &db, const Uid &uid);
[[nodiscard]] ConversationId conversationOfMessage(Db &db, MessageId id);
void addSampleReply(WriteContext &context, const QString &name, const QString &body);

} // namespace casement

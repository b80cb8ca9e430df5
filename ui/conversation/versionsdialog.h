// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"

#include <QDialog>

namespace casement
{

/// What a message said before it was changed, oldest first, and what it says now.
class VersionsDialog final : public QDialog
{
    Q_OBJECT
public:
    VersionsDialog(const QList<MessageVersion> &versions, const TimelineItem &now, QWidget *parent);
};

} // namespace casement

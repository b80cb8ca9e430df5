// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"

#include <QByteArray>
#include <QStringList>
#include <functional>

class QWidget;

namespace casement
{

class Desk;

/// Gets the bytes of an attachment, from the workspace or from \a hosts, which a person has agreed
/// to ask. What takes longer than a moment is shown with its progress and can be cancelled; where
/// another host would have to be asked, the person is asked first. \a done is called once with the
/// bytes or with an error, and not at all once the person has cancelled.
void fetchAttachment(Desk &desk, MessageId message, int index, const QStringList &hosts,
                     const QString &name, QWidget *parent,
                     const std::function<void(const Result<QByteArray> &)> &done);

} // namespace casement

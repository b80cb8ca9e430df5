// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QString>

namespace casement
{

/// Slack's mrkdwn as text: what stands in angle brackets becomes what a reader saw (mentions by
/// \a names, which has people by their id; channels, groups, dates, links with their target), and
/// entities become their characters. https://api.slack.com/reference/surfaces/formatting
[[nodiscard]] QString slackToText(const QString &mrkdwn, const QHash<QString, QString> &names);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"
#include "core/mail/mimetree.h"

#include <optional>

namespace casement
{

/// Whether no person wrote this: RFC 3834 Auto-Submitted, delivery reports, vacation notices. Mail
/// of a mailing list (List-Id, Precedence: list) was written by a person and is not automatic.
[[nodiscard]] bool isAutomaticMail(const MimeTree &tree);

/// What a multipart/report of delivery status says (RFC 3464, RFC 3462), or a bounce with
/// X-Failed-Recipients. Of several recipients the worst outcome counts.
[[nodiscard]] std::optional<DeliveryReport> deliveryReportIn(const MimeTree &tree);

} // namespace casement

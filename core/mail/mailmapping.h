// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QByteArray>
#include <QString>
#include <optional>

namespace casement
{

/// What is known of a mail beside its bytes.
struct MailContext {
    Timestamp fallbackTime; ///< now, by the caller's clock: for mails without a usable date
    std::optional<Timestamp> internalDate =
        std::nullopt; ///< the server's INTERNALDATE or the file's time of delivery
    Direction direction = Direction::Incoming; ///< by the folder it lies in, never by its content
    bool seen = false;
    bool answered = false;
};

/// Maps a mail (RFC 5322, MIME) to a message. Pure and safe to call from several threads at once.
/// Takes any bytes: what cannot be read as a mail comes back with quarantineReason set and its
/// bytes as text. Linear in time and memory.
///
/// `raw` shares \a raw. `text` is the plain text body, or what the HTML says when there is only
/// HTML; parts of a multipart/mixed that are shown inline follow each other. At most
/// kMaxListedAttachments attachments are listed.
[[nodiscard]] IncomingMessage mapMail(const QByteArray &raw, const MailContext &context);

inline constexpr int kMaxListedAttachments = 500;

/// The decoded bytes of the part of \a raw that Attachment::part names; nullopt when it has none.
/// Parts without a transfer encoding come with LF line ends.
[[nodiscard]] std::optional<QByteArray> extractPart(const QByteArray &raw, const QString &part);

/// What mapMail() gives as remoteKey: SHA-256 of the header block up to the first empty line, with
/// LF line ends and without an mbox "From " line. The same for every desk and for an import of the
/// same mail.
[[nodiscard]] QByteArray mailRemoteKey(const QByteArray &raw);

/// A mail of which only the header was fetched, with the reason why (\a reason becomes
/// quarantineReason).
[[nodiscard]] IncomingMessage mapHeaderOnly(const QByteArray &header, const MailContext &context,
                                            const QString &reason);

} // namespace casement

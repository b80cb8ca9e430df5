// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <QString>
#include <utility>

/// Readers of header field bodies. They are ours, not KMime's: KMime 6.3 keeps every charset name
/// that it ever met in an unguarded global list (cachedCharset() in its util.cpp), so that two
/// threads that read mails corrupt it and hostile mail makes it grow, and its parsers assert() on
/// their input in distributions' builds. These are pure and linear.
namespace casement
{

/// Unstructured text with encoded words (RFC 2047). A word in a charset that does not exist is
/// decoded as decodeCharset() does; a word that is no word stays as it stands. Bytes split between
/// neighbouring words are joined.
[[nodiscard]] QString decodeEncodedWords(QByteArrayView field);

/// One mailbox of an address list: as written, the address not yet normalised.
struct Mailbox {
    QString name;
    QString address;

    bool operator==(const Mailbox &) const = default;
};

/// The mailboxes of From, To, … (RFC 5322, section 3.4), groups flattened, at most \a limit.
/// Forgiving: an entry without an address becomes a name alone.
[[nodiscard]] QList<Mailbox> mailboxesIn(QByteArrayView field, qsizetype limit);

/// A structured MIME field: its value before the first semicolon, and its parameters with RFC 2231
/// continuations, charsets and percent encoding resolved. Encoded words inside quotes are decoded
/// too, as every mailer does.
struct ParameterField {
    QByteArray value;                                 ///< lower case
    QList<std::pair<QByteArray, QString>> parameters; ///< names in lower case

    [[nodiscard]] QString parameter(QByteArrayView name) const;
};
[[nodiscard]] ParameterField parseParameters(QByteArrayView field);

/// The ids in a Message-ID, In-Reply-To or References field, without angle brackets, in order,
/// without repetitions, at most \a limit of them (the oldest, and the newest). Some mailers put
/// words, blanks and comments there.
[[nodiscard]] QByteArrayList messageIdsIn(QByteArrayView field, qsizetype limit);

/// Quoted-printable (RFC 2045, section 6.7); what is no escape stays as it stands.
[[nodiscard]] QByteArray decodeQuotedPrintable(QByteArrayView bytes);

} // namespace casement

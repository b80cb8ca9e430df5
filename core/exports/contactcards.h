// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/contact.h"
#include "core/domain/error.h"

#include <QByteArray>
#include <QFile>
#include <optional>

namespace casement
{

/// The file extension and MIME type that address books know.
inline constexpr const char *contactCardType = "text/vcard";

/// \a cards as a .vcf file, vCard 4.0 (RFC 6350): names, pronouns (RFC 9554, as an extension),
/// language, e-mail addresses, phone numbers, and IMPP URIs of the other channels. Addresses of
/// channels that have no URI are left out.
[[nodiscard]] QByteArray toVCards(const QList<ContactCard> &cards);

/// Whether the file at \a path begins like one with vCards.
[[nodiscard]] bool isContactFile(const QString &path);

/// Reads a .vcf file (vCard 2.1, 3.0, 4.0) card by card, in memory that does not grow with it.
class ContactReader
{
public:
    /// Of one card; larger ones are passed over.
    static constexpr qsizetype maxCard = 16 * 1024 * 1024;
    /// Of one card; more are left out.
    static constexpr qsizetype maxAddresses = 100;

    struct Row {
        qint64 row = 0; ///< which card it is, from 1
        ContactCard card;
        QString trouble; ///< not empty: the card could not be read, and why
    };

    explicit ContactReader(const QString &path);
    [[nodiscard]] Result<void> open();
    /// The next card, or none at the end. An error ends the file.
    [[nodiscard]] Result<std::optional<Row>> next();
    [[nodiscard]] qint64 position() const { return m_file.pos(); }

private:
    QFile m_file;
    qint64 m_row = 0;
};

} // namespace casement

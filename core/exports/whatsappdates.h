// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/exports/exportreader.h"
#include "core/exports/whatsappline.h"

#include <QDate>
#include <array>

namespace casement
{

/// Decides in which order the numbers of an export's dates stand, from all of its lines: an order
/// is ruled out by dates that do not exist and by time that runs backwards. Constant memory.
class DateOrderVote
{
public:
    explicit DateOrderVote(Timestamp now);

    void add(const WhatsAppHeader &header);
    [[nodiscard]] DateReading decide() const;
    [[nodiscard]] qint64 count() const { return m_count; }

    /// The day of \a header; invalid when there is none in this order. Two digits of a year are of
    /// this century; a year of the Buddhist calendar is turned into the common one.
    [[nodiscard]] static QDate day(const WhatsAppHeader &header, DateOrder order);

private:
    struct Candidate {
        qint64 impossible = 0; ///< no such day, before WhatsApp or in the future
        qint64 backwards = 0;
        qint64 last = 0;
    };

    QDate m_latest;
    std::array<Candidate, 3> m_candidates{};
    qint64 m_count = 0;
    qint64 m_withHalf = 0;
    WhatsAppHeader m_first;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/random.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QList>
#include <functional>

namespace casement::testing
{

/// A hostile mail while it is being put together. Starts as a harmless one.
struct MailDraft {
    int index = 0;          ///< stands somewhere in every mail, which makes it unlike all others
    QByteArrayList headers; ///< unfolded or not, without the last line end
    QByteArrayList content; ///< Content-… lines, replaced together with the body
    QByteArray body;        ///< CRLF line ends unless the oddity is about them

    /// Replaces every header \a name by one line; an empty \a value removes it.
    void set(const QByteArray &name, const QByteArray &value);
    void add(const QByteArray &name, const QByteArray &value)
    {
        headers.append(name + ": " + value);
    }
    void setContent(const QByteArray &type, const QByteArray &newBody,
                    const QByteArray &encoding = {});
    void setHtml(const QByteArray &html);
    /// multipart/mixed of a short text and one more part, given with its own header lines.
    void attach(const QByteArray &partHeaders, const QByteArray &data);

    [[nodiscard]] QByteArray number() const { return QByteArray::number(index); }
    [[nodiscard]] QByteArray bytes() const;
};

enum class OddityPlace {
    Header, ///< changes or adds header lines: combines with everything
    Body,   ///< replaces the content: one per mail
    Bytes,  ///< works on the finished bytes: one per mail, last
    Whole,  ///< leaves nothing to combine with (an empty mail)
};

struct Oddity {
    QByteArray name;
    OddityPlace place = OddityPlace::Header;
    std::function<void(MailDraft &, Random &)> apply;
    std::function<void(QByteArray &, Random &)> applyToBytes = {}; ///< for Bytes and Whole
    bool isHeavy = false; ///< a MiB or more: rare in combinations
};

void addHeaderOddities(QList<Oddity> &oddities);
void addTextOddities(QList<Oddity> &oddities);
void addMimeOddities(QList<Oddity> &oddities);
void addAttachmentOddities(QList<Oddity> &oddities);
void addHtmlOddities(QList<Oddity> &oddities);

/// \a unit \a times over, without Qt's int limits in the way.
[[nodiscard]] inline QByteArray times(int count, const QByteArray &unit)
{
    return unit.repeated(count);
}

/// Base64 in lines of 76 with CRLF.
[[nodiscard]] QByteArray base64Lines(const QByteArray &data);

/// Bytes that look like anything.
[[nodiscard]] QByteArray junk(Random &random, int size);

/// A URL that nobody may open: http://tracker.invalid/\a what.
[[nodiscard]] QByteArray trackerUrl(const QByteArray &what);

} // namespace casement::testing

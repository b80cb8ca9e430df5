// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/message.h"

#include <QList>
#include <QString>

namespace casement
{

/// By what somebody may be known again on another channel. Stored as its number: never renumber.
enum class TraitKind {
    Handle = 1,  ///< handleKey() of what they are called there: a hint, nothing more
    Page = 2,    ///< a place on the web that the channel vouches to be theirs
    Pointer = 3, ///< an address or page that they named
};

/// Where a trait was found, what can be relied on most first. Stored as its number.
enum class TraitPlace {
    Address = 0,      ///< it is their address, or part of it
    VerifiedLink = 1, ///< their server found that the page links back (rel="me")
    Profile = 2,
    Signature = 3, ///< below "-- " (RFC 3676, section 4.3)
    Words = 4,     ///< in running words, which may speak of somebody else
};

struct IdentityTrait {
    TraitKind kind = TraitKind::Handle;
    QString value;
    TraitPlace place = TraitPlace::Address;

    bool operator==(const IdentityTrait &) const = default;
};

/// What \a address is called on its channel, in one spelling for all of them: letters and digits,
/// case folded. Letters that only look alike stay different. Empty when it has no handle or one of
/// fewer than 3 characters.
[[nodiscard]] QString handleKey(const Address &address);
/// The same of a handle that stands alone; of a host name ("ada.example") its first label.
[[nodiscard]] QString handleKey(QStringView handle);
/// Whether \a key is a task, such as "info" and "support", which several people may answer to.
[[nodiscard]] bool isRoleHandle(const QString &key);
/// Whether so many people may be called \a key that it says nothing alone: fewer than 5 characters,
/// or a role.
[[nodiscard]] bool isCommonHandle(const QString &key);

/// Whether two names may be one person's: the same words in any order, or all words of the shorter
/// one in the longer one; case and diacritics do not count. A single word is no name to compare,
/// unless its script writes whole names without a space.
[[nodiscard]] bool areSimilarNames(QStringView left, QStringView right);
/// Whether both are whole names, and not similar.
[[nodiscard]] bool areDifferentNames(QStringView left, QStringView right);

/// \a link in the one form in which places are compared: "ada@social.example" for a profile on the
/// fediverse, "ada.example" for a host or a Bluesky profile, "host/path" for any other page; empty
/// when it is none.
[[nodiscard]] QString pointerOf(QStringView link);
/// The addresses and pages that \a text names, in the form of pointerOf(), each once, at most \a
/// most; looks at the first 20,000 characters.
[[nodiscard]] QStringList pointersIn(QStringView text, qsizetype most = 20);

/// What can be read from a message about its author; each value once, at the best place. Without
/// what only repeats \a author's own address.
[[nodiscard]] QList<IdentityTrait> traitsOf(const Address &author, const AuthorProfile &profile,
                                            QStringView text);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/contact.h"
#include "core/domain/id.h"
#include "core/storage/store.h"

#include <QHash>
#include <QList>

namespace casement
{

/// What a card means for the people of the workspace.
struct ContactPlan {
    enum class Kind {
        NewPerson, ///< nobody here has one of its addresses
        Addresses, ///< one person has some of them; `missing` would be theirs, too
        Known,     ///< one person has all of them
        Several,   ///< it says that several people here are one, which only a person can say
        NoAddress, ///< nothing in it can be written to
    };
    Kind kind = Kind::NoAddress;
    PersonId person;    ///< who has them, as whom they are shown
    QStringList people; ///< their names; of Several all
    QList<Address> missing;
};

/// Addresses that a dry run would have given to somebody: whoever would be new is a negative id.
using PlannedAddresses = QHash<std::pair<QString, QString>, PersonId>;

/// What \a card would do; with \a planned also after the cards before it, to which it is added.
[[nodiscard]] ContactPlan planContact(Db &db, const ContactCard &card,
                                      PlannedAddresses *planned = nullptr);
/// Does it: a new person, or new addresses of one who is here, whose name stays. \a import can
/// take it back.
[[nodiscard]] ContactPlan takeContact(WriteContext &context, const ContactCard &card,
                                      ImportId import);
/// Takes addresses out again that \a import gave to people who were here, unless they are used by
/// now; says how many.
qint64 removeImportedAddresses(WriteContext &context, ImportId import);

/// \a people, or everybody, each as whom they are shown, in the order of their names.
[[nodiscard]] QList<ContactCard> contactCards(Db &db, const QList<PersonId> &people);

} // namespace casement

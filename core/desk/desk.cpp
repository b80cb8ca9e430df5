// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/desk.h"

#include "core/storage/store.h"

namespace casement
{

Desk::Desk(Store &store, ConnectorFactory factory)
    : conversations(store)
    , triage(store)
    , passages(store)
    , people(store)
    , facts(store)
    , consents(store)
    , wordLists(store)
    , sessions(store)
    , asks(store)
    , promises(store)
    , accounts(store, std::move(factory))
    , attachments(store, conversations, accounts)
    , outbox(store, accounts)
    , byHand(store)
    , importer(store)
    , sample(store)
    , maintenance(store)
{
    connect(&store, &Store::changed, this, &Desk::changed, Qt::QueuedConnection);
}

} // namespace casement

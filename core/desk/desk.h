// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accounts.h"
#include "core/desk/asks.h"
#include "core/desk/attachments.h"
#include "core/desk/byhand.h"
#include "core/desk/consents.h"
#include "core/desk/conversations.h"
#include "core/desk/facts.h"
#include "core/desk/importer.h"
#include "core/desk/maintenance.h"
#include "core/desk/outbox.h"
#include "core/desk/passages.h"
#include "core/desk/people.h"
#include "core/desk/promises.h"
#include "core/desk/sample.h"
#include "core/desk/sessions.h"
#include "core/desk/triage.h"
#include "core/desk/wordlists.h"

#include <QObject>

namespace casement
{

class Store;

/// What the program does with one workspace, in one place for the window and the command line: the
/// parts are made here and nowhere else.
class Desk final : public QObject
{
    Q_OBJECT
public:
    Desk(Store &store, ConnectorFactory factory);

    Conversations conversations;
    Triage triage;
    Passages passages;
    People people;
    Facts facts;
    Consents consents;
    WordLists wordLists;
    Sessions sessions;
    Asks asks;
    Promises promises;
    Accounts accounts;
    Attachments attachments;
    Outbox outbox;
    ByHand byHand;
    Importer importer;
    SampleWorkspace sample;
    Maintenance maintenance;

Q_SIGNALS:
    /// After every commit, on the main thread.
    void changed(const casement::StoreChange &change);
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/connector.h"

// The file exists for the meta-object code of Connector.
#include "moc_connector.cpp"

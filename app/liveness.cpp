// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/liveness.h"

#include "core/desk/desk.h"

namespace casement
{

Liveness::Liveness(Desk &desk) : m_desk(desk)
{
}

void Liveness::acquire()
{
    if (m_users++ > 0)
        return;
    m_desk.accounts.start(FetchMode::Watch);
    m_desk.outbox.start();
}

void Liveness::release()
{
    if (--m_users > 0)
        return;
    m_desk.outbox.stop();
    m_desk.accounts.stop();
}

} // namespace casement

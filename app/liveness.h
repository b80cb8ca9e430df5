// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>

namespace casement
{

class Desk;

/// Whether accounts and outbox are running in this process: as long as somebody (the window, a
/// `watch`) wants them to.
class Liveness final
{
public:
    explicit Liveness(Desk &desk);

    // Main thread:
    void acquire();
    void release();

    /// From any thread.
    [[nodiscard]] bool isLive() const { return m_users > 0; }

private:
    Desk &m_desk;
    std::atomic_int m_users = 0;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace casement::metrics
{

// The window is laid out on a grid of 8 device-independent pixels; half a step is for things that
// belong together.
inline constexpr int half = 4;
inline constexpr int step = 8;
inline constexpr int wide = 16;
inline constexpr int page = 24;
inline constexpr int radius = 6;
inline constexpr int icon = 18;
/// The smallest side of something to press (WCAG 2.2, 2.5.8).
inline constexpr int target = 24;

} // namespace casement::metrics

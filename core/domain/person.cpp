// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/person.h"

namespace casement
{

QString toString(MatchReason reason)
{
    switch (reason) {
    case MatchReason::VerifiedLink:
        return QStringLiteral("verified-link");
    case MatchReason::SaidAddress:
        return QStringLiteral("said-address");
    case MatchReason::SameHandle:
        return QStringLiteral("same-handle");
    case MatchReason::SimilarName:
        return QStringLiteral("similar-name");
    }
    return {};
}

QString toString(MatchPlace place)
{
    switch (place) {
    case MatchPlace::Address:
        return QStringLiteral("address");
    case MatchPlace::VerifiedLink:
        return QStringLiteral("verified-link");
    case MatchPlace::Profile:
        return QStringLiteral("profile");
    case MatchPlace::Signature:
        return QStringLiteral("signature");
    case MatchPlace::Words:
        return QStringLiteral("words");
    }
    return {};
}

} // namespace casement

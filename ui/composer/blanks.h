// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <optional>

namespace casement
{

/// Something in a text that has to be filled in before it can go out.
struct OpenBlank {
    qsizetype start = 0;
    qsizetype length = 0;
    QString text;            ///< as it stands there, for example "[[what happened?]]"
    bool isVariable = false; ///< `{{…}}`
};

/// The first `[[…]]` or `{{…}}` in \a text outside of quoted lines; what others wrote in them does
/// not stop an answer.
[[nodiscard]] std::optional<OpenBlank> firstOpenBlank(const QString &text);

/// What a variable may know.
struct BlankValues {
    QString personName;
    QString ownName;
};

/// \a text with the variables that are known put in: `{{person.name}}`, `{{person.first_name}}`,
/// `{{me.name}}`, each with a default as in `{{person.first_name || 'there'}}`. Others, and those
/// without a value or a default, stay.
[[nodiscard]] QString withKnownVariables(const QString &text, const BlankValues &values);

} // namespace casement

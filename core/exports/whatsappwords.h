// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <optional>

namespace casement
{

/// WhatsApp's own words in an export, in the languages that it has: they tell what a row is, and
/// are no words of anybody. What is in none of the lists stays text, so nothing is lost by a
/// language that is missing here.

/// "<Media omitted>", "image omitted".
[[nodiscard]] bool isOmittedMedia(QStringView text);
/// "This message was deleted", "You deleted this message".
[[nodiscard]] bool isDeletedMessage(QStringView text);
/// Takes "<This message was edited>" from the end of \a text; false: there was none.
bool takeEditedMark(QString &text);

/// A file in a message: "IMG-1.jpg (file attached)", "<attached: 1-PHOTO.jpg>".
struct AttachedFile {
    QString name;
    QString caption; ///< the lines behind it
};
[[nodiscard]] std::optional<AttachedFile> attachedFile(const QString &text);

/// The name of the chat in the name of a file: "Ann" of "WhatsApp Chat with Ann (2).txt"; empty
/// when the name says nothing.
[[nodiscard]] QString chatTitle(const QString &fileName);

} // namespace casement

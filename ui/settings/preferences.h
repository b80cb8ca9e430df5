// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/appearance.h"

#include <QByteArray>
#include <QObject>
#include <chrono>

namespace casement
{

enum class Density { Compact, Normal, Comfortable };

/// What a person has chosen for this desk: kept in the user's configuration, never in the
/// workspace.
class Preferences final : public QObject
{
    Q_OBJECT
public:
    explicit Preferences(QObject *parent = nullptr);

    [[nodiscard]] Theme theme() const;
    void setTheme(Theme theme);
    [[nodiscard]] Density density() const;
    void setDensity(Density density);
    /// Whether single letters are shortcuts while a list or a conversation has the keyboard.
    [[nodiscard]] bool singleLetters() const;
    void setSingleLetters(bool on);
    /// How long a sent message can be taken back, 0 to 60 s.
    [[nodiscard]] std::chrono::seconds undoTime() const;
    void setUndoTime(std::chrono::seconds time);

    /// Whether what is written is shown below the editor as others will see it.
    [[nodiscard]] bool showsPreview() const;
    void setShowsPreview(bool shows);

    [[nodiscard]] QByteArray layout(const QString &name) const;
    void setLayout(const QString &name, const QByteArray &state);

Q_SIGNALS:
    void changed();

private:
    template <typename T>
    void write(const QString &key, const T &value);
};

} // namespace casement

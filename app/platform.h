// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>
#include <optional>

class QSocketNotifier;

namespace casement
{

/// What the program asks of the operating system and Qt has no name for; implemented once per
/// system.
namespace platform
{

/// From here on, new files and folders can be read by nobody else.
void restrictNewFiles();

enum class FilePrivacy { Private, Missing, ReadableByOthers, OwnedByOthers };
/// Whether only this user can read the file at \a path.
[[nodiscard]] FilePrivacy privacyOf(const QString &path);

/// The user at the other end of a local socket; nothing where the system cannot tell.
[[nodiscard]] std::optional<quint32> peerUser(qintptr socket);
[[nodiscard]] quint32 ownUser();

[[nodiscard]] bool inputIsTerminal();
[[nodiscard]] bool outputIsTerminal();
[[nodiscard]] bool errorIsTerminal();

/// How many bytes the path of a local socket may have.
[[nodiscard]] qsizetype longestSocketPath();

} // namespace platform

/// Turns the first Ctrl+C or termination request into a signal; the second one ends the program.
class Interruption final : public QObject
{
    Q_OBJECT
public:
    explicit Interruption(QObject *parent = nullptr);
    ~Interruption() override;

Q_SIGNALS:
    void interrupted();

private:
    QSocketNotifier *m_notifier = nullptr;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <memory>

/// What a run of the program gave.
struct Run {
    int code = -1; ///< -1: it crashed or did not end
    QByteArray output;
    QByteArray errors;

    /// Every line of the output as an object; an empty list when one of them is none.
    [[nodiscard]] QList<QJsonObject> objects() const;
    [[nodiscard]] QJsonObject object() const { return objects().value(0); }
    /// The objects of one type.
    [[nodiscard]] QList<QJsonObject> objects(const QString &type) const;
};

/// The real program on a workspace of its own.
class Cli final
{
public:
    Cli();

    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString workspace() const { return m_folder.filePath(QStringLiteral("ws")); }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    /// Writes a file beside the workspace, which only the user can read, and gives its path.
    QString write(const QString &name, const QByteArray &content) const;

    [[nodiscard]] Run run(const QStringList &arguments, const QByteArray &input = {}) const;
    /// The same with --json.
    [[nodiscard]] Run json(const QStringList &arguments, const QByteArray &input = {}) const;
    /// Starts a verb that goes on, and waits for its first line.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &arguments) const;
    /// Makes the workspace, with the messages of mailbox() in it.
    void fill() const;

    /// Of every run to come.
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();

private:
    QTemporaryDir m_folder;
};

/// A small mbox: ann asks, ben asks, ann writes again; the last one is hostile to terminals.
[[nodiscard]] QByteArray mailbox();

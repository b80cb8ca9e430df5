// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/cli/cli.h"

#include <QEventLoop>
#include <QFile>
#include <QJsonDocument>
#include <QTimer>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace
{

constexpr int longest = 60000;

void begin(QProcess &process, const Cli &cli, const QStringList &arguments)
{
    process.setProgram(QStringLiteral(CASEMENT_BINARY));
    process.setArguments(QStringList{u"--workspace"_s, cli.workspace()} + arguments);
    process.setWorkingDirectory(cli.folder());
    process.setProcessEnvironment(cli.environment);
    process.start();
}

} // namespace

QList<QJsonObject> Run::objects() const
{
    QList<QJsonObject> all;
    for (const QByteArray &line : output.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonDocument document = QJsonDocument::fromJson(line);
        if (!document.isObject())
            return {};
        all += document.object();
    }
    return all;
}

QList<QJsonObject> Run::objects(const QString &type) const
{
    QList<QJsonObject> all = objects();
    all.removeIf([&](const QJsonObject &object) { return object[u"type"].toString() != type; });
    return all;
}

Cli::Cli()
{
    Q_ASSERT(m_folder.isValid());
}

QString Cli::write(const QString &name, const QByteArray &content) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("%s could not be written", qPrintable(file.fileName()));
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return file.fileName();
}

Run Cli::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    begin(process, *this, arguments);
    process.write(input);
    process.closeWriteChannel();
    // The servers of some tests run in this process.
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, [&](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            loop.quit();
    });
    QTimer::singleShot(longest, &loop, &QEventLoop::quit);
    if (process.state() != QProcess::NotRunning)
        loop.exec();
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished();
    }
    return {.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            .output = process.readAllStandardOutput(),
            .errors = process.readAllStandardError()};
}

Run Cli::json(const QStringList &arguments, const QByteArray &input) const
{
    return run(QStringList{u"--json"_s} + arguments, input);
}

std::unique_ptr<QProcess> Cli::start(const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    begin(*process, *this, arguments);
    while (!process->canReadLine()) {
        if (!process->waitForReadyRead(longest))
            return nullptr;
    }
    return process;
}

void Cli::fill() const
{
    const Run imported = run({u"import"_s, write(u"box.mbox"_s, mailbox())});
    if (imported.code != 0)
        qFatal("the mailbox could not be imported: %s", imported.errors.constData());
}

QByteArray mailbox()
{
    return "From ann@example.org Mon Mar  2 10:00:00 2026\n"
           "From: Ann Example <ann@example.org>\n"
           "To: hello@casement.example\n"
           "Subject: Where do we meet?\n"
           "Date: Mon, 02 Mar 2026 10:00:00 +0000\n"
           "Message-ID: <meet-1@example.org>\n"
           "Content-Type: text/plain; charset=utf-8\n"
           "\n"
           "Where is the lighthouse meeting?\n"
           ">From here it is far.\n"
           "\n"
           "From ben@example.net Mon Mar  2 11:00:00 2026\n"
           "From: Ben <ben@example.net>\n"
           "To: hello@casement.example\n"
           "Subject: A lantern\n"
           "Date: Mon, 02 Mar 2026 11:00:00 +0000\n"
           "Message-ID: <lantern@example.net>\n"
           "MIME-Version: 1.0\n"
           "Content-Type: text/html; charset=utf-8\n"
           "\n"
           "<p>I have made a <b>lantern</b>.<img "
           "src=\"https://tracker.example/a.png\"><script>alert(1)</script></p>\n"
           "\n"
           "From ann@example.org Mon Mar  2 12:00:00 2026\n"
           "From: Ann Example <ann@example.org>\n"
           "To: hello@casement.example\n"
           "Subject: Re: Where do we meet?\n"
           "Date: Mon, 02 Mar 2026 12:00:00 +0000\n"
           "Message-ID: <meet-2@example.org>\n"
           "In-Reply-To: <meet-1@example.org>\n"
           "References: <meet-1@example.org>\n"
           "Content-Type: text/plain; charset=utf-8\n"
           "\n"
           "I have found it. \x1b[31mRed\x1b[0m and \xe2\x80\xaegnp.exe\n"
           "\n";
}

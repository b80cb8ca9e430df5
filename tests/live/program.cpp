// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/program.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace casement
{

QString why(const Run &run)
{
    return QString::fromUtf8(run.errors + run.output);
}

QString conversationWith(const Cli &cli, const QString &part)
{
    for (const QJsonObject &row :
         cli.json({u"list"_s, u"--view"_s, u"all"_s}).objects(u"conversation"_s)) {
        if (row[u"snippet"].toString().contains(part))
            return row[u"id"].toString();
    }
    return {};
}

QList<QJsonObject> messagesOf(const Cli &cli, const QString &conversation)
{
    return cli.json({u"show"_s, conversation}).objects(u"message"_s);
}

QStringList textsOf(const Cli &cli, const QString &conversation)
{
    QStringList texts;
    for (const QJsonObject &each : messagesOf(cli, conversation))
        texts << each[u"text"].toString().trimmed();
    return texts;
}

Program::~Program()
{
    kill();
}

Run Program::run(const QStringList &verb, const QByteArray &input)
{
    const Run run = cli.json(QStringList{u"--secrets-file"_s, secretsFile()} + verb, input);
    log += run.errors;
    return run;
}

QString Program::add(const Peer &peer, const QStringList &more)
{
    QStringList verb{u"account"_s, u"add"_s, peer.channel()};
    verb += peer.addArguments(cli.folder()) + more;
    QByteArray input;
    if (!peer.secret().isEmpty()) {
        verb += u"--password-stdin"_s;
        input = peer.secret().toUtf8() + '\n';
    }
    const Run added = run(verb, input);
    return added.code == 0 ? QString() : why(added);
}

QString Program::watch()
{
    m_watch = cli.start({u"--secrets-file"_s, secretsFile(), u"--json"_s, u"watch"_s});
    if (!m_watch)
        return u"The program does not begin to watch."_s;
    QObject::connect(m_watch.get(), &QProcess::readyReadStandardError, m_watch.get(),
                     [this] { listen(); });
    QObject::connect(m_watch.get(), &QProcess::readyReadStandardOutput, m_watch.get(),
                     [this] { listen(); });
    listen();
    return {};
}

void Program::listen()
{
    log += m_watch->readAllStandardError();
    said += m_watch->readAllStandardOutput();
}

void Program::kill()
{
    if (!m_watch)
        return;
    m_watch->kill();
    m_watch->waitForFinished();
    listen();
    m_watch.reset();
}

void Program::end()
{
    if (!m_watch)
        return;
    m_watch->terminate();
    if (!m_watch->waitForFinished(60'000))
        qFatal("the program does not end");
    listen();
    m_watch.reset();
}

QJsonObject Program::reply(const QString &conversation, const QString &text,
                           const QStringList &more)
{
    const Run replied =
        run(QStringList{u"reply"_s, conversation, u"--text-file"_s, u"-"_s} + more, text.toUtf8());
    return replied.code == 0 ? replied.object() : QJsonObject();
}

QHash<QString, QJsonObject> Program::outbox()
{
    QHash<QString, QJsonObject> items;
    for (const QJsonObject &item : run({u"outbox"_s, u"--all"_s}).objects())
        items.insert(item[u"id"].toString(), item);
    return items;
}

} // namespace casement

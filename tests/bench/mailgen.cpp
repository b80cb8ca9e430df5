// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Writes invented mail for measuring and for trying out: a realistic archive, or hostile mails.

#include "tests/support/hostilemail.h"
#include "tests/support/mailcorpus.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QTextStream>

using namespace casement::testing;
using namespace Qt::StringLiterals;

namespace
{

int fails(const QString &sentence)
{
    QTextStream(stderr) << "casement-mailgen: " << sentence << Qt::endl;
    return 1;
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.flush();
}

/// An mbox file and a Maildir of the same mails; either may be empty for none.
int writeCorpus(int count, quint64 seed, const QString &mboxPath, const QString &maildirPath)
{
    QSaveFile mbox(mboxPath); // so that an interrupted run leaves no short corpus behind
    if (!mboxPath.isEmpty() && !mbox.open(QIODevice::WriteOnly))
        return fails(u"%1 cannot be written: %2"_s.arg(mboxPath, mbox.errorString()));
    if (!maildirPath.isEmpty()) {
        for (const QString &folder : {u"/cur"_s, u"/new"_s, u"/tmp"_s}) {
            if (!QDir().mkpath(maildirPath + folder))
                return fails(u"%1 cannot be made"_s.arg(maildirPath + folder));
        }
    }
    MailCorpus corpus(count, seed);
    for (int number = 0;; ++number) {
        const std::optional<CorpusMail> mail = corpus.next();
        if (!mail)
            break;
        if (!mboxPath.isEmpty()) {
            const QByteArray entry = MailCorpus::toMbox(*mail);
            if (mbox.write(entry) != entry.size())
                return fails(u"%1 cannot be written: %2"_s.arg(mboxPath, mbox.errorString()));
        }
        if (!maildirPath.isEmpty()) {
            const QString path =
                u"%1/cur/%2.M%3.corpus:2,S"_s.arg(maildirPath).arg(mail->seconds).arg(number);
            if (!writeFile(path, mail->raw))
                return fails(u"%1 cannot be written"_s.arg(path));
        }
    }
    if (!mboxPath.isEmpty() && !mbox.commit())
        return fails(u"%1 cannot be written: %2"_s.arg(mboxPath, mbox.errorString()));
    return 0;
}

/// One .eml file a mail, named by its number and what is wrong with it.
int writeHostile(int count, quint64 seed, const QString &folder)
{
    if (!QDir().mkpath(folder))
        return fails(u"%1 cannot be made"_s.arg(folder));
    for (int i = 0; i < count; ++i) {
        const HostileMail mail = hostileMailAt(i, seed);
        const QString path =
            u"%1/%2-%3.eml"_s.arg(folder).arg(i, 5, 10, QChar(u'0')).arg(mail.oddity.left(120));
        if (!writeFile(path, mail.raw))
            return fails(u"%1 cannot be written"_s.arg(path));
    }
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Writes invented mail: a realistic archive, or hostile mails."_s);
    parser.addHelpOption();
    parser.addOptions({
        {u"messages"_s, u"How many mails the archive has."_s, u"N"_s, u"10000"_s},
        {u"seed"_s, u"The same seed makes the same mails."_s, u"N"_s, u"1"_s},
        {u"mbox"_s, u"Write the archive as an mbox file."_s, u"FILE"_s},
        {u"maildir"_s, u"Write the archive as a Maildir."_s, u"DIR"_s},
        {u"hostile"_s, u"Write N hostile mails instead of an archive (needs --eml)."_s, u"N"_s},
        {u"eml"_s, u"The folder for the hostile mails, a file each."_s, u"DIR"_s},
    });
    parser.process(application);

    bool isCount = false;
    bool isSeed = false;
    const bool isHostile = parser.isSet(u"hostile"_s);
    const int count = parser.value(isHostile ? u"hostile"_s : u"messages"_s).toInt(&isCount);
    const quint64 seed = parser.value(u"seed"_s).toULongLong(&isSeed);
    if (!isCount || count < 1 || !isSeed)
        return fails(u"a count of mails and a seed are numbers, at least 1"_s);
    if (isHostile) {
        if (!parser.isSet(u"eml"_s))
            return fails(u"--hostile needs --eml DIR"_s);
        return writeHostile(count, seed, parser.value(u"eml"_s));
    }
    if (!parser.isSet(u"mbox"_s) && !parser.isSet(u"maildir"_s))
        return fails(u"say where to with --mbox FILE, --maildir DIR or both"_s);
    return writeCorpus(count, seed, parser.value(u"mbox"_s), parser.value(u"maildir"_s));
}

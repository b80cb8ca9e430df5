// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

/// Looks, or fetches, on the main thread; a verb that is stopped ends it.
Result<FileAnswer> ask(VerbContext &context, MessageId message, int index,
                       const std::optional<QStringList> &hosts)
{
    Attachments &attachments = context.desk().attachments;
    auto future = context.onMain([&attachments, message, index, hosts] {
        return hosts ? attachments.get(message, index, *hosts) : attachments.look(message, index);
    });
    auto answer = context.await(future);
    if (!future.isFinished())
        future.cancel();
    return answer;
}

/// The bytes. The account's own server is asked as it is; another host only when it is named.
Result<QByteArray> bytesOf(VerbContext &context, MessageId message, int index)
{
    const auto where = ask(context, message, index, std::nullopt);
    if (!where)
        return std::unexpected(where.error());
    QStringList hosts = context.call().values(u"from"_s);
    if (where->isOwnServer)
        hosts.append(where->host);
    const auto file = ask(context, message, index, hosts);
    if (!file)
        return std::unexpected(file.error());
    if (file->host.isEmpty())
        return file->bytes;
    return fail(ErrorKind::Invalid,
                u"The file is at %1, which is not the account's own server and was not asked; add "
                "“--from %1” to fetch it from there."_s.arg(file->host));
}

} // namespace

int attachment(VerbContext &context)
{
    const auto usage = [&context](const QString &sentence) {
        return context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
    };
    if (!context.call().has(u"to"_s))
        return usage(u"Say with --to which file it goes into, or - for standard output."_s);
    const Result<MessageId> message = findMessage(context, context.words().at(0));
    if (!message)
        return context.fail(message.error());
    const auto item = context.await(context.desk().conversations.message(*message));
    if (!item)
        return context.fail(item.error());
    bool isNumber = false;
    const int number = context.words().at(1).toInt(&isNumber);
    if (!isNumber || number < 1)
        return usage(u"The attachments of a message are numbered from 1 on; “%1” is none."_s.arg(
            context.words().at(1)));
    if (item->removedAt)
        return context.fail({ErrorKind::NotFound,
                             u"Its author took this message back, so its files are not given."_s});
    if (number > item->attachments.size())
        return context.fail(
            {ErrorKind::NotFound, u"%1 has %2 attachments, so there is no attachment %3."_s.arg(
                                      name(*message), QString::number(item->attachments.size()),
                                      QString::number(number))});

    const QString given = context.call().value(u"to"_s);
    const bool isOutput = given == u"-";
    const QString path = isOutput ? given : context.path(given);
    // Known before anybody is asked for anything.
    if (!isOutput && QFileInfo::exists(path))
        return context.fail(
            {ErrorKind::Invalid, u"%1 is there already; nothing was saved."_s.arg(path)});
    const auto bytes = bytesOf(context, *message, number - 1);
    if (!bytes)
        return context.fail(bytes.error());
    if (!isOutput) {
        if (const auto written = writeFile(path, *bytes); !written)
            return context.fail(written.error());
    } else if (!context.isJson()) {
        context.putBytes(*bytes);
        return ExitOk;
    }
    const Attachment &named = item->attachments.at(number - 1);
    QJsonObject object{{u"type"_s, u"attachment"_s},
                       {u"message"_s, name(*message)},
                       {u"index"_s, number},
                       {u"name"_s, named.name},
                       {u"media_type"_s, named.mediaType},
                       {u"size"_s, bytes->size()}};
    if (isOutput)
        object.insert(u"bytes_base64"_s, QString::fromLatin1(bytes->toBase64()));
    else
        object.insert(u"file"_s, path);
    context.put(object, u"%1, %2 bytes, is saved as %3"_s.arg(
                            oneLine(named.name), QString::number(bytes->size()), path));
    return ExitOk;
}

} // namespace casement::verb

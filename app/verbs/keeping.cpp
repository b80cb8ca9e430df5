// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/mailfile.h"
#include "app/verbs/resolve.h"
#include "core/desk/maintenance.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr int batchSize = 100;

enum class Format { Mbox, JsonLines, Eml };

std::optional<Format> formatFor(const VerbContext &context, const QString &path)
{
    const QString asked = context.call().value(u"format"_s);
    if (asked == u"mbox" || (asked.isEmpty() && path.endsWith(u".mbox")))
        return Format::Mbox;
    if (asked == u"jsonl" || (asked.isEmpty() && path.endsWith(u".jsonl")))
        return Format::JsonLines;
    if (asked == u"eml")
        return Format::Eml;
    return std::nullopt;
}

/// Where exported messages go. Nothing that exists is overwritten, and a file appears only when it
/// is whole.
class Export final
{
public:
    Export(VerbContext &context, Format format, const QString &path)
        : m_context(context)
        , m_format(format)
        , m_path(path)
    {
    }

    Result<void> open()
    {
        if (m_format == Format::Eml) {
            if (QFileInfo::exists(m_path) && !QDir(m_path).isEmpty())
                return fail(ErrorKind::Invalid,
                            u"%1 is not an empty folder; nothing was exported."_s.arg(m_path));
            if (!QDir().mkpath(m_path))
                return fail(
                    ErrorKind::Invalid,
                    u"The folder %1 could not be made; nothing was exported."_s.arg(m_path));
            return {};
        }
        if (isStandardOutput())
            return {};
        if (QFileInfo::exists(m_path))
            return fail(ErrorKind::Invalid,
                        u"%1 is there already; nothing was exported."_s.arg(m_path));
        m_file.setFileName(m_path);
        if (!m_file.open(QIODevice::WriteOnly))
            return writeError(m_file.errorString());
        return {};
    }

    Result<void> add(MessageId id, ConversationId conversation, const TimelineItem &item,
                     const QByteArray &raw, const Names &names)
    {
        if (m_format == Format::JsonLines) {
            QJsonObject object = toJson(item, names);
            object.insert(u"conversation"_s, name(conversation));
            object.insert(u"raw_base64"_s, QString::fromLatin1(raw.toBase64()));
            ++m_count;
            return write(jsonLine(object));
        }
        if (!isMail(raw)) {
            ++m_skipped;
            return {};
        }
        ++m_count;
        if (m_format == Format::Mbox)
            return write(mboxEntry(item.authorAddress, item.at, raw));
        QSaveFile file(m_path + u'/' + name(id) + u".eml"_s);
        if (!file.open(QIODevice::WriteOnly) || file.write(raw) != raw.size() || !file.commit())
            return writeError(file.errorString());
        return {};
    }

    Result<void> close()
    {
        if (m_file.isOpen() && !m_file.commit())
            return writeError(m_file.errorString());
        return {};
    }

    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] qint64 skipped() const { return m_skipped; }
    [[nodiscard]] bool isStandardOutput() const { return m_path == u"-"; }

private:
    Result<void> write(const QByteArray &bytes)
    {
        if (isStandardOutput())
            m_context.putBytes(bytes);
        else if (m_file.write(bytes) != bytes.size())
            return writeError(m_file.errorString());
        return {};
    }

    [[nodiscard]] Result<void> writeError(const QString &reason) const
    {
        return fail(
            ErrorKind::Full,
            u"%1 could not be written: %2. The workspace is as it was."_s.arg(m_path, reason));
    }

    VerbContext &m_context;
    Format m_format;
    QString m_path;
    QSaveFile m_file;
    qint64 m_count = 0;
    qint64 m_skipped = 0;
};

Result<void> exportBatch(VerbContext &context, Export &target, const QList<MessageId> &ids,
                         const Names &names)
{
    Conversations &conversations = context.desk().conversations;
    QList<QFuture<Result<TimelineItem>>> items;
    QList<QFuture<Result<QByteArray>>> originals;
    QList<QFuture<Result<ConversationId>>> owners;
    for (const MessageId id : ids) {
        items += conversations.message(id);
        originals += conversations.original(id);
        owners += conversations.conversationOf(id);
    }
    for (qsizetype i = 0; i < ids.size(); ++i) {
        const auto item = context.await(items[i]);
        const auto original = context.await(originals[i]);
        const auto owner = context.await(owners[i]);
        if (!item)
            return std::unexpected(item.error());
        if (!original && original.error().kind != ErrorKind::NotFound)
            return std::unexpected(original.error());
        if (!owner)
            return std::unexpected(owner.error());
        if (const auto added =
                target.add(ids[i], *owner, *item, original.value_or(QByteArray()), names);
            !added)
            return added;
    }
    return {};
}

} // namespace

int exportMessages(VerbContext &context)
{
    const QString word = context.words().first();
    const auto format = formatFor(context, word);
    if (!format)
        return context.fail(
            ExitUsage, {ErrorKind::Invalid, u"Say in which form: --format mbox, jsonl or eml."_s});
    if (word == u"-" && *format == Format::Eml)
        return context.fail(ExitUsage, {ErrorKind::Invalid, u"--format eml needs a folder."_s});
    const Result<Names> names = readNames(context);
    if (!names)
        return context.fail(names.error());
    Export target(context, *format, word == u"-" ? word : context.path(word));
    if (const auto opened = target.open(); !opened)
        return context.fail(opened.error());

    MessageId after;
    while (true) {
        const auto ids = context.await(context.desk().maintenance.messageIds(after, batchSize));
        if (!ids)
            return context.fail(ids.error());
        if (ids->isEmpty())
            break;
        if (const auto exported = exportBatch(context, target, *ids, *names); !exported)
            return context.fail(exported.error());
        after = ids->last();
        context.sayProgress(u"%1 messages exported"_s.arg(target.count()));
    }
    if (const auto closed = target.close(); !closed)
        return context.fail(closed.error());
    if (!target.isStandardOutput())
        context.put({{u"type"_s, u"exported"_s},
                     {u"messages"_s, target.count()},
                     {u"skipped"_s, target.skipped()}},
                    u"%1 messages exported."_s.arg(target.count()));
    if (target.skipped() == 0)
        return ExitOk;
    context.say(
        u"%1 messages have no mail source and were left out; --format jsonl takes them too."_s.arg(
            target.skipped()));
    return ExitPartial;
}

int verify(VerbContext &context)
{
    const auto problems = context.await(context.desk().maintenance.verify());
    if (!problems)
        return context.fail(problems.error());
    for (const QString &problem : *problems)
        context.put({{u"type"_s, u"problem"_s}, {u"text"_s, problem}}, problem);
    context.put({{u"type"_s, u"verified"_s}, {u"problems"_s, problems->size()}},
                problems->isEmpty()
                    ? u"The workspace is in order."_s
                    : u"%1 problems were found; nothing was changed."_s.arg(problems->size()));
    return problems->isEmpty() ? ExitOk : ExitFailed;
}

int stats(VerbContext &context)
{
    auto numbers = context.await(context.desk().maintenance.stats());
    if (!numbers)
        return context.fail(numbers.error());
    if (context.isJson()) {
        numbers->insert(u"type"_s, u"stats"_s);
        context.putJson(*numbers);
        return ExitOk;
    }
    for (auto entry = numbers->constBegin(); entry != numbers->constEnd(); ++entry) {
        const QString label = QString(entry.key()).replace(u'_', u' ');
        const QJsonValue value = entry.value();
        const QString text =
            value.isObject()
                ? QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact))
                : value.toVariant().toString();
        context.putText(label.leftJustified(24) + u' ' + text);
    }
    return ExitOk;
}

int sampleAdd(VerbContext &context)
{
    const auto isThere = context.await(context.desk().sample.isPresent());
    if (!isThere)
        return context.fail(isThere.error());
    if (!*isThere) {
        if (const auto added = context.await(context.desk().sample.add()); !added)
            return context.fail(added.error());
    }
    context.put(
        {{u"type"_s, u"sample"_s}, {u"present"_s, true}},
        *isThere ? u"The sample was here already."_s
                 : u"The sample is here; “casement sample remove” takes all of it away again."_s);
    return ExitOk;
}

int sampleRemove(VerbContext &context)
{
    if (const auto removed = context.await(context.desk().sample.remove()); !removed)
        return context.fail(removed.error());
    context.put({{u"type"_s, u"sample"_s}, {u"present"_s, false}}, u"The sample is gone."_s);
    return ExitOk;
}

} // namespace casement::verb

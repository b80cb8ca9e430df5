// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What puts a message into the outbox.

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"
#include "core/desk/accountsetup.h"
#include "core/domain/language.h"

#include <QFileInfo>
#include <QMimeDatabase>

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

constexpr qsizetype largestAttachment = 50 * 1024 * 1024;

Result<QList<Attachment>> readAttachments(VerbContext &context)
{
    QList<Attachment> attachments;
    for (const QString &file : context.call().values(u"attach"_s)) {
        if (file == u"-")
            return fail(ErrorKind::Invalid,
                        u"An attachment is a file; standard input has no name."_s);
        Result<QByteArray> data = context.read(file, largestAttachment);
        if (!data)
            return std::unexpected(data.error());
        const QFileInfo info(context.path(file));
        attachments += Attachment{
            .name = info.fileName(),
            .mediaType = QMimeDatabase().mimeTypeForFileNameAndData(info.fileName(), *data).name(),
            .size = data->size(),
            .contentId = {},
            .part = {},
            .isInline = false,
            .data = std::move(*data)};
    }
    return attachments;
}

/// What the options say of a message, whatever it answers.
struct Written {
    Draft draft;
    std::chrono::seconds undoTime{0};
};

/// Reads the options; otherwise \a code is how the verb ends.
std::optional<Written> written(VerbContext &context, int &code)
{
    const VerbCall &call = context.call();
    const auto misused = [&](const QString &sentence) {
        code = context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
        return std::nullopt;
    };
    if (!call.has(u"text-file"_s))
        return misused(u"Name the text with --text-file FILE, or - for standard input."_s);
    bool ok = true;
    const int undoSeconds =
        call.has(u"undo-seconds"_s) ? call.value(u"undo-seconds"_s).toInt(&ok) : 0;
    if (!ok || undoSeconds < 0 || undoSeconds > 60)
        return misused(u"--undo-seconds takes a whole number from 0 to 60."_s);
    Written result{.draft = {}, .undoTime = std::chrono::seconds(undoSeconds)};
    if (call.has(u"visibility"_s)) {
        result.draft.visibility = visibilityFrom(call.value(u"visibility"_s));
        if (!result.draft.visibility)
            return misused(u"--visibility is one of direct, followers, unlisted, public."_s);
    }
    if (call.has(u"language"_s)) {
        result.draft.language = languageTag(call.value(u"language"_s));
        if (result.draft.language.isEmpty())
            return misused(u"--language takes the code of a language, for example en or de."_s);
    }
    const auto failed = [&](const Error &error) {
        code = context.fail(error);
        return std::nullopt;
    };
    const Result<QString> text = context.readText(call.value(u"text-file"_s));
    if (!text)
        return failed(text.error());
    if (text->trimmed().isEmpty())
        return failed({ErrorKind::Invalid, u"The message is empty; nothing was sent."_s});
    Result<QList<Attachment>> attachments = readAttachments(context);
    if (!attachments)
        return failed(attachments.error());
    result.draft.markdown = *text;
    result.draft.attachments = std::move(*attachments);
    result.draft.isSplit = call.has(u"split"_s);
    result.draft.updatedAt = systemNow();
    return result;
}

/// How a draft stands to the limit of its channel.
struct Fit {
    Capabilities capabilities;
    qint64 over = 0;   ///< by how much it is too long for one message
    QStringList parts; ///< in which it fits
};

Fit fitOf(VerbContext &context, const Account &account, const Draft &draft)
{
    Desk *const desk = &context.desk();
    return context.onMain([desk, account, draft] {
        Fit fit;
        if (const Connector *wire = desk->accounts.connectorForSending(account))
            fit.capabilities = wire->capabilities();
        if (!fit.capabilities.hasLimit() || fit.capabilities.splitsLongText)
            return fit;
        fit.over = desk->outbox.render(account, draft).first().length - fit.capabilities.maxLength;
        if (fit.over > 0)
            fit.parts = desk->outbox.split(account, draft);
        return fit;
    });
}

/// What a channel cannot do is said before anything waits in the outbox for it.
Result<void> maySend(VerbContext &context, const QString &channel, const Draft &draft)
{
    AccountSetup *const setup = &context.accountSetup();
    const Capabilities can = context.onMain([=] { return setup->capabilities(channel); });
    if (!can.canSend)
        return fail(
            ErrorKind::Invalid,
            u"This cannot be answered from here; nothing was sent. Where it was said it may "
            "be answered in a browser."_s);
    if (context.call().has(u"heading"_s) && can.subject == Capabilities::Subject::None)
        return fail(ErrorKind::Invalid,
                    u"Messages have no heading on this channel; nothing was sent. Leave --heading "
                    "out."_s);
    if (context.call().has(u"language"_s) && !can.hasLanguage)
        return fail(ErrorKind::Invalid,
                    u"Messages do not say their language on this channel; nothing was sent. Leave "
                    "--language out."_s);
    if (can.isAlwaysPublic && draft.visibility.value_or(Visibility::Public) != Visibility::Public)
        return fail(ErrorKind::Invalid,
                    u"Everything that is said there is public; nothing was sent. Leave "
                    "--visibility out to say it to everybody."_s);
    return {};
}

/// Queues what was written, in parts where it is too long and --split says so.
int enqueue(VerbContext &context, const Account &account, const Written &message)
{
    const Draft &draft = message.draft;
    if (const auto may = maySend(context, account.channel, draft); !may)
        return context.fail(may.error());
    const Fit fit = fitOf(context, account, draft);
    // A server that has not been asked may take more: it decides.
    const bool isTooLong = fit.over > 0 && (draft.isSplit || !fit.capabilities.isLimitAssumed);
    if (isTooLong && fit.parts.isEmpty())
        return context.fail(
            {ErrorKind::Invalid,
             u"The text is too long by %1, and would be more than %2 messages; shorten it, or "
             "attach it as a file. Nothing was sent."_s.arg(fit.over)
                 .arg(Outbox::mostParts)});
    if (isTooLong && !draft.isSplit)
        return context.fail({ErrorKind::Invalid,
                             u"The text is too long by %1 for one message; with --split it goes "
                             "out as %2. Nothing was sent."_s.arg(fit.over)
                                 .arg(fit.parts.size())});
    const auto first = context.await(context.desk().outbox.send(
        draft, message.undoTime, {}, isTooLong ? fit.parts : QStringList()));
    if (!first)
        return context.fail(first.error());
    if (!first->chain.isValid()) {
        context.put(toJson(*first), toText(*first));
        return ExitOk;
    }
    const auto items = context.await(context.desk().outbox.items(true));
    if (!items)
        return context.fail(items.error());
    for (const OutboxItem &item : *items) {
        if (item.chain == first->chain)
            context.put(toJson(item), toText(item));
    }
    return ExitOk;
}

} // namespace

int reply(VerbContext &context)
{
    int code = ExitOk;
    auto answer = written(context, code);
    if (!answer)
        return code;
    const auto id = findConversation(context, context.words().first());
    if (!id)
        return context.fail(id.error());
    const auto summary = context.await(context.desk().conversations.summary(*id));
    if (!summary)
        return context.fail(summary.error());
    const auto plan = context.await(context.desk().outbox.replyPlan(*id));
    if (!plan)
        return context.fail(plan.error());
    if (!plan->impediment.isEmpty())
        return context.fail({ErrorKind::Invalid, plan->impediment});
    const auto account = findAccount(context, name(plan->account));
    if (!account)
        return context.fail(account.error());
    Draft &draft = answer->draft;
    draft.conversation = *id;
    draft.account = plan->account;
    if (context.call().has(u"heading"_s)) {
        draft.subject = context.call().value(u"heading"_s).simplified();
        draft.isSubjectRemoved = draft.subject.isEmpty();
    } else {
        draft.subject = plan->subject;
    }
    draft.recipients = context.call().has(u"only-author"_s) ? plan->onlyAuthor : plan->recipients;
    draft.replyTo = plan->replyTo;
    draft.mayWiden = context.call().has(u"wider"_s);
    draft.basis = summary->lastMessageAt;
    return enqueue(context, *account, *answer);
}

int writeFirst(VerbContext &context)
{
    int code = ExitOk;
    const VerbCall &call = context.call();
    auto message = written(context, code);
    if (!message)
        return code;
    if (!call.has(u"account"_s))
        return context.fail(
            ExitUsage,
            {ErrorKind::Invalid, u"Name the account that it goes out from with --account."_s});
    const auto account = findAccount(context, call.value(u"account"_s));
    if (!account)
        return context.fail(account.error());
    Draft &draft = message->draft;
    for (const QString &typed : context.words()) {
        const QString address = addressFromTyped(account->channel, typed, account->address);
        if (address.isEmpty())
            return context.fail(
                {ErrorKind::Invalid,
                 u"“%1” is not an address on this channel; nothing was sent."_s.arg(typed)});
        draft.recipients.append(
            {.role = RecipientRole::To,
             .address = {.kind = account->channel, .address = address, .name = {}}});
    }
    Desk *const desk = &context.desk();
    const Capabilities can = context.onMain([desk, account = *account] {
        const Connector *const wire = desk->accounts.connectorForSending(account);
        return wire ? wire->capabilities() : Capabilities{};
    });
    if (!can.canSend || !can.canWriteFirst)
        return context.fail({ErrorKind::Invalid,
                             u"On this channel nobody can be written to first; nothing was "
                             "sent."_s});
    draft.kind = Draft::Kind::NewMessage;
    draft.account = account->id;
    draft.subject = call.value(u"subject"_s);
    if (!draft.visibility && can.isAlwaysPublic)
        draft.visibility = Visibility::Public;
    return enqueue(context, *account, *message);
}

} // namespace casement::verb

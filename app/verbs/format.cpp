// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/format.h"

#include "app/verbs/context.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

/// C0 and C1 controls, and the characters of UAX #9 that change direction.
bool actsOnTerminal(QChar c)
{
    const char16_t code = c.unicode();
    if (code == u'\n' || code == u'\t')
        return false;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x061c || code == 0x200e ||
           code == 0x200f || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

QJsonValue orNull(const std::optional<Timestamp> &at)
{
    return at ? QJsonValue(toIso(*at)) : QJsonValue();
}

template <typename Tag>
QJsonValue orNull(Id<Tag> id)
{
    return id.isValid() ? QJsonValue(name(id)) : QJsonValue();
}

QString toString(Direction direction)
{
    return direction == Direction::Incoming ? u"incoming"_s : u"outgoing"_s;
}

QString toString(Visibility visibility)
{
    switch (visibility) {
    case Visibility::Direct:
        return u"direct"_s;
    case Visibility::Followers:
        return u"followers"_s;
    case Visibility::Unlisted:
        return u"unlisted"_s;
    case Visibility::Public:
        return u"public"_s;
    }
    return u"direct"_s;
}

QString toString(RecipientRole role)
{
    switch (role) {
    case RecipientRole::To:
        return u"to"_s;
    case RecipientRole::Cc:
        return u"cc"_s;
    case RecipientRole::Bcc:
        return u"bcc"_s;
    case RecipientRole::ReplyTo:
        return u"reply_to"_s;
    }
    return u"to"_s;
}

QJsonArray toJson(const QList<Recipient> &recipients)
{
    QJsonArray array;
    for (const Recipient &recipient : recipients)
        array.append(QJsonObject{{u"role"_s, toString(recipient.role)},
                                 {u"kind"_s, recipient.address.kind},
                                 {u"address"_s, recipient.address.address},
                                 {u"name"_s, recipient.address.name}});
    return array;
}

QString local(Timestamp at)
{
    return toLocalDateTime(at).toString(u"yyyy-MM-dd HH:mm");
}

QString indented(const QString &text)
{
    return u"    "_s + QString(text).replace(u'\n', u"\n    "_s);
}

template <typename Tag>
QString named(char letter, Id<Tag> id)
{
    return QLatin1Char(letter) + QString::number(id.value);
}

} // namespace

std::optional<Visibility> visibilityFrom(const QString &name)
{
    for (const Visibility each :
         {Visibility::Direct, Visibility::Followers, Visibility::Unlisted, Visibility::Public}) {
        if (toString(each) == name)
            return each;
    }
    return std::nullopt;
}

QString printable(QString text)
{
    for (QChar &c : text) {
        if (actsOnTerminal(c))
            c = QChar::ReplacementCharacter;
    }
    return text;
}

QString oneLine(const QString &text)
{
    return printable(text).simplified();
}

QByteArray jsonLine(const QJsonObject &object)
{
    const QString text = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QString line;
    line.reserve(text.size() + 1);
    for (const QChar c : text) {
        if (actsOnTerminal(c)) // only ever inside a string, where the escape means the same
            line += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QLatin1Char('0'));
        else
            line += c;
    }
    return line.toUtf8() + '\n';
}

QString name(AccountId id)
{
    return named('a', id);
}
QString name(ConversationId id)
{
    return named('c', id);
}
QString name(MessageId id)
{
    return named('m', id);
}
QString name(PersonId id)
{
    return named('p', id);
}
QString name(NoteId id)
{
    return named('n', id);
}
QString name(SessionId id)
{
    return named('s', id);
}
QString name(OutboxId id)
{
    return named('o', id);
}
QString name(ChangeId id)
{
    return named('x', id);
}
QString name(ImportId id)
{
    return named('i', id);
}

QString name(FactId id)
{
    return named('f', id);
}

std::optional<qint64> numberOf(QChar letter, const QString &text)
{
    QStringView digits = text;
    if (digits.startsWith(letter, Qt::CaseInsensitive))
        digits = digits.sliced(1);
    if (digits.isEmpty() || digits[0] < u'0' || digits[0] > u'9')
        return std::nullopt;
    bool ok = false;
    const qint64 number = digits.toLongLong(&ok);
    return ok && number > 0 ? std::optional(number) : std::nullopt;
}

Result<Names> readNames(VerbContext &context)
{
    const auto tags = context.await(context.desk().triage.tags());
    if (!tags)
        return std::unexpected(tags.error());
    const auto staff = context.await(context.desk().triage.staff());
    if (!staff)
        return std::unexpected(staff.error());
    const auto accounts = context.await(context.desk().accounts.list());
    if (!accounts)
        return std::unexpected(accounts.error());
    Names names;
    for (const Tag &tag : *tags)
        names.tags.insert(tag.id, tag.name);
    for (const Staff &member : *staff)
        names.staff.insert(member.id, member.name);
    for (const Account &account : *accounts)
        names.accounts.insert(account.id, account.name);
    return names;
}

QJsonObject toJson(const Account &account)
{
    return {{u"type"_s, u"account"_s},          {u"id"_s, name(account.id)},
            {u"uid"_s, account.uid.toString()}, {u"channel"_s, account.channel},
            {u"name"_s, account.name},          {u"address"_s, account.address},
            {u"from_name"_s, account.fromName}, {u"paused"_s, account.paused}};
}

QJsonObject toJson(const ConversationSummary &row, const Names &names)
{
    QJsonArray tags;
    for (const TagId tag : row.tags)
        tags.append(names.tags.value(tag));
    return {{u"type"_s, u"conversation"_s},
            {u"id"_s, name(row.id)},
            {u"uid"_s, row.uid.toString()},
            {u"account"_s, orNull(row.account)},
            {u"account_name"_s, names.accounts.value(row.account)},
            {u"channel"_s, row.channel},
            {u"subject"_s, row.subject},
            {u"snippet"_s, row.snippet},
            {u"person"_s, orNull(row.person)},
            {u"person_name"_s, row.personName},
            {u"state"_s, casement::toString(row.state)},
            {u"assignee"_s,
             row.assignee.isValid() ? QJsonValue(names.staff.value(row.assignee)) : QJsonValue()},
            {u"starred"_s, row.starred},
            {u"muted"_s, row.muted},
            {u"unread"_s, row.unread},
            {u"has_draft"_s, row.hasDraft},
            {u"has_attachments"_s, row.hasAttachments},
            {u"message_count"_s, row.messageCount},
            {u"last_direction"_s, toString(row.lastDirection)},
            {u"last_message_at"_s, toIso(row.lastMessageAt)},
            {u"last_person_message_at"_s, orNull(row.lastPersonMessageAt)},
            {u"waiting_since"_s, orNull(row.waitingSince)},
            {u"snoozed_until"_s, orNull(row.snoozedUntil)},
            {u"snooze_reason"_s, row.snoozeReason},
            {u"woke_because"_s, row.wokeBecause},
            {u"tags"_s, tags},
            {u"split_from"_s, orNull(row.splitFrom)},
            {u"merged_into"_s, orNull(row.mergedInto)}};
}

QString toText(const ConversationSummary &row, const Names &names)
{
    QString line = u"%1  %2  %3%4  %5"_s.arg(name(row.id).leftJustified(6),
                                             local(row.lastMessageAt), row.unread ? u"*"_s : u" "_s,
                                             casement::toString(row.state).leftJustified(7),
                                             oneLine(row.personName).left(24).leftJustified(24));
    line += u"  "_s + oneLine(row.subject.isEmpty() ? row.snippet : row.subject).left(80);
    for (const TagId tag : row.tags)
        line += u" +"_s + oneLine(names.tags.value(tag));
    return line;
}

QJsonObject toJson(const TimelineItem &item, const Names &names)
{
    QJsonObject object{{u"at"_s, toIso(item.at)}, {u"text"_s, item.text}};
    if (item.kind == TimelineItem::Kind::Passage) {
        object.insert(u"type"_s, u"passage"_s);
        object.insert(u"conversation"_s, name(item.passage));
        object.insert(u"messages"_s, item.passageMessages);
        object.insert(u"until"_s, toIso(item.until));
        return object;
    }
    if (item.kind == TimelineItem::Kind::Heading) {
        object.insert(u"type"_s, u"heading"_s);
        object.insert(u"conversation"_s, name(item.passage));
        object.insert(u"channel"_s, item.channel);
        return object;
    }
    if (item.kind != TimelineItem::Kind::Message) {
        const bool isNote = item.kind == TimelineItem::Kind::Note;
        object.insert(u"type"_s, isNote ? u"note"_s : u"audit"_s);
        object.insert(u"staff"_s, names.staff.value(item.staff));
        if (isNote)
            object.insert(u"id"_s, name(item.note));
        return object;
    }
    QJsonArray attachments;
    for (const Attachment &attachment : item.attachments)
        attachments.append(QJsonObject{{u"name"_s, attachment.name},
                                       {u"media_type"_s, attachment.mediaType},
                                       {u"size"_s, attachment.size},
                                       {u"is_inline"_s, attachment.isInline}});
    QJsonArray sessions;
    for (const SessionId session : item.sessions)
        sessions.append(name(session));
    QJsonArray asks;
    for (const AskMark &mark : item.asks)
        asks.append(QJsonObject{{u"ask"_s, name(mark.ask)},
                                {u"voice"_s, name(mark.voice)},
                                {u"state"_s, toString(mark.state)},
                                {u"quote"_s, mark.quote}});
    object.insert(u"type"_s, u"message"_s);
    object.insert(u"id"_s, orNull(item.message));
    object.insert(u"direction"_s, toString(item.direction));
    object.insert(u"visibility"_s, toString(item.visibility));
    object.insert(u"person"_s, orNull(item.person));
    object.insert(u"author_name"_s, item.authorName);
    object.insert(u"author_address"_s, item.authorAddress);
    object.insert(u"subject"_s, item.subject);
    object.insert(u"recipients"_s, toJson(item.recipients));
    object.insert(u"attachments"_s, attachments);
    object.insert(u"has_html"_s, item.hasHtml);
    object.insert(u"is_automatic"_s, item.isAutomatic);
    object.insert(u"is_context"_s, item.isContext);
    object.insert(u"edited_at"_s, orNull(item.editedAt));
    object.insert(u"removed_at"_s, orNull(item.removedAt));
    object.insert(u"link"_s, item.link);
    object.insert(u"is_quarantined"_s, item.isQuarantined);
    object.insert(u"quarantine_reason"_s, item.quarantineReason);
    object.insert(u"sessions"_s, sessions);
    object.insert(u"asks"_s, asks);
    object.insert(u"outbox"_s, orNull(item.outbox));
    object.insert(u"delivery_state"_s, item.deliveryState);
    return object;
}

QString toText(const TimelineItem &item, const Names &names)
{
    switch (item.kind) {
    case TimelineItem::Kind::Audit:
        return u"--- %1  %2  %3"_s.arg(local(item.at), oneLine(names.staff.value(item.staff)),
                                       oneLine(item.text));
    case TimelineItem::Kind::Note:
        return u"%1  %2  internal note by %3\n%4"_s.arg(name(item.note), local(item.at),
                                                        oneLine(names.staff.value(item.staff)),
                                                        indented(item.text));
    case TimelineItem::Kind::Passage:
        return u"--- %1  %2 messages until %3 are in %4  %5"_s.arg(
            local(item.at), QString::number(item.passageMessages), local(item.until),
            name(item.passage), oneLine(item.text));
    case TimelineItem::Kind::Heading:
        return u"=== %1  %2  %3"_s.arg(name(item.passage), item.channel, oneLine(item.text));
    case TimelineItem::Kind::Message:
        break;
    }
    QString head = u"%1  %2  %3 %4 <%5>"_s.arg(
        item.message.isValid() ? name(item.message) : u"-"_s, local(item.at),
        item.direction == Direction::Incoming ? u"from"_s : u"sent by"_s, oneLine(item.authorName),
        oneLine(item.authorAddress));
    if (!item.deliveryState.isEmpty())
        head += u"  ["_s + oneLine(item.deliveryState) + u"]"_s;
    if (item.isQuarantined)
        head += u"\n    (could not be parsed: %1)"_s.arg(oneLine(item.quarantineReason));
    for (qsizetype i = 0; i < item.attachments.size(); ++i) {
        const Attachment &each = item.attachments.at(i);
        const QString size = each.size > 0 ? u", %1 bytes"_s.arg(each.size) : QString();
        head += u"\n    [%1: %2, %3%4]"_s.arg(QString::number(i + 1), oneLine(each.name),
                                              oneLine(each.mediaType), size);
    }
    return head + u'\n' + indented(item.text);
}

QJsonObject toJson(const SearchHit &hit)
{
    QJsonArray marks;
    for (const auto &[start, length] : hit.marks)
        marks.append(QJsonArray{start, length});
    return {{u"type"_s, u"hit"_s},
            {u"message"_s, name(hit.message)},
            {u"conversation"_s, name(hit.conversation)},
            {u"subject"_s, hit.subject},
            {u"author_name"_s, hit.authorName},
            {u"channel"_s, hit.channel},
            {u"direction"_s, toString(hit.direction)},
            {u"at"_s, toIso(hit.at)},
            {u"excerpt"_s, hit.excerpt},
            {u"marks"_s, marks}};
}

QString toText(const SearchHit &hit)
{
    // One arg() call: chained ones would fill in a "%5" that somebody has in their name.
    return u"%1  %2  %3  %4  %5\n        %6"_s.arg(
        name(hit.conversation).leftJustified(6), name(hit.message), local(hit.at),
        oneLine(hit.authorName).left(24).leftJustified(24), oneLine(hit.subject).left(80),
        oneLine(hit.excerpt));
}

QJsonObject toJson(const OutboxItem &item)
{
    return {{u"type"_s, u"outbox_item"_s},
            {u"id"_s, name(item.id)},
            {u"uid"_s, item.uid.toString()},
            {u"conversation"_s, orNull(item.conversation)},
            {u"account"_s, orNull(item.account)},
            {u"state"_s, casement::toString(item.state)},
            {u"reason"_s, item.reason},
            {u"attempts"_s, item.attempts},
            {u"created_at"_s, toIso(item.createdAt)},
            {u"not_before"_s, toIso(item.notBefore)},
            {u"subject"_s, item.subject},
            {u"text"_s, item.markdown},
            {u"language"_s, item.language},
            {u"recipients"_s, toJson(item.recipients)},
            {u"chain"_s, orNull(item.chain)},
            {u"part"_s, item.part},
            {u"parts"_s, item.parts}};
}

QString toText(const OutboxItem &item)
{
    QStringList recipients;
    for (const Recipient &recipient : item.recipients)
        recipients += oneLine(recipient.address.address);
    QString line = u"%1  %2  %3  to %4  %5"_s.arg(
        name(item.id).leftJustified(5), casement::toString(item.state).leftJustified(9),
        local(item.createdAt), recipients.join(u", "), oneLine(item.subject));
    if (item.parts > 1)
        line += u"  (part %1 of %2)"_s.arg(item.part).arg(item.parts);
    if (!item.reason.isEmpty())
        line += u"\n       "_s + oneLine(item.reason);
    return line;
}

QJsonObject toJson(const ImportProgress &progress)
{
    QJsonArray files;
    for (const ImportFileReport &file : progress.files)
        files.append(toJson(file));
    return {{u"path"_s, progress.path},
            {u"bytes_done"_s, progress.bytesDone},
            {u"bytes_total"_s, progress.bytesTotal},
            {u"messages"_s, progress.messages},
            {u"added"_s, progress.added},
            {u"duplicates"_s, progress.duplicates},
            {u"quarantined"_s, progress.quarantined},
            {u"skipped"_s, progress.skipped},
            {u"unreadable"_s, progress.unreadable},
            {u"cards"_s, progress.cards},
            {u"new_people"_s, progress.newPeople},
            {u"new_addresses"_s, progress.newAddresses},
            {u"import"_s, orNull(progress.import)},
            {u"dry_run"_s, progress.isDryRun},
            {u"files"_s, files},
            {u"problems"_s, QJsonArray::fromStringList(progress.problems)}};
}

QJsonObject toJson(const ImportFileReport &file)
{
    QJsonArray problems;
    for (const ImportRow &row : file.problems)
        problems.append(toJson(row));
    return {
        {u"path"_s, file.path},
        {u"format"_s, file.format},
        {u"date_order"_s,
         file.dates ? QJsonValue(casement::toString(file.dates->order)) : QJsonValue()},
        {u"date_order_certain"_s, file.dates ? QJsonValue(file.dates->isCertain) : QJsonValue()},
        {u"date_order_reason"_s, file.dates ? QJsonValue(file.dates->reason) : QJsonValue()},
        {u"zone"_s,
         file.zone.isEmpty() ? QJsonValue() : QJsonValue(QString::fromLatin1(file.zone))},
        {u"people"_s, file.people},
        {u"new_people"_s, file.newPeople},
        {u"conversations"_s, file.conversations},
        {u"has_ours"_s, file.hasOurs},
        {u"added"_s, file.added},
        {u"duplicates"_s, file.known},
        {u"skipped"_s, file.skipped},
        {u"unreadable"_s, file.unreadable},
        {u"problem_rows"_s, problems},
        {u"trouble"_s, file.trouble}};
}

QJsonObject toJson(const ImportRow &row)
{
    return {{u"type"_s, u"import_row"_s},
            {u"path"_s, row.path},
            {u"part"_s, row.part},
            {u"row"_s, row.row},
            {u"outcome"_s, casement::toString(row.outcome)},
            {u"message"_s, orNull(row.message)},
            {u"person"_s, row.person.isValid() ? QJsonValue(name(row.person)) : QJsonValue()},
            {u"reason"_s, row.reason},
            {u"excerpt"_s, row.excerpt}};
}

QJsonObject toJson(const ImportRun &run)
{
    return {{u"type"_s, u"import"_s},
            {u"id"_s, name(run.id)},
            {u"paths"_s, QJsonArray::fromStringList(run.paths)},
            {u"started_at"_s, toIso(run.startedAt)},
            {u"finished_at"_s, orNull(run.finishedAt)},
            {u"undone_at"_s, orNull(run.undoneAt)},
            {u"messages"_s, run.messages},
            {u"conversations"_s, run.conversations},
            {u"people"_s, run.people}};
}

int tellChange(VerbContext &context, const Result<AppliedChange> &change)
{
    if (!change)
        return context.fail(change.error());
    QString text = change->id.isValid()
                       ? u"%1: %2 changed; “casement undo %3” takes it back."_s.arg(
                             change->verb, QString::number(change->count), name(change->id))
                       : u"Nothing had to change."_s;
    if (change->skipped > 0)
        text += u" %1 had been changed since and were left alone."_s.arg(change->skipped);
    context.put(toJson(*change), text);
    return ExitOk;
}

QJsonObject toJson(const AppliedChange &change)
{
    return {{u"type"_s, u"change"_s},
            {u"id"_s, orNull(change.id)},
            {u"verb"_s, change.verb},
            {u"count"_s, qint64(change.count)},
            {u"skipped"_s, qint64(change.skipped)}};
}

} // namespace casement

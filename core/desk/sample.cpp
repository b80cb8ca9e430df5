// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/sample.h"

#include "core/desk/pipeline.h"
#include "core/storage/accountstore.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/draftstore.h"
#include "core/storage/factstore.h"
#include "core/storage/promisestore.h"
#include "core/storage/samplestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"
#include "core/storage/triagestore.h"
#include "core/text/htmltotext.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace casement
{

namespace
{

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

constexpr auto folder = ":/casement/sample/";

QJsonDocument readJson(const QString &name)
{
    QFile file(QLatin1StringView(folder) + name);
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll())
                                          : QJsonDocument();
}

QList<QJsonObject> readMessages()
{
    QList<QJsonObject> messages;
    const QStringList names =
        QDir(QLatin1StringView(folder)).entryList({u"messages-*.jsonl"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        QFile file(QLatin1StringView(folder) + name);
        if (!file.open(QIODevice::ReadOnly))
            continue;
        while (!file.atEnd()) {
            const QJsonDocument line = QJsonDocument::fromJson(file.readLine());
            if (line.isObject())
                messages.append(line.object());
        }
    }
    return messages;
}

/// Puts the sample files into the store, inside one write.
class Loader
{
public:
    explicit Loader(WriteContext &context) : m_context(context) {}

    void load()
    {
        const QJsonObject workspace = readJson(u"workspace.json"_s).object();
        addAccounts(workspace.value("accounts"_L1).toArray());
        addStaff(workspace.value("staff"_L1).toArray());
        const QJsonArray people = readJson(u"people.json"_s).array();
        const QList<QJsonObject> messages = readMessages();
        addPeople(people, spokenWith(messages));
        addMessages(messages);
        addFacts(people);
        applyConversations(workspace);
        addSessions(workspace.value("sessions"_L1).toArray());
        addPromises(workspace.value("promises"_L1).toArray());
        for (const QJsonValue &value : workspace.value("saved_replies"_L1).toArray())
            addSampleReply(m_context, value["name"_L1].toString(), value["text"_L1].toString());
        m_context.changed = {};
        m_context.changed.everything = true;
        m_context.changed.accounts = true;
        m_context.changed.tags = true;
    }

private:
    Timestamp ago(const QJsonValue &minutes) const
    {
        return m_context.now - std::chrono::minutes(minutes.toInteger());
    }

    void addAccounts(const QJsonArray &accounts)
    {
        for (const QJsonValue &value : accounts) {
            Account account;
            account.channel = value["channel"_L1].toString();
            account.name = value["name"_L1].toString();
            account.address = value["address"_L1].toString();
            account.uid =
                Uid::derive({"sample", account.channel.toUtf8(), account.address.toUtf8()});
            m_accounts.insert(account.channel, saveAccount(m_context, account, true));
        }
    }

    void addStaff(const QJsonArray &staff)
    {
        for (const QJsonValue &value : staff) {
            const QString name = value["name"_L1].toString();
            const bool isMe = value["me"_L1].toBool();
            m_staffNames.insert(value["id"_L1].toString(), name);
            m_staff.insert(value["id"_L1].toString(),
                           isMe ? m_context.actor : ensureStaff(m_context, name).id);
        }
    }

    /// Who came to a stall, called or wrote a letter.
    static QSet<QString> spokenWith(const QList<QJsonObject> &messages)
    {
        QSet<QString> ids;
        for (const QJsonObject &json : messages) {
            if (json.value("channel"_L1).toString() != u"hand")
                continue;
            ids.insert(json.value("author"_L1).toString());
            for (const auto key : {"to"_L1, "cc"_L1}) {
                for (const QJsonValue &id : json.value(key).toArray())
                    ids.insert(id.toString());
            }
        }
        return ids;
    }

    void addPeople(const QJsonArray &people, const QSet<QString> &spoken)
    {
        for (const QJsonValue &value : people) {
            const QString id = value["id"_L1].toString();
            const QString name = value["name"_L1].toString();
            QList<Address> addresses;
            for (const QJsonValue &identity : value["identities"_L1].toArray()) {
                const QString kind = identity["kind"_L1].toString();
                addresses.append(
                    {.kind = kind,
                     .address = normalizedAddress(kind, identity["address"_L1].toString()),
                     .name = name});
            }
            for (const Address &address : std::as_const(addresses))
                m_addresses.insert(id + u'/' + address.kind, address);
            const auto phone = m_addresses.constFind(id + u"/phone");
            if (phone != m_addresses.cend()) {
                m_addresses.insert(id + u"/hand", *phone);
            } else if (spoken.contains(id)) {
                // As when words are recorded: nobody has an address by hand, it only names the row.
                const Address named{.kind = u"hand"_s,
                                    .address = Uid::derive({"sample", id.toUtf8()}).toString(),
                                    .name = name};
                addresses.append(named);
                m_addresses.insert(id + u"/hand", named);
            }
            m_people.insert(id, addSamplePerson(m_context, name, value["pronouns"_L1].toString(),
                                                value["language"_L1].toString(),
                                                value["zone"_L1].toString(),
                                                value["how_we_met"_L1].toString(), addresses));
            m_names.insert(id, name);
        }
    }

    Address addressOf(const QString &id, const QString &channel) const
    {
        if (m_staff.contains(id))
            return {.kind = channel,
                    .address = m_accounts.value(channel).address,
                    .name = m_staffNames.value(id)};
        return m_addresses.value(id + u'/' + channel);
    }

    void addMessages(const QList<QJsonObject> &messages)
    {
        QHash<QString, QList<PreparedMessage>> byChannel;
        for (const QJsonObject &json : messages) {
            const QString channel = json.value("channel"_L1).toString();
            byChannel[channel].append(prepareMessage(map(json, channel), m_context.now));
        }
        for (auto it = byChannel.cbegin(); it != byChannel.cend(); ++it)
            std::ignore = ingest(m_context, m_accounts.value(it.key()), it.value(), {});
        for (auto it = m_uids.cbegin(); it != m_uids.cend(); ++it)
            m_messages.insert(it.key(), messageByUid(m_context.db, it.value()));
    }

    IncomingMessage map(const QJsonObject &json, const QString &channel)
    {
        IncomingMessage message;
        const QString id = json.value("id"_L1).toString();
        message.remoteKey = id.toUtf8();
        message.raw = QJsonDocument(json).toJson();
        message.rawFormat = RawFormat::Json;
        message.direction = json.value("direction"_L1).toString() == u"out" ? Direction::Outgoing
                                                                            : Direction::Incoming;
        const QString visibility = json.value("visibility"_L1).toString();
        message.visibility = visibility == u"public"      ? Visibility::Public
                             : visibility == u"unlisted"  ? Visibility::Unlisted
                             : visibility == u"followers" ? Visibility::Followers
                                                          : Visibility::Direct;
        message.author = addressOf(json.value("author"_L1).toString(), channel);
        if (message.direction == Direction::Incoming)
            message.recipients.append(
                {RecipientRole::To,
                 {channel, m_accounts.value(channel).address, m_accounts.value(channel).name}});
        const auto addAll = [&](const char *key, RecipientRole role) {
            for (const QJsonValue &value : json.value(QLatin1StringView(key)).toArray())
                message.recipients.append({role, addressOf(value.toString(), channel)});
        };
        addAll("to", RecipientRole::To);
        addAll("cc", RecipientRole::Cc);
        message.receivedAt = ago(json.value("minutes_ago"_L1));
        message.sentAt = message.receivedAt;
        message.subject = json.value("subject"_L1).toString();
        message.html = json.value("html"_L1).toString();
        message.text = json.value("text"_L1).toString();
        if (message.text.isEmpty())
            message.text = htmlToText(message.html);
        for (const QJsonValue &value : json.value("attachments"_L1).toArray()) {
            const QByteArray data = value["text"_L1].toString().toUtf8();
            message.attachments.append({.name = value["name"_L1].toString(),
                                        .mediaType = value["type"_L1].toString(),
                                        .size = data.size(),
                                        .contentId = {},
                                        .part = {},
                                        .data = data});
        }
        message.conversationKey = json.value("conversation"_L1).toString();
        message.contentHash =
            QCryptographicHash::hash(message.raw, QCryptographicHash::Sha256).first(16);
        message.isAutomatic = json.value("automatic"_L1).toBool();
        message.isSeen = m_context.now - message.receivedAt > 40min;
        m_uids.insert(id, Uid::derive(m_accounts.value(channel).uid, "message", message.remoteKey,
                                      message.receivedAt));
        m_conversationOf.insert(id, message.conversationKey);
        return message;
    }

    void addFacts(const QJsonArray &people)
    {
        ChangeRecorder recorder(m_context, u"sample"_s);
        for (const QJsonValue &value : people) {
            const PersonId person = m_people.value(value["id"_L1].toString());
            for (const QJsonValue &fact : value["facts"_L1].toArray()) {
                const QString text = fact["text"_L1].toString();
                const FactId id = addHiddenFact(
                    m_context, person,
                    {.text = text,
                     .source = m_messages.value(fact["source"_L1].toString()),
                     .quote = text,
                     .reviewMonths = fact["review_months"_L1].toInt(usualReviewMonths)});
                recorder.set(Register::FactDeleted, id.value, {0});
            }
        }
    }

    ConversationId conversation(const QString &key)
    {
        if (m_conversations.isEmpty()) {
            for (auto it = m_conversationOf.cbegin(); it != m_conversationOf.cend(); ++it)
                m_conversations.insert(
                    it.value(), conversationOfMessage(m_context.db, m_messages.value(it.key())));
        }
        return m_conversations.value(key);
    }

    void applyConversations(const QJsonObject &workspace)
    {
        // Without finish(): the sample was so from the beginning, nobody did it today.
        ChangeRecorder recorder(m_context, u"sample"_s);
        for (const QJsonValue &value : workspace.value("conversations"_L1).toArray()) {
            const ConversationId id = conversation(value["id"_L1].toString());
            if (!id.isValid())
                continue;
            if (const QString state = value["state"_L1].toString(); !state.isEmpty())
                applyState(recorder, id, state, value);
            if (m_staff.contains(value["assignee"_L1].toString()))
                recorder.set(Register::ConversationAssignee, id.value,
                             {m_staff.value(value["assignee"_L1].toString()).value});
            if (value["starred"_L1].toBool())
                recorder.set(Register::ConversationStarred, id.value, {1});
            for (const QJsonValue &tag : value["tags"_L1].toArray())
                recorder.setMember(Register::ConversationTag, id.value,
                                   ensureTag(m_context, tag.toString()).id.value, true);
            for (const QJsonValue &note : value["notes"_L1].toArray()) {
                const NoteId added =
                    addHiddenNote(m_context, id, m_staff.value(note["author"_L1].toString()),
                                  note["text"_L1].toString(), ago(note["minutes_ago"_L1]));
                recorder.set(Register::NoteDeleted, added.value, {0});
            }
        }
        for (const QJsonValue &value : workspace.value("drafts"_L1).toArray()) {
            const ConversationId id = conversation(value["conversation"_L1].toString());
            if (id.isValid())
                std::ignore = saveDraft(
                    m_context,
                    {.id = {}, .conversation = id, .markdown = value["text"_L1].toString()});
        }
    }

    void applyState(ChangeRecorder &recorder, ConversationId id, const QString &state,
                    const QJsonValue &value)
    {
        QCborArray values =
            ChangeRecorder::current(m_context.db, Register::ConversationState, id.value);
        if (state == u"done")
            values[0] = int(ConversationState::Done);
        else if (state == u"spam")
            values[0] = int(ConversationState::Spam);
        else if (state == u"waiting")
            values[0] = int(ConversationState::Waiting);
        else if (state == u"snoozed")
            values[0] = int(ConversationState::Snoozed);
        else
            values[0] = int(ConversationState::Open);
        if (state != u"open")
            values[3] = never;
        recorder.set(Register::ConversationState, id.value, values);
        if (state == u"snoozed") {
            const Timestamp until =
                m_context.now + std::chrono::hours(value["snooze_hours"_L1].toInteger(24));
            recorder.set(
                Register::ConversationSnooze, id.value,
                {toMilliseconds(until), QString(), 0, value["snooze_reason"_L1].toString()});
        }
    }

    void addPromises(const QJsonArray &promises)
    {
        const QTimeZone zone = QTimeZone::systemTimeZone();
        const QDate today = toLocalDateTime(m_context.now).date();
        for (const QJsonValue &value : promises) {
            ChangeRecorder recorder(m_context, u"sample"_s);
            const MessageId source = m_messages.value(value["message"_L1].toString());
            const auto author = authorOf(m_context.db, source);
            if (!author)
                continue;
            PromiseDraft draft{.person = author->person,
                               .isOurs = value["ours"_L1].toBool(),
                               .words = value["words"_L1].toString(),
                               .owner = m_staff.value(value["owner"_L1].toString()),
                               .source = source,
                               .quote = value["quote"_L1].toString()};
            if (author->direction == Direction::Outgoing)
                draft.person = partnerIn(m_context.db, author->conversation);
            if (value["due_days"_L1].isDouble())
                draft.due = dueOn(today.addDays(value["due_days"_L1].toInteger()), zone);
            const PromiseId id =
                addHiddenPromise(m_context, draft, passageIn(m_context.db, source, draft.quote));
            recorder.set(Register::PromiseDeleted, id.value, {0});
            const MessageId kept = m_messages.value(value["kept_by"_L1].toString());
            if (value["state"_L1].toString() != toString(PromiseState::Kept))
                continue;
            QCborArray state = stateValues(m_context, PromiseState::Kept, {}, kept);
            if (const auto item = timelineMessage(m_context.db, kept))
                state[2] = toMilliseconds(item->at);
            recorder.set(Register::PromiseState, id.value, state);
        }
    }

    void addSessions(const QJsonArray &sessions)
    {
        for (const QJsonValue &value : sessions) {
            ChangeRecorder recorder(m_context, u"sample"_s);
            const qint64 id = addHiddenSession(m_context, value["title"_L1].toString()).value;
            recorder.set(Register::SessionDeleted, id, {0});
            recorder.set(Register::SessionPurpose, id, {value["purpose"_L1].toString()});
            recorder.set(Register::SessionAsk, id, {value["ask"_L1].toString()});
            recorder.set(Register::SessionGive, id, {value["give"_L1].toString()});
            recorder.set(Register::SessionPlace, id, {value["place"_L1].toString()});
            recorder.set(Register::SessionStartsAt, id,
                         {toMilliseconds(ago(value["starts_minutes_ago"_L1]))});
            recorder.set(Register::SessionHost, id,
                         {m_staff.value(value["host"_L1].toString()).value});
            recorder.set(Register::SessionStage, id,
                         {int(sessionStageFromString(value["stage"_L1].toString())
                                  .value_or(SessionStage::Imagine))});
            recorder.set(Register::SessionState, id,
                         {int(sessionStateFromString(value["state"_L1].toString())
                                  .value_or(SessionState::Idea))});
            recorder.set(Register::SessionNotebook, id, {notebook(value["lines"_L1].toArray())});
            recorder.set(Register::SessionOutcome, id, {value["outcome"_L1].toString()});
            recorder.set(Register::SessionEndsAt, id,
                         {toMilliseconds(ago(value["starts_minutes_ago"_L1]) +
                                         std::chrono::minutes(value["minutes"_L1].toInteger(90)))});
            recorder.set(Register::SessionCollaboration, id,
                         {collaboration(recorder, value["collaboration"_L1]).value});
            for (const QJsonValue &each : value["participants"_L1].toArray())
                addParticipant(recorder, id, value, each);
            addAgenda(recorder, SessionId{id}, value["agenda"_L1].toArray());
            addOutcomes(recorder, SessionId{id}, value["outcomes"_L1].toArray());
            for (const QJsonValue &message : value["inspired_by"_L1].toArray()) {
                if (const MessageId source = m_messages.value(message.toString()); source.isValid())
                    recorder.setMember(Register::SessionMessage, id, source.value, true);
            }
        }
    }

    CollaborationId collaboration(ChangeRecorder &recorder, const QJsonValue &value)
    {
        const QString title = value["title"_L1].toString();
        if (title.isEmpty())
            return {};
        CollaborationId &id = m_collaborations[title];
        if (!id.isValid()) {
            id = addHiddenCollaboration(m_context, title);
            recorder.set(Register::CollaborationPurpose, id.value,
                         {value["purpose"_L1].toString()});
            recorder.set(Register::CollaborationDeleted, id.value, {0});
        }
        return id;
    }

    void addParticipant(ChangeRecorder &recorder, qint64 session, const QJsonValue &of,
                        const QJsonValue &value)
    {
        const qint64 person = m_people.value(value["person"_L1].toString()).value;
        const qint64 host = m_staff.value(of["host"_L1].toString()).value;
        const qint64 starts = toMilliseconds(ago(of["starts_minutes_ago"_L1]));
        constexpr qint64 day = 24 * 60 * 60 * 1000;
        const QString status = value["status"_L1].toString();
        const bool isTold =
            of["state"_L1].toString() == u"closed" || of["state"_L1].toString() == u"reported-back";
        recorder.setMember(Register::SessionPerson, session, person, true);
        recorder.set(Register::SessionParticipant, session, person,
                     {0, value["consent"_L1].toString(), 0});
        recorder.set(
            Register::SessionInvitation, session, person,
            {int(TellingWay::Otherwise), starts - 14 * day, host, QString(), QByteArray()});
        const auto answer = status == u"declined"  ? SessionAnswer::No
                            : status == u"invited" ? SessionAnswer::None
                                                   : SessionAnswer::Yes;
        if (answer != SessionAnswer::None)
            recorder.set(Register::SessionAnswer, session, person,
                         {int(answer), starts - 11 * day, 0});
        if (status == u"came")
            recorder.set(Register::SessionAttendance, session, person,
                         {int(Attendance::Came), starts});
        if (isTold)
            recorder.set(
                Register::SessionReport, session, person,
                {int(TellingWay::Otherwise), starts + 9 * day, host, QString(), QByteArray()});
        if (const QString thanks = value["thanks"_L1].toString(); !thanks.isEmpty())
            recorder.set(Register::SessionThanks, session, person, {thanks, starts + 9 * day});
    }

    void addAgenda(ChangeRecorder &recorder, SessionId session, const QJsonArray &items)
    {
        for (const QJsonValue &each : items) {
            const qint64 item = addHiddenItem(m_context, session).value;
            recorder.set(Register::SessionItemWhat, item,
                         {each["title"_L1].toString(), each["minutes"_L1].toInteger(),
                          each["lead"_L1].toString()});
            recorder.set(Register::SessionItemState, item,
                         {int(agendaStateFromString(each["state"_L1].toString())
                                  .value_or(AgendaState::Planned))});
            recorder.set(Register::SessionItemDeleted, item, {0});
        }
    }

    void addOutcomes(ChangeRecorder &recorder, SessionId session, const QJsonArray &outcomes)
    {
        const auto known = sessionById(m_context.db, session);
        for (const QJsonValue &each : outcomes) {
            SessionLineId from;
            for (const SessionLine &line : known ? known->lines : QList<SessionLine>()) {
                if (line.text == each["from"_L1].toString())
                    from = line.id;
            }
            const qint64 outcome = addHiddenOutcome(m_context, session).value;
            recorder.set(Register::SessionOutcomeBody, outcome,
                         {each["text"_L1].toString(), from.value, each["url"_L1].toString()});
            recorder.set(Register::SessionOutcomeDeleted, outcome, {0});
        }
    }

    QString notebook(const QJsonArray &lines) const
    {
        QString text;
        for (const QJsonValue &line : lines) {
            const QString kind = line["kind"_L1].toString();
            const QString author = line["author"_L1].toString();
            const QString name = m_names.value(author, m_staffNames.value(author));
            if (kind == u"text")
                text += line["text"_L1].toString() + u"\n\n";
            else
                text += kind + (name.isEmpty() ? QString() : u" @"_s + name) + u": " +
                        line["text"_L1].toString() + u"\n";
        }
        return text;
    }

    WriteContext &m_context;
    QHash<QString, Account> m_accounts; ///< by channel
    QHash<QString, StaffId> m_staff;
    QHash<QString, QString> m_staffNames;
    QHash<QString, PersonId> m_people;
    QHash<QString, QString> m_names;     ///< of people
    QHash<QString, Address> m_addresses; ///< by person/kind
    QHash<QString, Uid> m_uids;          ///< by the sample's message id
    QHash<QString, QString> m_conversationOf;
    QHash<QString, MessageId> m_messages;
    QHash<QString, ConversationId> m_conversations;
    QHash<QString, CollaborationId> m_collaborations; ///< by title
};

} // namespace

SampleWorkspace::SampleWorkspace(Store &store) : m_store(store)
{
}

QFuture<Result<void>> SampleWorkspace::add()
{
    return m_store.write([](WriteContext &context) -> Result<void> {
        if (hasSample(context.db))
            return fail(
                ErrorKind::Invalid,
                QStringLiteral("The sample is in this workspace already; nothing was changed."));
        Loader(context).load();
        return {};
    });
}

QFuture<Result<void>> SampleWorkspace::remove()
{
    return m_store.write([](WriteContext &context) { removeSample(context); });
}

QFuture<Result<bool>> SampleWorkspace::isPresent()
{
    return m_store.read([](ReadContext &context) { return hasSample(context.db); });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/passagestore.h"
#include "core/storage/triagestore.h"
#include "tests/support/random.h"
#include "tests/support/room.h"
#include "tests/support/sequences.h"

#include <QTest>
#include <map>
#include <set>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

namespace
{

/// A quick part; CASEMENT_SEQUENCES says how many, CASEMENT_SEED where to begin.
constexpr int usualSequences = 100;
constexpr int operations = 14;
constexpr qint64 nobody = std::numeric_limits<qint64>::max();

/// What ought to stand where, kept without SQL. Conversations and messages are named by their ids
/// in the store.
struct Model {
    struct Words {
        IncomingMessage asTaken;
        int room = 0;
        qint64 passage = 0; ///< 0: where the room is
        bool isOurs = false;
        bool isRead = false;
    };
    struct Split {
        int room = 0;
        qint64 from = 0;
        bool isBack = false;
    };
    struct Step {
        ChangeId change;
        qint64 conversation = 0;
        bool goesBack = false;                                ///< what it did
        std::map<qint64, std::pair<qint64, qint64>> passages; ///< message: before, after
        bool isUndone = false;
    };
    std::map<qint64, Words> words;
    std::map<qint64, Split> splits;
    QList<Step> steps;
    qint64 rooms[2] = {0, 0};

    qint64 living(qint64 conversation) const
    {
        for (auto at = splits.find(conversation); at != splits.end() && at->second.isBack;
             at = splits.find(conversation))
            conversation = at->second.from;
        return conversation;
    }
    qint64 placeOf(const Words &each) const
    {
        return living(each.passage ? each.passage : rooms[each.room]);
    }
    std::set<qint64> in(qint64 conversation) const
    {
        std::set<qint64> ids;
        for (const auto &[id, each] : words) {
            if (placeOf(each) == conversation)
                ids.insert(id);
        }
        return ids;
    }
};

} // namespace

/// Random talk in two rooms, split, put back, undone, fetched again: the store says what a model
/// without SQL says, and nothing breaks an invariant on the way.
class PassagePropertyTest final : public QObject
{
    Q_OBJECT

    TestDesk m_desk;
    Room m_rooms[2] = {Room(m_desk, u"#one"_s), Room(m_desk, u"#two"_s)};
    int m_made = 0;
    Timestamp m_at;

    IncomingMessage line(int room, testing::Random &random, bool isOurs, qint64 answers,
                         const Model &model)
    {
        static const QString nicks[] = {u"ann"_s, u"bob"_s, u"carl"_s, u"dora"_s};
        const QByteArray id = "m" + QByteArray::number(++m_made);
        const QString text = (random.chance(0.5) ? u"team: words %1"_s : u"words %1"_s).arg(m_made);
        IncomingMessage message = isOurs ? m_rooms[room].ours(text, id)
                                         : m_rooms[room].line(random.pick(nicks), text, id);
        if (answers)
            message.inReplyTo = {model.words.at(answers).asTaken.messageId};
        if (random.chance(0.2))
            message.attachments = {
                {.name = u"log.txt"_s, .mediaType = u"text/plain"_s, .data = "x"}};
        m_at += std::chrono::minutes(1);
        message.sentAt = m_at;
        message.receivedAt = m_at;
        return message;
    }

    void receive(WriteContext &context, Model &model, int room, bool isOurs, qint64 answers,
                 testing::Random &random)
    {
        const IncomingMessage message = line(room, random, isOurs, answers, model);
        std::ignore = ingest(context, m_rooms[room].account,
                             {prepareMessage(message, context.now + std::chrono::hours(24))}, {});
        const qint64 id = context.db.number("SELECT max(id) FROM message", 0);
        Model::Words words{.asTaken = message, .room = room, .isOurs = isOurs};
        if (answers && model.words.at(answers).room == room) {
            const qint64 stands = model.placeOf(model.words.at(answers));
            words.passage = stands == model.rooms[room] ? 0 : stands;
        }
        if (!model.rooms[room])
            model.rooms[room] =
                context.db.number("SELECT conversation_id FROM message WHERE id = ?", 0, id);
        model.words.emplace(id, words);
        if (isOurs) {
            for (const qint64 each : model.in(model.placeOf(words)))
                model.words.at(each).isRead = true;
        }
    }

    static qint64 any(const Model &model, testing::Random &random)
    {
        return std::next(model.words.begin(), random.below(int(model.words.size())))->first;
    }

    static void undo(WriteContext &context, Model &model, Model::Step &step)
    {
        const auto undone = undoChange(context, step.change);
        Model::Split &split = model.splits.at(step.conversation);
        bool isOvertaken = split.isBack != step.goesBack;
        Model::Step made{.change = undone ? undone->id : ChangeId(),
                         .conversation = step.conversation,
                         .goesBack = !step.goesBack,
                         .passages = {}};
        if (!isOvertaken && step.goesBack) {
            // What belongs to it or to what is back in it, and what comes back to it by this undo.
            qint64 belongs = 0;
            for (const auto &[id, each] : model.words) {
                const auto joins = step.passages.find(id);
                qint64 at = joins != step.passages.end() && each.passage == joins->second.second
                                ? step.conversation
                                : each.passage;
                while (at && at != step.conversation && model.splits.at(at).isBack)
                    at = model.splits.contains(model.splits.at(at).from) ? model.splits.at(at).from
                                                                         : 0;
                belongs += at == step.conversation;
            }
            const auto around = qint64(model.in(model.living(split.from)).size());
            isOvertaken = belongs == 0 || belongs >= around;
        }
        step.isUndone = undone && undone->id.isValid();
        if (isOvertaken)
            return;
        split.isBack = !step.goesBack;
        for (const auto &[id, passages] : step.passages) {
            if (model.words.at(id).passage != passages.second)
                continue;
            model.words.at(id).passage = passages.first;
            made.passages.emplace(id, std::pair(passages.second, passages.first));
        }
        model.steps.append(made);
    }

    void apply(WriteContext &context, Model &model, testing::Random &random, QString &log)
    {
        switch (random.below(10)) {
        case 0:
        case 1:
        case 2: {
            const bool isOurs = random.chance(0.25);
            const qint64 answers = random.chance(0.6) ? any(model, random) : 0;
            const int room =
                answers && random.chance(0.9) ? model.words.at(answers).room : random.below(2);
            receive(context, model, room, isOurs, answers, random);
            log += u" say%1>%2"_s.arg(m_made).arg(answers);
            break;
        }
        case 3:
        case 4: {
            const qint64 conversation = model.placeOf(model.words.at(any(model, random)));
            QList<MessageId> messages;
            for (const qint64 id : model.in(conversation)) {
                if (random.chance(0.4))
                    messages.append(MessageId{id});
            }
            const auto proposal = proposePassage(context.db, messages);
            if (!proposal)
                break;
            ChangeRecorder recorder(context, u"split-off"_s);
            const qint64 id = splitOff(recorder, context, messages, *proposal, u"x"_s).value;
            Model::Step step{.change = recorder.finish().id, .conversation = id, .passages = {}};
            for (const MessageId each : std::as_const(messages)) {
                qint64 &passage = model.words.at(each.value).passage;
                step.passages.emplace(each.value, std::pair(passage, id));
                passage = id;
            }
            model.splits.emplace(id,
                                 Model::Split{.room = model.words.at(messages.first().value).room,
                                              .from = conversation});
            model.steps.append(step);
            log += u" split%1/%2"_s.arg(conversation).arg(messages.size());
            break;
        }
        case 5: {
            if (model.splits.empty())
                break;
            auto split = std::next(model.splits.begin(), random.below(int(model.splits.size())));
            if (split->second.isBack)
                break;
            ChangeRecorder recorder(context, u"put-back"_s);
            putBack(recorder, context, ConversationId{split->first});
            split->second.isBack = true;
            model.steps.append({.change = recorder.finish().id,
                                .conversation = split->first,
                                .goesBack = true,
                                .passages = {}});
            log += u" back%1"_s.arg(split->first);
            break;
        }
        case 6:
        case 7: {
            if (model.steps.isEmpty())
                break;
            const int which = random.below(int(model.steps.size()));
            if (model.steps.at(which).isUndone)
                break;
            log += u" undo%1"_s.arg(which);
            Model::Step step = model.steps.at(which);
            undo(context, model, step);
            model.steps[which].isUndone = step.isUndone;
            break;
        }
        case 8: {
            const Model::Words &again = model.words.at(any(model, random));
            std::ignore =
                ingest(context, m_rooms[again.room].account,
                       {prepareMessage(again.asTaken, context.now + std::chrono::hours(24))}, {});
            log += u" again"_s;
            break;
        }
        default: {
            const qint64 conversation = model.placeOf(model.words.at(any(model, random)));
            std::ignore = markConversationRead(context, ConversationId{conversation});
            for (const qint64 each : model.in(conversation))
                model.words.at(each).isRead = true;
            log += u" read%1"_s.arg(conversation);
            break;
        }
        }
    }

    static QString wrong(const char *what, qint64 id)
    {
        return QStringLiteral("%1 of %2").arg(QLatin1StringView(what)).arg(id);
    }

    /// What differs between the store and \a model; empty when nothing does.
    static QString check(WriteContext &context, const Model &model)
    {
        Db &db = context.db;
        if (db.number("SELECT count(*) FROM message", 0) != qint64(model.words.size()))
            return u"how many messages there are"_s;
        std::map<qint64, QList<qint64>> places;
        for (const auto &[id, each] : model.words) {
            if (db.number("SELECT conversation_id FROM message WHERE id = ?", 0, id) !=
                model.placeOf(each))
                return wrong("the place", id);
            places[model.placeOf(each)].append(id);
        }
        for (const auto &[conversation, ids] : places) {
            Timestamp newest;
            Timestamp newestOfThem;
            Timestamp newestOfOurs;
            qint64 files = 0;
            bool isUnread = false;
            std::set<qint64> asked;
            std::set<QString> people;
            QString snippet;
            for (const qint64 id : ids) { // ids run with time here
                const Model::Words &words = model.words.at(id);
                const Timestamp at = words.asTaken.receivedAt;
                newest = std::max(newest, at);
                files += words.asTaken.attachments.size();
                if (words.isOurs) {
                    newestOfOurs = std::max(newestOfOurs, at);
                    snippet = words.asTaken.text;
                } else if (!words.asTaken.isContext) {
                    newestOfThem = std::max(newestOfThem, at);
                    isUnread |= !words.isRead;
                    asked.insert(toMilliseconds(at));
                    people.insert(words.asTaken.author.address);
                    snippet = words.asTaken.text;
                }
            }
            const auto summary = conversationSummary(db, ConversationId{conversation});
            if (!summary || summary->messageCount != ids.size())
                return wrong("the count", conversation);
            if (summary->lastMessageAt != newest ||
                summary->lastPersonMessageAt.value_or(Timestamp()) != newestOfThem ||
                db.number("SELECT last_reply_at FROM conversation WHERE id = ?", -1,
                          conversation) != toMilliseconds(newestOfOurs))
                return wrong("the times", conversation);
            if (db.number("SELECT attachment_count FROM conversation WHERE id = ?", -1,
                          conversation) != files)
                return wrong("the files", conversation);
            if (summary->unread != isUnread)
                return wrong("whether something is unread", conversation);
            if (!snippet.isEmpty() && summary->snippet != snippet)
                return wrong("the line", conversation);
            const qint64 waits =
                db.number("SELECT waiting_since FROM conversation WHERE id = ?", 0, conversation);
            if (waits != nobody && !asked.contains(waits))
                return wrong("who waits", conversation);
            // Whoever wrote after all that we said is waited for, unless it is closed.
            if (newestOfThem > newestOfOurs && summary->state != ConversationState::Done &&
                waits == nobody)
                return wrong("whom nobody sees waiting", conversation);
            std::set<QString> shown;
            Statement rows = db.prepare(
                "SELECT i.address FROM conversation_person cp JOIN identity i ON i.person_id = "
                "cp.person_id WHERE cp.conversation_id = ? AND cp.is_joined = 0");
            rows.bind(conversation);
            while (rows.next())
                shown.insert(rows.text(0));
            // Where we spoke first it is with whom we spoke to.
            for (const QString &room : {u"#one@irc.example"_s, u"#two@irc.example"_s})
                shown.erase(room);
            if (shown != people)
                return wrong("who takes part", conversation);
        }
        for (const auto &[id, split] : model.splits) {
            const auto state = conversationSummary(db, ConversationId{id})->state;
            if ((state == ConversationState::Merged) != split.isBack)
                return wrong("whether it is back", id);
            if (!split.isBack && !places.contains(id))
                return wrong("what is left", id);
        }
        ReadContext read{db, context.blobs, context.now};
        return verifyWorkspace(read).join(u' ');
    }

private Q_SLOTS:
    void randomSequences()
    {
        const testing::Sequences sequences(20261122, usualSequences, operations);
        for (int i = 0; i < sequences.count; ++i) {
            QString log;
            const auto result = m_desk.store->write([&](WriteContext &context) -> Result<void> {
                testing::Random random(sequences.seed + quint64(i));
                Model model;
                m_made = 0;
                m_at = context.now;
                for (int begin = 0; begin < 6; ++begin)
                    receive(context, model, begin % 2, false, 0, random);
                QString difference;
                for (int step = 0; step < operations && difference.isEmpty(); ++step) {
                    apply(context, model, random, log);
                    difference = check(context, model);
                }
                if (const auto error = context.db.error())
                    difference = error->detail;
                return fail(ErrorKind::Cancelled, difference);
            });
            const auto taken = result.result();
            QVERIFY2(!taken.has_value() && taken.error().detail.isEmpty(),
                     qPrintable(u"sequence %1:%2: %3"_s.arg(i).arg(
                         log, taken ? QString() : taken.error().detail)));
        }
    }
};

QTEST_GUILESS_MAIN(PassagePropertyTest)
#include "passagepropertytest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/personrows.h"

#include "core/storage/joinstore.h"
#include "core/storage/persontimeline.h"
#include "core/storage/sqlite.h"

namespace casement
{

QList<PersonTable> personTables()
{
    using enum PersonTable::Speaks;
    return {
        {"person", OfOne, "id IN (SELECT id FROM subject_person)"},
        {"identity", OfOne, "person_id IN (SELECT id FROM subject_person)"},
        {"identity_trait", OfOne,
         "identity_id IN (SELECT id FROM subject_identity) OR message_id IN (SELECT id FROM "
         "subject_message)"},
        {"person_join", OfOne,
         "survivor_id IN (SELECT id FROM subject_person) OR merged_id IN (SELECT id FROM "
         "subject_person)"},
        {"person_verdict", OfOne,
         "first_id IN (SELECT id FROM subject_person) OR second_id IN (SELECT id FROM "
         "subject_person)"},
        {"fact", OfOne,
         "person_id IN (SELECT id FROM subject_person) OR (other_person_id > 0 AND other_person_id "
         "IN (SELECT id FROM subject_person)) OR (source_message_id > 0 AND source_message_id IN "
         "(SELECT id FROM subject_message))"},
        {"consent", OfOne,
         "person_id IN (SELECT id FROM subject_person) OR (proof_message_id > 0 AND "
         "proof_message_id IN (SELECT id FROM subject_message))"},
        {"message", OfOne,
         "id IN (SELECT id FROM subject_message UNION SELECT id FROM subject_answer)"},
        {"message_body", OfOne,
         "message_id IN (SELECT id FROM subject_message UNION SELECT id FROM subject_answer)"},
        {"message_version", OfOne,
         "message_id IN (SELECT id FROM subject_message UNION SELECT id FROM subject_answer)"},
        {"attachment", OfOne,
         "message_id IN (SELECT id FROM subject_message UNION SELECT id FROM subject_answer)"},
        {"early_removal", OfOne,
         "(kind, address) IN (SELECT i.kind, i.address FROM identity i JOIN subject_identity s ON "
         "s.id = i.id)"},
        {"ask_voice", OfOne,
         "person_id IN (SELECT id FROM subject_person) OR message_id IN (SELECT id FROM "
         "subject_message)"},
        {"promise", OfOne,
         "person_id IN (SELECT id FROM subject_person) OR (source_message_id > 0 AND "
         "source_message_id IN (SELECT id FROM subject_message UNION SELECT id FROM "
         "subject_answer)) OR (kept_message_id > 0 AND kept_message_id IN (SELECT id FROM "
         "subject_message UNION SELECT id FROM subject_answer))"},
        {"promise_term", OfOne,
         "promise_id IN (SELECT id FROM promise WHERE person_id IN (SELECT id FROM "
         "subject_person))"},
        {"session_person", OfOne, "person_id IN (SELECT id FROM subject_person)"},
        {"session_line", OfOne,
         "(author_person_id > 0 AND author_person_id IN (SELECT id FROM subject_person)) OR "
         "(message_id > 0 AND message_id IN (SELECT id FROM subject_message))"},
        {"session_message", OfOne, "message_id IN (SELECT id FROM subject_message)"},
        {"conversation_person", OfOne, "person_id IN (SELECT id FROM subject_person)"},
        {"note", OfOne, "conversation_id IN (SELECT id FROM subject_conversation)"},
        {"draft", OfOne,
         R"(conversation_id IN (SELECT id FROM subject_conversation) OR EXISTS (SELECT 1 FROM identity i JOIN
            subject_identity s ON s.id = i.id WHERE instr(draft.content, '\"' || i.address || '\"') > 0))"},
        {"draft_file", OfOne,
         R"(draft_id IN (SELECT d.id FROM draft d WHERE d.conversation_id IN (SELECT id FROM subject_conversation) OR EXISTS
            (SELECT 1 FROM identity i JOIN subject_identity s ON s.id = i.id WHERE instr(d.content, '\"' || i.address || '\"') > 0))
            OR outbox_id IN (SELECT id FROM outbox WHERE message_id IN (SELECT id FROM subject_answer)))"},
        {"outbox", OfOne, "message_id IN (SELECT id FROM subject_answer)"},
        {"outbox_journal", OfOne,
         "outbox_id IN (SELECT id FROM outbox WHERE message_id IN (SELECT id FROM "
         "subject_answer))"},

        {"conversation", OfMany,
         "id IN (SELECT id FROM subject_conversation) OR id IN (SELECT conversation_id FROM "
         "conversation_person WHERE person_id IN (SELECT id FROM subject_person))"},
        {"conversation_tag", OfMany,
         "conversation_id IN (SELECT id FROM subject_conversation) AND add_hlc > rem_hlc"},
        {"change", OfMany,
         "id IN (SELECT change_id FROM change_conversation WHERE conversation_id IN (SELECT id "
         "FROM subject_conversation))"},
        {"ask", OfMany,
         "id IN (SELECT ask_id FROM ask_voice WHERE person_id IN (SELECT id FROM subject_person))"},
        {"session", OfMany,
         "id IN (SELECT session_id FROM session_person WHERE person_id IN (SELECT id FROM "
         "subject_person)) OR id IN (SELECT session_id FROM session_message WHERE message_id IN "
         "(SELECT id FROM subject_message))"},
        {"session_item", OfMany,
         "session_id IN (SELECT session_id FROM session_person WHERE person_id IN (SELECT id FROM "
         "subject_person))"},
        {"session_outcome", OfMany,
         "session_id IN (SELECT session_id FROM session_person WHERE person_id IN (SELECT id FROM "
         "subject_person))"},
        {"session_ask", OfMany,
         "ask_id IN (SELECT ask_id FROM ask_voice WHERE person_id IN (SELECT id FROM "
         "subject_person))"},
        {"collaboration", OfMany,
         "id IN (SELECT s.collaboration_id FROM session s JOIN session_person sp ON sp.session_id "
         "= s.id WHERE sp.person_id IN (SELECT id FROM subject_person))"},
        {"import_run", OfMany,
         "id IN (SELECT import_id FROM import_person WHERE person_id IN (SELECT id FROM "
         "subject_person)) OR id IN (SELECT import_id FROM import_message WHERE message_id IN "
         "(SELECT id FROM subject_message)) OR id IN (SELECT import_id FROM import_identity WHERE "
         "identity_id IN (SELECT id FROM subject_identity))"},
        {"saved_view", OfMany,
         "EXISTS (SELECT 1 FROM identity i JOIN subject_identity s ON s.id = i.id WHERE "
         "instr(saved_view.query, i.address) > 0)"},

        {"change_conversation", Derived},
        {"promise_change", Derived},
        {"import_message", Derived},
        {"import_person", Derived},
        {"import_identity", Derived},
        {"import_conversation", Derived},
        {"sync_clock", Derived},
        {"thread_key", Derived},
        {"unread_place", Derived},
        {"blob", Derived}, // the files of the rows above, which are given as files
        {"message_search", Derived},
        {"title_search", Derived},
        {"ask_search", Derived},
        {"session_search", Derived},

        {"account", OfNobody},
        {"account_cursor", OfNobody},
        {"erased", OfNobody},
        {"import_file", OfNobody},
        {"list_word", OfNobody},
        {"meta", OfNobody},
        {"saved_reply", OfNobody},
        {"sqlite_sequence", OfNobody},
        {"staff", OfNobody},
        {"tag", OfNobody},
    };
}

void chooseSubject(Db &db, PersonId person)
{
    const PersonId root = shownPerson(db, person);
    for (const char *table : {"subject_person", "subject_identity", "subject_message",
                              "subject_answer", "subject_conversation"}) {
        const QByteArray made =
            QByteArray("CREATE TEMP TABLE IF NOT EXISTS ") + table + " (id INTEGER PRIMARY KEY)";
        const QByteArray emptied = QByteArray("DELETE FROM ") + table;
        db.exec(made.constData());
        db.exec(emptied.constData());
    }
    db.run("INSERT INTO subject_person SELECT member_id FROM person_member WHERE root_id = ?",
           root);
    db.run(
        "INSERT INTO subject_identity SELECT id FROM identity WHERE person_id IN (SELECT id FROM "
        "subject_person)");
    db.run(
        "INSERT INTO subject_message SELECT id FROM message WHERE identity_id IN (SELECT id FROM "
        "subject_identity)");
    db.run(
        "INSERT INTO subject_conversation SELECT id FROM conversation WHERE person_id IN (SELECT "
        "id FROM subject_person)");
    for (const MessageId message : messagesTo(db, root))
        db.run("INSERT OR IGNORE INTO subject_answer VALUES (?)", message);
}

} // namespace casement

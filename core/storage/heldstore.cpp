// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/heldstore.h"

#include "core/domain/message.h"
#include "core/domain/notebook.h"
#include "core/storage/changelog.h"
#include "core/storage/conversationstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/json.h"
#include "core/storage/personrows.h"
#include "core/storage/sqlite.h"

#include <QCborValue>
#include <QRegularExpression>
#include <algorithm>

namespace casement
{

namespace
{

const QString otherWords = QString::fromUtf8(notTheirs);

/// A name that a file may have everywhere.
QString safeName(const QString &name, const QString &fallback)
{
    static const QRegularExpression unfit(QStringLiteral("[\\\\/:*?\"<>|\\x00-\\x1f\\x7f]"));
    QString safe = QString(name).replace(unfit, QStringLiteral("_")).trimmed().right(120);
    while (safe.startsWith(u'.'))
        safe.remove(0, 1);
    return safe.isEmpty() ? fallback : safe;
}

class HeldRows
{
public:
    HeldRows(WriteContext &context, PersonId root) : m_db(context.db), m_root(root) {}

    HeldRecord read(Timestamp now)
    {
        HeldRecord record{.person = m_root, .at = now};
        chooseSubject(m_db, m_root);
        readSubject(record);
        for (const PersonTable &table : personTables()) {
            if (!table.rows)
                continue;
            const QByteArray name(table.name);
            const QJsonArray rows = name == "change" ? changes(table) : rowsOf(table);
            if (table.speaks == PersonTable::Speaks::OfOne)
                remember(name, rows);
            if (!rows.isEmpty())
                record.tables.insert(QString::fromLatin1(table.name), rows);
        }
        addFiles(record);
        return record;
    }

private:
    void readSubject(HeldRecord &record)
    {
        Statement name = m_db.prepare("SELECT name, language FROM person WHERE id = ?");
        name.bind(m_root);
        if (name.next()) {
            record.name = name.text(0);
            record.language = name.text(1);
        }
        Statement rows = m_db.prepare("SELECT id FROM subject_person");
        while (rows.next())
            m_people.insert(rows.integer(0));
        Statement addresses =
            m_db.prepare("SELECT i.address, p.name FROM identity i JOIN person p ON "
                         "p.id = i.person_id WHERE p.id IN (SELECT id FROM "
                         "subject_person)");
        while (addresses.next()) {
            m_own.insert(addresses.text(0).toLower());
            m_own.insert(addresses.text(1).toLower());
        }
    }

    QJsonArray rowsOf(const PersonTable &table)
    {
        QJsonArray array;
        Statement rows =
            m_db.prepare(QByteArray("SELECT * FROM ") + table.name + " WHERE " + table.rows);
        while (rows.next()) {
            QJsonObject row;
            for (int column = 0; column < rows.columnCount(); ++column) {
                const QString name = rows.columnName(column);
                row.insert(name, valueOf(rows, column, name));
            }
            leaveOthersOut(QString::fromLatin1(table.name), row);
            array.append(row);
        }
        return array;
    }

    void remember(const QByteArray &table, const QJsonArray &rows)
    {
        QSet<qint64> &ids = m_rows[table];
        for (const QJsonValue &row : rows)
            ids.insert(row[QLatin1StringView("id")].toInteger());
    }

    /// Who did what in their conversations, and every earlier wording of rows that are theirs;
    /// these stand in no table any more, and are only found by looking through all changes.
    QJsonArray changes(const PersonTable &table)
    {
        QSet<qint64> inTheirConversations;
        Statement known = m_db.prepare(QByteArray("SELECT id FROM change WHERE ") + table.rows);
        while (known.next())
            inTheirConversations.insert(known.integer(0));
        QJsonArray array;
        Statement rows = m_db.prepare(
            "SELECT id, uid, at, actor_id, verb, detail, writes FROM change ORDER BY id");
        while (rows.next()) {
            QJsonArray writes;
            const QCborArray all = QCborValue::fromCbor(rows.blob(6)).toArray();
            for (const QCborValue &value : all) {
                const QCborArray write = value.toArray();
                const auto reg = static_cast<Register>(write.at(0).toInteger());
                if (m_rows.value(tableOf(reg)).contains(write.at(1).toInteger()))
                    writes.append(
                        QJsonObject{{QStringLiteral("table"), QString::fromLatin1(tableOf(reg))},
                                    {QStringLiteral("row"), write.at(1).toInteger()},
                                    {QStringLiteral("before"), write.at(3).toJsonValue()},
                                    {QStringLiteral("after"), write.at(4).toJsonValue()}});
            }
            if (writes.isEmpty() && !inTheirConversations.contains(rows.integer(0)))
                continue;
            QJsonObject row;
            for (int column = 0; column < 6; ++column) {
                const QString name = rows.columnName(column);
                row.insert(name, valueOf(rows, column, name));
            }
            row.insert(QStringLiteral("writes"), writes);
            array.append(row);
        }
        return array;
    }

    static QJsonValue valueOf(const Statement &row, int column, const QString &name)
    {
        constexpr int sqliteInteger = 1;
        constexpr int sqliteBlob = 4;
        if (row.isNull(column))
            return QJsonValue::Null;
        if (row.columnType(column) == sqliteBlob) {
            if (name == u"uid")
                return row.uid(column).toString();
            return QString::fromLatin1(row.blob(column).toBase64());
        }
        if (row.columnType(column) == sqliteInteger) {
            const bool isTime = name == u"at" || name == u"until" || name.endsWith(u"_at");
            const qint64 number = row.integer(column);
            if (isTime && number > 0 && number != never)
                return toIso(fromMilliseconds(number));
            return number == never ? QJsonValue() : QJsonValue(number);
        }
        const QString text = row.text(column);
        if (name == u"recipients" || name == u"content" || name == u"headers" ||
            name == u"replaced" || name == u"paths") {
            const QJsonDocument parsed = QJsonDocument::fromJson(text.toUtf8());
            if (parsed.isArray())
                return parsed.array();
            if (parsed.isObject())
                return parsed.object();
        }
        return text;
    }

    /// Who got a message in secret is nobody else's business.
    QJsonArray withoutSecret(const QJsonArray &recipients) const
    {
        QJsonArray open;
        for (const QJsonValue &value : recipients) {
            const QJsonArray each = value.toArray();
            if (each.at(0).toInt() != int(RecipientRole::Bcc) ||
                m_own.contains(each.at(2).toString().toLower()))
                open.append(each);
        }
        return open;
    }

    void leaveOthersOut(const QString &table, QJsonObject &row)
    {
        const auto isOther = [&](QLatin1StringView column) {
            return !m_people.contains(row.value(column).toInteger());
        };
        if (table == u"fact" && isOther(QLatin1StringView("person_id"))) {
            row.insert(QStringLiteral("body"), otherWords);
            row.insert(QStringLiteral("quote"), otherWords);
        } else if (table == u"message_body") {
            row.insert(QStringLiteral("recipients"),
                       withoutSecret(row.value(u"recipients").toArray()));
        } else if (table == u"draft" || table == u"outbox") {
            QJsonObject content = row.value(u"content").toObject();
            const QJsonValue recipients = content.value(u"recipients");
            const QJsonArray list =
                recipients.isString()
                    ? QJsonDocument::fromJson(recipients.toString().toUtf8()).array()
                    : recipients.toArray();
            content.insert(QStringLiteral("recipients"), withoutSecret(list));
            row.insert(QStringLiteral("content"), content);
        } else if (table == u"note") {
            const ConversationId conversation{row.value(u"conversation_id").toInteger()};
            row.insert(QStringLiteral("body"),
                       withoutNames(row.value(u"body").toString(), conversation));
        } else if (table == u"conversation") {
            row.remove(QStringLiteral("snippet")); // derived, of whoever spoke last
        } else if (table == u"session") {
            row.insert(QStringLiteral("notebook"), ownLines(row.value(u"notebook").toString()));
        } else if (table == u"session_line" && isOther(QLatin1StringView("author_person_id"))) {
            row.insert(QStringLiteral("author"), otherWords);
            row.insert(QStringLiteral("text"), otherWords);
        } else if (table == u"session_item") {
            const QString lead = row.value(u"lead").toString();
            if (!lead.isEmpty() && !m_own.contains(lead.toLower()))
                row.insert(QStringLiteral("lead"), otherWords);
        } else if (table == u"person_join") {
            row.remove(QStringLiteral("replaced"));
        }
    }

    /// \a text without names and addresses of others who take part in \a conversation.
    QString withoutNames(QString text, ConversationId conversation)
    {
        Statement rows = m_db.prepare(
            "SELECT p.name, i.address FROM conversation_person cp JOIN person p ON p.id = "
            "cp.person_id JOIN identity i ON i.person_id = p.id WHERE cp.conversation_id = ?");
        rows.bind(conversation);
        while (rows.next()) {
            for (const QString &word : {rows.text(0), rows.text(1)}) {
                if (word.size() >= 3 && !m_own.contains(word.toLower()))
                    text.replace(word, otherWords, Qt::CaseInsensitive);
            }
        }
        return text;
    }

    /// Of a notebook the lines that are theirs or nobody's.
    QString ownLines(const QString &notebook) const
    {
        QStringList lines = notebook.split(u'\n');
        for (const NotebookLine &line : parseNotebook(notebook)) {
            if (!line.author.isEmpty() && !m_own.contains(line.author.toLower()) &&
                line.number < lines.size())
                lines[line.number] = otherWords;
        }
        return lines.join(u'\n');
    }

    /// The originals of what they wrote, and what was attached.
    void addFiles(HeldRecord &record)
    {
        QSet<QString> used;
        const auto add = [&](qint64 blob, const QString &wanted) {
            QString name = wanted;
            for (int i = 2; used.contains(name.toLower()); ++i)
                name = QStringLiteral("%1-%2").arg(i).arg(wanted);
            used.insert(name.toLower());
            record.files.append({.name = name, .blob = blob});
        };
        Statement originals = m_db.prepare(
            "SELECT id, raw_blob_id FROM message WHERE id IN (SELECT id FROM subject_message) AND "
            "raw_blob_id IS NOT NULL AND deleted_at = 0 ORDER BY at, id");
        while (originals.next())
            add(originals.integer(1), QStringLiteral("message-%1.txt").arg(originals.integer(0)));
        Statement files = m_db.prepare(
            "SELECT a.id, a.name, a.blob_id FROM attachment a WHERE a.blob_id IS NOT NULL AND "
            "a.message_id IN (SELECT id FROM subject_message UNION SELECT id FROM subject_answer) "
            "ORDER BY a.id");
        while (files.next())
            add(files.integer(2),
                safeName(files.text(1), QStringLiteral("file-%1").arg(files.integer(0))));
    }

    Db &m_db;
    PersonId m_root;
    QSet<qint64> m_people;
    QHash<QByteArray, QSet<qint64>> m_rows; ///< ids by table, of rows that are theirs alone
    QSet<QString> m_own;                    ///< names and addresses of theirs, lower case
};

} // namespace

std::optional<HeldRecord> heldRecord(WriteContext &context, PersonId person)
{
    const PersonId root = shownPerson(context.db, person);
    if (!context.db.number("SELECT 1 FROM person WHERE id = ? AND deleted_at = 0", 0, root))
        return std::nullopt;
    return HeldRows(context, root).read(context.now);
}

} // namespace casement

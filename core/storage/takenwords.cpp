// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/takenwords.h"

#include "core/storage/sqlite.h"

#include <QCborValue>
#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace casement
{

QStringList everythingSaid(Db &db, MessageId message)
{
    QStringList texts;
    Statement rows = db.prepare("SELECT text FROM message_body WHERE message_id = ?1 UNION ALL "
                                "SELECT text FROM message_version WHERE message_id = ?1");
    rows.bind(message);
    while (rows.next())
        texts.append(rows.text(0).simplified());
    return texts;
}

bool repeats(const QStringList &texts, const QString &words)
{
    const QString wanted = words.simplified();
    return !wanted.isEmpty() && std::ranges::any_of(texts, [&](const QString &text) {
        return text.contains(wanted, Qt::CaseInsensitive);
    });
}

void scrubHistory(Db &db, const QStringList &verbs, const QList<ScrubbedText> &texts)
{
    struct Scrubbed {
        qint64 change;
        QByteArray writes;
    };
    QList<Scrubbed> scrubbed;
    {
        QStringList looked = verbs;
        looked.append(QStringLiteral("undo"));
        Statement rows = db.prepare(
            "SELECT id, writes FROM change WHERE verb IN (SELECT value FROM json_each(?))");
        rows.bind(QString::fromUtf8(
            QJsonDocument(QJsonArray::fromStringList(looked)).toJson(QJsonDocument::Compact)));
        while (rows.next()) {
            QCborArray writes = QCborValue::fromCbor(rows.blob(1)).toArray();
            bool isTouched = false;
            for (qsizetype i = 0; i < writes.size(); ++i) {
                QCborArray write = writes.at(i).toArray();
                const auto reg = static_cast<Register>(write.at(0).toInteger());
                const qint64 row = write.at(1).toInteger();
                const auto text = std::ranges::find_if(texts, [&](const ScrubbedText &each) {
                    return each.reg == reg && each.rows.contains(row);
                });
                if (text == texts.end())
                    continue;
                for (const qsizetype side : {3, 4}) {
                    QCborArray values = write.at(side).toArray();
                    values[text->column] = QString();
                    write[side] = values;
                }
                writes[i] = write;
                isTouched = true;
            }
            if (isTouched)
                scrubbed.append({rows.integer(0), writes.toCborValue().toCbor()});
        }
    }
    for (const Scrubbed &each : std::as_const(scrubbed))
        db.run("UPDATE change SET writes = ? WHERE id = ?", each.writes, each.change);
}

} // namespace casement

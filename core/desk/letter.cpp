// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/letter.h"

#include "core/domain/ask.h"
#include "core/domain/consent.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QSaveFile>
#include <algorithm>

namespace casement
{

namespace
{

/// The words of a letter in one language: resources/letter/CODE.txt, a line "key = words" each.
class LetterWords
{
public:
    explicit LetterWords(const QString &language)
    {
        const QString code = language.section(u'-', 0, 0).toLower();
        m_locale = QLocale(code.isEmpty() ? QStringLiteral("en") : code);
        read(QStringLiteral("en"));
        if (!code.isEmpty() && code != u"en" && !read(code))
            m_locale = QLocale(QLocale::English);
    }

    [[nodiscard]] QString operator()(const QString &key) const { return m_words.value(key, key); }
    [[nodiscard]] QString day(const QJsonValue &at) const
    {
        const QDateTime time = QDateTime::fromString(at.toString(), Qt::ISODate);
        return time.isValid() ? m_locale.toString(time.toLocalTime().date(), QLocale::LongFormat)
                              : QString();
    }
    [[nodiscard]] QString code() const { return m_locale.bcp47Name(); }
    [[nodiscard]] QString number(qsizetype count) const { return m_locale.toString(count); }

private:
    bool read(const QString &code)
    {
        QFile file(QStringLiteral(":/casement/letter/%1.txt").arg(code));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QStringList lines = QString::fromUtf8(file.readAll()).split(u'\n');
        for (const QString &line : lines) {
            const qsizetype sign = line.indexOf(u" = ");
            if (sign > 0 && !line.startsWith(u'#'))
                m_words.insert(line.first(sign), line.sliced(sign + 3));
        }
        return true;
    }

    QHash<QString, QString> m_words;
    QLocale m_locale;
};

class LetterWriter
{
public:
    explicit LetterWriter(const HeldRecord &record) : m_record(record), m_words(record.language) {}

    QByteArray write()
    {
        m_html =
            QStringLiteral(
                "<!DOCTYPE html>\n<html lang=\"%1\"><head><meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'unsafe-inline'\">\n<title>%2</title>\n<style>body{max-width:44em;"
                "margin:2em auto;padding:0 1em;font-family:sans-serif;line-height:1.5}h2{margin-"
                "top:2em}li{margin:.4em 0}.dim{color:#555}blockquote{margin:.3em 0 .3em 1em;"
                "white-space:pre-wrap;overflow-wrap:anywhere}</style></head><body>\n")
                .arg(m_words.code().toHtmlEscaped(),
                     m_words(QStringLiteral("title")).arg(m_record.name).toHtmlEscaped());
        m_html += u"<h1>" + m_words(QStringLiteral("title")).arg(m_record.name).toHtmlEscaped() +
                  u"</h1>\n";
        paragraph(m_words(QStringLiteral("intro")).arg(m_words.day(toIso(m_record.at))));
        writeWho();
        writeAddresses();
        writeFacts();
        writeConsents();
        writeAsks();
        writePromises();
        writeSessions();
        writeNotes();
        writeMessages();
        writeWaiting();
        writeHistory();
        writeRest();
        m_html += u"</body></html>\n";
        return m_html.toUtf8();
    }

private:
    [[nodiscard]] QJsonArray rows(const char *table)
    {
        m_told.insert(QString::fromLatin1(table));
        return m_record.tables.value(QLatin1StringView(table)).toArray();
    }
    void paragraph(const QString &text) { m_html += u"<p>" + text.toHtmlEscaped() + u"</p>\n"; }
    void heading(const char *key)
    {
        m_html += u"<h2>" + m_words(QString::fromLatin1(key)).toHtmlEscaped() + u"</h2>\n";
    }
    static QString plain(const QString &text) { return text.toHtmlEscaped(); }
    static QString quoted(const QString &text)
    {
        return u"<blockquote dir=\"auto\">" + text.toHtmlEscaped() + u"</blockquote>";
    }
    static QString dim(const QString &text)
    {
        return text.isEmpty()
                   ? QString()
                   : QString(u" <span class=\"dim\">" + text.toHtmlEscaped() + u"</span>");
    }
    /// A list under a heading, unless there is nothing.
    void list(const char *key, const QStringList &items)
    {
        if (items.isEmpty())
            return;
        heading(key);
        m_html += u"<ul>\n";
        for (const QString &item : items)
            m_html += u"<li>" + item + u"</li>\n";
        m_html += u"</ul>\n";
    }
    [[nodiscard]] QString word(const QString &key) const { return m_words(key); }

    void writeWho()
    {
        QStringList items;
        for (const QJsonValue &row : rows("person")) {
            for (const char *field : {"name", "pronouns", "language", "zone", "how_we_met"}) {
                const QString value = row[QLatin1StringView(field)].toString();
                if (!value.isEmpty())
                    items += plain(word(QString::fromLatin1(field)) + u": " + value);
            }
            const int from = row[u"quiet_from"].toInt();
            const int until = row[u"quiet_until"].toInt();
            if (from != until)
                items += word(QStringLiteral("quiet"))
                             .arg(QTime(0, 0).addSecs(from * 60).toString(u"HH:mm"),
                                  QTime(0, 0).addSecs(until * 60).toString(u"HH:mm"))
                             .toHtmlEscaped();
        }
        list("who", items);
    }

    void writeAddresses()
    {
        QStringList items;
        for (const QJsonValue &row : rows("identity"))
            items += plain(row[u"kind"].toString() + u": " + row[u"address"].toString()) +
                     dim(word(QStringLiteral("since")).arg(m_words.day(row[u"first_seen_at"])));
        for (const QJsonValue &row : rows("identity_trait"))
            items += row[u"value"].toString().toHtmlEscaped() + dim(word(QStringLiteral("trait")));
        items.removeDuplicates(); // a handle is one for each address that has it
        list("addresses", items);
    }

    void writeFacts()
    {
        QStringList items;
        for (const QJsonValue &row : rows("fact")) {
            if (!row[u"deleted_at"].toString().isEmpty())
                continue; // it was taken out; it is in the JSON until it is erased
            QString item = row[u"body"].toString().toHtmlEscaped();
            if (const int month = row[u"day_month"].toInt(); month > 0)
                item = QStringLiteral("%1-%2: ")
                           .arg(month, 2, 10, QLatin1Char('0'))
                           .arg(row[u"day_of_month"].toInt(), 2, 10, QLatin1Char('0')) +
                       item;
            item += dim(word(QStringLiteral("written")).arg(m_words.day(row[u"created_at"])));
            const QString quote = row[u"quote"].toString();
            if (!quote.isEmpty() && quote.simplified() != row[u"body"].toString().simplified())
                item += quoted(quote);
            items += item;
        }
        list("facts", items);
    }

    void writeConsents()
    {
        QStringList items;
        for (const QJsonValue &row : rows("consent")) {
            const auto kind = static_cast<ConsentKind>(row[u"kind"].toInt());
            const auto answer = static_cast<ConsentAnswer>(row[u"answer"].toInt());
            items += plain(word(u"consent-" + toString(kind)) + u": " +
                           word(u"answer-" + toString(answer))) +
                     dim(m_words.day(row[u"at"]) + u"  " + row[u"basis"].toString());
        }
        list("consents", items);
    }

    void writeAsks()
    {
        QHash<qint64, QJsonValue> asks;
        for (const QJsonValue &row : rows("ask"))
            asks.insert(row[u"id"].toInteger(), row);
        QStringList items;
        for (const QJsonValue &row : rows("ask_voice")) {
            const QJsonValue ask = asks.value(row[u"ask_id"].toInteger());
            QString item =
                ask[u"restated"].toString().toHtmlEscaped() +
                dim(word(u"ask-" + toString(static_cast<AskState>(ask[u"state"].toInt()))) + u"  " +
                    ask[u"reason"].toString());
            if (const QString quote = row[u"quote"].toString(); !quote.isEmpty())
                item += quoted(quote);
            items += item;
        }
        list("asks", items);
    }

    void writePromises()
    {
        QStringList items;
        for (const QJsonValue &row : rows("promise")) {
            if (!row[u"deleted_at"].toString().isEmpty())
                continue;
            const bool isOurs = row[u"is_ours"].toInt() != 0;
            QString item = plain(
                word(isOurs ? QStringLiteral("promise-ours") : QStringLiteral("promise-theirs")) +
                u": " + row[u"words"].toString());
            if (const QString due = m_words.day(row[u"due_at"]); !due.isEmpty())
                item += dim(due);
            item += dim(word(QStringLiteral("promise-%1").arg(row[u"state"].toInt())) + u"  " +
                        row[u"reason"].toString());
            items += item;
        }
        list("promises", items);
    }

    void writeSessions()
    {
        QHash<qint64, QJsonValue> parts;
        for (const QJsonValue &row : rows("session_person"))
            parts.insert(row[u"session_id"].toInteger(), row);
        QStringList items;
        for (const QJsonValue &row : rows("session")) {
            QString item =
                row[u"title"].toString().toHtmlEscaped() + dim(m_words.day(row[u"starts_at"]));
            const QJsonValue part = parts.value(row[u"id"].toInteger());
            if (part.isObject()) {
                const int answer = part[u"answer"].toInt(); // 1 yes, 2 no
                const int status = part[u"came"].toInt() == 1   ? 3
                                   : answer == 1 || answer == 2 ? answer
                                                                : 0;
                item += dim(word(QStringLiteral("status-%1").arg(status)) + u"  " +
                            part[u"consent"].toString());
                if (const QString thanks = part[u"thanks"].toString(); !thanks.isEmpty())
                    item += quoted(thanks);
            }
            for (const char *field : {"purpose", "outcome"}) {
                if (const QString text = row[QLatin1StringView(field)].toString(); !text.isEmpty())
                    item += quoted(text);
            }
            items += item;
        }
        for (const QJsonValue &row : rows("session_line")) {
            if (const QString text = row[u"text"].toString(); !text.isEmpty())
                items += word(QStringLiteral("line")).toHtmlEscaped() + quoted(text);
        }
        list("sessions", items);
    }

    void writeNotes()
    {
        QStringList items;
        for (const QJsonValue &row : rows("note"))
            items += dim(m_words.day(row[u"created_at"])) + quoted(row[u"body"].toString());
        list("notes", items);
    }

    void writeMessages()
    {
        QHash<qint64, QJsonValue> bodies;
        for (const QJsonValue &row : rows("message_body"))
            bodies.insert(row[u"message_id"].toInteger(), row);
        QHash<qint64, QStringList> earlier;
        for (const QJsonValue &row : rows("message_version"))
            earlier[row[u"message_id"].toInteger()] += row[u"text"].toString();
        QHash<qint64, QStringList> files;
        for (const QJsonValue &row : rows("attachment"))
            files[row[u"message_id"].toInteger()] += row[u"name"].toString();
        QJsonArray messages = rows("message");
        QList<QJsonValue> ordered(messages.cbegin(), messages.cend());
        std::ranges::stable_sort(ordered, {},
                                 [](const QJsonValue &row) { return row[u"at"].toString(); });
        QStringList items;
        for (const QJsonValue &row : std::as_const(ordered)) {
            const qint64 id = row[u"id"].toInteger();
            QString item = word(row[u"direction"].toInt() == 1 ? QStringLiteral("we-wrote")
                                                               : QStringLiteral("you-wrote"))
                               .arg(m_words.day(row[u"at"]))
                               .toHtmlEscaped();
            if (const QString subject = row[u"subject"].toString(); !subject.isEmpty())
                item += dim(subject);
            item += quoted(bodies.value(id)[u"text"].toString());
            for (const QString &text : earlier.value(id))
                item += dim(word(QStringLiteral("earlier"))) + quoted(text);
            if (const QStringList names = files.value(id); !names.isEmpty())
                item += dim(names.join(u", "));
            items += item;
        }
        list("messages", items);
    }

    void writeWaiting()
    {
        QStringList items;
        for (const char *table : {"draft", "outbox"}) {
            for (const QJsonValue &row : rows(table)) {
                const QJsonValue content = row[u"content"];
                if (const QString text = content[u"markdown"].toString(); !text.isEmpty())
                    items += dim(content[u"subject"].toString()) + quoted(text);
            }
        }
        list("waiting", items);
    }

    void writeHistory()
    {
        QStringList items;
        for (const QJsonValue &row : rows("change"))
            items += plain(m_words.day(row[u"at"]) + u": " + row[u"verb"].toString() + u"  " +
                           row[u"detail"].toString());
        list("history", items);
    }

    void writeRest()
    {
        QStringList others;
        for (auto table = m_record.tables.constBegin(); table != m_record.tables.constEnd();
             ++table) {
            if (!m_told.contains(table.key()))
                others += QStringLiteral("%1 (%2)").arg(
                    table.key(), m_words.number(table.value().toArray().size()));
        }
        heading("rest");
        paragraph(word(QStringLiteral("complete")).arg(others.join(u", ")));
        paragraph(word(QStringLiteral("rights")));
    }

    const HeldRecord &m_record;
    LetterWords m_words;
    QString m_html;
    QSet<QString> m_told;
};

} // namespace

QByteArray letterPage(const HeldRecord &record)
{
    return LetterWriter(record).write();
}

Result<void> writeLetterFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) &&
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
        file.write(bytes) == bytes.size() && file.commit())
        return {};
    return fail(ErrorKind::Full, QStringLiteral("%1 could not be written: %2. What is there so far "
                                                "is not the whole letter.")
                                     .arg(path, file.errorString()));
}

Result<void> beginLetter(const QString &folder, const HeldRecord &record)
{
    if (QFileInfo::exists(folder))
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1 is there already; nothing was written.").arg(folder));
    constexpr auto ours = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
    for (const QString &path : {folder, QString(folder + QStringLiteral("/files"))}) {
        if (!QDir().mkpath(path) || !QFile::setPermissions(path, ours))
            return fail(ErrorKind::Full,
                        QStringLiteral("%1 could not be made; nothing was written.").arg(path));
    }
    if (const auto page = writeLetterFile(folder + u"/letter.html", letterPage(record)); !page)
        return page;
    return writeLetterFile(folder + u"/letter.json", letterJson(record));
}

QByteArray letterJson(const HeldRecord &record)
{
    QJsonArray files;
    for (const HeldFile &file : record.files)
        files.append(file.name);
    return QJsonDocument(QJsonObject{{QStringLiteral("about"), record.name},
                                     {QStringLiteral("made_at"), toIso(record.at)},
                                     {QStringLiteral("files"), files},
                                     {QStringLiteral("tables"), record.tables}})
        .toJson();
}

} // namespace casement

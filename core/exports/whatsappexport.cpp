// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/whatsappexport.h"

#include "core/exports/exportmapping.h"
#include "core/exports/exportsource.h"
#include "core/exports/whatsappdates.h"
#include "core/exports/whatsappline.h"
#include "core/exports/whatsappwords.h"
#include "core/text/characters.h"
#include "core/text/plaintext.h"

#include <QFileInfo>
#include <QHash>
#include <algorithm>
#include <map>

namespace casement
{

namespace
{

const QString whatsAppKind = QStringLiteral("whatsapp");
constexpr qint64 maxLine = 1024 * 1024;
constexpr qsizetype maxWords = 1024 * 1024;
constexpr qsizetype maxAuthor = 120;
constexpr qsizetype maxAuthors = 20'000;
/// How long equal words of one minute are remembered: longer than an hour that a clock repeats.
constexpr qint64 rememberedMinutes = 180;
constexpr qsizetype maxRemembered = 200'000;

/// Lines of a device, each cut at maxLine.
class Lines
{
public:
    explicit Lines(QIODevice &device) : m_device(device) {}

    [[nodiscard]] std::optional<QByteArray> next()
    {
        QByteArray line = m_device.readLine(maxLine);
        if (line.isEmpty())
            return std::nullopt;
        ++number;
        position += line.size();
        while (!line.endsWith('\n')) { // longer than any message: the rest is passed over
            const QByteArray more = m_device.readLine(maxLine);
            if (more.isEmpty())
                break;
            position += more.size();
            if (more.endsWith('\n'))
                break;
        }
        while (line.endsWith('\n') || line.endsWith('\r'))
            line.chop(1);
        if (number == 1 && line.startsWith("\xef\xbb\xbf"))
            line.remove(0, 3);
        return line;
    }

    qint64 number = 0;
    qint64 position = 0;

private:
    QIODevice &m_device;
};

/// Who wrote a message, and what.
struct Said {
    QString author; ///< empty: WhatsApp itself
    QString words;
};

/// In a notice such as 'Ann changed the subject to “a: b”' the colon stands inside a quotation.
bool hasOpenQuote(QStringView text)
{
    qsizetype straight = 0;
    qsizetype open = 0;
    for (const QChar c : text) {
        straight += c == u'"';
        open += c == u'“' || c == u'«' || c == u'„' || c == u'「';
        open -= (c == u'”' || c == u'»' || c == u'」') && open > 0;
    }
    return straight % 2 != 0 || open > 0;
}

Said said(QStringView rest)
{
    qsizetype colon = rest.indexOf(u": ");
    if (colon < 0 && rest.endsWith(u':'))
        colon = rest.size() - 1;
    if (colon <= 0 || colon > maxAuthor || hasOpenQuote(rest.first(colon)))
        return {.author = {}, .words = rest.toString()};
    return {.author = withoutMarks(rest.first(colon)).simplified(),
            .words = rest.sliced(std::min(colon + 2, rest.size())).toString()};
}

/// "~ Ann" is a name that its owner chose and that is in nobody's address book: another identity
/// than the contact Ann.
Address writerOf(const QString &author)
{
    const bool isChosen = author.startsWith(u'~');
    const QString name = isChosen ? author.sliced(1).trimmed() : author;
    if (const QString phone = phoneNumber(name); !phone.isEmpty())
        return {.kind = whatsAppKind, .address = phone, .name = phone};
    return {.kind = whatsAppKind,
            .address = (isChosen ? QStringLiteral("~") : QString()) +
                       normalizedAddress(whatsAppKind, name.left(maxAuthor)),
            .name = displayName(name)};
}

class WhatsAppReader final : public ExportReader
{
public:
    WhatsAppReader(std::unique_ptr<ExportSource> source, const QString &main,
                   const ExportOptions &options)
        : ExportReader(std::move(source))
        , m_main(main)
        , m_ours(options.ours)
        , m_options(options)
    {
    }

    /// Reads all of it once.
    [[nodiscard]] Result<void> prepare()
    {
        DateOrderVote vote(m_options.now);
        QHash<QString, qint64> authors;
        {
            const auto device = m_source->device(m_main);
            if (!device)
                return std::unexpected(device.error());
            Lines lines(**device);
            while (const auto line = lines.next()) {
                const QString text = QString::fromUtf8(line->left(500));
                const auto header = whatsAppHeader(text);
                if (!header || (vote.count() > 0 && header->isBracketed != m_isBracketed))
                    continue;
                if (vote.count() == 0) {
                    m_isBracketed = header->isBracketed;
                    m_firstRow = text;
                }
                vote.add(*header);
                const QString author = said(QStringView(text).sliced(header->end)).author;
                if (!author.isEmpty() && authors.size() < maxAuthors)
                    ++authors[author];
            }
            m_wordBytes = lines.position;
            if (!m_source->trouble().isEmpty())
                m_cutOff = m_source->trouble();
        }
        if (vote.count() == 0)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("%1 has no messages in it; nothing of it was imported.")
                            .arg(describe(m_main)));
        m_dates = vote.decide();
        if (m_options.dateOrder)
            m_dates = {.order = *m_options.dateOrder,
                       .isCertain = true,
                       .reason = QStringLiteral("You said so.")};
        decideOnTheChat(authors.keys());
        auto device = m_source->device(m_main);
        if (!device)
            return std::unexpected(device.error());
        m_device = std::move(*device);
        m_lines.emplace(*m_device);
        return {};
    }

    [[nodiscard]] ExportFormat format() const override { return ExportFormat::WhatsApp; }
    [[nodiscard]] std::optional<DateReading> dates() const override { return m_dates; }
    [[nodiscard]] qint64 position() const override
    {
        // Media make the file larger than its words.
        return m_wordBytes > 0 ? qint64(double(m_lines->position) / double(m_wordBytes) *
                                        double(m_source->bytes()))
                               : m_source->bytes();
    }

    [[nodiscard]] Result<std::optional<ExportRow>> next() override
    {
        for (;;) {
            const auto line = m_lines->next();
            if (!line) {
                if (m_open)
                    return std::exchange(m_open, std::nullopt).transform([&](Open &&open) {
                        return rowOf(std::move(open));
                    });
                if (!m_cutOff.isEmpty())
                    return fail(ErrorKind::Invalid,
                                QStringLiteral("%1 %2; what stands before was read.")
                                    .arg(describe(m_main), std::exchange(m_cutOff, QString())));
                return std::nullopt;
            }
            const QString text = QString::fromUtf8(*line);
            const auto header = whatsAppHeader(text);
            if (header && header->isBracketed == m_isBracketed) {
                Open fresh{.header = *header,
                           .row = m_lines->number,
                           .raw = *line,
                           .rest = text.sliced(header->end),
                           .isCut = line->size() >= maxLine - 2};
                auto before = std::exchange(m_open, std::move(fresh));
                if (before)
                    return rowOf(std::move(*before));
                continue;
            }
            if (!m_open) {
                if (line->trimmed().isEmpty())
                    continue;
                return ExportRow{.kind = ExportRow::Kind::Unreadable,
                                 .part = m_main,
                                 .row = m_lines->number,
                                 .reason = QStringLiteral("This line stands before the first "
                                                          "message."),
                                 .excerpt = excerptOf(text)};
            }
            // A line without date and time continues the message before it.
            if (m_open->raw.size() + line->size() < maxWords) {
                m_open->raw += '\n' + *line;
                m_open->rest += u'\n' + text;
            } else {
                m_open->isCut = true;
            }
        }
    }

private:
    struct Open {
        WhatsAppHeader header;
        qint64 row = 0;
        QByteArray raw;
        QString rest;
        bool isCut = false;
    };

    /// With whom the chat is, and by what its messages are known again. That must not depend on who
    /// has spoken yet, nor on who is said to be us: a later export would bring everything twice.
    void decideOnTheChat(QStringList authors)
    {
        authors.sort();
        const QFileInfo info(m_source->path());
        m_title = chatTitle(m_main.isEmpty() ? info.fileName() : m_main);
        if (m_title.isEmpty()) {
            // iOS calls every text the same; what it came in has the name. A folder may have any.
            const QString around = m_main.isEmpty() ? info.absolutePath() : info.fileName();
            if (!m_main.isEmpty() ||
                QFileInfo(around).fileName().contains(u"whatsapp", Qt::CaseInsensitive))
                m_title = chatTitle(around);
        }
        QStringList others;
        for (const QString &author : std::as_const(authors)) {
            const Address address = writerOf(author);
            if (!m_ours.contain(address.name, address.address))
                others.append(author);
        }
        // A chat of two has the other's name; without a name it is one when one other speaks.
        const bool isNamedAfterOne =
            authors.contains(m_title) && authors.size() <= 2 && !m_ours.contain(m_title, m_title);
        if (isNamedAfterOne)
            m_other = writerOf(m_title);
        else if (m_title.isEmpty() && others.size() == 1)
            m_other = writerOf(others.first());

        if (!m_title.isEmpty())
            m_conversation = u"chat " + m_title.toCaseFolded();
        else if (authors.size() <= 2)
            m_conversation = u"pair " + authors.join(u" and ").toCaseFolded();
        else
            m_conversation = u"unnamed " + m_firstRow.left(200);
        m_conversation.replace(u'\n', u' ');
    }

    ExportRow rowOf(Open &&open)
    {
        ExportRow row{.part = m_main, .row = open.row};
        Said what = said(open.rest);
        const auto leave = [&](ExportRow::Kind kindOfRow, const QString &why) {
            row.kind = kindOfRow;
            row.reason = why;
            row.excerpt = excerptOf(withoutMarks(open.rest));
            return row;
        };
        const QDate date = DateOrderVote::day(open.header, m_dates.order);
        const QDateTime at(date, QTime(open.header.hour, open.header.minute, open.header.second),
                           m_options.zone);
        if (!date.isValid() || !at.isValid())
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("The date %1 %2 %3 does not exist as %4.")
                             .arg(open.header.date[0])
                             .arg(open.header.date[1])
                             .arg(open.header.date[2])
                             .arg(wordsFor(m_dates.order)));
        if (open.isCut)
            return leave(ExportRow::Kind::Unreadable,
                         QStringLiteral("This message is larger than 1 MiB."));
        const bool isMarked = what.words.startsWith(QChar(0x200e));
        if (what.author.isEmpty() ||
            (isMarked && what.author == m_title && m_other.address.isEmpty()))
            return leave(ExportRow::Kind::Skipped,
                         QStringLiteral("A notice of WhatsApp itself, not words of a person."));
        if (isDeletedMessage(what.words))
            return leave(ExportRow::Kind::Skipped, QStringLiteral("It was deleted in WhatsApp."));

        IncomingMessage &message = row.message;
        message.raw = open.raw;
        message.rawFormat = RawFormat::Text;
        message.author = writerOf(what.author);
        const bool isOurs = m_ours.contain(message.author.name, message.author.address);
        message.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
        if (isOurs && !m_other.address.isEmpty())
            message.recipients.append({RecipientRole::To, m_other});
        message.sentAt = message.receivedAt = fromDateTime(at);
        message.subject = m_other.address.isEmpty() ? displayName(m_title) : QString();
        std::ignore = takeEditedMark(what.words);
        QString known = fillWords(message, what.words);
        // On iOS what WhatsApp says in somebody's name begins with the mark: a call, a new member.
        message.isAutomatic = isMarked && message.attachments.isEmpty();
        if (message.text.isEmpty() && message.attachments.isEmpty())
            return leave(ExportRow::Kind::Skipped, QStringLiteral("There are no words in it."));

        const qint64 minute =
            date.toJulianDay() * 24 * 60 + open.header.hour * 60 + open.header.minute;
        const QByteArray conversation = m_conversation.toUtf8();
        known = message.author.address + u'\n' + known;
        const int ordinal = ordinalOf(minute, known);
        identify(message, {"whatsapp", conversation, QByteArray::number(minute), known.toUtf8(),
                           QByteArray::number(ordinal)});
        message.conversationKey = u"whatsapp " + m_conversation;
        return row;
    }

    /// Words and files of \a message; gives by what it is known again.
    QString fillWords(IncomingMessage &message, const QString &words)
    {
        const qsizetype end = words.indexOf(u'\n');
        const QString first = end < 0 ? words : words.first(end);
        if (isOmittedMedia(first)) {
            const QString caption = end < 0 ? QString() : cleaned(words.sliced(end + 1)).trimmed();
            message.text = QStringLiteral("[media that are not in the export]") +
                           (caption.isEmpty() ? QString() : u'\n' + caption);
            return QStringLiteral("\x01media\n") + caption;
        }
        if (const auto file = attachedFile(words)) {
            message.text = cleaned(withoutMarks(file->caption)).trimmed();
            Attachment attachment;
            attachment.name = displayFileName(file->name);
            attachment.mediaType = mediaTypeOf(attachment.name);
            if (const qint64 size = m_source->sizeBeside(m_main, file->name); size >= 0) {
                attachment.size = size;
                if (m_options.withFiles)
                    attachment.data = m_source->beside(m_main, file->name);
            }
            message.attachments.append(attachment);
            return QStringLiteral("\x01media\n") + message.text;
        }
        message.text = cleaned(withoutMarks(words)).trimmed();
        return message.text;
    }

    /// Which of the equal messages of its minute this one is.
    int ordinalOf(qint64 minute, const QString &known)
    {
        const auto isFar = [minute](qint64 other) {
            return other < minute - rememberedMinutes || other > minute + rememberedMinutes;
        };
        while (!m_minutes.empty() &&
               (isFar(m_minutes.begin()->first) || m_remembered > maxRemembered)) {
            m_remembered -= m_minutes.begin()->second.size();
            m_minutes.erase(m_minutes.begin());
        }
        while (!m_minutes.empty() && isFar(m_minutes.rbegin()->first)) {
            m_remembered -= m_minutes.rbegin()->second.size();
            m_minutes.erase(std::prev(m_minutes.end()));
        }
        QHash<size_t, int> &counts = m_minutes[minute];
        int &count = counts[qHash(known, 0)];
        m_remembered += count == 0;
        return count++;
    }

    QString m_main;
    OurNames m_ours;
    ExportOptions m_options;
    DateReading m_dates;
    bool m_isBracketed = false;
    QString m_firstRow;
    QString m_title;
    QString m_conversation;
    Address m_other; ///< of a conversation of two
    QString m_cutOff;
    qint64 m_wordBytes = 0;
    std::unique_ptr<QIODevice> m_device;
    std::optional<Lines> m_lines;
    std::optional<Open> m_open;
    std::map<qint64, QHash<size_t, int>> m_minutes;
    qsizetype m_remembered = 0;
};

} // namespace

bool beginsLikeWhatsApp(const QByteArray &start)
{
    QByteArrayView text(start);
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    // The first line that is not empty begins a message.
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = text.indexOf('\n', at);
        if (end < 0)
            end = text.size();
        const QByteArrayView line = text.sliced(at, end - at);
        if (!line.trimmed().isEmpty())
            return whatsAppHeader(
                       QString::fromUtf8(line.first(std::min<qsizetype>(500, line.size()))))
                .has_value();
        at = end + 1;
    }
    return false;
}

Result<std::unique_ptr<ExportReader>> openWhatsAppExport(std::unique_ptr<ExportSource> source,
                                                         const QString &main,
                                                         const ExportOptions &options)
{
    auto reader = std::make_unique<WhatsAppReader>(std::move(source), main, options);
    if (const auto prepared = reader->prepare(); !prepared)
        return std::unexpected(prepared.error());
    return reader;
}

} // namespace casement

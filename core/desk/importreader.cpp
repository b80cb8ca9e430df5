// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/importreader.h"

#include "core/desk/pipeline.h"
#include "core/exports/contactcards.h"
#include "core/mail/mailmapping.h"

namespace casement
{

namespace
{

constexpr qsizetype batchMessages = 1000;
constexpr qint64 batchBytes = 12 * 1024 * 1024;
constexpr qsizetype batchRows = 5000; ///< rows that are no messages
constexpr qsizetype maxReports = 1000;
constexpr qsizetype maxCounted = 1'000'000; ///< people and conversations of one file

ImportRow rowFrom(const QString &path, const ExportRow &row)
{
    return {.path = path,
            .part = row.part,
            .row = row.row,
            .outcome = row.kind == ExportRow::Kind::Skipped ? ImportRow::Outcome::Skipped
                                                            : ImportRow::Outcome::Unreadable,
            .message = {},
            .person = {},
            .reason = row.reason,
            .excerpt = row.excerpt};
}

} // namespace

QString toString(ImportRow::Outcome outcome)
{
    switch (outcome) {
    case ImportRow::Outcome::Added:
        return QStringLiteral("added");
    case ImportRow::Outcome::Known:
        return QStringLiteral("known");
    case ImportRow::Outcome::Skipped:
        return QStringLiteral("skipped");
    case ImportRow::Outcome::Unreadable:
        break;
    }
    return QStringLiteral("unreadable");
}

ImportReader::ImportReader(Give give, const ImportOptions &options, Timestamp now)
    : m_give(std::move(give))
    , m_options(options)
    , m_now(now)
{
}

bool ImportReader::read(const MailFile &file, qint64 position)
{
    switch (file.format) {
    case MailFile::Format::Mbox:
        return readMbox(file, position);
    case MailFile::Format::Export:
        return readExport(file);
    case MailFile::Format::Cards:
        return readCards(file);
    case MailFile::Format::Eml:
        break;
    }
    return readEml(file);
}

void ImportReader::addProblem(const QString &problem)
{
    if (m_problems.size() < ImportFileReport::maxProblems)
        m_problems.append(problem);
}

void ImportReader::begin(const QString &path, const QString &format)
{
    m_portion.report = {.path = path, .format = format};
    m_portion.file = m_files < maxReports ? m_files++ : -1;
    m_people.clear();
    m_conversations.clear();
    m_rows = 0;
}

bool ImportReader::readEml(const MailFile &file)
{
    QFile source(file.path);
    if (!source.open(QIODevice::ReadOnly) || source.size() > MboxReader::maxMessage) {
        addProblem(QStringLiteral("%1 cannot be read (%2); the rest was imported.")
                       .arg(file.path, source.size() > MboxReader::maxMessage
                                           ? QStringLiteral("it is larger than 128 MiB")
                                           : source.errorString()));
        return true;
    }
    if (!std::exchange(m_readsMails, true)) {
        if (!flush())
            return false;
        begin({}, QStringLiteral("mail"));
    }
    m_bytesDone += file.size;
    return add(source.readAll(), file);
}

bool ImportReader::readMbox(const MailFile &file, qint64 position)
{
    MboxReader reader(file.path);
    if (const auto opened = reader.open(position); !opened) {
        addProblem(opened.error().detail);
        return true;
    }
    if (!flush())
        return false;
    begin(file.path, QStringLiteral("mbox"));
    m_portion.path = file.path;
    m_portion.size = file.size;
    m_portion.fingerprint = fileFingerprint(file.path);
    const qint64 before = m_bytesDone;
    for (;;) {
        const auto message = reader.next();
        if (!message) {
            addProblem(message.error().detail);
            m_portion.report.trouble = message.error().detail;
            break;
        }
        if (!message->has_value())
            break;
        m_portion.position = reader.position();
        m_bytesDone = before + reader.position();
        if (!add(**message, file))
            return false;
    }
    if (reader.tooLarge() > 0)
        addProblem(QStringLiteral("%1: %2 mails larger than 128 MiB were passed over.")
                       .arg(file.path)
                       .arg(reader.tooLarge()));
    m_portion.position = file.size;
    m_bytesDone = before + file.size;
    const bool goesOn = flush();
    m_portion.path.clear();
    return goesOn;
}

bool ImportReader::readExport(const MailFile &file)
{
    if (!flush())
        return false;
    const qint64 before = m_bytesDone;
    m_bytesDone += file.size;
    const ExportOptions options{.ours = m_options.ourAddresses,
                                .dateOrder = m_options.dateOrder,
                                .now = m_now,
                                .withFiles = !m_options.dryRun};
    const auto reader = openExport(file.path, options);
    if (!reader) {
        addProblem(reader.error().detail);
        return true;
    }
    begin(file.path, channelOf((*reader)->format()));
    ImportFileReport &report = m_portion.report;
    report.dates = (*reader)->dates();
    if (report.dates)
        report.zone = options.zone.id();
    m_portion.channel = report.format;
    m_portion.isHistory = true;
    bool goesOn = true;
    while (goesOn) {
        auto row = (*reader)->next();
        if (!row) {
            report.trouble = row.error().detail;
            addProblem(row.error().detail);
            break;
        }
        if (!row->has_value())
            break;
        const qint64 share = (*reader)->bytes() > 0
                                 ? std::clamp<qint64>((*reader)->position(), 0, (*reader)->bytes())
                                 : 0;
        m_bytesDone = before + std::min(share, file.size);
        if ((*row)->kind == ExportRow::Kind::Message) {
            goesOn = add(std::move((*row)->message), {(*row)->part, (*row)->row});
            continue;
        }
        const ImportRow other = rowFrom(file.path, **row);
        if (other.outcome == ImportRow::Outcome::Skipped) {
            ++report.skipped;
        } else {
            ++report.unreadable;
            if (report.problems.size() < ImportFileReport::maxProblems)
                report.problems.append(other);
        }
        m_portion.others.append(other);
        if (m_portion.others.size() >= batchRows)
            goesOn = flush();
    }
    m_bytesDone = before + file.size;
    goesOn = flush() && goesOn;
    m_portion.channel.clear();
    m_portion.isHistory = false;
    return goesOn;
}

bool ImportReader::readCards(const MailFile &file)
{
    ContactReader reader(file.path);
    if (const auto opened = reader.open(); !opened) {
        addProblem(opened.error().detail);
        return true;
    }
    if (!flush())
        return false;
    begin(file.path, QStringLiteral("vcard"));
    const qint64 before = m_bytesDone;
    bool goesOn = true;
    while (goesOn) {
        const auto row = reader.next();
        if (!row) {
            m_portion.report.trouble = row.error().detail;
            addProblem(row.error().detail);
            break;
        }
        if (!row->has_value())
            break;
        m_bytesDone = before + reader.position();
        if ((*row)->trouble.isEmpty()) {
            m_portion.cards.append({(*row)->card, (*row)->row});
        } else {
            const ImportRow bad{.path = file.path,
                                .part = {},
                                .row = (*row)->row,
                                .outcome = ImportRow::Outcome::Unreadable,
                                .message = {},
                                .person = {},
                                .reason = (*row)->trouble,
                                .excerpt = {}};
            ++m_portion.report.unreadable;
            if (m_portion.report.problems.size() < ImportFileReport::maxProblems)
                m_portion.report.problems.append(bad);
            m_portion.others.append(bad);
        }
        if (m_portion.cards.size() + m_portion.others.size() >= batchMessages)
            goesOn = flush();
    }
    m_bytesDone = before + file.size;
    return flush() && goesOn;
}

bool ImportReader::add(const QByteArray &raw, const MailFile &file)
{
    m_bytes += raw.size();
    return add(mapMail(raw, {.fallbackTime = m_now,
                             .direction = Direction::Incoming,
                             .seen = file.isSeen,
                             .answered = file.isAnswered}),
               {.part = {}, .row = ++m_rows});
}

bool ImportReader::add(IncomingMessage message, const ImportPortion::Place &place)
{
    ImportFileReport &report = m_portion.report;
    if (m_people.size() < maxCounted)
        m_people.insert(message.author.address);
    if (!message.conversationKey.isEmpty() && m_conversations.size() < maxCounted)
        m_conversations.insert(message.conversationKey);
    report.people = m_people.size();
    report.conversations = m_conversations.size();
    report.hasOurs |= message.direction == Direction::Outgoing;
    m_bytes += message.raw.size();
    for (const Attachment &file : std::as_const(message.attachments))
        m_bytes += file.data.size();
    m_portion.places.append(place);
    PreparedMessage prepared = prepareMessage(std::move(message), m_now);
    prepared.row = m_portion.places.size();
    // The packed bytes are what is stored; the plain ones would only fill memory while the portion
    // waits.
    prepared.message.raw.clear();
    m_portion.messages.append(std::move(prepared));
    if (m_portion.messages.size() >= batchMessages || m_bytes >= batchBytes)
        return flush();
    return true;
}

bool ImportReader::flush()
{
    m_portion.isHistory |= m_options.asHistory;
    if (m_portion.messages.isEmpty() && m_portion.others.isEmpty() && m_portion.cards.isEmpty() &&
        m_portion.path.isEmpty() && m_portion.channel.isEmpty())
        return true;
    m_portion.bytesDone = m_bytesDone;
    ImportPortion full = m_portion;
    m_portion.messages.clear();
    m_portion.places.clear();
    m_portion.others.clear();
    m_portion.cards.clear();
    m_bytes = 0;
    return m_give(std::move(full));
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/importer.h"

#include "core/desk/importreader.h"
#include "core/desk/pipeline.h"
#include "core/storage/accountstore.h"
#include "core/storage/contactstore.h"
#include "core/storage/importstore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/store.h"

#include <QPromise>
#include <QtConcurrentRun>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace casement
{

namespace
{

/// Batches parsed and not yet written: enough to keep both threads busy, few enough to keep memory
/// flat.
constexpr size_t batchesAhead = 2;
/// What a dry run remembers of what it has read, to see the same message twice.
constexpr qsizetype maxRemembered = 5'000'000;

/// What is imported hangs on an account without a login: one for mail, one for each channel.
Account importAccount(const QString &channel)
{
    Account account;
    if (channel.isEmpty()) {
        account.uid = Uid::derive({"import"});
        account.channel = QStringLiteral("import");
        account.name = QStringLiteral("Imported files");
    } else {
        account.uid = Uid::derive({"import", channel.toUtf8()});
        account.channel = channel;
        account.name = QStringLiteral("Imported from %1").arg(channel);
        for (const ExportFormat format :
             {ExportFormat::WhatsApp, ExportFormat::Telegram, ExportFormat::Slack,
              ExportFormat::Discord, ExportFormat::Mastodon}) {
            if (channelOf(format) == channel)
                account.name = QStringLiteral("Imported from %1").arg(nameOf(format));
        }
    }
    return account;
}

QList<Uid> importAccounts()
{
    QList<Uid> uids{importAccount({}).uid};
    for (const ExportFormat format :
         {ExportFormat::WhatsApp, ExportFormat::Telegram, ExportFormat::Slack,
          ExportFormat::Discord, ExportFormat::Mastodon})
        uids.append(importAccount(channelOf(format)).uid);
    return uids;
}

/// What a dry run knows of the messages that it has read.
struct DryRun {
    QSet<quint64> messages;
    QSet<QString> people;
    qsizetype file = -1;
    PlannedAddresses addresses; ///< that contact cards would bring
};

/// What the store has to say to a portion.
struct Settled {
    IngestCounts counts;
    qint64 newPeople = 0;
    QList<ContactPlan> contacts; ///< of each contact card
};

/// What became of a contact card, in words.
ImportRow rowOf(const ImportPortion &portion, const std::pair<ContactCard, qint64> &card,
                const ContactPlan &plan)
{
    ImportRow row{.path = portion.report.path,
                  .part = {},
                  .row = card.second,
                  .outcome = ImportRow::Outcome::Added,
                  .message = {},
                  .person = plan.person,
                  .reason = {},
                  .excerpt = card.first.name};
    switch (plan.kind) {
    case ContactPlan::Kind::NewPerson:
        break;
    case ContactPlan::Kind::Addresses: {
        QStringList addresses;
        for (const Address &address : plan.missing)
            addresses.append(address.address);
        row.reason =
            QStringLiteral("New for %1: %2.").arg(plan.people.first(), addresses.join(u", "));
        break;
    }
    case ContactPlan::Kind::Known:
        row.outcome = ImportRow::Outcome::Known;
        break;
    case ContactPlan::Kind::Several:
        row.outcome = ImportRow::Outcome::Skipped;
        row.reason =
            QStringLiteral("Its addresses are those of several people here (%1). Nothing was "
                           "changed: join them if they are one, and import it again.")
                .arg(plan.people.join(u", "));
        return row;
    case ContactPlan::Kind::NoAddress:
        row.outcome = ImportRow::Outcome::Skipped;
        row.reason = QStringLiteral("It has no address of a channel that is known here.");
        return row;
    }
    if (!card.first.leftOut.isEmpty()) {
        if (!row.reason.isEmpty())
            row.reason += u' ';
        row.reason += QStringLiteral("Not taken over: %1.").arg(card.first.leftOut.join(u", "));
    }
    return row;
}

/// Looks what would become of \a portion; writes nothing.
Settled look(Db &db, const ImportPortion &portion, DryRun &dry)
{
    Settled result;
    const Account account = importAccount(portion.channel);
    if (std::exchange(dry.file, portion.file) != portion.file)
        dry.people.clear();
    for (const PreparedMessage &prepared : portion.messages) {
        const Address &author = prepared.message.author;
        if (!dry.people.contains(author.address)) {
            if (dry.people.size() < maxRemembered)
                dry.people.insert(author.address);
            result.newPeople += !hasIdentity(db, author);
        }
        const auto uid = lookForMessage(db, account, prepared.message);
        IngestOutcome outcome{.row = prepared.row, .message = uid.error_or(MessageId{})};
        if (uid) {
            const QByteArray bytes = uid->toBytes();
            const quint64 key = qHashBits(bytes.constData(), size_t(bytes.size()));
            outcome.isNew = !dry.messages.contains(key);
            if (dry.messages.size() < maxRemembered)
                dry.messages.insert(key);
        }
        ++(outcome.isNew ? result.counts.added : result.counts.duplicates);
        result.counts.quarantined += outcome.isNew && !prepared.message.quarantineReason.isEmpty();
        result.counts.outcomes.append(outcome);
    }
    for (const auto &[card, row] : portion.cards)
        result.contacts.append(planContact(db, card, &dry.addresses));
    return result;
}

void addContacts(ImportProgress &progress, ImportFileReport &report, const ImportPortion &portion,
                 const Settled &settled)
{
    for (qsizetype i = 0; i < settled.contacts.size(); ++i) {
        const ContactPlan &plan = settled.contacts.at(i);
        const ImportRow row = rowOf(portion, portion.cards.at(i), plan);
        const bool isNew = plan.kind == ContactPlan::Kind::NewPerson;
        ++progress.cards;
        progress.newPeople += isNew;
        if (!isNew)
            progress.newAddresses += plan.missing.size();
        report.people += plan.kind != ContactPlan::Kind::NoAddress;
        report.newPeople += isNew;
        report.added += row.outcome == ImportRow::Outcome::Added;
        report.known += row.outcome == ImportRow::Outcome::Known;
        if (row.outcome == ImportRow::Outcome::Skipped) {
            ++report.skipped;
            ++progress.skipped;
        }
        // Somebody should read why, also what was left out of who came in.
        if (!row.reason.isEmpty() && report.problems.size() < ImportFileReport::maxProblems)
            report.problems.append(row);
    }
}

void addFile(ImportProgress &progress, const ImportPortion &portion, const Settled &settled)
{
    if (portion.file < 0)
        return;
    while (progress.files.size() <= portion.file)
        progress.files.append(ImportFileReport());
    ImportFileReport &report = progress.files[portion.file];
    ImportFileReport fresh = portion.report;
    fresh.added = report.added + settled.counts.added;
    fresh.known = report.known + settled.counts.duplicates;
    fresh.newPeople = report.newPeople + settled.newPeople;
    if (!portion.cards.isEmpty()) {
        fresh.people = report.people;
        fresh.skipped = report.skipped;
        fresh.problems = report.problems;
        for (const ImportRow &row : portion.others) {
            if (fresh.problems.size() < ImportFileReport::maxProblems)
                fresh.problems.append(row);
        }
        addContacts(progress, fresh, portion, settled);
    }
    report = fresh;
}

QList<ImportRow> rowsOf(const ImportPortion &portion, const Settled &settled)
{
    QList<ImportRow> rows = portion.others;
    for (qsizetype i = 0; i < settled.contacts.size(); ++i)
        rows.append(rowOf(portion, portion.cards.at(i), settled.contacts.at(i)));
    for (const IngestOutcome &outcome : settled.counts.outcomes) {
        const ImportPortion::Place &place = portion.places.at(outcome.row - 1);
        rows.append(
            {.path = portion.report.path,
             .part = place.part,
             .row = place.row,
             .outcome = outcome.isNew ? ImportRow::Outcome::Added : ImportRow::Outcome::Known,
             .message = outcome.message,
             .person = {},
             .reason = {},
             .excerpt = {}});
    }
    std::ranges::stable_sort(rows, [](const ImportRow &a, const ImportRow &b) {
        return std::tie(a.part, a.row) < std::tie(b.part, b.row);
    });
    return rows;
}

} // namespace

/// An import under way. Its reader thread parses; its writer side hands portions to the store and
/// waits for each.
struct Importer::Job {
    std::mutex mutex;
    std::condition_variable changed;
    bool isPaused = false;
    bool isCancelled = false;
    std::atomic_bool isOver = false;
    std::jthread reader;
    ImportProgress progress;
    QPromise<Result<ImportProgress>> promise;

    [[nodiscard]] bool waitWhilePaused()
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return !isPaused || isCancelled; });
        return !isCancelled;
    }
};

Importer::Importer(Store &store) : m_store(store)
{
    qRegisterMetaType<ImportProgress>();
}

Importer::~Importer()
{
    cancel();
}

bool Importer::isRunning() const
{
    return m_job && !m_job->isOver;
}

void Importer::pause()
{
    if (!m_job)
        return;
    ImportProgress now;
    {
        const std::scoped_lock lock(m_job->mutex);
        m_job->isPaused = true;
        m_job->progress.isPaused = true;
        now = m_job->progress;
    }
    Q_EMIT progressed(now);
}

void Importer::resume()
{
    if (!m_job)
        return;
    {
        const std::scoped_lock lock(m_job->mutex);
        m_job->isPaused = false;
        m_job->progress.isPaused = false;
    }
    m_job->changed.notify_all();
}

void Importer::cancel()
{
    if (!m_job)
        return;
    {
        const std::scoped_lock lock(m_job->mutex);
        m_job->isCancelled = true;
    }
    m_job->changed.notify_all();
    if (m_job->reader.joinable())
        m_job->reader.join();
}

QFuture<Result<bool>> Importer::haveExports(const QStringList &paths)
{
    return QtConcurrent::run([paths]() -> Result<bool> {
        QStringList problems;
        const QList<MailFile> files = findMailFiles(paths, problems);
        return std::ranges::any_of(files, [](const MailFile &file) {
            return file.format == MailFile::Format::Export ||
                   file.format == MailFile::Format::Cards;
        });
    });
}

QFuture<Result<QList<ImportRun>>> Importer::runs()
{
    return m_store.read([](ReadContext &context) { return importRuns(context.db); });
}

QFuture<Result<ImportUndone>> Importer::undo(ImportId id)
{
    if (isRunning())
        return QtFuture::makeReadyValueFuture<Result<ImportUndone>>(fail(
            ErrorKind::Busy, QStringLiteral("An import is running; wait for it or cancel it.")));
    return m_store.write(
        [id](WriteContext &context) { return undoImport(context, id, importAccounts()); });
}

QFuture<Result<ImportProgress>> Importer::start(const QStringList &paths,
                                                const ImportOptions &options)
{
    if (isRunning())
        return QtFuture::makeReadyValueFuture<Result<ImportProgress>>(
            fail(ErrorKind::Busy,
                 QStringLiteral("Another import is running; wait for it or cancel it.")));
    cancel();
    auto job = std::make_shared<Job>();
    m_job = job;
    job->promise.start();
    job->reader = std::jthread([this, job, paths, options] {
        const Result<ImportProgress> result = run(*job, paths, options);
        // Before the result: whoever waits for it may start the next import at once.
        job->isOver = true;
        job->promise.addResult(result);
        job->promise.finish();
    });
    return job->promise.future();
}

/// On the reader thread.
Result<ImportProgress> Importer::run(Job &job, const QStringList &paths,
                                     const ImportOptions &options)
{
    ImportProgress &progress = job.progress;
    QStringList problems;
    QList<MailFile> files = findMailFiles(paths, problems);
    std::ranges::stable_partition(
        files, [](const MailFile &file) { return file.format != MailFile::Format::Eml; });
    {
        const std::scoped_lock lock(job.mutex);
        progress.isDryRun = options.dryRun;
        for (const MailFile &file : std::as_const(files))
            progress.bytesTotal += file.size;
    }
    const auto say = [&] {
        ImportProgress now;
        {
            const std::scoped_lock lock(job.mutex);
            now = progress;
        }
        QMetaObject::invokeMethod(
            this, [this, now] { Q_EMIT progressed(now); }, Qt::QueuedConnection);
    };

    struct Prepared {
        QSet<QString> ours;
        ImportId import;
    };
    Result<Prepared> prepared =
        options.dryRun ? m_store
                             .read([](ReadContext &context) {
                                 return Prepared{.ours = ourAddresses(context.db), .import = {}};
                             })
                             .result()
                       : m_store
                             .write([paths](WriteContext &context) {
                                 return Prepared{.ours = ourAddresses(context.db),
                                                 .import = beginImport(context, paths)};
                             })
                             .result();
    if (!prepared)
        return std::unexpected(prepared.error());
    for (const QString &address : options.ourAddresses)
        prepared->ours.insert(address.toLower());
    {
        const std::scoped_lock lock(job.mutex);
        progress.import = prepared->import;
    }

    // Portions that the store has not yet acknowledged, oldest first.
    struct UnderWay {
        std::shared_ptr<ImportPortion> portion;
        QFuture<Result<Settled>> done;
    };
    std::deque<UnderWay> underWay;
    std::optional<Error> error;
    DryRun dry;
    const auto settleOldest = [&] {
        const UnderWay oldest = underWay.front();
        underWay.pop_front();
        const Result<Settled> settled = oldest.done.result();
        if (!settled) {
            error = settled.error();
            return false;
        }
        const IngestCounts &counts = settled->counts;
        {
            const std::scoped_lock lock(job.mutex);
            const QString &path = oldest.portion->report.path;
            progress.path = path;
            progress.bytesDone = oldest.portion->bytesDone;
            progress.messages += counts.added + counts.duplicates;
            progress.added += counts.added;
            progress.duplicates += counts.duplicates;
            progress.quarantined += counts.quarantined;
            for (const ImportRow &row : std::as_const(oldest.portion->others))
                ++(row.outcome == ImportRow::Outcome::Skipped ? progress.skipped
                                                              : progress.unreadable);
            addFile(progress, *oldest.portion, *settled);
        }
        if (options.rows)
            options.rows->add(rowsOf(*oldest.portion, *settled));
        say();
        return true;
    };
    const auto give = [&](ImportPortion portion) {
        if (!job.waitWhilePaused())
            return false;
        while (underWay.size() >= batchesAhead) {
            if (!settleOldest())
                return false;
        }
        auto shared = std::make_shared<ImportPortion>(std::move(portion));
        if (options.dryRun) {
            underWay.push_back({shared, m_store.read([shared, &dry](ReadContext &context) {
                                    Settled settled = look(context.db, *shared, dry);
                                    shared->messages.clear();
                                    return settled;
                                })});
            // The next look has to know what this one has seen.
            return settleOldest();
        }
        underWay.push_back(
            {shared, m_store.write([shared, &prepared](WriteContext &context) {
                 Settled settled;
                 if (!shared->cards.isEmpty() || shared->report.format == u"vcard") {
                     for (const auto &[card, row] : shared->cards)
                         settled.contacts.append(takeContact(context, card, prepared->import));
                     return settled;
                 }
                 const Account account = saveAccount(context, importAccount(shared->channel));
                 settled.counts = ingest(context, account, std::exchange(shared->messages, {}),
                                         {.isHistory = shared->isHistory,
                                          .ourAddresses = prepared->ours,
                                          .isImport = true,
                                          .import = prepared->import});
                 if (!shared->path.isEmpty())
                     saveImportPosition(context, shared->path, shared->size, shared->fingerprint,
                                        shared->position, settled.counts.added);
                 context.changed = {};
                 context.changed.everything = true;
                 return settled;
             })});
        return true;
    };

    ImportReader reader(give, options, m_store.now());
    bool goesOn = true;
    for (const MailFile &file : std::as_const(files)) {
        qint64 position = 0;
        if (file.format == MailFile::Format::Mbox && !options.dryRun)
            position = m_store
                           .read([path = file.path, size = file.size,
                                  print = fileFingerprint(file.path)](ReadContext &context) {
                               return importPosition(context.db, path, size, print);
                           })
                           .result()
                           .value_or(0);
        goesOn = reader.read(file, position);
        if (!goesOn)
            break;
    }
    if (goesOn)
        goesOn = reader.flush();
    while (!underWay.empty())
        settleOldest();
    if (goesOn && !error && !options.dryRun) {
        const auto finished = m_store
                                  .write([id = prepared->import](WriteContext &context) {
                                      finishImport(context, id);
                                  })
                                  .result();
        if (!finished)
            error = finished.error();
    }
    problems.append(reader.problems());
    {
        const std::scoped_lock lock(job.mutex);
        progress.problems = problems.first(std::min<qsizetype>(problems.size(), 100));
        progress.isFinished = true;
        if (goesOn)
            progress.bytesDone = progress.bytesTotal;
    }
    say();
    if (error)
        return std::unexpected(*error);
    return progress;
}

} // namespace casement

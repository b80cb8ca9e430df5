// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/importer.h"

#include "core/desk/mailfiles.h"
#include "core/desk/pipeline.h"
#include "core/mail/mailmapping.h"
#include "core/storage/accountstore.h"
#include "core/storage/maintenancestore.h"
#include "core/storage/store.h"

#include <QPromise>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace casement
{

namespace
{

constexpr qsizetype batchMessages = 1000;
constexpr qint64 batchBytes = 12 * 1024 * 1024;
/// Batches parsed and not yet written: enough to keep both threads busy, few enough to keep memory
/// flat.
constexpr size_t batchesAhead = 2;
constexpr qsizetype maxProblems = 100;

/// What goes into one transaction: messages, and how far their file was read with them.
struct Portion {
    QList<PreparedMessage> messages;
    QString path;
    QByteArray fingerprint;
    qint64 size = 0;
    qint64 position = 0;
    qint64 bytesDone = 0;
};

} // namespace

/// An import under way. Its reader thread parses; its writer side hands portions to the store and
/// waits for each.
struct Importer::Job {
    std::mutex mutex;
    std::condition_variable changed;
    bool isPaused = false;
    bool isCancelled = false;
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

namespace
{

/// Reads the files, maps and prepares their messages, and gives them away in portions.
class Reader
{
public:
    using Give = std::function<bool(Portion)>; ///< false: stop

    Reader(Give give, Timestamp now) : m_give(std::move(give)), m_now(now) {}

    bool readEml(const MailFile &file, QStringList &problems)
    {
        QFile source(file.path);
        if (!source.open(QIODevice::ReadOnly) || source.size() > MboxReader::maxMessage) {
            problems.append(QStringLiteral("%1 cannot be read (%2); the rest was imported.")
                                .arg(file.path, source.size() > MboxReader::maxMessage
                                                    ? QStringLiteral("it is larger than 128 MiB")
                                                    : source.errorString()));
            return true;
        }
        m_bytesDone += file.size;
        return add(source.readAll(), file);
    }

    bool readMbox(const MailFile &file, qint64 position, QStringList &problems)
    {
        MboxReader reader(file.path);
        if (const auto opened = reader.open(position); !opened) {
            problems.append(opened.error().detail);
            return true;
        }
        m_portion.path = file.path;
        m_portion.size = file.size;
        m_portion.fingerprint = fileFingerprint(file.path);
        const qint64 before = m_bytesDone;
        for (;;) {
            const auto message = reader.next();
            if (!message) {
                problems.append(message.error().detail);
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
            problems.append(QStringLiteral("%1: %2 mails larger than 128 MiB were passed over.")
                                .arg(file.path)
                                .arg(reader.tooLarge()));
        m_portion.position = file.size;
        m_bytesDone = before + file.size;
        const bool goesOn = flush();
        m_portion.path.clear();
        return goesOn;
    }

    bool flush()
    {
        if (m_portion.messages.isEmpty() && m_portion.path.isEmpty())
            return true;
        m_portion.bytesDone = m_bytesDone;
        Portion full = m_portion;
        m_portion.messages.clear();
        m_bytes = 0;
        return m_give(std::move(full));
    }

private:
    bool add(const QByteArray &raw, const MailFile &file)
    {
        m_bytes += raw.size();
        m_portion.messages.append(prepareMessage(mapMail(raw, {.fallbackTime = m_now,
                                                               .direction = Direction::Incoming,
                                                               .seen = file.isSeen,
                                                               .answered = file.isAnswered}),
                                                 m_now));
        // The packed bytes are what is stored; the plain ones would only fill memory while the
        // portion waits.
        m_portion.messages.last().message.raw.clear();
        if (m_portion.messages.size() >= batchMessages || m_bytes >= batchBytes)
            return flush();
        return true;
    }

    Give m_give;
    Timestamp m_now;
    Portion m_portion;
    qint64 m_bytes = 0;
    qint64 m_bytesDone = 0;
};

Account importAccount(Timestamp)
{
    Account account;
    account.uid = Uid::derive({"import"});
    account.channel = QStringLiteral("import");
    account.name = QStringLiteral("Imported files");
    return account;
}

} // namespace

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
    return m_job && !m_job->promise.future().isFinished();
}

void Importer::pause()
{
    if (!m_job)
        return;
    {
        const std::scoped_lock lock(m_job->mutex);
        m_job->isPaused = true;
        m_job->progress.isPaused = true;
    }
    Q_EMIT progressed(m_job->progress);
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
        ImportProgress &progress = job->progress;
        QStringList problems;
        const QList<MailFile> files = findMailFiles(paths, problems);
        for (const MailFile &file : files)
            progress.bytesTotal += file.size;
        const auto say = [&] {
            {
                const std::scoped_lock lock(job->mutex);
                progress.problems = problems.first(std::min(problems.size(), maxProblems));
            }
            QMetaObject::invokeMethod(
                this, [this, copy = progress] { Q_EMIT progressed(copy); }, Qt::QueuedConnection);
        };

        struct Prepared {
            Account account;
            QSet<QString> ours;
        };
        const Timestamp now = m_store.now();
        auto prepared = m_store
                            .write([options, now](WriteContext &context) {
                                Prepared result{.account = saveAccount(context, importAccount(now)),
                                                .ours = ourAddresses(context.db)};
                                for (const QString &address : options.ourAddresses)
                                    result.ours.insert(address.toLower());
                                return result;
                            })
                            .result();
        if (!prepared) {
            job->promise.addResult(std::unexpected(prepared.error()));
            job->promise.finish();
            return;
        }

        // Portions that the store has not yet acknowledged, oldest first.
        std::deque<QFuture<Result<IngestCounts>>> underWay;
        std::deque<std::pair<QString, qint64>> described;
        std::optional<Error> error;
        const auto settleOldest = [&] {
            const Result<IngestCounts> counts = underWay.front().result();
            underWay.pop_front();
            const auto [path, bytesDone] = described.front();
            described.pop_front();
            if (!counts) {
                error = counts.error();
                return false;
            }
            progress.path = path;
            progress.bytesDone = bytesDone;
            progress.messages += counts->added + counts->duplicates;
            progress.added += counts->added;
            progress.duplicates += counts->duplicates;
            progress.quarantined += counts->quarantined;
            say();
            return true;
        };
        const auto give = [&](Portion portion) {
            if (!job->waitWhilePaused())
                return false;
            while (underWay.size() >= batchesAhead) {
                if (!settleOldest())
                    return false;
            }
            described.emplace_back(portion.path, portion.bytesDone);
            auto shared = std::make_shared<Portion>(std::move(portion));
            underWay.push_back(m_store.write(
                [shared, &prepared, history = options.asHistory](WriteContext &context) {
                    const IngestCounts counts = ingest(
                        context, prepared->account, std::move(shared->messages),
                        {.isHistory = history, .ourAddresses = prepared->ours, .isImport = true});
                    if (!shared->path.isEmpty())
                        saveImportPosition(context, shared->path, shared->size, shared->fingerprint,
                                           shared->position, counts.added);
                    context.changed = {};
                    context.changed.everything = true;
                    return counts;
                }));
            return true;
        };

        Reader reader(give, now);
        bool goesOn = true;
        for (const MailFile &file : files) {
            if (file.format == MailFile::Format::Eml) {
                goesOn = reader.readEml(file, problems);
            } else {
                const auto position =
                    m_store
                        .read([path = file.path, size = file.size,
                               print = fileFingerprint(file.path)](ReadContext &context) {
                            return importPosition(context.db, path, size, print);
                        })
                        .result();
                goesOn = reader.readMbox(file, position.value_or(0), problems);
            }
            if (!goesOn)
                break;
        }
        if (goesOn)
            reader.flush();
        while (!underWay.empty())
            settleOldest();

        progress.isFinished = true;
        say();
        if (error)
            job->promise.addResult(std::unexpected(*error));
        else
            job->promise.addResult(progress);
        job->promise.finish();
    });
    return job->promise.future();
}

} // namespace casement

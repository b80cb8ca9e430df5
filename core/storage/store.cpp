// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/store.h"

#include "core/storage/migrations.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace casement
{

namespace
{

/// Writes that share a transaction, at most; keeps the wait of the first one short.
constexpr size_t maxSharedWrites = 64;

QByteArray randomBytes(int count)
{
    QByteArray bytes(count, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(QRandomGenerator::system()->generate());
    return bytes;
}

} // namespace

/// The threads and their queues.
class Store::Worker
{
public:
    Worker(Store &store, std::unique_ptr<Db> writer, std::vector<std::unique_ptr<Db>> readers)
        : m_store(store)
        , m_writer(std::move(writer))
    {
        m_lastHlc = m_writer->number("SELECT value FROM meta WHERE key = 'hlc'", 0);
        m_threads.emplace_back([this] { runWriter(); });
        for (auto &reader : readers)
            m_threads.emplace_back(
                [this, db = std::shared_ptr<Db>(std::move(reader))] { runReader(*db); });
    }

    ~Worker()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_stopping = true;
        }
        m_readsChanged.notify_all();
        m_writesChanged.notify_all();
        for (std::thread &thread : m_threads)
            thread.join();
    }

    void addRead(ReadWork work, const CancelFlag &cancel)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_reads.push_back({std::move(work), cancel});
        }
        m_readsChanged.notify_one();
    }

    void addWrite(WriteWork work)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_writes.push_back(std::move(work));
        }
        m_writesChanged.notify_one();
    }

private:
    struct Read {
        ReadWork work;
        CancelFlag cancel;
    };

    void runReader(Db &db)
    {
        for (;;) {
            Read read;
            {
                std::unique_lock lock(m_mutex);
                m_readsChanged.wait(lock, [this] { return m_stopping || !m_reads.empty(); });
                if (m_reads.empty())
                    return;
                read = std::move(m_reads.front());
                m_reads.pop_front();
            }
            db.clearError();
            db.setCancelFlag(read.cancel);
            ReadContext context{.db = db, .blobs = *m_store.m_blobs, .now = m_store.m_clock()};
            // One snapshot for everything that a read looks at.
            db.exec("BEGIN");
            read.work(context);
            db.clearError();
            db.setCancelFlag({});
            db.exec("COMMIT");
        }
    }

    void runWriter()
    {
        for (;;) {
            std::deque<WriteWork> batch;
            {
                std::unique_lock lock(m_mutex);
                m_writesChanged.wait(lock, [this] { return m_stopping || !m_writes.empty(); });
                if (m_writes.empty())
                    return;
                while (!m_writes.empty() && batch.size() < maxSharedWrites) {
                    batch.push_back(std::move(m_writes.front()));
                    m_writes.pop_front();
                }
            }
            commit(batch);
        }
    }

    void commit(std::deque<WriteWork> &batch)
    {
        Db &db = *m_writer;
        db.clearError();
        const Timestamp now = m_store.m_clock();
        m_lastHlc = std::max(toMilliseconds(now) << 16, m_lastHlc + 1);
        StoreChange changed;
        std::vector<std::optional<Error>> errors;
        db.exec("BEGIN IMMEDIATE");
        for (WriteWork &write : batch) {
            StoreChange ofThis;
            WriteContext context{.db = db,
                                 .blobs = *m_store.m_blobs,
                                 .now = now,
                                 .hlc = m_lastHlc,
                                 .actor = m_store.m_me,
                                 .changed = ofThis};
            db.exec("SAVEPOINT work");
            std::optional<Error> error = db.error();
            if (!error)
                error = write.work(context);
            if (db.error())
                error = db.error();
            if (error) {
                db.clearError();
                db.exec("ROLLBACK TO work");
            } else {
                changed.merge(ofThis);
            }
            db.exec("RELEASE work");
            errors.push_back(error);
        }
        db.run("INSERT INTO meta (key, value) VALUES ('hlc', ?) ON CONFLICT (key) DO UPDATE SET "
               "value = excluded.value",
               m_lastHlc);
        db.exec("COMMIT");
        if (const auto error = db.error()) {
            // The transaction as a whole is lost: nobody may believe that his part is on disk.
            db.clearError();
            db.exec("ROLLBACK");
            db.clearError();
            for (auto &each : errors)
                each = error;
            changed = {};
        }
        for (size_t i = 0; i < batch.size(); ++i)
            batch[i].settle(errors[i]);
        if (!changed.isEmpty())
            Q_EMIT m_store.changed(changed);
    }

    Store &m_store;
    std::unique_ptr<Db> m_writer;
    std::mutex m_mutex;
    std::condition_variable m_readsChanged;
    std::condition_variable m_writesChanged;
    std::deque<Read> m_reads;
    std::deque<WriteWork> m_writes;
    bool m_stopping = false;
    qint64 m_lastHlc = 0;
    std::vector<std::thread> m_threads;
};

Result<std::unique_ptr<Store>> Store::open(const StoreOptions &options)
{
    std::unique_ptr<Store> store(new Store);
    if (const auto prepared = store->prepare(options); !prepared)
        return std::unexpected(prepared.error());
    return store;
}

Result<void> Store::prepare(const StoreOptions &options)
{
    qRegisterMetaType<StoreChange>();
    m_folder = options.folder;
    m_clock = options.clock;
    if (!QDir().mkpath(m_folder) || !QFileInfo(m_folder).isWritable()) {
        return fail(ErrorKind::Storage,
                    QStringLiteral("The workspace folder %1 cannot be written. Nothing was "
                                   "changed; check its permissions, or choose "
                                   "another with --workspace.")
                        .arg(m_folder));
    }
    m_blobs = std::make_unique<Blobs>(m_folder + QStringLiteral("/blobs"));

    const QString path = m_folder + QStringLiteral("/workspace.sqlite");
    auto writer = Db::open(path, Db::Mode::Writer);
    if (!writer)
        return std::unexpected(writer.error());
    Db &db = **writer;
    if (const auto migrated = migrate(db); !migrated)
        return migrated;

    db.exec("BEGIN IMMEDIATE");
    if (db.number("SELECT count(*) FROM meta WHERE key = 'workspace_uid'", 0) == 0) {
        const Timestamp now = m_clock();
        db.run("INSERT INTO meta (key, value) VALUES ('workspace_uid', ?), ('desk_uid', ?), "
               "('message_id_key', ?), ('salt', ?)",
               Uid::create(now), Uid::create(now), randomBytes(32), randomBytes(32));
        db.run("INSERT INTO staff (uid, name, is_me) VALUES (?, ?, 1)", Uid::create(now),
               QString());
    }
    m_me = StaffId{db.number("SELECT id FROM staff WHERE is_me = 1 ORDER BY id", 0)};
    {
        Statement key = db.prepare("SELECT value FROM meta WHERE key = 'message_id_key'");
        if (key.next())
            m_messageIdKey = key.blob(0);
    }
    db.exec("COMMIT");
    if (db.error())
        return std::unexpected(*db.error());

    std::vector<std::unique_ptr<Db>> readers;
    for (int i = 0; i < options.readers; ++i) {
        auto reader = Db::open(path, Db::Mode::Reader);
        if (!reader)
            return std::unexpected(reader.error());
        readers.push_back(std::move(*reader));
    }
    m_worker = std::make_unique<Worker>(*this, std::move(*writer), std::move(readers));
    return {};
}

Store::~Store() = default;

void Store::enqueueRead(ReadWork work, const CancelFlag &cancel)
{
    m_worker->addRead(std::move(work), cancel);
}

void Store::enqueueWrite(WriteWork work)
{
    m_worker->addWrite(std::move(work));
}

} // namespace casement

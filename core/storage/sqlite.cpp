// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/storage/sqlite.h"

#include "core/text/likeness.h"
#include "core/text/plaintext.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <sqlite3.h>

namespace casement
{

namespace
{

constexpr int maxCachedStatements = 200;

/// SQL function handle_key(kind, address): by what somebody may be known again on another channel.
void handleKeyOf(sqlite3_context *context, int, sqlite3_value **values)
{
    const auto text = [&](int column) {
        return QString::fromUtf8(reinterpret_cast<const char *>(sqlite3_value_text(values[column])),
                                 sqlite3_value_bytes(values[column]));
    };
    const QByteArray key =
        handleKey(Address{.kind = text(0), .address = text(1), .name = {}}).toUtf8();
    sqlite3_result_text(context, key.constData(), int(key.size()), SQLITE_TRANSIENT);
}

int cancelled(void *context)
{
    return static_cast<std::atomic_bool *>(context)->load(std::memory_order_relaxed) ? 1 : 0;
}

/// SQL function search_text(x): what the full-text index reads of a text. Scripts that are written
/// without spaces get one between any two characters, so that each is a token and a word of theirs
/// is a phrase.
void searchText(sqlite3_context *context, int, sqlite3_value **values)
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_value_text(values[0]));
    const int length = sqlite3_value_bytes(values[0]);
    bool isAscii = true;
    for (int i = 0; i < length && isAscii; ++i)
        isAscii =
            static_cast<unsigned char>(bytes[i]) < 0xE0; // no script of concern is below U+0800
    if (isAscii) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    const QByteArray text = segmentCjk(QString::fromUtf8(bytes, length)).toUtf8();
    sqlite3_result_text(context, text.constData(), int(text.size()), SQLITE_TRANSIENT);
}

/// SQL function recipients_text(json): names and addresses of the recipients column, for the
/// full-text index.
void recipientsText(sqlite3_context *context, int, sqlite3_value **values)
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_value_text(values[0]));
    const QJsonArray recipients =
        QJsonDocument::fromJson(QByteArray(bytes, sqlite3_value_bytes(values[0]))).array();
    QString text;
    for (const QJsonValue &value : recipients)
        text += value[3].toString() + u' ' + value[2].toString() + u' ';
    const QByteArray utf8 = text.toUtf8();
    sqlite3_result_text(context, utf8.constData(), int(utf8.size()), SQLITE_TRANSIENT);
}

} // namespace

Error storageError(int code, const QString &message)
{
    // An open workspace needs a little room beside the file, also for reading.
    const bool isFull = code == SQLITE_IOERR_SHMSIZE || code == SQLITE_IOERR_SHMMAP;
    switch (isFull ? SQLITE_FULL : code & 0xff) {
    case SQLITE_FULL:
        return {.kind = ErrorKind::Full,
                .detail = QStringLiteral(
                    "The disk is full. What was saved before is kept; make room and try again.")};
    case SQLITE_INTERRUPT:
        return {.kind = ErrorKind::Cancelled, .detail = QStringLiteral("Stopped.")};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return {.kind = ErrorKind::Storage,
                .detail = QStringLiteral("The workspace file is damaged (%1). Nothing was written "
                                         "to it; restore it from "
                                         "a backup, or export what can still be read.")
                              .arg(message)};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return {
            .kind = ErrorKind::Storage,
            .detail =
                QStringLiteral(
                    "The workspace cannot be opened for writing (%1). Nothing was changed; check "
                    "the permissions of its folder.")
                    .arg(message)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {.kind = ErrorKind::Busy,
                .detail = QStringLiteral(
                    "Another program has the workspace file locked. Nothing was changed; close it "
                    "and try again.")};
    default:
        return {.kind = ErrorKind::Storage,
                .detail = QStringLiteral("The workspace could not be read or written (%1, code "
                                         "%2). What was saved before "
                                         "is kept.")
                              .arg(message)
                              .arg(code)};
    }
}

Statement::Statement(Db &db, sqlite3_stmt *statement, bool isCached)
    : m_db(&db)
    , m_statement(statement)
    , m_isCached(isCached)
{
}

Statement::Statement(Statement &&other) noexcept
    : m_db(other.m_db)
    , m_statement(std::exchange(other.m_statement, nullptr))
    , m_parameter(other.m_parameter)
    , m_isCached(other.m_isCached)
{
}

Statement::~Statement()
{
    if (m_statement)
        m_db->release(m_statement, m_isCached);
}

void Statement::check(int code)
{
    if (code != SQLITE_OK)
        m_db->setErrorFromHandle(code);
}

void Statement::bindNull()
{
    if (m_statement)
        check(sqlite3_bind_null(m_statement, ++m_parameter));
}

void Statement::bindInteger(qint64 value)
{
    if (m_statement)
        check(sqlite3_bind_int64(m_statement, ++m_parameter, value));
}

void Statement::bindReal(double value)
{
    if (m_statement)
        check(sqlite3_bind_double(m_statement, ++m_parameter, value));
}

void Statement::bindText(const QString &value)
{
    if (!m_statement)
        return;
    const QByteArray utf8 = value.toUtf8();
    check(sqlite3_bind_text64(m_statement, ++m_parameter, utf8.isNull() ? "" : utf8.constData(),
                              static_cast<sqlite3_uint64>(utf8.size()), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void Statement::bindBlob(const QByteArray &value)
{
    if (m_statement)
        check(sqlite3_bind_blob64(m_statement, ++m_parameter,
                                  value.isNull() ? "" : value.constData(),
                                  static_cast<sqlite3_uint64>(value.size()), SQLITE_TRANSIENT));
}

bool Statement::next()
{
    if (!m_statement || m_db->error())
        return false;
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW)
        return true;
    if (code != SQLITE_DONE)
        m_db->setErrorFromHandle(code);
    return false;
}

void Statement::run()
{
    while (next()) {
    }
}

void Statement::reset()
{
    m_parameter = 0;
    if (m_statement)
        sqlite3_reset(m_statement);
}

qint64 Statement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}

QString Statement::text(int column) const
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
    return QString::fromUtf8(bytes, sqlite3_column_bytes(m_statement, column));
}

QByteArray Statement::blob(int column) const
{
    const auto *bytes = static_cast<const char *>(sqlite3_column_blob(m_statement, column));
    return QByteArray(bytes, sqlite3_column_bytes(m_statement, column));
}

bool Statement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}

int Statement::columnCount() const
{
    return m_statement ? sqlite3_column_count(m_statement) : 0;
}

int Statement::columnType(int column) const
{
    return sqlite3_column_type(m_statement, column);
}

QString Statement::columnName(int column) const
{
    return QString::fromUtf8(sqlite3_column_name(m_statement, column));
}

Result<std::unique_ptr<Db>> Db::open(const QString &path, Mode mode)
{
    std::unique_ptr<Db> db(new Db);
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_READWRITE |
                      (mode == Mode::Writer ? SQLITE_OPEN_CREATE : 0);
    const int code =
        sqlite3_open_v2(QFile::encodeName(path).constData(), &db->m_handle, flags, nullptr);
    if (code != SQLITE_OK)
        return std::unexpected(storageError(code, QString::fromUtf8(sqlite3_errmsg(db->m_handle))));
    sqlite3_extended_result_codes(db->m_handle, 1);
    sqlite3_busy_timeout(db->m_handle, 5000);
    sqlite3_db_config(db->m_handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(db->m_handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(db->m_handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_limit(db->m_handle, SQLITE_LIMIT_LENGTH, 512 * 1024 * 1024);
    // Deterministic and innocuous: the search view may use it although the schema is not trusted.
    sqlite3_create_function_v2(db->m_handle, "search_text", 1,
                               SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                               &searchText, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(db->m_handle, "recipients_text", 1,
                               SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                               &recipientsText, nullptr, nullptr, nullptr);
    sqlite3_create_function_v2(db->m_handle, "handle_key", 2,
                               SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, nullptr,
                               &handleKeyOf, nullptr, nullptr, nullptr);
    if (mode == Mode::Writer) {
        db->exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;"
                 "PRAGMA cache_size=-65536; PRAGMA journal_size_limit=67108864;");
    } else {
        // Two connections that race a checkpoint can corrupt a WAL before SQLite 3.51.3: readers
        // never checkpoint.
        sqlite3_db_config(db->m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        db->exec("PRAGMA query_only=ON; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-16384;");
    }
    db->exec("PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA "
             "mmap_size=0;");
    if (db->m_error)
        return std::unexpected(*db->m_error);
    return db;
}

Db::~Db()
{
    for (sqlite3_stmt *statement : std::as_const(m_cache))
        sqlite3_finalize(statement);
    sqlite3_close_v2(m_handle);
}

Statement Db::prepare(const QByteArray &sql)
{
    if (sqlite3_stmt *cached = m_cache.value(sql); cached && !m_inUse.value(cached)) {
        m_inUse[cached] = true;
        return Statement(*this, cached, true);
    }
    if (m_error)
        return Statement(*this, nullptr, false);
    sqlite3_stmt *statement = nullptr;
    const bool shouldCache = !m_cache.contains(sql) && m_cache.size() < maxCachedStatements;
    const int code =
        sqlite3_prepare_v3(m_handle, sql.constData(), int(sql.size()),
                           shouldCache ? SQLITE_PREPARE_PERSISTENT : 0, &statement, nullptr);
    if (code != SQLITE_OK) {
        setErrorFromHandle(code);
        return Statement(*this, nullptr, false);
    }
    if (shouldCache) {
        m_cache.insert(QByteArray(sql.constData(), sql.size()), statement); // a copy of its own
        m_inUse[statement] = true;
    }
    return Statement(*this, statement, shouldCache);
}

void Db::release(sqlite3_stmt *statement, bool isCached)
{
    if (!isCached) {
        sqlite3_finalize(statement);
        return;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    m_inUse[statement] = false;
}

void Db::exec(const char *sql)
{
    if (m_error)
        return;
    const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        setErrorFromHandle(code);
}

qint64 Db::lastInsertId() const
{
    return sqlite3_last_insert_rowid(m_handle);
}

int Db::changes() const
{
    return sqlite3_changes(m_handle);
}

void Db::setError(const Error &error)
{
    if (!m_error)
        m_error = error;
}

void Db::setErrorFromHandle(int code)
{
    setError(storageError(code, QString::fromUtf8(sqlite3_errmsg(m_handle))));
}

void Db::setCancelFlag(const std::shared_ptr<std::atomic_bool> &flag)
{
    m_cancel = flag;
    if (m_cancel)
        sqlite3_progress_handler(m_handle, 2000, &cancelled, m_cancel.get());
    else
        sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/error.h"
#include "core/domain/id.h"
#include "core/domain/timestamp.h"
#include "core/domain/uid.h"

#include <QByteArray>
#include <QHash>
#include <QString>
#include <atomic>
#include <concepts>
#include <memory>
#include <optional>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

namespace casement
{

class Db;

/// A prepared statement, borrowed from its connection for a scope. Binds in order, from the first
/// parameter on. After an error of the connection every call does nothing: see Db::error().
class Statement
{
public:
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&) = delete;
    ~Statement();

    template <typename... Args>
    Statement &bind(const Args &...args)
    {
        (bindOne(args), ...);
        return *this;
    }
    /// Binds one more parameter.
    template <typename T>
    void bindOne(const T &value)
    {
        if constexpr (std::is_same_v<T, std::nullptr_t>)
            bindNull();
        else if constexpr (std::is_same_v<T, Uid>)
            bindBlob(value.toBytes());
        else if constexpr (std::is_same_v<T, Timestamp>)
            bindInteger(toMilliseconds(value));
        else if constexpr (std::is_same_v<T, QByteArray>)
            bindBlob(value);
        else if constexpr (std::is_enum_v<T>)
            bindInteger(static_cast<qint64>(value));
        else if constexpr (std::is_integral_v<T>)
            bindInteger(static_cast<qint64>(value));
        else if constexpr (std::is_floating_point_v<T>)
            bindReal(value);
        else if constexpr (requires { value.has_value(); })
            value.has_value() ? bindOne(*value) : bindNull();
        else if constexpr (requires { value.value; })
            bindInteger(value.value);
        else
            bindText(value);
    }

    /// Steps to the next row; false at the end and after an error.
    [[nodiscard]] bool next();
    /// Steps once, for statements without rows.
    void run();
    /// Ready for new parameters.
    void reset();

    [[nodiscard]] qint64 integer(int column) const;
    [[nodiscard]] QString text(int column) const;
    [[nodiscard]] QByteArray blob(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    [[nodiscard]] Timestamp time(int column) const { return fromMilliseconds(integer(column)); }
    /// None where there is 0: the tables have no NULL for it.
    [[nodiscard]] std::optional<Timestamp> timeOrNone(int column) const
    {
        return integer(column) > 0 ? std::optional(time(column)) : std::nullopt;
    }
    [[nodiscard]] Uid uid(int column) const { return Uid::fromBytes(blob(column)); }
    template <typename T>
    [[nodiscard]] T id(int column) const
    {
        return T{integer(column)};
    }
    [[nodiscard]] int columnCount() const;
    [[nodiscard]] int columnType(int column) const;
    [[nodiscard]] QString columnName(int column) const;

private:
    friend class Db;
    Statement(Db &db, sqlite3_stmt *statement, bool isCached);
    void bindNull();
    void bindInteger(qint64 value);
    void bindReal(double value);
    void bindText(const QString &value);
    void bindBlob(const QByteArray &value);
    void check(int code);

    Db *m_db;
    sqlite3_stmt *m_statement;
    int m_parameter = 0;
    bool m_isCached;
};

/// One connection to a workspace's SQLite file, for one thread.
///
/// Errors stick: the first one is kept, everything after it does nothing, and whoever opened the
/// unit of work (the store's worker) asks once, at its end, and rolls back. SQL code so reads as
/// SQL, and none of its failures is lost.
class Db
{
public:
    enum class Mode {
        Writer, ///< the one connection that writes and checkpoints
        Reader, ///< query_only, never checkpoints
    };

    [[nodiscard]] static Result<std::unique_ptr<Db>> open(const QString &path, Mode mode);
    ~Db();
    Db(const Db &) = delete;
    Db &operator=(const Db &) = delete;

    /// \a sql is one statement; it is compiled once per connection.
    [[nodiscard]] Statement prepare(const char *sql)
    {
        return prepare(QByteArray::fromRawData(sql, qsizetype(qstrlen(sql))));
    }
    [[nodiscard]] Statement prepare(const QByteArray &sql);
    /// One or more statements without parameters.
    void exec(const char *sql);

    /// The first number of the first row, or \a fallback.
    template <typename... Args>
    [[nodiscard]] qint64 number(const char *sql, qint64 fallback, const Args &...args)
    {
        Statement statement = prepare(sql);
        statement.bind(args...);
        return statement.next() ? statement.integer(0) : fallback;
    }
    /// Runs a statement without rows.
    template <typename... Args>
    void run(const char *sql, const Args &...args)
    {
        Statement statement = prepare(sql);
        statement.bind(args...);
        statement.run();
    }

    [[nodiscard]] qint64 lastInsertId() const;
    [[nodiscard]] int changes() const;

    /// The first error since clearError(), if any.
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    void setError(const Error &error);
    void clearError() { m_error.reset(); }

    /// While set and true, statements of this connection stop with ErrorKind::Cancelled.
    void setCancelFlag(const std::shared_ptr<std::atomic_bool> &flag);

    [[nodiscard]] sqlite3 *handle() const { return m_handle; }

private:
    friend class Statement;
    Db() = default;
    void setErrorFromHandle(int code);
    void release(sqlite3_stmt *statement, bool isCached);

    sqlite3 *m_handle = nullptr;
    std::optional<Error> m_error;
    QHash<QByteArray, sqlite3_stmt *> m_cache;
    QHash<sqlite3_stmt *, bool> m_inUse;
    std::shared_ptr<std::atomic_bool> m_cancel;
};

/// The sentence for an SQLite result code: what happened, what was kept, what to do.
[[nodiscard]] Error storageError(int code, const QString &message);

} // namespace casement

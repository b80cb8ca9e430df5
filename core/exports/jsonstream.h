// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QJsonValue>
#include <QString>
#include <optional>
#include <vector>

namespace casement
{

/// Reads a JSON text (RFC 8259) of any size from a device that need not seek, in memory that does
/// not grow with it. The caller goes down into objects and arrays, takes values of bounded size
/// whole, and passes over the rest.
///
/// An error of the structure sticks: from then on there is nothing more to read.
class JsonStream
{
public:
    /// Larger values and values nested deeper are passed over: no row of an export is so.
    static constexpr qsizetype maxValue = 4 * 1024 * 1024;
    static constexpr int maxDepth = 100;

    explicit JsonStream(QIODevice &device);

    /// Goes into the object or array that comes next; false: something else comes, and nothing was
    /// taken.
    [[nodiscard]] bool enterObject() { return enter('{'); }
    [[nodiscard]] bool enterArray() { return enter('['); }
    /// Inside an object: the next key; the stream then stands before its value. None: the object is
    /// over and was left.
    [[nodiscard]] std::optional<QString> nextKey();
    /// Inside an array: whether there is one more element, before which the stream then stands.
    /// False: the array is over and was left.
    [[nodiscard]] bool nextElement();
    /// Takes the next value whole. None: it is no JSON, too large or too deep; it was passed over,
    /// and problem() says why.
    [[nodiscard]] std::optional<QJsonValue> value();
    void skip();

    /// The bytes of the last value(); the beginning of them when it was passed over.
    [[nodiscard]] const QByteArray &raw() const { return m_raw; }
    /// Why the last value() gave nothing: the end of a sentence that begins with "it".
    [[nodiscard]] const QString &problem() const { return m_problem; }
    /// What broke the text as a whole, as the end of a sentence; empty while there is nothing.
    [[nodiscard]] const QString &error() const { return m_error; }
    /// Bytes taken so far.
    [[nodiscard]] qint64 position() const { return m_taken + m_at; }

private:
    struct Level {
        bool isObject = false;
        bool isFirst = true;
    };

    [[nodiscard]] bool enter(char bracket);
    [[nodiscard]] bool fill();
    /// The next byte, which stays; -1 at the end.
    [[nodiscard]] int peek();
    int peekAfterSpace();
    /// Reads to the end of the value; keeps at most \a limit bytes of it. False at the text's end.
    bool scan(qsizetype limit);
    void fail(const QString &error);

    QIODevice &m_device;
    QByteArray m_buffer;
    qsizetype m_at = 0;
    qint64 m_taken = 0; ///< before the buffer
    QByteArray m_raw;
    bool m_isWhole = false;
    bool m_isTooDeep = false;
    QString m_problem;
    QString m_error;
    std::vector<Level> m_levels;
};

} // namespace casement

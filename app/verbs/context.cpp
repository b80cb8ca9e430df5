// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/context.h"

#include "app/liveness.h"
#include "app/verbs/format.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QSaveFile>
#include <QStringDecoder>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr qsizetype longestText = 4 * 1024 * 1024;

} // namespace

Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorKind::Full,
                    u"%1 could not be written: %2. It is in the workspace all the same."_s.arg(
                        path, file.errorString()));
    return {};
}

ExitCode exitCodeFor(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Offline:
    case ErrorKind::Timeout:
    case ErrorKind::RateLimited:
    case ErrorKind::AuthRequired:
    case ErrorKind::Forbidden:
    case ErrorKind::Certificate:
    case ErrorKind::Protocol:
        return ExitNetwork;
    case ErrorKind::NotFound:
        return ExitNotFound;
    case ErrorKind::Busy:
    case ErrorKind::NewerSchema:
    case ErrorKind::Storage:
    case ErrorKind::Full:
        return ExitWorkspace;
    case ErrorKind::Invalid:
    case ErrorKind::Cancelled:
        return ExitFailed;
    }
    return ExitFailed;
}

QJsonObject errorObject(const Error &error)
{
    return {{u"error"_s,
             QJsonObject{{u"kind"_s, toString(error.kind)}, {u"message"_s, sentenceFor(error)}}}};
}

QString sentenceFor(const Error &error)
{
    QString sentence = error.detail.trimmed();
    if (sentence.isEmpty()) {
        switch (error.kind) {
        case ErrorKind::Offline:
            sentence = u"The server could not be reached; nothing was lost, try again later."_s;
            break;
        case ErrorKind::Timeout:
            sentence = u"The server did not answer in time; nothing was lost, try again later."_s;
            break;
        case ErrorKind::AuthRequired:
            sentence = u"The server refused the login; check user name and password."_s;
            break;
        case ErrorKind::Full:
            sentence =
                u"The disk is full; what was stored before is kept. Make room and try again."_s;
            break;
        case ErrorKind::Storage:
            sentence =
                u"The workspace could not be read or written; what was stored before is kept."_s;
            break;
        default:
            sentence = u"That did not work (%1); what was stored before is kept."_s.arg(
                toString(error.kind));
        }
    }
    if (!sentence.endsWith(u'.') && !sentence.endsWith(u'!') && !sentence.endsWith(u'?'))
        sentence += u'.';
    return sentence;
}

VerbContext::VerbContext(const VerbServices &services, const VerbRequest &request, VerbIo &io)
    : m_services(services)
    , m_request(request)
    , m_io(io)
{
    connect(&m_io, &VerbIo::cancelled, this, &VerbContext::cancelled);
}

bool VerbContext::isLive() const
{
    return m_services.liveness.isLive();
}

Result<int> VerbContext::number(const QString &option, int fallback) const
{
    if (!call().has(option))
        return fallback;
    bool isNumber = false;
    const int number = call().value(option).toInt(&isNumber);
    if (!isNumber || number < 1)
        return casement::fail(ErrorKind::Invalid,
                              u"--%1 takes a whole number from 1 on."_s.arg(option));
    return number;
}

QString VerbContext::path(const QString &path) const
{
    return QDir::cleanPath(QDir(m_request.workingFolder).absoluteFilePath(path));
}

Result<QByteArray> VerbContext::read(const QString &name, qsizetype limit)
{
    if (name == u"-")
        return m_io.readInput(limit);
    QFile file(path(name));
    if (!file.exists())
        return casement::fail(ErrorKind::NotFound,
                              u"There is no file %1; nothing was done."_s.arg(file.fileName()));
    if (!file.open(QIODevice::ReadOnly))
        return casement::fail(ErrorKind::Invalid,
                              u"%1 could not be read: %2. Nothing was done."_s.arg(
                                  file.fileName(), file.errorString()));
    QByteArray bytes = file.read(limit + 1);
    if (file.error() != QFileDevice::NoError)
        return casement::fail(ErrorKind::Invalid,
                              u"%1 could not be read: %2. Nothing was done."_s.arg(
                                  file.fileName(), file.errorString()));
    if (bytes.size() > limit)
        return casement::fail(ErrorKind::Invalid,
                              u"%1 is longer than %2 MiB; nothing was done."_s.arg(file.fileName())
                                  .arg(limit / (1024 * 1024)));
    return bytes;
}

Result<QString> VerbContext::readText(const QString &name)
{
    const Result<QByteArray> bytes = read(name, longestText);
    if (!bytes)
        return std::unexpected(bytes.error());
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder(*bytes);
    if (decoder.hasError() || text.contains(QChar::Null))
        return casement::fail(ErrorKind::Invalid,
                              u"The text in %1 is not UTF-8; nothing was done."_s.arg(
                                  name == u"-" ? u"standard input"_s : path(name)));
    text.replace(u"\r\n"_s, u"\n"_s);
    return text;
}

void VerbContext::put(const QJsonObject &object, const QString &text)
{
    if (isJson())
        putJson(object);
    else
        putText(text);
}

void VerbContext::putText(const QString &text)
{
    clearProgress();
    m_io.writeOutput(printable(text).toUtf8() + '\n');
}

void VerbContext::putJson(const QJsonObject &object)
{
    m_io.writeOutput(jsonLine(object));
}

void VerbContext::putBytes(const QByteArray &bytes)
{
    clearProgress();
    if (m_request.outputIsTerminal)
        m_io.writeOutput(printable(QString::fromUtf8(bytes)).toUtf8());
    else
        m_io.writeOutput(bytes);
}

void VerbContext::say(const QString &sentence)
{
    clearProgress();
    m_io.writeError("casement: " + printable(sentence).toUtf8() + '\n');
}

void VerbContext::sayProgress(const QString &text)
{
    if (!showsProgress())
        return;
    m_io.writeError("\r\x1b[K" + printable(text).replace(u'\n', u' ').toUtf8());
    m_progressShown = true;
}

void VerbContext::clearProgress()
{
    if (m_progressShown)
        m_io.writeError("\r\x1b[K");
    m_progressShown = false;
}

int VerbContext::fail(const Error &error)
{
    return fail(exitCodeFor(error.kind), error);
}

int VerbContext::fail(ExitCode code, const Error &error)
{
    clearProgress();
    if (isJson())
        m_io.writeError(jsonLine(errorObject(error)));
    else
        say(sentenceFor(error));
    return code;
}

bool VerbContext::waitUntil(const std::function<bool()> &condition,
                            std::optional<std::chrono::milliseconds> timeout)
{
    if (condition())
        return true;
    if (isCancelled())
        return false;
    QEventLoop loop;
    QTimer timer;
    connect(this, &VerbContext::woken, &loop, [&] {
        if (condition())
            loop.quit();
    });
    connect(this, &VerbContext::cancelled, &loop, &QEventLoop::quit);
    connect(&timer, &QTimer::timeout, &loop, &QEventLoop::quit);
    if (timeout) {
        timer.setSingleShot(true);
        timer.start(*timeout);
    }
    loop.exec();
    return condition();
}

int runVerb(const VerbServices &services, const VerbRequest &request, VerbIo &io)
{
    VerbContext context(services, request, io);
    const int code = request.call.spec->run(context);
    return io.isCancelled() && request.call.spec->endsByItself && code == ExitOk ? ExitFailed
                                                                                 : code;
}

} // namespace casement

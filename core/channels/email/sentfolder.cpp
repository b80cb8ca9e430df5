// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/email/sentfolder.h"

#include <KIMAP/AppendJob>
#include <KIMAP/SearchJob>
#include <KIMAP/SelectJob>

namespace casement
{

SentFolder::SentFolder(const EmailSettings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_link(new ImapLink(settings, this))
{
    connect(m_link, &ImapLink::failed, this,
            [this](const Error &error) { finish(std::unexpected(error)); });
}

void SentFolder::keepCopy(const QByteArray &messageId, const QByteArray &mail,
                          const QString &password)
{
    m_messageId = messageId;
    m_mail = mail;
    connect(m_link, &ImapLink::ready, this, [this] {
        if (m_link->sentFolder().isEmpty())
            return finish(
                fail(ErrorKind::NotFound,
                     QStringLiteral("%1 has no folder for sent mail.").arg(m_settings.imap.host)));
        m_folders = {m_link->sentFolder()};
        searchNext();
    });
    m_link->open(password);
}

void SentFolder::find(const QByteArray &messageId, const QStringList &folders,
                      const QString &password)
{
    m_messageId = messageId;
    connect(m_link, &ImapLink::ready, this, [this, folders] {
        for (const QString &folder :
             QStringList{m_link->sentFolder(), QStringLiteral("INBOX")} + folders) {
            if (m_link->folders().contains(folder) && !m_folders.contains(folder))
                m_folders += folder;
        }
        searchNext();
    });
    m_link->open(password);
}

void SentFolder::searchNext()
{
    if (m_folders.isEmpty())
        return m_mail.isEmpty() ? finish(false) : append();
    auto *select = new KIMAP::SelectJob(m_link->session());
    select->setMailBox(m_folders.takeFirst());
    select->setOpenReadOnly(true);
    connect(select, &KJob::result, this, [this, select] {
        if (select->error())
            return finish(std::unexpected(m_link->jobError(select)));
        auto *search = new KIMAP::SearchJob(m_link->session());
        search->setUidBased(true);
        search->setTerm(
            KIMAP::Term(QStringLiteral("Message-ID"), QString::fromLatin1(m_messageId)));
        connect(search, &KJob::result, this, [this, search] {
            if (search->error())
                return finish(std::unexpected(m_link->jobError(search)));
            search->results().isEmpty() ? searchNext() : finish(true);
        });
        search->start();
    });
    select->start();
}

void SentFolder::append()
{
    auto *job = new KIMAP::AppendJob(m_link->session());
    job->setMailBox(m_link->sentFolder());
    job->setFlags({"\\Seen"});
    job->setContent(m_mail);
    connect(job, &KJob::result, this, [this, job] {
        if (job->error())
            return finish(std::unexpected(m_link->jobError(job)));
        finish(true);
    });
    job->start();
}

void SentFolder::finish(const Result<bool> &found)
{
    if (std::exchange(m_isDone, true))
        return;
    m_link->close();
    Q_EMIT done(found);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/attachments.h"

#include "core/channels/connector.h"
#include "core/desk/accounts.h"
#include "core/desk/conversations.h"
#include "core/storage/accountstore.h"
#include "core/storage/conversationstore.h"
#include "core/storage/store.h"

#include <QFutureWatcher>
#include <QPromise>
#include <QtConcurrentRun>
#include <algorithm>

namespace casement
{

/// What the workspace knows of an attachment.
struct Attachments::Place {
    AttachmentPlace at;
    bool isHere = false;
    QByteArray raw;                 ///< of the message, where the file is not here
    std::optional<Account> account; ///< likewise; none: it was removed
};

/// One look() or get(). Deletes itself at its end.
class Attachments::Fetch final : public QObject
{
public:
    Fetch(Attachments &parent, MessageId message, int index, const QStringList &hosts, bool isLook)
        : QObject(&parent)
        , m_parent(parent)
        , m_message(message)
        , m_index(index)
        , m_hosts(hosts)
        , m_isLook(isLook)
    {
        m_promise.start();
        connect(&m_asker, &QFutureWatcherBase::canceled, this, [this] {
            m_wire.cancel();
            refuse(ErrorKind::Cancelled, QStringLiteral("The file was not fetched."));
        });
        m_asker.setFuture(m_promise.future());
        connect(&m_wire, &QFutureWatcherBase::progressRangeChanged, this,
                [this](int from, int to) { m_promise.setProgressRange(from, to); });
        connect(&m_wire, &QFutureWatcherBase::progressValueChanged, this,
                [this](int value) { m_promise.setProgressValue(value); });
        connect(&m_wire, &QFutureWatcherBase::finished, this, &Fetch::arrived);
        connect(&m_parent.m_accounts, &Accounts::statusChanged, this, &Fetch::accountChanged);
    }

    [[nodiscard]] QFuture<Result<FileAnswer>> future() const { return m_promise.future(); }

    void begin(const Result<Place> &place)
    {
        if (m_isConcluded)
            return;
        if (!place)
            return conclude(std::unexpected(place.error()));
        if (place->isHere && m_isLook)
            return conclude(FileAnswer{});
        if (place->isHere) {
            m_parent.m_conversations.attachment(m_message, m_index)
                .then(this, [this](const Result<QByteArray> &bytes) {
                    conclude(bytes.transform([](const QByteArray &all) {
                        return FileAnswer{.bytes = all, .host = {}};
                    }));
                });
            return;
        }
        if (!place->account)
            return refuse(ErrorKind::NotFound,
                          QStringLiteral("The account that this message came in on was removed, "
                                         "so its file cannot be fetched; add the account again."));
        m_account = place->account->id;
        if (place->account->paused)
            return refuse(ErrorKind::Offline,
                          QStringLiteral("The account %1 is paused, so the file was not fetched; "
                                         "resume the account first.")
                              .arg(place->account->name));
        if (place->at.size > largest)
            return refuse(ErrorKind::Invalid,
                          QStringLiteral("The file has %1 MB, and no more than %2 MB are fetched; "
                                         "open it where it was sent.")
                              .arg(place->at.size / 1024 / 1024)
                              .arg(largest / 1024 / 1024));
        Connector *connector = m_parent.m_accounts.connectorForSending(*place->account);
        if (!connector)
            return refuse(ErrorKind::NotFound,
                          QStringLiteral("The file was not among what was imported, and there is "
                                         "no server that could be asked for it."));
        if (!m_isLook && m_parent.m_underWay.contains(place->at.row))
            return refuse(ErrorKind::Busy, QStringLiteral("This file is being fetched already."));
        if (!m_isLook) {
            m_row = place->at.row;
            m_parent.m_underWay.insert(m_row);
        }
        m_wire.setFuture(connector->fetchFile({.raw = place->raw,
                                               .attachment = {.name = place->at.name,
                                                              .mediaType = place->at.mediaType,
                                                              .size = place->at.size,
                                                              .contentId = {},
                                                              .part = place->at.part,
                                                              .data = {}},
                                               .hosts = m_hosts,
                                               .maxBytes = largest}));
    }

private:
    void refuse(ErrorKind kind, const QString &sentence) { conclude(fail(kind, sentence)); }

    void conclude(const Result<FileAnswer> &answer)
    {
        if (std::exchange(m_isConcluded, true))
            return;
        m_parent.m_underWay.remove(m_row);
        m_promise.addResult(answer);
        m_promise.finish();
        deleteLater();
    }

    void accountChanged(AccountId id)
    {
        if (m_isConcluded || id != m_account)
            return;
        const auto statuses = m_parent.m_accounts.statuses();
        if (std::ranges::none_of(statuses, [id](const AccountStatus &each) {
                return each.account.id == id && each.account.paused;
            }))
            return;
        m_wire.cancel();
        refuse(ErrorKind::Cancelled,
               QStringLiteral("The account was paused before the whole file had come; nothing of "
                              "it was kept."));
    }

    void arrived()
    {
        if (m_isConcluded)
            return;
        if (m_wire.isCanceled())
            return refuse(ErrorKind::Cancelled,
                          QStringLiteral("The account was stopped before the whole file had come; "
                                         "nothing of it was kept."));
        const Result<FileAnswer> answer = m_wire.result();
        if (!answer || !answer->host.isEmpty() || m_isLook)
            return conclude(answer);
        if (answer->bytes.size() > largest)
            return refuse(ErrorKind::Protocol,
                          QStringLiteral("More came than is taken, so nothing of it was kept."));
        keep(answer->bytes);
    }

    /// Packing on a thread of the pool, storing on the writer, the answer here.
    void keep(const QByteArray &bytes)
    {
        QtConcurrent::run([bytes] {
            return Blobs::pack(bytes);
        }).then(this, [this, bytes](const Blobs::Packed &packed) {
            m_parent.m_store
                .write([row = m_row, packed](WriteContext &context) {
                    return keepAttachment(context, row, packed);
                })
                .then(this, [this, bytes](const Result<void> &kept) {
                    conclude(kept.transform(
                        [&bytes] { return FileAnswer{.bytes = bytes, .host = {}}; }));
                });
        });
    }

    Attachments &m_parent;
    MessageId m_message;
    int m_index;
    QStringList m_hosts;
    bool m_isLook;
    bool m_isConcluded = false;
    qint64 m_row = 0; ///< of the attachment that is being fetched
    AccountId m_account;
    QPromise<Result<FileAnswer>> m_promise;
    QFutureWatcher<Result<FileAnswer>> m_asker;
    QFutureWatcher<Result<FileAnswer>> m_wire;
};

Attachments::Attachments(Store &store, Conversations &conversations, Accounts &accounts)
    : m_store(store)
    , m_conversations(conversations)
    , m_accounts(accounts)
{
}

QFuture<Result<Attachments::Place>> Attachments::find(MessageId message, int index)
{
    return m_store.read([message, index](ReadContext &context) -> Result<Place> {
        const auto source = messageSource(context.db, message);
        if (source && source->isRemoved)
            return fail(ErrorKind::NotFound,
                        QStringLiteral("Its author took this message back, so its files are not "
                                       "given."));
        const auto at = attachmentPlace(context.db, message, index);
        if (!source || !at)
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This attachment is not in the workspace."));
        Place place{.at = *at, .raw = {}, .account = {}};
        place.isHere =
            at->blob != 0 || source->rawBlob == 0 || source->format == RawFormat::Rfc5322;
        if (place.isHere)
            return place;
        const auto raw = context.blobs.get(context.db, source->rawBlob);
        if (!raw)
            return std::unexpected(raw.error());
        place.raw = *raw;
        for (const Account &account : allAccounts(context.db)) {
            if (account.id == source->account)
                place.account = account;
        }
        return place;
    });
}

QFuture<Result<FileAnswer>> Attachments::look(MessageId message, int index)
{
    auto *fetch = new Fetch(*this, message, index, {}, true);
    auto future = fetch->future();
    find(message, index).then(fetch, [fetch](const Result<Place> &place) { fetch->begin(place); });
    return future;
}

QFuture<Result<FileAnswer>> Attachments::get(MessageId message, int index, const QStringList &hosts)
{
    auto *fetch = new Fetch(*this, message, index, hosts, false);
    auto future = fetch->future();
    find(message, index).then(fetch, [fetch](const Result<Place> &place) { fetch->begin(place); });
    return future;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/desk.h"
#include "core/desk/pipeline.h"
#include "core/storage/store.h"

#include <QCryptographicHash>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace casement::test
{

/// A clock that stands still until a test moves it.
class TestClock
{
public:
    explicit TestClock(Timestamp start = fromMilliseconds(1'790'000'000'000))
        : m_now(std::make_shared<std::atomic<qint64>>(toMilliseconds(start)))
    {
    }
    [[nodiscard]] Timestamp now() const { return fromMilliseconds(*m_now); }
    void advance(std::chrono::milliseconds by) { *m_now += by.count(); }
    [[nodiscard]] Clock clock() const
    {
        return [now = m_now] { return fromMilliseconds(*now); };
    }

private:
    std::shared_ptr<std::atomic<qint64>> m_now;
};

/// The value of a future that must succeed.
template <typename T>
T value(const QFuture<Result<T>> &future)
{
    // Some futures go on on the thread that waits.
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 60'000))
        qFatal("nothing came within 60 s");
    const Result<T> result = future.result();
    if (!result)
        qFatal("unexpected error: %s", qUtf8Printable(result.error().detail));
    if constexpr (!std::is_void_v<T>)
        return *result;
}

/// A workspace in a temporary folder, with a desk that has no connectors.
struct TestDesk {
    TestClock clock;
    QTemporaryDir folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Desk> desk;

    explicit TestDesk(ConnectorFactory factory = [](const Account &) { return nullptr; })
        : m_factory(std::move(factory))
    {
        open();
    }

    void open()
    {
        desk.reset();
        store.reset();
        auto opened = Store::open(
            {.folder = folder.path() + QStringLiteral("/workspace"), .clock = clock.clock()});
        if (!opened)
            qFatal("%s", qUtf8Printable(opened.error().detail));
        store = std::move(*opened);
        desk = std::make_unique<Desk>(*store, m_factory);
    }

    Account mailAccount(const QString &address = QStringLiteral("team@example.org"))
    {
        Account account;
        account.uid = Uid::derive({"imap", "mail.example.org", address.toUtf8()});
        account.channel = QStringLiteral("email");
        account.name = QStringLiteral("Team");
        account.address = address;
        account.settings = QJsonObject{{QStringLiteral("host"), QStringLiteral("old.example.org")}};
        return value(desk->accounts.save(account));
    }

    /// A mail as a connector would hand it over.
    IncomingMessage mail(const QString &from, const QString &subject, const QString &text,
                         const QByteArray &id, const QByteArray &inReplyTo = {})
    {
        IncomingMessage message;
        message.remoteKey = id + text.toUtf8();
        message.raw =
            "Message-ID: <" + id + ">\nSubject: " + subject.toUtf8() + "\n\n" + text.toUtf8();
        message.author = {
            .kind = QStringLiteral("email"), .address = from, .name = from.section(u'@', 0, 0)};
        message.recipients = {{RecipientRole::To,
                               {QStringLiteral("email"), QStringLiteral("team@example.org"),
                                QStringLiteral("Team")}}};
        message.sentAt = clock.now();
        message.receivedAt = clock.now();
        message.subject = subject;
        message.text = text;
        message.messageId = id;
        if (!inReplyTo.isEmpty())
            message.inReplyTo = {inReplyTo};
        message.contentHash =
            QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).first(16);
        return message;
    }

    IngestCounts receive(const Account &account, const QList<IncomingMessage> &messages,
                         const IngestOptions &options = {})
    {
        QList<PreparedMessage> prepared;
        for (const IncomingMessage &message : messages)
            prepared.append(prepareMessage(message, clock.now()));
        return value(store->write(
            [=](WriteContext &context) { return ingest(context, account, prepared, options); }));
    }

    /// As a connector's batch.
    IngestCounts receive(const Account &account, const IncomingBatch &batch)
    {
        QList<PreparedMessage> prepared;
        for (const IncomingMessage &message : batch.messages)
            prepared.append(prepareMessage(message, clock.now()));
        return value(store->write(
            [=](WriteContext &context) { return ingestBatch(context, account, batch, prepared); }));
    }

    QList<ConversationSummary> list(View view)
    {
        return value(desk->conversations.page({.view = view}, {}, 100)).rows;
    }

private:
    ConnectorFactory m_factory;
};

} // namespace casement::test

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/byhand.h"

#include "core/desk/pipeline.h"
#include "core/storage/accountstore.h"
#include "core/storage/handstore.h"
#include "core/storage/ingeststore.h"
#include "core/storage/store.h"

#include <QCryptographicHash>

namespace casement
{

namespace
{

constexpr std::chrono::minutes clockSlack{10};

const QString handChannel = QStringLiteral("hand");

/// One for each workspace, and the same on every desk.
Account handAccount(WriteContext &context)
{
    const Uid uid = Uid::derive({"hand"});
    if (const auto known = accountByUid(context.db, uid))
        return *known;
    Account account;
    account.uid = uid;
    account.channel = handChannel;
    account.name = QStringLiteral("By hand");
    return saveAccount(context, account);
}

} // namespace

QFuture<Result<MessageId>> ByHand::record(const SpokenWords &spoken)
{
    return m_store.write([spoken](WriteContext &context) -> Result<MessageId> {
        if (spoken.words.trimmed().isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("Write down what was said first."));
        if (!spoken.person.isValid() && spoken.personName.trimmed().isEmpty())
            return fail(ErrorKind::Invalid, QStringLiteral("Say who it was first."));
        if (spoken.at > context.now + clockSlack)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("That time has not come yet; say when it was."));
        const auto them = handIdentity(context, spoken.person, spoken.personName.trimmed());
        if (!them)
            return std::unexpected(them.error());
        const Account account = handAccount(context);
        const Uid uid = Uid::create(context.now);
        const Address us{.kind = handChannel, .address = QStringLiteral("us"), .name = {}};
        IncomingMessage message;
        message.remoteKey = uid.toBytes();
        message.raw = spoken.words.toUtf8();
        message.rawFormat = RawFormat::Text;
        message.direction = spoken.isOurs ? Direction::Outgoing : Direction::Incoming;
        message.author = spoken.isOurs ? us : *them;
        message.recipients = {{.role = RecipientRole::To, .address = spoken.isOurs ? *them : us}};
        message.sentAt = spoken.at;
        message.receivedAt = spoken.at;
        message.subject = spoken.occasion;
        message.text = spoken.words.trimmed();
        message.contentHash = QCryptographicHash::hash(QByteArray(uid.toBytes() + message.raw),
                                                       QCryptographicHash::Sha256)
                                  .first(16);
        message.conversationKey = spoken.conversation.isValid()
                                      ? joinByHand(context, account, spoken.conversation)
                                      : uid.toString();
        const IngestCounts counts =
            ingest(context, account, {prepareMessage(std::move(message), context.now)},
                   {.isHistory = spoken.isHandled, .ourAddresses = {us.address}});
        if (counts.added != 1)
            return fail(ErrorKind::Storage,
                        QStringLiteral("The words could not be recorded; try again."));
        return newestHandMessage(context.db, account.id);
    });
}

} // namespace casement

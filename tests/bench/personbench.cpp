// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/personbench.h"

#include "core/desk/desk.h"
#include "core/desk/pipeline.h"
#include "core/storage/accountstore.h"
#include "core/storage/store.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace casement::bench
{

namespace
{

constexpr int exchanged = 5'000;
constexpr int threadLength = 12;

IncomingMessage message(const Account &account, const QString &address, int number, int channels)
{
    const int ofChannel = number / channels;
    const bool isOurs = ofChannel % 3 == 2;
    const Address them{account.channel, address, u"Ximena of many channels"_s};
    const Address us{account.channel, account.address, u"Team"_s};
    const QByteArray id =
        "bench-" + account.channel.toLatin1() + '-' + QByteArray::number(ofChannel);
    IncomingMessage made;
    made.remoteKey = id;
    made.raw = "Message-ID: <" + id + "@bench.example>\n\nwords " + id;
    made.author = isOurs ? us : them;
    made.direction = isOurs ? Direction::Outgoing : Direction::Incoming;
    made.recipients = {{RecipientRole::To, isOurs ? them : us}};
    made.receivedAt = fromMilliseconds(1'600'000'000'000 + number * 3'600'000LL);
    made.sentAt = made.receivedAt;
    made.subject = u"Thread %1"_s.arg(ofChannel / threadLength);
    made.text = u"Words number %1 about the garden, the fair and the roof."_s.arg(number);
    made.messageId = id + "@bench.example";
    if (ofChannel % threadLength > 0)
        made.inReplyTo = {"bench-" + account.channel.toLatin1() + '-' +
                          QByteArray::number(ofChannel - 1) + "@bench.example"};
    made.contentHash = QCryptographicHash::hash(id, QCryptographicHash::Sha256).first(16);
    return made;
}

} // namespace

PersonId fillPerson(Store &store, Desk &desk)
{
    const std::pair<QString, QString> places[]{{u"email"_s, u"ximena@bench.example"_s},
                                               {u"xmpp"_s, u"ximena@chat.bench.example"_s},
                                               {u"irc"_s, u"ximena@irc.bench.example"_s},
                                               {u"telegram"_s, u"900900900"_s},
                                               {u"fediverse"_s, u"ximena@social.bench.example"_s},
                                               {u"bluesky"_s, u"did:plc:ximenabench"_s}};
    constexpr int channels = int(std::size(places));
    QList<PersonId> people;
    for (int channel = 0; channel < channels; ++channel) {
        const auto &[kind, address] = places[channel];
        Account account;
        account.uid = Uid::derive({"bench", kind.toLatin1()});
        account.channel = kind;
        account.name = u"Bench "_s + kind;
        account.address = u"team@bench.example"_s;
        QList<PreparedMessage> prepared;
        for (int number = channel; number < exchanged; number += channels)
            prepared.append(
                prepareMessage(message(account, address, number, channels), store.now()));
        std::ignore = store
                          .write([=](WriteContext &context) {
                              return ingest(context, saveAccount(context, account), prepared, {});
                          })
                          .result();
        const auto found = desk.people.find(address, 1).result();
        if (found && !found->isEmpty() && !people.contains(found->first().id))
            people.append(found->first().id);
    }
    for (qsizetype i = 1; i < people.size(); ++i)
        std::ignore = desk.people.join(people.first(), people.at(i), {}).result();
    return people.value(0);
}

} // namespace casement::bench

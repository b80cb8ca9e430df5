// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/random.h"
#include "tests/support/sequences.h"
#include "tests/support/waited.h"
#include "tests/unit/desk/scriptedwire.h"

#include <QTest>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

// By type: what a connector is given is made of a draft, and neither can hold what is internal.
template <typename T>
concept HoldsInternalWords =
    requires(T each) { each.facts; } || requires(T each) { each.fact; } ||
    requires(T each) { each.notes; } || requires(T each) { each.note; } ||
    requires(T each) { each.consents; } || requires(T each) { each.basis.isEmpty(); };
static_assert(!HoldsInternalWords<OutgoingMessage>);
static_assert(!HoldsInternalWords<Draft>);
static_assert(!std::is_constructible_v<Draft, Fact>);
static_assert(!std::is_constructible_v<Draft, FactDraft>);
static_assert(!std::is_constructible_v<OutgoingMessage, Fact>);
static_assert(!std::is_convertible_v<Fact, Draft>);

namespace
{

constexpr int usualInternalSequences = 40;
constexpr int internalOperations = 12;

/// Everything of \a message that a connector could read.
QByteArray bytesOf(const OutgoingMessage &message)
{
    QByteArray all = message.subject.toUtf8() + '\n' + message.markdown.toUtf8() + '\n' +
                     message.language.toUtf8() + '\n' + message.conversationKey.toUtf8() + '\n' +
                     message.messageId + '\n' + message.from.name.toUtf8() + '\n' +
                     message.from.address.toUtf8() + '\n' + message.account.name.toUtf8() + '\n';
    for (const QByteArray &id : message.inReplyTo + message.references)
        all += id + '\n';
    for (const Recipient &recipient : message.recipients)
        all += recipient.address.name.toUtf8() + '\n' + recipient.address.address.toUtf8() + '\n';
    for (const Attachment &file : message.attachments)
        all += file.name.toUtf8() + '\n' + file.data + '\n';
    return all;
}

} // namespace

/// Issue 4: a note, a fact and a consent have no path to any connector.
class InternalWordsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noByteOfThemReachesAConnector()
    {
        const testing::Sequences sequences(20261123, usualInternalSequences, internalOperations);
        for (int i = 0; i < sequences.count; ++i) {
            testing::Random random(sequences.seed + quint64(i));
            WiredDesk wired;
            Desk &desk = *wired.desk.desk;
            wired.wire.capabilities.canWriteFirst = true;
            const PersonId ann = value(desk.people.find(u"ann@example.net"_s, 1)).first().id;
            desk.outbox.start();
            QStringList canaries;
            QStringList replies;
            const auto canary = [&] {
                canaries.append(u"canary-%1-%2"_s.arg(i).arg(random.next(), 0, 36));
                return canaries.last();
            };
            for (int step = 0; step < internalOperations; ++step) {
                switch (random.below(7)) {
                case 0:
                    value(desk.facts.add(
                        ann,
                        {.text = canary(), .quote = canary(), .reviewMonths = random.below(13)}));
                    break;
                case 1: {
                    const auto facts = value(desk.people.panel(ann)).facts;
                    if (!facts.isEmpty())
                        value(desk.facts.edit(facts.first().id, {.text = canary()}));
                    break;
                }
                case 2:
                    value(desk.triage.addNote(wired.conversation, canary()));
                    break;
                case 3: // an unfinished note is a draft of the same conversation
                    value(desk.outbox.saveDraft({.conversation = wired.conversation,
                                                 .kind = Draft::Kind::Note,
                                                 .markdown = canary()}));
                    break;
                case 4:
                    value(desk.consents.record(ann, ConsentKind::Invite, ConsentAnswer::Yes,
                                               canary(), {}));
                    value(desk.people.setHowWeMet(ann, canary()));
                    break;
                default: {
                    replies.append(u"reply %1 of %2"_s.arg(replies.size()).arg(i));
                    Draft draft = wired.reply(replies.last());
                    if (random.chance(0.3)) {
                        draft.conversation = {};
                        draft.kind = Draft::Kind::NewMessage;
                        draft.account = wired.account.id;
                        draft.recipients = {{.role = RecipientRole::To,
                                             .address = {u"email"_s, u"ann@example.net"_s, {}}}};
                    }
                    value(desk.outbox.send(draft, {}));
                    break;
                }
                }
            }
            // A note is refused as something to send, whoever asks.
            Draft note{.conversation = wired.conversation,
                       .kind = Draft::Kind::Note,
                       .markdown = canary()};
            QVERIFY(!waited(desk.outbox.send(note, {})).has_value());
            QTRY_COMPARE_WITH_TIMEOUT(wired.wire.sent.size(), replies.size(), 30'000);
            QByteArray all;
            for (const OutgoingMessage &message : std::as_const(wired.wire.sent))
                all += bytesOf(message);
            for (const QString &reply : std::as_const(replies))
                QVERIFY(all.contains(reply.toUtf8())); // what is looked through is what went out
            for (const QString &each : std::as_const(canaries))
                QVERIFY2(!all.contains(each.toUtf8()),
                         qPrintable(u"seed %1: %2"_s.arg(sequences.seed + quint64(i)).arg(each)));
        }
    }
};

QTEST_GUILESS_MAIN(InternalWordsTest)
#include "internalwordstest.moc"

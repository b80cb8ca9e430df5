// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/ingest.h"

#include <QTest>

using namespace casement;

/// What is said to others in a room where we are.
class IngestTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyWaitsBecauseOfWordsToOthers();
    void beingNamedReopensTheRoom();
    void wordsToOthersKeepTheWaiting();
    void ourReplyEndsTheWaiting();
};

namespace
{

constexpr Timestamp kStart = fromMilliseconds(1'790'000'000'000);

FlowMessage said(int minute, bool toUs)
{
    const Timestamp at = kStart + std::chrono::minutes(minute);
    return {.isContext = !toUs, .at = at, .now = at};
}

void take(ConversationFlow &flow, const FlowMessage &message)
{
    const FlowResult result = applyMessage(flow, message);
    QVERIFY(!result.needsWaitingSince);
}

} // namespace

void IngestTest::nobodyWaitsBecauseOfWordsToOthers()
{
    ConversationFlow flow;
    QVERIFY(!applyMessage(flow, said(0, false)).reopened);
    QVERIFY(!applyMessage(flow, said(1, false)).reopened);
    QVERIFY(flow.state == ConversationState::Done);
    QVERIFY(!flow.waitingSince);
    QVERIFY(flow.lastMessageAt == kStart + std::chrono::minutes(1));
    QVERIFY(flow.lastPersonMessageAt == Timestamp{});
}

void IngestTest::beingNamedReopensTheRoom()
{
    ConversationFlow fresh;
    take(fresh, said(0, false));
    take(fresh, said(1, true)); // the first words for us
    QVERIFY(fresh.state == ConversationState::New);
    QVERIFY(fresh.waitingSince == kStart + std::chrono::minutes(1));

    ConversationFlow stored;
    take(stored, said(0, false));
    stored.isNew = false;
    QVERIFY(applyMessage(stored, said(1, true)).reopened);
    QVERIFY(stored.state == ConversationState::Open);
    QVERIFY(stored.waitingSince == kStart + std::chrono::minutes(1));
}

void IngestTest::wordsToOthersKeepTheWaiting()
{
    ConversationFlow flow;
    take(flow, said(0, true));
    take(flow, said(1, false));
    QVERIFY(flow.state == ConversationState::New);
    QVERIFY(flow.waitingSince == kStart);
    QVERIFY(flow.lastPersonMessageAt == kStart);
}

void IngestTest::ourReplyEndsTheWaiting()
{
    ConversationFlow flow;
    take(flow, said(0, true));
    FlowMessage reply = said(1, true);
    reply.direction = Direction::Outgoing;
    take(flow, reply);
    take(flow, said(2, false));
    QVERIFY(flow.state == ConversationState::Waiting);
    QVERIFY(!flow.waitingSince);
}

QTEST_GUILESS_MAIN(IngestTest)
#include "ingesttest.moc"

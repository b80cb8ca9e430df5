// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/prosodyserver.h"
#include "tests/live/relay.h"
#include "tests/unit/xmpp/xmppdesk.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSslCertificate>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class XmppTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void probing();
    void messagesArriveAtOnce();
    void aRoomIsOneConversation();
    void repliesArriveOnce();
    void correctionsAndRetractions();
    void certificatesAreVerified();
    void aWrongPasswordWaitsForAPerson();
    void filesAreUploaded();
    void anOutageLeavesNoGapAndNoDuplicate();
    void theSecondClientIsHeardToo();
    void cutsLoseNothingAndSendNothingTwice_data();
    void cutsLoseNothingAndSendNothingTwice();
    void aRestartedServerIsFoundAgain();

private:
    XmppSettings settingsFor(const QString &name, bool isDirect = true) const
    {
        XmppSettings settings;
        settings.address = name + u"@chat.test";
        settings.host = u"127.0.0.1"_s;
        settings.port = isDirect ? m_server.c2sTls : m_server.c2s;
        settings.security = isDirect ? XmppSecurity::Tls : XmppSecurity::StartTls;
        settings.caPem = m_server.caPem();
        return settings;
    }
    XmppSettings team(bool hasRoom = false) const
    {
        XmppSettings settings = settingsFor(u"team"_s);
        if (hasRoom)
            settings.rooms = {kRoom};
        return settings;
    }
    const QString kRoom = u"casement@rooms.chat.test"_s;
    ProsodyServer m_server;
};

namespace
{
constexpr int kPatience = 120'000;

void waitFor(const std::function<bool()> &what)
{
    QTRY_VERIFY_WITH_TIMEOUT(what(), kPatience);
}
} // namespace

void XmppTest::initTestCase()
{
    if (const QString why = ProsodyServer::missing(); !why.isEmpty())
        QSKIP(qPrintable(why));
    const QString problem = m_server.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    for (const QString &name : {u"team"_s, u"ann"_s, u"ben"_s}) {
        const QString added = m_server.addUser(name, name + u"pw");
        QVERIFY2(added.isEmpty(), qPrintable(added));
    }
}

void XmppTest::probing()
{
    QObject parent;
    auto probe = probeXmpp(team(), u"teampw"_s, &parent);
    QTRY_VERIFY_WITH_TIMEOUT(probe.isFinished(), kPatience);
    QVERIFY2(probe.result().has_value(),
             qPrintable(probe.result() ? QString() : probe.result().error().detail));
    QCOMPARE(probe.result()->address, u"team@chat.test"_s);
    auto viaStartTls = probeXmpp(settingsFor(u"team"_s, false), u"teampw"_s, &parent);
    QTRY_VERIFY_WITH_TIMEOUT(viaStartTls.isFinished(), kPatience);
    QVERIFY(viaStartTls.result().has_value());
    auto wrong = probeXmpp(team(), u"wrong"_s, &parent);
    QTRY_VERIFY_WITH_TIMEOUT(wrong.isFinished(), kPatience);
    QVERIFY(!wrong.result().has_value());
    QVERIFY(wrong.result().error().kind == ErrorKind::AuthRequired);
}

void XmppTest::messagesArriveAtOnce()
{
    XmppDesk desk(team());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(desk.detail, QString());
    XmppMember ann(settingsFor(u"ann"_s), u"annpw"_s);
    waitFor([&] { return ann.isOnline(); });
    QElapsedTimer clock;
    clock.start();
    ann.say(u"team@chat.test"_s, u"grüße 👩‍👩‍👧 <&>"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 1, kPatience);
    QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
    const IncomingMessage &first = desk.messages.first();
    QCOMPARE(first.text, u"grüße 👩‍👩‍👧 <&>"_s);
    QCOMPARE(first.author.address, u"ann@chat.test"_s);
    QCOMPARE(first.conversationKey, u"chat:ann@chat.test"_s);
    QCOMPARE(first.visibility, Visibility::Direct);
    QVERIFY(!first.isContext);
    QVERIFY(!first.sentAt);
    // What came live is the same when it is read from the archive.
    XmppDesk later(team());
    later.connector.start({}, FetchMode::Once);
    waitFor([&] { return later.isCaughtUp; });
    const IncomingMessage *again = later.find(first.text);
    QVERIFY(again);
    QCOMPARE(again->remoteKey, first.remoteKey);
    QCOMPARE(again->messageId, first.messageId);
    QCOMPARE(again->contentHash, first.contentHash);
}

void XmppTest::aRoomIsOneConversation()
{
    XmppDesk desk(team(true));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(desk.detail, QString());
    XmppMember ann(settingsFor(u"ann"_s), u"annpw"_s);
    waitFor([&] { return ann.isOnline(); });
    ann.enter(kRoom, u"ann"_s);
    waitFor([&] { return ann.rooms.contains(kRoom); });
    desk.messages.clear();
    ann.say(kRoom, u"nice weather"_s, QXmppMessage::GroupChat);
    ann.say(kRoom, u"Team: a question"_s, QXmppMessage::GroupChat);
    ann.say(QString(kRoom + u"/team"), u"between us"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk.messages.size(), 3, kPatience);
    const auto copyOf = [&desk](const QString &text) {
        const IncomingMessage *found = desk.find(text);
        return found ? *found : IncomingMessage();
    };
    const IncomingMessage weather = copyOf(u"nice weather"_s);
    const IncomingMessage question = copyOf(u"Team: a question"_s);
    const IncomingMessage secret = copyOf(u"between us"_s);
    QVERIFY(!weather.text.isEmpty() && !question.text.isEmpty() && !secret.text.isEmpty());
    QVERIFY(weather.isContext);
    QVERIFY(!question.isContext);
    QCOMPARE(question.conversationKey, QString(u"room:" + kRoom));
    QCOMPARE(question.author.name, u"ann"_s);
    QCOMPARE(question.author.address, u"ann@chat.test"_s); // we made the room and see who it is
    QVERIFY(question.visibility != Visibility::Direct);
    QVERIFY(!secret.isContext);
    QCOMPARE(secret.visibility, Visibility::Direct);
    QCOMPARE(secret.conversationKey, QString(u"pm:" + kRoom + u"/ann"));

    // Answered where it was said; the private word stays private.
    auto sent = desk.connector.send(desk.answer(secret, u"just you"_s));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(),
             qPrintable(sent.result() ? QString() : sent.result().error().detail));
    waitFor([&] { return ann.heard(u"just you"_s).size() == 1; });
    QCOMPARE(ann.heard(u"just you"_s).first().type(), QXmppMessage::Chat);
    sent = desk.connector.send(desk.answer(question, u"an answer"_s));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().has_value());
    waitFor([&] { return ann.heard(u"an answer"_s).size() == 1; });
    const QXmppMessage answer = ann.heard(u"an answer"_s).first();
    QCOMPARE(answer.type(), QXmppMessage::GroupChat);
    QVERIFY(answer.reply().has_value());
    QCOMPARE(answer.reply()->to, QString(kRoom + u"/ann"));
    QVERIFY(!answer.isReceiptRequested());
    QVERIFY(!answer.isMarkable());

    // What answers us is for us.
    QXmppMessage back(QString(), kRoom, u"thanks"_s);
    back.setType(QXmppMessage::GroupChat);
    back.setId(u"back-1"_s);
    back.setReply(QXmpp::Reply{QString(kRoom + u"/team"), answer.stanzaIds().first().id});
    ann.say(std::move(back));
    waitFor([&] { return desk.find(u"thanks"_s) != nullptr; });
    QVERIFY(!desk.find(u"thanks"_s)->isContext);
    QCOMPARE(desk.find(u"thanks"_s)->inReplyTo.first(), answer.id().toUtf8());
    // Our own words came back as an echo, and are not there twice.
    QVERIFY(!desk.find(u"an answer"_s));
    // One to a person alone never goes to the room.
    auto leak = desk.connector.send(desk.message(kRoom, u"secret"_s, Visibility::Direct));
    QTRY_VERIFY_WITH_TIMEOUT(leak.isFinished(), kPatience);
    QVERIFY(leak.result().error().kind == ErrorKind::Invalid);
    QVERIFY(ann.heard(u"secret"_s).isEmpty());
    // A private word to a nick that is not there is not left for whoever takes it.
    OutgoingMessage gone = desk.answer(secret, u"still there?"_s);
    gone.conversationKey = u"pm:" + kRoom + u"/nobody";
    auto toGone = desk.connector.send(gone);
    QTRY_VERIFY_WITH_TIMEOUT(toGone.isFinished(), kPatience);
    QVERIFY(toGone.result().error().kind == ErrorKind::NotFound);
}

void XmppTest::repliesArriveOnce()
{
    XmppDesk desk(team());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    XmppMember ben(settingsFor(u"ben"_s, false), u"benpw"_s);
    waitFor([&] { return ben.isOnline(); });
    const QString id = ben.say(u"team@chat.test"_s, u"are you there?"_s);
    waitFor([&] { return desk.find(u"are you there?"_s) != nullptr; });
    auto sent = desk.connector.send(desk.answer(*desk.find(u"are you there?"_s), u"yes"_s));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().has_value());
    QVERIFY(!sent.result()->remoteId.isEmpty());
    waitFor([&] { return ben.heard(u"yes"_s).size() == 1; });
    QVERIFY(ben.heard(u"yes"_s).first().reply().has_value());
    QCOMPARE(ben.heard(u"yes"_s).first().reply()->id, id);
    // Nor does the archive bring our own words as new ones.
    XmppDesk later(team());
    later.outbox = desk.outbox;
    later.connector.start({}, FetchMode::Once);
    waitFor([&] { return later.isCaughtUp; });
    QVERIFY(later.find(u"are you there?"_s));
    QVERIFY(!later.find(u"yes"_s));
    QVERIFY(later.duplicates > 0);
    // Nobody there: it comes back, whether before or after the server took it.
    auto nowhere = desk.connector.send(desk.message(u"nobody@chat.test"_s, u"anybody?"_s));
    QTRY_VERIFY_WITH_TIMEOUT(nowhere.isFinished(), kPatience);
    if (nowhere.result())
        waitFor([&] {
            return std::ranges::any_of(desk.messages, [](const IncomingMessage &each) {
                return each.deliveryReport.has_value();
            });
        });
    else
        QVERIFY(nowhere.result().error().kind == ErrorKind::NotFound);
}

void XmppTest::correctionsAndRetractions()
{
    XmppDesk desk(team(true));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    XmppMember ann(settingsFor(u"ann"_s), u"annpw"_s);
    XmppMember ben(settingsFor(u"ben"_s), u"benpw"_s);
    waitFor([&] { return ann.isOnline() && ben.isOnline(); });
    ann.enter(kRoom, u"ann"_s);
    ben.enter(kRoom, u"ben"_s);
    waitFor([&] { return ann.rooms.contains(kRoom) && ben.rooms.contains(kRoom); });
    const auto correct = [](XmppMember &who, const QString &to, const QString &id,
                            const QString &text, QXmppMessage::Type type) {
        QXmppMessage message(QString(), to, text);
        message.setId(QString(id + u"-c"));
        message.setType(type);
        message.setReplaceId(id);
        who.say(std::move(message));
    };
    const QString direct = ann.say(u"team@chat.test"_s, u"at five"_s);
    correct(ann, u"team@chat.test"_s, direct, u"at six"_s, QXmppMessage::Chat);
    const QString inRoom = ann.say(kRoom, u"room five"_s, QXmppMessage::GroupChat);
    correct(ann, kRoom, inRoom, u"room six"_s, QXmppMessage::GroupChat);
    waitFor([&] { return desk.find(u"room six"_s) && desk.find(u"at six"_s); });
    QCOMPARE(desk.find(u"at six"_s)->messageId, desk.find(u"at five"_s)->messageId);
    QVERIFY(desk.find(u"at six"_s)->editedAt.has_value());
    QCOMPARE(desk.find(u"room six"_s)->messageId, desk.find(u"room five"_s)->messageId);
    QVERIFY(desk.find(u"room six"_s)->editedAt.has_value());
    // Another may not change her words.
    correct(ben, kRoom, inRoom, u"room never"_s, QXmppMessage::GroupChat);
    correct(ben, u"team@chat.test"_s, direct, u"never"_s, QXmppMessage::Chat);
    waitFor([&] { return desk.find(u"room never"_s) && desk.find(u"never"_s); });
    QVERIFY(!desk.find(u"room never"_s)->editedAt);
    QVERIFY(desk.find(u"never"_s)->messageId != desk.find(u"at five"_s)->messageId);

    QXmppMessage retraction(QString(), u"team@chat.test"_s, QString());
    retraction.setId(u"retract-1"_s);
    retraction.setType(QXmppMessage::Chat);
    QXmppElement retract = xmppElement(u"retract"_s, u"urn:xmpp:message-retract:1"_s);
    retract.setAttribute(u"id"_s, direct);
    retraction.setExtensions({retract});
    ann.say(std::move(retraction));
    waitFor([&] { return desk.removals.size() == 1; });
    QCOMPARE(desk.removals.first().messageId, desk.find(u"at five"_s)->messageId);
    QCOMPARE(desk.removals.first().by->address, u"ann@chat.test"_s);
}

void XmppTest::certificatesAreVerified()
{
    for (const bool isDirect : {true, false}) {
        XmppSettings settings = settingsFor(u"team"_s, isDirect);
        settings.caPem.clear();
        XmppDesk stranger(settings);
        stranger.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(stranger.state, LinkState::NeedsPerson, kPatience);
        const QSslCertificate certificate =
            QSslCertificate::fromData(m_server.caPem().toLatin1(), QSsl::Pem).first();
        settings.pinnedCertificate =
            QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex());
        QVERIFY(stranger.detail.contains(settings.pinnedCertificate));
        XmppDesk pinned(settings);
        pinned.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(pinned.state, LinkState::Online, kPatience);
        settings.caPem = m_server.caPem();
        settings.pinnedCertificate = u"ab"_s.repeated(32);
        XmppDesk other(settings);
        other.connector.start({}, FetchMode::Watch);
        QTRY_COMPARE_WITH_TIMEOUT(other.state, LinkState::NeedsPerson, kPatience);
        // It has to be for the domain, wherever we connect to.
        XmppSettings foreign = settingsFor(u"team"_s, isDirect);
        foreign.address = u"team@other.test"_s;
        XmppDesk elsewhere(foreign);
        elsewhere.connector.start({}, FetchMode::Watch);
        QTRY_VERIFY_WITH_TIMEOUT(elsewhere.state == LinkState::NeedsPerson ||
                                     elsewhere.state == LinkState::Waiting,
                                 kPatience);
    }
}

void XmppTest::aWrongPasswordWaitsForAPerson()
{
    XmppDesk desk(team());
    desk.secrets.secrets[QString(kXmppPassword)] = u"canary-wrong"_s;
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::NeedsPerson, kPatience);
    QVERIFY(!desk.detail.contains(u"canary"_s));
    QVERIFY(!m_server.log().contains("canary"));
}

void XmppTest::filesAreUploaded()
{
    XmppDesk desk(team());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    waitFor([&] { return desk.connector.capabilities().canAttach; });
    QVERIFY(desk.connector.capabilities().maxAttachmentBytes > 0);
    XmppMember ben(settingsFor(u"ben"_s), u"benpw"_s);
    waitFor([&] { return ben.isOnline(); });
    OutgoingMessage message = desk.message(u"ben@chat.test"_s, QString());
    message.attachments = {
        {.name = u"a plan.txt"_s, .mediaType = u"text/plain"_s, .size = 4, .data = "plan"}};
    auto sent = desk.connector.send(message);
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY2(sent.result().has_value(),
             qPrintable(sent.result() ? QString() : sent.result().error().detail));
    waitFor([&] {
        return std::ranges::any_of(
            ben.messages, [](const QXmppMessage &each) { return !each.outOfBandUrl().isEmpty(); });
    });
    const QString link = ben.messages.last().outOfBandUrl();
    QCOMPARE(ben.messages.last().body(), link);
    QNetworkAccessManager network;
    QNetworkReply *reply = network.get(QNetworkRequest(QUrl(link)));
    QTRY_VERIFY_WITH_TIMEOUT(reply->isFinished(), kPatience);
    QCOMPARE(reply->readAll(), QByteArray("plan"));
    message = desk.message(u"ben@chat.test"_s, QString());
    message.attachments = {
        {.name = u"big"_s,
         .mediaType = u"text/plain"_s,
         .data = QByteArray(desk.connector.capabilities().maxAttachmentBytes + 1, 'x')}};
    sent = desk.connector.send(message);
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::Invalid);
}

void XmppTest::anOutageLeavesNoGapAndNoDuplicate()
{
    XmppMember ann(settingsFor(u"ann"_s), u"annpw"_s);
    XmppMember ben(settingsFor(u"ben"_s), u"benpw"_s);
    waitFor([&] { return ann.isOnline() && ben.isOnline(); });
    ann.enter(kRoom, u"ann"_s);
    waitFor([&] { return ann.rooms.contains(kRoom); });
    XmppDesk before(team(true));
    before.connector.start({}, FetchMode::Once);
    waitFor([&] { return before.isCaughtUp; });
    // More than two pages of each, while nobody of us is there.
    QSet<QString> wanted;
    for (int i = 0; i < 450; ++i) {
        ann.say(u"team@chat.test"_s, u"ann %1"_s.arg(i));
        ben.say(u"team@chat.test"_s, u"ben %1"_s.arg(i));
        ann.say(kRoom, u"room %1"_s.arg(i), QXmppMessage::GroupChat);
        wanted += {u"ann %1"_s.arg(i), u"ben %1"_s.arg(i), u"room %1"_s.arg(i)};
    }
    waitFor([&] { return ann.heard(u"room 449"_s).size() == 1; });
    ben.say(u"ann@chat.test"_s, u"done"_s);
    waitFor([&] { return ann.heard(u"done"_s).size() == 1; });
    XmppDesk after(team(true));
    after.keys = before.keys;
    QElapsedTimer clock;
    clock.start();
    after.connector.start(before.cursors, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(after.state, LinkState::Online, kPatience);
    qInfo("fetched in %lld ms", clock.elapsed());
    QCOMPARE(after.detail, QString());
    QSet<QString> got;
    for (const IncomingMessage &message : std::as_const(after.messages)) {
        if (!wanted.contains(message.text))
            continue;
        QVERIFY2(!got.contains(message.text), qPrintable(message.text));
        got.insert(message.text);
    }
    QCOMPARE(got.size(), wanted.size());
    QCOMPARE(after.duplicates, 0);
    QVERIFY(after.largestBatch <= 250);
    // One that has never been here gets all of it, newest first, and the same keys.
    XmppDesk fresh(team(true));
    fresh.connector.start({}, FetchMode::Once);
    waitFor([&] { return fresh.isCaughtUp; });
    QCOMPARE(fresh.duplicates, 0);
    QSet<QByteArray> keys;
    for (const IncomingMessage &message : std::as_const(fresh.messages))
        keys.insert(message.remoteKey);
    for (const IncomingMessage &message : std::as_const(after.messages)) {
        if (wanted.contains(message.text))
            QVERIFY(keys.contains(message.remoteKey));
    }
}

void XmppTest::theSecondClientIsHeardToo()
{
    XmppDesk desk(team());
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    XmppMember phone(settingsFor(u"team"_s), u"teampw"_s);
    waitFor([&] { return phone.isOnline(); });
    phone.say(u"ben@chat.test"_s, u"from the phone"_s);
    waitFor([&] { return desk.find(u"from the phone"_s) != nullptr; });
    const IncomingMessage *carbon = desk.find(u"from the phone"_s);
    QCOMPARE(carbon->direction, Direction::Outgoing);
    QCOMPARE(carbon->conversationKey, u"chat:ben@chat.test"_s);
    XmppDesk later(team());
    later.keys = desk.keys;
    later.connector.start({}, FetchMode::Once);
    waitFor([&] { return later.isCaughtUp; });
    QVERIFY(!later.find(u"from the phone"_s));
}

void XmppTest::cutsLoseNothingAndSendNothingTwice_data()
{
    // Four parts, because each row has its own time.
    QTest::addColumn<int>("first");
    for (const int first : {1, 65, 129, 193})
        QTest::newRow(qPrintable(u"from byte %1"_s.arg(first))) << first;
}

void XmppTest::cutsLoseNothingAndSendNothingTwice()
{
    QFETCH(const int, first);
    Relay proxy(m_server.c2sTls);
    XmppSettings settings = team();
    settings.port = proxy.port();
    XmppMember ben(settingsFor(u"ben"_s), u"benpw"_s);
    waitFor([&] { return ben.isOnline(); });
    XmppDesk desk(settings);
    desk.connector.settleTime = 500ms;
    desk.connector.start({}, FetchMode::Watch);
    int cuts = 0;
    int unknown = 0;
    for (int offset = first; offset < first + 64; offset += 5) {
        const QString text = u"cut %1"_s.arg(offset);
        const OutgoingMessage message = desk.message(u"ben@chat.test"_s, text);
        waitFor([&] {
            if (desk.state == LinkState::Waiting)
                desk.connector.refresh();
            return desk.state == LinkState::Online;
        });
        proxy.cutAfter(offset);
        bool isSettled = false;
        bool isKnown = true;
        bool asks = false;
        for (int attempt = 0; attempt < 60 && !isSettled; ++attempt) {
            if (!asks) {
                auto sent = desk.connector.send(message);
                QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
                isSettled = sent.result().has_value();
                cuts += isSettled ? 0 : 1;
                asks = !isSettled && sent.result().error().detail.startsWith(u"unknown:"_s);
            } else {
                auto state = desk.connector.lookUp(message);
                QTRY_VERIFY_WITH_TIMEOUT(state.isFinished(), kPatience);
                if (state.result()) {
                    isSettled = *state.result() != SendState::NotSent;
                    isKnown = *state.result() != SendState::Unknown;
                    asks = false;
                } else {
                    rest(200ms);
                }
            }
            proxy.cutAfter(-1);
            waitFor([&] {
                if (desk.state == LinkState::Waiting)
                    desk.connector.refresh();
                return desk.state == LinkState::Online;
            });
        }
        QVERIFY(isSettled);
        unknown += isKnown ? 0 : 1;
        if (isKnown)
            waitFor([&] { return ben.heard(text).size() == 1; });
        QVERIFY(ben.heard(text).size() <= 1);
    }
    qInfo("%d cuts, %d of them unknown", cuts, unknown);
    QVERIFY(cuts >= 12);
    QCOMPARE(unknown, 0);
}

void XmppTest::aRestartedServerIsFoundAgain()
{
    XmppDesk desk(team(true));
    desk.connector.start({}, FetchMode::Watch);
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    m_server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Waiting, kPatience);
    QVERIFY(!desk.detail.isEmpty());
    auto sent = desk.connector.send(desk.message(u"ben@chat.test"_s, u"x"_s));
    QTRY_VERIFY_WITH_TIMEOUT(sent.isFinished(), kPatience);
    QVERIFY(sent.result().error().kind == ErrorKind::Offline);
    QCOMPARE(m_server.launch(), QString());
    QTRY_COMPARE_WITH_TIMEOUT(desk.state, LinkState::Online, kPatience);
    QCOMPARE(desk.detail, QString());
    XmppMember ann(settingsFor(u"ann"_s), u"annpw"_s);
    waitFor([&] { return ann.isOnline(); });
    ann.enter(kRoom, u"ann"_s);
    waitFor([&] { return ann.rooms.contains(kRoom); });
    ann.say(u"team@chat.test"_s, u"are you back?"_s);
    ann.say(kRoom, u"and here?"_s, QXmppMessage::GroupChat);
    waitFor([&] { return desk.find(u"are you back?"_s) && desk.find(u"and here?"_s); });
}

QTEST_GUILESS_MAIN(XmppTest)
#include "xmpptest.moc"

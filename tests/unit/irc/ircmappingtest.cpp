// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/irc/ircmapping.h"
#include "core/channels/irc/ircsettings.h"

#include <QJsonArray>
#include <QTest>

using namespace casement;

namespace
{

constexpr Timestamp kNow = fromMilliseconds(1'790'000'000'000);

IrcContext contextOfTeam()
{
    return {.networkName = QStringLiteral("irc.example.org"),
            .network = {},
            .nick = "team",
            .account = "team",
            .ownAddress = {.kind = QStringLiteral("irc"),
                           .address = QStringLiteral("$a:team@irc.example.org"),
                           .name = QStringLiteral("team")},
            .now = kNow};
}

std::optional<IncomingMessage> mapped(const QByteArray &line,
                                      const IrcContext &context = contextOfTeam())
{
    const auto message = parseIrcLine(line);
    return message ? mapIrcMessage(*message, context) : std::nullopt;
}

} // namespace

class IrcMappingTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void privateWords();
    void wordsInAChannel();
    void addressesOfPeople();
    void ourOwnWords();
    void theOutboxTagCountsOnlyInOurLines();
    void anAnswerNamesTheLine();
    void actionIsText();
    void ignoredLines_data();
    void ignoredLines();
    void noticesAreAutomatic();
    void removesFormatting_data();
    void removesFormatting();
    void findsMentions_data();
    void findsMentions();
    void keysAreTheSameForTheSameLine();
    void absurdTimes_data();
    void absurdTimes();
    void targets_data();
    void targets();
    void settingsKeepAllTheyHave();
    void settingsThatCannotWork_data();
    void settingsThatCannotWork();
};

void IrcMappingTest::privateWords()
{
    const auto m = mapped("@time=2026-09-21T10:00:00.123Z;msgid=x1;account=Ann_ "
                          ":ann!a@h PRIVMSG team :hello");
    QVERIFY(m);
    QCOMPARE(m->author.address, QStringLiteral("$a:ann_@irc.example.org"));
    QCOMPARE(m->author.name, QStringLiteral("ann"));
    QCOMPARE(m->conversationKey, QStringLiteral("query:$a:ann_@irc.example.org"));
    QCOMPARE(m->visibility, Visibility::Direct);
    QCOMPARE(m->direction, Direction::Incoming);
    QCOMPARE(m->text, QStringLiteral("hello"));
    QVERIFY(!m->isContext);
    QVERIFY(!m->isAutomatic);
    QCOMPARE(toIso(m->receivedAt), QStringLiteral("2026-09-21T10:00:00.123Z"));
    QCOMPARE(m->messageId, QByteArray("x1@irc.irc.example.org"));
    QCOMPARE(m->rawFormat, RawFormat::Text);
}

void IrcMappingTest::wordsInAChannel()
{
    const auto others = mapped(":ann!a@h PRIVMSG #Case[ment] :nice weather");
    QVERIFY(others);
    QCOMPARE(others->conversationKey, QStringLiteral("channel:#case{ment}"));
    QCOMPARE(others->subject, QStringLiteral("#Case[ment]"));
    QCOMPARE(others->visibility, Visibility::Public);
    QVERIFY(others->isContext);
    QCOMPARE(others->recipients.first().address.address,
             QStringLiteral("#case{ment}@irc.example.org"));
    const auto us = mapped(":ann!a@h PRIVMSG @#case{ment} :Team: have you seen it?");
    QVERIFY(us && !us->isContext);
    QCOMPARE(us->conversationKey, others->conversationKey);
}

void IrcMappingTest::addressesOfPeople()
{
    // Who took the nick is not who has the account, and another network is another person.
    const auto nick = mapped(":Ann!a@h PRIVMSG team :x")->author.address;
    const auto account = mapped("@account=ann :Ann!a@h PRIVMSG team :x")->author.address;
    IrcContext elsewhere = contextOfTeam();
    elsewhere.networkName = QStringLiteral("other.example");
    const auto other = mapped(":Ann!a@h PRIVMSG team :x", elsewhere)->author.address;
    QCOMPARE(nick, QStringLiteral("ann@irc.example.org"));
    QCOMPARE((QSet<QString>{nick, account, other}).size(), 3);
    QCOMPARE(mapped("@account=* :Ann!a@h PRIVMSG team :x")->author.address, nick);
}

void IrcMappingTest::ourOwnWords()
{
    const auto m = mapped(":Team!t@h PRIVMSG ann :hello");
    QVERIFY(m);
    QCOMPARE(m->direction, Direction::Outgoing);
    QCOMPARE(m->conversationKey, QStringLiteral("query:ann@irc.example.org"));
    const QHash<QByteArray, QByteArray> accounts{{"ann", "ann_"}};
    IrcContext context = contextOfTeam();
    context.accounts = &accounts;
    QCOMPARE(mapped(":Team!t@h PRIVMSG Ann :hello", context)->conversationKey,
             QStringLiteral("query:$a:ann_@irc.example.org"));
    // In history someone else may have had the nick.
    context.isHistory = true;
    QCOMPARE(mapped("@account=eve :team!t@h PRIVMSG #c :hello", context)->direction,
             Direction::Incoming);
}

void IrcMappingTest::theOutboxTagCountsOnlyInOurLines()
{
    const QByteArray tag = "@msgid=m1;+casement.example/id=<id@x>,2,3 ";
    QCOMPARE(mapped(tag + ":team!t@h PRIVMSG ann :hi")->messageId, QByteArray("<id@x>"));
    QCOMPARE(mapped(tag + ":ann!t@h PRIVMSG team :hi")->messageId,
             QByteArray("m1@irc.irc.example.org"));
    for (const char *bad :
         {"", "a", "a,1", "a,0,1", "a,2,1", "a,x,1", ",1,1", "a,1,99999", "a,1,1,1"})
        QVERIFY2(!ircOutboxPart(*parseIrcLine(QByteArray(QByteArray("@+casement.example/id=") +
                                                         bad + " :team!t@h PRIVMSG ann :hi"))),
                 bad);
}

void IrcMappingTest::anAnswerNamesTheLine()
{
    const auto asked = mapped("@msgid=m1 :ann!a@h PRIVMSG #casement :team: is it broken?");
    const auto answer =
        mapped("@msgid=m2;+draft/reply=m1 :bob!b@h PRIVMSG #casement :for me as well");
    QVERIFY(asked && answer);
    QCOMPARE(answer->inReplyTo, QByteArrayList{asked->messageId});
    QVERIFY(asked->inReplyTo.isEmpty());
    // Anybody may name any line, so it never leads out of the channel.
    QVERIFY(asked->staysInPlace && answer->staysInPlace);
    QVERIFY(mapped("@+draft/reply=m1 :bob!b@h PRIVMSG team :psst")->staysInPlace);
}

void IrcMappingTest::actionIsText()
{
    QCOMPARE(mapped(":ann!a@h PRIVMSG #c :\x01"
                    "ACTION waves\x01")
                 ->text,
             QStringLiteral("* ann waves"));
    QCOMPARE(mapped(":ann!a@h PRIVMSG #c :\x01"
                    "ACTION waves")
                 ->text,
             QStringLiteral("* ann waves"));
    QCOMPARE(mapped(":ann!a@h PRIVMSG #c :\x01"
                    "ACTION\x01")
                 ->text,
             QStringLiteral("* ann "));
    QVERIFY(!mapped(":ann!a@h PRIVMSG #c :\x01"
                    "ACTION greets team\x01")
                 ->isContext);
}

void IrcMappingTest::ignoredLines_data()
{
    QTest::addColumn<QByteArray>("line");
    for (const char *line :
         {":ann!a@h PRIVMSG team :\x01VERSION\x01",
          ":ann!a@h PRIVMSG team :\x01"
          "DCC SEND x 1 2 3\x01",
          ":ann!a@h PRIVMSG team :\x01PING 1\x01", ":ann!a@h NOTICE team :\x01VERSION x\x01",
          ":ann!a@h NOTICE team :\x01"
          "ACTION x\x01",
          ":irc.example.org NOTICE * :*** Looking up", ":irc.example.org NOTICE team :hi",
          ":ann!a@h TAGMSG team", ":ann!a@h PRIVMSG team", ":ann!a@h PRIVMSG", "PRIVMSG team :x",
          ":ann!a@h JOIN #c", ":o!o@h PRIVMSG $*.org :all", ":ann!a@h PRIVMSG  :x",
          ":ann!a@h PRIVMSG team :\x01\x01"})
        QTest::newRow(line) << QByteArray(line);
}

void IrcMappingTest::ignoredLines()
{
    QFETCH(QByteArray, line);
    QVERIFY(!mapped(line));
}

void IrcMappingTest::noticesAreAutomatic()
{
    QVERIFY(mapped(":NickServ!s@services NOTICE team :hello")->isAutomatic);
    QVERIFY(mapped(":bot!s@h NOTICE #c :team: build failed")->isAutomatic);
}

void IrcMappingTest::removesFormatting_data()
{
    QTest::addColumn<QByteArray>("wire");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const QByteArray &wire, const QString &text) {
        QTest::newRow(name) << wire << text;
    };
    row("bold",
        "\x02"
        "b\x02 \x1di\x1d \x1fu\x1f \x1es\x1e \x11m\x11 \x16r\x16\x0f.",
        QStringLiteral("b i u s m r."));
    row("colours",
        "\x03"
        "04red\x03 \x03"
        "4,12x\x03"
        "99y \x03"
        "1,z",
        QStringLiteral("red xy ,z"));
    row("digits after",
        "\x03"
        "0412",
        QStringLiteral("12"));
    row("hex",
        "\x04"
        "ff0000red\x04 \x04"
        "ff0000,00ff00x \x04zz",
        QStringLiteral("red x zz"));
    row("at the end", "a\x03", QStringLiteral("a"));
    row("link",
        "\x02https://example.org/a_b?c=1,2#\x02\x03"
        "04x",
        QStringLiteral("https://example.org/a_b?c=1,2#x"));
    row("latin-1", "caf\xe9", QStringLiteral("café"));
}

void IrcMappingTest::removesFormatting()
{
    QFETCH(QByteArray, wire);
    QTEST(withoutIrcFormatting(decodeIrc(wire)), "text");
}

void IrcMappingTest::findsMentions_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMention");
    const auto row = [](const QString &text, bool is) {
        QTest::newRow(qUtf8Printable(text)) << text << is;
    };
    row(QStringLiteral("team: hi"), true);
    row(QStringLiteral("hi TEAM"), true);
    row(QStringLiteral("hi, @team!"), true);
    row(QStringLiteral("teams and steam"), false);
    row(QStringLiteral("team_ is away"), false);
    row(QStringLiteral("steam, but team, too"), true);
    row(QStringLiteral("team|away"), false);
    row(QString(), false);
}

void IrcMappingTest::findsMentions()
{
    QFETCH(QString, text);
    QTEST(mentionsNick(text, "team", IrcNetwork()), "isMention");
}

void IrcMappingTest::keysAreTheSameForTheSameLine()
{
    IrcContext later = contextOfTeam();
    later.now += std::chrono::hours(1);
    later.serial = 7;
    const QByteArray id = "@msgid=1;time=2026-09-21T10:00:00.000Z :ann!a@h PRIVMSG #c :x";
    QCOMPARE(mapped(id)->remoteKey, mapped(id, later)->remoteKey);
    const QByteArray time = "@time=2026-09-21T10:00:00.000Z :ann!a@h PRIVMSG #c :x";
    QCOMPARE(mapped(time)->remoteKey, mapped(time, later)->remoteKey);
    QVERIFY(mapped(time)->remoteKey != mapped(time + "y")->remoteKey);
    // A server without times has no history: the same words twice are two messages.
    const QByteArray plain = ":ann!a@h PRIVMSG #c :x";
    QVERIFY(mapped(plain)->remoteKey != mapped(plain, later)->remoteKey);
}

void IrcMappingTest::absurdTimes_data()
{
    QTest::addColumn<QByteArray>("time");
    for (const char *time :
         {"", "yesterday", "0000-00-00T00:00:00.000Z", "1970-01-01T00:00:00.000Z",
          "-5000-01-01T00:00:00Z", "99999999999999999999", "2026-13-45T99:99:99.000Z"})
        QTest::newRow(time) << QByteArray(time);
}

void IrcMappingTest::absurdTimes()
{
    QFETCH(QByteArray, time);
    const auto m = mapped("@time=" + time + " :ann!a@h PRIVMSG team :x");
    QVERIFY(m);
    QVERIFY(!m->sentAt);
    QCOMPARE(m->receivedAt, kNow);
}

void IrcMappingTest::targets_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const QString &address, IrcTarget::Kind kind, const QByteArray &name) {
        QTest::newRow(qUtf8Printable(address)) << address << int(kind) << name;
    };
    row(QStringLiteral("ann@irc.example.org"), IrcTarget::Kind::Nick, "ann");
    row(QStringLiteral("$a:ann@irc.example.org"), IrcTarget::Kind::Account, "ann");
    row(QStringLiteral("#c@d@irc.example.org"), IrcTarget::Kind::Channel, "#c@d");
    row(QStringLiteral("ann@elsewhere.example"), IrcTarget::Kind::None, "");
    row(QStringLiteral("@irc.example.org"), IrcTarget::Kind::None, "");
    row(QStringLiteral("ann,ben@irc.example.org"), IrcTarget::Kind::None, "");
    row(QStringLiteral("$*.org@irc.example.org"), IrcTarget::Kind::None, "");
    row(QString(), IrcTarget::Kind::None, "");
}

void IrcMappingTest::targets()
{
    QFETCH(QString, address);
    QFETCH(int, kind);
    QFETCH(QByteArray, name);
    const IrcTarget target = ircTarget(address, QStringLiteral("irc.example.org"));
    QCOMPARE(int(target.kind), kind);
    QCOMPARE(target.name, name);
}

void IrcMappingTest::settingsKeepAllTheyHave()
{
    IrcSettings settings;
    settings.host = QStringLiteral("irc.example.org");
    settings.port = 6698;
    settings.network = QStringLiteral("Example");
    settings.nick = QStringLiteral("team");
    settings.realName = QStringLiteral("The team");
    settings.login = IrcLogin::ScramSha256;
    settings.user = QStringLiteral("team");
    settings.channels = {QStringLiteral("#casement")};
    settings.pinnedCertificate = QStringLiteral("ab").repeated(32);
    settings.backfillDays = 3;
    settings.backfillMessages = 7;
    QCOMPARE(settings.problem(), QString());
    QCOMPARE(IrcSettings::fromJson(settings.toJson()), settings);
    QCOMPARE(ircOwnAddress(settings).address, QStringLiteral("$a:team@example"));
    settings.login = IrcLogin::None;
    QCOMPARE(ircOwnAddress(settings).address, QStringLiteral("team@example"));
}

void IrcMappingTest::settingsThatCannotWork_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QJsonValue>("value");
    const auto row = [](const QString &key, const QJsonValue &value) {
        QTest::newRow(qUtf8Printable(QString(key + u' ' + value.toVariant().toString())))
            << key << value;
    };
    row(QStringLiteral("host"), QString());
    row(QStringLiteral("host"), QStringLiteral("a b"));
    row(QStringLiteral("port"), 0);
    row(QStringLiteral("port"), 70000);
    row(QStringLiteral("security"), QStringLiteral("plain")); // not to this computer
    row(QStringLiteral("nick"), QString());
    row(QStringLiteral("nick"), QStringLiteral("a\nb"));
    row(QStringLiteral("nick"), QStringLiteral("#a"));
    row(QStringLiteral("nick"), QStringLiteral("1a"));
    row(QStringLiteral("user"), QStringLiteral("a b"));
    row(QStringLiteral("realName"), QStringLiteral("a\r\nQUIT"));
    row(QStringLiteral("network"), QStringLiteral("a@b"));
    row(QStringLiteral("login"), QStringLiteral("external"));
    row(QStringLiteral("login"), QStringLiteral("plain"));
    row(QStringLiteral("caPem"), QStringLiteral("nonsense"));
    row(QStringLiteral("pinnedCertificate"), QStringLiteral("abc"));
    row(QStringLiteral("channels"), QJsonArray{QStringLiteral("casement")});
    row(QStringLiteral("channels"), QJsonArray{QStringLiteral("#a,#b")});
    row(QStringLiteral("channels"), QJsonArray{QStringLiteral("#a\r\nQUIT")});
    row(QStringLiteral("backfillDays"), -1);
}

void IrcMappingTest::settingsThatCannotWork()
{
    QFETCH(QString, key);
    QFETCH(QJsonValue, value);
    QJsonObject json{{QStringLiteral("host"), QStringLiteral("irc.example.org")},
                     {QStringLiteral("nick"), QStringLiteral("team")}};
    QCOMPARE(IrcSettings::fromJson(json).problem(), QString());
    json.insert(key, value);
    QVERIFY(!IrcSettings::fromJson(json).problem().isEmpty());
}

QTEST_GUILESS_MAIN(IrcMappingTest)
#include "ircmappingtest.moc"

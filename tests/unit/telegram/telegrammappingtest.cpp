// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegrammapping.h"
#include "core/channels/telegram/telegramapi.h"
#include "core/channels/telegram/telegramsend.h"
#include "core/channels/telegram/telegramtext.h"

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QTest>

using namespace casement;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace
{

constexpr qint64 kNow = 1'790'000'000'000;

/// JSON is written with ' for ".
QJsonObject object(const char *text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

TelegramContext context()
{
    return {.botId = 4242,
            .username = u"bees_bot"_s,
            .now = fromMilliseconds(kNow),
            .origins = {},
            .sent = {}};
}

/// A message of ann, private unless \a more says otherwise.
QJsonObject message(const char *more)
{
    QJsonObject json = object("{'message_id':5,'date':1789990000,'chat':{'id':7,'type':'private'},"
                              "'from':{'id':7,'first_name':'Ann','last_name':'Bee'}}");
    const QJsonObject extra = object(more);
    for (auto it = extra.begin(); it != extra.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

IncomingMessage mapped(const char *more, const QString &kind = u"message"_s)
{
    const TelegramUpdate update =
        mapTelegramUpdate({{u"update_id"_s, 9}, {kind, message(more)}}, context());
    return update.message.value_or(IncomingMessage{});
}

const char kGroup[] = "'chat':{'id':-100200,'type':'supergroup','title':'Hive'}";

} // namespace

/// From updates to messages.
class TelegramMappingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPrivateMessage()
    {
        const IncomingMessage m = mapped("{'text':'hello'}");
        QCOMPARE(m.text, u"hello"_s);
        QCOMPARE(m.author, (Address{u"telegram"_s, u"7"_s, u"Ann Bee"_s}));
        QCOMPARE(m.conversationKey, u"chat:7"_s);
        QCOMPARE(m.messageId, "telegram 4242 7 5"_ba);
        QCOMPARE(m.remoteKey, "7\n5"_ba);
        QCOMPARE(m.visibility, Visibility::Direct);
        QCOMPARE(m.direction, Direction::Incoming);
        QCOMPARE(m.recipients.first().address.address, u"4242"_s);
        QCOMPARE(toMilliseconds(m.receivedAt), 1'789'990'000'000);
        QVERIFY(!m.isContext && !m.editedAt && m.quarantineReason.isEmpty());
        QCOMPARE(m.rawFormat, RawFormat::Json);
        QCOMPARE(QJsonDocument::fromJson(m.raw)[u"update_id"].toInt(), 9);
        QCOMPARE(telegramPlaceOf(m.messageId, u"4242"_s), std::pair(qint64(7), qint64(5)));
        QVERIFY(!telegramPlaceOf(m.messageId, u"1"_s));
        QVERIFY(!telegramPlaceOf("<a@b>", u"4242"_s));
    }

    void aNameToBeFoundByIsTold()
    {
        QCOMPARE(mapped("{'text':'hi','from':{'id':7,'first_name':'Ann','username':'ann_b'}}")
                     .authorProfile.handle,
                 u"ann_b"_s);
        QVERIFY(mapped("{'text':'hello'}").authorProfile.handle.isEmpty());
    }

    void inGroupsWhatIsForUs_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<bool>("isForUs");
        QTest::newRow("chatter") << "{'text':'nice weather'}"_ba << false;
        QTest::newRow("mention") << "{'text':'hey @Bees_Bot look','entities':[{'type':'mention',"
                                    "'offset':4,'length':9}]}"_ba
                                 << true;
        QTest::newRow("mention of another")
            << "{'text':'hey @bees_bots','entities':[{'type':'mention','offset':4,'length':10}]}"_ba
            << false;
        QTest::newRow("a name that is no mention") << "{'text':'hey @bees_bot'}"_ba << false;
        QTest::newRow("mention after an emoji")
            << "{'text':'\\uD83D\\uDC1D @bees_bot','entities':[{'type':'mention','offset':3,'length':9}]}"_ba
            << true;
        QTest::newRow("mention in a caption")
            << "{'caption':'@bees_bot','caption_entities':[{'type':'mention','offset':0,'length':9}]}"_ba
            << true;
        QTest::newRow("text mention")
            << "{'text':'Bees!','entities':[{'type':'text_mention','offset':0,'length':4,'user':{'id':4242}}]}"_ba
            << true;
        QTest::newRow("command")
            << "{'text':'/help','entities':[{'type':'bot_command','offset':0,'length':5}]}"_ba
            << true;
        QTest::newRow("command to us")
            << "{'text':'/help@bees_bot','entities':[{'type':'bot_command','offset':0,'length':14}]}"_ba
            << true;
        QTest::newRow("command to another")
            << "{'text':'/help@wasp_bot','entities':[{'type':'bot_command','offset':0,'length':14}]}"_ba
            << false;
        QTest::newRow("answer to us")
            << "{'text':'yes','reply_to_message':{'message_id':3,'from':{'id':4242}}}"_ba << true;
        QTest::newRow("answer to another")
            << "{'text':'yes','reply_to_message':{'message_id':3,'from':{'id':8}}}"_ba << false;
        QTest::newRow("in a topic that we began")
            << "{'text':'yes','reply_to_message':{'message_id':3,'from':{'id':4242},'forum_topic_created':{'name':'t'}}}"_ba
            << false;
        QTest::newRow("entity outside")
            << "{'text':'x','entities':[{'type':'mention','offset':1e300,'length':-1}]}"_ba
            << false;
        QTest::newRow("somebody came")
            << "{'new_chat_members':[{'id':8,'first_name':'Ben'}]}"_ba << false;
    }
    void inGroupsWhatIsForUs()
    {
        QFETCH(QByteArray, more);
        QFETCH(bool, isForUs);
        QByteArray text = more;
        text.chop(1);
        text += ',' + QByteArray(kGroup) + '}';
        const IncomingMessage m = mapped(text.constData());
        QCOMPARE(!m.isContext, isForUs);
        QCOMPARE(m.conversationKey, u"chat:-100200"_s);
        QCOMPARE(m.subject.section(u" · "_s, 0, 0), u"Hive"_s);
        QCOMPARE(m.visibility, Visibility::Followers);
        QCOMPARE(m.recipients.first().address, (Address{u"telegram"_s, u"-100200"_s, u"Hive"_s}));
    }

    void topicsAndChannels()
    {
        const IncomingMessage topic = mapped(
            "{'text':'x','is_topic_message':true,'message_thread_id':77,'chat':{'id':-100200,"
            "'type':'supergroup','title':'Hive','is_forum':true},'reply_to_message':{'message_id':"
            "77,'forum_topic_created':{'name':'Queens'}}}");
        QCOMPARE(topic.conversationKey, u"chat:-100200/topic:77"_s);
        QCOMPARE(topic.subject, u"Hive · Queens"_s);
        QVERIFY(topic.inReplyTo.isEmpty());
        QCOMPARE(TelegramConversation::fromKey(topic.conversationKey),
                 (TelegramConversation{-100200, 77}));
        const IncomingMessage thread =
            mapped("{'text':'x','message_thread_id':77,'chat':{'id':-1,'type':'supergroup'}}");
        QCOMPARE(thread.conversationKey, u"chat:-1"_s);
        QJsonObject post = message("{'text':'news','chat':{'id':-100300,'type':'channel','title':"
                                   "'News','username':'news'},'sender_chat':{'id':-100300,'title':"
                                   "'News'}}");
        post.remove(u"from");
        const auto update =
            mapTelegramUpdate({{u"update_id"_s, 9}, {u"channel_post"_s, post}}, context());
        QCOMPARE(update.message->author.address, u"-100300"_s);
        QCOMPARE(update.message->visibility, Visibility::Public);
        QVERIFY(update.message->isContext);
    }

    void anEditIsTheSameMessage()
    {
        const IncomingMessage first = mapped("{'text':'fore'}");
        const IncomingMessage edit =
            mapped("{'text':'four','edit_date':1789990060}", u"edited_message"_s);
        QCOMPARE(edit.messageId, first.messageId);
        QCOMPARE(edit.remoteKey, first.remoteKey);
        QCOMPARE(edit.receivedAt, first.receivedAt);
        QCOMPARE(edit.editedAt, fromMilliseconds(1'789'990'060'000));
        QVERIFY(edit.contentHash != first.contentHash);
        // What only moves on a map is no new version.
        QVERIFY(!mapTelegramUpdate(
                     {{u"update_id"_s, 9},
                      {u"edited_message"_s, message("{'location':{'latitude':1,'longitude':2}}")}},
                     context())
                     .message);
    }

    void whatIsReadable_data()
    {
        QTest::addColumn<QByteArray>("more");
        QTest::addColumn<QString>("text");
        QTest::newRow("sticker") << "{'sticker':{'emoji':'\\u2764'}}"_ba << u"[Sticker: ❤]"_s;
        QTest::newRow("sticker without") << "{'sticker':{}}"_ba << u"[Sticker]"_s;
        QTest::newRow("poll")
            << "{'poll':{'question':'Tea?','options':[{'text':'yes'},{'text':'no'}]}}"_ba
            << u"Poll: Tea?\n- yes\n- no"_s;
        QTest::newRow("place") << "{'location':{'latitude':52.5,'longitude':13.25}}"_ba
                               << u"Place: 52.50000, 13.25000"_s;
        QTest::newRow("no place") << "{'location':{'latitude':1e308,'longitude':'x'}}"_ba
                                  << u"[A kind of message that cannot be shown here]"_s;
        QTest::newRow("venue")
            << "{'venue':{'title':'Hall','address':'Road 1'},'location':{'latitude':1,'longitude':2}}"_ba
            << u"Hall, Road 1\nPlace: 1.00000, 2.00000"_s;
        QTest::newRow("contact") << "{'contact':{'first_name':'Ben','phone_number':'+49 1'}}"_ba
                                 << u"Contact: Ben, +49 1"_s;
        QTest::newRow("dice") << "{'dice':{'emoji':'\\u2684','value':4}}"_ba << u"[⚄: 4]"_s;
        QTest::newRow("forwarded")
            << "{'text':'x','forward_origin':{'sender_user':{'first_name':'Cleo'}}}"_ba
            << u"Forwarded from Cleo:\n\nx"_s;
        QTest::newRow("left") << "{'left_chat_member':{'first_name':'Ben'}}"_ba << u"Ben left."_s;
        QTest::newRow("title") << "{'new_chat_title':'Hive'}"_ba
                               << u"The group is called “Hive” now."_s;
        QTest::newRow("unknown") << "{'hologram':{}}"_ba
                                 << u"[A kind of message that cannot be shown here]"_s;
    }
    void whatIsReadable()
    {
        QFETCH(QByteArray, more);
        QFETCH(QString, text);
        QCOMPARE(mapped(more.constData()).text, text);
    }

    void files()
    {
        const IncomingMessage m = mapped(
            "{'caption':'look','photo':[{'file_size':1},{'file_size':2000}],'document':{'file_name'"
            ":"
            "'../../etc/a\\u202eb.pdf','mime_type':'application/pdf','file_size':-5},'voice':{}}");
        QCOMPARE(m.text, u"look"_s);
        QCOMPARE(m.attachments.size(), 3);
        QCOMPARE(m.attachments[0].part, u"/message/photo/1"_s);
        QCOMPARE(m.attachments[0].size, 2000);
        QCOMPARE(m.attachments[1].name, u"ab.pdf"_s);
        QCOMPARE(m.attachments[1].size, 0);
        QCOMPARE(m.attachments[1].part, u"/message/document"_s);
        QCOMPARE(m.attachments[2].name, u"voice.ogg"_s);
        const IncomingMessage animation = mapped("{'animation':{},'document':{'file_name':'x'}}");
        QCOMPARE(animation.attachments.size(), 1);
    }

    void formatting_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QByteArray>("entities");
        QTest::addColumn<QString>("html");
        QTest::newRow("none") << u"a"_s << "[]"_ba << QString();
        QTest::newRow("bold") << u"a <b> c"_s << "[{'type':'bold','offset':2,'length':3}]"_ba
                              << u"a <b>&lt;b&gt;</b> c"_s;
        QTest::newRow("after an emoji")
            << u"🐝 bee"_s << "[{'type':'italic','offset':3,'length':3}]"_ba << u"🐝 <i>bee</i>"_s;
        QTest::newRow("inside an emoji")
            << u"🐝 bee"_s << "[{'type':'italic','offset':1,'length':3}]"_ba << QString();
        QTest::newRow("nested")
            << u"abc"_s
            << "[{'type':'italic','offset':1,'length':1},{'type':'bold','offset':0,'length':3}]"_ba
            << u"<b>a<i>b</i>c</b>"_s;
        QTest::newRow("across")
            << u"abcd"_s
            << "[{'type':'bold','offset':0,'length':2},{'type':'italic','offset':1,'length':3}]"_ba
            << u"<b>a<i>b</i></b>cd"_s;
        QTest::newRow("too long") << u"ab"_s
                                  << "[{'type':'bold','offset':1,'length':9007199254740991}]"_ba
                                  << u"a<b>b</b>"_s;
        QTest::newRow("negative") << u"ab"_s << "[{'type':'bold','offset':-1,'length':2}]"_ba
                                  << QString();
        QTest::newRow("link")
            << u"here"_s
            << "[{'type':'text_link','offset':0,'length':4,'url':'https://h.example/?a=1&b=2'}]"_ba
            << u"<a href=\"https://h.example/?a=1&amp;b=2\">here</a>"_s;
        QTest::newRow("script")
            << u"here"_s
            << "[{'type':'text_link','offset':0,'length':4,'url':'javascript:alert(1)'}]"_ba
            << QString();
        QTest::newRow("bare address")
            << u"h.example/x"_s << "[{'type':'url','offset':0,'length':11}]"_ba
            << u"<a href=\"https://h.example/x\">h.example/x</a>"_s;
        QTest::newRow("code over lines")
            << u"a\nb\nc"_s << "[{'type':'pre','offset':2,'length':2}]"_ba
            << u"a<br><pre>b\n</pre>c"_s;
        QTest::newRow("odd") << u"a"_s
                             << "[null,7,'x',{},{'type':{}},{'type':'bold','offset':'0'}]"_ba
                             << QString();
    }
    void formatting()
    {
        QFETCH(QString, text);
        QFETCH(QByteArray, entities);
        QFETCH(QString, html);
        const QJsonArray list = QJsonDocument::fromJson(entities.replace('\'', '"')).array();
        QCOMPARE(telegramHtml(text, list), html);
    }

    void manyEntitiesAreFast()
    {
        QJsonArray entities;
        for (int i = 0; i < 100'000; ++i)
            entities.append(
                QJsonObject{{u"type"_s, u"bold"_s}, {u"offset"_s, i}, {u"length"_s, 9000}});
        QElapsedTimer timer;
        timer.start();
        const QString html = telegramHtml(QString(200'000, u'x'), entities);
        QVERIFY(html.size() < 300'000);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }

    void oddUpdates_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("hasMessage");
        QTest::newRow("nothing") << "{}"_ba << false;
        QTest::newRow("id a word") << "{'update_id':'5','message':{}}"_ba << false;
        QTest::newRow("id broken") << "{'update_id':1.5,'message':{}}"_ba << false;
        QTest::newRow("id huge") << "{'update_id':1e300,'message':{}}"_ba << false;
        QTest::newRow("unknown kind") << "{'update_id':5,'poll_answer':{}}"_ba << false;
        QTest::newRow("message null") << "{'update_id':5,'message':null}"_ba << true;
        QTest::newRow("message a list") << "{'update_id':5,'message':[1]}"_ba << true;
        QTest::newRow("no chat") << "{'update_id':5,'message':{'message_id':1,'from':{'id':7}}}"_ba
                                 << true;
        QTest::newRow("no author")
            << "{'update_id':5,'message':{'message_id':1,'chat':{'id':7,'type':'private'}}}"_ba
            << true;
        QTest::newRow("chat id a word")
            << "{'update_id':5,'message':{'message_id':1,'from':{'id':7},'chat':{'id':'7'}}}"_ba
            << true;
        QTest::newRow("message id huge")
            << "{'update_id':5,'message':{'message_id':1e300,'from':{'id':7},'chat':{'id':7}}}"_ba
            << true;
    }
    void oddUpdates()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, hasMessage);
        const TelegramUpdate update = mapTelegramUpdate(object(json.constData()), context());
        QCOMPARE(update.message.has_value(), hasMessage);
        if (hasMessage) { // kept, as the server does not tell it again
            QVERIFY(!update.message->quarantineReason.isEmpty());
            QCOMPARE(update.message->remoteKey, "update\n5"_ba);
            QVERIFY(!update.message->raw.isEmpty() && !update.message->contentHash.isEmpty());
        }
    }

    void timesOutOfTheirMind()
    {
        for (const char *date : {"{'date':0}", "{'date':-5}", "{'date':1e300}", "{'date':'now'}",
                                 "{'date':4000000000}"})
            QCOMPARE(toMilliseconds(mapped(date).receivedAt), kNow);
    }

    void ourOwnAndAnswersToThem()
    {
        TelegramContext known = context();
        known.sent = {{"telegram 4242 7 3", "uid.hmac@localhost"}};
        const auto answer = mapTelegramUpdate(
            {{u"update_id"_s, 9},
             {u"message"_s,
              message("{'text':'x','reply_to_message':{'message_id':3,'from':{'id':4242}}}")}},
            known);
        QCOMPARE(answer.message->inReplyTo,
                 (QByteArrayList{"telegram 4242 7 3", "uid.hmac@localhost"}));
        const auto ours = mapTelegramUpdate(
            {{u"update_id"_s, 9},
             {u"message"_s,
              message("{'text':'x','message_id':3,'from':{'id':4242,'is_bot':true}}")}},
            known);
        QCOMPARE(ours.message->direction, Direction::Outgoing);
        QCOMPARE(ours.message->messageId, "uid.hmac@localhost"_ba);
        QVERIFY(!ours.message->isContext && !ours.message->isAutomatic);
        const IncomingMessage bot =
            mapped("{'text':'beep','from':{'id':99,'is_bot':true,'first_name':'R'}}");
        QVERIFY(bot.isAutomatic);
    }

    void aGroupThatMovesKeepsItsConversation()
    {
        const auto moved = mapTelegramUpdate(
            {{u"update_id"_s, 9},
             {u"message"_s, message("{'migrate_to_chat_id':-100500,'chat':{'id':-5,'type':'group',"
                                    "'title':'Hive'}}")}},
            context());
        QCOMPARE(moved.migratedFrom, -5);
        QCOMPARE(moved.migratedTo, -100500);
        TelegramContext later = context();
        later.origins = {{-100500, -5}};
        const auto next = mapTelegramUpdate(
            {{u"update_id"_s, 10},
             {u"message"_s, message("{'text':'x','chat':{'id':-100500,'type':'supergroup'}}")}},
            later);
        QCOMPARE(next.message->conversationKey, u"chat:-5"_s);
        QCOMPARE(next.message->messageId, "telegram 4242 -100500 5"_ba);
    }

    void whereAnAnswerGoes()
    {
        OutgoingMessage m;
        const Address ann{u"telegram"_s, u"7"_s, {}};
        const Address hive{u"telegram"_s, u"-100200"_s, {}};
        m.recipients = {{RecipientRole::To, ann}, {RecipientRole::Cc, hive}};
        m.conversationKey = u"chat:-100200/topic:77"_s;
        m.inReplyTo = {"telegram 4242 -100200 5"};
        m.visibility = Visibility::Followers;
        QCOMPARE(telegramTargetOf(m, u"4242"_s).value(), (TelegramTarget{-100200, 77, 5}));
        // To her alone: not into the group, and not as an answer to what stands there.
        m.recipients = {{RecipientRole::To, ann}};
        QCOMPARE(telegramTargetOf(m, u"4242"_s).value(), (TelegramTarget{7, 0, 0}));
        m.recipients = {{RecipientRole::Cc, hive}};
        m.visibility = Visibility::Direct;
        QCOMPARE(int(telegramTargetOf(m, u"4242"_s).error().kind), int(ErrorKind::Forbidden));
        m.recipients = {{RecipientRole::To, {u"telegram"_s, u"4242"_s, {}}}};
        QCOMPARE(int(telegramTargetOf(m, u"4242"_s).error().kind), int(ErrorKind::Invalid));
    }

    void refusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("kind");
        const auto row = [](const char *name, int status, const char *json, ErrorKind kind) {
            QTest::newRow(name) << status << QByteArray(json) << int(kind);
        };
        row("401", 401, "{'ok':false,'error_code':401}", ErrorKind::AuthRequired);
        row("404", 404, "{'ok':false,'error_code':404}", ErrorKind::AuthRequired);
        row("403", 403, "{'ok':false,'error_code':403,'description':'blocked'}",
            ErrorKind::Forbidden);
        row("409", 409, "{'ok':false,'error_code':409}", ErrorKind::Forbidden);
        row("429", 429, "{'ok':false,'error_code':429,'parameters':{'retry_after':1e300}}",
            ErrorKind::RateLimited);
        row("400", 400, "{'ok':false,'error_code':400}", ErrorKind::Invalid);
        row("not ok with 200", 200, "{'ok':false,'error_code':400}", ErrorKind::Invalid);
        row("ok without result", 200, "{'ok':true}", ErrorKind::Protocol);
        row("not even ok", 200, "{}", ErrorKind::Protocol);
        row("a list", 200, "[]", ErrorKind::Protocol);
        row("code a word", 403, "{'ok':false,'error_code':'x'}", ErrorKind::Forbidden);
    }
    void refusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, json);
        QFETCH(int, kind);
        const QJsonDocument document = QJsonDocument::fromJson(json.replace('\'', '"'));
        const QJsonValue value =
            document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
        const TelegramReply reply = telegramReply(status, value, u"h.example"_s, u"1:secret"_s);
        QVERIFY(!reply.result);
        QCOMPARE(int(reply.result.error().kind), kind);
        if (status == 429)
            QCOMPARE(reply.result.error().retryAfter, 15min);
        QCOMPARE(reply.isConflict, status == 409);
        // Also where a server says the token itself.
        const TelegramReply echo = telegramReply(
            400, QJsonObject{{u"description"_s, u"bad /bot1:SECRET/x"_s}}, u"h"_s, u"1:secret"_s);
        QVERIFY(!echo.result.error().detail.contains(u"secret", Qt::CaseInsensitive));
    }

    void settings()
    {
        TelegramSettings s;
        QCOMPARE(s.problem(), QString());
        QCOMPARE(s.baseUrl(), QUrl(u"https://api.telegram.org"_s));
        s.server = u"http://127.0.0.1:8081"_s;
        s.botId = u"4242"_s;
        s.botName = u"bees_bot"_s;
        s.pinnedCertificates = {{u"h:1"_s, QString(64, u'a')}};
        QCOMPARE(s.problem(), QString());
        QCOMPARE(TelegramSettings::fromJson(s.toJson()), s);
        s.server = u"http://api.telegram.org"_s;
        QVERIFY(s.problem().contains(u"encrypted"));
        s.server = u"ftp://x"_s;
        QVERIFY(!s.problem().isEmpty());
        QVERIFY(isTelegramToken(u"4242:AAabcdefghijklmnopqrstuvwxyz_-0"_s));
        for (const QString &odd :
             {QString(), u"4242"_s, u"4242:short"_s, u"x:AAabcdefghijklmnopqrstuvwxyz_-0"_s,
              u"4242:AAabcdefghijklmnopqrstuvwx/../y"_s, QString(u"4242:" + QString(500, u'a'))})
            QVERIFY(!isTelegramToken(odd));
    }
};

QTEST_GUILESS_MAIN(TelegramMappingTest)
#include "telegrammappingtest.moc"

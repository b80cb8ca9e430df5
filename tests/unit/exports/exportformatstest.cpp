// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/unit/exports/exportfixture.h"

#include "core/exports/slacktext.h"

#include <KCompressionDevice>
#include <KTar>
#include <KZip>
#include <QCryptographicHash>

using namespace casement;
using namespace casement::test;
using namespace Qt::StringLiterals;

using Entries = QList<std::pair<QString, QByteArray>>;

class ExportFormatsTest final : public QObject
{
    Q_OBJECT

    static QString zip(const ExportFolder &folder, const QString &name, const Entries &entries)
    {
        KZip archive(folder.path(name));
        if (!archive.open(QIODevice::WriteOnly))
            qFatal("no zip");
        for (const auto &[entry, content] : entries)
            archive.writeFile(entry, content);
        archive.close();
        return folder.path(name);
    }

    static QString tarGz(const ExportFolder &folder, const QString &name, const Entries &entries)
    {
        KTar archive(folder.path(name), u"application/gzip"_s);
        if (!archive.open(QIODevice::WriteOnly))
            qFatal("no tar");
        for (const auto &[entry, content] : entries)
            archive.writeFile(entry, content);
        archive.close();
        return folder.path(name);
    }

    static QByteArray telegramChat()
    {
        return q("{'name': 'Ann', 'type': 'personal_chat', 'id': 4242, 'messages': [\n"
                 "  {'id': 1, 'type': 'service', 'date': '2024-01-31T10:00:00', 'action': "
                 "'phone_call', 'text': ''},\n"
                 "  {'id': 2, 'type': 'message', 'date': '2024-01-31T10:01:00', 'date_unixtime': "
                 "'1706691660',\n"
                 "   'from': 'Ann', 'from_id': 'user4242', 'text': 'Hello'},\n"
                 "  {'id': 3, 'type': 'message', 'date': '2024-01-31T10:02:00', 'from': 'Me', "
                 "'from_id': 'user77',\n"
                 "   'reply_to_message_id': 2,\n"
                 "   'text': ['see ', {'type': 'text_link', 'text': 'this', 'href': "
                 "'https://example.org'}, '!']},\n"
                 "  {'id': 4, 'type': 'message', 'date': '2024-01-31T10:03:00', 'date_unixtime': "
                 "'1706691780',\n"
                 "   'from': null, 'from_id': 'user4242', 'photo': 'photos/a.jpg', 'width': 10, "
                 "'text': ''}\n"
                 "]}");
    }

    static QByteArray telegramAll()
    {
        return q("{'about': 'x', 'personal_information': {'user_id': 77, 'first_name': 'Me'},\n"
                 " 'contacts': {'list': [{'user_id': 0}]},\n"
                 " 'chats': {'about': 'y', 'list': [") +
               telegramChat() +
               q(", {'name': 'Garden', 'type': 'private_supergroup', 'id': 99, 'messages': [\n"
                 "   {'id': 2, 'type': 'message', 'date_unixtime': '1706691661', 'from': 'Ben', "
                 "'from_id': 'user5', 'text': 'hi'},\n"
                 "   {'id': 3, 'type': 'message', 'date_unixtime': '1706691662', 'from': 'Garden', "
                 "'from_id': 'channel99', 'text': 'post'}\n"
                 " ]}]}}");
    }

    static Entries slack()
    {
        return {
            {u"users.json"_s,
             q("[{'id': 'U1', 'team_id': 'T9', 'name': 'ann', 'profile': {'display_name': 'Ann', "
               "'real_name': 'Ann A', 'email': 'ann@example.net'}},\n"
               "                 {'id': 'U2', 'team_id': 'T9', 'name': 'me', 'profile': "
               "{'display_name': '', 'real_name': 'Me'}}]")},
            {u"channels.json"_s, q("[{'id': 'C1', 'name': 'general', 'members': ['U1', 'U2']}]")},
            {u"dms.json"_s, q("[{'id': 'D1', 'members': ['U1', 'U2']}]")},
            {u"general/2024-01-31.json"_s,
             q("[{'type': 'message', 'user': 'U1', 'ts': '1706691660.000100', 'thread_ts': "
               "'1706691660.000100', 'reply_count': 1, 'text': 'Hello <@U2> &amp; <!here>, see "
               "<https://example.org|this>'},\n"
               "                 {'type': 'message', 'subtype': 'channel_join', 'user': 'U2', "
               "'ts': '1706691661.000100', 'text': 'joined'},\n"
               "                 {'type': 'message', 'user': 'U2', 'ts': '1706691662.000100', "
               "'text': 'elsewhere'}]")},
            {u"general/2024-02-01.json"_s,
             q("[{'type': 'message', 'user': 'U2', 'ts': '1706778000.000200', 'thread_ts': "
               "'1706691660.000100', 'text': 'yes', 'files': [{'name': 'plan.pdf', 'mimetype': "
               "'application/pdf', 'size': 12}]}]")},
            {u"D1/2024-02-01.json"_s,
             q("[{'type': 'message', 'user': 'U2', 'ts': '1706778001.000200', 'text': 'psst'}]")},
        };
    }

    static QByteArray discord()
    {
        return q("{'guild': {'id': '1', 'name': 'Garden'}, 'channel': {'id': '20', 'type': "
                 "'GuildTextChat', 'name': 'beds'},\n"
                 " 'messages': [\n"
                 "  {'id': '300', 'type': 'Default', 'timestamp': '2024-01-31T10:00:00.123+01:00', "
                 "'content': 'Hello <@5> <:bean:77>',\n"
                 "   'author': {'id': '4', 'name': 'ann', 'nickname': 'Ann', 'isBot': false}, "
                 "'mentions': [{'id': '5', 'name': 'ben', 'nickname': 'Ben'}],\n"
                 "   'attachments': [{'id': '9', 'url': 'https://cdn.example/a.png', 'fileName': "
                 "'a.png', 'fileSizeBytes': 5}]},\n"
                 "  {'id': '301', 'type': 'Reply', 'timestamp': '2024-01-31T10:01:00+01:00', "
                 "'content': 'Hi', 'author': {'id': '5', 'name': 'ben'},\n"
                 "   'reference': {'messageId': '300', 'channelId': '20'}},\n"
                 "  {'id': '302', 'type': 'ChannelPinnedMessage', 'timestamp': "
                 "'2024-01-31T10:02:00+01:00', 'content': 'Pinned a message.', 'author': {'id': "
                 "'5', 'name': 'ben'}}\n"
                 " ], 'messageCount': 3}");
    }

    static QByteArray actor()
    {
        return q("{'id': 'https://social.example/users/us', 'type': 'Person', 'preferredUsername': "
                 "'us', 'name': 'Our garden'}");
    }

    static QByteArray outbox()
    {
        return q(
            "{'@context': 'https://www.w3.org/ns/activitystreams', 'id': 'outbox.json', 'type': "
            "'OrderedCollection', 'totalItems': 4, 'orderedItems': [\n"
            "  {'type': 'Create', 'actor': 'https://social.example/users/us', 'published': "
            "'2024-01-31T10:00:00Z',\n"
            "   'object': {'id': 'https://social.example/users/us/statuses/100', 'type': 'Note', "
            "'summary': null, 'inReplyTo': null, 'published': '2024-01-31T10:00:00Z',\n"
            "    'to': ['https://www.w3.org/ns/activitystreams#Public'], 'cc': "
            "['https://social.example/users/us/followers'],\n"
            "    'content': '<p>Seeds are <b>here</b></p>', 'tag': [],\n"
            "    'attachment': [{'type': 'Document', 'mediaType': 'image/png', 'url': "
            "'/media_attachments/files/000/112/233/original/a.png', 'name': 'A bag'}]}},\n"
            "  {'type': 'Create', 'object': {'id': 'https://social.example/users/us/statuses/101', "
            "'type': 'Note', 'summary': 'food', 'inReplyTo': "
            "'https://social.example/users/us/statuses/100', 'published': '2024-01-31T11:00:00Z',\n"
            "    'to': ['https://social.example/users/us/followers'], 'cc': "
            "['https://other.example/users/ann'], 'content': '<p>more</p>',\n"
            "    'tag': [{'type': 'Mention', 'href': 'https://other.example/users/ann', 'name': "
            "'@ann@other.example'}]}},\n"
            "  {'type': 'Create', 'object': {'id': 'https://social.example/users/us/statuses/102', "
            "'type': 'Note', 'published': '2024-01-31T12:00:00Z', 'to': "
            "['https://other.example/users/ann'], 'cc': [], 'content': '<p>psst</p>', 'tag': "
            "[]}},\n"
            "  {'type': 'Announce', 'published': '2024-01-31T12:00:00Z', 'object': "
            "'https://other.example/users/ann/statuses/1'}\n"
            "]}");
    }

private Q_SLOTS:
    void telegramOneChat()
    {
        const ExportFolder folder;
        folder.write(u"photos/a.jpg"_s, "jpeg");
        const ReadExport read =
            readExport(folder.write(u"result.json"_s, telegramChat()), optionsFor({u"ME"_s}));
        QCOMPARE(read.trouble, QString());
        QCOMPARE(read.format, ExportFormat::Telegram);
        QCOMPARE(read.spoken(), u"Ann: Hello | Me: see this (https://example.org)! | : "_s);
        const auto all = read.messages();
        QCOMPARE(all[0].author.address, u"4242"_s);
        QCOMPARE(all[0].direction, Direction::Incoming);
        QCOMPARE(toMilliseconds(all[0].receivedAt), 1706691660000);
        QCOMPARE(toMilliseconds(all[1].receivedAt), 1706691720000); // local, in Berlin
        QCOMPARE(all[1].direction, Direction::Outgoing);
        QCOMPARE(all[1].recipients.first().address.address, u"4242"_s);
        QCOMPARE(all[1].inReplyTo, QByteArrayList{all[0].messageId});
        QVERIFY(all[0].messageId.contains(' ')); // no mail can name it
        QCOMPARE(all[2].attachments.first().data, "jpeg");
        QCOMPARE(all[0].rawFormat, RawFormat::Json);
        QVERIFY(all[0].raw.startsWith('{'));
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 1);
    }

    void telegramAllChatsKnowWhoWeAreAndHaveTheSameKeys()
    {
        const ExportFolder folder;
        const ReadExport one = readExport(folder.write(u"one.json"_s, telegramChat()));
        const ReadExport all = readExport(folder.write(u"result.json"_s, telegramAll()));
        QCOMPARE(all.trouble, QString());
        QCOMPARE(all.messages().size(), 5);
        QCOMPARE(all.keys().first(3), one.keys());
        QCOMPARE(all.messages()[1].direction, Direction::Outgoing);
        QCOMPARE(one.messages()[1].direction, Direction::Incoming); // nobody said who we are
        QCOMPARE(all.messages()[3].subject, u"Garden"_s);
        QCOMPARE(all.messages()[4].author.address, u"-10099"_s);
        const QStringList keys = all.keys();
        QCOMPARE(QSet<QString>(keys.begin(), keys.end()).size(), 5);
    }

    void slackZipAndUnpacked()
    {
        const ExportFolder folder;
        const ReadExport read =
            readExport(zip(folder, u"export.zip"_s, slack()), optionsFor({u"me"_s}));
        QCOMPARE(read.trouble, QString());
        QCOMPARE(read.format, ExportFormat::Slack);
        QCOMPARE(read.spoken(), u"Me: psst | Ann: Hello @Me & @here, see this "
                                "(https://example.org) | Me: elsewhere | Me: yes"_s);
        const auto all = read.messages();
        const IncomingMessage &hello = all[1];
        QCOMPARE(hello.author.address, u"t9/u1"_s);
        QCOMPARE(hello.subject, u"#general"_s);
        QCOMPARE(toMilliseconds(hello.receivedAt), 1706691660000);
        QCOMPARE(all[2].direction, Direction::Outgoing);
        // The thread is a conversation of its own.
        QCOMPARE(all[3].conversationKey, hello.conversationKey);
        QCOMPARE(all[3].inReplyTo, QByteArrayList{hello.messageId});
        QVERIFY(all[2].conversationKey != hello.conversationKey);
        QCOMPARE(all[3].attachments.first().name, u"plan.pdf"_s);
        QCOMPARE(all[0].recipients.first().address.address, u"t9/u1"_s);
        QVERIFY(all[0].subject.isEmpty());
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 1);

        const ExportFolder unpacked;
        for (const auto &[name, content] : slack())
            unpacked.write(name, content);
        QCOMPARE(readExport(unpacked.path()).keys(), read.keys());
    }

    void slackMarkup_data()
    {
        QTest::addColumn<QString>("mrkdwn");
        QTest::addColumn<QString>("text");
        QTest::newRow("a person") << u"<@U1> <@U1|x> <@U7|Old> <@U8>"_s << u"@Ann @Ann @Old @U8"_s;
        QTest::newRow("channels") << u"<#C1|general> <#C2>"_s << u"#general #C2"_s;
        QTest::newRow("all") << u"<!channel> <!subteam^S1|@team>"_s << u"@channel @team"_s;
        QTest::newRow("a date") << u"<!date^139^{date}|Feb 1>"_s << u"Feb 1"_s;
        QTest::newRow("links")
            << u"<https://a.example> <https://a.example|a> <mailto:b@c.d|b@c.d>"_s
            << u"https://a.example a (https://a.example) b@c.d"_s;
        QTest::newRow("entities") << u"a &lt;b&gt; &amp;amp; &amp;lt;"_s << u"a <b> &amp; &lt;"_s;
        QTest::newRow("unclosed") << u"a < b <@U1"_s << u"a < b <@U1"_s;
        QTest::newRow("empty") << u"<>"_s << u"<>"_s;
    }

    void slackMarkup()
    {
        QFETCH(QString, mrkdwn);
        QFETCH(QString, text);
        QCOMPARE(slackToText(mrkdwn, {{u"U1"_s, u"Ann"_s}}), text);
    }

    void discordChannel()
    {
        const ExportFolder folder;
        const ReadExport read =
            readExport(folder.write(u"beds.json"_s, discord()), optionsFor({u"ben"_s}));
        QCOMPARE(read.trouble, QString());
        QCOMPARE(read.format, ExportFormat::Discord);
        QCOMPARE(read.spoken(), u"Ann: Hello @Ben :bean: | ben: Hi"_s);
        const auto all = read.messages();
        QCOMPARE(all[0].author.address, u"4"_s);
        QCOMPARE(all[0].subject, u"#beds"_s);
        QCOMPARE(toMilliseconds(all[0].receivedAt), 1706691600123);
        QCOMPARE(all[0].attachments.first().size, 5);
        QCOMPARE(all[1].direction, Direction::Outgoing);
        QCOMPARE(all[1].inReplyTo, QByteArrayList{all[0].messageId});
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 1);
    }

    void mastodonArchives()
    {
        const ExportFolder folder;
        const ReadExport read =
            readExport(tarGz(folder, u"archive.tar.gz"_s,
                             {{u"actor.json"_s, actor()},
                              {u"media_attachments/files/000/112/233/original/a.png"_s, "png"},
                              {u"outbox.json"_s, outbox()}}));
        QCOMPARE(read.trouble, QString());
        QCOMPARE(read.format, ExportFormat::Mastodon);
        const auto all = read.messages();
        QCOMPARE(all.size(), 3);
        QCOMPARE(read.count(ExportRow::Kind::Skipped), 1);
        for (const IncomingMessage &message : all) {
            QCOMPARE(message.direction, Direction::Outgoing);
            QCOMPARE(message.author.address, u"us@social.example"_s);
        }
        QCOMPARE(all[0].text, u"Seeds are here\n\n[image: A bag]"_s);
        QCOMPARE(all[0].visibility, Visibility::Public);
        QCOMPARE(all[1].visibility, Visibility::Followers);
        QCOMPARE(all[2].visibility, Visibility::Direct);
        QCOMPARE(all[1].subject, u"food"_s);
        QCOMPARE(all[1].inReplyTo, QByteArrayList{all[0].messageId});
        QCOMPARE(all[1].recipients.first().address.address, u"ann@other.example"_s);
        // The id and the hash that the fediverse connector gives the same post.
        QCOMPARE(all[0].messageId, "us@social.example status 100");
        QByteArray hashed;
        for (const QByteArray &part : {QByteArray("us@social.example"), QByteArray(),
                                       QByteArray("<p>Seeds are <b>here</b></p>"),
                                       QByteArray("112233"), QByteArray("A bag")})
            hashed += part + '\0';
        QCOMPARE(all[0].contentHash,
                 QCryptographicHash::hash(hashed, QCryptographicHash::Sha256).first(16));

        const ReadExport zipped =
            readExport(zip(folder, u"archive.zip"_s,
                           {{u"media_attachments/files/000/112/233/original/a.png"_s, "png"},
                            {u"actor.json"_s, actor()},
                            {u"outbox.json"_s, outbox()}}));
        QCOMPARE(zipped.keys(), read.keys());
        QCOMPARE(zipped.messages().first().attachments.first().data, "png");
        QCOMPARE(readExport(folder.write(u"outbox.json"_s, outbox())).keys(), read.keys());
    }

    void whatsAppZipWithMedia()
    {
        const ExportFolder folder;
        const QByteArray text = "[31.01.24, 10:00:02] Ann: one\r\n"
                                "\u200e[31.01.24, 10:00:04] Me: \u200e<attached: 1-PHOTO.jpg>\r\n"
                                "[31.01.24, 10:00:05] Ann: two\r\n";
        const ReadExport read =
            readExport(zip(folder, u"WhatsApp Chat - Ann.zip"_s,
                           {{u"1-PHOTO.jpg"_s, QByteArray(100'000, 'j')}, {u"_chat.txt"_s, text}}),
                       optionsFor({u"Me"_s}));
        QCOMPARE(read.trouble, QString());
        QCOMPARE(read.format, ExportFormat::WhatsApp);
        const auto all = read.messages();
        QCOMPARE(all.size(), 3);
        QCOMPARE(all[1].attachments.first().data, QByteArray(100'000, 'j'));
        QCOMPARE(all[1].recipients.first().address.address, u"ann"_s);
        QCOMPARE(all[2].text, u"two"_s); // reading the picture did not move the text
        // The text alone, unpacked.
        QCOMPARE(readExport(folder.write(u"WhatsApp Chat - Ann/_chat.txt"_s, text)).keys(),
                 read.keys());
    }

    void otherFilesAreNoExports()
    {
        const ExportFolder folder;
        for (const QByteArray &content :
             {QByteArray("From ann@example.net Thu Mar  5 09:00:00 2026\n"), QByteArray("Hello"),
              QByteArray(), QByteArray("\x00\xff\x10", 3)}) {
            const auto found = findExport(folder.write(u"x"_s, content));
            QVERIFY(found && !*found);
        }
        for (const QByteArray &content : {QByteArray("{\"a\": 1}"), QByteArray("[{\"a\": 1}]")})
            QVERIFY(!findExport(folder.write(u"x.json"_s, content)));
        QVERIFY(!findExport(zip(folder, u"x.zip"_s, {{u"readme.md"_s, "x"}})));
        QVERIFY(!findExport(tarGz(folder, u"x.tar.gz"_s, {{u"readme.md"_s, "x"}})));
    }
};

QTEST_GUILESS_MAIN(ExportFormatsTest)
#include "exportformatstest.moc"

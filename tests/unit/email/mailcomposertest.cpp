// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/mail/mailcomposer.h"
#include "core/channels/email/emailconnector.h"
#include "core/domain/messageid.h"
#include "core/mail/mailmapping.h"
#include "core/text/markdown.h"

#include <QTest>

using namespace casement;

namespace
{

Address address(const QString &address, const QString &name = {})
{
    return {QStringLiteral("email"), address, name};
}

OutgoingMessage letter()
{
    OutgoingMessage m;
    m.uid = Uid::fromString(u"01890a5d-ac96-774b-bcce-b302099a8057");
    m.from = address(QStringLiteral("team@example.org"), QStringLiteral("The Team"));
    m.recipients = {
        {RecipientRole::To, address(QStringLiteral("ann@example.org"), QStringLiteral("Ann"))}};
    m.subject = QStringLiteral("Hello");
    m.markdown = QStringLiteral("Hello *Ann*\n");
    m.messageId = makeMessageId(m.uid, "key", QStringLiteral("example.org"));
    m.queuedAt = fromMilliseconds(1'699'952'400'000);
    return m;
}

QString renderer(const QString &markdown)
{
    return u"<p>" + markdown.toHtmlEscaped() + u"</p>";
}

Attachment file(const QString &name, const QString &mediaType, const QByteArray &data)
{
    Attachment attachment;
    attachment.name = name;
    attachment.mediaType = mediaType;
    attachment.data = data;
    return attachment;
}

IncomingMessage readBack(const QByteArray &mail)
{
    return mapMail(mail, {.fallbackTime = fromMilliseconds(1'700'000'000'000)});
}

} // namespace

class MailComposerTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePreviewIsWhatGoesOut();
    void theLanguageIsInTheHeaderAndThePage();
    void roundTrip_data();
    void roundTrip();
    void bytesAreTheSameForEveryAttempt();
    void everyLineIsWellFormed_data();
    void everyLineIsWellFormed();
    void headersCannotBeInjected_data();
    void headersCannotBeInjected();
    void threading();
    void bccIsNotWritten();
    void attachments_data();
    void attachments();
    void addresses_data();
    void addresses();
    void messageIdsProveThemselves();
};

void MailComposerTest::thePreviewIsWhatGoesOut()
{
    OutgoingMessage m = letter();
    m.markdown = QStringLiteral("Hello *Ann*,\n\n- one\n- [two](https://example.org/ä)\n\n"
                                "```cpp\nint a;\n```\n<script>no()</script>");
    const Rendition shown = EmailConnector(Account{}, nullptr).render(m);
    const IncomingMessage read = readBack(*composeMail(m, markdownToHtml));
    QCOMPARE(shown.texts.first() + u'\n', read.text); // quoted-printable ends with a line end
    QCOMPARE(shown.heading, read.subject);
    QVERIFY(shown.html.contains(QStringLiteral("<em>Ann</em>")));
    QVERIFY(!shown.html.contains(QStringLiteral("<script")));
    QVERIFY2(read.html.contains(shown.html), qPrintable(read.html));
}

void MailComposerTest::theLanguageIsInTheHeaderAndThePage()
{
    OutgoingMessage m = letter();
    QVERIFY(!composeMail(m, renderer)->contains("Content-Language"));
    m.language = QStringLiteral("pt-BR");
    const QByteArray mail = *composeMail(m, renderer);
    QCOMPARE(readBack(mail).language, m.language);
    QCOMPARE(EmailConnector(Account{}, nullptr).render(m).language, m.language);
    QVERIFY2(mail.contains("<html lang=3D\"pt-BR\">") || mail.contains("<html lang=\"pt-BR\">"),
             mail.constData());
    // The first of several (RFC 3282, section 2); what is none is left out.
    QCOMPARE(readBack("From: a@b.c\nContent-Language: de , en\n\nx\n").language,
             QStringLiteral("de"));
    QVERIFY(readBack("From: a@b.c\nContent-Language: German\n\nx\n").language.isEmpty());
    m.language = QStringLiteral("de\"><script>");
    QVERIFY(!composeMail(m, renderer)->contains("script"));
}

void MailComposerTest::roundTrip_data()
{
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("markdown");
    QTest::addColumn<QString>("name");

    QTest::newRow("ascii") << QStringLiteral("Hello") << QStringLiteral("Hi *there*\n")
                           << QStringLiteral("Ann Lee");
    QTest::newRow("unicode") << QStringLiteral("Grüße — 日本語 🎉")
                             << QStringLiteral("żółć 🎉\n= equals =\n")
                             << QStringLiteral("Zoë “Z” Ångström");
    QTest::newRow("long subject") << QStringLiteral("слово ").repeated(100).trimmed()
                                  << QStringLiteral("x\n") << QStringLiteral("Ян");
    QTest::newRow("long ascii subject") << QStringLiteral("word ").repeated(100).trimmed()
                                        << QStringLiteral("x\n") << QStringLiteral("a");
    QTest::newRow("one very long word")
        << QString(1500, u'w') << QString(QString(5000, u'x') + u'\n') << QStringLiteral("a");
    QTest::newRow("looks encoded") << QStringLiteral("=?utf-8?q?a?=") << QStringLiteral("=C3=BC\n")
                                   << QStringLiteral("=?x?b?y?=");
    QTest::newRow("quotes and commas")
        << QStringLiteral("a \"b\", c") << QStringLiteral(".\n..\nFrom here\n")
        << QStringLiteral("Lee, \"Ann\" \\ (x)");
    QTest::newRow("trailing blanks")
        << QStringLiteral("s") << QStringLiteral("a  \nb\t\nc\n") << QString();
    QTest::newRow("trailing blanks, unicode")
        << QStringLiteral("s") << QStringLiteral("ä  \nb\t\nc \n") << QString();
    QTest::newRow("no subject") << QString() << QStringLiteral("-\n") << QString();
}

void MailComposerTest::roundTrip()
{
    QFETCH(QString, subject);
    QFETCH(QString, markdown);
    QFETCH(QString, name);
    OutgoingMessage m = letter();
    m.subject = subject;
    m.markdown = markdown;
    m.recipients[0].address.name = name;
    const auto mail = composeMail(m, renderer);
    QVERIFY(mail);
    const IncomingMessage back = readBack(*mail);
    QCOMPARE(back.subject, subject);
    // The line end before a delimiter is the delimiter's own.
    QCOMPARE(back.text, markdown);
    QVERIFY(back.html.contains(renderer(markdown)));
    QCOMPARE(back.recipients.size(), 1);
    QCOMPARE(back.recipients[0].address, address(QStringLiteral("ann@example.org"), name));
    QCOMPARE(back.author, m.from);
    QCOMPARE(back.messageId, m.messageId);
    QCOMPARE(back.sentAt, m.queuedAt);
    QVERIFY(!back.isAutomatic);
    QVERIFY(back.attachments.isEmpty());
}

void MailComposerTest::bytesAreTheSameForEveryAttempt()
{
    QVERIFY(composeMail(letter(), renderer).value() == composeMail(letter(), renderer).value());
    OutgoingMessage other = letter();
    other.uid = Uid::fromString(u"01890a5d-ac96-774b-bcce-b302099a8058");
    QVERIFY(composeMail(other, renderer) != composeMail(letter(), renderer));
}

void MailComposerTest::everyLineIsWellFormed_data()
{
    QTest::addColumn<QString>("markdown");
    QTest::newRow("ascii") << QStringLiteral("a\nb");
    QTest::newRow("long") << QString(100'000, u'x');
    QTest::newRow("long unicode") << QString(50'000, u'ü');
    QTest::newRow("cr") << QStringLiteral("a\rb\r\nc\n\rd");
    QTest::newRow("nul") << QString(u"a" + QString(QChar(u'\0')) + u"b");
    QTest::newRow("the boundary") << QStringLiteral("--=_01890a5d\n--\n");
}

void MailComposerTest::everyLineIsWellFormed()
{
    QFETCH(QString, markdown);
    OutgoingMessage m = letter();
    m.markdown = markdown;
    m.subject = QString(3000, u'é');
    for (int i = 0; i < 300; ++i)
        m.recipients.append(
            {RecipientRole::Cc,
             address(QStringLiteral("person%1@example.org").arg(i), QString(150, u'ö'))});
    m.attachments = {
        file(QString(180, u'ß'), QStringLiteral("image/png"), QByteArray(100'000, 'q'))};
    const auto mail = composeMail(m, renderer);
    QVERIFY(mail);
    QVERIFY(mail->endsWith("\r\n"));
    for (const QByteArray &line : QByteArray(mail->chopped(2)).replace("\r\n", "\n").split('\n')) {
        QVERIFY2(line.size() <= 998, line.left(60).constData());
        QVERIFY(!line.contains('\r') && !line.contains('\0'));
        QVERIFY(std::ranges::all_of(line, [](char c) { return static_cast<signed char>(c) >= 0; }));
    }
    QCOMPARE(mail->count('\n'), mail->count("\r\n"));
}

void MailComposerTest::headersCannotBeInjected_data()
{
    QTest::addColumn<QString>("poison");
    QTest::newRow("crlf") << QStringLiteral("x\r\nBcc: eve@example.org");
    QTest::newRow("lf") << QStringLiteral("x\nBcc: eve@example.org");
    QTest::newRow("cr") << QStringLiteral("x\rBcc: eve@example.org");
    QTest::newRow("nul") << QString(u"x" + QString(QChar(u'\0')) + u"\nBcc: eve@example.org");
    QTest::newRow("empty line") << QStringLiteral("x\r\n\r\n<p>words of another");
    QTest::newRow("line separator")
        << QString(u"x" + QString(QChar(0x2028)) + u"\nBcc: eve@example.org");
}

void MailComposerTest::headersCannotBeInjected()
{
    QFETCH(QString, poison);
    OutgoingMessage m = letter();
    m.subject = poison;
    m.from.name = poison;
    m.recipients[0].address.name = poison;
    m.inReplyTo = {poison.toUtf8(), "fine@example.org"};
    m.references = {poison.toUtf8()};
    m.attachments = {file(poison, poison, "x")};
    const auto mail = composeMail(m, renderer);
    QVERIFY(mail);
    const QByteArray header = mail->first(mail->indexOf("\r\n\r\n"));
    for (const QByteArray &line : header.split('\n')) {
        QVERIFY2(!line.startsWith("Bcc") && !line.startsWith("<p>"), line.constData());
        QVERIFY(line.startsWith(' ') || line.indexOf(':') > 0);
    }
    QVERIFY(!mail->contains("\nBcc:"));
    QCOMPARE(readBack(*mail).inReplyTo, QByteArrayList{"fine@example.org"});

    OutgoingMessage bad = letter();
    bad.recipients[0].address.address = u"ann@example.org" + poison;
    QVERIFY(composeMail(bad, renderer).error().kind == ErrorKind::Invalid);
    bad = letter();
    bad.messageId = poison.toUtf8();
    QVERIFY(composeMail(bad, renderer).error().kind == ErrorKind::Invalid);
}

void MailComposerTest::threading()
{
    OutgoingMessage m = letter();
    m.inReplyTo = {"parent@example.org"};
    QCOMPARE(readBack(*composeMail(m, renderer)).references, m.inReplyTo);
    for (int i = 0; i < 100; ++i)
        m.references += "ref" + QByteArray::number(i) + "@example.org";
    const IncomingMessage back = readBack(*composeMail(m, renderer));
    QCOMPARE(back.inReplyTo, m.inReplyTo);
    QCOMPARE(back.references.size(), 20);
    QCOMPARE(back.references.first(), m.references.first());
    QCOMPARE(back.references.last(), m.references.last());
}

void MailComposerTest::bccIsNotWritten()
{
    OutgoingMessage m = letter();
    m.recipients = {{RecipientRole::Bcc, address(QStringLiteral("secret@example.org"))}};
    const auto mail = composeMail(m, renderer);
    QVERIFY(mail);
    QVERIFY(!mail->contains("secret"));
    QCOMPARE(*envelopeRecipients(m), QStringList{QStringLiteral("secret@example.org")});
    m.recipients.append({RecipientRole::To, address(QStringLiteral("SECRET@example.org"))});
    m.recipients.append({RecipientRole::ReplyTo, address(QStringLiteral("team@example.org"))});
    QCOMPARE(envelopeRecipients(m)->size(), 1);
    m.recipients.clear();
    QVERIFY(composeMail(m, renderer).error().kind == ErrorKind::Invalid);
}

void MailComposerTest::attachments_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("arrivesAs");
    QTest::addColumn<QByteArray>("data");

    QTest::newRow("plain") << QStringLiteral("a b.txt") << QStringLiteral("a b.txt")
                           << QByteArray("x");
    QTest::newRow("quotes") << QStringLiteral("a\"b.txt") << QStringLiteral("a\"b.txt")
                            << QByteArray("x\r\ny\0", 5);
    QTest::newRow("unicode") << QStringLiteral("żółć 日本.png") << QStringLiteral("żółć 日本.png")
                             << QByteArray(1000, '\xff');
    QTest::newRow("long unicode") << QString(QString(100, u'é') + u".png")
                                  << QString(QString(100, u'é') + u".png") << QByteArray(77, 'a');
    QTest::newRow("folder") << QStringLiteral("/etc/../passwd") << QStringLiteral("passwd")
                            << QByteArray("x");
    QTest::newRow("none") << QString() << QStringLiteral("attachment") << QByteArray();
}

void MailComposerTest::attachments()
{
    QFETCH(QString, name);
    QFETCH(QString, arrivesAs);
    QFETCH(QByteArray, data);
    OutgoingMessage m = letter();
    m.attachments = {file(name, QStringLiteral("image/png"), data),
                     file(QStringLiteral("m.eml"), QStringLiteral("message/rfc822"), "A: b\n\nc")};
    const auto mail = composeMail(m, renderer);
    QVERIFY(mail);
    const IncomingMessage back = readBack(*mail);
    QCOMPARE(back.text, m.markdown);
    QCOMPARE(back.attachments.size(), 2);
    QCOMPARE(back.attachments[0].name, arrivesAs);
    QCOMPARE(back.attachments[0].mediaType, QStringLiteral("image/png"));
    QCOMPARE(back.attachments[0].size, data.size());
    QCOMPARE(extractPart(*mail, back.attachments[0].part), data);
    QCOMPARE(extractPart(*mail, back.attachments[1].part), QByteArray("A: b\n\nc"));
}

void MailComposerTest::addresses_data()
{
    QTest::addColumn<QString>("in");
    QTest::addColumn<QString>("out");
    QTest::newRow("plain") << QStringLiteral("ann@example.org")
                           << QStringLiteral("ann@example.org");
    QTest::newRow("idn") << QStringLiteral("ann@bücher.example")
                         << QStringLiteral("ann@xn--bcher-kva.example");
    QTest::newRow("no at") << QStringLiteral("ann") << QString();
    QTest::newRow("blank") << QStringLiteral("a nn@example.org") << QString();
    QTest::newRow("angle") << QStringLiteral("a>b@example.org") << QString();
    QTest::newRow("non-ascii local part") << QStringLiteral("änn@example.org") << QString();
    QTest::newRow("option") << QStringLiteral("ann@example.org> NOTIFY=NEVER") << QString();
    QTest::newRow("empty") << QString() << QString();
}

void MailComposerTest::addresses()
{
    QFETCH(QString, in);
    QFETCH(QString, out);
    QCOMPARE(wireAddress(in).value_or(QString()), out);
}

void MailComposerTest::messageIdsProveThemselves()
{
    const Uid uid = Uid::create(fromMilliseconds(1'700'000'000'000));
    const QByteArray id = makeMessageId(uid, "key", QStringLiteral("bücher.example"));
    QVERIFY(id.endsWith("@xn--bcher-kva.example"));
    QVERIFY(looksLikeOurMessageId(id));
    QVERIFY(isOurMessageId(id, "key"));
    QVERIFY(!isOurMessageId(id, "other key"));
    QByteArray forged = id;
    forged[0] = forged[0] == '0' ? '1' : '0';
    QVERIFY(looksLikeOurMessageId(forged));
    QVERIFY(!isOurMessageId(forged, "key"));
    QVERIFY(isOurMessageId(QByteArray(id.first(54) + "elsewhere.example"),
                           "key")); // relays may rewrite the host
    QVERIFY(!looksLikeOurMessageId("1@example.org"));
    QVERIFY(!looksLikeOurMessageId(""));
    QVERIFY(makeMessageId(uid, "key", QStringLiteral("a b\r\n")).endsWith("@localhost"));
}

QTEST_GUILESS_MAIN(MailComposerTest)
#include "mailcomposertest.moc"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/mailcorpus.h"

#include "tests/support/corpuswords.h"

#include <QDateTime>
#include <QLocale>
#include <QString>
#include <QTimeZone>
#include <vector>

namespace casement::testing
{

namespace
{

constexpr int peopleCount = 4000;
constexpr int staffCount = 8;
constexpr int listCount = 5;
constexpr std::size_t liveThreads = 3000;
constexpr qint64 firstSecond = 1'577'955'600; // 2020-01-02
constexpr qint64 lastSecond = 1'767'258'000;  // 2026-01-01
constexpr qsizetype rememberedText = 5000;

struct Someone {
    QByteArray name;
    QByteArray address;
    Vocabulary::Language language = Vocabulary::Language::English;
    int client = 0; ///< which program they write with: decides encodings and whether there is HTML
    QByteArray signature;
    QByteArray zone;
    int zoneMinutes = 0;
};

struct Thread {
    QByteArray subject;
    QByteArrayList ids; ///< oldest first, the newest 20
    QByteArray lastText;
    QByteArray lastFrom; ///< as a reader sees it
    QByteArray lastDate;
    int asker = 0; ///< person
    int staff = 0;
    int list = -1;
    int left = 0; ///< how many mails are still to come
    bool lastWasStaff = false;
};

/// What one mail is made of before it becomes bytes.
struct Writing {
    const Someone *from = nullptr;
    const Someone *to = nullptr;
    const Thread *thread = nullptr;
    QByteArray text;   ///< what is new, UTF-8, unwrapped paragraphs
    QByteArray quoted; ///< the parent's text
    qint64 seconds = 0;
};

QByteArray mailDate(qint64 seconds, const Someone &who)
{
    const QDateTime local =
        QDateTime::fromSecsSinceEpoch(seconds + who.zoneMinutes * 60, QTimeZone::UTC);
    return QLocale::c().toString(local, u"ddd, d MMM yyyy HH:mm:ss ").toLatin1() + who.zone;
}

bool isAscii(const QByteArray &text)
{
    for (const char byte : text) {
        if (static_cast<unsigned char>(byte) >= 128)
            return false;
    }
    return true;
}

/// RFC 2047, in Q or B, split only between characters.
QByteArray encodedWords(const QByteArray &utf8, bool base64)
{
    if (isAscii(utf8))
        return utf8;
    QByteArray words;
    QString chunk;
    const auto flush = [&] {
        if (chunk.isEmpty())
            return;
        words += words.isEmpty() ? "" : "\n ";
        if (base64) {
            words += "=?UTF-8?B?" + chunk.toUtf8().toBase64() + "?=";
        } else {
            words += "=?UTF-8?Q?";
            for (const char byte : chunk.toUtf8()) {
                if (byte == ' ')
                    words += '_';
                else if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                         (byte >= '0' && byte <= '9'))
                    words += byte;
                else
                    words += '=' + QByteArray(1, byte).toHex().toUpper();
            }
            words += "?=";
        }
        chunk.clear();
    };
    for (const QChar letter : QString::fromUtf8(utf8)) {
        chunk += letter;
        if (chunk.size() >= 18 && !letter.isHighSurrogate())
            flush();
    }
    flush();
    return words;
}

/// RFC 2045 section 6.7.
void appendQuotedPrintable(QByteArray &out, const QByteArray &text)
{
    static const char digits[] = "0123456789ABCDEF";
    int column = 0;
    const qsizetype size = text.size();
    for (qsizetype i = 0; i < size; ++i) {
        const char byte = text.at(i);
        if (byte == '\n') {
            out += '\n';
            column = 0;
            continue;
        }
        const bool endsLine = i + 1 == size || text.at(i + 1) == '\n';
        const bool isPlain =
            (byte >= '!' && byte <= '~' && byte != '=') || (byte == ' ' && !endsLine);
        if (column + (isPlain ? 1 : 3) > 75) {
            out += "=\n";
            column = 0;
        }
        if (isPlain) {
            out += byte;
            ++column;
        } else {
            const auto value = static_cast<unsigned char>(byte);
            out += '=';
            out += digits[value >> 4];
            out += digits[value & 15];
            column += 3;
        }
    }
}

void appendBase64(QByteArray &out, const QByteArray &data)
{
    const QByteArray encoded = data.toBase64();
    for (qsizetype at = 0; at < encoded.size(); at += 76) {
        out += QByteArrayView(encoded).mid(at, 76);
        out += '\n';
    }
}

/// \a text in lines of at most 72 bytes, each with \a prefix.
void appendWrapped(QByteArray &out, const QByteArray &text, const char *prefix)
{
    for (qsizetype from = 0; from <= text.size();) {
        const qsizetype end = text.indexOf('\n', from) < 0 ? text.size() : text.indexOf('\n', from);
        do {
            qsizetype stop = end;
            if (end - from > 72) {
                stop = text.lastIndexOf(' ', from + 72);
                if (stop <= from)
                    stop = text.indexOf(' ', from + 72);
                if (stop < 0 || stop > end)
                    stop = end;
            }
            out += prefix;
            out += QByteArrayView(text).mid(from, stop - from);
            out += '\n';
            from = stop < end ? stop + 1 : end;
        } while (from < end);
        from = end + 1;
    }
}

QByteArray escapedHtml(const QByteArray &text)
{
    QByteArray html = text;
    html.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    return html;
}

} // namespace

struct MailCorpus::State {
    State(int total, quint64 seed);

    int count;
    int made = 0;
    Random random;
    std::vector<Vocabulary> vocabularies;
    std::vector<Someone> people;
    std::vector<Someone> staff;
    QByteArrayList lists;
    ZipfDraw peopleDraw;
    std::vector<Thread> threads;
    QByteArray noise; ///< base64 lines that no compressor likes: attachments and signatures are cut
                      ///< out of it
    qint64 seconds = firstSecond;

    CorpusMail next();

private:
    const Vocabulary &wordsOf(const Someone &who) const
    {
        return vocabularies[static_cast<std::size_t>(who.language)];
    }
    Someone invent(int number, bool isStaff);
    Thread newThread();
    std::size_t chooseThread();
    QByteArray token(int characters);
    QByteArray traceHeaders(const Writing &writing);
    QByteArray authorHeaders(const Writing &writing, const QByteArray &id);
    QByteArray plainBody(const Writing &writing);
    QByteArray htmlBody(const Writing &writing);
    void appendTextPart(QByteArray &out, const char *type, const QByteArray &utf8, int client);
    void appendContent(QByteArray &out, const Writing &writing);
};

MailCorpus::State::State(int total, quint64 seed)
    : count(total)
    , random(seed)
    , peopleDraw(peopleCount, 0.9)
{
    constexpr int sizes[Vocabulary::languageCount] = {20000, 14000, 12000, 9000, 5000};
    for (int i = 0; i < Vocabulary::languageCount; ++i)
        vocabularies.emplace_back(static_cast<Vocabulary::Language>(i), sizes[i], seed);
    for (int i = 0; i < peopleCount; ++i)
        people.push_back(invent(i, false));
    for (int i = 0; i < staffCount; ++i)
        staff.push_back(invent(i, true));
    for (int i = 0; i < listCount; ++i)
        lists.append(asciiOnly(vocabularies[0].word(random)) + QByteArray::number(i));
    QByteArray bytes(600 * 1024, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(random.next());
    appendBase64(noise, bytes);
    threads.reserve(liveThreads);
}

Someone MailCorpus::State::invent(int number, bool isStaff)
{
    Someone who;
    const double share = random.real();
    who.language = isStaff || share < 0.55 ? Vocabulary::Language::English
                   : share < 0.72          ? Vocabulary::Language::German
                   : share < 0.85          ? Vocabulary::Language::Polish
                   : share < 0.96          ? Vocabulary::Language::French
                                           : Vocabulary::Language::Greek;
    who.name = inventedName(who.language, random);
    const QByteArray local = asciiOnly(who.name);
    if (isStaff)
        who.address = local + "@casement.example";
    else
        who.address = local + QByteArray::number(number) + "@" +
                      asciiOnly(vocabularies[0].word(random)) +
                      (random.chance(0.5) ? ".example" : ".example.org");
    who.client = isStaff ? 0 : random.below(6);
    if (random.chance(0.6))
        who.signature = who.name + "\n" + asciiOnly(wordsOf(who).word(random)) + " " +
                        wordsOf(who).word(random) + "\nhttps://" + local + ".example";
    constexpr int zones[] = {0, 60, 120, 60, -300, -480, 330, 540};
    who.zoneMinutes = random.pick(zones);
    const int size = qAbs(who.zoneMinutes);
    who.zone = (who.zoneMinutes < 0 ? "-" : "+") +
               QByteArray::number(size / 60 * 100 + size % 60).rightJustified(4, '0');
    return who;
}

QByteArray MailCorpus::State::token(int characters)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    QByteArray text(characters, Qt::Uninitialized);
    for (char &letter : text)
        letter = letters[random.below(36)];
    return text;
}

Thread MailCorpus::State::newThread()
{
    Thread thread;
    thread.asker = peopleDraw.draw(random);
    thread.staff = random.below(staffCount);
    thread.list = random.chance(0.25) ? random.below(listCount) : -1;
    // Most threads end after one to three mails, a few go on for hundreds: Pareto.
    thread.left = qMin(400, static_cast<int>(std::pow(1.0 - random.real(), -1.0 / 1.45)));
    wordsOf(people[static_cast<std::size_t>(thread.asker)])
        .appendSentence(thread.subject, random.between(2, 8), random);
    thread.subject.chop(1);
    return thread;
}

std::size_t MailCorpus::State::chooseThread()
{
    // A new one as often as threads end, so that their number stays level.
    const bool isFull = threads.size() >= liveThreads;
    if (threads.empty() || (!isFull && random.chance(0.45))) {
        threads.push_back(newThread());
        return threads.size() - 1;
    }
    // People answer what is new: of a few picked at random, the youngest.
    int chosen = 0;
    for (int tries = 0; tries < 3; ++tries)
        chosen = qMax(chosen, random.below(static_cast<int>(threads.size())));
    return static_cast<std::size_t>(chosen);
}

QByteArray MailCorpus::State::traceHeaders(const Writing &writing)
{
    const QByteArray &address = writing.from->address;
    const QByteArray domain = address.mid(address.indexOf('@') + 1);
    const QByteArray date = mailDate(writing.seconds + 3, *writing.to);
    QByteArray out = "Return-Path: <" + address + ">\nDelivered-To: team@casement.example\n";
    const int hops = random.between(2, 4);
    for (int hop = 0; hop < hops; ++hop) {
        const QByteArray host = "mx" + QByteArray::number(hop) + "." + domain;
        out += "Received: from " + host + " (" + host + " [192.0.2." +
               QByteArray::number(random.below(255)) + "])\n\tby mail" + QByteArray::number(hop) +
               ".casement.example (Postfix) with ESMTPS id " + token(11).toUpper() +
               "\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n\tfor "
               "<team@casement.example>; " +
               date + "\n";
    }
    const auto signature = [this](int lines) {
        const qsizetype at = 77 * random.below(static_cast<int>(noise.size() / 77) - lines);
        return QByteArray(noise.mid(at, 77 * lines)).replace("\n", "\n\t ");
    };
    out += "Authentication-Results: mail0.casement.example;\n\tdkim=pass (2048-bit key; "
           "unprotected) header.d=" +
           domain + " header.i=@" + domain + " header.b=" + token(8) +
           ";\n\tspf=pass (192.0.2.7) smtp.mailfrom=" + address +
           ";\n\tdmarc=pass (policy=quarantine) header.from=" + domain + "\n";
    out += "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=" + domain + "; s=" + token(6) +
           "; t=" + QByteArray::number(writing.seconds) +
           ";\n\th=from:from:reply-to:subject:subject:date:date:message-id:to:to:mime-version:"
           "content-type;\n\tbh=" +
           token(43) + "=;\n\tb=" + signature(4).trimmed() + "==\n";
    if (random.chance(0.35)) {
        out +=
            "ARC-Seal: i=1; a=rsa-sha256; t=" + QByteArray::number(writing.seconds) +
            "; cv=none; d=" + domain + "; s=arc-2024;\n\tb=" + signature(4).trimmed() +
            "==\nARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=" + domain +
            "; s=arc-2024;\n\th=to:subject:message-id:date:from:mime-version;\n\tbh=" + token(43) +
            "=;\n\tb=" + signature(4).trimmed() + "==\n";
    }
    if (random.chance(0.5))
        out += "X-Spam-Status: No, score=-2." + QByteArray::number(random.below(9)) +
               " required=5.0 "
               "tests=BAYES_00,DKIM_SIGNED,\n\tDKIM_VALID,DKIM_VALID_AU,RCVD_IN_DNSWL_NONE,SPF_"
               "PASS autolearn=ham\n";
    return out;
}

QByteArray MailCorpus::State::authorHeaders(const Writing &writing, const QByteArray &id)
{
    static const char *const clients[] = {"Mozilla Thunderbird",    "Apple Mail (2.3696)",
                                          "Evolution 3.46",         "K-9 Mail",
                                          "Microsoft Outlook 16.0", "Mutt/2.2"};
    const Thread &thread = *writing.thread;
    const bool inBase64 = writing.from->client % 2;
    QByteArray out =
        "Message-ID: <" + id + ">\nDate: " + mailDate(writing.seconds, *writing.from) + "\nFrom: ";
    const QByteArray name = encodedWords(writing.from->name, inBase64);
    out += (random.chance(0.2) && isAscii(writing.from->name) ? "\"" + name + "\"" : name) + " <" +
           writing.from->address + ">\nTo: " + encodedWords(writing.to->name, inBase64) + " <" +
           writing.to->address + ">\n";
    QByteArray prefix;
    if (thread.list >= 0) {
        const QByteArray &list = lists.at(thread.list);
        prefix = "[" + list + "] ";
        out += "Cc: <" + list + "@lists.casement.example>\nList-Id: The " + list + " list <" +
               list + ".lists.casement.example>\nList-Post: <mailto:" + list +
               "@lists.casement.example>\nList-Unsubscribe: <https://lists.casement.example/" +
               list + "/leave>\nList-Archive: <https://lists.casement.example/" + list +
               "/>\nPrecedence: list\n";
    } else if (random.chance(0.15)) {
        out += "Cc: ";
        for (int more = random.between(1, 4); more > 0; --more) {
            const Someone &copied = people[static_cast<std::size_t>(peopleDraw.draw(random))];
            out += encodedWords(copied.name, inBase64) + " <" + copied.address + ">" +
                   (more > 1 ? ",\n " : "\n");
        }
    }
    static const char *const replies[] = {"Re: ", "Re: ", "Re: ", "RE: ", "AW: ", "Odp: "};
    out += "Subject: " +
           (thread.ids.isEmpty() ? QByteArray() : QByteArray(replies[writing.from->client])) +
           prefix + encodedWords(thread.subject, inBase64) + "\n";
    if (!thread.ids.isEmpty()) {
        out += "In-Reply-To: <" + thread.ids.last() + ">\nReferences:";
        for (const QByteArray &known : thread.ids)
            out += " <" + known + ">\n";
    }
    out += QByteArray("User-Agent: ") + clients[writing.from->client] + "\nMIME-Version: 1.0\n";
    return out;
}

QByteArray MailCorpus::State::plainBody(const Writing &writing)
{
    QByteArray out;
    const bool isTopPosting = writing.from->client != 5;
    QByteArray quote;
    if (!writing.quoted.isEmpty()) {
        quote = "On " + writing.thread->lastDate + ", " + writing.thread->lastFrom + " wrote:\n";
        appendWrapped(quote, writing.quoted, "> ");
        quote += '\n';
    }
    if (!isTopPosting)
        out += quote;
    appendWrapped(out, writing.text, "");
    if (!writing.from->signature.isEmpty())
        out += "\n-- \n" + writing.from->signature + "\n";
    if (isTopPosting && !quote.isEmpty())
        out += "\n" + quote;
    if (writing.thread->list >= 0)
        out += "\n_______________________________________________\n" +
               lists.at(writing.thread->list) + " mailing list -- " +
               lists.at(writing.thread->list) +
               "@lists.casement.example\nhttps://lists.casement.example/\n";
    return out;
}

QByteArray MailCorpus::State::htmlBody(const Writing &writing)
{
    static const char *const fonts[] = {"Calibri, sans-serif", "Helvetica, Arial",
                                        "Georgia, serif"};
    const bool isOffice = writing.from->client == 4;
    QByteArray out = "<!DOCTYPE html>\n<html><head><meta http-equiv=\"Content-Type\" "
                     "content=\"text/html; charset=UTF-8\">\n";
    if (isOffice) {
        out += "<style><!--\n";
        for (int i = 0; i < 24; ++i)
            out += "p.MsoNormal" + QByteArray::number(i) + ", li.Mso" + QByteArray::number(i) +
                   "\n\t{margin:0cm; margin-bottom:.0001pt; font-size:11.0pt; "
                   "font-family:\"Calibri\",sans-serif;}\n";
        out += "--></style>\n";
    }
    out += "</head><body lang=\"en\" link=\"#0563C1\" vlink=\"#954F72\" "
           "style=\"word-wrap:break-word\">\n";
    const QByteArray paragraph = QByteArray("<p class=\"") + (isOffice ? "MsoNormal" : "text") +
                                 "\"><span style=\"font-family: " + random.pick(fonts) +
                                 "; font-size: 11pt; color: #1f2937;\">";
    const auto appendParagraphs = [&](const QByteArray &text) {
        for (const QByteArray &one : text.split('\n')) {
            if (!one.isEmpty())
                out += paragraph + escapedHtml(one) + "</span></p>\n";
        }
    };
    appendParagraphs(writing.text);
    if (random.chance(0.12)) { // a newsletter-like table
        out += "<table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" "
               "border=\"0\">\n";
        for (int row = random.between(5, 40); row > 0; --row) {
            QByteArray cell;
            wordsOf(*writing.from).appendSentence(cell, random.between(6, 16), random);
            out += "<tr><td align=\"left\" valign=\"top\" style=\"padding:12px "
                   "24px;font-family:Helvetica,Arial,sans-serif;"
                   "font-size:14px;line-height:20px;color:#333333;\"><a "
                   "href=\"https://news.example/c/" +
                   token(24) + "\" style=\"color:#0b57d0;text-decoration:none;\">" + cell +
                   "</a></td></tr>\n";
        }
        out += "</table><img src=\"https://news.example/open/" + token(30) +
               ".gif\" width=\"1\" height=\"1\" alt=\"\">\n";
    }
    if (!writing.from->signature.isEmpty())
        out += "<div class=\"signature\">-- <br>" +
               QByteArray(writing.from->signature).replace("\n", "<br>\n") + "</div>\n";
    if (!writing.quoted.isEmpty()) {
        out += "<div class=\"quote\">On " + writing.thread->lastDate + ", " +
               escapedHtml(writing.thread->lastFrom) +
               " wrote:<br><blockquote type=\"cite\" style=\"margin:0 0 0 .8ex;border-left:1px "
               "solid #ccc;padding-left:1ex\">\n";
        appendParagraphs(writing.quoted);
        out += "</blockquote></div>\n";
    }
    return out + "</body></html>\n";
}

void MailCorpus::State::appendTextPart(QByteArray &out, const char *type, const QByteArray &utf8,
                                       int client)
{
    QByteArray bytes = utf8;
    const char *charset = "UTF-8";
    if (client == 4 && !isAscii(utf8)) { // the old-fashioned one, where the letters allow it
        const QString text = QString::fromUtf8(utf8);
        const QByteArray latin = text.toLatin1();
        if (QString::fromLatin1(latin) == text) {
            bytes = latin;
            charset = "iso-8859-1";
        }
    }
    out += QByteArray("Content-Type: ") + type + "; charset=" + charset +
           (client == 0 ? "; format=flowed\n" : "\n");
    if (client == 3 && !isAscii(utf8)) {
        out += "Content-Transfer-Encoding: base64\n\n";
        appendBase64(out, bytes);
    } else if (client != 5 && (!isAscii(utf8) || client == 1 || qstrcmp(type, "text/html") == 0)) {
        out += "Content-Transfer-Encoding: quoted-printable\n\n";
        appendQuotedPrintable(out, bytes);
    } else {
        out += isAscii(utf8) ? "Content-Transfer-Encoding: 7bit\n\n"
                             : "Content-Transfer-Encoding: 8bit\n\n";
        out += bytes;
    }
}

void MailCorpus::State::appendContent(QByteArray &out, const Writing &writing)
{
    static const char *const files[][2] = {{"image/jpeg", "IMG_"},
                                           {"application/pdf", "document-"},
                                           {"image/png", "Screenshot "},
                                           {"application/vnd.oasis.opendocument.text", "notes-"}};
    const int client = writing.from->client;
    const bool hasFile = random.chance(0.08);
    const bool hasHtml = client != 5 && random.chance(0.48);
    const QByteArray outer = "------------" + token(24);
    const QByteArray inner = "----=_Part_" + token(20);
    if (hasFile)
        out += "Content-Type: multipart/mixed;\n boundary=\"" + outer +
               "\"\n\nThis is a multi-part message in MIME format.\n--" + outer + "\n";
    if (hasHtml) {
        out += "Content-Type: multipart/alternative;\n boundary=\"" + inner + "\"\n\n--" + inner +
               "\n";
        appendTextPart(out, "text/plain", plainBody(writing), client);
        out += "\n--" + inner + "\n";
        appendTextPart(out, "text/html", htmlBody(writing), client);
        out += "\n--" + inner + "--\n";
    } else {
        appendTextPart(out, "text/plain", plainBody(writing), client);
    }
    if (!hasFile)
        return;
    const auto &file = random.pick(files);
    const QByteArray name = file[1] + QByteArray::number(random.below(100000));
    const int lines = random.between(10 * 1024, 80 * 1024) / 77;
    const qsizetype at = 77 * random.below(static_cast<int>(noise.size() / 77) - lines);
    out += "\n--" + outer + "\nContent-Type: " + file[0] + "; name=\"" + name +
           "\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"" +
           name + "\"\n\n";
    out += QByteArrayView(noise).mid(at, 77 * lines);
    out += "--" + outer + "--\n";
}

CorpusMail MailCorpus::State::next()
{
    const std::size_t at = chooseThread();
    Thread &thread = threads[at];
    // The rate grows to four times over the years: F(u) = (u + 1.5 u^2) / 2.5, turned round.
    const double share = (made + 1.0) / count;
    const double years = (std::sqrt(1.0 + 15.0 * share) - 1.0) / 3.0;
    seconds = qMax(seconds,
                   firstSecond +
                       static_cast<qint64>(years * static_cast<double>(lastSecond - firstSecond)));

    // On a list anybody answers; otherwise we and the one who asked take turns, mostly.
    const bool isStaff =
        !thread.ids.isEmpty() && (thread.lastWasStaff ? random.chance(0.1) : random.chance(0.8));
    const int writer =
        thread.list >= 0 && random.chance(0.6) ? peopleDraw.draw(random) : thread.asker;
    const Someone &person = people[static_cast<std::size_t>(writer)];
    const Someone &colleague = staff[static_cast<std::size_t>(thread.staff)];
    Writing writing{.from = isStaff ? &colleague : &person,
                    .to = isStaff ? &person : &colleague,
                    .thread = &thread,
                    .text = {},
                    .quoted = {},
                    .seconds = seconds};
    const Vocabulary &words = wordsOf(isStaff ? person : *writing.from);
    words.appendSentence(writing.text, 2, random);
    writing.text +=
        "\n\n" +
        words.paragraphs(static_cast<int>(qMin(60000.0, random.logNormal(550, 1.0))), random);
    if (random.chance(0.85))
        writing.quoted = thread.lastText;

    const QByteArray domain = writing.from->address.mid(writing.from->address.indexOf('@') + 1);
    CorpusMail mail{.raw = {},
                    .messageId =
                        token(8) + "-" + token(4) + "-" + QByteArray::number(made) + "@" + domain,
                    .inReplyTo = thread.ids.isEmpty() ? QByteArray() : thread.ids.last(),
                    .sender = writing.from->address,
                    .seconds = seconds};
    mail.raw.reserve(16 * 1024);
    mail.raw += traceHeaders(writing);
    mail.raw += authorHeaders(writing, mail.messageId);
    appendContent(mail.raw, writing);
    if (!mail.raw.endsWith('\n'))
        mail.raw += '\n';

    thread.ids.append(mail.messageId);
    if (thread.ids.size() > 20)
        thread.ids.removeAt(1); // as clients do: the first stays
    thread.lastText = writing.text.left(rememberedText / 2);
    if (!writing.quoted.isEmpty()) {
        thread.lastText +=
            "\n\n> " + QByteArray(writing.quoted.left(rememberedText / 2)).replace("\n", "\n> ");
    }
    // Never half a character at the cut.
    thread.lastText =
        QString::fromUtf8(thread.lastText).remove(QChar::ReplacementCharacter).toUtf8();
    thread.lastFrom = writing.from->name;
    thread.lastDate = mailDate(seconds, *writing.from);
    thread.lastWasStaff = isStaff;
    if (--thread.left <= 0)
        threads.erase(threads.begin() + static_cast<std::ptrdiff_t>(at));
    ++made;
    return mail;
}

MailCorpus::MailCorpus(int count, quint64 seed) : m_state(std::make_unique<State>(count, seed))
{
}

MailCorpus::~MailCorpus() = default;

std::optional<CorpusMail> MailCorpus::next()
{
    if (m_state->made >= m_state->count)
        return std::nullopt;
    return m_state->next();
}

QByteArray MailCorpus::toMbox(const CorpusMail &mail)
{
    const QDateTime at = QDateTime::fromSecsSinceEpoch(mail.seconds, QTimeZone::UTC);
    QByteArray out = "From " + mail.sender + " " +
                     QLocale::c().toString(at, u"ddd MMM dd HH:mm:ss yyyy").toLatin1() + "\n";
    out.reserve(out.size() + mail.raw.size() + 16);
    qsizetype copied = 0;
    for (qsizetype found = mail.raw.indexOf("From "); found >= 0;
         found = mail.raw.indexOf("From ", found + 5)) {
        qsizetype line = found;
        while (line > 0 && mail.raw.at(line - 1) == '>')
            --line;
        if (line > 0 && mail.raw.at(line - 1) != '\n')
            continue;
        out += QByteArrayView(mail.raw).mid(copied, line - copied);
        out += '>';
        copied = line;
    }
    out += QByteArrayView(mail.raw).mid(copied);
    return out + "\n";
}

} // namespace casement::testing

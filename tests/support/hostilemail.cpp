// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostilemail.h"

#include "tests/support/hostileparts.h"

namespace casement::testing
{

namespace
{

struct Catalogue {
    QList<Oddity> all;
    QList<qsizetype> headers; ///< positions in `all`, light ones only
    QList<qsizetype> bodies;
    QList<qsizetype> bytes;
    QList<qsizetype> heavyBodies;
};

Catalogue makeCatalogue()
{
    Catalogue catalogue;
    addHeaderOddities(catalogue.all);
    addTextOddities(catalogue.all);
    addMimeOddities(catalogue.all);
    addAttachmentOddities(catalogue.all);
    addHtmlOddities(catalogue.all);
    for (qsizetype i = 0; i < catalogue.all.size(); ++i) {
        const Oddity &oddity = catalogue.all.at(i);
        if (oddity.isHeavy) {
            if (oddity.place == OddityPlace::Body)
                catalogue.heavyBodies.append(i);
            continue;
        }
        switch (oddity.place) {
        case OddityPlace::Header:
            catalogue.headers.append(i);
            break;
        case OddityPlace::Body:
            catalogue.bodies.append(i);
            break;
        case OddityPlace::Bytes:
            catalogue.bytes.append(i);
            break;
        case OddityPlace::Whole:
            break;
        }
    }
    return catalogue;
}

const Catalogue &catalogue()
{
    static const Catalogue made = makeCatalogue();
    return made;
}

MailDraft harmlessDraft(int index, Random &random)
{
    static const char *const names[] = {"Ada", "Bo", "Chi", "Dov", "Ewa", "Finn", "Gil", "Hana"};
    MailDraft draft;
    draft.index = index;
    const QByteArray number = draft.number();
    const QByteArray name = random.pick(names);
    draft.add("Received", "from mx.example.org by mail.casement.invalid id number-" + number +
                              "; Mon, 02 Mar 2026 10:00:00 +0000");
    draft.add("Date", "Mon, 02 Mar 2026 09:" + QByteArray::number(10 + index % 50) + ":00 +0100");
    draft.add("From", name + " <person" + QByteArray::number(random.below(40)) + "@example.org>");
    draft.add("To", QByteArray("Team <") + hostileOwnAddress + ">");
    draft.add("Subject", "Hostile " + number);
    draft.add("Message-ID", "<hostile-" + number + "@example.org>");
    draft.add("MIME-Version", "1.0");
    draft.setContent("text/plain; charset=utf-8",
                     "This is mail " + number + ".\r\nIs anybody there?\r\n", "8bit");
    return draft;
}

void take(const Oddity &oddity, MailDraft &draft, Random &random, QStringList &names)
{
    names.append(QString::fromLatin1(oddity.name));
    oddity.apply(draft, random);
}

} // namespace

void MailDraft::set(const QByteArray &name, const QByteArray &value)
{
    const QByteArray prefix = name.toLower() + ':';
    headers.removeIf(
        [&prefix](const QByteArray &line) { return line.toLower().startsWith(prefix); });
    if (!value.isEmpty())
        add(name, value);
}

void MailDraft::setContent(const QByteArray &type, const QByteArray &newBody,
                           const QByteArray &encoding)
{
    content.clear();
    if (!type.isEmpty())
        content.append("Content-Type: " + type);
    if (!encoding.isEmpty())
        content.append("Content-Transfer-Encoding: " + encoding);
    body = newBody;
}

void MailDraft::setHtml(const QByteArray &html)
{
    setContent("text/html; charset=utf-8", html + "\r\n<!-- " + number() + " -->\r\n", "8bit");
}

void MailDraft::attach(const QByteArray &partHeaders, const QByteArray &data)
{
    setContent("multipart/mixed; boundary=\"outer\"",
               "--outer\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nSee the file of mail " +
                   number() + ".\r\n--outer\r\n" + partHeaders + "\r\n\r\n" + data +
                   "\r\n--outer--\r\n");
}

QByteArray MailDraft::bytes() const
{
    QByteArray raw;
    qsizetype size = body.size() + 2;
    for (const QByteArray &line : headers)
        size += line.size() + 2;
    raw.reserve(size + 256);
    for (const QByteArray &line : headers)
        raw += line + "\r\n";
    for (const QByteArray &line : content)
        raw += line + "\r\n";
    raw += "\r\n";
    raw += body;
    return raw;
}

QByteArray base64Lines(const QByteArray &data)
{
    const QByteArray encoded = data.toBase64();
    QByteArray lines;
    lines.reserve(encoded.size() + encoded.size() / 38 + 2);
    for (qsizetype at = 0; at < encoded.size(); at += 76)
        lines += encoded.mid(at, 76) + "\r\n";
    return lines;
}

QByteArray junk(Random &random, int size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = static_cast<char>(random.next() & 0xff);
    return bytes;
}

QByteArray trackerUrl(const QByteArray &what)
{
    return QByteArray("http://") + hostileTrackerHost + "/" + what;
}

QStringList hostileOddities()
{
    QStringList names;
    for (const Oddity &oddity : catalogue().all)
        names.append(QString::fromLatin1(oddity.name));
    return names;
}

HostileMail hostileMailAt(int index, quint64 seed)
{
    const Catalogue &known = catalogue();
    Random random(seed * 0x9e3779b97f4a7c15ULL + static_cast<quint64>(index));
    MailDraft draft = harmlessDraft(index, random);
    QStringList names;
    const Oddity *last = nullptr;

    if (index < known.all.size()) {
        const Oddity &oddity = known.all.at(index);
        if (oddity.applyToBytes) {
            last = &oddity;
        } else {
            take(oddity, draft, random, names);
        }
    } else {
        const auto pick = [&random, &known](const QList<qsizetype> &from) -> const Oddity & {
            return known.all.at(from.at(random.below(static_cast<int>(from.size()))));
        };
        take(index % 150 == 0 ? pick(known.heavyBodies) : pick(known.bodies), draft, random, names);
        for (int more = random.between(1, 2); more > 0; --more)
            take(pick(known.headers), draft, random, names);
        if (random.chance(0.25))
            last = &pick(known.bytes);
    }

    QByteArray raw = draft.bytes();
    if (last) {
        names.append(QString::fromLatin1(last->name));
        last->applyToBytes(raw, random);
    }
    return {.raw = raw, .oddity = names.join(u'+')};
}

QByteArray hostileMail(int index)
{
    return hostileMailAt(index).raw;
}

QList<HostileMail> hostileMails(int count, quint64 seed)
{
    QList<HostileMail> mails;
    mails.reserve(count);
    for (int i = 0; i < count; ++i)
        mails.append(hostileMailAt(i, seed));
    return mails;
}

} // namespace casement::testing

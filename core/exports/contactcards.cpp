// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/exports/contactcards.h"

#include <KContacts/Addressee>
#include <KContacts/VCardConverter>
#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype longestName = 200;
const QString customApp = QStringLiteral("CASEMENT");
const QString customPronouns = QStringLiteral("PRONOUNS");

/// The IMPP URI of \a address, where its channel has one; else an invalid one.
QUrl uriOf(const Address &address)
{
    const auto uri = [](const QString &scheme, const QString &path) {
        return QUrl(scheme + u':' + QString::fromLatin1(QUrl::toPercentEncoding(path, "@/:")),
                    QUrl::StrictMode);
    };
    if (address.kind == u"xmpp") // RFC 5122
        return uri(QStringLiteral("xmpp"), address.address);
    if (address.kind == u"fediverse") // RFC 7565
        return uri(QStringLiteral("acct"), address.address);
    if (address.kind == u"bluesky") // a DID is a URI itself (https://www.w3.org/TR/did-core/)
        return QUrl(address.address, QUrl::StrictMode);
    if (address.kind == u"irc") {
        const qsizetype at = address.address.lastIndexOf(u'@');
        QUrl url;
        url.setScheme(QStringLiteral("irc"));
        url.setHost(address.address.sliced(at + 1));
        url.setPath(u'/' + address.address.first(std::max<qsizetype>(at, 0)) +
                    QStringLiteral(",isuser"));
        return at > 0 ? url : QUrl();
    }
    if (address.kind == u"telegram")
        return QUrl(QStringLiteral("tg://user?id=") + address.address, QUrl::StrictMode);
    if (address.kind == u"matrix" && address.address.startsWith(u'@'))
        return uri(QStringLiteral("matrix"), u"u/" + address.address.sliced(1)); // MSC2312
    return {};
}

Address addressOfUri(const QUrl &url)
{
    const QString scheme = url.scheme().toLower();
    const QString path = url.path(QUrl::FullyDecoded);
    if (scheme == u"xmpp" || scheme == u"jabber")
        return {.kind = QStringLiteral("xmpp"), .address = path, .name = {}};
    if (scheme == u"acct")
        return {.kind = QStringLiteral("fediverse"), .address = path, .name = {}};
    if (scheme == u"did" && (path.startsWith(u"plc:") || path.startsWith(u"web:")))
        return {.kind = QStringLiteral("bluesky"), .address = u"did:" + path, .name = {}};
    if (scheme == u"irc" || scheme == u"ircs") {
        const QString nick = path.mid(1).section(u',', 0, 0);
        if (path.contains(u",isuser") && !nick.isEmpty() && !url.host().isEmpty())
            return {.kind = QStringLiteral("irc"), .address = nick + u'@' + url.host(), .name = {}};
    }
    if (scheme == u"tg" && url.query().startsWith(u"id="))
        return {.kind = QStringLiteral("telegram"), .address = url.query().mid(3), .name = {}};
    if (scheme == u"matrix" && path.startsWith(u"u/"))
        return {.kind = QStringLiteral("matrix"), .address = u'@' + path.mid(2), .name = {}};
    return {};
}

QString oneName(const QString &text)
{
    return text.simplified().left(longestName);
}

/// What stands in \a contact besides what is kept.
QStringList leftOutOf(const KContacts::Addressee &contact, bool hasOtherAddresses)
{
    const std::pair<bool, QString> parts[]{
        {contact.birthday().isValid(), QStringLiteral("a birthday")},
        {!contact.note().isEmpty(), QStringLiteral("a note")},
        {!contact.addresses().isEmpty(), QStringLiteral("a postal address")},
        {!contact.organization().isEmpty(), QStringLiteral("an organisation")},
        {!contact.title().isEmpty() || !contact.role().isEmpty(), QStringLiteral("a job")},
        {!contact.photo().isEmpty(), QStringLiteral("a picture")},
        {contact.gender().isValid(), QStringLiteral("a gender")},
        {!contact.categories().isEmpty(), QStringLiteral("categories")},
        {!contact.relationships().isEmpty(), QStringLiteral("relationships")},
        {contact.url().isValid(), QStringLiteral("a web page")},
        {hasOtherAddresses, QStringLiteral("addresses of services that are not known here")}};
    QStringList words;
    for (const auto &[isThere, name] : parts) {
        if (isThere)
            words.append(name);
    }
    return words;
}

ContactCard cardFrom(const KContacts::Addressee &contact)
{
    ContactCard card{.uid = contact.uid().left(longestName), .name = oneName(contact.realName())};
    if (card.name.isEmpty())
        card.name = oneName(contact.nickName());
    card.pronouns = oneName(contact.custom(customApp, customPronouns));
    if (const auto languages = contact.langs(); !languages.isEmpty())
        card.language = languages.first().language().left(35);
    bool hasOthers = false;
    const auto add = [&](const QString &kind, const QString &written) {
        const QString address = addressFromTyped(kind, written, {});
        const Address known{.kind = kind, .address = address, .name = {}};
        if (kind.isEmpty() || address.isEmpty() ||
            card.addresses.size() >= ContactReader::maxAddresses)
            hasOthers = true;
        else if (!card.addresses.contains(known))
            card.addresses.append(known);
    };
    const QString preferred = contact.preferredEmail();
    if (!preferred.isEmpty())
        add(QStringLiteral("email"), preferred);
    for (const QString &email : contact.emails())
        add(QStringLiteral("email"), email);
    for (const KContacts::PhoneNumber &phone : contact.phoneNumbers()) {
        const QString number = phone.number().section(u';', 0, 0);
        add(QStringLiteral("phone"), number.startsWith(u"tel:") ? number.mid(4) : number);
    }
    for (const KContacts::Impp &impp : contact.imppList()) {
        const Address address = addressOfUri(impp.address());
        add(address.kind, address.address);
    }
    card.leftOut = leftOutOf(contact, hasOthers);
    return card;
}

bool isLine(QByteArrayView line, QByteArrayView wanted)
{
    return line.trimmed().compare(wanted, Qt::CaseInsensitive) == 0;
}

} // namespace

QByteArray toVCards(const QList<ContactCard> &cards)
{
    KContacts::Addressee::List contacts;
    for (const ContactCard &card : cards) {
        KContacts::Addressee contact;
        contact.setUid(card.uid);
        contact.setNameFromString(card.name); // in parts, for programs that know no whole name
        contact.setFormattedName(card.name);
        if (!card.pronouns.isEmpty())
            contact.insertCustom(customApp, customPronouns, card.pronouns);
        if (!card.language.isEmpty())
            contact.insertLang(KContacts::Lang(card.language));
        bool hasEmail = false;
        for (const Address &address : card.addresses) {
            if (address.kind == u"email") {
                KContacts::Email email(address.address);
                email.setPreferred(!std::exchange(hasEmail, true));
                contact.addEmail(email);
            } else if (address.kind == u"phone") {
                contact.insertPhoneNumber(
                    KContacts::PhoneNumber(address.address, KContacts::PhoneNumber::Voice));
            } else if (const QUrl uri = uriOf(address); uri.isValid() && !uri.isEmpty()) {
                contact.insertImpp(KContacts::Impp(uri));
            }
        }
        contacts.append(contact);
    }
    return KContacts::VCardConverter().createVCards(contacts, KContacts::VCardConverter::v4_0);
}

bool isContactFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    QByteArray start = file.read(64);
    if (start.startsWith("\xEF\xBB\xBF")) // a byte order mark
        start.remove(0, 3);
    return start.trimmed().left(11).compare("BEGIN:VCARD", Qt::CaseInsensitive) == 0;
}

ContactReader::ContactReader(const QString &path) : m_file(path)
{
}

Result<void> ContactReader::open()
{
    if (m_file.open(QIODevice::ReadOnly))
        return {};
    return fail(
        ErrorKind::Storage,
        QStringLiteral("%1 cannot be read: %2").arg(m_file.fileName(), m_file.errorString()));
}

Result<std::optional<ContactReader::Row>> ContactReader::next()
{
    QByteArray bytes;
    bool isInside = false;
    bool isTooLarge = false;
    while (!m_file.atEnd()) {
        QByteArray line = m_file.readLine(maxCard);
        if (line.isEmpty() && m_file.error() != QFileDevice::NoError)
            return fail(ErrorKind::Storage, QStringLiteral("%1 cannot be read further: %2")
                                                .arg(m_file.fileName(), m_file.errorString()));
        if (line.startsWith("\xEF\xBB\xBF"))
            line.remove(0, 3);
        if (!isInside) {
            isInside = isLine(line, "BEGIN:VCARD");
            if (!isInside)
                continue;
        }
        if (bytes.size() + line.size() > maxCard)
            isTooLarge = true;
        else
            bytes += line;
        if (isLine(line, "END:VCARD")) {
            Row row{.row = ++m_row, .card = {}, .trouble = {}};
            if (isTooLarge) {
                row.trouble = QStringLiteral("It is larger than 16 MiB.");
                return row;
            }
            const auto contacts = KContacts::VCardConverter().parseVCards(bytes);
            if (contacts.isEmpty())
                row.trouble = QStringLiteral("It is no vCard that can be understood.");
            else
                row.card = cardFrom(contacts.first());
            return row;
        }
    }
    if (isInside)
        return Row{.row = ++m_row,
                   .card = {},
                   .trouble = QStringLiteral("It has no end; the file may have been cut off.")};
    return std::nullopt;
}

} // namespace casement

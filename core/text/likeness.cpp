// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/text/likeness.h"

#include "core/text/quotes.h"

#include <QSet>
#include <QUrl>
#include <algorithm>
#include <array>

namespace casement
{

namespace
{

constexpr qsizetype longestText = 20'000;
constexpr qsizetype longestPointer = 200;
constexpr qsizetype longestName = 200;
constexpr qsizetype longestHandle = 64;
constexpr qsizetype shortestHandle = 3;
constexpr qsizetype telling = 5; // so long that few have it by chance

/// Who has such an address is a task, not a person.
constexpr std::array roles{
    u"abuse",        u"accounts",  u"admin",      u"administrator", u"anonymous",  u"billing",
    u"board",        u"contact",   u"donotreply", u"editor",        u"events",     u"feedback",
    u"guest",        u"hallo",     u"hello",      u"help",          u"helpdesk",   u"hostmaster",
    u"info",         u"invoices",  u"jobs",       u"kontakt",       u"mail",       u"mailerdaemon",
    u"marketing",    u"moderator", u"news",       u"newsletter",    u"noreply",    u"notifications",
    u"office",       u"operator",  u"order",      u"orders",        u"postmaster", u"press",
    u"registration", u"reply",     u"root",       u"sales",         u"security",   u"service",
    u"shop",         u"support",   u"team",       u"test",          u"user",       u"webmaster",
    u"welcome"};

bool isHost(QStringView text)
{
    if (!text.contains(u'.') || text.startsWith(u'.') || text.endsWith(u'.') ||
        text.contains(u"..") || text.size() > 253)
        return false;
    return std::ranges::all_of(
        text, [](QChar c) { return c.isLetterOrNumber() || c == u'-' || c == u'.'; });
}

bool isLocalPart(QStringView text)
{
    return !text.isEmpty() && text.size() <= 64 && std::ranges::all_of(text, [](QChar c) {
        return c.isLetterOrNumber() || QStringView(u"._+-").contains(c);
    });
}

/// "ada@social.example", with the host and the name checked and in one spelling; else empty.
QString addressPointer(QStringView name, QStringView host)
{
    if (!isLocalPart(name) || !isHost(host))
        return {};
    return QString(name + u'@' + host).normalized(QString::NormalizationForm_C).toLower();
}

QString pagePointer(const QUrl &url)
{
    QString host = url.host(QUrl::FullyDecoded).toLower();
    if (host.startsWith(u"www."))
        host.remove(0, 4);
    if (!isHost(host))
        return {};
    QString path = url.path(QUrl::FullyDecoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    if (path.isEmpty())
        return host;
    const QStringList parts = path.split(u'/', Qt::SkipEmptyParts);
    if (host == u"bsky.app" && parts.value(0) == u"profile")
        return parts.value(1).startsWith(u"did:") ? parts.value(1) : parts.value(1).toLower();
    if (host == u"t.me")
        return host + u'/' + parts.value(0).toLower();
    // https://social.example/@ada and, of somebody elsewhere,
    // https://social.example/@ada@home.example
    const bool isProfile = parts.size() == 1 && parts[0].startsWith(u'@');
    if (isProfile || (parts.size() == 2 && parts[0] == u"users")) {
        const QString who = isProfile ? parts[0].sliced(1) : parts[1];
        return addressPointer(who.section(u'@', 0, 0),
                              who.contains(u'@') ? who.section(u'@', 1) : host);
    }
    return host + path;
}

bool isSeparator(QChar c)
{
    return c.isSpace() || QStringView(u"<>()[]{}\"'“”„«»,;|*").contains(c) ||
           c.category() == QChar::Other_Format || c.category() == QChar::Other_Control;
}

/// The words of a name without case and marks, sorted.
QStringList nameWords(QStringView name)
{
    const QString plain = name.first(qMin(name.size(), longestName))
                              .toString()
                              .normalized(QString::NormalizationForm_KD);
    QStringList words;
    QString word;
    const auto finish = [&] {
        if (!word.isEmpty())
            words.append(word.toCaseFolded());
        word.clear();
    };
    for (const char32_t c : plain.toStdU32String()) {
        if (QChar::isLetterOrNumber(c))
            word += QChar::fromUcs4(c);
        else if (!QChar::isMark(c) && QChar::category(c) != QChar::Other_Format)
            finish();
    }
    finish();
    words.sort();
    words.removeDuplicates();
    return words;
}

/// Whether \a words can be told from other people's.
bool isWholeName(const QStringList &words)
{
    if (words.size() != 1)
        return words.size() > 1;
    // Han, kana and Hangul names are often written as one word.
    const QString &word = words.first();
    return word.size() >= 2 && word.size() <= 6 && std::ranges::all_of(word, [](QChar c) {
               switch (c.script()) {
               case QChar::Script_Han:
               case QChar::Script_Hiragana:
               case QChar::Script_Katakana:
               case QChar::Script_Hangul:
                   return true;
               default:
                   return false;
               }
           });
}

bool areSimilar(const QStringList &left, const QStringList &right)
{
    if (!isWholeName(left) || !isWholeName(right))
        return false;
    const QStringList &shorter = left.size() <= right.size() ? left : right;
    const QStringList &longer = left.size() <= right.size() ? right : left;
    return std::ranges::includes(longer, shorter);
}

QString handleText(const Address &address)
{
    if (address.kind == u"email")
        return address.address.section(u'@', 0, 0).section(u'+', 0, 0);
    if (address.kind == u"fediverse" || address.kind == u"xmpp")
        return address.address.section(u'@', 0, 0);
    if (address.kind == u"irc") {
        const QString name = address.address.section(u'@', 0, 0);
        return name.startsWith(u"$a:") ? name.sliced(3) : name;
    }
    return {}; // numbers, and names that only a list of contacts gave
}

} // namespace

QString handleKey(QStringView handle)
{
    const QStringView name = handle.contains(u'.') && isHost(handle)
                                 ? handle.first(handle.indexOf(u'.'))
                                 : handle.first(qMin(handle.size(), longestHandle * 4));
    QString key;
    const QString composed = name.toString().normalized(QString::NormalizationForm_C);
    for (const char32_t c : composed.toStdU32String()) {
        if (QChar::isLetterOrNumber(c) || QChar::isMark(c))
            key += QChar::fromUcs4(c);
    }
    key = key.toCaseFolded();
    return key.size() >= shortestHandle && key.size() <= longestHandle ? key : QString();
}

QString handleKey(const Address &address)
{
    const QString text = handleText(address);
    // A local part may have dots of its own, which make no host of it.
    return handleKey(QStringView(QString(text).remove(u'.')));
}

bool isRoleHandle(const QString &key)
{
    return std::ranges::any_of(roles, [&](const char16_t *role) { return key == role; });
}

bool isCommonHandle(const QString &key)
{
    return key.size() < telling || isRoleHandle(key);
}

bool areSimilarNames(QStringView left, QStringView right)
{
    return areSimilar(nameWords(left), nameWords(right));
}

bool areDifferentNames(QStringView left, QStringView right)
{
    const QStringList one = nameWords(left);
    const QStringList other = nameWords(right);
    return isWholeName(one) && isWholeName(other) && !areSimilar(one, other);
}

QString pointerOf(QStringView link)
{
    while (!link.isEmpty() && QStringView(u".:!?…").contains(link.back()))
        link.chop(1);
    if (link.size() < shortestHandle || link.size() > longestPointer)
        return {};
    if (link.startsWith(u"https://", Qt::CaseInsensitive) ||
        link.startsWith(u"http://", Qt::CaseInsensitive)) {
        const QUrl url(link.toString());
        return url.isValid() ? pagePointer(url) : QString();
    }
    for (const QStringView scheme : {u"mailto:", u"xmpp:", u"acct:"}) {
        if (link.startsWith(scheme, Qt::CaseInsensitive))
            link = link.sliced(scheme.size());
    }
    if (link.startsWith(u"t.me/", Qt::CaseInsensitive))
        return pagePointer(QUrl(u"https://" + link.toString()));
    const bool isMention = link.startsWith(u'@');
    if (isMention)
        link = link.sliced(1);
    if (const qsizetype at = link.indexOf(u'@'); at >= 0)
        return addressPointer(link.first(at), link.sliced(at + 1));
    return isMention && isHost(link) ? link.toString().toLower() : QString();
}

QStringList pointersIn(QStringView text, qsizetype most)
{
    QStringList found;
    const QStringView head = text.first(qMin(text.size(), longestText));
    for (qsizetype start = 0; start < head.size() && found.size() < most;) {
        qsizetype end = start;
        bool mayPoint = false;
        while (end < head.size() && !isSeparator(head[end])) {
            mayPoint |= head[end] == u'@' || head[end] == u'/';
            ++end;
        }
        if (mayPoint) {
            const QString pointer = pointerOf(head.sliced(start, end - start));
            if (!pointer.isEmpty() && !found.contains(pointer))
                found.append(pointer);
        }
        start = end + 1;
    }
    return found;
}

QList<IdentityTrait> traitsOf(const Address &author, const AuthorProfile &profile, QStringView text)
{
    QList<IdentityTrait> traits;
    const auto add = [&](TraitKind kind, const QString &value, TraitPlace place) {
        if (value.isEmpty() || value == author.address)
            return;
        const auto known = std::ranges::find_if(traits, [&](const IdentityTrait &each) {
            return each.value == value && each.kind == kind;
        });
        if (known == traits.end())
            traits.append({kind, value, place});
        else
            known->place = std::min(known->place, place);
    };
    if (!profile.handle.isEmpty()) {
        add(TraitKind::Handle, handleKey(profile.handle), TraitPlace::Address);
        if (author.kind == u"bluesky" && isHost(profile.handle))
            add(TraitKind::Page, profile.handle.toLower(), TraitPlace::Address);
        else if (author.kind == u"telegram" && isLocalPart(profile.handle))
            add(TraitKind::Page, u"t.me/" + profile.handle.toLower(), TraitPlace::Address);
    }
    for (const QString &link : profile.verifiedLinks) {
        const QString pointer = pointerOf(link);
        add(pointer.contains(u'@') ? TraitKind::Pointer : TraitKind::Page, pointer,
            TraitPlace::VerifiedLink);
    }
    const auto addPointers = [&](QStringView words, TraitPlace place) {
        for (const QString &pointer : pointersIn(words))
            add(TraitKind::Pointer, pointer, place);
    };
    addPointers(profile.text, TraitPlace::Profile);
    const QStringView head = text.first(qMin(text.size(), longestText));
    if (!head.contains(u'@') && !head.contains(u"//") && !head.contains(u"t.me/"))
        return traits; // most messages: nothing to take apart
    for (const TextSegment &segment : segmentText(head)) {
        if (segment.kind == TextSegment::Kind::Text)
            addPointers(segment.text, TraitPlace::Words);
        else if (segment.kind == TextSegment::Kind::Signature)
            addPointers(segment.text, TraitPlace::Signature);
    }
    return traits;
}

} // namespace casement

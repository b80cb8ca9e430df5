// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppjid.h"

#include <QHostAddress>
#include <QUrl>
#include <algorithm>

namespace casement
{

namespace
{

constexpr qsizetype kLongestPart = 1023; // bytes, RFC 7622, sections 3.2 to 3.4
constexpr qsizetype kLongestText = 8192;

bool isControl(QChar c)
{
    return c.unicode() < 0x20 || c.unicode() == 0x7f || c.category() == QChar::Other_Format;
}

bool isLocalCharacter(QChar c)
{
    return !isControl(c) && !c.isSpace() && !QStringView(u"\"&'/:<>@").contains(c);
}

bool isDomain(const QString &domain)
{
    if (domain.startsWith(u'[') && domain.endsWith(u']'))
        return !QHostAddress(domain.sliced(1, domain.size() - 2)).isNull();
    const QByteArray ace = QUrl::toAce(domain);
    return !ace.isEmpty() && ace.size() <= 253 && !ace.startsWith('.') && !ace.startsWith('-') &&
           std::ranges::all_of(ace, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '.';
           });
}

} // namespace

std::optional<XmppJid> XmppJid::parse(QStringView text)
{
    if (text.isEmpty() || text.size() > kLongestText)
        return std::nullopt;
    XmppJid jid;
    const qsizetype slash = text.indexOf(u'/');
    QStringView bare = text;
    if (slash >= 0) {
        jid.resource = text.sliced(slash + 1).toString().normalized(QString::NormalizationForm_C);
        bare = text.first(slash);
        if (jid.resource.isEmpty())
            return std::nullopt;
    }
    const qsizetype at = bare.indexOf(u'@');
    if (at == 0)
        return std::nullopt;
    if (at > 0)
        jid.local = bare.first(at).toString().normalized(QString::NormalizationForm_C).toLower();
    QString domain = bare.sliced(at + 1).toString().normalized(QString::NormalizationForm_C);
    if (domain.endsWith(u'.'))
        domain.chop(1);
    jid.domain = domain.toLower();
    if (!isDomain(jid.domain) || !std::ranges::all_of(jid.local, isLocalCharacter) ||
        std::ranges::any_of(jid.resource, isControl))
        return std::nullopt;
    for (const QString &part : {jid.local, jid.domain, jid.resource}) {
        if (part.toUtf8().size() > kLongestPart)
            return std::nullopt;
    }
    return jid;
}

QString XmppJid::bare() const
{
    return local.isEmpty() ? domain : QString(local + u'@' + domain);
}

QString XmppJid::full() const
{
    return resource.isEmpty() ? bare() : QString(bare() + u'/' + resource);
}

QString xmppBare(QStringView text)
{
    const auto jid = XmppJid::parse(text);
    return jid ? jid->bare() : QString();
}

} // namespace casement

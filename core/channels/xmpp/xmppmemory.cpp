// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppmemory.h"

#include "core/channels/xmpp/xmppkeys.h"

namespace casement
{

namespace
{

constexpr size_t kMaxKnown = 20'000;
constexpr qsizetype kMaxGone = 5000;

} // namespace

void XmppMemory::insert(const QString &key, const Known &known)
{
    if (!m_known.contains(key))
        m_order.push_back(key);
    m_known.insert(key, known);
    while (m_order.size() > kMaxKnown) {
        m_known.remove(m_order.front());
        m_order.pop_front();
    }
}

void XmppMemory::remember(const QString &room, const QString &stanzaId, const QString &author,
                          const QString &id, const Known &known)
{
    if (!stanzaId.isEmpty())
        insert(QString(room + u"\nstanza\n" + stanzaId), known);
    if (!id.isEmpty() && id.size() <= kXmppMaxId) {
        m_gone.remove(QString(room + u'\n' + author));
        insert(QString(room + u"\nid\n" + author + u'\n' + id), known);
    }
}

const XmppMemory::Known *XmppMemory::byStanzaId(const QString &room, const QString &stanzaId) const
{
    const auto found = m_known.constFind(QString(room + u"\nstanza\n" + stanzaId));
    return found == m_known.cend() ? nullptr : &*found;
}

const XmppMemory::Known *XmppMemory::byId(const QString &room, const QString &author,
                                          const QString &id) const
{
    if (m_gone.contains(QString(room + u'\n' + author)))
        return nullptr;
    const auto found = m_known.constFind(QString(room + u"\nid\n" + author + u'\n' + id));
    return found == m_known.cend() ? nullptr : &*found;
}

void XmppMemory::forgetAuthor(const QString &room, const QString &author)
{
    if (m_gone.size() >= kMaxGone)
        m_known.clear(), m_order.clear(), m_gone.clear();
    m_gone.insert(QString(room + u'\n' + author));
}

} // namespace casement

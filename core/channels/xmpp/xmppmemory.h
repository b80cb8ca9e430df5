// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QHash>
#include <QSet>
#include <QString>
#include <deque>

namespace casement
{

/// What was seen lately, so that corrections, answers and moderation find what they are about: they
/// name a message by ids other than the one that it has here. Bounded; what is forgotten only costs
/// that link.
class XmppMemory
{
public:
    struct Known {
        QByteArray messageId;
        QString author; ///< who may correct it: see occupantKey in the mapping
        QString from;   ///< room@service/nick at the time
        bool isOurs = false;
    };

    void remember(const QString &room, const QString &stanzaId, const QString &author,
                  const QString &id, const Known &known);
    [[nodiscard]] const Known *byStanzaId(const QString &room, const QString &stanzaId) const;
    /// By the id that its author gave it.
    [[nodiscard]] const Known *byId(const QString &room, const QString &author,
                                    const QString &id) const;
    /// The nick has been given up: whoever takes it next is someone else.
    void forgetAuthor(const QString &room, const QString &author);

private:
    void insert(const QString &key, const Known &known);

    QHash<QString, Known> m_known;
    std::deque<QString> m_order;
    QSet<QString> m_gone; ///< room and author
};

} // namespace casement

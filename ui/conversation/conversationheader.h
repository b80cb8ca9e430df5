// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QToolButton;

namespace casement
{

/// Above the messages: what it is about, with whom, where, and how it stands.
class ConversationHeader final : public QWidget
{
    Q_OBJECT
public:
    explicit ConversationHeader(QWidget *parent = nullptr);

    void show(const ConversationSummary &summary);
    void setTags(const QList<Tag> &tags);
    void setStaff(const QList<Staff> &staff);

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    void putBackWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void fill();

    ConversationSummary m_summary;
    QHash<TagId, Tag> m_tags;
    QHash<StaffId, Staff> m_staff;
    QLabel *m_subject;
    QToolButton *m_person;
    QLabel *m_channelIcon;
    QLabel *m_facts;
    QWidget *m_chips;
    QWidget *m_origin; ///< from where it was split off
    QToolButton *m_from;
    QToolButton *m_putBack;
};

} // namespace casement

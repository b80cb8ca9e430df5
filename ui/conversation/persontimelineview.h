// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "ui/conversation/messagetext.h"

#include <QWidget>

class QLabel;
class QStackedWidget;

namespace casement
{

class Desk;
class EmptyState;
class MessageReader;
class Timeline;

/// Everything that one person and we said to each other, on every channel, in the order of time.
class PersonTimelineView final : public QWidget
{
    Q_OBJECT
public:
    explicit PersonTimelineView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] PersonId person() const { return m_person; }
    [[nodiscard]] Timeline &timeline() { return *m_timeline; }
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }

public Q_SLOTS:
    void showPerson(casement::PersonId id);

Q_SIGNALS:
    void conversationActivated(casement::ConversationId id);
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void sessionActivated(casement::SessionId id);
    void askActivated(casement::AskId id);
    void statusMessage(const QString &text);

private:
    void load();
    void loadHead();
    void loadOlder(PageKey before);
    void refresh();
    void openMessage(MessageId message);
    void onChanged(const StoreChange &change);

    Desk &m_desk;
    CodeHighlighter m_code;
    QLabel *m_name;
    QLabel *m_places;
    Timeline *m_timeline;
    MessageReader *m_reader;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    PersonId m_person;
    QList<PersonId> m_members; ///< everybody who is shown as the person
    quint64 m_round = 0;       ///< answers of an earlier round come too late
    bool m_isRefreshing = false;
    bool m_refreshAgain = false;
};

} // namespace casement

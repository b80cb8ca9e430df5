// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/id.h"

#include <QObject>
#include <QPointer>

class KCommandBar;
class QTimer;

namespace casement
{

class ActionRegistry;
class Desk;

/// Ctrl+K: one field that finds every action, person, conversation and tag.
class Palette final : public QObject
{
    Q_OBJECT
public:
    Palette(Desk &desk, const ActionRegistry &registry, QWidget *window);

    void open();

Q_SIGNALS:
    void personChosen(casement::PersonId id);
    void conversationChosen(casement::ConversationId id);
    void tagChosen(casement::TagId id);
    void searchChosen(const QString &text);

private:
    void look(const QString &text);
    void fill();
    QAction *result(const QString &iconName, const QString &text);

    Desk &m_desk;
    const ActionRegistry &m_registry;
    QWidget *m_window;
    QTimer *m_pause;
    QPointer<KCommandBar> m_bar;
    QString m_text;
    int m_generation = 0; // answers to an older text are dropped
    QList<QAction *> m_people;
    QList<QAction *> m_conversations;
    QList<QAction *> m_tags;
};

} // namespace casement

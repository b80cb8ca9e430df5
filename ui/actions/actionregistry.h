// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/actions/actiontable.h"

#include <QAction>
#include <QList>
#include <QObject>

class KActionCollection;
class QKeyEvent;

namespace casement
{

class Preferences;

/// Every action of the window, made from actionTable(), with the shortcuts that the person has
/// given them.
///
/// There are two layers of keys. Which one a shortcut belongs to is decided by its first key, so
/// that it stays true however it is rebound: plain characters work only while a list or a
/// conversation (addKeyArea()) has the keyboard, never in a text field, and not at all when the
/// person has turned them off.
class ActionRegistry final : public QObject
{
    Q_OBJECT
public:
    ActionRegistry(QWidget *window, const Preferences &preferences);
    ~ActionRegistry() override;

    /// \a id stands in actionTable().
    [[nodiscard]] QAction *action(const char *id) const;
    [[nodiscard]] QList<QAction *> actions(ActionGroup group) const;
    /// The shortcuts of an action as a person reads them; of actions that are done elsewhere too.
    [[nodiscard]] QStringList shortcutTexts(const ActionSpec &spec) const;
    /// A list or conversation: single letters are shortcuts while the keyboard is in it.
    void addKeyArea(QWidget *area);
    /// The dialog to rebind all of them.
    void configure(QWidget *parent);

    template <typename Receiver, typename Function>
    void on(const char *id, Receiver *receiver, Function function) const
    {
        connect(action(id), &QAction::triggered, receiver, function);
    }

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    [[nodiscard]] bool lettersAreShortcuts(const QWidget *focus) const;

    QWidget *m_window;
    const Preferences &m_preferences;
    KActionCollection *m_collection;
    QList<QWidget *> m_areas;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/actionregistry.h"

#include "ui/settings/preferences.h"
#include "ui/style/icons.h"

#include <KActionCollection>
#include <KShortcutsDialog>

#include <QAbstractItemView>
#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTextEdit>

namespace casement
{

namespace
{

QList<QKeySequence> defaultShortcuts(const ActionSpec &spec)
{
    QList<QKeySequence> result;
    for (const QString &text :
         QString::fromLatin1(spec.shortcuts).split(QStringLiteral(" | "), Qt::SkipEmptyParts))
        result.append(QKeySequence::fromString(text, QKeySequence::PortableText));
    return result;
}

/// Whether \a event could write a character.
bool isPlainCharacter(const QKeyEvent &event)
{
    return event.key() < Qt::Key_Escape &&
           !(event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier));
}

bool takesText(const QWidget *widget)
{
    if (const auto *edit = qobject_cast<const QLineEdit *>(widget))
        return !edit->isReadOnly();
    if (const auto *edit = qobject_cast<const QTextEdit *>(widget))
        return !edit->isReadOnly();
    if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
        return !edit->isReadOnly();
    if (qobject_cast<const QAbstractItemView *>(widget))
        return false; // it takes input methods for finding rows by typing, which our lists do not
                      // do
    return widget->testAttribute(Qt::WA_InputMethodEnabled);
}

} // namespace

ActionRegistry::ActionRegistry(QWidget *window, const Preferences &preferences)
    : QObject(window)
    , m_window(window)
    , m_preferences(preferences)
    , m_collection(new KActionCollection(this, QStringLiteral("casement")))
{
    for (const ActionSpec &spec : actionTable()) {
        if (spec.isElsewhere)
            continue;
        auto *action = new QAction(actionText(spec), this);
        if (spec.icon)
            action->setIcon(icon(QString::fromLatin1(spec.icon)));
        action->setMenuRole(QAction::NoRole);
        m_collection->addAction(QString::fromLatin1(spec.id), action);
        KActionCollection::setDefaultShortcuts(action, defaultShortcuts(spec));
        window->addAction(action);
    }
    m_collection->readSettings();
    // On the application, because the event goes to whatever widget has the keyboard.
    qApp->installEventFilter(this);
}

ActionRegistry::~ActionRegistry() = default;

QAction *ActionRegistry::action(const char *id) const
{
    QAction *action = m_collection->action(QString::fromLatin1(id));
    Q_ASSERT_X(action, "ActionRegistry", id);
    return action;
}

QList<QAction *> ActionRegistry::actions(ActionGroup group) const
{
    QList<QAction *> result;
    for (const ActionSpec &spec : actionTable()) {
        if (spec.group == group && !spec.isElsewhere)
            result.append(action(spec.id));
    }
    return result;
}

QStringList ActionRegistry::shortcutTexts(const ActionSpec &spec) const
{
    QStringList result;
    const QList<QKeySequence> shortcuts =
        spec.isElsewhere ? defaultShortcuts(spec) : action(spec.id)->shortcuts();
    for (const QKeySequence &shortcut : shortcuts)
        result.append(shortcut.toString(QKeySequence::NativeText));
    return result;
}

void ActionRegistry::addKeyArea(QWidget *area)
{
    m_areas.append(area);
    connect(area, &QObject::destroyed, this, [this, area] { m_areas.removeOne(area); });
}

void ActionRegistry::configure(QWidget *parent)
{
    auto *dialog = new KShortcutsDialog(KShortcutsEditor::AllActions,
                                        KShortcutsEditor::LetterShortcutsAllowed, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setModal(false); // configure() of a modal dialog would run an event loop of its own
    dialog->addCollection(m_collection, tr("Casement"));
    dialog->configure(true);
}

bool ActionRegistry::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride)
        return false;
    auto *widget = qobject_cast<QWidget *>(object);
    auto *key = static_cast<QKeyEvent *>(event);
    if (!widget || widget->window() != m_window || !isPlainCharacter(*key))
        return false;
    // Asked for the widget with the keyboard only: the event is offered to each of its parents as
    // well.
    const QWidget *focus = QApplication::focusWidget();
    if (focus && lettersAreShortcuts(focus))
        return false;
    key->accept(); // an accepted override is an ordinary key press
    return true;
}

bool ActionRegistry::lettersAreShortcuts(const QWidget *focus) const
{
    if (!m_preferences.singleLetters() || takesText(focus))
        return false;
    return std::any_of(m_areas.begin(), m_areas.end(), [focus](const QWidget *area) {
        return area == focus || area->isAncestorOf(focus);
    });
}

} // namespace casement

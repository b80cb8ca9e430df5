// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/actiontable.h"

#include <QCoreApplication>
#include <array>

namespace casement
{

namespace
{

using enum ActionGroup;

// Two layers by the nature of the key: what begins with a plain character works only while a list
// or a conversation has the keyboard (ActionRegistry sees to it), everything else always. Several
// shortcuts are separated by " | ".
constexpr std::array table{
    ActionSpec{"go-inbox", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Inbox"), "inbox", Go,
               "G, I"},
    ActionSpec{"go-mine", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Mine"), "person", Go,
               "G, M"},
    ActionSpec{"go-unassigned", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Unassigned"),
               "person-off", Go, "G, U"},
    ActionSpec{"go-waiting", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Waiting"), "waiting",
               Go, "G, W"},
    ActionSpec{"go-snoozed", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Snoozed"), "snooze",
               Go, "G, S"},
    ActionSpec{"go-done", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Done"), "done", Go,
               "G, D"},
    ActionSpec{"go-drafts", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Drafts"), "draft", Go,
               "G, R"},
    ActionSpec{"go-outbox", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Outbox"), "outbox",
               Go, "G, O"},
    ActionSpec{"go-people", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to People"), "people",
               Go, "G, P"},
    ActionSpec{"go-sessions", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Sessions"),
               "session", Go, "G, C"},
    ActionSpec{"go-asks", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Asks"), "ask", Go,
               "G, K"},
    ActionSpec{"go-promises", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to Promises"),
               "promise", Go, "G, T"},
    ActionSpec{"go-all", QT_TRANSLATE_NOOP("casement::ActionTable", "Go to all conversations"),
               "all", Go, "G, A"},
    ActionSpec{"search", QT_TRANSLATE_NOOP("casement::ActionTable", "Search everything"), "search",
               Go, "Ctrl+Shift+F | /"},
    ActionSpec{
        "palette",
        QT_TRANSLATE_NOOP("casement::ActionTable", "Find an action, person, conversation or tag"),
        "search", Go, "Ctrl+K"},

    ActionSpec{"next", QT_TRANSLATE_NOOP("casement::ActionTable", "Next conversation"), nullptr,
               Move, "J"},
    ActionSpec{"previous", QT_TRANSLATE_NOOP("casement::ActionTable", "Previous conversation"),
               nullptr, Move, "K"},
    ActionSpec{"open", QT_TRANSLATE_NOOP("casement::ActionTable", "Open conversation"), nullptr,
               Move, "O"},
    ActionSpec{"back-to-list", QT_TRANSLATE_NOOP("casement::ActionTable", "Back to the list"),
               nullptr, Move, "U"},
    ActionSpec{"back", QT_TRANSLATE_NOOP("casement::ActionTable", "Back"), nullptr, Move, "Esc"},
    ActionSpec{"next-pane", QT_TRANSLATE_NOOP("casement::ActionTable", "Next pane"), nullptr, Move,
               "F6"},
    ActionSpec{"previous-pane", QT_TRANSLATE_NOOP("casement::ActionTable", "Previous pane"),
               nullptr, Move, "Shift+F6"},
    ActionSpec{"select", QT_TRANSLATE_NOOP("casement::ActionTable", "Select"), nullptr, Move, "X"},
    ActionSpec{"select-all", QT_TRANSLATE_NOOP("casement::ActionTable", "Select all in this view"),
               nullptr, Move, "Ctrl+Shift+A"},

    ActionSpec{"done", QT_TRANSLATE_NOOP("casement::ActionTable", "Done"), "done", Triage, "E"},
    ActionSpec{"done-next", QT_TRANSLATE_NOOP("casement::ActionTable", "Done, then next"), "done",
               Triage, "]"},
    ActionSpec{"done-previous", QT_TRANSLATE_NOOP("casement::ActionTable", "Done, then previous"),
               "done", Triage, "["},
    ActionSpec{"reopen", QT_TRANSLATE_NOOP("casement::ActionTable", "Reopen"), "inbox", Triage,
               "Shift+E"},
    ActionSpec{"snooze", QT_TRANSLATE_NOOP("casement::ActionTable", "Snooze…"), "snooze", Triage,
               "H"},
    ActionSpec{"assign-me", QT_TRANSLATE_NOOP("casement::ActionTable", "Assign to me"), "person",
               Triage, "I"},
    ActionSpec{"assign", QT_TRANSLATE_NOOP("casement::ActionTable", "Assign…"), "person", Triage,
               "Shift+G"},
    ActionSpec{"tag", QT_TRANSLATE_NOOP("casement::ActionTable", "Tag…"), "tag", Triage, "L"},
    ActionSpec{"star", QT_TRANSLATE_NOOP("casement::ActionTable", "Star"), "star", Triage, "S"},
    ActionSpec{"mute", QT_TRANSLATE_NOOP("casement::ActionTable", "Mute"), "mute", Triage, "M"},
    ActionSpec{"spam", QT_TRANSLATE_NOOP("casement::ActionTable", "Spam"), "spam", Triage, "!"},
    ActionSpec{"acknowledge", QT_TRANSLATE_NOOP("casement::ActionTable", "No answer needed"),
               "check", Triage, ""},
    ActionSpec{"undo", QT_TRANSLATE_NOOP("casement::ActionTable", "Undo"), "undo", Triage,
               "Ctrl+Z | Z"},

    ActionSpec{"find", QT_TRANSLATE_NOOP("casement::ActionTable", "Find in conversation"), "search",
               Conversation, "Ctrl+F"},
    ActionSpec{"ask", QT_TRANSLATE_NOOP("casement::ActionTable", "Make an ask of this…"), "ask",
               Conversation, "Shift+A"},
    ActionSpec{"promise", QT_TRANSLATE_NOOP("casement::ActionTable", "Write down a promise…"),
               "promise", Conversation, "Shift+P"},
    ActionSpec{"original", QT_TRANSLATE_NOOP("casement::ActionTable", "Show original"), "file",
               Conversation, "Ctrl+U"},
    ActionSpec{"split-off",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Split off as its own conversation…"),
               "split", Conversation, "Shift+X"},
    ActionSpec{"put-back",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Put back where it was split off"),
               "undo", Conversation, ""},

    ActionSpec{"person-timeline",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Everything said with this person"),
               "all", Person, "T"},
    ActionSpec{"save-card", QT_TRANSLATE_NOOP("casement::ActionTable", "Save as contact card…"),
               "file", Person, ""},
    ActionSpec{"letter", QT_TRANSLATE_NOOP("casement::ActionTable", "What we hold about them…"),
               "mail", Person, ""},
    ActionSpec{"same-person", QT_TRANSLATE_NOOP("casement::ActionTable", "Same person as…"),
               "merge", Person, ""},
    ActionSpec{"review-suggestion",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Look at who may be the same person…"),
               "people", Person, ""},
    ActionSpec{"not-same-person", QT_TRANSLATE_NOOP("casement::ActionTable", "Not the same person"),
               "person-off", Person, ""},
    ActionSpec{
        "ask-person-later",
        QT_TRANSLATE_NOOP("casement::ActionTable", "Ask later whether it is the same person"),
        "snooze", Person, ""},
    ActionSpec{"split-person", QT_TRANSLATE_NOOP("casement::ActionTable", "Split a joined person…"),
               "people", Person, ""},

    ActionSpec{"write-fact",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Write down what they told us…"), "quote",
               Person, ""},
    ActionSpec{"consent", QT_TRANSLATE_NOOP("casement::ActionTable", "What they agreed to…"),
               "check", Person, ""},
    ActionSpec{"person-details",
               QT_TRANSLATE_NOOP("casement::ActionTable", "How and when to write to them…"),
               "waiting", Person, ""},

    ActionSpec{"new", QT_TRANSLATE_NOOP("casement::ActionTable", "New message…"), "draft", Write,
               "Ctrl+N"},
    ActionSpec{"reply", QT_TRANSLATE_NOOP("casement::ActionTable", "Reply"), "reply", Write,
               "Ctrl+R | R"},
    ActionSpec{"note", QT_TRANSLATE_NOOP("casement::ActionTable", "Internal note"), "note", Write,
               "N"},
    ActionSpec{"record", QT_TRANSLATE_NOOP("casement::ActionTable", "Record a call or letter…"),
               "hand", Write, ""},
    ActionSpec{"send", QT_TRANSLATE_NOOP("casement::ActionTable", "Send"), "outbox", Write,
               "Ctrl+Return", true},
    ActionSpec{"preview", QT_TRANSLATE_NOOP("casement::ActionTable", "Show or hide the preview"),
               nullptr, Write, "Ctrl+Shift+P", true},

    ActionSpec{"record-promise",
               QT_TRANSLATE_NOOP("casement::ActionTable",
                                 "Record what is promised in a reply when it is sent"),
               "promise", Write, "Ctrl+P", true},

    ActionSpec{"session", QT_TRANSLATE_NOOP("casement::ActionTable", "Start a session from this"),
               "session", Session, "Shift+S"},

    ActionSpec{"add-account", QT_TRANSLATE_NOOP("casement::ActionTable", "Add account…"), "plus",
               Workspace, ""},
    ActionSpec{"accounts", QT_TRANSLATE_NOOP("casement::ActionTable", "Accounts…"), "mail",
               Workspace, ""},
    ActionSpec{"import", QT_TRANSLATE_NOOP("casement::ActionTable", "Import files…"), "folder",
               Workspace, ""},
    ActionSpec{"promise-calendar",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Save promises as a calendar file…"),
               "promise", Workspace, ""},
    ActionSpec{"word-list", QT_TRANSLATE_NOOP("casement::ActionTable", "Words to look at twice…"),
               "quote", Workspace, ""},
    ActionSpec{"sync", QT_TRANSLATE_NOOP("casement::ActionTable", "Look for news now"), "sync",
               Workspace, "F5"},
    ActionSpec{"settings", QT_TRANSLATE_NOOP("casement::ActionTable", "Settings…"), "settings",
               Workspace, "Ctrl+,"},
    ActionSpec{"quit", QT_TRANSLATE_NOOP("casement::ActionTable", "Quit"), nullptr, Workspace,
               "Ctrl+Q"},

    ActionSpec{"toggle-views", QT_TRANSLATE_NOOP("casement::ActionTable", "Show or hide the views"),
               "sidebar-left", Window, "F7"},
    ActionSpec{"toggle-person",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Show or hide the person"),
               "sidebar-right", Window, "F8"},
    ActionSpec{"audit",
               QT_TRANSLATE_NOOP("casement::ActionTable", "Who did what, in the conversation"),
               "waiting", Window, ""},
    ActionSpec{"order-waiting", QT_TRANSLATE_NOOP("casement::ActionTable", "Longest waiting first"),
               "waiting", Window, ""},
    ActionSpec{"keys", QT_TRANSLATE_NOOP("casement::ActionTable", "Keyboard shortcuts"), "keyboard",
               Window, "Ctrl+/ | ?"},
    ActionSpec{"configure-keys", QT_TRANSLATE_NOOP("casement::ActionTable", "Change shortcuts…"),
               "keyboard", Window, ""},
};

} // namespace

std::span<const ActionSpec> actionTable()
{
    return table;
}

QString actionText(const ActionSpec &spec)
{
    return QCoreApplication::translate("casement::ActionTable", spec.text);
}

QString groupTitle(ActionGroup group)
{
    switch (group) {
    case Go:
        return QCoreApplication::translate("casement::ActionTable", "Go to");
    case Move:
        return QCoreApplication::translate("casement::ActionTable", "Move and select");
    case Triage:
        return QCoreApplication::translate("casement::ActionTable", "Triage");
    case Conversation:
        return QCoreApplication::translate("casement::ActionTable", "Conversation");
    case Person:
        return QCoreApplication::translate("casement::ActionTable", "Person");
    case Write:
        return QCoreApplication::translate("casement::ActionTable", "Write");
    case Session:
        return QCoreApplication::translate("casement::ActionTable", "Sessions");
    case Workspace:
        return QCoreApplication::translate("casement::ActionTable", "Workspace");
    case Window:
        return QCoreApplication::translate("casement::ActionTable", "Window");
    }
    return {};
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/palette.h"

#include "core/desk/desk.h"
#include "ui/actions/actionregistry.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"

#include <KCommandBar>

#include <QLineEdit>
#include <QTimer>

namespace casement
{

namespace
{

constexpr int resultLimit = 12;
constexpr std::chrono::milliseconds typingPause{60};

/// Later, because the bar's model still points to them until the next fill().
void drop(QList<QAction *> &actions)
{
    for (QAction *action : std::as_const(actions))
        action->deleteLater();
    actions.clear();
}

} // namespace

Palette::Palette(Desk &desk, const ActionRegistry &registry, QWidget *window)
    : QObject(window)
    , m_desk(desk)
    , m_registry(registry)
    , m_window(window)
    , m_pause(new QTimer(this))
{
    m_pause->setSingleShot(true);
    m_pause->setInterval(typingPause);
    connect(m_pause, &QTimer::timeout, this, [this] { look(m_text); });
}

void Palette::open()
{
    if (m_bar)
        return;
    m_people.clear();
    m_conversations.clear();
    m_tags.clear();
    m_text.clear();
    m_bar = new KCommandBar(m_window);
    m_bar->setAccessibleName(tr("Find an action, person, conversation or tag"));
    // The bar's rows keep the colour of their text when they are marked.
    QPalette colors = m_bar->palette();
    colors.setColor(QPalette::Highlight, color(ColorRole::Selection, colors));
    colors.setColor(QPalette::HighlightedText, color(ColorRole::Text, colors));
    m_bar->setPalette(colors);
    fill();
    if (auto *edit = m_bar->findChild<QLineEdit *>()) {
        edit->setPlaceholderText(tr("Action, person, conversation or tag…"));
        edit->setAccessibleName(m_bar->accessibleName());
        connect(edit, &QLineEdit::textChanged, this, [this](const QString &text) {
            m_text = text;
            m_pause->start();
        });
    }
    m_bar->show();
    look({});
}

void Palette::look(const QString &text)
{
    const int generation = ++m_generation;
    const auto isStale = [this, generation] { return generation != m_generation || !m_bar; };

    m_desk.triage.tags().then(this, [this, isStale](const Result<QList<Tag>> &tags) {
        if (isStale() || !tags)
            return;
        drop(m_tags);
        for (const Tag &tag : *tags) {
            QAction *action = result(QStringLiteral("tag"), tag.name);
            connect(action, &QAction::triggered, this,
                    [this, id = tag.id] { Q_EMIT tagChosen(id); });
            m_tags.append(action);
        }
        fill();
    });
    m_desk.people.find(text, resultLimit)
        .then(this, [this, isStale](const Result<QList<PersonSummary>> &people) {
            if (isStale() || !people)
                return;
            drop(m_people);
            for (const PersonSummary &person : *people) {
                const QString address = displayLine(person.address);
                QAction *action =
                    result(QStringLiteral("person"),
                           address.isEmpty() ? personLabel(person.name)
                                             : personLabel(person.name) + u" · " + address);
                connect(action, &QAction::triggered, this,
                        [this, id = person.id] { Q_EMIT personChosen(id); });
                m_people.append(action);
            }
            fill();
        });
    if (text.trimmed().size() < 2) {
        drop(m_conversations);
        fill();
        return;
    }
    m_desk.conversations.search(parseSearch(text), std::nullopt, resultLimit)
        .then(this, [this, isStale, text](const Result<SearchPage> &page) {
            if (isStale())
                return;
            drop(m_conversations);
            QSet<ConversationId> seen;
            for (const SearchHit &hit : page ? page->hits : QList<SearchHit>()) {
                if (seen.contains(hit.conversation))
                    continue;
                seen.insert(hit.conversation);
                const QString subject =
                    displayLine(hit.subject.isEmpty() ? hit.excerpt : hit.subject);
                QAction *action = result(channelIconName(hit.channel),
                                         subject + u" · " + personLabel(hit.authorName));
                connect(action, &QAction::triggered, this,
                        [this, id = hit.conversation] { Q_EMIT conversationChosen(id); });
                m_conversations.append(action);
            }
            QAction *everything = result(QStringLiteral("search"),
                                         tr("Search everything for “%1”").arg(displayLine(text)));
            connect(everything, &QAction::triggered, this,
                    [this, text] { Q_EMIT searchChosen(text); });
            m_conversations.append(everything);
            fill();
        });
}

QAction *Palette::result(const QString &iconName, const QString &text)
{
    return new QAction(icon(iconName), escapedMnemonic(text), m_bar);
}

void Palette::fill()
{
    if (!m_bar)
        return;
    QList<KCommandBar::ActionGroup> groups;
    for (const ActionGroup group :
         {ActionGroup::Triage, ActionGroup::Write, ActionGroup::Go, ActionGroup::Conversation,
          ActionGroup::Person, ActionGroup::Session, ActionGroup::Workspace, ActionGroup::Window})
        groups.append({groupTitle(group), m_registry.actions(group)});
    groups.append({tr("Person"), m_people});
    groups.append({tr("Conversation"), m_conversations});
    groups.append({tr("Tag"), m_tags});
    m_bar->setActions(groups);
}

} // namespace casement

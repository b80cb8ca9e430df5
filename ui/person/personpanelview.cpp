// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/personpanelview.h"

#include "core/desk/desk.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentdialog.h"
#include "ui/person/consentwords.h"
#include "ui/person/detailsdialog.h"
#include "ui/person/factdialog.h"
#include "ui/person/factrow.h"
#include "ui/person/joindialog.h"
#include "ui/person/likenesswords.h"
#include "ui/person/rowbutton.h"
#include "ui/person/splitdialog.h"
#include "ui/style/displaytext.h"
#include "ui/style/emptystate.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"
#include "ui/style/savefile.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QStackedWidget>
#include <QTimeZone>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int panelAvatar = 44;
constexpr int widestAnswers = 340; // in a wide panel they stay by the words that they answer

QLabel *selectableLabel(const QString &text, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

QToolButton *smallButton(const QString &iconName, const QString &text, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIcon(icon(iconName, ColorRole::MutedText));
    button->setToolTip(text);
    button->setAccessibleName(text);
    return button;
}

} // namespace

PersonPanelView::PersonPanelView(Desk &desk, QWidget *parent) : QScrollArea(parent), m_desk(desk)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setAccessibleName(tr("Person"));
    viewport()->setBackgroundRole(QPalette::Window);
    m_pages = new QStackedWidget;
    auto *empty = new EmptyState(m_pages);
    empty->show(u"person"_s, tr("Nobody is shown"),
                tr("Open a conversation to see who is speaking."));
    m_pages->addWidget(empty);
    m_content = new QWidget(m_pages);
    m_layout = new QVBoxLayout(m_content);
    m_layout->setContentsMargins(metrics::wide, metrics::wide, metrics::wide, metrics::page);
    m_pages->addWidget(m_content);
    setWidget(m_pages);
    connect(&desk, &Desk::changed, this, &PersonPanelView::onChanged);
}

void PersonPanelView::showPerson(PersonId id)
{
    if (id == m_person)
        return;
    m_person = id;
    ++m_round;
    if (m_proposedTo != id)
        m_proposedTo = {}; // one went on before it could be asked
    if (!id.isValid()) {
        clear();
        return;
    }
    load();
}

void PersonPanelView::clear()
{
    m_person = {};
    ++m_round;
    m_pages->setCurrentIndex(0);
}

void PersonPanelView::load()
{
    m_desk.people.panel(m_person).then(this,
                                       [this, round = m_round](const Result<PersonPanel> &panel) {
                                           if (round != m_round)
                                               return;
                                           if (!panel) {
                                               Q_EMIT statusMessage(Words::error(panel.error()));
                                               m_pages->setCurrentIndex(0);
                                               return;
                                           }
                                           PersonPanel shown = *panel;
                                           m_person = shown.id; // may have been joined with another
                                           for (ConversationSummary &row : shown.conversations) {
                                               row.unread = false; // does not show here
                                               row.readUntil = {};
                                           }
                                           loadRecords(shown);
                                       });
}

void PersonPanelView::onChanged(const StoreChange &change)
{
    if (!m_person.isValid())
        return;
    bool isOurs = change.everything || change.people.contains(m_person);
    for (const PersonId member : std::as_const(m_panel.members))
        isOurs |= change.people.contains(member);
    for (const PersonSuggestion &suggestion : std::as_const(m_panel.suggestions))
        isOurs |= change.people.contains(suggestion.person);
    for (const ConversationSummary &conversation : std::as_const(m_panel.conversations))
        isOurs |= change.conversations.contains(conversation.id);
    for (const SessionRef &session : std::as_const(m_panel.sessions))
        isOurs |= change.sessions.contains(session.id);
    for (const AskSummary &ask : std::as_const(m_asks))
        isOurs |= change.asks.contains(ask.id);
    for (const Promise &promise : std::as_const(m_promises))
        isOurs |= change.promises.contains(promise.id);
    if (isOurs)
        load();
}

void PersonPanelView::fill()
{
    const int scrolled = verticalScrollBar()->value();
    delete m_body;
    m_body = new QWidget(m_content);
    m_bodyLayout = new QVBoxLayout(m_body);
    m_bodyLayout->setContentsMargins(0, 0, 0, 0);
    m_bodyLayout->setSpacing(metrics::wide);
    m_layout->addWidget(m_body);

    fillHead();
    fillPromises(true, tr("What we owe them"));
    fillSuggestion();
    fillWaiting();
    fillAsks();
    fillPromises(false, tr("What they promised"));
    fillFacts();
    fillHowWeMet();
    fillConversations();
    fillSessions();
    fillConsents();
    fillIdentities();
    m_bodyLayout->addStretch();

    m_pages->setCurrentIndex(1);
    verticalScrollBar()->setValue(scrolled);
}

QVBoxLayout *PersonPanelView::section(const QString &title)
{
    auto *box = new QWidget(m_body);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    auto *label = new QLabel(title, box);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    makeDim(label);
    layout->addWidget(label);
    m_bodyLayout->addWidget(box);
    return layout;
}

void PersonPanelView::fillHead()
{
    const QString address =
        m_panel.identities.isEmpty() ? QString() : m_panel.identities.first().address.address;
    const QString name = Words::name(m_panel.name, address);
    auto *row = new QWidget(m_body);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    auto *image = new QLabel(row);
    image->setPixmap(
        avatarPixmap(name, m_panel.id.value, panelAvatar, palette(), devicePixelRatioF()));
    layout->addWidget(image, 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *nameRow = new QHBoxLayout;
    nameRow->setSpacing(metrics::half);
    QLabel *nameLabel = selectableLabel(name, row);
    QFont font = nameLabel->font();
    font.setPointSizeF(font.pointSizeF() * 1.25);
    font.setWeight(QFont::DemiBold);
    nameLabel->setFont(font);
    nameLabel->setAccessibleName(tr("Name: %1").arg(name));
    QToolButton *rename = smallButton(u"draft"_s, tr("Change the name"), row);
    connect(rename, &QToolButton::clicked, this, [this, nameLabel] {
        editLine(nameLabel, m_panel.name, tr("Name, as they write it"), &PersonPanelView::saveName);
    });
    nameRow->addWidget(nameLabel, 1);
    nameRow->addWidget(rename, 0, Qt::AlignTop);
    words->addLayout(nameRow);

    QLabel *pronouns = selectableLabel(
        m_panel.pronouns.isEmpty() ? tr("no pronouns told") : displayLine(m_panel.pronouns), row);
    makeDim(pronouns);
    auto *pronounsRow = new QHBoxLayout;
    pronounsRow->setSpacing(metrics::half);
    QToolButton *change = smallButton(u"draft"_s, tr("Change the pronouns"), row);
    connect(change, &QToolButton::clicked, this, [this, pronouns] {
        editLine(pronouns, m_panel.pronouns, tr("Pronouns, if they told them"),
                 &PersonPanelView::savePronouns);
    });
    pronounsRow->addWidget(pronouns, 1);
    pronounsRow->addWidget(change, 0, Qt::AlignTop);
    words->addLayout(pronounsRow);

    if (const QTimeZone zone(m_panel.zone); !m_panel.zone.isEmpty() && zone.isValid()) {
        const QDateTime there = QDateTime::currentDateTimeUtc().toTimeZone(zone);
        QLabel *time =
            selectableLabel(tr("%1 there (%2)", "local time and zone of a person")
                                .arg(clockTime(there.time()),
                                     QString::fromLatin1(m_panel.zone).replace(u'_', u' ')),
                            row);
        makeDim(time);
        words->addWidget(time);
    }
    const WritingTime writing{.name = name, .zone = m_panel.zone, .quiet = m_panel.quiet};
    if (const QString quiet = Words::quietHours(writing, systemNow()); !quiet.isEmpty()) {
        QLabel *hours = selectableLabel(quiet, row);
        setTextRole(hours,
                    writing.quietNow(systemNow()) ? ColorRole::Warning : ColorRole::MutedText);
        words->addWidget(hours);
    }
    layout->addLayout(words, 1);
    m_bodyLayout->addWidget(row);
}

void PersonPanelView::editLine(QLabel *label, const QString &current, const QString &placeholder,
                               void (PersonPanelView::*save)(const QString &))
{
    auto *edit = new QLineEdit(current, label->parentWidget());
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(placeholder);
    edit->setMaxLength(500);
    edit->setGeometry(label->geometry().adjusted(-4, -2, 0, 4));
    edit->selectAll();
    edit->show();
    edit->setFocus();
    connect(edit, &QLineEdit::editingFinished, this, [this, edit, current, save] {
        const QString text = edit->text().simplified();
        edit->disconnect(this);
        edit->hide();
        edit->deleteLater();
        if (text != current)
            (this->*save)(text);
    });
}

void PersonPanelView::saveName(const QString &text)
{
    if (text.isEmpty())
        return;
    m_desk.people.rename(m_person, text).then(this, [this](const Result<AppliedChange> &answer) {
        report(answer);
    });
}

void PersonPanelView::savePronouns(const QString &text)
{
    m_desk.people.setPronouns(m_person, text)
        .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
}

void PersonPanelView::saveHowWeMet(const QString &text)
{
    m_desk.people.setHowWeMet(m_person, text)
        .then(this, [this](const Result<AppliedChange> &answer) { report(answer); });
}

void PersonPanelView::report(const Result<AppliedChange> &answer)
{
    if (!answer)
        Q_EMIT statusMessage(Words::error(answer.error()));
}

void PersonPanelView::addConversation(QVBoxLayout *layout, const ConversationSummary &conversation,
                                      bool isWaiting)
{
    auto *row = new RowButton(m_body);
    const QString state =
        isWaiting && conversation.waitingSince
            ? tr("waiting for us for %1").arg(Words::duration(*conversation.waitingSince))
            : Words::state(conversation.state);
    row->setContent(channelIconName(conversation.channel),
                    conversation.subject.isEmpty() ? conversation.snippet : conversation.subject,
                    tr("%1 · %2 · %3", "channel, state and date of a conversation")
                        .arg(channelName(conversation.channel), state,
                             Words::shortTime(conversation.lastMessageAt)),
                    isWaiting ? ColorRole::Warning : ColorRole::MutedText);
    connect(row, &RowButton::clicked, this,
            [this, id = conversation.id] { Q_EMIT conversationActivated(id); });
    layout->addWidget(row);
}

void PersonPanelView::fillWaiting()
{
    QList<const ConversationSummary *> waiting;
    for (const ConversationSummary &conversation : std::as_const(m_panel.conversations)) {
        if (m_panel.waiting.contains(conversation.id))
            waiting.append(&conversation);
    }
    if (waiting.isEmpty())
        return;
    QVBoxLayout *layout = section(tr("Waiting for us"));
    for (const ConversationSummary *conversation : waiting)
        addConversation(layout, *conversation, true);
}

void PersonPanelView::fillConversations()
{
    QVBoxLayout *layout = section(tr("Conversations"));
    auto *everything = new RowButton(m_body);
    everything->setContent(u"all"_s, tr("Everything said with them"), {});
    everything->setToolTip(tr("On every channel, in the order of time"));
    connect(everything, &RowButton::clicked, this, &PersonPanelView::showTimeline);
    layout->addWidget(everything);
    int shown = 0;
    for (const ConversationSummary &conversation : std::as_const(m_panel.conversations)) {
        if (m_panel.waiting.contains(conversation.id))
            continue;
        addConversation(layout, conversation, false);
        ++shown;
    }
    if (shown == 0) {
        QLabel *none = selectableLabel(tr("No others yet."), m_body);
        makeDim(none);
        layout->addWidget(none);
    }
}

/// How a file about whom is shown is called.
QString PersonPanelView::fileName() const
{
    const QString address =
        m_panel.identities.isEmpty() ? QString() : m_panel.identities.first().address.address;
    return Words::name(m_panel.name, address).left(80);
}

void PersonPanelView::saveCard()
{
    if (!m_panel.id.isValid())
        return;
    saveFile(
        this,
        {.title = tr("Save contact card"), .kept = tr("Everything is in the workspace still.")},
        fileName() + u".vcf"_s,
        [this, id = m_panel.id](const auto &give) { m_desk.people.vCards({id}).then(this, give); },
        [this](const QString &text) { Q_EMIT statusMessage(text); });
}

void PersonPanelView::writeLetter()
{
    if (!m_panel.id.isValid())
        return;
    chooseSavePath(this, tr("What we hold about %1: a new folder").arg(fileName()),
                   tr("What we hold about %1").arg(fileName()),
                   [this, id = m_panel.id](const QString &folder) {
                       m_desk.people.writeLetter(id, folder)
                           .then(this, [this, folder](const Result<qint64> &written) {
                               Q_EMIT statusMessage(
                                   written ? tr("The letter is in %1: letter.html is for them to "
                                                "read.")
                                                 .arg(displayLine(folder))
                                           : displayLine(written.error().detail));
                           });
                   });
}

void PersonPanelView::showTimeline()
{
    if (m_person.isValid())
        Q_EMIT timelineActivated(m_panel.id.isValid() ? m_panel.id : m_person);
}

void PersonPanelView::fillFacts()
{
    QVBoxLayout *layout = section(tr("What they told us"));
    const Timestamp now = systemNow();
    for (const Fact &fact : std::as_const(m_panel.facts)) {
        auto *row = new FactRow(fact, now, m_body);
        connect(row, &FactRow::messageWanted, this,
                [this, fact] { Q_EMIT messageActivated(fact.sourceConversation, fact.source); });
        connect(row, &FactRow::personWanted, this, &PersonPanelView::personActivated);
        connect(row, &FactRow::editWanted, this, [this, fact] { openFact(fact); });
        connect(row, &FactRow::confirmed, this, [this, id = fact.id] { confirmFact(id); });
        connect(row, &FactRow::removalWanted, this, [this, id = fact.id] { removeFact(id); });
        layout->addWidget(row);
    }
    if (m_panel.facts.isEmpty()) {
        QLabel *none = selectableLabel(tr("Nothing is written down yet."), m_body);
        makeDim(none);
        layout->addWidget(none);
    }
    auto *add = new QPushButton(icon(u"plus"_s), tr("Write down…"), m_body);
    add->setAccessibleName(tr("Write down something they told us"));
    add->setAutoDefault(false);
    connect(add, &QPushButton::clicked, this, &PersonPanelView::writeFact);
    layout->addWidget(add, 0, Qt::AlignLeading);
}

void PersonPanelView::fillHowWeMet()
{
    QVBoxLayout *met = section(tr("How we met"));
    auto *row = new QWidget(m_body);
    auto *rowLayout = new QHBoxLayout(row);
    rowLayout->setContentsMargins(0, 0, 0, 0);
    QString how = displayLine(m_panel.howWeMet);
    if (how.isEmpty() && m_panel.firstMessageAt)
        how = tr("First wrote %1.").arg(Words::shortTime(*m_panel.firstMessageAt));
    QLabel *label = selectableLabel(how.isEmpty() ? tr("Not written down.") : how, row);
    if (m_panel.howWeMet.isEmpty())
        makeDim(label);
    QToolButton *edit = smallButton(u"draft"_s, tr("Change how we met"), row);
    connect(edit, &QToolButton::clicked, this, [this, label] {
        editLine(label, m_panel.howWeMet, tr("How we met"), &PersonPanelView::saveHowWeMet);
    });
    rowLayout->addWidget(label, 1);
    rowLayout->addWidget(edit, 0, Qt::AlignTop);
    met->addWidget(row);
}

void PersonPanelView::fillConsents()
{
    QVBoxLayout *layout = section(tr("What they agreed to"));
    for (const ConsentKind kind : consentKinds) {
        const ConsentState state = currentConsent(m_panel.consents, kind);
        if (!state)
            continue;
        QLabel *label =
            selectableLabel(tr("%1: %2", "kind of consent, and the answer")
                                .arg(ConsentWords::kind(kind), ConsentWords::answer(state->answer)),
                            m_body);
        if (state->answer == ConsentAnswer::No)
            setTextRole(label, ColorRole::Warning);
        layout->addWidget(label);
        QLabel *source = selectableLabel(ConsentWords::source(*state), m_body);
        makeDim(source);
        layout->addWidget(source);
    }
    if (m_panel.consents.isEmpty()) {
        QLabel *none = selectableLabel(tr("Nobody has asked them yet."), m_body);
        makeDim(none);
        layout->addWidget(none);
    }
    auto *record = new QPushButton(tr("Consent…"), m_body);
    record->setAccessibleName(tr("Write down what they agreed to, or read it all"));
    record->setAutoDefault(false);
    connect(record, &QPushButton::clicked, this, [this] { recordConsent(); });
    layout->addWidget(record, 0, Qt::AlignLeading);
}

void PersonPanelView::openFact(const Fact &fact)
{
    auto *dialog = new FactDialog(m_desk, m_panel, fact, window());
    connect(dialog, &FactDialog::saved, this, &PersonPanelView::undoable);
    dialog->open();
}

void PersonPanelView::writeFact()
{
    if (!m_person.isValid())
        return;
    if (m_panel.id == m_person && m_pages->currentIndex() == 1) {
        openFact({});
    } else { // once it is known whom it is about
        m_proposed = {};
        m_proposedTo = m_person;
    }
}

void PersonPanelView::removeFact(FactId id)
{
    m_desk.facts.remove(id).then(this, [this](const Result<AppliedChange> &answer) {
        reportUndoable(answer, tr("The fact was removed."));
    });
}

void PersonPanelView::confirmFact(FactId id)
{
    m_desk.facts.confirm(id).then(this, [this](const Result<AppliedChange> &answer) {
        reportUndoable(answer, tr("Still true."));
    });
}

void PersonPanelView::recordConsent(MessageId proof)
{
    if (!m_person.isValid())
        return;
    auto *dialog =
        new ConsentDialog(m_desk, m_person, ConsentKind::ContactFirst, proof, {}, window());
    connect(dialog, &ConsentDialog::recorded, this, &PersonPanelView::undoable);
    dialog->open();
}

void PersonPanelView::editDetails(MessageId proof)
{
    if (!m_person.isValid() || m_panel.id != m_person)
        return;
    auto *dialog = new DetailsDialog(m_desk, m_panel, proof, window());
    connect(dialog, &DetailsDialog::saved, this, &PersonPanelView::undoable);
    dialog->open();
}

void PersonPanelView::reportUndoable(const Result<AppliedChange> &answer, const QString &words)
{
    report(answer);
    if (answer && answer->id.isValid())
        Q_EMIT undoable(answer->id, words);
}

void PersonPanelView::proposeFact(PersonId id, const QString &text, MessageId source)
{
    m_proposed = {};
    m_proposed.person = id;
    m_proposed.text = text.simplified();
    m_proposed.source = source;
    m_proposed.quote = text;
    m_proposedTo = id;
    showPerson(id);
    if (m_panel.id == m_person && m_panel.members.contains(id) && m_pages->currentIndex() == 1) {
        m_proposedTo = {};
        openFact(m_proposed);
    }
}

void PersonPanelView::fillSuggestion()
{
    if (m_panel.suggestions.isEmpty())
        return;
    const PersonSuggestion &suggestion = m_panel.suggestions.first();
    const QString name = Words::name(m_panel.name, m_panel.identities.value(0).address.address);
    const QString other = Words::name(suggestion.name, suggestion.address.address);
    auto *box = new QWidget(m_body);
    box->setObjectName(u"suggestion"_s);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    const QString words = tr("May be the same person as %1 (%2), because %3.")
                              .arg(other, channelName(suggestion.address.kind),
                                   LikenessWords::reasons(suggestion.evidence, name, other));
    QLabel *label = selectableLabel(words, box);
    makeDim(label);
    layout->addWidget(label);
    // The three do not fit beside each other in a panel of usual width: yes above, and the two
    // kinds of no below it.
    auto *answers = new QWidget(box);
    answers->setMaximumWidth(widestAnswers);
    auto *buttons = new QGridLayout(answers);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(metrics::half);
    const auto make = [&](const QString &text, const QString &spoken, auto act) {
        auto *button = new QPushButton(text, answers);
        button->setAccessibleName(spoken.arg(other));
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, act);
        return button;
    };
    buttons->addWidget(
        make(tr("Same person…"), tr("%1 is the same person…"), [this] { reviewSuggestion(); }), 0,
        0, 1, 2);
    buttons->addWidget(make(tr("Not the same"), tr("%1 is not the same person"),
                            [this] { judgeSuggestion(PersonVerdict::NotTheSame); }),
                       1, 0);
    buttons->addWidget(make(tr("Later"), tr("Ask later about %1"),
                            [this] { judgeSuggestion(PersonVerdict::Later); }),
                       1, 1);
    buttons->setColumnStretch(0, 1);
    buttons->setColumnStretch(1, 1);
    layout->addWidget(answers);
    m_bodyLayout->addWidget(box);
}

void PersonPanelView::openJoin(PersonId other)
{
    if (!m_person.isValid())
        return;
    auto *dialog = new JoinDialog(m_desk, m_person, other, window());
    connect(dialog, &JoinDialog::joined, this,
            [this](PersonId survivor, ChangeId change, const QString &words) {
                Q_EMIT undoable(change, words);
                showPerson(survivor);
            });
    dialog->open();
}

void PersonPanelView::reviewSuggestion()
{
    openJoin(m_panel.suggestions.value(0).person);
}

void PersonPanelView::joinByHand()
{
    openJoin({});
}

void PersonPanelView::split()
{
    if (!m_person.isValid() || !m_panel.canBeSplit) {
        Q_EMIT statusMessage(tr("Nobody was joined with this person; there is nothing to split."));
        return;
    }
    auto *dialog = new SplitDialog(m_desk, m_person, window());
    connect(dialog, &SplitDialog::split, this, &PersonPanelView::undoable);
    dialog->open();
}

void PersonPanelView::judgeSuggestion(PersonVerdict verdict)
{
    if (!m_person.isValid() || m_panel.suggestions.isEmpty()) {
        Q_EMIT statusMessage(tr("Nobody is suggested as the same person here."));
        return;
    }
    const PersonSuggestion &suggestion = m_panel.suggestions.first();
    const QString other = Words::name(suggestion.name, suggestion.address.address);
    const QString words = verdict == PersonVerdict::Later
                              ? tr("%1 is suggested again in two weeks.").arg(other)
                              : tr("%1 is not suggested here again.").arg(other);
    m_desk.people.judge(m_person, suggestion.person, verdict)
        .then(this, [this, words](const Result<AppliedChange> &answer) {
            report(answer);
            if (answer && answer->id.isValid())
                Q_EMIT undoable(answer->id, words);
        });
}

void PersonPanelView::fillIdentities()
{
    QVBoxLayout *layout = section(tr("Where they write"));
    for (const Identity &identity : std::as_const(m_panel.identities)) {
        auto *row = new QWidget(m_body);
        auto *rowLayout = new QHBoxLayout(row);
        rowLayout->setContentsMargins(metrics::step, 0, 0, 0);
        rowLayout->setSpacing(metrics::step);
        auto *image = new QLabel(row);
        image->setPixmap(iconPixmap(channelIconName(identity.address.kind), 16,
                                    color(ColorRole::MutedText, palette()), devicePixelRatioF()));
        rowLayout->addWidget(image, 0, Qt::AlignTop);
        auto *words = new QVBoxLayout;
        words->setSpacing(0);
        QLabel *address = selectableLabel(identity.address.kind == u"hand"
                                              ? tr("spoken, or on paper")
                                              : displayLine(identity.address.address),
                                          row);
        address->setAccessibleName(tr("%1: %2", "channel and address")
                                       .arg(channelName(identity.address.kind), address->text()));
        words->addWidget(address);
        if (identity.id == m_panel.preferred) {
            QLabel *preferred = selectableLabel(tr("what they prefer"), row);
            setTextRole(preferred, ColorRole::Positive);
            words->addWidget(preferred);
        }
        if (!identity.source.isEmpty()) {
            QLabel *source = selectableLabel(displayLine(identity.source), row);
            makeDim(source);
            words->addWidget(source);
        }
        rowLayout->addLayout(words, 1);
        layout->addWidget(row);
    }
    auto *buttons = new FlowLayout(nullptr, metrics::half);
    const auto add = [&](const QString &text, const auto &act) {
        auto *button = new QPushButton(text, m_body);
        button->setAutoDefault(false);
        connect(button, &QPushButton::clicked, this, act);
        buttons->addWidget(button);
    };
    add(tr("How and when…"), [this] { editDetails(); });
    add(tr("Same person as…"), &PersonPanelView::joinByHand);
    if (m_panel.canBeSplit)
        add(tr("Split…"), &PersonPanelView::split);
    layout->addLayout(buttons);
}

void PersonPanelView::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_person.isValid() && m_body)
        fill();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/participantrow.h"

#include "core/desk/desk.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentoffer.h"
#include "ui/person/lettersheet.h"
#include "ui/session/sessionwords.h"
#include "ui/session/wheel.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int longestPersonName = 260;

} // namespace

ParticipantRow::ParticipantRow(Desk &desk, QWidget *parent) : QFrame(parent), m_desk(desk)
{
    setFrameShape(QFrame::NoFrame);
    build();
}

void ParticipantRow::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, metrics::step, 12, metrics::step);
    layout->setSpacing(metrics::half);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::half);
    m_person = new QToolButton(this);
    m_person->setAutoRaise(true);
    m_person->setFocusPolicy(Qt::TabFocus);
    QFont strong = m_person->font();
    strong.setWeight(QFont::DemiBold);
    m_person->setFont(strong);
    connect(m_person, &QToolButton::clicked, this,
            [this] { Q_EMIT personActivated(m_participant.person); });
    m_remove = new QToolButton(this);
    m_remove->setAutoRaise(true);
    m_remove->setIcon(icon(u"close"_s, ColorRole::MutedText));
    m_remove->setToolTip(tr("Take out of the session"));
    connect(m_remove, &QToolButton::clicked, this, [this] {
        m_desk.sessions.removeParticipant(m_session, m_participant.person)
            .then(this, [this](const Result<AppliedChange> &change) {
                done(change, tr("%1 is taken out of the session.").arg(name()));
            });
    });
    head->addWidget(m_person);
    head->addStretch(1);
    head->addWidget(m_remove);
    layout->addLayout(head);
    m_standing = plainLabel({}, this);
    m_standing->setContentsMargins(metrics::half, 0, 0, 0);
    makeDim(m_standing);
    layout->addWidget(m_standing);

    m_offer = new QWidget(this);
    auto *offer = new QVBoxLayout(m_offer);
    offer->setContentsMargins(metrics::half, 0, 0, 0);
    offer->setSpacing(metrics::half);
    m_offered = plainLabel({}, m_offer);
    offer->addWidget(m_offered);
    auto *answers = new QWidget(m_offer);
    auto *row = new FlowLayout(answers, metrics::half);
    for (const SessionAnswer each : {SessionAnswer::Yes, SessionAnswer::No, SessionAnswer::Maybe}) {
        auto *button = new QPushButton(SessionWords::answer(each), answers);
        button->setObjectName(u"answer-"_s + toString(each));
        connect(button, &QPushButton::clicked, this, [this, each] {
            if (m_participant.offered)
                answer(each, m_participant.offered->message);
        });
        row->addWidget(button);
    }
    auto *look = new QPushButton(tr("Show"), answers);
    look->setFlat(true);
    look->setAccessibleName(tr("Show the message"));
    connect(look, &QPushButton::clicked, this, [this] {
        if (m_participant.offered)
            Q_EMIT messageActivated(m_participant.offered->conversation,
                                    m_participant.offered->message);
    });
    row->addWidget(look);
    offer->addWidget(answers);
    layout->addWidget(m_offer);
    buildButtons();

    m_sheet = new LetterSheet(m_desk, this);
    connect(m_sheet, &LetterSheet::sendRequested, this, &ParticipantRow::send);
    connect(m_sheet, &LetterSheet::skipRequested, this, &ParticipantRow::otherwise);
    connect(m_sheet, &LetterSheet::statusMessage, this, &ParticipantRow::statusMessage);
    layout->addWidget(m_sheet);
    m_skipping = new QWidget(this);
    auto *skipping = new QHBoxLayout(m_skipping);
    skipping->setContentsMargins(0, 0, 0, 0);
    skipping->setSpacing(metrics::step);
    m_reason = new QLineEdit(m_skipping);
    m_reason->setMaxLength(2000);
    m_reason->setPlaceholderText(tr("Why they are not told"));
    auto *skip = new QPushButton(tr("Skip"), m_skipping);
    const auto skipNow = [this] {
        m_desk.sessions.skipReport(m_session, m_participant.person, m_reason->text())
            .then(this, [this](const Result<AppliedChange> &change) {
                done(change, tr("%1 is not told.").arg(name()));
                if (change)
                    Q_EMIT settled();
            });
    };
    connect(m_reason, &QLineEdit::returnPressed, this, skipNow);
    connect(skip, &QPushButton::clicked, this, skipNow);
    skipping->addWidget(m_reason, 1);
    skipping->addWidget(skip);
    m_skipping->hide();
    layout->addWidget(m_skipping);
    m_problem = plainLabel({}, this);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    layout->addWidget(m_problem);
}

void ParticipantRow::buildButtons()
{
    auto *box = new QWidget(this);
    auto *flow = new FlowLayout(box, metrics::half);
    m_write = new QPushButton(box);
    m_write->setObjectName(u"write"_s);
    connect(m_write, &QPushButton::clicked, this, &ParticipantRow::write);
    flow->addWidget(m_write);
    m_answer = new QComboBox(box);
    for (int i = 0; i <= int(SessionAnswer::Maybe); ++i)
        m_answer->addItem(SessionWords::answer(static_cast<SessionAnswer>(i)), i);
    connect(m_answer, &QComboBox::activated, this,
            [this](int index) { answer(static_cast<SessionAnswer>(index), {}); });
    flow->addWidget(m_answer);
    m_came = new QComboBox(box);
    m_came->addItem(tr("came?"));
    m_came->addItem(tr("came"));
    m_came->addItem(tr("did not come"));
    connect(m_came, &QComboBox::activated, this, [this](int index) {
        m_desk.sessions
            .setAttendance(m_session, m_participant.person, static_cast<Attendance>(index))
            .then(this, [this](const Result<AppliedChange> &change) { done(change, {}); });
    });
    flow->addWidget(m_came);
    leaveWheelToPage(m_answer);
    leaveWheelToPage(m_came);
    m_skip = new QPushButton(tr("Skip…"), box);
    m_skip->setFlat(true);
    connect(m_skip, &QPushButton::clicked, this, [this] {
        m_skipping->show();
        m_reason->setFocus();
    });
    m_takeBack = new QPushButton(tr("Take back"), box);
    m_retry = new QPushButton(tr("Send as it is"), box);
    m_wasSent = new QPushButton(tr("It did go out"), box);
    for (QPushButton *button : {m_skip, m_takeBack, m_retry, m_wasSent}) {
        button->setFlat(true);
        flow->addWidget(button);
    }
    const auto report = [this](const Result<void> &answer) {
        if (!answer)
            explain(answer.error());
    };
    connect(m_takeBack, &QPushButton::clicked, this, [this] {
        m_desk.outbox.cancel(letter().outbox).then(this, [this](const Result<Draft> &answer) {
            if (!answer)
                explain(answer.error());
        });
    });
    connect(m_retry, &QPushButton::clicked, this,
            [this, report] { m_desk.outbox.retry(letter().outbox).then(this, report); });
    connect(m_wasSent, &QPushButton::clicked, this,
            [this, report] { m_desk.outbox.markSent(letter().outbox).then(this, report); });
    layout()->addWidget(box);
    auto *words = new QWidget(this);
    auto *lines = new QHBoxLayout(words);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(metrics::half);
    m_consent = new QLineEdit(words);
    m_consent->setPlaceholderText(tr("What did they agree to? Not asked yet."));
    connect(m_consent, &QLineEdit::editingFinished, this, [this] {
        if (m_consent->text().trimmed() != m_participant.consent)
            m_desk.sessions.setAgreed(m_session, m_participant.person, m_consent->text().trimmed())
                .then(this, [this](const Result<AppliedChange> &change) { done(change, {}); });
    });
    m_thanks = new QLineEdit(words);
    m_thanks->setPlaceholderText(tr("What do we thank them for?"));
    connect(m_thanks, &QLineEdit::editingFinished, this, [this] {
        if (m_thanks->text().trimmed() != m_participant.thanks)
            m_desk.sessions.thank(m_session, m_participant.person, m_thanks->text())
                .then(this, [this](const Result<AppliedChange> &change) { done(change, {}); });
    });
    lines->addWidget(m_consent, 1);
    lines->addWidget(m_thanks, 1);
    layout()->addWidget(words);
}

bool ParticipantRow::isReporting() const
{
    return m_state >= SessionState::Held;
}

const Telling &ParticipantRow::letter() const
{
    return isReporting() ? m_participant.report : m_participant.invitation;
}

QString ParticipantRow::name() const
{
    return Words::name(m_participant.name);
}

bool ParticipantRow::isWanted() const
{
    return letter().telling == VoiceTelling::Untold &&
           (!isReporting() || m_participant.isToBeTold());
}

void ParticipantRow::show(const Session &session, const Participant &participant)
{
    const bool isSame = m_participant.person == participant.person && m_session == session.id;
    if (isSame && (session.state >= SessionState::Held) != isReporting())
        m_sheet->close();
    m_session = session.id;
    m_state = session.state;
    m_participant = participant;
    const QString who = name();
    m_person->setText(
        escapedMnemonic(fontMetrics().elidedText(who, Qt::ElideRight, longestPersonName)));
    m_person->setAccessibleName(tr("Show %1").arg(who));
    m_remove->setAccessibleName(tr("Take %1 out of the session").arg(who));
    m_answer->setAccessibleName(tr("What %1 answered").arg(who));
    m_came->setAccessibleName(tr("Whether %1 came").arg(who));
    m_consent->setAccessibleName(tr("What %1 agreed to").arg(who));
    m_thanks->setAccessibleName(tr("What we thank %1 for").arg(who));
    m_reason->setAccessibleName(tr("Why %1 is not told").arg(who));
    m_skip->setAccessibleName(tr("Do not tell %1 what came of it").arg(who));

    QStringList standing{Words::participantStatus(participant.status())};
    for (const QString &each : {participant.status() == ParticipantStatus::Invited
                                    ? QString()
                                    : SessionWords::invitation(participant.invitation),
                                SessionWords::report(participant.report)}) {
        if (!each.isEmpty())
            standing.append(each);
    }
    m_standing->setText(standing.join(tr(" · ", "between facts about a session")));
    const bool isOpen = session.state < SessionState::ReportedBack;
    m_answer->setVisible(isOpen && session.state < SessionState::WrittenUp);
    m_answer->setCurrentIndex(int(participant.answer));
    m_came->setVisible(isOpen && session.state >= SessionState::Invited);
    m_came->setCurrentIndex(int(participant.attendance));
    m_thanks->setVisible(session.state >= SessionState::Held);
    for (const auto &[edit, text] :
         {std::pair(m_consent, participant.consent), std::pair(m_thanks, participant.thanks)}) {
        if (!edit->hasFocus() || !isSame)
            edit->setText(text);
    }
    m_offer->setVisible(participant.offered.has_value());
    if (participant.offered)
        m_offered->setText(
            tr("%1 answered: “%2”").arg(who, drawableText(participant.offered->snippet)));
    for (QPushButton *button : m_offer->findChildren<QPushButton *>()) {
        if (!button->objectName().isEmpty())
            button->setAccessibleName(
                tr("%1 answered: %2", "a person, yes, no or maybe").arg(who, button->text()));
    }

    const VoiceTelling telling = letter().telling;
    const bool isStopped = telling == VoiceTelling::NeedsYou || telling == VoiceTelling::Failed;
    m_takeBack->setVisible(telling == VoiceTelling::OnItsWay || isStopped ||
                           telling == VoiceTelling::Unknown);
    m_retry->setVisible(isStopped);
    m_wasSent->setVisible(telling == VoiceTelling::Unknown);
    m_write->setVisible(isWanted() && !m_sheet->isOpen());
    m_write->setText(isReporting() ? tr("Tell…") : tr("Invite…"));
    m_write->setAccessibleName(isReporting() ? tr("Tell %1 what came of it").arg(who)
                                             : tr("Invite %1").arg(who));
    m_skip->setVisible(isReporting() && participant.isToBeTold() && !isSettled(telling) &&
                       telling != VoiceTelling::OnItsWay && telling != VoiceTelling::NeedsYou &&
                       !m_skipping->isVisibleTo(this));
    if (!m_skip->isVisibleTo(m_skip->parentWidget()) && isSettled(telling))
        m_skipping->hide();
    m_sheet->setNames(isReporting() ? tr("What %1 is told").arg(who)
                                    : tr("The invitation of %1").arg(who),
                      tr("Send to %1").arg(who), tr("How %1 heard it otherwise").arg(who),
                      tr("%1 knows it otherwise").arg(who));
    m_sheet->setReasonWords(
        isReporting() ? tr("Or how they heard it: by telephone, at the door…")
                      : tr("Or how they were invited: by telephone, at the stand…"),
        isReporting() ? tr("How they heard it: by telephone, at the door…")
                      : tr("How they were invited: by telephone, at the stand…"),
        isReporting() ? tr("They know") : tr("They are invited"));
    if (!isWanted())
        m_sheet->close();
    update();
}

void ParticipantRow::write()
{
    m_problem->hide();
    auto draft = isReporting() ? m_desk.sessions.draftReport(m_session, m_participant.person)
                               : m_desk.sessions.draftInvitation(m_session, m_participant.person);
    draft.then(this, [this, round = ++m_round](const Result<SessionLetter> &letter) {
        if (round != m_round)
            return;
        if (!letter) {
            explain(letter.error());
            return;
        }
        m_basis = letter->basis;
        m_sheet->open({.text = letter->text,
                       .recipients = letter->recipients,
                       .visibility = letter->visibility,
                       .impediment = letter->impediment,
                       .account = letter->account,
                       .draft = letter->draft});
        m_write->hide();
        m_sheet->startWriting();
    });
}

void ParticipantRow::answer(SessionAnswer answer, MessageId proof)
{
    m_desk.sessions.setAnswer(m_session, m_participant.person, answer, proof)
        .then(this, [this](const Result<AppliedChange> &change) {
            done(change, tr("The answer of %1 is written down.").arg(name()));
        });
}

void ParticipantRow::send(const QString &text, const QStringList &parts)
{
    auto sent = isReporting() ? m_desk.sessions.report(m_session, m_participant.person, text,
                                                       m_undoTime, m_basis, parts)
                              : m_desk.sessions.invite(m_session, m_participant.person, text,
                                                       m_undoTime, m_basis, parts);
    sent.then(this, [this](const Result<OutboxItem> &item) {
        if (!item) {
            m_sheet->explain(Words::error(item.error()));
            // They may have written since: the next attempt knows their words.
            auto again = isReporting()
                             ? m_desk.sessions.draftReport(m_session, m_participant.person)
                             : m_desk.sessions.draftInvitation(m_session, m_participant.person);
            again.then(this, [this](const Result<SessionLetter> &letter) {
                if (letter)
                    m_basis = letter->basis;
            });
            return;
        }
        m_sheet->close();
        Q_EMIT settled();
    });
}

void ParticipantRow::otherwise(const QString &how)
{
    auto said = isReporting()
                    ? m_desk.sessions.reportedOtherwise(m_session, m_participant.person, how)
                    : m_desk.sessions.invitedOtherwise(m_session, m_participant.person, how);
    said.then(this, [this](const Result<AppliedChange> &change) {
        if (!change) {
            m_sheet->explain(Words::error(change.error()));
            return;
        }
        m_sheet->close();
        done(change, isReporting() ? tr("%1 has heard what came of it.").arg(name())
                                   : tr("%1 is invited.").arg(name()));
        Q_EMIT settled();
    });
}

void ParticipantRow::done(const Result<AppliedChange> &change, const QString &words)
{
    if (!change) {
        explain(change.error());
        return;
    }
    m_problem->hide();
    if (change->id.isValid() && !words.isEmpty())
        Q_EMIT undoable(change->id, words);
}

void ParticipantRow::explain(const Error &error)
{
    const auto say = [this](const QString &why) {
        m_problem->setText(why);
        m_problem->setVisible(!why.isEmpty());
        Q_EMIT statusMessage(why);
    };
    say(Words::error(error));
    if (error.kind == ErrorKind::Forbidden)
        offerConsent(m_desk, this, ConsentKind::Invite, QList{m_participant.person}, say,
                     [this](ChangeId id, const QString &words) { Q_EMIT undoable(id, words); });
}

void ParticipantRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(ColorRole::Separator, palette()), 1));
    painter.setBrush(color(ColorRole::Surface, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius,
                            metrics::radius);
}

} // namespace casement

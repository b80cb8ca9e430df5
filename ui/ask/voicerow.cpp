// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/voicerow.h"

#include "core/desk/desk.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/lettersheet.h"
#include "ui/style/displaytext.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// A label has one colour for its life; this one changes what it says.
void setStateRole(QLabel *label, ColorRole role)
{
    QPalette palette = label->palette();
    palette.setColor(QPalette::WindowText, color(role, palette));
    label->setPalette(palette);
}

QToolButton *quietButton(QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

} // namespace

VoiceRow::VoiceRow(Desk &desk, QWidget *parent) : QFrame(parent), m_desk(desk)
{
    setFrameShape(QFrame::NoFrame);
    build();
}

void VoiceRow::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::wide, 12, metrics::wide, 12);
    layout->setSpacing(metrics::step);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::half);
    m_person = quietButton(this);
    QFont strong = m_person->font();
    strong.setWeight(QFont::DemiBold);
    m_person->setFont(strong);
    connect(m_person, &QToolButton::clicked, this,
            [this] { Q_EMIT personActivated(m_voice.person); });
    m_where = new ElidedLabel(this);
    m_where->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    makeDim(m_where);
    m_of = quietButton(this);
    m_of->setIcon(icon(u"merge"_s, ColorRole::MutedText));
    m_of->setToolTip(tr("From a duplicate: show it"));
    m_of->setAccessibleName(m_of->toolTip());
    connect(m_of, &QToolButton::clicked, this, [this] { Q_EMIT askActivated(m_voice.ask); });
    m_message = quietButton(this);
    m_message->setIcon(icon(u"chat"_s, ColorRole::MutedText));
    m_message->setToolTip(tr("Show the message"));
    connect(m_message, &QToolButton::clicked, this,
            [this] { Q_EMIT messageActivated(m_voice.conversation, m_voice.quote.message); });
    head->addWidget(m_person);
    head->addWidget(m_where, 1);
    head->addWidget(m_of);
    head->addWidget(m_message);
    layout->addLayout(head);
    m_quote = plainLabel({}, this);
    m_quote->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_quote->setContentsMargins(12, 0, 0, 0);
    layout->addWidget(m_quote);

    auto *line = new QHBoxLayout;
    line->setSpacing(metrics::step);
    m_state = plainLabel({}, this);
    m_again = new QPushButton(this);
    m_takeBack = new QPushButton(tr("Take back"), this);
    m_retry = new QPushButton(tr("Send as it is"), this);
    m_wasSent = new QPushButton(tr("It did go out"), this);
    for (QPushButton *button : {m_again, m_takeBack, m_retry, m_wasSent})
        button->setFlat(true);
    line->addWidget(m_state, 1);
    for (QPushButton *button : {m_again, m_takeBack, m_retry, m_wasSent})
        line->addWidget(button, 0, Qt::AlignTop);
    layout->addLayout(line);
    connect(m_again, &QPushButton::clicked, this, &VoiceRow::open);
    const auto report = [this](const Result<void> &answer) {
        if (!answer)
            explain(Words::error(answer.error()));
    };
    connect(m_takeBack, &QPushButton::clicked, this, [this] {
        m_desk.outbox.cancel(m_voice.outbox).then(this, [this](const Result<Draft> &answer) {
            if (!answer)
                explain(Words::error(answer.error()));
        });
    });
    connect(m_retry, &QPushButton::clicked, this,
            [this, report] { m_desk.outbox.retry(m_voice.outbox).then(this, report); });
    connect(m_wasSent, &QPushButton::clicked, this,
            [this, report] { m_desk.outbox.markSent(m_voice.outbox).then(this, report); });

    m_sheet = new LetterSheet(m_desk, this);
    m_sheet->setReasonWords(tr("Or why they are not told"), tr("Why they are not told from here"),
                            tr("Skip"));
    connect(m_sheet, &LetterSheet::sendRequested, this, &VoiceRow::send);
    connect(m_sheet, &LetterSheet::skipRequested, this, &VoiceRow::skip);
    connect(m_sheet, &LetterSheet::statusMessage, this, &VoiceRow::statusMessage);
    layout->addWidget(m_sheet);
}

void VoiceRow::show(const Ask &ask, const AskVoice &voice)
{
    const bool isNewEnd = m_end != ask.state || m_endAt != ask.stateAt || m_voice.id != voice.id;
    m_voice = voice;
    m_end = ask.state;
    m_endAt = ask.stateAt;
    const QString name = personLabel(voice.personName);
    m_person->setText(escapedMnemonic(fontMetrics().elidedText(name, Qt::ElideRight, 220)));
    m_person->setAccessibleName(tr("Show %1").arg(name));
    m_where->setFullText(tr("%1 · %2", "channel, when it was said")
                             .arg(channelName(voice.channel), Words::shortTime(voice.heardAt)));
    m_where->setToolTip(fullTime(voice.heardAt));
    m_of->setVisible(voice.ask != ask.id);
    m_message->setAccessibleName(tr("Show the message of %1").arg(name));
    m_quote->setText(voice.isTakenBack ? tr("They took these words back.")
                                       : tr("“%1”").arg(drawableText(voice.quote.text)));
    m_quote->setForegroundRole(voice.isTakenBack ? QPalette::PlaceholderText
                                                 : QPalette::WindowText);
    m_sheet->setNames(tr("What %1 is told").arg(name), tr("Send to %1").arg(name),
                      tr("Why %1 is not told").arg(name), tr("Skip %1").arg(name));

    const bool mayTell = isEnd(ask.state) && ask.state != AskState::Duplicate;
    m_state->setVisible(mayTell || voice.telling != VoiceTelling::Untold);
    m_state->setText(AskWords::telling(voice));
    setStateRole(m_state, AskWords::tellingRole(voice.telling));
    m_takeBack->setVisible(
        voice.telling == VoiceTelling::OnItsWay || voice.telling == VoiceTelling::NeedsYou ||
        voice.telling == VoiceTelling::Failed || voice.telling == VoiceTelling::Unknown);
    m_retry->setVisible(voice.telling == VoiceTelling::NeedsYou ||
                        voice.telling == VoiceTelling::Failed);
    m_wasSent->setVisible(voice.telling == VoiceTelling::Unknown);
    const bool isAnew = mayTell && (voice.isOfEarlierEnd || voice.telling == VoiceTelling::Skipped);
    m_again->setText(voice.telling == VoiceTelling::Skipped ? tr("Tell them after all")
                                                            : tr("Tell them of this, too"));
    m_again->setAccessibleName(
        tr("%1: %2", "a person, what can be done").arg(name, m_again->text()));
    m_again->setVisible(isAnew && !m_isOpened);
    if (!isAnew)
        m_isOpened = false;
    m_isWanted = mayTell && (voice.telling == VoiceTelling::Untold || m_isOpened);
    if (!m_isWanted)
        close();
    else if (isNewEnd || !isWriting())
        loadDraft();
    update();
}

bool VoiceRow::isWriting() const
{
    return m_sheet->isOpen();
}

void VoiceRow::startWriting()
{
    m_sheet->startWriting();
}

QPlainTextEdit *VoiceRow::editor() const
{
    return m_sheet->editor();
}

QLineEdit *VoiceRow::reason() const
{
    return m_sheet->reason();
}

void VoiceRow::open()
{
    m_isOpened = true;
    m_again->hide();
    loadDraft();
}

void VoiceRow::close()
{
    ++m_round;
    m_sheet->close();
}

void VoiceRow::loadDraft()
{
    m_desk.asks.draftFor(m_voice.id)
        .then(this, [this, round = ++m_round](const Result<AskAnswer> &answer) {
            if (round != m_round)
                return;
            if (!answer) {
                Q_EMIT statusMessage(Words::error(answer.error()));
                return;
            }
            m_answer = *answer;
            m_sheet->open({.text = answer->text,
                           .recipients = answer->recipients,
                           .visibility = answer->visibility,
                           .impediment = answer->impediment,
                           .account = answer->account,
                           .draft = answer->draft});
            if (m_isOpened)
                m_sheet->startWriting();
            Q_EMIT opened();
        });
}

void VoiceRow::explain(const QString &problem)
{
    m_sheet->explain(problem);
}

void VoiceRow::send(const QString &text, const QStringList &parts)
{
    m_desk.asks.tell(m_voice.id, text, m_undoTime, m_answer.basis, parts)
        .then(this, [this](const Result<OutboxItem> &item) {
            if (!item) {
                explain(Words::error(item.error()));
                // They may have written since: the next attempt knows their words.
                m_desk.asks.draftFor(m_voice.id)
                    .then(this, [this](const Result<AskAnswer> &answer) {
                        if (answer)
                            m_answer.basis = answer->basis;
                    });
                return;
            }
            m_isOpened = false;
            m_isWanted = false;
            close();
            Q_EMIT settled();
        });
}

void VoiceRow::skip(const QString &reason)
{
    m_desk.asks.skip(m_voice.id, reason).then(this, [this](const Result<AppliedChange> &change) {
        if (!change) {
            explain(Words::error(change.error()));
            m_sheet->reason()->setFocus();
            return;
        }
        m_isOpened = false;
        m_isWanted = false;
        close();
        Q_EMIT undoable(change->id, tr("%1 is not told.").arg(personLabel(m_voice.personName)));
        Q_EMIT settled();
    });
}

void VoiceRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(ColorRole::Separator, palette()), 1));
    painter.setBrush(color(ColorRole::Surface, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius,
                            metrics::radius);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color(ColorRole::Separator, palette()));
    const QRect quote = m_quote->geometry();
    const int x = layoutDirection() == Qt::RightToLeft ? quote.right() - 3 : quote.left();
    painter.drawRoundedRect(QRectF(x, quote.top(), 3, quote.height()), 1.5, 1.5);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/sessionframe.h"

#include "core/domain/snoozetext.h"
#include "ui/conversation/tints.h"
#include "ui/session/sessionwords.h"
#include "ui/session/wheel.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QTimeZone>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int longestMeeting = 7 * 24 * 60;
const QString writtenTime = u"yyyy-MM-dd HH:mm"_s;

QTimeZone zoneNamed(const QByteArray &name)
{
    const QTimeZone named(name);
    return named.isValid() ? named : QTimeZone::systemTimeZone();
}

/// The start as the field has it, in the session's zone.
QString writtenStart(const Session &session)
{
    return session.startsAt ? QDateTime::fromMSecsSinceEpoch(toMilliseconds(*session.startsAt),
                                                             zoneNamed(session.zone))
                                  .toString(writtenTime)
                            : QString();
}

int minutesOf(const Session &session)
{
    if (!session.startsAt || !session.endsAt)
        return 0;
    return int(std::chrono::duration_cast<std::chrono::minutes>(*session.endsAt - *session.startsAt)
                   .count());
}

} // namespace

SessionFrame::SessionFrame(QWidget *parent) : QWidget(parent)
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_ask = addLine(tr("We ask"), tr("What we ask of people"),
                    tr("an evening, an opinion, a drawing…"));
    m_give = addLine(tr("They get"), tr("What people get"), tr("dinner, a say, their name on it…"));
    m_when = addLine(tr("When"), tr("When it starts"), tr("next tuesday 18:00"));
    m_whenShown = plainLabel({}, this);
    makeDim(m_whenShown);
    form->addRow(QString(), m_whenShown);
    m_minutes = new QSpinBox(this);
    m_minutes->setRange(0, longestMeeting);
    m_minutes->setSingleStep(15);
    m_minutes->setSuffix(tr(" min"));
    m_minutes->setSpecialValueText(tr("open end"));
    m_minutes->setAccessibleName(tr("How long it takes"));
    leaveWheelToPage(m_minutes);
    form->addRow(tr("For"), m_minutes);
    m_zone = addLine(tr("Zone"), tr("The time zone that is meant"),
                     QString::fromUtf8(QTimeZone::systemTimeZoneId()));
    QStringList zones;
    for (const QByteArray &zone : QTimeZone::availableTimeZoneIds())
        zones.append(QString::fromUtf8(zone));
    auto *completer = new QCompleter(zones, m_zone);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_zone->setCompleter(completer);
    m_place = addLine(tr("Where"), tr("Place"), tr("a room, a call, a channel"));
    m_host = new QComboBox(this);
    m_host->setAccessibleName(tr("Host"));
    leaveWheelToPage(m_host);
    m_host->addItem(tr("nobody yet"), QVariant::fromValue<qint64>(0));
    form->addRow(tr("Host"), m_host);
    m_collaboration = new QComboBox(this);
    m_collaboration->setEditable(true);
    leaveWheelToPage(m_collaboration);
    m_collaboration->setInsertPolicy(QComboBox::NoInsert);
    m_collaboration->setAccessibleName(tr("Collaboration"));
    m_collaboration->lineEdit()->setPlaceholderText(tr("what several sessions are about"));
    form->addRow(tr("Part of"), m_collaboration);

    connect(m_minutes, &QSpinBox::valueChanged, this, [this] {
        if (!m_isFilling)
            Q_EMIT edited();
    });
    connect(m_when, &QLineEdit::textEdited, this, &SessionFrame::showWhen);
    connect(m_zone, &QLineEdit::textEdited, this, &SessionFrame::showWhen);
    connect(m_host, &QComboBox::activated, this, &SessionFrame::edited);
    const auto choose = [this] {
        const QString title = m_collaboration->currentText().simplified();
        if (!m_isFilling && title != m_session.collaborationTitle)
            Q_EMIT collaborationChosen(title);
    };
    connect(m_collaboration, &QComboBox::activated, this, choose);
    connect(m_collaboration->lineEdit(), &QLineEdit::editingFinished, this, choose);
}

QLineEdit *SessionFrame::addLine(const QString &label, const QString &name,
                                 const QString &placeholder)
{
    auto *line = new QLineEdit(this);
    line->setAccessibleName(name);
    line->setPlaceholderText(placeholder);
    line->setMaxLength(1000);
    connect(line, &QLineEdit::textEdited, this, &SessionFrame::edited);
    static_cast<QFormLayout *>(layout())->addRow(label, line);
    return line;
}

void SessionFrame::show(const Session &session, bool isKept)
{
    m_isFilling = true;
    const bool isSame = session.id == m_session.id;
    m_session = session;
    const bool follows = !isSame || !isKept;
    const auto setLine = [&](QLineEdit *edit, const QString &text) {
        if (follows && !(isSame && edit->hasFocus()) && edit->text() != text)
            edit->setText(text);
        if (!edit->hasFocus())
            edit->setCursorPosition(0); // its beginning is seen
    };
    setLine(m_ask, session.ask);
    setLine(m_give, session.give);
    setLine(m_place, session.place);
    setLine(m_zone, QString::fromUtf8(session.zone));
    setLine(m_when, writtenStart(session));
    if (follows) {
        m_minutes->setValue(minutesOf(session));
        m_host->setCurrentIndex(qMax(0, m_host->findData(session.host.value)));
    }
    if (!m_collaboration->lineEdit()->hasFocus() || !isSame)
        m_collaboration->setCurrentText(session.collaborationTitle);
    m_isFilling = false;
    showWhen();
}

void SessionFrame::setStaff(const QList<Staff> &staff)
{
    m_isFilling = true;
    while (m_host->count() > 1)
        m_host->removeItem(1);
    for (const Staff &each : staff)
        m_host->addItem(each.isMe ? tr("%1 (you)").arg(displayLine(each.name))
                                  : displayLine(each.name),
                        each.id.value);
    m_host->setCurrentIndex(qMax(0, m_host->findData(m_session.host.value)));
    m_isFilling = false;
}

void SessionFrame::setCollaborations(const QList<Collaboration> &collaborations)
{
    if (m_collaboration->lineEdit()->hasFocus())
        return; // somebody is typing there
    m_isFilling = true;
    const QString text = m_collaboration->currentText();
    m_collaboration->clear();
    m_collaboration->addItem(QString());
    for (const Collaboration &each : collaborations)
        m_collaboration->addItem(each.title);
    m_collaboration->setCurrentText(text);
    m_isFilling = false;
}

std::optional<Timestamp> SessionFrame::typedTime() const
{
    const QString text = m_when->text().simplified();
    if (text.isEmpty())
        return std::nullopt;
    const QTimeZone zone = zoneNamed(m_zone->text().trimmed().toUtf8());
    QDateTime at = QDateTime::fromString(text, writtenTime);
    if (at.isValid())
        at.setTimeZone(zone);
    else
        at = parseSnoozeText(text, QDateTime::currentDateTime().toTimeZone(zone), locale())
                 .value_or(QDateTime());
    return at.isValid() ? std::optional(fromDateTime(at)) : std::nullopt;
}

void SessionFrame::showWhen()
{
    const auto at = typedTime();
    Session shown = m_session;
    shown.startsAt = at;
    shown.zone = m_zone->text().trimmed().toUtf8();
    if (at && m_minutes->value() > 0)
        shown.endsAt = *at + std::chrono::minutes(m_minutes->value());
    else
        shown.endsAt.reset();
    m_whenShown->setText(at ? SessionWords::when(shown)
                         : m_when->text().trimmed().isEmpty()
                             ? QString()
                             : tr("That is no time that is understood here."));
    m_whenShown->setVisible(!m_whenShown->text().isEmpty());
}

bool SessionFrame::apply(Session &session) const
{
    session.ask = m_ask->text().trimmed();
    session.give = m_give->text().trimmed();
    session.place = m_place->text().trimmed();
    const QByteArray zone = m_zone->text().trimmed().toUtf8();
    if (zone.isEmpty() || QTimeZone::isTimeZoneIdAvailable(zone))
        session.zone = zone;
    session.host = StaffId{m_host->currentData().toLongLong()};
    if (m_when->text() == writtenStart(m_session) && session.zone == m_session.zone &&
        m_minutes->value() == minutesOf(m_session))
        return true; // what is not typed here keeps its seconds
    const auto at = typedTime();
    if (!at && !m_when->text().trimmed().isEmpty())
        return false;
    session.startsAt = at;
    session.endsAt = at && m_minutes->value() > 0
                         ? std::optional(*at + std::chrono::minutes(m_minutes->value()))
                         : std::nullopt;
    return true;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/conversationheader.h"

#include "ui/conversation/flowlayout.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// A word on a rounded ground.
class Chip final : public QWidget
{
public:
    Chip(const QString &text, const ChipColors &colors, QWidget *parent)
        : QWidget(parent)
        , m_text(text)
        , m_colors(colors)
    {
        setAccessibleName(text);
    }
    [[nodiscard]] QSize sizeHint() const override
    {
        return {fontMetrics().horizontalAdvance(m_text) + 2 * metrics::step,
                fontMetrics().height() + 4};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_colors.background);
        painter.drawRoundedRect(rect(), metrics::half, metrics::half);
        painter.setPen(m_colors.text);
        painter.drawText(rect(), Qt::AlignCenter,
                         fontMetrics().elidedText(m_text, Qt::ElideRight, width() - metrics::step));
    }

private:
    QString m_text;
    ChipColors m_colors;
};

} // namespace

ConversationHeader::ConversationHeader(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::wide, metrics::page, 12);
    layout->setSpacing(metrics::half);

    m_subject = new QLabel(this);
    m_subject->setTextFormat(Qt::PlainText);
    m_subject->setWordWrap(true);
    m_subject->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont title = m_subject->font();
    title.setPointSizeF(title.pointSizeF() * 1.3);
    title.setWeight(QFont::DemiBold);
    m_subject->setFont(title);
    m_subject->setAccessibleName(tr("Subject"));
    layout->addWidget(m_subject);

    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::half);
    // The button's own padding, on both sides: margins are not mirrored for right-to-left.
    constexpr int padding = 11;
    row->setContentsMargins(-padding, 0, -padding, 0);
    m_person = new QToolButton(this);
    m_person->setAutoRaise(true);
    m_person->setToolTip(tr("Show this person"));
    connect(m_person, &QToolButton::clicked, this,
            [this] { Q_EMIT personActivated(m_summary.person); });
    m_channelIcon = new QLabel(this);
    m_facts = new QLabel(this);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    makeDim(m_facts);
    row->addWidget(m_person);
    row->addWidget(m_channelIcon);
    row->addWidget(m_facts, 1);
    layout->addLayout(row);

    m_origin = new QWidget(this);
    auto *origin = new FlowLayout(m_origin, metrics::half);
    const auto button = [this, origin](const QString &iconName) {
        auto *made = new QToolButton(m_origin);
        made->setAutoRaise(true);
        made->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        made->setIcon(icon(iconName, ColorRole::Accent));
        made->setFocusPolicy(Qt::TabFocus);
        origin->addWidget(made);
        return made;
    };
    m_from = button(u"split"_s);
    connect(m_from, &QToolButton::clicked, this,
            [this] { Q_EMIT conversationActivated(m_summary.splitFrom); });
    m_putBack = button(u"undo"_s);
    m_putBack->setText(tr("Put back"));
    m_putBack->setToolTip(tr("With everything that was said in it since"));
    connect(m_putBack, &QToolButton::clicked, this, &ConversationHeader::putBackWanted);
    layout->addWidget(m_origin);

    m_chips = new QWidget(this);
    new FlowLayout(m_chips, metrics::half);
    layout->addWidget(m_chips);
}

void ConversationHeader::show(const ConversationSummary &summary)
{
    m_summary = summary;
    fill();
}

void ConversationHeader::setTags(const QList<Tag> &tags)
{
    m_tags.clear();
    for (const Tag &tag : tags)
        m_tags.insert(tag.id, tag);
    fill();
}

void ConversationHeader::setStaff(const QList<Staff> &staff)
{
    m_staff.clear();
    for (const Staff &each : staff)
        m_staff.insert(each.id, each);
    fill();
}

void ConversationHeader::fill()
{
    const QString name = Words::name(m_summary.personName);
    const QString subject = displayLine(
        QStringView(m_summary.subject).first(qMin<qsizetype>(m_summary.subject.size(), 300)));
    m_subject->setText(subject.isEmpty() ? tr("Conversation with %1").arg(name) : subject);
    m_person->setText(escapedMnemonic(fontMetrics().elidedText(name, Qt::ElideRight, 240)));
    m_person->setAccessibleName(tr("Person: %1").arg(name));
    m_channelIcon->setPixmap(iconPixmap(channelIconName(m_summary.channel), 14,
                                        color(ColorRole::MutedText, palette()),
                                        devicePixelRatioF()));
    QStringList facts{channelName(m_summary.channel), Words::state(m_summary.state)};
    if (m_summary.state == ConversationState::Snoozed && m_summary.snoozedUntil)
        facts.last() = tr("Snoozed until %1").arg(Words::shortTime(*m_summary.snoozedUntil));
    if (m_summary.waitingSince)
        facts.append(tr("waiting for us for %1").arg(Words::duration(*m_summary.waitingSince)));
    if (m_summary.assignee.isValid()) {
        const Staff staff = m_staff.value(m_summary.assignee);
        if (staff.isMe)
            facts.append(tr("assigned to you"));
        else if (staff.id.isValid())
            facts.append(tr("assigned to %1").arg(displayLine(staff.name)));
    }
    if (m_summary.muted)
        facts.append(tr("muted"));
    m_facts->setText(facts.join(tr(" · ", "between facts about a conversation")));
    m_facts->setAccessibleName(m_facts->text());

    m_origin->setVisible(m_summary.splitFrom.isValid());
    const QString whole = displayLine(m_summary.splitFromSubject);
    const QString from = whole.isEmpty() ? tr("another conversation")
                                         : fontMetrics().elidedText(whole, Qt::ElideRight, 260);
    m_from->setText(escapedMnemonic(tr("Split off from %1").arg(from)));
    m_from->setAccessibleName(tr("Split off from %1").arg(from));
    m_putBack->setAccessibleName(tr("Put back into %1").arg(from));

    while (QLayoutItem *item = m_chips->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (!m_summary.wokeBecause.isEmpty()) {
        m_chips->layout()->addWidget(new Chip(displayLine(m_summary.wokeBecause),
                                              {.background = color(ColorRole::Selection, palette()),
                                               .text = palette().color(QPalette::WindowText)},
                                              m_chips));
    }
    for (const TagId id : std::as_const(m_summary.tags)) {
        const Tag tag = m_tags.value(id);
        if (!tag.id.isValid())
            continue;
        auto *chip =
            new Chip(displayLine(tag.name), chipColors(QColor(tag.colour), palette()), m_chips);
        chip->setAccessibleName(tr("Tag: %1").arg(displayLine(tag.name)));
        m_chips->layout()->addWidget(chip);
    }
    m_chips->setVisible(m_chips->layout()->count() > 0);
}

void ConversationHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_summary.id.isValid())
        fill();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/messagecard.h"

#include "core/domain/outbox.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/flowlayout.h"
#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/rowbutton.h"
#include "ui/style/displaytext.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int cardAvatar = 28;

/// Layouts of rows that are filled anew: what they held goes at once, not when the event loop comes
/// round.
void clearLayout(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

/// Children of a visible widget stay hidden until the event loop comes round, and a hidden one has
/// no height to measure.
void addShown(QLayout *layout, QWidget *widget)
{
    layout->addWidget(widget);
    widget->show();
}

QLabel *lineLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

class WarningRow final : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(warningColor(palette()));
        painter.drawRoundedRect(rect(), metrics::half, metrics::half);
    }
};

QStringList recipientNames(const TimelineItem &item)
{
    QStringList names;
    for (const Recipient &recipient : item.recipients) {
        if (recipient.role != RecipientRole::ReplyTo)
            names.append(Words::name(recipient.address.name, recipient.address.address));
    }
    return names;
}

} // namespace

TimelineKey keyOf(const TimelineItem &item)
{
    const int kind = static_cast<int>(item.kind);
    switch (item.kind) {
    case TimelineItem::Kind::Message:
        return {.kind = kind,
                .id = item.message.isValid() ? item.message.value : -item.outbox.value};
    case TimelineItem::Kind::Note:
        return {.kind = kind, .id = item.note.value};
    case TimelineItem::Kind::Passage:
        return {.kind = kind, .id = item.passage.value};
    case TimelineItem::Kind::Heading:
        return {.kind = kind, .id = item.passage.value, .at = toMilliseconds(item.at)};
    case TimelineItem::Kind::Audit:
        break;
    }
    return {.kind = kind,
            .id = static_cast<qint64>(qHash(item.text) >> 1),
            .at = toMilliseconds(item.at)};
}

MessageCard::MessageCard(CodeHighlighter &code, QWidget *parent) : QFrame(parent), m_code(code)
{
    setFrameShape(QFrame::NoFrame);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    build();
}

void MessageCard::build()
{
    m_layout = new QVBoxLayout(this);
    m_layout->setSpacing(metrics::step);
    m_layout->setContentsMargins(metrics::wide, 12, metrics::wide, 12);

    m_separator = lineLabel(tr("New since you last looked"), this);
    m_separator->setAlignment(Qt::AlignCenter);
    setTextRole(m_separator, ColorRole::Accent);
    QFont strong = m_separator->font();
    strong.setWeight(QFont::DemiBold);
    m_separator->setFont(strong);
    m_layout->addWidget(m_separator);

    m_head = new QWidget(this);
    auto *head = new QHBoxLayout(m_head);
    head->setContentsMargins(0, 0, 0, 0);
    head->setSpacing(metrics::half);
    m_icon = new QLabel(m_head);
    m_icon->setFixedSize(cardAvatar, cardAvatar);
    m_icon->setAlignment(Qt::AlignCenter);
    m_author = new QToolButton(m_head);
    m_author->setAutoRaise(true);
    m_author->setFont(strong);
    m_author->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_author->setFocusPolicy(Qt::TabFocus);
    connect(m_author, &QToolButton::clicked, this, [this] {
        if (m_item.person.isValid())
            Q_EMIT personActivated(m_item.person);
    });
    m_role = new ElidedLabel(m_head);
    m_role->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    makeDim(m_role);
    m_edited = new QToolButton(m_head);
    m_edited->setAutoRaise(true);
    m_edited->setText(tr("edited"));
    m_edited->setToolTip(tr("Show what it said before"));
    m_edited->setAccessibleName(m_edited->toolTip());
    m_edited->setFocusPolicy(Qt::TabFocus);
    connect(m_edited, &QToolButton::clicked, this, &MessageCard::versionsWanted);
    m_time = lineLabel({}, m_head);
    makeDim(m_time);
    m_menuButton = new QToolButton(m_head);
    m_menuButton->setAutoRaise(true);
    m_menuButton->setIcon(icon(u"more"_s, ColorRole::MutedText));
    m_menuButton->setAccessibleName(tr("Actions for this message"));
    m_menuButton->setToolTip(tr("Actions for this message"));
    m_menuButton->setFocusPolicy(Qt::TabFocus);
    connect(m_menuButton, &QToolButton::clicked, this, &MessageCard::showMenu);
    head->addWidget(m_icon);
    head->addWidget(m_author);
    head->addWidget(m_role, 1);
    head->addWidget(m_edited);
    head->addWidget(m_time);
    head->addWidget(m_menuButton);
    m_layout->addWidget(m_head);

    m_notices = new QWidget(this);
    auto *notices = new QVBoxLayout(m_notices);
    notices->setContentsMargins(0, 0, 0, 0);
    notices->setSpacing(metrics::half);
    m_layout->addWidget(m_notices);

    m_body = new MessageBody(this);
    m_layout->addWidget(m_body);
    connect(m_body, &MessageBody::linkActivated, this, &MessageCard::linkActivated);
    connect(m_body, &MessageBody::linkHovered, this, &MessageCard::linkHovered);
    connect(m_body, &MessageBody::quoteToggled, this, &MessageCard::quoteToggled);
    connect(m_body, &MessageBody::moreWanted, this, &MessageCard::moreWanted);
    connect(m_body, &MessageBody::replyWanted, this, &MessageCard::replyWanted);
    connect(m_body, &MessageBody::factWanted, this, &MessageCard::factWanted);
    connect(m_body, &MessageBody::askWanted, this, &MessageCard::askWanted);
    connect(m_body, &MessageBody::promiseWanted, this, &MessageCard::promiseWanted);

    m_attachments = new QWidget(this);
    new FlowLayout(m_attachments, metrics::step);
    m_layout->addWidget(m_attachments);
    m_foot = new QWidget(this);
    new FlowLayout(m_foot, metrics::step);
    m_layout->addWidget(m_foot);
}

bool MessageCard::isOurs() const
{
    return m_item.kind == TimelineItem::Kind::Message && m_item.direction == Direction::Outgoing;
}

bool MessageCard::isLine() const
{
    return m_item.kind == TimelineItem::Kind::Audit || isLink();
}

void MessageCard::show(const TimelineEntry &entry, int zoom, int width)
{
    m_item = entry.item;
    m_entry = entry;
    m_zoom = zoom;
    m_separator->setVisible(entry.isFirstUnread);
    m_layout->setContentsMargins(metrics::wide, isLine() ? 0 : 12, metrics::wide,
                                 isLine() ? 0 : 12);
    m_head->setVisible(!isLink());
    fillHead();
    m_body->setVisible(!isLine());
    if (!isLine())
        fillBody(entry, width - 2 * metrics::wide);
    fillNotices(entry);
    fillAttachments();
    fillFoot();
    setAccessibleName(
        isLink()   ? Words::otherConversation(m_item)
        : isLine() ? m_item.text
                   : tr("%1, %2: %3").arg(m_author->text(), m_time->text(), m_item.text.left(200)));
    refresh(entry, m_isCurrent);
    updateGeometry();
}

void MessageCard::refresh(const TimelineEntry &entry, bool isCurrent)
{
    m_isSelected = entry.isSelected;
    m_isCurrent = isCurrent;
    update();
}

void MessageCard::fillHead()
{
    // At a desk where nobody has said their name, notes are one's own.
    const bool isNameless = isNote() && m_item.authorName.trimmed().isEmpty();
    const QString name =
        isNameless ? tr("You") : Words::name(m_item.authorName, m_item.authorAddress);
    m_author->setText(escapedMnemonic(fontMetrics().elidedText(name, Qt::ElideRight, 260)));
    m_author->setAccessibleName(name);
    m_author->setEnabled(m_item.person.isValid() && !isNote() && !isOurs());
    m_author->setToolTip(m_item.authorAddress.isEmpty()
                             ? QString()
                             : u"<span>"_s + displayLine(m_item.authorAddress).toHtmlEscaped() +
                                   u"</span>"_s);
    // A disabled button would look switched off; here it only means that there is nowhere to go.
    QPalette palette = m_author->palette();
    palette.setColor(QPalette::Disabled, QPalette::ButtonText,
                     this->palette().color(QPalette::WindowText));
    m_author->setPalette(palette);
    m_time->setText(Words::shortTime(m_item.at));
    m_time->setToolTip(fullTime(m_item.at));
    m_edited->setVisible(m_item.editedAt && !m_item.removedAt);
    QPalette dim = m_edited->palette();
    dim.setColor(QPalette::ButtonText, color(ColorRole::MutedText, this->palette()));
    m_edited->setPalette(dim);
    m_author->setVisible(!isLine());
    m_menuButton->setVisible(!isLine());

    const qreal ratio = devicePixelRatioF();
    QString role;
    if (m_item.kind == TimelineItem::Kind::Audit) {
        m_icon->setPixmap(
            iconPixmap(u"done"_s, 14, color(ColorRole::MutedText, this->palette()), ratio));
        m_icon->setAccessibleName(tr("History"));
        role = displayLine(m_item.text);
    } else if (isNote()) {
        m_icon->setPixmap(
            iconPixmap(u"note"_s, 18, color(ColorRole::Warning, this->palette()), ratio));
        m_icon->setAccessibleName(tr("Internal note"));
        role = tr("Internal note · only your team sees this");
    } else if (isOurs()) {
        m_icon->setPixmap(
            iconPixmap(u"reply"_s, 18, color(ColorRole::Accent, this->palette()), ratio));
        m_icon->setAccessibleName(tr("Sent by us"));
        const QStringList names = recipientNames(m_item);
        role = names.isEmpty() ? tr("from us") : tr("from us, to %1").arg(Words::list(names));
    } else {
        m_icon->setPixmap(
            avatarPixmap(name, m_item.person.value, cardAvatar, this->palette(), ratio));
        m_icon->setAccessibleName(tr("Received"));
        if (m_item.isAutomatic)
            role = tr("automatic reply");
        else if (m_item.isContext)
            role = tr("to others");
    }
    const QString heard = Words::visibility(m_item.visibility);
    if (m_item.kind == TimelineItem::Kind::Message && !heard.isEmpty())
        role = role.isEmpty() ? heard : tr("%1 · %2").arg(role, heard);
    m_role->setFullText(role);
}

void MessageCard::fillBody(const TimelineEntry &entry, int width)
{
    m_body->prepare(width);
    QStringList quotes;
    for (const AskMark &mark : std::as_const(m_item.asks))
        quotes.append(mark.quote);
    m_body->setQuotes(quotes);
    TextOptions options{.showQuotes = entry.showsQuotes,
                        .limit = entry.limit,
                        .palette = palette(),
                        .font = font()};
    if (m_zoom != 0 && options.font.pointSizeF() > 0)
        options.font.setPointSizeF(qMax(6.0, options.font.pointSizeF() + m_zoom));
    if (entry.rendered)
        fillWithHtml(m_body->safeDocument(), entry.rendered->html, entry.rendered->quotedHtml,
                     options, m_code);
    else
        fillWithText(m_body->safeDocument(), m_item.text, options, m_code);
    m_body->refilled();
    m_body->setVisible(!m_body->safeDocument().isEmpty());
}

QWidget *MessageCard::notice(const QString &iconName, const QString &text, const QString &action,
                             void (MessageCard::*signal)())
{
    auto *row = new WarningRow(m_notices);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(metrics::step, metrics::half, metrics::step, metrics::half);
    auto *image = new QLabel(row);
    image->setPixmap(
        iconPixmap(iconName, 16, color(ColorRole::Warning, palette()), devicePixelRatioF()));
    layout->addWidget(image, 0, Qt::AlignTop);
    QLabel *label = lineLabel(text, row);
    label->setWordWrap(true);
    layout->addWidget(label, 1);
    if (!action.isEmpty()) {
        auto *button = new QPushButton(action, row);
        button->setFlat(true);
        connect(button, &QPushButton::clicked, this, signal);
        layout->addWidget(button);
    }
    return row;
}

void MessageCard::fillNotices(const TimelineEntry &entry)
{
    clearLayout(m_notices->layout());
    if (isLink()) {
        auto *button = new RowButton(m_notices);
        button->setContent(m_item.channel.isEmpty() ? u"split"_s : channelIconName(m_item.channel),
                           Words::otherConversation(m_item), {});
        button->setToolTip(tr("Open it"));
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &RowButton::clicked, this,
                [this] { Q_EMIT passageActivated(m_item.passage); });
        addShown(m_notices->layout(), button);
    }
    if (m_item.removedAt) {
        const QString name = Words::name(m_item.authorName, m_item.authorAddress);
        const Timestamp gone = *m_item.removedAt + std::chrono::hours(24);
        addShown(m_notices->layout(),
                 notice(u"trash"_s,
                        gone > systemNow()
                            ? tr("%1 removed this. The words are erased for good on %2.")
                                  .arg(name, fullTime(gone))
                            : tr("%1 removed this.").arg(name),
                        {}, nullptr));
    }
    if (m_item.isQuarantined && !m_item.removedAt) {
        addShown(m_notices->layout(),
                 notice(u"attention"_s,
                        tr("This message could not be read and is shown as raw text: %1")
                            .arg(displayLine(m_item.quarantineReason)),
                        tr("Show original"), &MessageCard::originalWanted));
    }
    if (entry.rendered) {
        const QStringList &warnings = entry.rendered->warnings;
        for (const QString &warning : warnings.first(qMin<qsizetype>(warnings.size(), 3)))
            addShown(m_notices->layout(), notice(u"warning"_s, displayLine(warning), {}, nullptr));
        if (!entry.rendered->blockedRemote.isEmpty() && !entry.allowsRemote) {
            addShown(m_notices->layout(),
                     notice(u"lock"_s, tr("Remote images were not loaded"),
                            tr("Load for this message"), &MessageCard::remoteWanted));
        }
    }
    m_notices->setVisible(m_notices->layout()->count() > 0);
    m_notices->updateGeometry();
}

void MessageCard::fillAttachments()
{
    clearLayout(m_attachments->layout());
    for (int i = 0; i < m_item.attachments.size() && i < 50; ++i) {
        const Attachment &attachment = m_item.attachments.at(i);
        if (attachment.isInline && !attachment.contentId.isEmpty() && m_entry.rendered)
            continue; // it stands in the text
        const QString name =
            displayLine(attachment.name.isEmpty() ? tr("file without a name") : attachment.name);
        auto *chip = new QToolButton(m_attachments);
        chip->setObjectName(u"attachment-%1"_s.arg(i));
        chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        chip->setIcon(icon(u"attachment"_s, ColorRole::MutedText));
        const QString shortName = fontMetrics().elidedText(name, Qt::ElideMiddle, 220);
        if (attachment.size > 0) {
            const QString size = Words::size(attachment.size);
            chip->setText(
                escapedMnemonic(tr("%1 · %2", "file name and size").arg(shortName, size)));
            chip->setAccessibleName(tr("Attachment %1, %2").arg(name, size));
        } else { // the channel does not tell
            chip->setText(escapedMnemonic(shortName));
            chip->setAccessibleName(tr("Attachment %1").arg(name));
        }
        chip->setToolTip(u"<span>"_s + name.toHtmlEscaped() + u"</span>"_s);
        connect(chip, &QToolButton::clicked, this, [this, i] { Q_EMIT attachmentActivated(i); });
        addShown(m_attachments->layout(), chip);
    }
    if (m_item.attachments.size() > 50)
        addShown(m_attachments->layout(),
                 lineLabel(tr("and %n more", "attachments",
                              static_cast<int>(m_item.attachments.size() - 50)),
                           m_attachments));
    m_attachments->setVisible(m_attachments->layout()->count() > 0);
    m_attachments->updateGeometry();
}

void MessageCard::fillFoot()
{
    clearLayout(m_foot->layout());
    const auto add = [this](const QString &iconName, const QString &text, ColorRole role) {
        auto *row = new QWidget(m_foot);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metrics::half);
        auto *image = new QLabel(row);
        image->setPixmap(iconPixmap(iconName, 14, color(role, palette()), devicePixelRatioF()));
        QLabel *label = lineLabel(text, row);
        label->setMaximumWidth(520);
        setTextRole(label, role);
        layout->addWidget(image);
        layout->addWidget(label);
        addShown(m_foot->layout(), row);
    };
    const auto addButton = [this](const QString &text, auto &&slot) {
        auto *button = new QPushButton(text, m_foot);
        button->setFlat(true);
        connect(button, &QPushButton::clicked, this, slot);
        addShown(m_foot->layout(), button);
    };
    if (isOurs() && !m_item.deliveryState.isEmpty()) {
        const QString state = m_item.deliveryState.section(u':', 0, 0).trimmed();
        const QString reason = displayLine(m_item.deliveryState.section(u':', 1).trimmed());
        const OutboxId outbox = m_item.outbox;
        if (state == toString(OutboxState::Held) || state == toString(OutboxState::Queued) ||
            state == toString(OutboxState::Sending)) {
            add(u"outbox"_s, reason.isEmpty() ? tr("Sending…") : tr("Sending… %1").arg(reason),
                ColorRole::MutedText);
            if (outbox.isValid() && state != toString(OutboxState::Sending))
                addButton(tr("Undo"), [this, outbox] { Q_EMIT undoWanted(outbox); });
        } else if (state == toString(OutboxState::Failed)) {
            add(u"warning"_s, tr("Failed: %1").arg(reason), ColorRole::Danger);
            if (outbox.isValid()) {
                addButton(tr("Edit"), [this, outbox] { Q_EMIT undoWanted(outbox); });
                addButton(tr("Try again"), [this, outbox] { Q_EMIT retryWanted(outbox); });
            }
        } else if (state == toString(OutboxState::NeedsYou) ||
                   state == toString(OutboxState::Unknown)) {
            add(u"attention"_s,
                reason.isEmpty() ? tr("Needs you") : tr("Needs you: %1").arg(reason),
                ColorRole::Warning);
            if (outbox.isValid()) {
                addButton(tr("Edit"), [this, outbox] { Q_EMIT undoWanted(outbox); });
                addButton(tr("Send as it is"), [this, outbox] { Q_EMIT retryWanted(outbox); });
            }
        } else if (state == toString(OutboxState::Delivered)) {
            add(u"check"_s, reason.isEmpty() ? tr("Delivered") : tr("Delivered: %1").arg(reason),
                ColorRole::MutedText);
        } else if (state == toString(OutboxState::Accepted)) {
            add(u"check"_s, tr("Accepted by the server"), ColorRole::MutedText);
        } else {
            add(u"outbox"_s, displayLine(m_item.deliveryState), ColorRole::MutedText);
        }
    }
    if (!m_item.link.isEmpty() && !isOurs()) {
        auto *button = new QToolButton(m_foot);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(u"globe"_s, ColorRole::Accent));
        button->setText(tr("Open in the browser"));
        button->setAccessibleName(button->text());
        connect(button, &QToolButton::clicked, this,
                [this] { Q_EMIT linkActivated(m_item.link, {}); });
        addShown(m_foot->layout(), button);
    }
    for (const SessionId session : std::as_const(m_item.sessions)) {
        auto *button = new QToolButton(m_foot);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(u"session"_s, ColorRole::Accent));
        button->setText(tr("Inspired a session"));
        connect(button, &QToolButton::clicked, this,
                [this, session] { Q_EMIT sessionActivated(session); });
        addShown(m_foot->layout(), button);
    }
    addAsks();
    m_foot->setVisible(m_foot->layout()->count() > 0);
    m_foot->updateGeometry();
}

void MessageCard::addAsks()
{
    constexpr int widest = 360;
    for (const AskMark &mark : std::as_const(m_item.asks)) {
        auto *button = new QToolButton(m_foot);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setIcon(icon(isEnd(mark.state) ? u"done"_s : u"ask"_s, ColorRole::Accent));
        const QString words = displayLine(mark.restated);
        const QString state = AskWords::state(mark.state);
        button->setText(escapedMnemonic(
            tr("%1: %2", "what became of an ask, the ask")
                .arg(state, fontMetrics().elidedText(words, Qt::ElideRight, widest))));
        button->setAccessibleName(tr("Ask, %1: %2").arg(state, words));
        button->setToolTip(u"<span>"_s + words.toHtmlEscaped() + u"</span>"_s);
        connect(button, &QToolButton::clicked, this,
                [this, id = mark.ask] { Q_EMIT askActivated(id); });
        addShown(m_foot->layout(), button);
    }
}

QList<std::pair<QRect, qsizetype>> MessageCard::askMarks() const
{
    QList<std::pair<QRect, qsizetype>> marks;
    if (m_item.asks.isEmpty() || !m_body->isVisibleTo(this))
        return marks;
    const QList<QRect> quotes = m_body->quoteRects();
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    for (qsizetype i = 0; i < std::min(quotes.size(), m_item.asks.size()); ++i) {
        if (quotes.at(i).isNull())
            continue;
        const QRect seen = quotes.at(i).translated(m_body->pos());
        const int x = isRightToLeft ? m_body->geometry().right() + 3 : m_body->x() - 11;
        marks.append({QRect(x, seen.top(), 9, std::max(seen.height(), 9)), i});
    }
    return marks;
}

/// A diamond where it is open, a ring where it came to an end, and a line beside the words.
void MessageCard::paintAskMarks(QPainter &painter) const
{
    const QColor ink = color(ColorRole::Accent, palette());
    for (const auto &[place, index] : askMarks()) {
        const QPointF middle(place.center().x() + 0.5, place.top() + 8.5);
        if (place.bottom() > middle.y() + 8) {
            painter.setPen(QPen(ink, 1.5));
            painter.drawLine(QPointF(middle.x(), middle.y() + 5),
                             QPointF(middle.x(), place.bottom()));
        }
        if (isEnd(m_item.asks.at(index).state)) {
            painter.setPen(QPen(ink, 1.5));
            painter.setBrush(Qt::NoBrush);
            painter.drawEllipse(middle, 3.5, 3.5);
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(ink);
            painter.drawPolygon(QPolygonF{middle + QPointF(0, -4.5), middle + QPointF(4.5, 0),
                                          middle + QPointF(0, 4.5), middle + QPointF(-4.5, 0)});
        }
    }
}

bool MessageCard::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        for (const auto &[place, index] : askMarks()) {
            if (!place.adjusted(-4, -2, 4, 2).contains(help->pos()))
                continue;
            const AskMark &mark = m_item.asks.at(index);
            QToolTip::showText(help->globalPos(),
                               u"<span>"_s +
                                   tr("Ask, %1: %2")
                                       .arg(AskWords::state(mark.state), displayLine(mark.restated))
                                       .toHtmlEscaped() +
                                   u"</span>"_s,
                               this);
            return true;
        }
    }
    return QFrame::event(event);
}

void MessageCard::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_item.kind == TimelineItem::Kind::Message) {
        const QString selection = m_body->selectedText();
        if (m_isElsewhere) {
            connect(menu->addAction(icon(u"all"_s), tr("Show in its conversation")),
                    &QAction::triggered, this, &MessageCard::conversationWanted);
        } else {
            connect(menu->addAction(icon(u"reply"_s), selection.isEmpty()
                                                          ? tr("Reply, quoting the message")
                                                          : tr("Reply, quoting the selection")),
                    &QAction::triggered, this,
                    [this, selection] { Q_EMIT replyWanted(selection); });
            if (!isOurs() && !m_item.removedAt)
                connect(menu->addAction(icon(u"ask"_s), tr("Make an ask of this…")),
                        &QAction::triggered, this,
                        [this, selection] { Q_EMIT askWanted(selection); });
            if (!m_item.removedAt)
                connect(menu->addAction(icon(u"promise"_s), tr("Write down a promise…")),
                        &QAction::triggered, this,
                        [this, selection] { Q_EMIT promiseWanted(selection); });
            connect(menu->addAction(icon(u"session"_s), tr("Start a session from this")),
                    &QAction::triggered, this, &MessageCard::sessionWanted);
            connect(menu->addAction(icon(u"split"_s), tr("Split off as its own conversation…")),
                    &QAction::triggered, this, &MessageCard::splitOffWanted);
        }
        menu->addSeparator();
        if (m_item.message.isValid() && !m_item.removedAt) {
            connect(menu->addAction(icon(u"file"_s), tr("Show original")), &QAction::triggered,
                    this, &MessageCard::originalWanted);
        }
    } else if (m_item.note.isValid() && !m_isElsewhere) {
        connect(menu->addAction(icon(u"trash"_s), tr("Remove note")), &QAction::triggered, this,
                [this] { Q_EMIT removalWanted(m_item.note); });
    }
    if (!m_isElsewhere)
        connect(menu->addAction(tr("Select")), &QAction::triggered, this,
                [this] { Q_EMIT pressed(Qt::ControlModifier); });
    menu->popup(m_menuButton->mapToGlobal(QPoint(0, m_menuButton->height())));
}

int MessageCard::heightForWidth(int width) const
{
    // A line has nothing whose height depends on the width, and then a layout knows none.
    return m_layout->hasHeightForWidth() ? m_layout->totalHeightForWidth(width)
                                         : m_layout->totalSizeHint().height();
}

bool MessageCard::isInUse() const
{
    return isAncestorOf(window()->focusWidget()) || m_body->textCursor().hasSelection();
}

void MessageCard::paintEvent(QPaintEvent *)
{
    if (isLine() && !(m_isCurrent && isLink()))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const auto paintCurrent = [&](int inset) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color(ColorRole::Accent, palette()));
        const qreal x = layoutDirection() == Qt::RightToLeft ? area.right() - 3 : area.left();
        painter.drawRoundedRect(QRectF(x, area.top() + inset, 3, area.height() - 2 * inset), 1.5,
                                1.5);
    };
    if (isLine()) {
        paintCurrent(4);
        return;
    }
    if (m_separator->isVisibleTo(this)) {
        area.setTop(m_separator->geometry().bottom() + 4.5);
        painter.setPen(QPen(color(ColorRole::Accent, palette()), 1));
        const int y = m_separator->geometry().center().y();
        const int half =
            (width() - m_separator->fontMetrics().horizontalAdvance(m_separator->text())) / 2 -
            metrics::wide;
        painter.drawLine(0, y, half, y);
        painter.drawLine(width() - half, y, width(), y);
    }
    const QColor background = isNote()   ? color(ColorRole::NoteSurface, palette())
                              : isOurs() ? oursColor(palette())
                                         : color(ColorRole::Surface, palette());
    QPen border(color(ColorRole::Separator, palette()), 1);
    if (isNote()) {
        border.setColor(color(ColorRole::Warning, palette()));
        border.setStyle(Qt::DashLine);
    }
    if (m_isSelected)
        border = QPen(color(ColorRole::Accent, palette()), 2);
    painter.setPen(border);
    painter.setBrush(m_isSelected ? mixed(background, color(ColorRole::Selection, palette()), 0.5)
                                  : background);
    painter.drawRoundedRect(area, metrics::radius, metrics::radius);
    if (m_isCurrent)
        paintCurrent(8);
    paintAskMarks(painter);
}

void MessageCard::mousePressEvent(QMouseEvent *event)
{
    for (const auto &[place, index] : askMarks()) {
        if (event->button() == Qt::LeftButton &&
            place.adjusted(-4, -2, 4, 2).contains(event->position().toPoint())) {
            Q_EMIT askActivated(m_item.asks.at(index).ask);
            return;
        }
    }
    Q_EMIT pressed(event->modifiers());
    QFrame::mousePressEvent(event);
}

void MessageCard::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    // Colours are written into the text: a change between light and dark writes it anew.
    if (event->type() == QEvent::PaletteChange && m_layout && m_item.at != Timestamp())
        show(TimelineEntry(m_entry), m_zoom, width());
}

} // namespace casement

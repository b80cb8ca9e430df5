// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/list/conversationdelegate.h"

#include "ui/list/conversationlistmodel.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QLocale>
#include <QPainter>
#include <QStyle>

namespace casement
{

namespace
{

constexpr int avatarSize = 32;
constexpr int smallIcon = 14;
constexpr int dotSize = 8;
constexpr int assigneeMargin = 4;

QFont boldFont(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont smallFont(QFont font)
{
    font.setPointSizeF(font.pointSizeF() * 0.88);
    return font;
}

/// Lays rows out from the leading edge, whichever side that is.
class Line
{
public:
    Line(const QRect &rect, Qt::LayoutDirection direction) : m_rect(rect), m_direction(direction) {}
    [[nodiscard]] int left() const { return m_rect.width() - m_used - m_tail; }
    QRect takeFront(int width)
    {
        const QRect rect(m_rect.left() + m_used, m_rect.top(), width, m_rect.height());
        m_used += width;
        return QStyle::visualRect(m_direction, m_rect, rect);
    }
    QRect takeBack(int width)
    {
        const QRect rect(m_rect.right() + 1 - m_tail - width, m_rect.top(), width, m_rect.height());
        m_tail += width;
        return QStyle::visualRect(m_direction, m_rect, rect);
    }
    void skipFront(int width) { m_used += width; }
    void skipBack(int width) { m_tail += width; }

private:
    QRect m_rect;
    Qt::LayoutDirection m_direction;
    int m_used = 0;
    int m_tail = 0;
};

QPoint textOrigin(const QRect &rect, int textWidth, const QFontMetrics &metrics,
                  Qt::LayoutDirection direction)
{
    const int x = direction == Qt::RightToLeft ? rect.right() + 1 - textWidth : rect.left();
    return {x, rect.top() + (rect.height() - metrics.height()) / 2};
}

void drawIcon(QPainter *painter, const QRect &rect, const QString &name, const QColor &ink)
{
    const QPixmap pixmap = iconPixmap(name, smallIcon, ink, painter->device()->devicePixelRatio());
    painter->drawPixmap(
        QStyle::alignedRect(Qt::LeftToRight, Qt::AlignCenter, QSize(smallIcon, smallIcon), rect)
            .topLeft(),
        pixmap);
}

} // namespace

ConversationDelegate::ConversationDelegate(const ConversationListModel &model,
                                           const Preferences &preferences, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_model(model)
    , m_preferences(preferences)
{
    connect(&model, &QAbstractItemModel::dataChanged, this, &ConversationDelegate::forget);
    connect(&model, &QAbstractItemModel::modelReset, this, &ConversationDelegate::forget);
}

int ConversationDelegate::padding() const
{
    switch (m_preferences.density()) {
    case Density::Compact:
        return 5;
    case Density::Normal:
        return 9;
    case Density::Comfortable:
        return 14;
    }
    return 9;
}

bool ConversationDelegate::hasAvatar() const
{
    return m_preferences.density() != Density::Compact;
}

QRect ConversationDelegate::avatarRect(const QRect &rect, Qt::LayoutDirection direction) const
{
    const int size = hasAvatar() ? avatarSize : smallIcon;
    const QRect logical(rect.left() + metrics::wide + 2, rect.top() + padding() + 1, size, size);
    return QStyle::visualRect(direction, rect, logical);
}

QSize ConversationDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const QFontMetrics normal(option.font);
    const QFontMetrics small(smallFont(option.font));
    const int lines = m_preferences.density() == Density::Compact
                          ? normal.height() * 2 + 2
                          : normal.height() * 2 + small.height() + 8;
    return {120, lines + 2 * padding()};
}

void ConversationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const ConversationSummary &row = m_model.at(index.row());
    const RowLayout &layout = layoutOf(row, option);
    const QPalette &palette = option.palette;
    const Qt::LayoutDirection direction = option.direction;
    const bool isPicked = m_picked && m_picked->contains(row.id);
    const bool isCurrent = option.state & QStyle::State_Selected;
    const bool hasKeyboard =
        option.state & QStyle::State_Active && option.widget && option.widget->hasFocus();

    painter->save();
    const QColor background =
        isCurrent || isPicked
            ? color(hasKeyboard ? ColorRole::Selection : ColorRole::SelectionQuiet, palette)
        : option.state & QStyle::State_MouseOver ? color(ColorRole::Hover, palette)
                                                 : color(ColorRole::Surface, palette);
    painter->fillRect(option.rect, background);
    if (isCurrent) {
        const QRect edge(option.rect.left(), option.rect.top(), 3, option.rect.height());
        painter->fillRect(QStyle::visualRect(direction, option.rect, edge),
                          color(hasKeyboard ? ColorRole::Accent : ColorRole::Separator, palette));
    }
    painter->setPen(color(ColorRole::Separator, palette));
    painter->drawLine(option.rect.bottomLeft() + QPoint(metrics::wide, 0),
                      option.rect.bottomRight() - QPoint(metrics::wide, 0));

    const QColor text = color(ColorRole::Text, palette);
    const QColor muted = color(ColorRole::MutedText, palette);
    const QFont normal = option.font;
    const QFont bold = boldFont(normal);
    const QFont small = smallFont(normal);
    const QFontMetrics normalMetrics(normal);
    const QFontMetrics smallMetrics(small);
    painter->setRenderHint(QPainter::Antialiasing);

    // The circle: initials, or a tick when the row is chosen.
    const QRect avatar = avatarRect(option.rect, direction);
    if (hasAvatar() || isPicked) {
        const ChipColors circle = avatarColors(row.person.value, palette);
        painter->setPen(Qt::NoPen);
        painter->setBrush(isPicked ? color(ColorRole::Accent, palette) : circle.background);
        painter->drawEllipse(avatar);
        if (isPicked) {
            drawIcon(painter, avatar, QStringLiteral("check"),
                     color(ColorRole::AccentText, palette));
        } else {
            painter->setFont(boldFont(small));
            painter->setPen(circle.text);
            painter->drawStaticText(avatar.center().x() + 1 - layout.initials.width / 2,
                                    avatar.top() + (avatar.height() - smallMetrics.height()) / 2,
                                    layout.initials.text);
        }
    }
    if (row.unread) {
        const QRect gutter = QStyle::visualRect(
            direction, option.rect,
            QRect(option.rect.left() + 6, avatar.center().y() - dotSize / 2, dotSize, dotSize));
        painter->setPen(Qt::NoPen);
        painter->setBrush(color(ColorRole::Accent, palette));
        painter->drawEllipse(hasAvatar() || !isPicked ? gutter
                                                      : gutter.translated(0, avatar.height() / 2));
    }

    const int lead = metrics::wide + 2 + (hasAvatar() ? avatarSize : smallIcon) + metrics::step + 2;
    QRect content = option.rect.adjusted(lead, padding(), -metrics::wide, -padding());
    if (direction == Qt::RightToLeft)
        content = option.rect.adjusted(metrics::wide, padding(), -lead, -padding());
    const auto write = [&](const QRect &rect, const Text &what, const QFont &font,
                           const QFontMetrics &metrics, const QColor &ink) {
        painter->setFont(font);
        painter->setPen(ink);
        painter->drawStaticText(textOrigin(rect, what.width, metrics, direction), what.text);
    };

    // First line: who, on which channel, when.
    Line first(QRect(content.left(), content.top(), content.width(), normalMetrics.height()),
               direction);
    write(first.takeBack(layout.time.width), layout.time, small, smallMetrics, muted);
    const QFont &personFont = row.unread ? bold : normal;
    write(first.takeFront(layout.person.width), layout.person, personFont, QFontMetrics(personFont),
          text);
    if (layout.channel.width > 0) {
        first.skipFront(metrics::step);
        drawIcon(painter, first.takeFront(smallIcon), channelIconName(row.channel), muted);
        first.skipFront(metrics::half);
        write(first.takeFront(layout.channel.width), layout.channel, small, smallMetrics, muted);
    }

    // Second line: the subject; at its end what has become of it.
    const int secondTop = content.top() + normalMetrics.height() + 2;
    Line second(QRect(content.left(), secondTop, content.width(), normalMetrics.height()),
                direction);
    if (layout.status.width > 0) {
        write(second.takeBack(layout.status.width), layout.status, small, smallMetrics, muted);
        second.skipBack(3);
        drawIcon(painter, second.takeBack(smallIcon), layout.statusIcon, muted);
        second.skipBack(metrics::half);
    }
    if (layout.assignee.width > 0) {
        const QRect rect = second.takeBack(layout.assignee.width + 2 * assigneeMargin);
        second.skipBack(metrics::half);
        painter->setPen(row.assignee == m_model.me() ? color(ColorRole::Accent, palette) : muted);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 1.5, -0.5, -1.5), metrics::radius,
                                 metrics::radius);
        write(rect.adjusted(assigneeMargin, 0, -assigneeMargin, 0), layout.assignee, small,
              smallMetrics,
              row.assignee == m_model.me() ? color(ColorRole::Accent, palette) : muted);
    }
    // Late is another drawing, too: nothing is told by colour alone.
    if (const auto isLate = m_model.owed(row.id))
        drawIcon(painter, second.takeBack(smallIcon + 2),
                 *isLate ? QStringLiteral("attention") : QStringLiteral("promise"),
                 *isLate ? color(ColorRole::Danger, palette) : muted);
    if (row.starred)
        drawIcon(painter, second.takeBack(smallIcon + 2), QStringLiteral("star-filled"),
                 color(ColorRole::Warning, palette));
    if (row.hasAttachments)
        drawIcon(painter, second.takeBack(smallIcon + 2), QStringLiteral("attachment"), muted);
    if (row.hasDraft)
        drawIcon(painter, second.takeBack(smallIcon + 2), QStringLiteral("draft"),
                 color(ColorRole::Accent, palette));
    if (row.muted)
        drawIcon(painter, second.takeBack(smallIcon + 2), QStringLiteral("mute"), muted);
    const QFont &subjectFont = row.unread ? bold : normal;
    const int subjectWidth = second.left() - metrics::half;
    const QRect subjectRect = second.takeFront(std::max(0, subjectWidth));
    painter->setClipRect(subjectRect.intersected(option.rect));
    write(subjectRect, layout.subject, subjectFont, QFontMetrics(subjectFont), text);
    painter->setClipping(false);

    // Third line: the last words, and the tags. In the compact density the tags are left to the
    // tooltip.
    if (m_preferences.density() != Density::Compact) {
        Line third(QRect(content.left(), secondTop + normalMetrics.height() + 3, content.width(),
                         smallMetrics.height() + 3),
                   direction);
        for (const Chip &chip : layout.chips) {
            const QRect rect = third.takeBack(chip.name.width + 2 * 6);
            third.skipBack(metrics::half);
            painter->setPen(Qt::NoPen);
            painter->setBrush(chip.background);
            painter->drawRoundedRect(rect, metrics::half, metrics::half);
            write(rect.adjusted(6, 0, -6, 0), chip.name, small, smallMetrics, chip.ink);
        }
        write(third.takeFront(std::max(0, third.left())), layout.snippet, small, smallMetrics,
              muted);
    }
    painter->restore();
}

const ConversationDelegate::RowLayout &
ConversationDelegate::layoutOf(const ConversationSummary &row,
                               const QStyleOptionViewItem &option) const
{
    const quint64 key = qHashMulti(0, option.rect.width(), option.font, option.palette.cacheKey(),
                                   m_preferences.density(), static_cast<int>(option.direction));
    if (key != m_layoutKey) {
        m_layouts.clear();
        m_layoutKey = key;
    }
    if (const RowLayout *known = m_layouts.object(row.id.value))
        return *known;

    const QFont normal = option.font;
    const QFont bold = boldFont(normal);
    const QFont small = smallFont(normal);
    const auto laidOut = [](const QString &text, const QFont &font, int width) {
        const QFontMetrics metrics(font);
        const QString shown = width < 0 ? text : metrics.elidedText(text, Qt::ElideRight, width);
        Text result{.text = QStaticText(shown),
                    .width = shown.isEmpty() ? 0 : metrics.horizontalAdvance(shown) + 1};
        result.text.setTextFormat(Qt::PlainText);
        result.text.setPerformanceHint(QStaticText::AggressiveCaching);
        result.text.prepare({}, font);
        return result;
    };

    const Timestamp now = systemNow();
    auto *made = new RowLayout;
    const int lead = metrics::wide + 2 + (hasAvatar() ? avatarSize : smallIcon) + metrics::step + 2;
    const int width = std::max(40, option.rect.width() - lead - metrics::wide);
    const QString name = personLabel(row.personName);
    made->initials = laidOut(initials(name), boldFont(small), -1);
    made->time = laidOut(listTime(row.lastMessageAt, now), small, -1);
    made->channel = laidOut(channelName(row.channel), small, -1);
    const int channelWidth = metrics::step + smallIcon + metrics::half + made->channel.width;
    const int room = width - made->time.width - metrics::step;
    made->person = laidOut(name, row.unread ? bold : normal, std::max(40, room));
    if (made->person.width + channelWidth > room)
        made->channel = {}; // the name goes first; the tooltip has both

    if (row.snoozedUntil) {
        made->statusIcon = QStringLiteral("snooze");
        made->status = laidOut(listTime(*row.snoozedUntil, now), small, -1);
    } else if (row.waitingSince) {
        made->statusIcon = QStringLiteral("waiting");
        made->status = laidOut(durationText(now - *row.waitingSince), small, -1);
    }
    const int marks = (row.starred + row.hasAttachments + row.hasDraft + row.muted +
                       m_model.owed(row.id).has_value()) *
                      (smallIcon + 2);
    int statusWidth =
        made->status.width > 0 ? made->status.width + smallIcon + metrics::half + 3 : 0;
    if (row.assignee.isValid()) {
        made->assignee = laidOut(initials(displayLine(m_model.staffName(row.assignee))), small, -1);
        statusWidth += made->assignee.width + 2 * assigneeMargin + metrics::half;
    }
    const QString subject = displayLine(row.subject);
    const QString snippet = displayLine(row.snippet);
    // Channels without subjects show the last words in its place, and not twice.
    made->subject = laidOut(subject.isEmpty() ? snippet : subject, row.unread ? bold : normal,
                            std::max(20, width - marks - statusWidth - metrics::half));
    int rest = width;
    for (const TagId tag : row.tags) {
        const QString tagName = displayLine(m_model.tagName(tag));
        if (tagName.isEmpty())
            continue;
        const ChipColors colors =
            chipColors(QColor::fromString(m_model.tagColour(tag)), option.palette);
        Chip chip{.name = laidOut(tagName, small, 110),
                  .background = colors.background,
                  .ink = colors.text};
        const int chipWidth = chip.name.width + 12 + metrics::half;
        if (rest - chipWidth < width / 3)
            break;
        rest -= chipWidth;
        made->chips.append(chip);
    }
    made->snippet =
        laidOut(subject.isEmpty() ? QString() : snippet, small, std::max(20, rest - metrics::half));
    m_layouts.insert(row.id.value, made);
    return *made;
}

} // namespace casement

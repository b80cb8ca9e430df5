// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/viewlist.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/views/viewlistmodel.h"

#include <QPainter>
#include <QStyledItemDelegate>

namespace casement
{

namespace
{

class ViewDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QPalette &palette = option.palette;
        const QColor text = color(ColorRole::Text, palette);
        const QColor muted = color(ColorRole::MutedText, palette);
        const auto mirrored = [&option](const QRect &rect) {
            return QStyle::visualRect(option.direction, option.rect, rect);
        };
        const Qt::Alignment leading = QStyle::visualAlignment(option.direction, Qt::AlignLeft);
        painter->save();
        painter->setLayoutDirection(Qt::LayoutDirectionAuto); // a name reads as it is written
        painter->setRenderHint(QPainter::Antialiasing);
        QRect content = option.rect.adjusted(metrics::step, 1, -metrics::step, -1);
        if (index.data(ViewListModel::HeaderRole).toBool()) {
            QFont font = option.font;
            font.setPointSizeF(font.pointSizeF() * 0.85);
            font.setWeight(QFont::DemiBold);
            painter->setFont(font);
            painter->setPen(muted);
            painter->drawText(mirrored(content.adjusted(metrics::step, 0, 0, -metrics::half)),
                              static_cast<int>(leading | Qt::AlignBottom | Qt::TextSingleLine),
                              index.data().toString());
            painter->restore();
            return;
        }
        const bool isCurrent = option.state & QStyle::State_Selected;
        const bool hasKeyboard =
            option.state & QStyle::State_Active && option.widget && option.widget->hasFocus();
        if (isCurrent || option.state & QStyle::State_MouseOver) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(
                color(isCurrent ? (hasKeyboard ? ColorRole::Selection : ColorRole::SelectionQuiet)
                                : ColorRole::Hover,
                      palette));
            painter->drawRoundedRect(content, metrics::radius, metrics::radius);
        }
        content.adjust(metrics::step, 0, -metrics::step, 0);
        const qreal ratio = painter->device()->devicePixelRatio();
        const QRect iconRect =
            mirrored(QRect(content.left(), content.top() + (content.height() - metrics::icon) / 2,
                           metrics::icon, metrics::icon));
        const QString tagColour = index.data(ViewListModel::TagColourRole).toString();
        if (!tagColour.isEmpty()) {
            const ChipColors chip = chipColors(QColor::fromString(tagColour), palette);
            painter->setPen(QPen(chip.text, 1.4));
            painter->setBrush(chip.background);
            painter->drawRoundedRect(QRectF(iconRect).adjusted(3, 3, -3, -3), 3.5, 3.5);
        } else {
            painter->drawPixmap(
                iconRect.topLeft(),
                iconPixmap(index.data(ViewListModel::IconNameRole).toString(), metrics::icon,
                           isCurrent ? color(ColorRole::Accent, palette) : muted, ratio));
        }

        const QString count = index.data(ViewListModel::CountRole).toString();
        QFont font = option.font;
        if (isCurrent)
            font.setWeight(QFont::DemiBold);
        const QFontMetrics metricsOfFont(font);
        int tail = 0;
        if (!count.isEmpty()) {
            tail = metricsOfFont.horizontalAdvance(count);
            painter->setFont(font);
            painter->setPen(muted);
            painter->drawText(
                mirrored(QRect(content.right() + 1 - tail, content.top(), tail, content.height())),
                Qt::AlignCenter | Qt::TextSingleLine, count);
            tail += metrics::step;
        }
        const QString stateIcon = index.data(ViewListModel::StateIconRole).toString();
        const QString stateText = index.data(ViewListModel::StateTextRole).toString();
        const bool isTall = !stateText.isEmpty();
        QRect words =
            QRect(content.left() + metrics::icon + metrics::step, content.top(),
                  content.width() - metrics::icon - metrics::step - tail, content.height());
        if (isTall)
            words.setHeight(content.height() / 2);
        painter->setFont(font);
        painter->setPen(text);
        painter->drawText(
            mirrored(words),
            static_cast<int>(leading | (isTall ? Qt::AlignBottom : Qt::AlignVCenter) |
                             Qt::TextSingleLine),
            metricsOfFont.elidedText(index.data().toString(), Qt::ElideRight, words.width()));
        if (isTall) {
            const bool needsPerson = index.data(ViewListModel::NeedsPersonRole).toBool();
            const QColor ink = needsPerson ? color(ColorRole::Danger, palette) : muted;
            QFont small = option.font;
            small.setPointSizeF(small.pointSizeF() * 0.85);
            const QRect line(words.left(), words.bottom() + 1, words.width(),
                             content.height() - words.height());
            painter->drawPixmap(
                mirrored(QRect(line.left(), line.top() + (line.height() - 14) / 2 - 1, 14, 14))
                    .topLeft(),
                iconPixmap(stateIcon, 14, ink, ratio));
            painter->setFont(small);
            painter->setPen(ink);
            painter->drawText(
                mirrored(line.adjusted(18, 0, 0, -2)),
                static_cast<int>(leading | Qt::AlignVCenter | Qt::TextSingleLine),
                QFontMetrics(small).elidedText(stateText, Qt::ElideRight, line.width() - 18));
        }
        painter->restore();
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override
    {
        const int line = QFontMetrics(option.font).height();
        if (index.data(ViewListModel::HeaderRole).toBool())
            return {120, line + metrics::wide};
        return {120, index.data(ViewListModel::StateTextRole).toString().isEmpty()
                         ? line + 13
                         : 2 * line + metrics::step};
    }
};

} // namespace

ViewList::ViewList(Desk &desk, QWidget *parent)
    : QListView(parent)
    , m_model(new ViewListModel(desk, this))
{
    setAccessibleName(tr("Views"));
    setModel(m_model);
    setItemDelegate(new ViewDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMouseTracking(true);
    viewport()->setBackgroundRole(QPalette::Window);
    setViewportMargins(0, metrics::step, 0, metrics::step);
    m_target = {
        .query = queryOf(View::Inbox), .title = tr("Inbox"), .iconName = QStringLiteral("inbox")};
    connect(m_model, &QAbstractItemModel::modelAboutToBeReset, this,
            [this] { m_restoring = true; });
    connect(m_model, &QAbstractItemModel::modelReset, this, &ViewList::restoreCurrent);
    restoreCurrent();
}

void ViewList::go(const ViewTarget &target)
{
    if (const int row = m_model->rowOf(target); row >= 0 && row != currentIndex().row()) {
        setCurrentIndex(m_model->index(row));
        return;
    }
    m_target = target;
    Q_EMIT targetChanged(m_target);
}

void ViewList::go(View view)
{
    if (const int row = m_model->rowOf(view); row >= 0)
        go(m_model->at(row));
}

void ViewList::go(ViewTarget::Kind kind)
{
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->at(row).kind == kind &&
            (m_model->flags(m_model->index(row)) & Qt::ItemIsEnabled)) {
            go(m_model->at(row));
            return;
        }
    }
}

void ViewList::goToTag(TagId id)
{
    ViewTarget target{.query = queryOf(View::TagView)};
    target.query.tag = id;
    if (const int row = m_model->rowOf(target); row >= 0)
        go(m_model->at(row));
}

QSize ViewList::sizeHint() const
{
    return {216, 400};
}

void ViewList::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QListView::currentChanged(current, previous);
    if (m_restoring || !current.isValid())
        return;
    m_target = m_model->at(current.row());
    Q_EMIT targetChanged(m_target);
}

/// After the rows were made anew (a tag, an account) the same view stays marked, without being
/// shown again.
void ViewList::restoreCurrent()
{
    const int row = m_model->rowOf(m_target);
    m_restoring = row >= 0;
    setCurrentIndex(m_model->index(row >= 0 ? row : 0));
    m_restoring = false;
}

} // namespace casement

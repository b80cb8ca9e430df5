// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/triage/pickerpopup.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace casement
{

namespace
{

class ItemDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRect rect = option.rect.adjusted(metrics::half, 1, -metrics::half, -1);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(color(ColorRole::Selection, option.palette));
            painter->drawRoundedRect(rect, metrics::half, metrics::half);
        }
        const auto mirrored = [&](const QRect &part) {
            return QStyle::visualRect(option.direction, option.rect, part);
        };
        const QString iconName = index.data(Qt::UserRole).toString();
        const QRect words =
            rect.adjusted(metrics::step + metrics::icon + metrics::step, 0, -metrics::step, 0);
        const QRect mark(rect.left() + metrics::step,
                         rect.top() + (rect.height() - metrics::icon) / 2, metrics::icon,
                         metrics::icon);
        if (!iconName.isEmpty())
            painter->drawPixmap(mirrored(mark).topLeft(),
                                iconPixmap(iconName, metrics::icon,
                                           color(ColorRole::MutedText, option.palette),
                                           painter->device()->devicePixelRatio()));
        const QString detail = index.data(Qt::UserRole + 1).toString();
        const int tail =
            detail.isEmpty() ? 0 : option.fontMetrics.horizontalAdvance(detail) + metrics::step;
        painter->setPen(color(ColorRole::MutedText, option.palette));
        painter->drawText(
            mirrored(words),
            static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine |
                             QStyle::visualAlignment(option.direction, Qt::AlignRight)),
            detail);
        painter->setPen(color(ColorRole::Text, option.palette));
        painter->drawText(
            mirrored(words.adjusted(0, 0, -tail, 0)),
            static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine |
                             QStyle::visualAlignment(option.direction, Qt::AlignLeft)),
            option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight,
                                          words.width() - tail));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &) const override
    {
        return {200, option.fontMetrics.height() + 14};
    }
};

} // namespace

PickerPopup::PickerPopup(const QString &title, const QString &placeholder, Items items,
                         QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_items(std::move(items))
    , m_edit(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAccessibleName(title);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setAccessibleName(title);
    m_edit->installEventFilter(this);
    m_list->setItemDelegate(new ItemDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(title);
    m_list->viewport()->setAutoFillBackground(false);
    auto *heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::step, metrics::step, metrics::step, metrics::step);
    layout->addWidget(heading);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);
    connect(m_edit, &QLineEdit::textChanged, this, &PickerPopup::refill);
    connect(m_list, &QListWidget::itemClicked, this, &PickerPopup::choose);
    refill();
}

void PickerPopup::popUp(const QPoint &position)
{
    resize(320, sizeHint().height());
    QRect place(position, size());
    if (const QScreen *screen = parentWidget()->screen()) {
        const QRect room = screen->availableGeometry();
        place.moveRight(std::min(place.right(), room.right()));
        place.moveBottom(std::min(place.bottom(), room.bottom()));
        place.moveTopLeft({std::max(place.left(), room.left()), std::max(place.top(), room.top())});
    }
    move(place.topLeft());
    show();
    m_edit->setFocus(Qt::PopupFocusReason);
}

void PickerPopup::refill()
{
    m_shown = m_items(m_edit->text().trimmed());
    m_list->clear();
    for (const Item &item : std::as_const(m_shown)) {
        auto *row = new QListWidgetItem(item.text, m_list);
        row->setData(Qt::UserRole, item.iconName);
        row->setData(Qt::UserRole + 1, item.detail);
        row->setData(Qt::AccessibleTextRole,
                     item.detail.isEmpty() ? item.text : item.text + u", " + item.detail);
    }
    m_list->setCurrentRow(0);
    const int rows = static_cast<int>(std::clamp<qsizetype>(m_shown.size(), 1, 9));
    m_list->setFixedHeight(rows * (m_list->fontMetrics().height() + 14) + 4);
    adjustSize();
    resize(320, height());
}

bool PickerPopup::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_edit && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Up:
        case Qt::Key_Down: {
            const int rows = m_list->count();
            if (rows > 0)
                m_list->setCurrentRow(
                    (m_list->currentRow() + (key->key() == Qt::Key_Down ? 1 : rows - 1)) % rows);
            return true;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(object, event);
}

void PickerPopup::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

void PickerPopup::choose()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size())
        return;
    const std::function<void()> chosen = m_shown.at(row).choose;
    close();
    if (chosen)
        chosen();
}

} // namespace casement

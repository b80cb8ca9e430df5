// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/toast.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QTimer>
#include <QToolButton>

namespace casement
{

Toast::Toast(QWidget *window)
    : QFrame(window)
    , m_text(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
    , m_timer(new QTimer(this))
{
    setObjectName(QStringLiteral("toast"));
    setAccessibleName(tr("Message"));
    setFocusPolicy(Qt::NoFocus);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::step, metrics::step, metrics::step);
    layout->setSpacing(metrics::wide);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    m_text->setTextFormat(Qt::PlainText);
    m_close->setAutoRaise(true);
    m_close->setIcon(icon(QStringLiteral("close"), ColorRole::MutedText));
    m_close->setAccessibleName(tr("Close"));
    m_close->setToolTip(tr("Close"));
    m_action->setAutoDefault(false);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, &Toast::dismiss);
    connect(m_close, &QToolButton::clicked, this, &Toast::dismiss);
    connect(m_action, &QPushButton::clicked, this, [this] {
        dismiss();
        if (const auto action = std::exchange(m_do, {}))
            action();
        else
            Q_EMIT activated();
    });
    for (QWidget *widget : {static_cast<QWidget *>(m_action), static_cast<QWidget *>(m_close)})
        widget->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void Toast::show(const QString &text, const QString &actionText, std::chrono::milliseconds lasting,
                 std::function<void()> action)
{
    show(text, actionText, lasting);
    m_do = std::move(action);
}

void Toast::show(const QString &text, const QString &actionText, std::chrono::milliseconds lasting)
{
    m_do = {};
    m_text->setText(text);
    m_action->setText(actionText);
    m_action->setAccessibleName(actionText);
    m_action->setVisible(!actionText.isEmpty());
    m_left = lasting;
    place();
    QFrame::show();
    raise();
    // Read out by screen readers without taking the keyboard away from the list.
    setAccessibleDescription(text);
    QAccessibleAnnouncementEvent announcement(this, text);
    QAccessible::updateAccessibility(&announcement);
    goOn();
}

void Toast::dismiss()
{
    m_timer->stop();
    hide();
}

QString Toast::text() const
{
    return isVisible() ? m_text->text() : QString();
}

bool Toast::eventFilter(QObject *object, QEvent *event)
{
    if (object == parentWidget()) {
        if (event->type() == QEvent::Resize && isVisible())
            place();
    } else if (event->type() == QEvent::FocusIn) {
        m_left = m_timer->isActive() ? m_timer->remainingTimeAsDuration() : m_left;
        m_timer->stop();
    } else if (event->type() == QEvent::FocusOut) {
        goOn();
    }
    return QFrame::eventFilter(object, event);
}

void Toast::enterEvent(QEnterEvent *event)
{
    QFrame::enterEvent(event);
    m_left = m_timer->isActive() ? m_timer->remainingTimeAsDuration() : m_left;
    m_timer->stop();
}

void Toast::leaveEvent(QEvent *event)
{
    QFrame::leaveEvent(event);
    goOn();
}

void Toast::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        dismiss();
    else
        QFrame::keyPressEvent(event);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(palette().color(QPalette::Base));
    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::step,
                            metrics::step);
}

void Toast::place()
{
    const QWidget *window = parentWidget();
    const int width =
        std::min(std::max(sizeHint().width(), 280), window->width() - 2 * metrics::page);
    resize(width, sizeHint().height());
    // In the leading corner, where it covers neither what is read nor what is written.
    const QRect room =
        window->rect().adjusted(metrics::wide, 0, -metrics::wide, -5 * metrics::step);
    move(QStyle::alignedRect(layoutDirection(), Qt::AlignLeft | Qt::AlignBottom, size(), room)
             .topLeft());
}

void Toast::goOn()
{
    if (isVisible() && !underMouse() && !m_action->hasFocus() && !m_close->hasFocus())
        m_timer->start(m_left);
}

} // namespace casement

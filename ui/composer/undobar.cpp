// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/undobar.h"

#include "ui/conversation/tints.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds step{250};

} // namespace

UndoBar::UndoBar(QWidget *parent) : QFrame(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::half, metrics::step, metrics::half);
    auto *image = new IconMark(u"outbox"_s, ColorRole::MutedText, this);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_undo = new QPushButton(icon(u"undo"_s), tr("Undo"), this);
    m_undo->setObjectName(u"undoSend"_s);
    m_undo->setFlat(true);
    m_undo->setToolTip(tr("Take it back and go on writing"));
    layout->addWidget(image);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_undo);
    m_timer.setInterval(step);
    connect(&m_timer, &QTimer::timeout, this, &UndoBar::tick);
    connect(m_undo, &QPushButton::clicked, this, [this] {
        const OutboxId item = m_item;
        dismiss();
        Q_EMIT undoWanted(item);
    });
    hide();
}

void UndoBar::start(OutboxId item, const QString &audience, std::chrono::milliseconds time)
{
    m_item = item;
    m_audience = audience;
    m_left = time;
    m_isPaused = false;
    setVisible(time.count() > 0);
    m_timer.start();
    m_left += step;
    tick();
}

void UndoBar::dismiss()
{
    m_timer.stop();
    hide();
    m_item = {};
}

void UndoBar::tick()
{
    if (m_isPaused) {
        // A pointer that was forgotten on it does not hold a message for ever.
        m_paused += step;
        if (m_paused >= longestPause - std::chrono::seconds(5))
            resume();
        return;
    }
    m_left -= step;
    if (m_left.count() <= 0) {
        dismiss();
        Q_EMIT ended();
        return;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(m_left).count();
    m_text->setText(
        tr("Sending %1 in %n second(s)", "%1: to whom", static_cast<int>(seconds)).arg(m_audience));
    setAccessibleName(m_text->text());
}

void UndoBar::enterEvent(QEnterEvent *event)
{
    QFrame::enterEvent(event);
    if (!m_item.isValid())
        return;
    m_isPaused = true;
    m_paused = {};
    Q_EMIT pauseWanted(m_item);
}

void UndoBar::leaveEvent(QEvent *event)
{
    QFrame::leaveEvent(event);
    resume();
}

void UndoBar::resume()
{
    if (!m_isPaused)
        return;
    m_isPaused = false;
    if (m_item.isValid())
        Q_EMIT resumeWanted(m_item, m_left);
}

void UndoBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(color(ColorRole::Separator, palette()));
    painter.setBrush(color(ColorRole::Selection, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::radius,
                            metrics::radius);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/style/emptystate.h"

#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_title(new QLabel(this))
    , m_reason(new QLabel(this))
    , m_button(new QPushButton(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::page);
    layout->setSpacing(metrics::step);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addSpacing(metrics::step);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    for (QLabel *label : {m_title, m_reason}) {
        label->setTextFormat(Qt::PlainText);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
    }
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.2);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_button->setAutoDefault(false);
    connect(m_button, &QPushButton::clicked, this, &EmptyState::activated);
    tint();
}

void EmptyState::show(const QString &iconName, const QString &title, const QString &reason,
                      const QString &actionText)
{
    m_iconName = iconName;
    m_title->setText(title);
    m_reason->setText(reason);
    m_button->setText(actionText);
    m_button->setAccessibleName(actionText);
    m_button->setVisible(!actionText.isEmpty());
    tint();
}

void EmptyState::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        tint();
}

void EmptyState::tint()
{
    if (!m_iconName.isEmpty())
        m_icon->setPixmap(iconPixmap(m_iconName, 40, color(ColorRole::MutedText, palette()),
                                     devicePixelRatioF()));
    QPalette muted = m_reason->palette();
    const QColor ink = color(ColorRole::MutedText, palette());
    if (muted.color(QPalette::WindowText) != ink) {
        muted.setColor(QPalette::WindowText, ink);
        m_reason->setPalette(muted);
    }
}

} // namespace casement

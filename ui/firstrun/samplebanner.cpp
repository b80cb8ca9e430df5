// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/firstrun/samplebanner.h"

#include "ui/style/colors.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>

namespace casement
{

SampleBanner::SampleBanner(QWidget *parent)
    : QWidget(parent)
    , m_remove(new QPushButton(tr("Remove it"), this))
{
    auto *words = new QLabel(tr("This is a sample workspace. The people in it are invented; "
                                "nothing that you write to them goes anywhere."),
                             this);
    words->setTextFormat(Qt::PlainText);
    words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::wide + metrics::page, metrics::half, metrics::step,
                               metrics::half);
    layout->addWidget(words, 1);
    layout->addWidget(m_remove);
    m_remove->setAutoDefault(false);
    m_remove->setAccessibleName(tr("Remove the sample workspace"));
    connect(m_remove, &QPushButton::clicked, this, &SampleBanner::removeChosen);
}

void SampleBanner::setBusy(bool busy)
{
    m_remove->setEnabled(!busy);
    m_remove->setText(busy ? tr("Removing…") : tr("Remove it"));
}

void SampleBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), color(ColorRole::NoteSurface, palette()));
    painter.setPen(color(ColorRole::Separator, palette()));
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    const QRect mark(metrics::wide, (height() - metrics::icon) / 2, metrics::icon, metrics::icon);
    painter.drawPixmap(QStyle::visualRect(layoutDirection(), rect(), mark).topLeft(),
                       iconPixmap(QStringLiteral("sample"), metrics::icon,
                                  color(ColorRole::MutedText, palette()), devicePixelRatioF()));
}

} // namespace casement

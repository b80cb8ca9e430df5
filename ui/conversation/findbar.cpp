// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/findbar.h"

#include "ui/conversation/tints.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

FindBar::FindBar(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::half, metrics::page, metrics::half);
    m_edit = new QLineEdit(this);
    m_edit->setPlaceholderText(tr("Find in this conversation"));
    m_edit->setAccessibleName(tr("Find in this conversation"));
    m_edit->setClearButtonEnabled(true);
    m_edit->setMaximumWidth(360);
    m_state = new QLabel(this);
    makeDim(m_state);
    const auto button = [this](const QString &name, const QString &text, auto &&action) {
        auto *result = new QToolButton(this);
        result->setAutoRaise(true);
        if (name.isEmpty())
            result->setArrowType(Qt::UpArrow);
        else
            result->setIcon(icon(name));
        result->setToolTip(text);
        result->setAccessibleName(text);
        connect(result, &QToolButton::clicked, this, action);
        return result;
    };
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_state);
    layout->addStretch();
    layout->addWidget(button({}, tr("Older hit"), [this] { Q_EMIT nextWanted(true); }));
    layout->addWidget(
        button(u"arrow-down"_s, tr("Newer hit"), [this] { Q_EMIT nextWanted(false); }));
    layout->addWidget(button(u"close"_s, tr("Close find"), [this] { Q_EMIT closed(); }));
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &FindBar::needleChanged);
}

void FindBar::open(const QString &needle)
{
    show();
    if (!needle.isEmpty())
        m_edit->setText(needle);
    m_edit->selectAll();
    m_edit->setFocus(Qt::ShortcutFocusReason);
}

QString FindBar::needle() const
{
    return m_edit->text();
}

void FindBar::setState(int hits, int current, bool isLookingFurther)
{
    if (m_edit->text().isEmpty())
        m_state->clear();
    else if (hits > 0)
        m_state->setText(tr("%1 of %2").arg(current).arg(hits));
    else
        m_state->setText(isLookingFurther ? tr("Looking in earlier messages…") : tr("Not found"));
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    // Esc closes this before it means "back" to the window.
    if (event->type() == QEvent::ShortcutOverride &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT nextWanted(!(event->modifiers() & Qt::ShiftModifier));
    } else if (event->key() == Qt::Key_Escape) {
        Q_EMIT closed();
    } else {
        QWidget::keyPressEvent(event);
        return;
    }
    event->accept();
}

} // namespace casement

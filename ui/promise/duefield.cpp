// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/duefield.h"

#include "core/domain/duetext.h"
#include "ui/conversation/tints.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QLocale>

namespace casement
{

using namespace Qt::StringLiterals;

DueField::DueField(QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_understood(plainLabel({}, this))
{
    m_field->setAccessibleName(tr("By when"));
    m_field->setPlaceholderText(tr("friday, in two weeks, end of the month…"));
    m_field->setMaxLength(100);
    m_understood->setAccessibleName(tr("The day that is understood"));
    m_understood->setWordWrap(false);
    setFocusProxy(m_field);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_understood);
    connect(m_field, &QLineEdit::textEdited, this, [this] {
        read();
        Q_EMIT edited();
    });
    show();
}

void DueField::setDue(const std::optional<PromiseDue> &due)
{
    m_due = due;
    m_field->setText(
        due ? due->local().toString(due->hasTime ? u"yyyy-MM-dd HH:mm"_s : u"yyyy-MM-dd"_s)
            : QString());
    show();
}

bool DueField::isUnderstood() const
{
    return m_due || m_field->text().trimmed().isEmpty();
}

void DueField::read()
{
    m_due = parseDueText(m_field->text(), QLocale().bcp47Name(), QDateTime::currentDateTime());
    show();
}

void DueField::show()
{
    if (!isUnderstood()) {
        setTextRole(m_understood, ColorRole::Danger);
        m_understood->setText(tr("names no day"));
        return;
    }
    makeDim(m_understood);
    if (!m_due) {
        m_understood->setText(tr("no day"));
        return;
    }
    const QLocale locale;
    const QString day = locale.toString(m_due->day(), u"ddd d MMM yyyy"_s);
    m_understood->setText(m_due->hasTime
                              ? tr("%1, %2", "day, time").arg(day, clockTime(m_due->local().time()))
                              : day);
}

} // namespace casement

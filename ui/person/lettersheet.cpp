// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/lettersheet.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>

namespace casement
{

using namespace Qt::StringLiterals;

LetterSheet::LetterSheet(Desk &desk, QWidget *parent) : QWidget(parent), m_desk(desk)
{
    auto *sheet = new QVBoxLayout(this);
    sheet->setContentsMargins(0, 0, 0, 0);
    sheet->setSpacing(metrics::step);
    m_impediment = plainLabel({}, this);
    sheet->addWidget(m_impediment);
    m_text = new QPlainTextEdit(this);
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(fontMetrics().lineSpacing() * 6 + 2 * metrics::step);
    m_text->installEventFilter(this);
    sheet->addWidget(m_text);
    auto *sending = new QHBoxLayout;
    sending->setSpacing(metrics::step);
    m_audience = plainLabel({}, this);
    makeDim(m_audience);
    m_send = new QPushButton(icon(u"outbox"_s), tr("Send"), this);
    m_send->setToolTip(tr("Send this one and go to the next (Ctrl+Return)"));
    connect(m_send, &QPushButton::clicked, this, &LetterSheet::send);
    sending->addWidget(m_audience, 1);
    sending->addWidget(m_send);
    sheet->addLayout(sending);
    auto *skipping = new QHBoxLayout;
    skipping->setSpacing(metrics::step);
    m_reason = new QLineEdit(this);
    m_reason->setMaxLength(2000);
    connect(m_reason, &QLineEdit::returnPressed, this, &LetterSheet::skip);
    m_skip = new QPushButton(this);
    connect(m_skip, &QPushButton::clicked, this, &LetterSheet::skip);
    skipping->addWidget(m_reason, 1);
    skipping->addWidget(m_skip);
    sheet->addLayout(skipping);
    m_problem = plainLabel({}, this);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    sheet->addWidget(m_problem);
    hide();
}

void LetterSheet::setNames(const QString &text, const QString &send, const QString &reason,
                           const QString &skip)
{
    m_text->setAccessibleName(text);
    m_send->setAccessibleName(send);
    m_reason->setAccessibleName(reason);
    m_skip->setAccessibleName(skip);
}

void LetterSheet::setReasonWords(const QString &besideText, const QString &alone,
                                 const QString &skip)
{
    m_reasonBeside = besideText;
    m_reasonAlone = alone;
    m_reason->setPlaceholderText(besideText);
    m_skip->setText(skip);
}

void LetterSheet::open(const SheetLetter &letter)
{
    m_letter = letter;
    m_send->setEnabled(true);
    m_skip->setEnabled(true);
    const bool isReachable = letter.impediment.isEmpty();
    m_impediment->setText(displayLine(letter.impediment));
    m_impediment->setVisible(!isReachable);
    m_text->setVisible(isReachable);
    m_send->setVisible(isReachable);
    m_audience->setVisible(isReachable);
    m_reason->setPlaceholderText(isReachable ? m_reasonBeside : m_reasonAlone);
    QStringList names;
    for (const Recipient &recipient : letter.recipients)
        names.append(Words::name(recipient.address.name, recipient.address.address));
    const QString heard = Words::visibility(letter.visibility);
    m_audience->setText(
        heard.isEmpty()
            ? tr("to %1 only").arg(Words::list(names))
            : tr("to %1, %2", "recipients, how wide it is heard").arg(Words::list(names), heard));
    if (m_text->toPlainText() == m_drafted) {
        m_drafted = drawableText(letter.text);
        m_text->setPlainText(m_drafted);
    }
    show();
}

void LetterSheet::close()
{
    hide();
    m_text->clear();
    m_drafted.clear();
    m_reason->clear();
    m_problem->hide();
}

void LetterSheet::startWriting()
{
    if (m_text->isVisibleTo(this)) {
        m_text->setFocus(Qt::OtherFocusReason);
        m_text->moveCursor(QTextCursor::End);
    } else {
        m_reason->setFocus(Qt::OtherFocusReason);
    }
}

void LetterSheet::explain(const QString &problem)
{
    m_send->setEnabled(true);
    m_skip->setEnabled(true);
    m_problem->setText(problem);
    m_problem->show();
    Q_EMIT statusMessage(problem);
}

void LetterSheet::send()
{
    if (!m_send->isEnabled() || !m_text->isVisibleTo(this))
        return;
    const QString text = m_text->toPlainText();
    Draft draft = m_letter.draft;
    draft.markdown = text;
    const QStringList parts = m_desk.outbox.split(m_letter.account, draft);
    if (parts.isEmpty()) {
        explain(tr("This is too long to be sent here."));
        return;
    }
    m_send->setEnabled(false);
    m_problem->hide();
    Q_EMIT sendRequested(text, parts.size() > 1 ? parts : QStringList());
}

void LetterSheet::skip()
{
    if (!m_skip->isEnabled())
        return;
    m_skip->setEnabled(false);
    m_problem->hide();
    Q_EMIT skipRequested(m_reason->text());
}

bool LetterSheet::eventFilter(QObject *object, QEvent *event)
{
    if (object == m_text &&
        (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            event->accept();
            if (event->type() == QEvent::KeyPress)
                send();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace casement

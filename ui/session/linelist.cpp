// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/linelist.h"

#include "ui/conversation/tints.h"
#include "ui/person/rowbutton.h"
#include "ui/session/notebookeditor.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;
using LineKind = NotebookLine::Kind;

LineList::LineList(QWidget *parent) : QWidget(parent)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    show({}, {});
}

void LineList::show(const QList<SessionLine> &lines, const QList<SessionOutcome> &outcomes)
{
    if (m_body && lines == m_lines && outcomes == m_outcomes)
        return;
    m_lines = lines;
    m_outcomes = outcomes;
    if (m_body) {
        m_body->hide();
        m_body->deleteLater(); // what was just pressed may be in it
    }
    m_body = new QWidget(this);
    layout()->addWidget(m_body);
    auto *column = new QVBoxLayout(m_body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (lines.isEmpty()) {
        QLabel *none = plainLabel(
            tr("Begin a line of the notebook with “idea:”, “decision @Ada:”, “question:”, "
               "“quote @Ben:” or “sketch:”, and it stands here."),
            m_body);
        makeDim(none);
        column->addWidget(none);
        return;
    }
    for (const LineKind kind : {LineKind::Decision, LineKind::Idea, LineKind::Question,
                                LineKind::Quote, LineKind::Sketch}) {
        for (const SessionLine &line : lines) {
            if (line.kind != kind)
                continue;
            auto *row = new QWidget(m_body);
            auto *across = new QHBoxLayout(row);
            across->setContentsMargins(0, 0, 0, 0);
            across->setSpacing(metrics::half);
            const QString author = displayLine(line.author);
            QString about = NotebookEditor::kindName(kind);
            if (!author.isEmpty())
                about = kind == LineKind::Decision
                            ? tr("%1, decided by %2", "kind of line, who").arg(about, author)
                            : tr("%1 of %2", "kind of line, whose").arg(about, author);
            if (std::ranges::any_of(outcomes, [&](const SessionOutcome &each) {
                    return line.id.isValid() && each.line == line.id;
                }))
                about = tr("%1 · something was made of it").arg(about);
            const QString text = displayLine(withoutLinks(line.text));
            auto *button = new RowButton(row);
            button->setContent(NotebookEditor::kindIcon(kind), text, about);
            connect(button, &RowButton::clicked, this,
                    [this, number = line.number] { Q_EMIT lineActivated(number); });
            across->addWidget(button, 1);
            if (line.id.isValid()) {
                auto *make = new QToolButton(row);
                make->setAutoRaise(true);
                make->setIcon(icon(u"plus"_s, ColorRole::MutedText));
                make->setToolTip(tr("Something was made of this"));
                make->setAccessibleName(tr("Something was made of: %1").arg(text));
                connect(make, &QToolButton::clicked, this,
                        [this, id = line.id, text] { Q_EMIT outcomeWanted(id, text); });
                across->addWidget(make, 0, Qt::AlignTop);
            }
            column->addWidget(row);
        }
    }
}

} // namespace casement

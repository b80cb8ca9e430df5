// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/splitdialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr int usualWidth = 460;
constexpr int tallest = 380;
constexpr int namedAddresses = 4;
constexpr qsizetype longestName = 40;

QString shortName(const PersonJoin &join)
{
    const QString name = Words::name(join.name, join.addresses.value(0).address);
    return name.size() > longestName ? QString(name.left(longestName) + u'…') : name;
}

/// What comes back, a line each.
QStringList effects(const PersonJoin &join)
{
    QStringList addresses;
    for (const Address &address : join.addresses)
        addresses.append(address.kind == u"hand" ? SplitDialog::tr("what was spoken")
                                                 : displayLine(address.address));
    QStringList counts;
    if (join.conversations > 0)
        counts.append(
            SplitDialog::tr("%n conversation(s)", nullptr, static_cast<int>(join.conversations)));
    if (join.facts > 0)
        counts.append(SplitDialog::tr("%n fact(s)", nullptr, static_cast<int>(join.facts)));
    if (join.sessions > 0)
        counts.append(SplitDialog::tr("%n session(s)", nullptr, static_cast<int>(join.sessions)));
    QStringList lines{SplitDialog::tr("Becomes a person of their own again, with %1.")
                          .arg(Words::list(addresses, namedAddresses))};
    if (!counts.isEmpty())
        lines.append(
            SplitDialog::tr("With them go %1, also what came in since.").arg(Words::list(counts)));
    const QString survivor = Words::name(join.survivorName);
    const auto givesBack = [&](const std::optional<QString> &before, const QString &what,
                               const QString &nothing) {
        if (before && before->isEmpty())
            lines.append(nothing);
        else if (before)
            lines.append(what.arg(survivor, displayLine(*before)));
    };
    givesBack(join.nameBefore, SplitDialog::tr("%1 is called “%2” again."), {});
    givesBack(join.pronounsBefore, SplitDialog::tr("%1 has the pronouns “%2” again."),
              SplitDialog::tr("%1 has no pronouns again.").arg(survivor));
    givesBack(join.howWeMetBefore, SplitDialog::tr("How we met %1 reads again: “%2”"),
              SplitDialog::tr("How we met %1 is not written down again.").arg(survivor));
    givesBack(join.languageBefore, SplitDialog::tr("%1 has the language “%2” again."),
              SplitDialog::tr("%1 has no language again.").arg(survivor));
    givesBack(join.zoneBefore, SplitDialog::tr("%1 is in the zone “%2” again."),
              SplitDialog::tr("%1 has no time zone again.").arg(survivor));
    if (join.record > 0)
        lines.append(join.joinedBy.isEmpty()
                         ? SplitDialog::tr("Joined %1.").arg(Words::shortTime(join.joinedAt))
                         : SplitDialog::tr("Joined %1 by %2.")
                               .arg(Words::shortTime(join.joinedAt), displayLine(join.joinedBy)));
    return lines;
}

} // namespace

SplitDialog::SplitDialog(Desk &desk, PersonId person, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_group(new QButtonGroup(this))
    , m_isNotTheSame(new QCheckBox(tr("They are not the same; do not suggest it again"), this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Split"));
    setMinimumWidth(340);
    resize(usualWidth, tallest);
    auto *area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    auto *body = new QWidget;
    m_choices = new QVBoxLayout(body);
    m_choices->setContentsMargins({});
    m_choices->setSpacing(metrics::half);
    area->setWidget(body);
    m_isNotTheSame->setChecked(true);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_split = buttons->addButton(tr("Split"), QDialogButtonBox::AcceptRole);
    m_split->setAccessibleName(m_split->text());
    m_split->setDefault(true);
    m_split->setEnabled(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    layout->addWidget(area, 1);
    layout->addWidget(m_isNotTheSame);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &SplitDialog::splitChosen);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    desk.people.joins(person).then(this, [this](const Result<QList<PersonJoin>> &joins) {
        if (joins)
            fill(*joins);
        else
            tell(Words::error(joins.error()));
    });
}

void SplitDialog::fill(const QList<PersonJoin> &joins)
{
    m_joins = joins;
    for (qsizetype i = 0; i < joins.size(); ++i) {
        auto *button = new QRadioButton(escapedMnemonic(shortName(joins.at(i))), this);
        const QStringList lines = effects(joins.at(i));
        button->setAccessibleDescription(lines.join(u' '));
        m_group->addButton(button, static_cast<int>(i));
        m_choices->addWidget(button);
        for (const QString &line : lines) {
            QLabel *label = plainLabel(line, this);
            label->setContentsMargins(metrics::page, 0, 0, 0);
            makeDim(label);
            m_choices->addWidget(label);
        }
        m_choices->addSpacing(metrics::step);
    }
    m_choices->addStretch();
    if (joins.isEmpty()) {
        tell(tr("Nobody was joined with this person; there is nothing to split."));
        return;
    }
    m_group->button(0)->setChecked(true);
    m_group->button(0)->setFocus();
    m_split->setEnabled(true);
    // As tall as what it says, which is mostly one person.
    const QWidget *body = m_choices->parentWidget();
    resize(width(),
           std::min(height() - body->height() + m_choices->heightForWidth(body->width()), tallest));
}

void SplitDialog::splitChosen()
{
    if (!m_split->isEnabled())
        return;
    m_split->setEnabled(false);
    const PersonJoin join = m_joins.value(m_group->checkedId());
    m_desk.people.split(join.person, m_isNotTheSame->isChecked())
        .then(this, [this, join](const Result<AppliedChange> &change) {
            if (!change) {
                m_split->setEnabled(true);
                tell(Words::error(change.error()));
                return;
            }
            Q_EMIT split(change->id, tr("%1 is a person of their own again.").arg(shortName(join)));
            accept();
        });
}

void SplitDialog::tell(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace casement

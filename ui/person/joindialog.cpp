// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/joindialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/likenesswords.h"
#include "ui/person/personpicker.h"
#include "ui/style/displaytext.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QButtonGroup>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr int joinAvatar = 32;
constexpr qsizetype longestWord = 16;

/// Places to break in words that are wider than a column.
QString breakable(const QString &text)
{
    QString out;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c.isSpace() ? 0 : run + 1;
        if (run > longestWord && !c.isLowSurrogate() && !c.isMark()) {
            out += QChar(0x200b);
            run = 1;
        }
        out += c;
    }
    return out;
}

QLabel *breakableLabel(const QString &text, QWidget *parent)
{
    return plainLabel(breakable(text), parent);
}

/// The words beside a radio button, which wrap; pressing them presses it.
class ChoiceLabel final : public QLabel
{
public:
    ChoiceLabel(const QString &text, QRadioButton *button, QWidget *parent)
        : QLabel(parent)
        , m_button(button)
    {
        setTextFormat(Qt::PlainText);
        setWordWrap(true);
        setText(breakable(text));
    }

protected:
    void mousePressEvent(QMouseEvent *) override { m_button->click(); }

private:
    QRadioButton *m_button;
};

} // namespace

JoinDialog::JoinDialog(Desk &desk, PersonId person, PersonId other, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_person(person)
    , m_picker(new PersonPicker(desk, this))
    , m_why(breakableLabel({}, this))
    , m_area(new QScrollArea(this))
    , m_hint(
          breakableLabel(tr("Nothing is lost. “Split…” brings both back as they are now, and what "
                            "comes in until then goes by the address that it came from."),
                         this))
    , m_problem(breakableLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("The same person"));
    setMinimumWidth(340);
    resize(620, 560);
    m_picker->setPlaceholderText(tr("Who else is it? Name or address"));
    m_picker->setAccessibleName(tr("Who else is it?"));
    m_picker->setVisible(!other.isValid());
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setFocusPolicy(Qt::NoFocus);
    makeDim(m_hint);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_join = buttons->addButton(tr("Join"), QDialogButtonBox::AcceptRole);
    m_join->setAccessibleName(tr("Join the two"));
    m_join->setDefault(true);
    m_join->setEnabled(false);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    layout->addWidget(m_picker);
    layout->addWidget(m_why);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_hint);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);

    connect(m_picker, &PersonPicker::picked, this, [this](PersonId id, const QString &name) {
        m_picker->setText(name);
        load(id);
    });
    connect(buttons, &QDialogButtonBox::accepted, this, &JoinDialog::join);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (other.isValid())
        load(other);
    else
        m_picker->setFocus();
}

void JoinDialog::load(PersonId other)
{
    tell({});
    m_join->setEnabled(false);
    m_desk.people.compare(m_person, other)
        .then(this, [this, round = ++m_round](const Result<Comparison> &shown) {
            if (round != m_round)
                return;
            if (!shown) {
                tell(Words::error(shown.error()));
                return;
            }
            m_shown = *shown;
            fill();
        });
}

void JoinDialog::addTitle(const QString &title)
{
    QLabel *label = breakableLabel(title, m_body);
    QFont font = label->font();
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    makeDim(label);
    label->setContentsMargins(0, metrics::step, 0, 0);
    m_grid->addWidget(label, m_grid->rowCount(), 0, 1, 2);
}

QWidget *JoinDialog::choice(QButtonGroup *group, Side side, const QString &title,
                            const QString &value)
{
    auto *box = new QWidget(m_body);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::half);
    auto *button = new QRadioButton(box);
    button->setAccessibleName(tr("%1: %2", "a field and its value").arg(title, value));
    group->addButton(button, side);
    layout->addWidget(button, 0, Qt::AlignTop);
    layout->addWidget(new ChoiceLabel(value, button, box), 1);
    return box;
}

JoinDialog::Field JoinDialog::addField(const QString &title, const QString &left,
                                       const QString &right)
{
    Field field{.group = nullptr, .values = {left, right}};
    if (left.isEmpty() && right.isEmpty())
        return field;
    addTitle(title);
    const int row = m_grid->rowCount();
    if (left == right) {
        m_grid->addWidget(breakableLabel(displayLine(left), m_body), row, 0, 1, 2);
        return field;
    }
    field.group = new QButtonGroup(m_body);
    for (const Side side : {Left, Right}) {
        const QString value = displayLine(field.values[side]);
        m_grid->addWidget(
            choice(field.group, side, title, value.isEmpty() ? tr("nothing written") : value), row,
            side, Qt::AlignTop);
    }
    return field;
}

void JoinDialog::addIdentities(Side side, const PersonPanel &panel, int row)
{
    auto *box = new QWidget(m_body);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::half);
    for (const Identity &identity : panel.identities) {
        auto *line = new QHBoxLayout;
        line->setSpacing(metrics::half);
        auto *image = new QLabel(box);
        image->setPixmap(iconPixmap(channelIconName(identity.address.kind), 16,
                                    color(ColorRole::MutedText, palette()), devicePixelRatioF()));
        line->addWidget(image, 0, Qt::AlignTop);
        auto *words = new QVBoxLayout;
        words->setSpacing(0);
        auto *address = new ElidedLabel(box);
        address->setFullText(identity.address.kind == u"hand"
                                 ? tr("spoken, or on paper")
                                 : displayLine(identity.address.address));
        address->setAccessibleName(
            tr("%1: %2", "channel and address")
                .arg(channelName(identity.address.kind), address->fullText()));
        words->addWidget(address);
        if (!identity.source.isEmpty()) {
            auto *source = new ElidedLabel(box);
            source->setFullText(
                tr("from %1", "where an address was seen first").arg(displayLine(identity.source)));
            makeDim(source);
            words->addWidget(source);
        }
        line->addLayout(words, 1);
        layout->addLayout(line);
    }
    layout->addStretch();
    m_grid->addWidget(box, row, side);
}

void JoinDialog::fill()
{
    const PersonPanel *panels[]{&m_shown.person, &m_shown.other};
    QString names[2];
    for (const Side side : {Left, Right})
        names[side] =
            Words::name(panels[side]->name, panels[side]->identities.value(0).address.address);
    QStringList why;
    if (m_shown.evidence.isEmpty())
        why.append(tr("The program sees nothing that they have in common: you know more."));
    else
        why.append(tr("It may be one person, because %1.")
                       .arg(LikenessWords::reasons(m_shown.evidence, names[Left], names[Right])));
    if (m_shown.verdict == PersonVerdict::NotTheSame)
        why.append(tr("It was said before that they are not the same; joining them takes that "
                      "back."));
    m_why->setText(breakable(why.join(u' ')));

    delete m_body;
    m_body = new QWidget;
    m_grid = new QGridLayout(m_body);
    m_grid->setContentsMargins(0, metrics::step, metrics::step, metrics::step);
    m_grid->setHorizontalSpacing(metrics::wide);
    m_grid->setVerticalSpacing(metrics::half);
    m_grid->setColumnStretch(Left, 1);
    m_grid->setColumnStretch(Right, 1);
    m_kept = new QButtonGroup(m_body);
    addTitle(tr("Who is kept"));
    const int row = m_grid->rowCount();
    for (const Side side : {Left, Right}) {
        auto *box = new QWidget(m_body);
        auto *layout = new QHBoxLayout(box);
        layout->setContentsMargins({});
        layout->setSpacing(metrics::step);
        // Namesakes are told apart by where they write.
        const QString channel = channelName(panels[side]->identities.value(0).address.kind);
        layout->addWidget(choice(m_kept, side, tr("Keep"),
                                 tr("%1 (%2)", "a person and a channel").arg(names[side], channel)),
                          1, Qt::AlignVCenter);
        auto *image = new QLabel(box);
        image->setPixmap(avatarPixmap(names[side], panels[side]->id.value, joinAvatar, palette(),
                                      devicePixelRatioF()));
        layout->addWidget(image);
        m_grid->addWidget(box, row, side, Qt::AlignTop);
    }
    const auto field = [&](const QString &title, QString PersonPanel::*member) {
        return addField(title, m_shown.person.*member, m_shown.other.*member);
    };
    m_name = field(tr("Name"), &PersonPanel::name);
    m_pronouns = field(tr("Pronouns"), &PersonPanel::pronouns);
    m_howWeMet = field(tr("How we met"), &PersonPanel::howWeMet);
    m_language = field(tr("Language"), &PersonPanel::language);
    m_zone = addField(tr("Time zone"), QString::fromLatin1(m_shown.person.zone),
                      QString::fromLatin1(m_shown.other.zone));
    addTitle(tr("Where they write"));
    const int identities = m_grid->rowCount();
    for (const Side side : {Left, Right})
        addIdentities(side, *panels[side], identities);
    m_grid->setRowStretch(m_grid->rowCount(), 1);
    m_area->setWidget(m_body);

    connect(m_kept, &QButtonGroup::idClicked, this, &JoinDialog::preselect);
    m_kept->button(Left)->setChecked(true);
    preselect();
    m_join->setEnabled(true);
    m_kept->button(Left)->setFocus();
}

JoinDialog::Side JoinDialog::survivor() const
{
    return m_kept && m_kept->checkedId() == Right ? Right : Left;
}

/// Whoever is kept keeps what they have, and takes over what they lack.
void JoinDialog::preselect()
{
    const Side kept = survivor();
    const Side other = kept == Left ? Right : Left;
    const JoinChoice choice = kept == Left ? suggestedChoice(m_shown.person, m_shown.other)
                                           : suggestedChoice(m_shown.other, m_shown.person);
    for (const auto &[field, takes] :
         {std::pair(m_name, choice.name), std::pair(m_pronouns, choice.pronouns),
          std::pair(m_howWeMet, choice.howWeMet), std::pair(m_language, choice.language),
          std::pair(m_zone, choice.zone)}) {
        if (field.group)
            field.group->button(takes ? other : kept)->setChecked(true);
    }
}

bool JoinDialog::takesOther(const Field &field) const
{
    return field.group && field.group->checkedId() != survivor();
}

void JoinDialog::join()
{
    if (!m_join->isEnabled())
        return;
    m_join->setEnabled(false);
    const bool keepsLeft = survivor() == Left;
    const PersonPanel &kept = keepsLeft ? m_shown.person : m_shown.other;
    const PersonPanel &other = keepsLeft ? m_shown.other : m_shown.person;
    const JoinChoice choice{.name = takesOther(m_name),
                            .pronouns = takesOther(m_pronouns),
                            .howWeMet = takesOther(m_howWeMet),
                            .language = takesOther(m_language),
                            .zone = takesOther(m_zone)};
    const QString words =
        tr("%1 and %2 are one person now.")
            .arg(Words::name(kept.name, kept.identities.value(0).address.address),
                 Words::name(other.name, other.identities.value(0).address.address));
    m_desk.people.join(kept.id, other.id, choice)
        .then(this, [this, words, id = kept.id](const Result<AppliedChange> &change) {
            if (!change) {
                m_join->setEnabled(true);
                tell(Words::error(change.error()));
                return;
            }
            Q_EMIT joined(id, change->id, words);
            accept();
        });
}

void JoinDialog::tell(const QString &problem)
{
    m_problem->setText(breakable(problem));
    m_problem->setVisible(!problem.isEmpty());
}

} // namespace casement

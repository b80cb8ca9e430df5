// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/factdialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/person/consentoffer.h"
#include "ui/person/factwords.h"
#include "ui/person/personpicker.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int twoFactColumnsFrom = 560;
constexpr int earliestYear = 1899; // stands for "no year"
constexpr qsizetype mostHints = 3;

} // namespace

FactDialog::FactDialog(Desk &desk, const PersonPanel &person, const Fact &fact, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_person(person.id)
    , m_fact(fact)
{
    setAttribute(Qt::WA_DeleteOnClose);
    const QString name = Words::name(person.name, person.identities.value(0).address.address);
    setWindowTitle(fact.id.isValid() ? tr("Change what %1 told us").arg(name)
                                     : tr("What %1 told us").arg(name));
    if (toMilliseconds(m_fact.createdAt) == 0)
        m_fact.createdAt = systemNow();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::wide);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(metrics::page);
    m_columns->addWidget(buildForm(), 3);
    m_columns->addWidget(buildLetter(name), 2);
    layout->addLayout(m_columns, 1);
    m_problem = plainLabel({}, this);
    m_problem->setObjectName(u"problem"_s);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    layout->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    m_save->setDefault(true);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &FactDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(700, 400);
    kindChosen();
    m_text->setFocus();
    m_text->moveCursor(QTextCursor::End);
    loadWords(person.language);
}

QWidget *FactDialog::buildForm()
{
    auto *form = new QWidget(this);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::wide);
    const auto labelled = [&](const QString &text, QWidget *field, const QString &accessible) {
        auto *box = new QWidget(form);
        auto *rows = new QVBoxLayout(box);
        rows->setContentsMargins(0, 0, 0, 0);
        rows->setSpacing(metrics::half);
        auto *label = new QLabel(text, box);
        label->setBuddy(field);
        field->setAccessibleName(accessible);
        rows->addWidget(label);
        rows->addWidget(field, 1);
        layout->addWidget(box);
        return label;
    };
    m_kind = new QComboBox(form);
    for (const FactKind kind : {FactKind::Words, FactKind::Date, FactKind::Relationship})
        m_kind->addItem(FactWords::kind(kind), int(kind));
    m_kind->setCurrentIndex(m_kind->findData(int(m_fact.kind)));
    labelled(tr("&Kind"), m_kind, tr("Kind"));

    m_dayRow = new QWidget(form);
    auto *dayLayout = new QHBoxLayout(m_dayRow);
    dayLayout->setContentsMargins(0, 0, 0, 0);
    dayLayout->setSpacing(metrics::step);
    m_day = new QSpinBox(m_dayRow);
    m_day->setRange(1, 31);
    m_day->setAccessibleName(tr("Day"));
    m_month = new QComboBox(m_dayRow);
    m_month->setAccessibleName(tr("Month"));
    constexpr int months = 12;
    for (int month = 1; month <= months; ++month)
        m_month->addItem(QLocale().standaloneMonthName(month), month);
    m_year = new QSpinBox(m_dayRow);
    m_year->setRange(earliestYear, QDate::currentDate().year() + 10);
    m_year->setSpecialValueText(tr("no year"));
    m_year->setAccessibleName(tr("Year, if they said it"));
    const QDate today = QDate::currentDate();
    m_day->setValue(m_fact.day.isValid() ? m_fact.day.day : today.day());
    m_month->setCurrentIndex((m_fact.day.isValid() ? m_fact.day.month : today.month()) - 1);
    m_year->setValue(m_fact.day.year > 0 ? m_fact.day.year : earliestYear);
    for (QWidget *field : {static_cast<QWidget *>(m_day), static_cast<QWidget *>(m_month),
                           static_cast<QWidget *>(m_year)})
        dayLayout->addWidget(field);
    dayLayout->addStretch();
    m_dayLabel = labelled(tr("&Day"), m_dayRow, tr("Day"));
    m_dayLabel->setBuddy(m_day);

    m_other = new PersonPicker(m_desk, form);
    m_other->setPlaceholderText(tr("Name or address"));
    if (m_fact.other.isValid())
        m_other->setText(Words::name(m_fact.otherName));
    m_otherLabel = labelled(tr("&Who"), m_other, tr("Whom they know"));

    m_text = new QPlainTextEdit(m_fact.text, form);
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("In their words"));
    m_text->setMinimumHeight(fontMetrics().lineSpacing() * 3 + metrics::wide);
    m_textLabel = labelled(tr("&In their words"), m_text, tr("In their words"));
    layout->setStretchFactor(m_textLabel->parentWidget(), 1);

    m_review = new QComboBox(form);
    m_review->addItem(tr("in 3 months"), soonReviewMonths);
    m_review->addItem(tr("in a year"), usualReviewMonths);
    m_review->addItem(tr("never"), 0);
    if (m_review->findData(m_fact.reviewMonths) < 0)
        m_review->addItem(tr("in %n month(s)", nullptr, m_fact.reviewMonths), m_fact.reviewMonths);
    m_review->setCurrentIndex(m_review->findData(m_fact.reviewMonths));
    labelled(tr("&Ask whether it is still true"), m_review, tr("Ask whether it is still true"));

    connect(m_kind, &QComboBox::currentIndexChanged, this, &FactDialog::kindChosen);
    connect(m_text, &QPlainTextEdit::textChanged, this, &FactDialog::refresh);
    for (QSpinBox *box : {m_day, m_year})
        connect(box, &QSpinBox::valueChanged, this, &FactDialog::refresh);
    connect(m_month, &QComboBox::currentIndexChanged, this, &FactDialog::refresh);
    connect(m_other, &PersonPicker::picked, this, [this](PersonId id, const QString &name) {
        m_fact.other = id;
        m_fact.otherName = name;
        m_other->setText(Words::name(name));
        refresh();
    });
    connect(m_other, &QLineEdit::textEdited, this, [this] {
        m_fact.other = {}; // nobody until one is chosen
        m_fact.otherName.clear();
        refresh();
    });
    return form;
}

QWidget *FactDialog::buildLetter(const QString &name)
{
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    auto *heading = plainLabel(tr("As %1 will read it").arg(name), box);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    layout->addWidget(heading);
    auto *card = new QFrame(box);
    card->setBackgroundRole(QPalette::Base); // a sheet of paper, in light and in dark
    card->setAutoFillBackground(true);
    auto *cardLayout = new QVBoxLayout(card);
    cardLayout->setContentsMargins(metrics::wide, metrics::wide, metrics::wide, metrics::wide);
    m_letter = plainLabel({}, card);
    m_letter->setObjectName(u"letter"_s);
    m_letter->setAlignment(Qt::AlignTop | Qt::AlignLeading);
    m_letter->setTextInteractionFlags(Qt::TextSelectableByMouse);
    cardLayout->addWidget(m_letter);
    layout->addWidget(card);
    QLabel *may = plainLabel(tr("%1 may read this one day.").arg(name), box);
    makeDim(may);
    layout->addWidget(may);
    layout->addSpacing(metrics::step);
    m_hints = plainLabel({}, box);
    m_hints->setObjectName(u"hints"_s);
    setTextRole(m_hints, ColorRole::Warning);
    layout->addWidget(m_hints);
    layout->addStretch(1);
    return box;
}

/// In the person's language, else in that of the window, else in English.
void FactDialog::loadWords(const QString &language)
{
    const QString list = QString::fromLatin1(factWordList);
    m_desk.wordLists.matcher(list, WordLists::languageFor(list, {language, QLocale().bcp47Name()}))
        .then(this, [this](const Result<WordMatcher> &matcher) {
            if (!matcher) {
                explain(Words::error(matcher.error()));
                return;
            }
            m_matcher = *matcher;
            refresh();
        });
}

void FactDialog::kindChosen()
{
    const auto kind = static_cast<FactKind>(m_kind->currentData().toInt());
    m_dayLabel->parentWidget()->setVisible(kind == FactKind::Date);
    m_otherLabel->parentWidget()->setVisible(kind == FactKind::Relationship);
    const QString text = kind == FactKind::Date           ? tr("W&hat it is to them")
                         : kind == FactKind::Relationship ? tr("W&hat they are to each other")
                                                          : tr("&In their words");
    m_textLabel->setText(text);
    m_text->setAccessibleName(QString(text).remove(u'&'));
    m_text->setPlaceholderText(kind == FactKind::Date           ? tr("the shop opened, birthday, …")
                               : kind == FactKind::Relationship ? tr("sister of, introduced us, …")
                                                                : tr("In their words"));
    refresh();
}

FactDraft FactDialog::draft() const
{
    const auto kind = static_cast<FactKind>(m_kind->currentData().toInt());
    FactDraft draft{.kind = kind,
                    .text = m_text->toPlainText(),
                    .source = m_fact.source,
                    .quote = m_fact.quote,
                    .reviewMonths = m_review->currentData().toInt()};
    if (kind == FactKind::Date)
        draft.day = {.month = m_month->currentData().toInt(),
                     .day = m_day->value(),
                     .year = m_year->value() == earliestYear ? 0 : m_year->value()};
    if (kind == FactKind::Relationship)
        draft.other = m_fact.other;
    return draft;
}

void FactDialog::refresh()
{
    const FactDraft now = draft();
    Fact shown = m_fact;
    shown.kind = now.kind;
    shown.text = now.text;
    shown.day = now.day;
    m_letter->setText(FactWords::inLetter(shown));
    m_letter->setAccessibleName(m_letter->text());
    QStringList hints;
    QStringList seen;
    for (const WordMatch &match : m_matcher.find(now.text)) {
        if (seen.contains(match.word) || hints.size() == mostHints)
            continue;
        seen.append(match.word);
        hints.append(tr("“%1”: %2", "a word, and why it is looked at twice")
                         .arg(displayLine(now.text.sliced(match.start, match.length)),
                              FactWords::reason(match.reason)));
    }
    m_hints->setText(hints.join(u'\n'));
    m_hints->setVisible(!hints.isEmpty());
    m_hints->setAccessibleName(m_hints->text());
    explain({});
}

void FactDialog::explain(const QString &sentence)
{
    m_problem->setText(sentence);
    m_problem->setVisible(!sentence.isEmpty());
}

void FactDialog::save()
{
    if (!m_save->isEnabled())
        return;
    const FactDraft now = draft();
    if (now.text.trimmed().isEmpty()) {
        explain(tr("Write down what they said first."));
        return;
    }
    if (now.kind == FactKind::Date && !now.day.isValid()) {
        explain(tr("There is no such day."));
        return;
    }
    if (now.kind == FactKind::Relationship && !now.other.isValid()) {
        explain(tr("Choose who it is: type a name, then Enter."));
        m_other->setFocus();
        return;
    }
    m_save->setEnabled(false);
    const bool isNew = !m_fact.id.isValid();
    auto saving = isNew ? m_desk.facts.add(m_person, now) : m_desk.facts.edit(m_fact.id, now);
    saving.then(this, [this, isNew](const Result<AppliedChange> &change) {
        if (!change) {
            m_save->setEnabled(true);
            explain(Words::error(change.error()));
            if (change.error().kind == ErrorKind::Forbidden)
                offerConsent(
                    m_desk, this, ConsentKind::KeepNotes, QList{m_person},
                    [this](const QString &why) { explain(why); },
                    [this](ChangeId id, const QString &words) { Q_EMIT saved(id, words); });
            return;
        }
        if (change->id.isValid())
            Q_EMIT saved(change->id, isNew ? tr("Written down.") : tr("Changed."));
        accept();
    });
}

void FactDialog::resizeEvent(QResizeEvent *event)
{
    QDialog::resizeEvent(event);
    m_columns->setDirection(width() >= twoFactColumnsFrom ? QBoxLayout::LeftToRight
                                                          : QBoxLayout::TopToBottom);
}

void FactDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isReturn = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isReturn && event->modifiers().testFlag(Qt::ControlModifier)) {
        save();
        return;
    }
    QDialog::keyPressEvent(event);
}

} // namespace casement

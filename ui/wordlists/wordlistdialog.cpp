// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/wordlists/wordlistdialog.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// What each list is for, as it stands above its words.
QString purposeOf(const QString &list)
{
    return list == QLatin1StringView(promiseWordList)
               ? WordListDialog::tr("When one of these stands in a reply that you write, it is "
                                    "offered to be recorded as a promise.")
               : WordListDialog::tr("When one of these stands in what you write down about "
                                    "somebody, it is pointed out. Nothing is ever refused for "
                                    "it.");
}

} // namespace

WordListDialog::WordListDialog(Desk &desk, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_which(new QComboBox(this))
    , m_purpose(plainLabel({}, this))
    , m_language(new QComboBox(this))
    , m_filter(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_word(new QLineEdit(this))
    , m_reason(new QComboBox(this))
    , m_add(new QPushButton(tr("Add"), this))
    , m_toggle(new QPushButton(this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Words to look at twice"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    m_which->setAccessibleName(tr("List"));
    m_which->addItem(tr("Words to look at twice"), QString::fromLatin1(factWordList));
    m_which->addItem(tr("Phrases that promise something"), QString::fromLatin1(promiseWordList));
    layout->addWidget(m_which);
    makeDim(m_purpose);
    layout->addWidget(m_purpose);

    for (const QString &code : WordLists::languages(list()))
        m_language->addItem(Words::language(code), code);
    m_language->setCurrentIndex(
        qMax(0, m_language->findData(WordLists::languageFor(list(), {QLocale().bcp47Name()}))));
    m_language->setAccessibleName(tr("Language of the words"));
    m_filter->setPlaceholderText(tr("Find a word"));
    m_filter->setAccessibleName(tr("Find a word"));
    m_filter->setClearButtonEnabled(true);
    auto *top = new QHBoxLayout;
    top->setSpacing(metrics::step);
    top->addWidget(m_language);
    top->addWidget(m_filter, 1);
    layout->addLayout(top);
    m_list->setAccessibleName(tr("Words"));
    m_list->setUniformItemSizes(true);
    layout->addWidget(m_list, 1);
    auto *below = new QHBoxLayout;
    below->addStretch(1);
    below->addWidget(m_toggle);
    layout->addLayout(below);

    m_word->setPlaceholderText(tr("A word or phrase; * stands for any ending"));
    m_word->setAccessibleName(tr("Word to add"));
    m_word->setMaxLength(100);
    m_reason->setAccessibleName(tr("Why"));
    m_reason->addItem(tr("rumour"), u"rumour"_s);
    m_reason->addItem(tr("diagnosis"), u"diagnosis"_s);
    m_reason->addItem(tr("sorts people"), u"demographic"_s);
    m_reason->addItem(tr("another reason"), QString());
    auto *adding = new QHBoxLayout;
    adding->setSpacing(metrics::step);
    adding->addWidget(m_word, 1);
    adding->addWidget(m_reason);
    adding->addWidget(m_add);
    layout->addLayout(adding);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->setObjectName(u"problem"_s);
    m_problem->hide();
    layout->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false); // Enter in a field adds or finds, and closes nothing

    connect(m_which, &QComboBox::currentIndexChanged, this, &WordListDialog::load);
    connect(m_language, &QComboBox::currentIndexChanged, this, &WordListDialog::load);
    connect(m_filter, &QLineEdit::textChanged, this, [this] { fill(m_words); });
    connect(m_list, &QListWidget::currentRowChanged, this, &WordListDialog::updateToggle);
    connect(m_toggle, &QPushButton::clicked, this, &WordListDialog::toggle);
    connect(m_add, &QPushButton::clicked, this, &WordListDialog::add);
    connect(m_word, &QLineEdit::returnPressed, this, &WordListDialog::add);
    resize(520, 560);
    m_filter->setFocus();
    updateToggle();
    load();
}

QString WordListDialog::list() const
{
    return m_which->currentData().toString();
}

QString WordListDialog::reason() const
{
    return m_reason->isHidden() ? u"promise"_s : m_reason->currentData().toString();
}

QString WordListDialog::language() const
{
    return m_language->currentData().toString();
}

void WordListDialog::load()
{
    m_purpose->setText(purposeOf(list()));
    m_reason->setVisible(list() == QLatin1StringView(factWordList));
    m_desk.wordLists.words(list(), language())
        .then(this, [this, round = ++m_round](const Result<QList<ListedWord>> &words) {
            if (round != m_round)
                return;
            if (words)
                fill(*words);
            else
                take(std::unexpected(words.error()), {});
        });
}

void WordListDialog::fill(const QList<ListedWord> &words)
{
    m_words = words;
    const QString wanted = foldedWord(m_filter->text());
    const QString chosen =
        m_list->currentItem() ? m_list->currentItem()->data(Qt::UserRole).toString() : QString();
    m_list->clear();
    for (const ListedWord &each : words) {
        if (!each.word.word.contains(wanted))
            continue;
        const int reason = m_reason->findData(each.word.reason);
        const QString why =
            reason >= 0 ? m_reason->itemText(reason) : displayLine(each.word.reason);
        const QString word = displayLine(each.word.word);
        QStringList parts{word};
        if (!m_reason->isHidden())
            parts.append(why);
        if (each.state == ListWordState::Added)
            parts.append(tr("added by the team"));
        else if (each.state == ListWordState::Removed)
            parts.append(tr("taken out"));
        const QString text = parts.join(tr(" · ", "between a word, its reason and its state"));
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, each.word.word);
        item->setData(Qt::UserRole + 1, int(each.state));
        if (each.state == ListWordState::Removed) {
            QFont font = item->font();
            font.setStrikeOut(true);
            item->setFont(font);
        }
        if (each.word.word == chosen)
            m_list->setCurrentItem(item);
    }
    updateToggle();
}

void WordListDialog::updateToggle()
{
    const QListWidgetItem *item = m_list->currentItem();
    m_toggle->setEnabled(item != nullptr);
    const bool isOut = item && item->data(Qt::UserRole + 1).toInt() == int(ListWordState::Removed);
    m_toggle->setText(isOut ? tr("Put back") : tr("Take out"));
}

void WordListDialog::add()
{
    const QString word = m_word->text().trimmed();
    if (word.isEmpty())
        return;
    m_desk.wordLists.add(list(), language(), word, reason())
        .then(this, [this](const Result<AppliedChange> &change) {
            if (change)
                m_word->clear();
            take(change, tr("The word is on the list."));
        });
}

void WordListDialog::toggle()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const QString word = item->data(Qt::UserRole).toString();
    const bool isOut = item->data(Qt::UserRole + 1).toInt() == int(ListWordState::Removed);
    auto changing = isOut ? m_desk.wordLists.add(list(), language(), word, {})
                          : m_desk.wordLists.remove(list(), language(), word);
    changing.then(this, [this, isOut](const Result<AppliedChange> &change) {
        take(change, isOut ? tr("The word is on the list.") : tr("The word is off the list."));
    });
}

void WordListDialog::take(const Result<AppliedChange> &change, const QString &words)
{
    m_problem->setVisible(!change);
    if (!change) {
        m_problem->setText(Words::error(change.error()));
        return;
    }
    if (change->id.isValid())
        Q_EMIT changed(change->id, words);
    load();
}

} // namespace casement

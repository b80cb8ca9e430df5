// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promisedialog.h"

#include "core/desk/desk.h"
#include "core/domain/duetext.h"
#include "core/text/quotes.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/promise/duefield.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

namespace casement
{

namespace
{

constexpr int longestProposal = 300;

/// The day that \a sentence names, seen from when it was said; languages as of an empty one in
/// Promises::phrases().
std::optional<PromiseDue> dueSaid(const QString &sentence, Timestamp at)
{
    for (const QString &language : WordLists::languages(QString::fromLatin1(promiseWordList))) {
        if (const auto words = findDue(sentence, language, toLocalDateTime(at)))
            return words->due;
    }
    return std::nullopt;
}

} // namespace

PromiseDialog::PromiseDialog(Desk &desk, const PromiseDraft &draft, const QString &name,
                             QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_draft(draft)
    , m_whose(new QComboBox(this))
    , m_words(new QLineEdit(this))
    , m_due(new DueField(this))
    , m_owner(new QComboBox(this))
    , m_problem(plainLabel({}, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("A promise"));
    setMinimumWidth(520);
    const QString who = personLabel(name);
    m_whose->setAccessibleName(tr("Whose promise"));
    m_whose->addItem(tr("We promise it to %1").arg(who), true);
    m_whose->addItem(tr("%1 promises it to us").arg(who), false);
    m_whose->setCurrentIndex(draft.isOurs ? 0 : 1);
    m_words->setAccessibleName(tr("What is promised"));
    m_words->setMaxLength(2000);
    m_words->setPlaceholderText(tr("A ladder for the porch"));
    m_words->setText(makeSnippet(draft.words, longestProposal));
    // Selected, and seen from its beginning.
    m_words->setSelection(static_cast<int>(m_words->text().size()),
                          -static_cast<int>(m_words->text().size()));
    m_due->setDue(draft.due);
    m_owner->setAccessibleName(tr("Who looks after it"));
    m_owner->addItem(tr("me"), QVariant::fromValue<qint64>(0));

    if (!draft.quote.trimmed().isEmpty()) {
        QLabel *quote = plainLabel(
            tr("“%1”").arg(makeSnippet(displayLine(draft.quote), longestProposal)), this);
        makeDim(quote);
        quote->setAccessibleName(tr("The words of the message"));
        auto *head = new QVBoxLayout;
        head->addWidget(quote);
        head->addSpacing(metrics::half);
        head->setContentsMargins(0, 0, 0, 0);
        setLayout(new QVBoxLayout);
        layout()->addItem(head);
    } else {
        setLayout(new QVBoxLayout);
    }
    auto *outer = static_cast<QVBoxLayout *>(layout());
    outer->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    outer->setSpacing(metrics::step);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("&What"), m_words);
    form->addRow(tr("&By when"), m_due);
    form->addRow(tr("Wh&ose"), m_whose);
    form->addRow(tr("&Looked after by"), m_owner);
    outer->addLayout(form);
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    outer->addWidget(m_problem);
    outer->addSpacing(metrics::half);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_record = buttons->addButton(tr("Record"), QDialogButtonBox::AcceptRole);
    m_record->setDefault(true);
    outer->addWidget(buttons);
    m_words->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &PromiseDialog::record);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_desk.triage.staff().then(this, [this](const Result<QList<Staff>> &staff) {
        for (const Staff &each : staff.value_or(QList<Staff>())) {
            if (each.isMe)
                m_owner->setItemData(0, each.id.value);
            else
                m_owner->addItem(displayLine(each.name), each.id.value);
        }
        if (const int owner = m_owner->findData(m_draft.owner.value); owner >= 0)
            m_owner->setCurrentIndex(owner);
    });
}

void PromiseDialog::proposeFrom(const QString &text, Timestamp at)
{
    const QString before = m_words->text();
    m_desk.promises.phrases(text, {}).then(
        this, [this, before, at](const Result<QList<PromisePhrase>> &phrases) {
            // Whoever has begun to write knows it better.
            if (!phrases || phrases->isEmpty() || m_words->text() != before)
                return;
            const PromisePhrase &phrase = phrases->first();
            m_words->setText(makeSnippet(phrase.sentence, longestProposal));
            m_words->setSelection(static_cast<int>(m_words->text().size()),
                                  -static_cast<int>(m_words->text().size()));
            if (m_draft.source.isValid() && m_draft.quote.trimmed().isEmpty())
                m_draft.quote = phrase.sentence;
            if (!m_due->due() && m_due->field()->text().isEmpty())
                m_due->setDue(dueSaid(phrase.sentence, at));
        });
}

void PromiseDialog::tell(const QString &sentence)
{
    m_record->setEnabled(true);
    m_problem->setText(sentence);
    m_problem->show();
}

void PromiseDialog::record()
{
    if (!m_record->isEnabled())
        return;
    m_problem->hide();
    if (!m_due->isUnderstood()) {
        tell(tr("“%1” names no day: write it otherwise, or leave it empty.")
                 .arg(displayLine(m_due->field()->text())));
        m_due->setFocus();
        return;
    }
    m_record->setEnabled(false);
    m_draft.isOurs = m_whose->currentData().toBool();
    m_draft.words = m_words->text();
    m_draft.due = m_due->due();
    m_draft.owner = StaffId{m_owner->currentData().toLongLong()};
    m_desk.promises.record(m_draft).then(this, [this](const Result<RecordedPromise> &made) {
        if (!made) {
            tell(Words::error(made.error()));
            return;
        }
        Q_EMIT recorded(made->promise.id, made->change.id, tr("It stands among the promises now."));
        accept();
    });
}

} // namespace casement

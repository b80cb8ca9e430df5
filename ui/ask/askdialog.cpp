// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/ask/askdialog.h"

#include "core/desk/desk.h"
#include "core/text/quotes.h"
#include "ui/ask/askwords.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTimer>

namespace casement
{

namespace
{

constexpr int mostSimilar = 5;
constexpr int longestPrefill = 300;
constexpr std::chrono::milliseconds similarPause{150};
constexpr int askRole = Qt::UserRole + 1;

} // namespace

AskDialog::AskDialog(Desk &desk, const TimelineItem &item, const QString &quote, QWidget *parent)
    : QDialog(parent)
    , m_desk(desk)
    , m_item(item)
    , m_quote(new QPlainTextEdit(this))
    , m_restated(new QLineEdit(this))
    , m_kind(new QComboBox(this))
    , m_similarHead(plainLabel({}, this))
    , m_similar(new QListWidget(this))
    , m_problem(plainLabel({}, this))
    , m_pause(new QTimer(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("What they ask"));
    setMinimumWidth(480);

    const QString name = Words::name(item.authorName, item.authorAddress);
    QLabel *said = plainLabel(tr("%1 said").arg(name), this);
    makeDim(said);
    m_quote->setPlainText(drawableText(quote.trimmed()));
    m_quote->setAccessibleName(tr("Their words, as they stand in the message"));
    m_quote->setTabChangesFocus(true);
    m_quote->setFixedHeight(fontMetrics().lineSpacing() * 4 + 2 * metrics::step);
    m_restated->setText(makeSnippet(quote, longestPrefill));
    m_restated->setAccessibleName(tr("What they ask for, in their words"));
    m_restated->setMaxLength(2000);
    // Selected, and seen from its beginning.
    m_restated->setSelection(static_cast<int>(m_restated->text().size()),
                             -static_cast<int>(m_restated->text().size()));
    m_kind->setAccessibleName(tr("Kind"));
    for (int i = 0; i <= int(AskKind::Worry); ++i)
        m_kind->addItem(AskWords::kind(AskKind(i)), i);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(metrics::step);
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->addRow(tr("&Restated"), m_restated);
    form->addRow(tr("&Kind"), m_kind);

    m_similarHead->setText(
        tr("Perhaps the same as one of these. Choose it to add %1 to those who ask.").arg(name));
    makeDim(m_similarHead);
    m_similarHead->hide();
    m_similar->setAccessibleName(tr("Asks with the same words"));
    m_similar->setUniformItemSizes(true);
    m_similar->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_similar->setTextElideMode(Qt::ElideRight);
    m_similar->installEventFilter(this);
    m_similar->hide();
    setTextRole(m_problem, ColorRole::Danger);
    m_problem->hide();
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_keep = buttons->addButton(tr("Keep"), QDialogButtonBox::AcceptRole);
    m_keep->setDefault(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::step);
    layout->addWidget(said);
    layout->addWidget(m_quote);
    layout->addSpacing(metrics::half);
    layout->addLayout(form);
    layout->addSpacing(metrics::half);
    layout->addWidget(m_similarHead);
    layout->addWidget(m_similar);
    layout->addWidget(m_problem);
    layout->addSpacing(metrics::half);
    layout->addWidget(buttons);
    m_restated->setFocus();
    choose();

    m_pause->setSingleShot(true);
    m_pause->setInterval(similarPause);
    connect(m_pause, &QTimer::timeout, this, &AskDialog::lookForSimilar);
    connect(m_restated, &QLineEdit::textEdited, m_pause, qOverload<>(&QTimer::start));
    connect(m_quote, &QPlainTextEdit::textChanged, m_pause, qOverload<>(&QTimer::start));
    connect(m_similar, &QListWidget::itemSelectionChanged, this, &AskDialog::choose);
    connect(m_similar, &QListWidget::itemActivated, this, &AskDialog::keep);
    connect(buttons, &QDialogButtonBox::accepted, this, &AskDialog::keep);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    lookForSimilar();
}

bool AskDialog::eventFilter(QObject *object, QEvent *event)
{
    // What was chosen can be let go again, without a mouse.
    if (object == m_similar && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Backspace) {
        m_similar->clearSelection();
        return true;
    }
    if (object == m_similar && event->type() == QEvent::FocusIn && m_similar->currentRow() < 0 &&
        m_similar->count() > 0 && static_cast<QFocusEvent *>(event)->reason() == Qt::TabFocusReason)
        m_similar->setCurrentRow(0, QItemSelectionModel::NoUpdate);
    return QDialog::eventFilter(object, event);
}

AskId AskDialog::chosen() const
{
    const QList<QListWidgetItem *> selected = m_similar->selectedItems();
    return selected.isEmpty() ? AskId() : AskId{selected.first()->data(askRole).toLongLong()};
}

void AskDialog::choose()
{
    const bool isOther = chosen().isValid();
    m_keep->setText(isOther ? tr("Add their voice") : tr("Keep"));
    m_keep->setAccessibleName(m_keep->text());
    m_restated->setEnabled(!isOther);
    m_kind->setEnabled(!isOther);
}

void AskDialog::lookForSimilar()
{
    m_desk.asks.similar(m_restated->text() + u' ' + m_quote->toPlainText(), mostSimilar)
        .then(this, [this, round = ++m_round](const Result<QList<AskSummary>> &asks) {
            if (round != m_round || !asks)
                return;
            const AskId before = chosen();
            m_similar->clear();
            for (const AskSummary &ask : *asks) {
                QStringList people;
                for (const QString &person : ask.people)
                    people.append(personLabel(person));
                auto *row =
                    new QListWidgetItem(icon(QStringLiteral("ask")),
                                        tr("%1 (%2; %3)", "an ask, its state, who asks")
                                            .arg(displayLine(ask.restated), AskWords::standing(ask),
                                                 Words::list(people)),
                                        m_similar);
                row->setData(askRole, ask.id.value);
                row->setToolTip(QStringLiteral("<span>") +
                                displayLine(ask.restated).toHtmlEscaped() +
                                QStringLiteral("</span>"));
                if (ask.id == before)
                    row->setSelected(true);
            }
            const bool isAny = m_similar->count() > 0;
            m_similarHead->setVisible(isAny);
            m_similar->setVisible(isAny);
            if (isAny)
                m_similar->setFixedHeight(m_similar->sizeHintForRow(0) * m_similar->count() +
                                          2 * m_similar->frameWidth() + metrics::half);
            choose();
            adjustSize();
        });
}

void AskDialog::tell(const Error &error)
{
    m_keep->setEnabled(true);
    m_problem->setText(Words::error(error));
    m_problem->show();
}

void AskDialog::keep()
{
    if (!m_keep->isEnabled())
        return;
    m_keep->setEnabled(false);
    m_problem->hide();
    m_desk.asks.locate(m_item.message, m_quote->toPlainText(), !m_item.hasHtml)
        .then(this, [this](const Result<AskQuote> &quote) {
            if (!quote) {
                tell(quote.error());
                return;
            }
            if (const AskId other = chosen(); other.isValid()) {
                m_desk.asks.addVoice(other, *quote)
                    .then(this, [this, other](const Result<AppliedChange> &change) {
                        if (!change) {
                            tell(change.error());
                            return;
                        }
                        Q_EMIT made(other, change->id, tr("They are among those who ask now."));
                        accept();
                    });
                return;
            }
            m_desk.asks.create(*quote, AskKind(m_kind->currentData().toInt()), m_restated->text())
                .then(this, [this](const Result<Ask> &ask) {
                    if (!ask) {
                        tell(ask.error());
                        return;
                    }
                    m_desk.asks.history(ask->id, 1)
                        .then(this, [this,
                                     id = ask->id](const Result<QList<HistoryEntry>> &history) {
                            const ChangeId change =
                                history && !history->isEmpty() ? history->first().id : ChangeId();
                            Q_EMIT made(id, change, tr("It stands in the ledger of asks now."));
                            accept();
                        });
                });
        });
}

} // namespace casement

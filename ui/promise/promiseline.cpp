// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/promise/promiseline.h"

#include "core/desk/desk.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"
#include "ui/style/elidedlabel.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds phrasePause{250};
constexpr int mostOffered = 3; // promises that a reply may keep
constexpr int widestOffered = 420;

} // namespace

PromiseLine::PromiseLine(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_pause(new QTimer(this))
    , m_hint(new QWidget(this))
    , m_sentence(new ElidedLabel(m_hint))
    , m_record(new QPushButton(m_hint))
    , m_dismiss(new QToolButton(m_hint))
    , m_keeps(new QVBoxLayout)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::half);
    auto *row = new QHBoxLayout(m_hint);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::step);
    row->addWidget(new IconMark(u"promise"_s, ColorRole::MutedText, m_hint));
    makeDim(m_sentence);
    row->addWidget(m_sentence, 1);
    m_record->setObjectName(u"recordPromise"_s);
    m_record->setCheckable(true);
    m_record->setAutoDefault(false);
    row->addWidget(m_record);
    m_dismiss->setObjectName(u"dismissPromise"_s);
    m_dismiss->setAutoRaise(true);
    m_dismiss->setIcon(icon(u"close"_s, ColorRole::MutedText));
    m_dismiss->setToolTip(tr("It is no promise: do not ask again for this draft"));
    m_dismiss->setAccessibleName(m_dismiss->toolTip());
    row->addWidget(m_dismiss);
    layout->addWidget(m_hint);
    m_keeps->setSpacing(2);
    layout->addLayout(m_keeps);
    m_hint->hide();
    hide();

    m_pause->setSingleShot(true);
    m_pause->setInterval(phrasePause);
    connect(m_pause, &QTimer::timeout, this, &PromiseLine::look);
    connect(m_record, &QPushButton::clicked, this, &PromiseLine::toggleRecording);
    connect(m_dismiss, &QToolButton::clicked, this, &PromiseLine::dismiss);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (m_conversation.isValid() && (change.everything || !change.promises.isEmpty()))
            loadOpen();
    });
}

void PromiseLine::openConversation(ConversationId conversation)
{
    m_conversation = conversation;
    m_text.clear();
    m_phrases.clear();
    m_recorded.clear();
    m_open.clear();
    m_kept.clear();
    ++m_round;
    showPhrase();
    showOpen();
    if (conversation.isValid())
        loadOpen();
}

void PromiseLine::setText(const QString &text, const QString &language)
{
    const bool wasEmpty = m_text.trimmed().isEmpty();
    m_text = text;
    m_language = language;
    if (wasEmpty != text.trimmed().isEmpty())
        showOpen();
    m_pause->start();
}

void PromiseLine::look()
{
    if (m_text.trimmed().isEmpty() || m_dismissed.contains(m_conversation)) {
        m_phrases.clear();
        showPhrase();
        return;
    }
    m_desk.promises.phrases(m_text, m_language)
        .then(this, [this, round = ++m_round](const Result<QList<PromisePhrase>> &phrases) {
            if (round != m_round || !phrases)
                return;
            m_phrases = *phrases;
            showPhrase();
        });
}

/// The first sentence that nobody has decided about, else one that is going to be recorded.
void PromiseLine::showPhrase()
{
    const auto open = std::ranges::find_if(m_phrases, [this](const PromisePhrase &phrase) {
        return !m_recorded.contains(phrase.sentence);
    });
    m_hint->setVisible(!m_phrases.isEmpty());
    setVisible(!m_phrases.isEmpty() || m_keeps->count() > 0);
    if (m_phrases.isEmpty())
        return;
    const bool isChosen = open == m_phrases.end();
    const PromisePhrase &phrase = isChosen ? m_phrases.last() : *open;
    const QString sentence = displayLine(phrase.sentence);
    const QString due = phrase.due ? PromiseWords::due(phrase.due) : QString();
    const QString said = due.isEmpty() ? tr("“%1”").arg(sentence)
                                       : tr("%1: “%2”", "by when, a sentence").arg(due, sentence);
    m_sentence->setFullText(isChosen ? tr("Recorded when this is sent: %1").arg(said) : said);
    m_record->setChecked(isChosen);
    m_record->setText(isChosen ? tr("Do not record it") : tr("Record as promise?"));
    m_record->setToolTip(tr("Record it when the reply is sent, or not (Ctrl+P)"));
    m_record->setAccessibleName(
        isChosen
            ? tr("Do not record as a promise: %1").arg(displayLine(phrase.sentence))
            : tr("Record as a promise when this is sent: %1%2", "a sentence, by when")
                  .arg(displayLine(phrase.sentence), due.isEmpty() ? QString() : tr(", ") + due));
    m_dismiss->setVisible(!isChosen);
}

void PromiseLine::toggleRecording()
{
    const auto open = std::ranges::find_if(m_phrases, [this](const PromisePhrase &phrase) {
        return !m_recorded.contains(phrase.sentence);
    });
    if (open != m_phrases.end())
        m_recorded.insert(open->sentence);
    else if (!m_phrases.isEmpty())
        m_recorded.remove(m_phrases.last().sentence);
    showPhrase();
}

void PromiseLine::dismiss()
{
    m_dismissed.insert(m_conversation);
    m_recorded.clear();
    m_phrases.clear();
    showPhrase();
}

void PromiseLine::loadOpen()
{
    m_desk.promises
        .list({.isOurs = true, .isOpen = true, .conversation = m_conversation}, mostOffered)
        .then(this, [this, of = m_conversation](const Result<QList<Promise>> &promises) {
            if (of != m_conversation || !promises || *promises == m_open)
                return;
            m_open = *promises;
            showOpen();
        });
}

void PromiseLine::showOpen()
{
    emptyLayout(m_keeps);
    if (!m_text.trimmed().isEmpty()) {
        for (const Promise &promise : std::as_const(m_open)) {
            if (promise.isBeingKept)
                continue;
            const QString text =
                tr("This keeps: %1 (%2)", "what was promised, by when")
                    .arg(PromiseWords::words(promise), PromiseWords::standing(promise));
            auto *box = new QCheckBox(
                escapedMnemonic(fontMetrics().elidedText(text, Qt::ElideMiddle, widestOffered)),
                this);
            box->setAccessibleName(text);
            box->setChecked(m_kept.contains(promise.id));
            connect(box, &QCheckBox::toggled, this, [this, id = promise.id](bool keeps) {
                if (keeps)
                    m_kept.insert(id);
                else
                    m_kept.remove(id);
            });
            m_keeps->addWidget(box);
        }
    }
    setVisible(!m_phrases.isEmpty() || m_keeps->count() > 0);
}

void PromiseLine::freeze()
{
    m_frozen = {.conversation = m_conversation, .said = {}, .kept = {}};
    for (const PromisePhrase &phrase : std::as_const(m_phrases)) {
        if (m_recorded.contains(phrase.sentence))
            m_frozen.said.append(phrase);
    }
    for (const Promise &promise : std::as_const(m_open)) {
        if (m_kept.contains(promise.id))
            m_frozen.kept.append(promise.id);
    }
}

void PromiseLine::sent(OutboxId item)
{
    const Chosen chosen = std::exchange(m_frozen, {});
    m_dismissed.remove(chosen.conversation);
    if (chosen.conversation == m_conversation) {
        m_recorded.clear();
        m_kept.clear();
    }
    for (const PromisePhrase &phrase : chosen.said) {
        m_desk.promises
            .recordSaid(item,
                        {.words = phrase.sentence, .quote = phrase.sentence, .due = phrase.due})
            .then(this, [this](const Result<RecordedPromise> &made) {
                Q_EMIT statusMessage(made ? tr("Recorded as a promise.")
                                          : Words::error(made.error()));
            });
    }
    if (chosen.kept.isEmpty())
        return;
    m_desk.promises.keepWith(chosen.kept, item)
        .then(this, [this](const Result<AppliedChange> &kept) {
            Q_EMIT statusMessage(kept ? tr("The promise is kept when the message is out.")
                                      : Words::error(kept.error()));
        });
}

} // namespace casement

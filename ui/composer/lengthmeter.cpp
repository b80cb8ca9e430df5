// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/lengthmeter.h"

#include "core/desk/outbox.h"
#include "ui/conversation/tints.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::chrono::milliseconds cutAfter{150};

} // namespace

LengthMeter::LengthMeter(Outbox &outbox, QPushButton *send, QWidget *parent)
    : QWidget(parent)
    , m_outbox(outbox)
    , m_send(send)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::step);
    m_text = new QLabel(this);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    setTextRole(m_text, ColorRole::Warning);
    m_offer = new QPushButton(this);
    m_offer->setAutoDefault(false);
    m_offer->setObjectName(u"splitOffer"_s);
    m_offer->setCheckable(true);
    layout->addWidget(new IconMark(u"attention"_s, ColorRole::Warning, this), 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_offer);
    m_counter = new QLabel(parent);
    m_counter->setObjectName(u"length"_s);
    makeDim(m_counter);
    m_timer.setSingleShot(true);
    m_timer.setInterval(cutAfter);
    connect(&m_timer, &QTimer::timeout, this, &LengthMeter::cut);
    connect(m_offer, &QPushButton::clicked, this, [this](bool isSplit) {
        setSplit(isSplit);
        Q_EMIT splitChosen(isSplit);
    });
    tell();
}

void LengthMeter::setChannel(const Account &account, const Capabilities &capabilities)
{
    m_account = account;
    m_capabilities = capabilities;
    measure(m_draft);
}

void LengthMeter::measure(const Draft &draft)
{
    m_draft = draft;
    m_rendition = {};
    if (m_capabilities.hasLimit())
        m_rendition = m_outbox.render(m_account, draft).first();
    const bool isTooLong =
        !m_capabilities.splitsLongText && m_rendition.length > m_capabilities.maxLength;
    if (isTooLong) {
        // Until it is cut anew the offer stands as it is: it does not flicker while one types.
        if (!m_timer.isActive())
            m_timer.start();
    } else {
        m_timer.stop();
        m_parts.clear();
    }
    tell();
}

void LengthMeter::cut()
{
    m_timer.stop();
    m_parts = m_outbox.split(m_account, m_draft);
    tell();
    Q_EMIT partsChanged();
}

void LengthMeter::setSplit(bool isSplit)
{
    m_isSplit = isSplit;
    tell();
    Q_EMIT partsChanged();
}

QStringList LengthMeter::parts()
{
    if (m_timer.isActive())
        cut();
    return m_isSplit && m_parts.size() > 1 ? m_parts : QStringList();
}

QString LengthMeter::impediment()
{
    const qint64 over = m_rendition.length - m_capabilities.maxLength;
    if (!m_capabilities.hasLimit() || m_capabilities.splitsLongText || over <= 0 ||
        !parts().isEmpty())
        return {};
    if (m_parts.size() > 1)
        return tr("This is too long for one message by %n character(s): shorten it, or send it as "
                  "%1 messages.",
                  nullptr, static_cast<int>(over))
            .arg(m_parts.size());
    return tr("This is too long for the channel by %n character(s): shorten it.", nullptr,
              static_cast<int>(over));
}

void LengthMeter::tell()
{
    const qint64 left = m_capabilities.maxLength - m_rendition.length;
    const bool isSeveral = m_capabilities.splitsLongText && m_rendition.texts.size() > 1;
    const bool isTooLong = m_capabilities.hasLimit() && !m_capabilities.splitsLongText && left < 0;
    // The row says it where it is too long.
    m_counter->setVisible(m_capabilities.splitsLongText ? isSeveral
                                                        : m_capabilities.hasLimit() && !isTooLong);
    if (isSeveral)
        m_counter->setText(
            tr("goes out as %n message(s)", nullptr, static_cast<int>(m_rendition.texts.size())));
    else
        m_counter->setText(left >= 0 ? tr("%n left", "characters", static_cast<int>(left))
                                     : tr("%n too many", "characters", static_cast<int>(-left)));
    setVisible(isTooLong);
    const bool canSplit = isTooLong && m_parts.size() > 1;
    m_send->setText(canSplit && m_isSplit
                        ? tr("Send %n messages", nullptr, static_cast<int>(m_parts.size()))
                        : tr("Send"));
    if (!isTooLong)
        return;
    m_offer->setVisible(canSplit);
    m_offer->setChecked(m_isSplit);
    m_offer->setText(tr("Send as %n messages", nullptr, static_cast<int>(m_parts.size())));
    m_offer->setToolTip(tr("Each answers the one before it"));
    if (canSplit && m_isSplit)
        m_text->setText(tr("Goes out as %n messages, each answering the one before it.", nullptr,
                           static_cast<int>(m_parts.size())));
    else if (canSplit || m_timer.isActive())
        m_text->setText(tr("Too long by %n.", "characters", static_cast<int>(-left)));
    else
        m_text->setText(tr("Too long by %n, and more than %1 messages: shorten it, or attach it as "
                           "a file.",
                           "characters", static_cast<int>(-left))
                            .arg(Outbox::mostParts));
    setAccessibleName(m_text->text());
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/outgoingpreview.h"

#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/tints.h"
#include "ui/conversation/words.h"
#include "ui/style/metrics.h"
#include "ui/style/plainlabel.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>

namespace casement
{

namespace
{

constexpr int leastHeight = 72;
constexpr int mostHeight = 240; // what was said, and what is being written, stay in sight

QLabel *emptyLabel(QWidget *parent)
{
    QLabel *label = plainLabel({}, parent);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

void put(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

OutgoingPreview::OutgoingPreview(CodeHighlighter &code, QWidget *parent)
    : QScrollArea(parent)
    , m_code(code)
{
    setWidgetResizable(true);
    setFrameShape(QFrame::StyledPanel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMinimumHeight(leastHeight);
    setMaximumHeight(mostHeight);
    setAccessibleName(tr("Preview"));
    auto *page = new QWidget(this);
    m_layout = new QVBoxLayout(page);
    m_layout->setContentsMargins(metrics::step, metrics::step, metrics::step, metrics::step);
    m_layout->setSpacing(metrics::half);
    m_title = emptyLabel(page);
    makeDim(m_title);
    m_heading = emptyLabel(page);
    m_remark = emptyLabel(page);
    makeDim(m_remark);
    m_layout->addWidget(m_title);
    m_layout->addWidget(m_heading);
    m_layout->addWidget(m_remark);
    m_layout->addStretch();
    setWidget(page);
}

void OutgoingPreview::addRow()
{
    Row row{.caption = emptyLabel(widget()),
            .text = emptyLabel(widget()),
            .body = new MessageBody(widget())};
    makeDim(row.caption);
    row.text->setObjectName(QStringLiteral("outgoingText"));
    row.body->setAccessibleName(tr("Preview"));
    // Before the stretch at the end.
    for (QWidget *each : {static_cast<QWidget *>(row.caption), static_cast<QWidget *>(row.text),
                          static_cast<QWidget *>(row.body)})
        m_layout->insertWidget(m_layout->count() - 1, each);
    m_rows.push_back(row);
}

void OutgoingPreview::fill(const Row &row, const Message &message)
{
    put(row.caption, message.caption);
    const bool isRich = !message.html.isEmpty();
    row.text->setVisible(!isRich);
    row.body->setVisible(isRich);
    row.text->setText(isRich ? QString() : message.text);
    if (!isRich)
        return;
    fillWithHtml(row.body->safeDocument(), message.html, {}, {.palette = palette(), .font = font()},
                 m_code);
    row.body->refilled();
}

void OutgoingPreview::setContent(const Content &content)
{
    if (content == m_content)
        return;
    m_content = content;
    put(m_title, content.title);
    put(m_heading, content.heading);
    put(m_remark, content.remark);
    while (m_rows.size() < static_cast<std::size_t>(content.messages.size()))
        addRow();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const bool isUsed = i < static_cast<std::size_t>(content.messages.size());
        if (isUsed) {
            fill(m_rows[i], content.messages.at(static_cast<qsizetype>(i)));
            continue;
        }
        for (QWidget *each :
             {static_cast<QWidget *>(m_rows[i].caption), static_cast<QWidget *>(m_rows[i].text),
              static_cast<QWidget *>(m_rows[i].body)})
            each->hide();
    }
    updateGeometry();
}

QSize OutgoingPreview::sizeHint() const
{
    const int wide = std::max(viewport()->width(), 1);
    const int high = widget()->layout()->hasHeightForWidth()
                         ? widget()->layout()->heightForWidth(wide)
                         : widget()->sizeHint().height();
    return {wide, std::clamp(high + 2 * frameWidth(), leastHeight, mostHeight)};
}

void OutgoingPreview::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    // The text has the colours of the palette that it was filled with.
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        const Content content = std::exchange(m_content, {});
        setContent(content);
    }
}

OutgoingPreview::Content previewOf(const Capabilities &capabilities,
                                   const QList<Rendition> &renditions, const QString &audience)
{
    OutgoingPreview::Content content;
    content.title = OutgoingPreview::tr("Goes out %1", "%1: to whom").arg(audience);
    const Rendition &first = renditions.first();
    if (!first.heading.isEmpty())
        content.heading = capabilities.subject == Capabilities::Subject::ContentWarning
                              ? OutgoingPreview::tr("Content warning: %1").arg(first.heading)
                              : OutgoingPreview::tr("Subject: %1").arg(first.heading);
    QStringList remarks;
    if (!first.language.isEmpty())
        remarks.append(OutgoingPreview::tr("Language: %1").arg(Words::language(first.language)));
    if (first.isGreeted)
        remarks.append(OutgoingPreview::tr("Their handles are put before it when it goes out."));
    content.remark = remarks.join(u'\n');
    qsizetype count = 0;
    for (const Rendition &rendition : renditions)
        count += rendition.texts.size();
    for (const Rendition &rendition : renditions) {
        for (const QString &text : rendition.texts) {
            QStringList caption;
            if (count > 1)
                caption.append(OutgoingPreview::tr("%1 of %2", "a message of several")
                                   .arg(content.messages.size() + 1)
                                   .arg(count));
            if (capabilities.hasLimit() && !capabilities.splitsLongText)
                caption.append(OutgoingPreview::tr("%1 of %2 characters")
                                   .arg(rendition.length)
                                   .arg(capabilities.maxLength));
            content.messages.append({.caption = caption.join(QStringLiteral(" · ")),
                                     .text = text,
                                     .html = rendition.html});
        }
    }
    return content;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/messagereader.h"

#include "core/desk/desk.h"
#include "core/text/links.h"
#include "ui/conversation/attachmentactions.h"
#include "ui/conversation/messagebody.h"
#include "ui/conversation/messagecard.h"
#include "ui/conversation/messageloader.h"
#include "ui/conversation/messagetext.h"
#include "ui/conversation/originaldialog.h"
#include "ui/conversation/timeline.h"
#include "ui/conversation/versionsdialog.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QDesktopServices>
#include <QMessageBox>
#include <QPushButton>
#include <QUrl>

namespace casement
{

MessageReader::MessageReader(Desk &desk, CodeHighlighter &code, Timeline &timeline, QWidget *window)
    : QObject(window)
    , m_desk(desk)
    , m_code(code)
    , m_window(window)
    , m_loader(new MessageLoader(desk.conversations, timeline))
{
    connect(&timeline, &Timeline::cardMade, this, &MessageReader::connectCard);
    connect(&timeline, &Timeline::htmlWanted, m_loader, &MessageLoader::render);
}

MessageReader::~MessageReader() = default;

void MessageReader::reset()
{
    m_loader->reset();
}

void MessageReader::connectCard(MessageCard *card)
{
    connect(card, &MessageCard::linkActivated, this, &MessageReader::openLink);
    connect(card, &MessageCard::linkHovered, this, [this](const QString &url) {
        const QUrl address(url);
        Q_EMIT statusMessage(
            address.host().isEmpty()
                ? displayLine(url.left(200))
                : tr("Opens %1").arg(QString::fromLatin1(QUrl::toAce(address.host()))));
    });
    connect(card, &MessageCard::attachmentActivated, this, [this, card](int index) {
        askAboutAttachment(m_desk, card->item(), index, m_window,
                           [this](const QString &text) { Q_EMIT statusMessage(text); });
    });
    connect(card, &MessageCard::remoteWanted, this,
            [this, card] { m_loader->allowRemote(card->item().message); });
    connect(card, &MessageCard::originalWanted, this,
            [this, card] { showOriginal(card->item().message); });
    connect(card, &MessageCard::versionsWanted, this, [this, card] { showVersions(card); });
}

void MessageReader::openLink(const QString &url, const QString &text)
{
    const auto link = safeLink(url);
    if (!link) {
        Q_EMIT statusMessage(tr("This link is of a kind that is not opened."));
        return;
    }
    const QUrl address(link->url);
    if (!isMisleading(text, link->host)) {
        QDesktopServices::openUrl(address);
        return;
    }
    auto *box =
        new QMessageBox(QMessageBox::Warning, tr("Open link"),
                        tr("The text of this link names another place than the link opens."),
                        QMessageBox::Cancel, m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("The text says: %1\nThe link opens: %2").arg(displayLine(text.left(200)), link->host));
    QPushButton *open = box->addButton(tr("Open %1").arg(link->host), QMessageBox::AcceptRole);
    box->setDefaultButton(QMessageBox::Cancel);
    connect(open, &QPushButton::clicked, this, [address] { QDesktopServices::openUrl(address); });
    box->open();
}

void MessageReader::showOriginal(MessageId message)
{
    m_desk.conversations.original(message).then(this, [this](const Result<QByteArray> &bytes) {
        if (!bytes) {
            Q_EMIT statusMessage(Words::error(bytes.error()));
            return;
        }
        (new OriginalDialog(m_code.repository(), *bytes, m_window))->open();
    });
}

void MessageReader::showVersions(const MessageCard *card)
{
    m_desk.conversations.versions(card->item().message)
        .then(this, [this, item = card->item()](const Result<QList<MessageVersion>> &versions) {
            if (versions)
                (new VersionsDialog(*versions, item, m_window))->open();
            else
                Q_EMIT statusMessage(Words::error(versions.error()));
        });
}

} // namespace casement

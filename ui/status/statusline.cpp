// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/status/statusline.h"

#include "core/desk/desk.h"
#include "ui/imports/importdialog.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"
#include "ui/views/viewlistmodel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QProgressBar>
#include <QTimer>
#include <QToolButton>

namespace casement
{

namespace
{

constexpr int progressSteps = 1000;
constexpr std::chrono::seconds messageTime{12};

QToolButton *flatButton(QWidget *parent, const QString &iconName, const QString &name)
{
    auto *button = new QToolButton(parent);
    button->setAutoRaise(true);
    button->setIcon(icon(iconName, ColorRole::MutedText));
    button->setToolTip(name);
    button->setAccessibleName(name);
    return button;
}

} // namespace

StatusLine::StatusLine(Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_message(new QLabel(this))
    , m_forget(new QTimer(this))
    , m_import(new QWidget(this))
    , m_importText(flatButton(m_import, QStringLiteral("folder"), tr("Import")))
    , m_bar(new QProgressBar(m_import))
    , m_pause(flatButton(m_import, QStringLiteral("pause"), tr("Pause the import")))
    , m_stop(flatButton(m_import, QStringLiteral("close"), tr("Stop the import")))
    , m_accounts(flatButton(this, QStringLiteral("online"), tr("Accounts")))
{
    m_message->setTextFormat(Qt::PlainText);
    m_message->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_message->setAccessibleName(tr("Status"));
    m_forget->setSingleShot(true);
    m_forget->setInterval(messageTime);
    connect(m_forget, &QTimer::timeout, m_message, &QLabel::clear);
    m_importText->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_bar->setRange(0, progressSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedSize(120, 6);
    m_bar->setAccessibleName(tr("Progress of the import"));
    auto *importLayout = new QHBoxLayout(m_import);
    importLayout->setContentsMargins({});
    importLayout->setSpacing(metrics::half);
    for (QWidget *part : std::initializer_list<QWidget *>{m_importText, m_bar, m_pause, m_stop})
        importLayout->addWidget(part);
    m_import->hide();
    m_accounts->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::wide, 2, metrics::step, 2);
    layout->addWidget(m_message, 1);
    layout->addWidget(m_import);
    layout->addWidget(m_accounts);

    connect(m_accounts, &QToolButton::clicked, this, &StatusLine::accountsRequested);
    connect(m_importText, &QToolButton::clicked, this, &StatusLine::importRequested);
    connect(m_stop, &QToolButton::clicked, &desk.importer, &Importer::cancel);
    connect(m_pause, &QToolButton::clicked, this, [this] {
        if (m_paused)
            m_desk.importer.resume();
        else
            m_desk.importer.pause();
    });
    connect(&desk.importer, &Importer::progressed, this, &StatusLine::showImport);
    connect(&desk.accounts, &Accounts::statusChanged, this, &StatusLine::updateAccounts);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.accounts || change.everything)
            updateAccounts();
    });
    updateAccounts();
}

void StatusLine::tell(const QString &text)
{
    m_message->setText(displayLine(text));
    m_forget->start();
}

void StatusLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(color(ColorRole::Separator, palette()));
    painter.drawLine(rect().topLeft(), rect().topRight());
}

void StatusLine::showImport(const ImportProgress &progress)
{
    m_import->setVisible(!progress.isFinished);
    if (progress.isFinished && progress.isDryRun)
        return;
    if (progress.isFinished) {
        tell(tr("Import finished: %1").arg(importText(progress)));
        return;
    }
    m_paused = progress.isPaused;
    m_bar->setValue(progress.bytesTotal > 0
                        ? static_cast<int>(progress.bytesDone * progressSteps / progress.bytesTotal)
                        : 0);
    m_importText->setText(
        progress.isPaused
            ? tr("Import paused at %n message(s)", nullptr, static_cast<int>(progress.messages))
            : tr("Importing, %n message(s)", nullptr, static_cast<int>(progress.messages)));
    m_pause->setIcon(icon(progress.isPaused ? QStringLiteral("play") : QStringLiteral("pause"),
                          ColorRole::MutedText));
    const QString name = progress.isPaused ? tr("Go on with the import") : tr("Pause the import");
    m_pause->setToolTip(name);
    m_pause->setAccessibleName(name);
}

void StatusLine::updateAccounts()
{
    int all = 0;
    int online = 0;
    QString trouble;
    QString fetching;
    for (const AccountStatus &status : m_desk.accounts.statuses()) {
        if (status.account.paused || status.account.channel == u"import" ||
            status.account.channel == u"sample")
            continue;
        ++all;
        const QString name = displayLine(status.account.name);
        if (status.state == LinkState::Online || status.state == LinkState::Fetching)
            ++online;
        if (status.state == LinkState::Fetching && status.fetched > 0)
            fetching = status.toFetch > 0
                           ? tr("%1: %2 of %3")
                                 .arg(name, QLocale().toString(status.fetched),
                                      QLocale().toString(status.toFetch))
                           : tr("%1: %2 fetched").arg(name, QLocale().toString(status.fetched));
        if (status.state == LinkState::NeedsPerson)
            trouble = tr("%1 needs you").arg(name);
        else if (trouble.isEmpty() && status.state == LinkState::Waiting)
            trouble = status.lastSuccess
                          ? tr("%1 is offline, last success %2")
                                .arg(name, listTime(*status.lastSuccess, systemNow()))
                          : tr("%1 is offline").arg(name);
    }
    m_accounts->setVisible(all > 0);
    const QString text = !trouble.isEmpty()    ? trouble
                         : !fetching.isEmpty() ? fetching
                         : online == all       ? tr("All accounts online")
                                         : tr("%1 of %2 accounts online").arg(online).arg(all);
    m_accounts->setText(text);
    m_accounts->setAccessibleName(text);
    m_accounts->setIcon(icon(!trouble.isEmpty() ? QStringLiteral("attention")
                             : online == all    ? QStringLiteral("online")
                                                : QStringLiteral("sync"),
                             !trouble.isEmpty() ? ColorRole::Danger : ColorRole::MutedText));
}

} // namespace casement

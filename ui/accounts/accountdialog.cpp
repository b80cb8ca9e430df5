// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/accountdialog.h"

#include "ui/accounts/accountform.h"
#include "ui/accounts/certificatepage.h"
#include "ui/accounts/serverform.h"
#include "ui/accounts/signinpage.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"
#include "ui/style/metrics.h"

#include "core/domain/message.h"

#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace casement
{

namespace
{

/// What happened, what was kept, what to do: one or two sentences.
QString loginSentence(const Error &error)
{
    const QString detail = displayLine(error.detail);
    switch (error.kind) {
    case ErrorKind::AuthRequired:
        return AccountDialog::tr("The server did not accept the login. Nothing was saved; check "
                                 "name and password, some providers want an app password. (%1)")
            .arg(detail);
    case ErrorKind::Offline:
        return AccountDialog::tr("The server cannot be reached. Nothing was saved; check the "
                                 "network and the server's name. (%1)")
            .arg(detail);
    case ErrorKind::Timeout:
        return AccountDialog::tr("The server did not answer in time. Nothing was saved; check its "
                                 "name and port, or try again. (%1)")
            .arg(detail);
    case ErrorKind::Invalid:
        return detail;
    default:
        return AccountDialog::tr("That did not work, and nothing was saved. %1").arg(detail);
    }
}

/// The server that settings are about, as people know it.
QString serverOf(const QJsonObject &settings)
{
    for (const QString &key : {QStringLiteral("host"), QStringLiteral("server")}) {
        const QString value = settings[key].toString();
        if (!value.isEmpty())
            return displayLine(value.contains(u"://") ? QUrl(value).host() : value);
    }
    return displayLine(settings[u"imap"][u"host"].toString());
}

} // namespace

AccountDialog::AccountDialog(AccountSetup &setup, QWidget *parent)
    : QDialog(parent)
    , m_setup(setup)
    , m_channels(new QListWidget(this))
    , m_pages(new QStackedWidget(this))
    , m_forms(new QStackedWidget(this))
    , m_servers(new ServerForm(this))
    , m_certificate(new CertificatePage(this))
    , m_signIn(new SignInPage(this))
    , m_title(new QLabel(this))
    , m_what(new QLabel(this))
    , m_error(new QLabel(this))
    , m_busyText(new QLabel(this))
    , m_busy(new QProgressBar(this))
    , m_go(new QPushButton(tr("Add account"), this))
    , m_manual(new QPushButton(tr("Enter servers by hand"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add an account"));
    setMinimumSize(760, 460);

    m_channels->setAccessibleName(tr("Channels"));
    m_channels->setIconSize(QSize(metrics::icon, metrics::icon));
    m_channels->setFixedWidth(176);
    m_channels->setSpacing(2);
    m_channels->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const ChannelInfo &channel : setup.channels()) {
        auto *item =
            new QListWidgetItem(icon(channelIconName(channel.id)), channel.name, m_channels);
        item->setSizeHint(QSize(0, metrics::target + metrics::step));
        item->setToolTip(channel.what);
        auto *form = new AccountForm(channel, this);
        m_forms->addWidget(form);
        connect(form, &AccountForm::addressEdited, this, &AccountDialog::addressEdited);
    }

    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    m_title->setFont(font);
    m_what->setWordWrap(true);
    m_what->setForegroundRole(QPalette::PlaceholderText);
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    QPalette alarm = m_error->palette();
    alarm.setColor(QPalette::WindowText, color(ColorRole::Danger, palette()));
    m_error->setPalette(alarm);
    m_error->hide();
    m_busy->setRange(0, 0);
    m_busy->setTextVisible(false);
    m_busy->setFixedHeight(metrics::half);
    m_busy->setAccessibleName(tr("Working"));
    m_busyText->setTextFormat(Qt::PlainText);

    for (QWidget *page :
         std::initializer_list<QWidget *>{m_forms, m_servers, m_certificate, m_signIn})
        m_pages->addWidget(page);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    m_manual->setAutoDefault(false);
    m_go->setDefault(true);
    for (QPushButton *button : {cancel, m_manual, m_go})
        button->setAccessibleName(button->text());
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_manual);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_go);
    auto *right = new QVBoxLayout;
    right->setSpacing(metrics::wide);
    auto *heading = new QVBoxLayout;
    heading->setSpacing(metrics::half);
    heading->addWidget(m_title);
    heading->addWidget(m_what);
    right->addLayout(heading);
    right->addWidget(m_pages, 1);
    right->addWidget(m_error);
    right->addWidget(m_busyText);
    right->addWidget(m_busy);
    right->addLayout(buttons);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::wide, metrics::page, metrics::wide);
    layout->setSpacing(metrics::page);
    layout->addWidget(m_channels);
    layout->addLayout(right, 1);
    setBusy({});

    connect(m_channels, &QListWidget::currentRowChanged, this, &AccountDialog::chooseChannel);
    // Only a hand picks; what is typed moves the row as well.
    connect(m_channels, &QListWidget::itemPressed, this, [this] { m_isPicked = true; });
    connect(m_go, &QPushButton::clicked, this, &AccountDialog::go);
    connect(cancel, &QPushButton::clicked, this, [this] {
        ++m_generation;
        if (m_pages->currentWidget() == m_signIn || m_busy->isVisible())
            backToForm({});
        else
            reject();
    });
    connect(m_manual, &QPushButton::clicked, this, [this] { showServers({}); });
    connect(m_certificate, &CertificatePage::trusted, this, &AccountDialog::trust);
    connect(m_certificate, &CertificatePage::rejected, this, [this] {
        const QString kept = tr("The certificate was not trusted. Nothing was saved.");
        if (form()->channel().hasMailServers)
            showServers(kept);
        else
            backToForm(kept);
    });
    connect(m_signIn, &SignInPage::finished, this, &AccountDialog::signedIn);
    m_channels->setCurrentRow(0);
    form()->setFocus();
}

void AccountDialog::change(const Account &account)
{
    for (int row = 0; row < m_forms->count(); ++row) {
        if (static_cast<AccountForm *>(m_forms->widget(row))->channel().id == account.channel)
            m_channels->setCurrentRow(row);
    }
    m_changed = account;
    m_isPicked = true;
    m_channels->hide();
    setWindowTitle(tr("Change an account"));
    m_title->setText(displayLine(account.name));
    m_go->setText(tr("Save"));
    m_go->setAccessibleName(m_go->text());
    form()->fill(account);
    form()->focusSecret();
    if (form()->channel().hasMailServers)
        m_servers->setSettings(account.settings);
}

void AccountDialog::done(int result)
{
    ++m_generation;
    m_signIn->end();
    QDialog::done(result);
}

AccountForm *AccountDialog::form() const
{
    return static_cast<AccountForm *>(m_forms->currentWidget());
}

void AccountDialog::chooseChannel(int row)
{
    if (row < 0 || row >= m_forms->count())
        return;
    const AccountForm *const before = form();
    const QString typed = before ? before->address() : QString();
    m_forms->setCurrentIndex(row);
    if (!typed.isEmpty())
        form()->setAddress(typed);
    const ChannelInfo &channel = form()->channel();
    m_title->setText(channel.name);
    m_what->setText(channel.what);
    showPage(m_forms);
    tell({});
}

void AccountDialog::addressEdited(const QString &address)
{
    if (m_isPicked)
        return;
    const QStringList fitting = m_setup.channelsFor(address);
    if (fitting.isEmpty() || fitting.contains(form()->channel().id))
        return;
    for (int row = 0; row < m_forms->count(); ++row) {
        auto *other = static_cast<AccountForm *>(m_forms->widget(row));
        if (other->channel().id != fitting.first())
            continue;
        m_channels->setCurrentRow(row);
        other->setAddress(address);
        other->setFocus();
        return;
    }
}

void AccountDialog::go()
{
    if (const QString problem = form()->problem(); !problem.isEmpty()) {
        tell(problem);
        showPage(m_forms);
        return;
    }
    if (form()->channel().hasMailServers) {
        const QString address = form()->address();
        if (address.count(u'@') != 1 || address.startsWith(u'@') || address.endsWith(u'@')) {
            tell(tr("Enter the whole email address, for example hello@example.org."));
            showPage(m_forms);
            form()->setFocus();
            return;
        }
    }
    if (m_pages->currentWidget() == m_servers) {
        tryManual();
    } else if (m_changed) {
        const QJsonObject settings = form()->settings(m_changed->settings);
        if (const auto valid = m_setup.validate(m_changed->channel, settings); !valid) {
            tell(displayLine(valid.error().detail));
            return;
        }
        tell({});
        m_candidates.clear();
        m_browserSecrets.clear();
        m_lastOutcome = {};
        setBusy(tr("Trying %1…").arg(serverOf(settings)));
        probe(settings);
    } else {
        discover();
    }
}

void AccountDialog::discover()
{
    tell({});
    m_browserSecrets.clear();
    const QString address = form()->address();
    setBusy(address.isEmpty() ? tr("Asking the server…")
                              : tr("Looking for the servers of %1…").arg(displayLine(address)));
    m_setup.discover(form()->channel().id, address)
        .then(this, [this, generation =
                               ++m_generation](const Result<QList<AccountCandidate>> &candidates) {
            if (generation != m_generation)
                return;
            m_candidates = candidates.value_or(QList<AccountCandidate>());
            m_lastOutcome = {.error = candidates ? Error{.kind = ErrorKind::NotFound,
                                                         .detail = tr("No settings for this "
                                                                      "address were found.")}
                                                 : candidates.error()};
            tryNext();
        });
}

/// The first candidate that works is taken; a wrong password or a certificate ends the search,
/// because another candidate would not make it right.
void AccountDialog::tryNext()
{
    if (m_candidates.isEmpty()) {
        const QString why = m_lastOutcome.error ? loginSentence(*m_lastOutcome.error) : QString();
        if (form()->channel().hasMailServers)
            showServers(why);
        else
            backToForm(why);
        return;
    }
    const AccountCandidate candidate = m_candidates.takeFirst();
    const QJsonObject settings = form()->settings(candidate.settings);
    if (form()->channel().hasMailServers)
        m_servers->setSettings(settings);
    if (candidate.needsConfirmation) {
        // No password goes there without a yes.
        showServers(tr("%1 names these servers, which are outside of your address's domain, and "
                       "anybody on the way could have forged that. Go on only if they are right.")
                        .arg(displayLine(candidate.source)));
        return;
    }
    setBusy(tr("Trying %1 (%2)…").arg(serverOf(settings), displayLine(candidate.source)));
    probe(settings);
}

void AccountDialog::tryManual()
{
    const QJsonObject settings = m_servers->settings();
    if (const auto valid = m_setup.validate(form()->channel().id, settings); !valid) {
        tell(displayLine(valid.error().detail));
        return;
    }
    tell({});
    m_candidates.clear();
    setBusy(tr("Trying %1…").arg(serverOf(settings)));
    probe(settings);
}

void AccountDialog::probe(const QJsonObject &settings)
{
    m_settings = settings;
    m_setup.probe(account(), secrets())
        .then(this, [this, generation = ++m_generation](const ProbeOutcome &outcome) {
            if (generation == m_generation)
                probed(outcome);
        });
}

void AccountDialog::probed(const ProbeOutcome &outcome)
{
    m_lastOutcome = outcome;
    if (outcome.certificate) {
        setBusy({});
        m_certificate->show(*outcome.certificate);
        showPage(m_certificate);
        return;
    }
    if (!outcome.error) {
        if (m_changed && outcome.account && outcome.account->address != m_changed->address) {
            backToForm(
                tr("This is the login of %1, not of %2. Nothing was changed; to have both, "
                   "add it as an account of its own.")
                    .arg(displayLine(outcome.account->address), displayLine(m_changed->address)));
            return;
        }
        if (form()->channel().hasBrowserSignIn && secrets().isEmpty())
            signIn();
        else
            add();
        return;
    }
    const bool isRefused = outcome.error->kind == ErrorKind::AuthRequired;
    if (!isRefused && !m_candidates.isEmpty()) {
        tryNext();
    } else if (form()->channel().hasMailServers &&
               !(isRefused && m_pages->currentWidget() == m_forms)) {
        showServers(loginSentence(*outcome.error));
    } else {
        backToForm(loginSentence(*outcome.error));
        if (isRefused)
            form()->focusSecret();
    }
}

void AccountDialog::signIn()
{
    std::unique_ptr<BrowserSignIn> flow = m_setup.signIn(form()->channel().id, m_settings);
    if (!flow) {
        add();
        return;
    }
    setBusy({});
    showPage(m_signIn);
    m_signIn->begin(std::move(flow), serverOf(m_settings));
}

void AccountDialog::signedIn(const Result<BrowserLogin> &login)
{
    if (!login) {
        backToForm(loginSentence(login.error()));
        return;
    }
    m_browserSecrets = login->secrets;
    m_candidates.clear();
    backToForm({});
    setBusy(tr("Asking the server who you are…"));
    QJsonObject settings = m_changed ? m_changed->settings : QJsonObject();
    for (auto it = login->settings.constBegin(); it != login->settings.constEnd(); ++it)
        settings.insert(it.key(), it.value());
    probe(form()->settings(settings));
}

void AccountDialog::add()
{
    setBusy(m_changed ? tr("Saving the account…") : tr("Adding the account…"));
    m_setup.add(account(), secrets())
        .then(this, [this, generation = ++m_generation](const Result<Account> &saved) {
            if (generation != m_generation)
                return;
            setBusy({});
            if (!saved) {
                tell(loginSentence(saved.error()));
                return;
            }
            Q_EMIT added(*saved);
            accept();
        });
}

void AccountDialog::trust()
{
    const QJsonObject settings =
        m_setup.withPinned(form()->channel().id, m_settings, m_certificate->problem());
    if (form()->channel().hasMailServers) {
        m_servers->setSettings(settings);
        showPage(m_servers);
    } else {
        showPage(m_forms);
    }
    setBusy(tr("Trying %1…").arg(serverOf(settings)));
    probe(settings);
}

void AccountDialog::backToForm(const QString &error)
{
    m_signIn->end();
    setBusy({});
    showPage(m_forms);
    tell(error);
}

void AccountDialog::showServers(const QString &error)
{
    setBusy({});
    QJsonObject settings = m_servers->settings();
    const QString address = form()->address();
    const QString domain = address.section(u'@', 1);
    for (const QString &key : {QStringLiteral("imap"), QStringLiteral("smtp")}) {
        QJsonObject server = settings[key].toObject();
        if (server[u"host"].toString().isEmpty() && !domain.isEmpty())
            server.insert(QStringLiteral("host"), QString(key + u'.' + domain));
        if (server[u"user"].toString().isEmpty())
            server.insert(QStringLiteral("user"), address);
        settings.insert(key, server);
    }
    m_servers->setSettings(settings);
    showPage(m_servers);
    tell(error);
}

void AccountDialog::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    const bool isForm = page == m_forms || page == m_servers;
    m_go->setVisible(isForm);
    m_manual->setVisible(page == m_forms && form()->channel().hasMailServers);
    m_channels->setEnabled(page == m_forms);
}

void AccountDialog::setBusy(const QString &what)
{
    const bool isBusy = !what.isEmpty();
    m_busyText->setText(what);
    m_busyText->setVisible(isBusy);
    m_busy->setVisible(isBusy);
    m_pages->setEnabled(!isBusy);
    m_channels->setEnabled(!isBusy && m_pages->currentWidget() == m_forms);
    m_go->setEnabled(!isBusy);
    m_manual->setEnabled(!isBusy);
}

void AccountDialog::tell(const QString &error)
{
    m_error->setText(error);
    m_error->setAccessibleName(error);
    m_error->setVisible(!error.isEmpty());
}

QHash<QString, QString> AccountDialog::secrets() const
{
    QHash<QString, QString> secrets = form()->secrets();
    secrets.insert(m_browserSecrets);
    if (form()->channel().hasMailServers && !m_servers->smtpPassword().isEmpty())
        secrets.insert(QStringLiteral("smtp-password"), m_servers->smtpPassword());
    return secrets;
}

/// As the server knows it, once it has said so.
Account AccountDialog::account() const
{
    if (!m_lastOutcome.error && m_lastOutcome.account &&
        m_lastOutcome.account->channel == form()->channel().id) {
        Account known = *m_lastOutcome.account;
        if (m_changed) {
            known.id = m_changed->id;
            known.uid = m_changed->uid;
            known.name = m_changed->name;
            known.paused = m_changed->paused;
        }
        return known;
    }
    if (m_changed) {
        Account account = *m_changed;
        account.settings = m_settings;
        account.fromName = form()->senderName();
        return account;
    }
    Account account;
    account.channel = form()->channel().id;
    account.settings = m_settings;
    account.fromName = form()->senderName();
    if (form()->channel().hasMailServers) {
        account.name = form()->address();
        account.address = normalizedAddress(account.channel, account.name);
    }
    return account;
}

} // namespace casement

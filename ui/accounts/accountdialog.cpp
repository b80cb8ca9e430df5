// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/accountdialog.h"

#include "ui/accounts/certificatepage.h"
#include "ui/accounts/serverform.h"
#include "ui/style/colors.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"

#include "core/domain/message.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace casement
{

namespace
{

const QString emailChannel = QStringLiteral("email");

/// What happened, what was kept, what to do: one or two sentences.
QString sentence(const Error &error)
{
    const QString detail = displayLine(error.detail);
    switch (error.kind) {
    case ErrorKind::AuthRequired:
        return AccountDialog::tr("The server did not accept the user name or the password. Nothing "
                                 "was saved; check both, some providers want an "
                                 "app password. (%1)")
            .arg(detail);
    case ErrorKind::Offline:
        return AccountDialog::tr("The server cannot be reached. Nothing was saved; check the "
                                 "network and the server's name. (%1)")
            .arg(detail);
    case ErrorKind::Timeout:
        return AccountDialog::tr("The server did not answer in time. Nothing was saved; check its "
                                 "name and port, or try again. (%1)")
            .arg(detail);
    default:
        return AccountDialog::tr("That did not work, and nothing was saved. %1").arg(detail);
    }
}

} // namespace

AccountDialog::AccountDialog(AccountSetup &setup, QWidget *parent)
    : QDialog(parent)
    , m_setup(setup)
    , m_pages(new QStackedWidget(this))
    , m_start(new QWidget(this))
    , m_form(new ServerForm(this))
    , m_certificate(new CertificatePage(this))
    , m_name(new QLineEdit(this))
    , m_address(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_error(new QLabel(this))
    , m_busyText(new QLabel(this))
    , m_busy(new QProgressBar(this))
    , m_go(new QPushButton(tr("Add account"), this))
    , m_manual(new QPushButton(tr("Enter servers by hand"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Add an email account"));
    setMinimumWidth(600);

    auto *title = new QLabel(windowTitle(), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.4);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);

    auto *start = new QFormLayout(m_start);
    start->setContentsMargins({});
    start->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_name->setPlaceholderText(tr("as people see it"));
    m_name->setAccessibleName(tr("Your name"));
    m_address->setPlaceholderText(tr("hello@example.org"));
    m_address->setInputMethodHints(Qt::ImhEmailCharactersOnly);
    m_address->setAccessibleName(tr("Email address"));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setAccessibleName(tr("Password"));
    start->addRow(tr("Your name"), m_name);
    start->addRow(tr("Email address"), m_address);
    start->addRow(tr("Password"), m_password);
    auto *hint = new QLabel(tr("The servers are found by themselves. The password is kept in your "
                               "keychain, never in the workspace."),
                            m_start);
    hint->setWordWrap(true);
    start->addRow(QString(), hint);

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

    for (QWidget *page : std::initializer_list<QWidget *>{m_start, m_form, m_certificate})
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
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::page, metrics::page, metrics::page, metrics::wide);
    layout->setSpacing(metrics::wide);
    layout->addWidget(title);
    layout->addWidget(m_pages, 1);
    layout->addWidget(m_error);
    layout->addWidget(m_busyText);
    layout->addWidget(m_busy);
    layout->addLayout(buttons);
    setBusy({});

    connect(m_go, &QPushButton::clicked, this, &AccountDialog::go);
    connect(cancel, &QPushButton::clicked, this, [this] {
        ++m_generation;
        if (m_busy->isVisible())
            setBusy({});
        else
            reject();
    });
    connect(m_manual, &QPushButton::clicked, this, [this] { showForm({}); });
    connect(m_certificate, &CertificatePage::trusted, this, &AccountDialog::trust);
    connect(m_certificate, &CertificatePage::rejected, this,
            [this] { showForm(tr("The certificate was not trusted. Nothing was saved.")); });
}

void AccountDialog::done(int result)
{
    ++m_generation;
    QDialog::done(result);
}

void AccountDialog::go()
{
    const QString address = m_address->text().trimmed();
    if (address.count(u'@') != 1 || address.startsWith(u'@') || address.endsWith(u'@')) {
        tell(tr("Enter the whole email address, for example hello@example.org."));
        m_address->setFocus();
        return;
    }
    if (m_password->text().isEmpty()) {
        tell(tr("Enter the password of the mailbox."));
        m_pages->setCurrentWidget(m_start);
        m_password->setFocus();
        return;
    }
    if (m_pages->currentWidget() == m_form)
        tryManual();
    else
        discover();
}

void AccountDialog::discover()
{
    tell({});
    setBusy(tr("Looking for the servers of %1…").arg(displayLine(m_address->text())));
    m_setup.discover(emailChannel, m_address->text().trimmed())
        .then(this, [this, generation =
                               ++m_generation](const Result<QList<AccountCandidate>> &candidates) {
            if (generation != m_generation)
                return;
            m_candidates = candidates.value_or(QList<AccountCandidate>());
            m_lastOutcome = {
                .error = Error{.kind = ErrorKind::NotFound,
                               .detail = candidates ? tr("No settings for this address were found.")
                                                    : candidates.error().detail},
                .certificate = std::nullopt};
            tryNext();
        });
}

/// The first candidate that works is taken; a wrong password or a certificate ends the search,
/// because another candidate would not make it right.
void AccountDialog::tryNext()
{
    if (m_candidates.isEmpty()) {
        showForm(m_lastOutcome.error ? sentence(*m_lastOutcome.error) : QString());
        return;
    }
    const AccountCandidate candidate = m_candidates.takeFirst();
    m_form->setSettings(candidate.settings);
    setBusy(tr("Trying %1 (%2)…")
                .arg(displayLine(candidate.settings[u"imap"][u"host"].toString()),
                     displayLine(candidate.source)));
    probe(candidate.settings);
}

void AccountDialog::tryManual()
{
    const QJsonObject settings = m_form->settings();
    if (const auto valid = m_setup.validate(emailChannel, settings); !valid) {
        tell(displayLine(valid.error().detail));
        return;
    }
    tell({});
    m_candidates.clear();
    setBusy(tr("Trying %1…").arg(displayLine(settings[u"imap"][u"host"].toString())));
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
        m_pages->setCurrentWidget(m_certificate);
        m_go->setEnabled(false);
        return;
    }
    if (!outcome.error) {
        add();
        return;
    }
    if (outcome.error->kind == ErrorKind::AuthRequired && m_pages->currentWidget() == m_start) {
        setBusy({});
        tell(sentence(*outcome.error));
        m_password->setFocus();
        m_password->selectAll();
        return;
    }
    if (outcome.error->kind == ErrorKind::AuthRequired || m_candidates.isEmpty()) {
        showForm(sentence(*outcome.error));
        return;
    }
    tryNext();
}

void AccountDialog::add()
{
    setBusy(tr("Adding the account…"));
    m_setup.add(account(), secrets())
        .then(this, [this, generation = ++m_generation](const Result<Account> &saved) {
            if (generation != m_generation)
                return;
            setBusy({});
            if (!saved) {
                tell(sentence(saved.error()));
                return;
            }
            Q_EMIT added(*saved);
            accept();
        });
}

void AccountDialog::trust()
{
    const QJsonObject settings =
        m_setup.withPinned(emailChannel, m_settings, m_certificate->problem());
    m_form->setSettings(settings);
    m_pages->setCurrentWidget(m_form);
    m_go->setEnabled(true);
    setBusy(tr("Trying %1…").arg(displayLine(settings[u"imap"][u"host"].toString())));
    probe(settings);
}

void AccountDialog::showForm(const QString &error)
{
    setBusy({});
    QJsonObject settings = m_form->settings();
    const QString address = m_address->text().trimmed();
    const QString domain = address.section(u'@', 1);
    for (const QString &key : {QStringLiteral("imap"), QStringLiteral("smtp")}) {
        const QString host = key + u'.' + domain;
        QJsonObject server = settings[key].toObject();
        if (server[u"host"].toString().isEmpty() && !domain.isEmpty())
            server.insert(QStringLiteral("host"), host);
        if (server[u"user"].toString().isEmpty())
            server.insert(QStringLiteral("user"), address);
        settings.insert(key, server);
    }
    m_form->setSettings(settings);
    m_pages->setCurrentWidget(m_form);
    m_manual->hide();
    m_go->setEnabled(true);
    tell(error);
}

void AccountDialog::setBusy(const QString &what)
{
    const bool isBusy = !what.isEmpty();
    m_busyText->setText(what);
    m_busyText->setVisible(isBusy);
    m_busy->setVisible(isBusy);
    m_pages->setEnabled(!isBusy);
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
    QHash<QString, QString> secrets{{QStringLiteral("imap-password"), m_password->text()}};
    if (!m_form->smtpPassword().isEmpty())
        secrets.insert(QStringLiteral("smtp-password"), m_form->smtpPassword());
    return secrets;
}

Account AccountDialog::account() const
{
    const QString address = m_address->text().trimmed();
    Account account;
    account.channel = emailChannel;
    account.name = address;
    account.address = normalizedAddress(emailChannel, address);
    account.fromName = m_name->text().trimmed();
    account.settings = m_settings;
    return account;
}

} // namespace casement

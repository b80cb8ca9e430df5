// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/serverform.h"

#include "ui/accounts/pemrow.h"
#include "ui/style/metrics.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace casement
{

ServerForm::ServerForm(QWidget *parent)
    : QWidget(parent)
    , m_smtpPassword(new QLineEdit(this))
    , m_authority(new PemRow(PemRow::Kind::Authority, this))
{
    auto *form = new QFormLayout(this);
    form->setContentsMargins({});
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_imap = addServer(form, tr("Incoming mail (IMAP)"), 993, 143);
    m_smtp = addServer(form, tr("Outgoing mail (SMTP)"), 465, 587);
    m_smtpPassword->setEchoMode(QLineEdit::Password);
    m_smtpPassword->setPlaceholderText(tr("the same as for incoming mail"));
    m_smtpPassword->setAccessibleName(tr("SMTP password"));
    form->addRow(tr("Password"), m_smtpPassword);

    form->addRow(tr("Private authority"), m_authority);
}

ServerForm::Server ServerForm::addServer(QFormLayout *form, const QString &title, int tlsPort,
                                         int startTlsPort)
{
    auto *heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setWeight(QFont::DemiBold);
    heading->setFont(font);
    heading->setContentsMargins(0, metrics::step, 0, 0);
    form->addRow(heading);
    Server server{.host = new QLineEdit(this),
                  .port = new QSpinBox(this),
                  .security = new QComboBox(this),
                  .user = new QLineEdit(this)};
    server.host->setAccessibleName(tr("%1: server").arg(title));
    server.host->setInputMethodHints(Qt::ImhUrlCharactersOnly);
    server.port->setRange(1, 65535);
    server.port->setValue(tlsPort);
    server.port->setAccessibleName(tr("%1: port").arg(title));
    server.security->addItem(tr("TLS"), QStringLiteral("tls"));
    server.security->addItem(tr("STARTTLS, required"), QStringLiteral("starttls"));
    server.security->addItem(tr("none (this computer only)"), QStringLiteral("plain"));
    server.security->setAccessibleName(tr("%1: security").arg(title));
    server.user->setAccessibleName(tr("%1: user name").arg(title));
    connect(server.security, &QComboBox::activated, this,
            [port = server.port, tlsPort, startTlsPort](int index) {
                if (port->value() == tlsPort ||
                    port->value() == startTlsPort) // only a usual port follows; a chosen one stays
                    port->setValue(index == 0 ? tlsPort : startTlsPort);
            });
    auto *line = new QHBoxLayout;
    line->addWidget(server.host, 1);
    line->addWidget(server.port);
    line->addWidget(server.security);
    form->addRow(tr("Server"), line);
    form->addRow(tr("User name"), server.user);
    return server;
}

void ServerForm::setSettings(const QJsonObject &settings)
{
    m_settings = settings;
    const auto fill = [](const Server &server, const QJsonObject &from, int usualPort) {
        server.host->setText(from[u"host"].toString());
        server.port->setValue(from[u"port"].toInt(usualPort));
        server.security->setCurrentIndex(
            std::max(0, server.security->findData(from[u"security"].toString())));
        server.user->setText(from[u"user"].toString());
    };
    fill(m_imap, settings[u"imap"].toObject(), 993);
    fill(m_smtp, settings[u"smtp"].toObject(), 465);
    m_authority->setPem(settings[u"caPem"].toString());
}

QJsonObject ServerForm::settings() const
{
    const auto read = [](const Server &server, QJsonObject into) {
        into.insert(QStringLiteral("host"), server.host->text().trimmed());
        into.insert(QStringLiteral("port"), server.port->value());
        into.insert(QStringLiteral("security"), server.security->currentData().toString());
        into.insert(QStringLiteral("user"), server.user->text().trimmed());
        return into;
    };
    QJsonObject settings = m_settings;
    settings.insert(QStringLiteral("imap"), read(m_imap, m_settings[u"imap"].toObject()));
    settings.insert(QStringLiteral("smtp"), read(m_smtp, m_settings[u"smtp"].toObject()));
    settings.insert(QStringLiteral("caPem"), m_authority->pem());
    return settings;
}

QString ServerForm::smtpPassword() const
{
    return m_smtpPassword->text();
}

} // namespace casement

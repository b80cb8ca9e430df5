// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/pemrow.h"

#include "ui/style/displaytext.h"

#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSslCertificate>
#include <QSslKey>

namespace casement
{

namespace
{

constexpr qint64 largestCertificate = 1024 * 1024;

} // namespace

PemRow::PemRow(Kind kind, QWidget *parent) : QWidget(parent), m_kind(kind), m_text(new QLabel(this))
{
    auto *choose = new QPushButton(tr("Choose a file…"), this);
    choose->setAutoDefault(false);
    switch (kind) {
    case Kind::Authority:
        choose->setAccessibleName(tr("Trust a private certificate authority"));
        break;
    case Kind::Certificate:
        choose->setAccessibleName(tr("Choose the client certificate"));
        break;
    case Kind::PrivateKey:
        choose->setAccessibleName(tr("Choose the private key"));
        break;
    }
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_text, 1);
    layout->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, &PemRow::choose);
    show();
}

void PemRow::setPem(const QString &pem)
{
    m_pem = pem;
    show();
}

void PemRow::choose()
{
    auto *dialog = new QFileDialog(this, tr("Choose a PEM file"), QString(),
                                   tr("PEM files (*.pem *.crt *.cer *.key);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PemRow::read);
    dialog->open();
}

void PemRow::read(const QString &path)
{
    QFile file(path);
    const QByteArray pem =
        file.open(QIODevice::ReadOnly) ? file.read(largestCertificate) : QByteArray();
    const bool isRight = m_kind == Kind::PrivateKey
                             ? pem.contains("PRIVATE KEY-----")
                             : !QSslCertificate::fromData(pem, QSsl::Pem).isEmpty();
    if (!isRight) {
        m_text->setText(m_kind == Kind::PrivateKey
                            ? tr("There is no private key in PEM form in that file; nothing was "
                                 "changed.")
                            : tr("There is no certificate in PEM form in that file; nothing was "
                                 "changed."));
        return;
    }
    setPem(QString::fromLatin1(pem));
}

void PemRow::show()
{
    if (m_kind == Kind::PrivateKey) {
        m_text->setText(m_pem.isEmpty() ? tr("none") : tr("chosen; it goes to your keychain"));
        return;
    }
    const QList<QSslCertificate> certificates =
        QSslCertificate::fromData(m_pem.toLatin1(), QSsl::Pem);
    const QString name =
        certificates.isEmpty() ? QString() : displayLine(certificates.first().subjectDisplayName());
    if (m_kind == Kind::Authority)
        m_text->setText(name.isEmpty() ? tr("only the authorities that this computer trusts")
                                       : tr("also %1").arg(name));
    else
        m_text->setText(name.isEmpty() ? tr("none") : name);
}

} // namespace casement

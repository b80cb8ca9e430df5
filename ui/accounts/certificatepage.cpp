// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/certificatepage.h"

#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"

#include <QCheckBox>
#include <QFontDatabase>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

namespace
{

/// In groups of four, to be compared by eye or read out.
QString grouped(const QString &hex)
{
    QString result;
    for (qsizetype i = 0; i < hex.size(); i += 4)
        result +=
            (i == 0 ? QString() : (i % 32 == 0 ? QStringLiteral("\n") : QStringLiteral(" "))) +
            hex.sliced(i, std::min<qsizetype>(4, hex.size() - i));
    return result;
}

} // namespace

CertificatePage::CertificatePage(QWidget *parent)
    : QWidget(parent)
    , m_reason(new QLabel(this))
    , m_details(new QLabel(this))
    , m_checked(new QCheckBox(
          tr("I have compared the fingerprint with what the server's administrator told me"), this))
    , m_trust(new QPushButton(tr("Trust this certificate"), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::wide);
    for (QLabel *label : {m_reason, m_details}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    QFont mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    mono.setPointSizeF(font().pointSizeF());
    m_details->setFont(mono);
    m_details->setAccessibleName(tr("Certificate"));
    m_trust->setAutoDefault(false);
    m_trust->setAccessibleName(m_trust->text());
    auto *back = new QPushButton(tr("Do not connect"), this);
    back->setAccessibleName(back->text());
    layout->addWidget(m_reason);
    layout->addWidget(m_details);
    layout->addWidget(m_checked);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_trust);
    buttons->addWidget(back);
    layout->addLayout(buttons);
    layout->addStretch();
    connect(m_checked, &QCheckBox::toggled, m_trust, &QPushButton::setEnabled);
    connect(m_trust, &QPushButton::clicked, this, &CertificatePage::trusted);
    connect(back, &QPushButton::clicked, this, &CertificatePage::rejected);
}

void CertificatePage::show(const CertificateProblem &problem)
{
    m_problem = problem;
    m_reason->setText(tr("%1 showed a certificate that cannot be verified: %2\nNo password was "
                         "sent. Somebody may be between you and the "
                         "server; go on only if you know why this is so.")
                          .arg(displayLine(problem.host), displayLine(problem.reason)));
    const QLocale locale;
    m_details->setText(tr("Server       %1:%2\nIssued to    %3\nIssued by    %4\nValid        %5 "
                          "to %6\n\nSHA-256\n%7")
                           .arg(displayLine(problem.host))
                           .arg(problem.port)
                           .arg(displayLine(problem.subject), displayLine(problem.issuer),
                                locale.toString(problem.validFrom.date(), QLocale::ShortFormat),
                                locale.toString(problem.validUntil.date(), QLocale::ShortFormat),
                                grouped(problem.sha256)));
    m_checked->setChecked(false);
    m_trust->setEnabled(false);
}

} // namespace casement

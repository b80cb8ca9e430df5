// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/signinpage.h"

#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"

#include <QApplication>
#include <QClipboard>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace casement
{

SignInPage::SignInPage(QWidget *parent)
    : QWidget(parent)
    , m_text(new QLabel(this))
    , m_link(new QLineEdit(this))
    , m_open(new QPushButton(tr("Open it again"), this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_other(new QPushButton(tr("Use a browser elsewhere"), this))
    , m_codeRow(new QWidget(this))
    , m_code(new QLineEdit(this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_link->setReadOnly(true);
    m_link->setAccessibleName(tr("Address to open in a browser"));
    m_code->setPlaceholderText(tr("the code that the server shows"));
    m_code->setAccessibleName(tr("Code"));
    auto *use = new QPushButton(tr("Use this code"), this);
    auto *link = new QHBoxLayout;
    link->addWidget(m_link, 1);
    link->addWidget(m_copy);
    auto *code = new QHBoxLayout(m_codeRow);
    code->setContentsMargins({});
    code->addWidget(m_code, 1);
    code->addWidget(use);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_other);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::wide);
    layout->addWidget(m_text);
    layout->addLayout(link);
    layout->addWidget(m_codeRow);
    layout->addLayout(buttons);
    layout->addStretch();
    for (QPushButton *button : {m_open, m_copy, m_other, use}) {
        button->setAutoDefault(false);
        button->setAccessibleName(button->text());
    }
    connect(m_open, &QPushButton::clicked, this, [this] { QDesktopServices::openUrl(m_url); });
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_link->text()); });
    connect(m_other, &QPushButton::clicked, this, [this] { start(!m_isPasted); });
    const auto paste = [this] {
        if (m_signIn && !m_code->text().trimmed().isEmpty())
            m_signIn->paste(m_code->text().trimmed());
    };
    connect(use, &QPushButton::clicked, this, paste);
    connect(m_code, &QLineEdit::returnPressed, this, paste);
}

SignInPage::~SignInPage() = default;

void SignInPage::begin(std::unique_ptr<BrowserSignIn> signIn, const QString &server)
{
    m_signIn = std::move(signIn);
    m_server = server;
    connect(m_signIn.get(), &BrowserSignIn::openBrowser, this, [this](const QUrl &url) {
        m_url = url;
        m_link->setText(url.toString(QUrl::FullyEncoded));
        m_link->setCursorPosition(0);
        m_open->setEnabled(true);
        m_copy->setEnabled(true);
        if (!m_isPasted)
            QDesktopServices::openUrl(url);
    });
    connect(m_signIn.get(), &BrowserSignIn::finished, this, &SignInPage::finished);
    start(false);
}

void SignInPage::start(bool pasted)
{
    m_isPasted = pasted;
    m_text->setText(
        pasted ? tr("Open this address in any browser, log in to %1 and allow Casement there. Then "
                    "enter the code that it shows.")
                     .arg(displayLine(m_server))
               : tr("Your browser opens: log in to %1 and allow Casement there. This goes on by "
                    "itself then.")
                     .arg(displayLine(m_server)));
    m_other->setText(pasted ? tr("Use the browser of this computer")
                            : tr("Use a browser elsewhere"));
    m_other->setAccessibleName(m_other->text());
    m_codeRow->setVisible(pasted);
    m_open->setVisible(!pasted);
    m_open->setEnabled(false);
    m_copy->setEnabled(false);
    m_link->clear();
    m_code->clear();
    m_signIn->start(pasted);
    if (pasted)
        m_code->setFocus();
}

void SignInPage::end()
{
    m_signIn.reset();
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/accounts/accountform.h"

#include "ui/accounts/pemrow.h"
#include "ui/style/metrics.h"

#include <QComboBox>
#include <QFormLayout>
#include <QIntValidator>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

namespace casement
{

namespace
{

QFormLayout *formIn(QWidget *parent)
{
    auto *layout = new QFormLayout(parent);
    layout->setContentsMargins({});
    layout->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return layout;
}

QStringList words(const QString &text)
{
    static const QRegularExpression blanks(QStringLiteral("[\\s,]+"));
    return text.split(blanks, Qt::SkipEmptyParts);
}

} // namespace

AccountForm::AccountForm(const ChannelInfo &channel, QWidget *parent)
    : QWidget(parent)
    , m_channel(channel)
{
    auto *basic = new QWidget(this);
    auto *advanced = new QWidget(this);
    auto *basicForm = formIn(basic);
    auto *advancedForm = formIn(advanced);
    if (channel.hasSenderName) {
        m_senderName = new QLineEdit(this);
        m_senderName->setPlaceholderText(tr("as people see it"));
        m_senderName->setAccessibleName(tr("Your name"));
    }
    if (!channel.address.label.isEmpty()) {
        m_address = new QLineEdit(this);
        m_address->setPlaceholderText(channel.address.placeholder);
        m_address->setAccessibleName(channel.address.label);
        m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly);
        basicForm->addRow(channel.address.label, m_address);
        connect(m_address, &QLineEdit::textEdited, this, &AccountForm::addressEdited);
    }
    if (m_senderName)
        basicForm->addRow(tr("Your name"), m_senderName);
    bool hasSecret = false;
    for (const AccountField &field : channel.fields) {
        addField(field.isAdvanced ? advancedForm : basicForm, field);
        hasSecret |= isSecret(field) && !field.isAdvanced;
    }
    if (!channel.hasMailServers) { // those are entered beside the servers
        m_authority = new PemRow(PemRow::Kind::Authority, this);
        advancedForm->addRow(tr("Private authority"), m_authority);
    }
    QString text;
    if (channel.hasBrowserSignIn)
        text = tr("You allow Casement in your browser; it never sees your password.");
    else if (channel.hasMailServers)
        text = tr("The servers are found by themselves. The password is kept in your keychain, "
                  "never in the workspace.");
    else if (hasSecret)
        text = tr("What is secret is kept in your keychain, never in the workspace.");
    auto *hint = new QLabel(text, this);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    hint->setVisible(!text.isEmpty());

    m_more = new QToolButton(this);
    m_more->setText(tr("More settings"));
    m_more->setAccessibleName(m_more->text());
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(layoutDirection() == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow);
    m_more->setVisible(m_authority != nullptr || advancedForm->rowCount() > 0);
    advanced->hide();
    connect(m_more, &QToolButton::toggled, this, [this, advanced](bool on) {
        advanced->setVisible(on);
        m_more->setArrowType(
            on ? Qt::DownArrow
               : (layoutDirection() == Qt::RightToLeft ? Qt::LeftArrow : Qt::RightArrow));
    });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(metrics::step);
    layout->addWidget(basic);
    layout->addWidget(hint);
    layout->addWidget(m_more, 0, Qt::AlignLeft);
    layout->addWidget(advanced);
    layout->addStretch();
    setFocusProxy(m_address ? static_cast<QWidget *>(m_address) : m_rows.first().editor);
}

void AccountForm::addField(QFormLayout *layout, const AccountField &field)
{
    using Kind = AccountField::Kind;
    Row row{.field = field};
    switch (field.kind) {
    case Kind::Choice: {
        auto *box = new QComboBox(this);
        box->addItems(field.choices);
        row.text = [box] { return box->currentIndex() > 0 ? box->currentText() : QString(); };
        row.setText = [box](const QString &text) {
            box->setCurrentIndex(std::max(0, box->findText(text)));
        };
        row.editor = box;
        break;
    }
    case Kind::Pem:
    case Kind::SecretPem: {
        auto *pem = new PemRow(
            field.kind == Kind::Pem ? PemRow::Kind::Certificate : PemRow::Kind::PrivateKey, this);
        row.text = [pem] { return pem->pem(); };
        row.setText = [pem](const QString &text) { pem->setPem(text); };
        row.editor = pem;
        break;
    }
    case Kind::Text:
    case Kind::Number:
    case Kind::List:
    case Kind::Secret: {
        auto *line = new QLineEdit(this);
        line->setPlaceholderText(field.placeholder);
        if (field.kind == Kind::Secret)
            line->setEchoMode(QLineEdit::Password);
        if (field.kind == Kind::Number)
            line->setValidator(new QIntValidator(0, 1'000'000, line));
        // A password may begin or end with a blank.
        row.text = [line, isSecret = field.kind == Kind::Secret] {
            return isSecret ? line->text() : line->text().trimmed();
        };
        row.setText = [line](const QString &text) { line->setText(text); };
        row.editor = line;
        break;
    }
    }
    row.editor->setAccessibleName(field.label);
    layout->addRow(field.label, row.editor);
    m_rows.append(row);
}

QString AccountForm::address() const
{
    return m_address ? m_address->text().trimmed() : QString();
}

void AccountForm::setAddress(const QString &address)
{
    if (m_address)
        m_address->setText(address);
}

void AccountForm::fill(const Account &account)
{
    m_isChange = true;
    if (m_address) {
        m_address->setText(account.address);
        m_address->setEnabled(false);
    }
    // What is behind it is all that there is to change.
    m_more->setChecked(
        std::ranges::all_of(m_rows, [](const Row &row) { return row.field.isAdvanced; }));
    if (m_senderName)
        m_senderName->setText(account.fromName);
    for (const Row &row : std::as_const(m_rows)) {
        if (isSecret(row.field)) {
            if (auto *line = qobject_cast<QLineEdit *>(row.editor))
                line->setPlaceholderText(tr("unchanged"));
            continue;
        }
        const QJsonValue value = account.settings.value(row.field.key);
        if (value.isArray()) {
            QStringList list;
            for (const QJsonValue &each : value.toArray())
                list.append(each.toString());
            row.setText(list.join(u' '));
        } else if (!value.isUndefined()) {
            row.setText(value.toVariant().toString());
        }
    }
    if (m_authority)
        m_authority->setPem(account.settings[u"caPem"].toString());
}

QString AccountForm::senderName() const
{
    return m_senderName ? m_senderName->text().trimmed() : QString();
}

QJsonObject AccountForm::settings(QJsonObject settings) const
{
    for (const Row &row : m_rows) {
        const QString text = row.text();
        if (isSecret(row.field))
            continue;
        if (text.isEmpty()) { // what is found, or was emptied
            if (m_isChange)
                settings.remove(row.field.key);
            continue;
        }
        switch (row.field.kind) {
        case AccountField::Kind::Number:
            settings.insert(row.field.key, text.toInt());
            break;
        case AccountField::Kind::List:
            settings.insert(row.field.key, QJsonArray::fromStringList(words(text)));
            break;
        default:
            settings.insert(row.field.key, text);
        }
    }
    if (m_authority && !m_authority->pem().isEmpty())
        settings.insert(QStringLiteral("caPem"), m_authority->pem());
    else if (m_authority && m_isChange)
        settings.remove(QStringLiteral("caPem"));
    return settings;
}

QHash<QString, QString> AccountForm::secrets() const
{
    QHash<QString, QString> secrets;
    for (const Row &row : m_rows) {
        if (isSecret(row.field) && !row.text().isEmpty())
            secrets.insert(row.field.key, row.text());
    }
    return secrets;
}

QString AccountForm::problem()
{
    if (m_address && address().isEmpty()) {
        m_address->setFocus();
        return tr("%1 is missing; it looks like %2.")
            .arg(m_channel.address.label, m_channel.address.placeholder);
    }
    for (const Row &row : std::as_const(m_rows)) {
        if (row.field.isRequired && row.text().isEmpty() && !(m_isChange && isSecret(row.field))) {
            row.editor->setFocus();
            return tr("%1 is missing.").arg(row.field.label);
        }
    }
    return {};
}

void AccountForm::focusSecret()
{
    for (const Row &row : std::as_const(m_rows)) {
        if (auto *line = qobject_cast<QLineEdit *>(row.editor); line && isSecret(row.field)) {
            line->setFocus();
            line->selectAll();
            return;
        }
    }
}

} // namespace casement

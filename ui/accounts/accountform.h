// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QWidget>
#include <functional>

class QFormLayout;
class QLineEdit;
class QToolButton;

namespace casement
{

class PemRow;

/// What an account of one channel has to be told: the address first, then what the channel wants,
/// and behind "More settings" what nearly nobody changes.
class AccountForm final : public QWidget
{
    Q_OBJECT
public:
    explicit AccountForm(const ChannelInfo &channel, QWidget *parent = nullptr);

    [[nodiscard]] const ChannelInfo &channel() const { return m_channel; }
    [[nodiscard]] QString address() const;
    void setAddress(const QString &address);
    /// Shows \a account to be changed. Its address stays what it is; a secret that is left empty
    /// stays too.
    void fill(const Account &account);
    [[nodiscard]] QString senderName() const;
    /// \a settings with what was entered over them.
    [[nodiscard]] QJsonObject settings(QJsonObject settings) const;
    [[nodiscard]] QHash<QString, QString> secrets() const;
    /// One sentence on the first thing that is missing, which gets the focus; empty when nothing
    /// is.
    [[nodiscard]] QString problem();
    /// After a login that was refused.
    void focusSecret();

Q_SIGNALS:
    void addressEdited(const QString &address);

private:
    struct Row {
        AccountField field;
        QWidget *editor = nullptr;
        std::function<QString()> text;
        std::function<void(const QString &)> setText;
    };
    void addField(QFormLayout *layout, const AccountField &field);

    ChannelInfo m_channel;
    QLineEdit *m_address = nullptr;
    QLineEdit *m_senderName = nullptr;
    QToolButton *m_more = nullptr;
    PemRow *m_authority = nullptr;
    bool m_isChange = false;
    QList<Row> m_rows;
};

} // namespace casement

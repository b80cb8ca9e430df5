// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "core/domain/outbox.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace casement
{

class Outbox;

/// Counts what is written as its channel does; where it is too long this row says so, and offers to
/// send it as several messages.
class LengthMeter final : public QWidget
{
    Q_OBJECT
public:
    /// \a send says how many messages it sends.
    LengthMeter(Outbox &outbox, QPushButton *send, QWidget *parent);

    void setChannel(const Account &account, const Capabilities &capabilities);
    /// \a draft as it would be frozen now.
    void measure(const Draft &draft);
    /// How many are left, for a place beside the buttons.
    [[nodiscard]] QLabel *counter() { return m_counter; }
    /// To be reached from the editor.
    [[nodiscard]] QPushButton *offer() { return m_offer; }
    /// Somebody has chosen several messages; stays while what they write fits into one.
    [[nodiscard]] bool isSplit() const { return m_isSplit; }
    void setSplit(bool isSplit);
    /// The texts of the messages where it goes out as several, else nothing.
    [[nodiscard]] QStringList parts();
    /// Why it is too long to go out as it is; empty when it is not.
    [[nodiscard]] QString impediment();

Q_SIGNALS:
    void splitChosen(bool isSplit);
    /// What goes out became one message, or several, or others.
    void partsChanged();

private:
    void cut();
    void tell();

    Outbox &m_outbox;
    Account m_account;
    Capabilities m_capabilities;
    Draft m_draft;
    Rendition m_rendition;
    QStringList m_parts; ///< of m_draft, unless m_timer is active; empty where it cannot be split
    bool m_isSplit = false;
    QTimer m_timer; ///< cutting takes longer than counting: not with every key
    QPushButton *m_send;
    QLabel *m_counter;
    QLabel *m_text;
    QPushButton *m_offer;
};

} // namespace casement

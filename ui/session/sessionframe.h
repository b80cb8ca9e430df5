// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"
#include "core/domain/session.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace casement
{

/// The frame of a session: what we ask and give, when in words, where, who hosts it, and to which
/// collaboration it belongs.
class SessionFrame final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionFrame(QWidget *parent = nullptr);

    /// \a isKept: somebody is typing; only what is not typed here follows the store.
    void show(const Session &session, bool isKept);
    void setStaff(const QList<Staff> &staff);
    void setCollaborations(const QList<Collaboration> &collaborations);
    /// What is written here into \a session; false when the time is not understood: then it keeps
    /// its own.
    bool apply(Session &session) const;

Q_SIGNALS:
    void edited();
    /// Empty: to none.
    void collaborationChosen(const QString &title);

private:
    void showWhen();
    [[nodiscard]] QLineEdit *addLine(const QString &label, const QString &name,
                                     const QString &placeholder);
    /// The time that is typed; none when nothing is, or it is not understood.
    [[nodiscard]] std::optional<Timestamp> typedTime() const;

    Session m_session;
    bool m_isFilling = false;
    QLineEdit *m_ask;
    QLineEdit *m_give;
    QLineEdit *m_when;
    QLabel *m_whenShown;
    QSpinBox *m_minutes;
    QLineEdit *m_zone;
    QLineEdit *m_place;
    QComboBox *m_host;
    QComboBox *m_collaboration;
};

} // namespace casement

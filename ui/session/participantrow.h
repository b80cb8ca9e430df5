// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/sessions.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace casement
{

class Desk;
class LetterSheet;

/// One person of a session: invited, answered, came, told, each as far as the session is.
class ParticipantRow final : public QFrame
{
    Q_OBJECT
public:
    ParticipantRow(Desk &desk, QWidget *parent);

    /// Shows \a participant of \a session. What is being written stays.
    void show(const Session &session, const Participant &participant);
    void setUndoTime(std::chrono::milliseconds time) { m_undoTime = time; }
    [[nodiscard]] PersonId person() const { return m_participant.person; }
    /// Whether they wait for an invitation, or to hear what came of it.
    [[nodiscard]] bool isWanted() const;
    /// Opens the sheet with a draft, and gives it the keyboard.
    void write();
    [[nodiscard]] LetterSheet *sheet() const { return m_sheet; }

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    /// Sent, said otherwise or skipped: the next one.
    void settled();
    void undoable(casement::ChangeId change, const QString &words);
    void statusMessage(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void buildButtons();
    void answer(SessionAnswer answer, MessageId proof);
    void send(const QString &text, const QStringList &parts);
    void otherwise(const QString &how);
    void done(const Result<AppliedChange> &change, const QString &words);
    void explain(const Error &error);
    [[nodiscard]] bool isReporting() const;
    [[nodiscard]] const Telling &letter() const;
    [[nodiscard]] QString name() const;

    Desk &m_desk;
    SessionId m_session;
    SessionState m_state = SessionState::Idea;
    Participant m_participant;
    Timestamp m_basis;
    std::chrono::milliseconds m_undoTime{};
    quint64 m_round = 0;
    QToolButton *m_person;
    QComboBox *m_answer;
    QComboBox *m_came;
    QToolButton *m_remove;
    QLabel *m_standing;
    QPushButton *m_write;
    QPushButton *m_skip;
    QPushButton *m_takeBack;
    QPushButton *m_retry;
    QPushButton *m_wasSent;
    QWidget *m_offer;
    QLabel *m_offered;
    QLineEdit *m_consent;
    QLineEdit *m_thanks;
    QLabel *m_problem;
    LetterSheet *m_sheet;
    QWidget *m_skipping;
    QLineEdit *m_reason;
};

} // namespace casement

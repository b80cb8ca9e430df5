// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/asks.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QToolButton;

namespace casement
{

class Desk;
class ElidedLabel;
class LetterSheet;

/// One person who asks: their words, whether they have heard, and where they are told.
class VoiceRow final : public QFrame
{
    Q_OBJECT
public:
    VoiceRow(Desk &desk, QWidget *parent);

    /// Shows \a voice of \a ask, which decides. What is being written stays.
    void show(const Ask &ask, const AskVoice &voice);
    void setUndoTime(std::chrono::milliseconds time) { m_undoTime = time; }
    [[nodiscard]] AskVoiceId voice() const { return m_voice.id; }
    /// Whether they are to be told, or to be skipped.
    [[nodiscard]] bool isWanted() const { return m_isWanted; }
    /// Whether that can be done now: the first draft has come.
    [[nodiscard]] bool isWriting() const;
    /// Gives the keyboard to the text, or to the reason where nothing can be sent.
    void startWriting();
    [[nodiscard]] QPlainTextEdit *editor() const;
    [[nodiscard]] QLineEdit *reason() const;

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void askActivated(casement::AskId id);
    /// isWriting() became true.
    void opened();
    /// Sent or skipped: the next one.
    void settled();
    void undoable(casement::ChangeId change, const QString &words);
    void statusMessage(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void build();
    void loadDraft();
    void open();
    void close();
    void send(const QString &text, const QStringList &parts);
    void skip(const QString &reason);
    void explain(const QString &problem);

    Desk &m_desk;
    AskVoice m_voice;
    AskState m_end = AskState::Heard;
    Timestamp m_endAt;
    AskAnswer m_answer;
    std::chrono::milliseconds m_undoTime{};
    bool m_isWanted = false;
    bool m_isOpened = false; ///< somebody wants to tell them once more
    quint64 m_round = 0;
    QToolButton *m_person;
    ElidedLabel *m_where;
    QToolButton *m_message;
    QToolButton *m_of;
    QLabel *m_quote;
    QLabel *m_state;
    QPushButton *m_again;
    QPushButton *m_takeBack;
    QPushButton *m_retry;
    QPushButton *m_wasSent;
    LetterSheet *m_sheet;
};

} // namespace casement

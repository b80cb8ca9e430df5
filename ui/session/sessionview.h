// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/conversation.h"
#include "core/domain/session.h"
#include "ui/conversation/messagetext.h"

#include <QScrollArea>
#include <QTimer>

class QBoxLayout;
class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QVBoxLayout;

namespace casement
{

class Desk;
class AgendaList;
class LineList;
class NotebookEditor;
class OutcomeList;
class ParticipantRow;
class SessionFrame;
class SessionSteps;

/// One collaboration session: why, with whom, the notebook that is written while it runs, and what
/// came of it.
class SessionView final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionView(Desk &desk, QWidget *parent = nullptr);
    ~SessionView() override;

    [[nodiscard]] SessionId session() const { return m_session.id; }
    [[nodiscard]] NotebookEditor &notebook() { return *m_notebook; }
    /// In the order in which they are shown.
    [[nodiscard]] QList<ParticipantRow *> people() const { return m_rows; }
    /// How long what is sent from here can be taken back.
    void setUndoTime(std::chrono::milliseconds time);
    /// Saves what is not saved yet, at once.
    void flush();
    /// Saves the record of the session as \a path names it.
    void writeRecordTo(const QString &path);

public Q_SLOTS:
    void showSession(casement::SessionId id);
    void clear();

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    /// A message that inspired the session.
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void sessionActivated(casement::SessionId id);
    void askActivated(casement::AskId id);
    void undoable(casement::ChangeId change, const QString &words);
    void statusMessage(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildMain(QWidget *parent);
    QWidget *buildSide(QWidget *parent);
    void load();
    void fill(const Session &session);
    void fillPeople(bool isSame);
    void fillSources();
    void goOn(const ParticipantRow *after);
    void touch();
    void save();
    [[nodiscard]] Session edited() const;
    void step(SessionState to);
    void startNext();
    void saveRecord();
    void report(const Result<AppliedChange> &answer, const QString &words);
    void onChanged(const StoreChange &change);

    Desk &m_desk;
    CodeHighlighter m_code;
    Session m_session; ///< as it is stored, as far as we know
    SessionId m_wanted;
    quint64 m_round = 0;
    QTimer m_timer;
    bool m_isFilling = false;
    bool m_isDirty = false;
    bool m_isSaving = false;
    std::chrono::milliseconds m_undoTime{};
    QStackedWidget *m_pages;
    QScrollArea *m_area;
    QBoxLayout *m_columns = nullptr;
    SessionSteps *m_steps = nullptr;
    QPlainTextEdit *m_purpose = nullptr;
    AgendaList *m_agenda = nullptr;
    NotebookEditor *m_notebook = nullptr;
    QPlainTextEdit *m_outcome = nullptr;
    OutcomeList *m_outcomes = nullptr;
    QLabel *m_peopleHead = nullptr;
    QVBoxLayout *m_people = nullptr;
    QList<ParticipantRow *> m_rows;
    LineList *m_lines = nullptr;
    QVBoxLayout *m_sources = nullptr;
    SessionFrame *m_frame = nullptr;
};

} // namespace casement

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
class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace casement
{

class Desk;
class NotebookEditor;

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
    /// Saves what is not saved yet, at once.
    void flush();

public Q_SLOTS:
    void showSession(casement::SessionId id);
    void clear();

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    /// A message that inspired the session.
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void sessionActivated(casement::SessionId id);
    void statusMessage(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildSteps();
    QWidget *buildMain();
    QWidget *buildSide();
    void load();
    void fill(const Session &session);
    void fillSteps();
    void fillPeople();
    void fillSources();
    void touch();
    void save();
    [[nodiscard]] Session edited() const;
    void step(SessionState to);
    void explain(const QString &sentence);
    void loadStaff();
    void setParticipant(const Participant &participant);
    void report(const Result<AppliedChange> &answer);
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
    QStackedWidget *m_pages;
    QScrollArea *m_area;
    QBoxLayout *m_columns = nullptr;
    QLineEdit *m_title = nullptr;
    QList<QToolButton *> m_steps;
    QLabel *m_refusal = nullptr;
    QLabel *m_saved = nullptr;
    QPlainTextEdit *m_purpose = nullptr;
    QLineEdit *m_ask = nullptr;
    QLineEdit *m_give = nullptr;
    NotebookEditor *m_notebook = nullptr;
    QPlainTextEdit *m_outcome = nullptr;
    QComboBox *m_stage = nullptr;
    QLineEdit *m_place = nullptr;
    QCheckBox *m_hasTime = nullptr;
    QDateTimeEdit *m_time = nullptr;
    QComboBox *m_host = nullptr;
    QVBoxLayout *m_people = nullptr;
    QVBoxLayout *m_sources = nullptr;
};

} // namespace casement

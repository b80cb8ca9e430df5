// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/change.h"

#include <QHash>
#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QStackedWidget;
class QTimer;
class QVBoxLayout;

namespace casement
{

class Desk;
class EmptyState;
class VoiceRow;

/// One ask: what it is in the words of those who ask, what became of it, and who of them has heard.
class AskView final : public QWidget
{
    Q_OBJECT
public:
    explicit AskView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] AskId ask() const { return m_ask.id; }
    /// In the order in which they are shown.
    [[nodiscard]] QList<VoiceRow *> voices() const { return m_rows; }
    /// How long what is sent from here can be taken back.
    void setUndoTime(std::chrono::milliseconds time);

public Q_SLOTS:
    void showAsk(casement::AskId id);

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void askActivated(casement::AskId id);
    void promiseActivated(casement::PromiseId id);
    void undoable(casement::ChangeId change, const QString &words);
    void statusMessage(const QString &text);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void build();
    void load();
    void fill(const Ask &ask);
    void fillState();
    void fillLinks();
    void fillPromises();
    void fillVoices();
    void fillHistory();
    void chooseState();
    void confirmState();
    void saveState();
    void saveKindAndOwner();
    void restate();
    void report(const Result<AppliedChange> &answer, const QString &words);
    void goOn(const VoiceRow *after);
    void writeNext();
    [[nodiscard]] AskState chosenState() const;

    Desk &m_desk;
    AskId m_wanted;
    Ask m_ask;
    quint64 m_round = 0;
    std::chrono::milliseconds m_undoTime{};
    bool m_opensSheet = false; ///< an end was just chosen: the first text gets the keyboard
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QScrollArea *m_scroll;
    QWidget *m_content;
    QLineEdit *m_restated;
    QLabel *m_standing;
    QComboBox *m_state;
    QComboBox *m_kind;
    QComboBox *m_owner;
    QWidget *m_why;
    QLineEdit *m_reason;
    QComboBox *m_other;
    QPushButton *m_save;
    QLabel *m_problem;
    QVBoxLayout *m_links;
    QLabel *m_voicesHead;
    QVBoxLayout *m_voices;
    QVBoxLayout *m_history;
    QList<VoiceRow *> m_rows;
    QFormLayout *m_form;
    QTimer *m_settle;
    qsizetype m_next = 0;  ///< the row from which on somebody is to be told …
    bool m_goesOn = false; ///< … who gets the keyboard as soon as their draft is there
};

} // namespace casement

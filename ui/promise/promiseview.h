// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/promise.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace casement
{

class Desk;
class DueField;
class EmptyState;

/// One promise: what was promised to whom by when, what it was before, and what became of it.
class PromiseView final : public QWidget
{
    Q_OBJECT
public:
    explicit PromiseView(Desk &desk, QWidget *parent = nullptr);

    [[nodiscard]] PromiseId promise() const { return m_promise.id; }

public Q_SLOTS:
    void showPromise(casement::PromiseId id);

Q_SIGNALS:
    void personActivated(casement::PersonId id);
    void conversationActivated(casement::ConversationId id);
    void messageActivated(casement::ConversationId conversation, casement::MessageId message);
    void askActivated(casement::AskId id);
    void undoable(casement::ChangeId change, const QString &words);
    void statusMessage(const QString &text);

private:
    enum class Act { None, Renegotiate, Release, Break };

    void build();
    void buildActs(QVBoxLayout *layout);
    void load();
    void fill(const Promise &promise);
    void fillLinks();
    void fillTerms();
    void fillHistory();
    void begin(Act act);
    void finish();
    void keep();
    void saveWords();
    void saveOwner();
    void report(const Result<AppliedChange> &answer, const QString &words);

    Desk &m_desk;
    PromiseId m_wanted;
    Promise m_promise;
    Act m_act = Act::None;
    quint64 m_round = 0;
    QStackedWidget *m_pages = nullptr;
    EmptyState *m_empty = nullptr;
    QWidget *m_content = nullptr;
    QLabel *m_who = nullptr;
    QLineEdit *m_words = nullptr;
    QLabel *m_standing = nullptr;
    QWidget *m_buttons = nullptr;
    QPushButton *m_keep = nullptr;
    QPushButton *m_renegotiate = nullptr;
    QPushButton *m_release = nullptr;
    QPushButton *m_break = nullptr;
    QPushButton *m_reopen = nullptr;
    QWidget *m_acting = nullptr; ///< what an act needs to be told
    QFormLayout *m_actForm = nullptr;
    QLineEdit *m_actWords = nullptr;
    DueField *m_actDue = nullptr;
    QLineEdit *m_actReason = nullptr;
    QPushButton *m_save = nullptr;
    QLabel *m_problem = nullptr;
    QComboBox *m_owner = nullptr;
    QVBoxLayout *m_links = nullptr;
    QLabel *m_termsHead = nullptr;
    QVBoxLayout *m_terms = nullptr;
    QLabel *m_historyHead = nullptr;
    QVBoxLayout *m_history = nullptr;
};

} // namespace casement

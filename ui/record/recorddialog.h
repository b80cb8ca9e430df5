// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/conversation.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace casement
{

class Desk;
class PersonPicker;

/// Writes down a call, a talk at a stand, a letter: who, when, what was said.
class RecordDialog final : public QDialog
{
    Q_OBJECT
public:
    /// \a conversation: the one that is open, into which it may go; an invalid id for none.
    RecordDialog(Desk &desk, const ConversationSummary &conversation, QWidget *parent);

Q_SIGNALS:
    void recorded(casement::ConversationId conversation);

private:
    void record();
    void updateButton();
    void tell(const QString &problem);

    Desk &m_desk;
    ConversationSummary m_conversation;
    PersonId m_person;    ///< invalid: a new one with the name that stands there
    QString m_pickedName; ///< of m_person
    PersonPicker *m_who;
    QComboBox *m_direction;
    QComboBox *m_occasion;
    QDateTimeEdit *m_when;
    QPlainTextEdit *m_words;
    QCheckBox *m_joins;
    QCheckBox *m_isHandled;
    QLabel *m_problem;
    QPushButton *m_record;
};

} // namespace casement

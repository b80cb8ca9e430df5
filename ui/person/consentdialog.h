// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/person.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace casement
{

class Desk;

/// Writes down what somebody agreed to, and shows everything that they answered before.
class ConsentDialog final : public QDialog
{
    Q_OBJECT
public:
    /// \a why says what was refused, and may be empty; \a proof is a message in which they may have
    /// said it, or invalid.
    ConsentDialog(Desk &desk, PersonId person, ConsentKind kind, MessageId proof,
                  const QString &why, QWidget *parent = nullptr);

Q_SIGNALS:
    void recorded(casement::ChangeId change, const QString &words);

private:
    void load();
    void fillHistory(const QList<ConsentEntry> &entries);
    void record();
    void explain(const QString &sentence);

    Desk &m_desk;
    PersonId m_person;
    MessageId m_proof;
    QLabel *m_title;
    QComboBox *m_kind;
    QComboBox *m_answer;
    QLineEdit *m_basis;
    QLabel *m_proofLabel;
    QLabel *m_problem;
    QVBoxLayout *m_history;
    QPushButton *m_record;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/promise.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace casement
{

class Desk;
class DueField;

/// Writes down what was promised: whose it is, what, by when, and who looks after it.
class PromiseDialog final : public QDialog
{
    Q_OBJECT
public:
    /// \a name: of whom it is promised to, or by.
    PromiseDialog(Desk &desk, const PromiseDraft &draft, const QString &name,
                  QWidget *parent = nullptr);

    /// Takes words and day from the sentence of \a text that promises something, if there is one;
    /// the day is the one that was meant when it was said, \a at.
    void proposeFrom(const QString &text, Timestamp at);

Q_SIGNALS:
    /// \a change takes it back; \a words say what was done.
    void recorded(casement::PromiseId promise, casement::ChangeId change, const QString &words);

private:
    void record();
    void tell(const QString &sentence);

    Desk &m_desk;
    PromiseDraft m_draft;
    QComboBox *m_whose;
    QLineEdit *m_words;
    DueField *m_due;
    QComboBox *m_owner;
    QLabel *m_problem;
    QPushButton *m_record;
};

} // namespace casement

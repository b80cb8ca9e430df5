// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/person.h"
#include "core/text/wordlist.h"

#include <QDialog>

class QBoxLayout;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace casement
{

class Desk;
class PersonPicker;

/// Writes a fact down, or changes one. Beside the words stands what the person will read of them
/// one day; words of the team's list are pointed out, and never refused.
class FactDialog final : public QDialog
{
    Q_OBJECT
public:
    /// A new fact about \a person that begins as \a fact (text, source, passage).
    FactDialog(Desk &desk, const PersonPanel &person, const Fact &fact, QWidget *parent = nullptr);

Q_SIGNALS:
    void saved(casement::ChangeId change, const QString &words);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QWidget *buildForm();
    [[nodiscard]] QWidget *buildLetter(const QString &name);
    void loadWords(const QString &language);
    void kindChosen();
    void refresh();
    [[nodiscard]] FactDraft draft() const;
    void save();
    void explain(const QString &sentence);

    Desk &m_desk;
    PersonId m_person;
    Fact m_fact;
    WordMatcher m_matcher;
    QBoxLayout *m_columns = nullptr;
    QComboBox *m_kind = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QLabel *m_textLabel = nullptr;
    QWidget *m_dayRow = nullptr;
    QLabel *m_dayLabel = nullptr;
    QSpinBox *m_day = nullptr;
    QComboBox *m_month = nullptr;
    QSpinBox *m_year = nullptr;
    QLabel *m_otherLabel = nullptr;
    PersonPicker *m_other = nullptr;
    QComboBox *m_review = nullptr;
    QLabel *m_letter = nullptr;
    QLabel *m_hints = nullptr;
    QLabel *m_problem = nullptr;
    QPushButton *m_save = nullptr;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/wordlists.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace casement
{

class Desk;

/// The lists of words: those that are looked at twice before they become a fact, and the phrases
/// with which somebody promises something. What the program brings, and what the team made of it.
class WordListDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit WordListDialog(Desk &desk, QWidget *parent = nullptr);

Q_SIGNALS:
    void changed(casement::ChangeId change, const QString &words);

private:
    [[nodiscard]] QString list() const;
    [[nodiscard]] QString language() const;
    [[nodiscard]] QString reason() const;
    void load();
    void fill(const QList<ListedWord> &words);
    void add();
    void toggle();
    void updateToggle();
    void take(const Result<AppliedChange> &change, const QString &words);

    Desk &m_desk;
    QComboBox *m_which;
    QLabel *m_purpose;
    QComboBox *m_language;
    QLineEdit *m_filter;
    QListWidget *m_list;
    QLineEdit *m_word;
    QComboBox *m_reason;
    QPushButton *m_add;
    QPushButton *m_toggle;
    QLabel *m_problem;
    QList<ListedWord> m_words;
    quint64 m_round = 0;
};

} // namespace casement

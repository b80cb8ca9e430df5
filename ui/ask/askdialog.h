// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/ask.h"
#include "core/domain/conversation.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QTimer;

namespace casement
{

class Desk;

/// Makes an ask of words of a message, or adds whoever said them to one that is there.
class AskDialog final : public QDialog
{
    Q_OBJECT
public:
    AskDialog(Desk &desk, const TimelineItem &item, const QString &quote,
              QWidget *parent = nullptr);

Q_SIGNALS:
    /// \a change takes it back; \a words say what was done.
    void made(casement::AskId ask, casement::ChangeId change, const QString &words);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void lookForSimilar();
    void choose();
    void keep();
    void tell(const Error &error);
    [[nodiscard]] AskId chosen() const;

    Desk &m_desk;
    TimelineItem m_item;
    QPlainTextEdit *m_quote;
    QLineEdit *m_restated;
    QComboBox *m_kind;
    QLabel *m_similarHead;
    QListWidget *m_similar;
    QLabel *m_problem;
    QPushButton *m_keep;
    QTimer *m_pause;
    quint64 m_round = 0;
};

} // namespace casement

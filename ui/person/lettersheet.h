// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/account.h"
#include "core/domain/outbox.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace casement
{

class Desk;

/// What one person is to be sent, as a sheet shows it.
struct SheetLetter {
    QString text; ///< a first draft
    QList<Recipient> recipients;
    Visibility visibility = Visibility::Direct;
    QString impediment; ///< not empty: why nothing can be sent
    Account account;
    Draft draft; ///< what \c text is a draft of
};

/// A text for one person, who hears it, Send; and what is written down where it is not sent.
/// Ctrl+Return sends.
class LetterSheet final : public QWidget
{
    Q_OBJECT
public:
    LetterSheet(Desk &desk, QWidget *parent);

    /// How the fields are called for screen readers.
    void setNames(const QString &text, const QString &send, const QString &reason,
                  const QString &skip);
    /// What the second line asks for: beside a text, and where there is none; and its button.
    void setReasonWords(const QString &besideText, const QString &alone, const QString &skip);
    /// Shows \a letter. What somebody wrote in place of the draft stays.
    void open(const SheetLetter &letter);
    void close();
    [[nodiscard]] bool isOpen() const { return isVisibleTo(parentWidget()); }
    /// Gives the keyboard to the text, or to the reason where nothing can be sent.
    void startWriting();
    /// What was asked for was not done; it can be tried again.
    void explain(const QString &problem);
    [[nodiscard]] QPlainTextEdit *editor() const { return m_text; }
    [[nodiscard]] QLineEdit *reason() const { return m_reason; }

Q_SIGNALS:
    /// \a parts: of a text that is too long for one message, else empty.
    void sendRequested(const QString &text, const QStringList &parts);
    void skipRequested(const QString &reason);
    void statusMessage(const QString &text);

protected:
    bool eventFilter(QObject *object, QEvent *event) override;

private:
    void send();
    void skip();

    Desk &m_desk;
    SheetLetter m_letter;
    QString m_drafted; ///< as it was proposed
    QString m_reasonBeside;
    QString m_reasonAlone;
    QLabel *m_impediment;
    QPlainTextEdit *m_text;
    QLabel *m_audience;
    QPushButton *m_send;
    QLineEdit *m_reason;
    QPushButton *m_skip;
    QLabel *m_problem;
};

} // namespace casement

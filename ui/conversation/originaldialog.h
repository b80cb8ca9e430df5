// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

class QPlainTextEdit;
class QPushButton;

namespace KSyntaxHighlighting
{
class Repository;
class SyntaxHighlighter;
} // namespace KSyntaxHighlighting

namespace casement
{

/// The bytes of a message as they came, as text: never interpreted, only coloured.
class OriginalDialog final : public QDialog
{
    Q_OBJECT
public:
    OriginalDialog(KSyntaxHighlighting::Repository &repository, const QByteArray &bytes,
                   QWidget *parent);

private:
    void showBytes(qsizetype count);

    QByteArray m_bytes;
    QPlainTextEdit *m_text;
    QPushButton *m_all;
    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
};

} // namespace casement

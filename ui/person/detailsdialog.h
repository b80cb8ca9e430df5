// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/change.h"
#include "core/domain/person.h"

#include <QDialog>
#include <QFuture>
#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTimeEdit;

namespace casement
{

class Desk;

/// How and when somebody likes to be written to: channel, hours, zone and language.
class DetailsDialog final : public QDialog
{
    Q_OBJECT
public:
    /// \a proof is a message in which they may say which channel they prefer, or invalid.
    DetailsDialog(Desk &desk, const PersonPanel &person, MessageId proof,
                  QWidget *parent = nullptr);

Q_SIGNALS:
    void saved(casement::ChangeId change, const QString &words);

private:
    void save();
    void saveNext(QList<std::function<QFuture<Result<AppliedChange>>()>> steps);
    void explain(const QString &sentence);

    Desk &m_desk;
    PersonPanel m_panel;
    MessageId m_proof;
    QComboBox *m_preferred;
    QCheckBox *m_hasProof;
    QLineEdit *m_zone;
    QComboBox *m_language;
    QCheckBox *m_hasQuiet;
    QTimeEdit *m_from;
    QTimeEdit *m_until;
    QLabel *m_problem;
    QPushButton *m_save = nullptr;
    ChangeId m_last;
};

} // namespace casement

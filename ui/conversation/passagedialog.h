// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/passage.h"

#include <QDialog>
#include <QList>

class QLabel;
class QLineEdit;
class QPushButton;

namespace casement
{

class Desk;

/// Names what is split off.
class PassageDialog final : public QDialog
{
    Q_OBJECT
public:
    PassageDialog(Desk &desk, const QList<MessageId> &messages, const PassageProposal &proposal,
                  QWidget *parent = nullptr);

Q_SIGNALS:
    void made(const casement::MovedPassage &passage);

private:
    void splitOff();

    Desk &m_desk;
    QList<MessageId> m_messages;
    QLineEdit *m_subject;
    QLabel *m_problem;
    QPushButton *m_split;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QWidget>

class QVBoxLayout;

namespace casement
{

/// The typed lines of the notebook by kind, with who said or decided each, and what was made of
/// them.
class LineList final : public QWidget
{
    Q_OBJECT
public:
    explicit LineList(QWidget *parent = nullptr);

    void show(const QList<SessionLine> &lines, const QList<SessionOutcome> &outcomes);

Q_SIGNALS:
    /// The line of the notebook, from 0.
    void lineActivated(int number);
    /// Something was made of it.
    void outcomeWanted(casement::SessionLineId line, const QString &text);

private:
    QList<SessionLine> m_lines;
    QList<SessionOutcome> m_outcomes;
    QWidget *m_body = nullptr;
};

} // namespace casement

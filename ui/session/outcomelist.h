// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace casement
{

/// What was made, each with the line that it comes from and where it can be seen.
class OutcomeList final : public QWidget
{
    Q_OBJECT
public:
    explicit OutcomeList(QWidget *parent = nullptr);

    void show(const Session &session);
    /// The next one comes from this line.
    void startFrom(SessionLineId line, const QString &words);

Q_SIGNALS:
    void saved(const casement::SessionOutcome &outcome);
    void removed(casement::SessionOutcomeId outcome);

private:
    void save();

    SessionLineId m_from;
    QVBoxLayout *m_rows;
    QLabel *m_fromLabel;
    QLineEdit *m_text;
    QLineEdit *m_url;
};

} // namespace casement

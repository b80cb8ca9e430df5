// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/promise.h"

#include <QWidget>

class QLabel;
class QLineEdit;

namespace casement
{

/// By when, typed in words ("friday", "in two weeks"), and beside it the day that is understood.
class DueField final : public QWidget
{
    Q_OBJECT
public:
    explicit DueField(QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *field() const { return m_field; }
    void setDue(const std::optional<PromiseDue> &due);
    /// What was typed; none: nothing was.
    [[nodiscard]] std::optional<PromiseDue> due() const { return m_due; }
    /// Whether what was typed names a day, or nothing was typed.
    [[nodiscard]] bool isUnderstood() const;

Q_SIGNALS:
    void edited();

private:
    void read();
    void show();

    QLineEdit *m_field;
    QLabel *m_understood;
    std::optional<PromiseDue> m_due;
};

} // namespace casement

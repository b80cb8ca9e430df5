// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace casement
{

/// A certificate that could not be verified: what is known of it, and the two-step way to trust it
/// all the same.
class CertificatePage final : public QWidget
{
    Q_OBJECT
public:
    explicit CertificatePage(QWidget *parent = nullptr);

    void show(const CertificateProblem &problem);
    [[nodiscard]] const CertificateProblem &problem() const { return m_problem; }

Q_SIGNALS:
    void trusted();
    void rejected();

private:
    CertificateProblem m_problem;
    QLabel *m_reason;
    QLabel *m_details;
    QCheckBox *m_checked;
    QPushButton *m_trust;
};

} // namespace casement

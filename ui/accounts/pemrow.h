// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <QWidget>

class QLabel;

namespace casement
{

/// Chooses a PEM file, and says what is in it.
class PemRow final : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Authority, Certificate, PrivateKey };

    explicit PemRow(Kind kind, QWidget *parent = nullptr);

    void setPem(const QString &pem);
    [[nodiscard]] QString pem() const { return m_pem; }

private:
    void choose();
    void read(const QString &path);
    void show();

    Kind m_kind;
    QString m_pem;
    QLabel *m_text;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace casement
{

/// What a newcomer sees: three ways to begin. Files can be dropped on it as well.
class FirstRunPage final : public QWidget
{
    Q_OBJECT
public:
    explicit FirstRunPage(QWidget *parent = nullptr);

    /// The sample is being put in; the buttons wait.
    void setBusy(bool busy);
    void tell(const QString &sentence);

Q_SIGNALS:
    void addAccountChosen();
    void importChosen();
    void sampleChosen();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QPushButton *choice(const QString &iconName, const QString &title, const QString &text);

    QLabel *m_title;
    QLabel *m_words;
    QLabel *m_message;
    QList<QPushButton *> m_choices;
};

} // namespace casement

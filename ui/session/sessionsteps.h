// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/session.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QToolButton;

namespace casement
{

/// The head of a session: its title, how far the collaboration is, how far the session is, and what
/// it lacks for the next step.
class SessionSteps final : public QWidget
{
    Q_OBJECT
public:
    explicit SessionSteps(QWidget *parent = nullptr);

    /// \a keepsTitle: somebody is typing it.
    void show(const Session &session, bool keepsTitle);
    void explain(const QString &sentence);
    void setSaved(const QString &text);
    [[nodiscard]] QString title() const;
    [[nodiscard]] SessionStage stage() const { return m_stage; }
    [[nodiscard]] QLineEdit *titleField() const { return m_title; }

Q_SIGNALS:
    void edited();
    void stepWanted(casement::SessionState to);
    void nextWanted();
    void recordWanted();

private:
    void showStage();
    QToolButton *addAction(QWidget *parent, const QString &text, const QString &iconName);

    SessionStage m_stage = SessionStage::Imagine;
    QLineEdit *m_title;
    QLabel *m_saved;
    QLabel *m_part;
    QList<QToolButton *> m_stages;
    QList<QToolButton *> m_steps;
    QLabel *m_next;
    QLabel *m_refusal;
};

} // namespace casement

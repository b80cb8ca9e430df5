// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/promises.h"

#include <QSet>
#include <QWidget>

class QCheckBox;
class QPushButton;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace casement
{

class Desk;
class ElidedLabel;

/// Below a reply that is being written: a sentence of it that promises something, to be recorded
/// when it is sent, and the open promises of ours there, one of which it may keep. Nothing is
/// recorded or kept unless somebody says so.
class PromiseLine final : public QWidget
{
    Q_OBJECT
public:
    explicit PromiseLine(Desk &desk, QWidget *parent = nullptr);

    void openConversation(ConversationId conversation);
    /// What is written now; \a language as of Promises::phrases().
    void setText(const QString &text, const QString &language);
    /// Records the sentence that is shown when the reply is sent, or not after all.
    void toggleRecording();
    /// What was chosen is that of the reply that is being sent now.
    void freeze();
    /// \a item is that reply.
    void sent(OutboxId item);

Q_SIGNALS:
    void statusMessage(const QString &text);

private:
    struct Chosen {
        ConversationId conversation;
        QList<PromisePhrase> said;
        QList<PromiseId> kept;
    };

    void look();
    void showPhrase();
    void loadOpen();
    void showOpen();
    void dismiss();

    Desk &m_desk;
    ConversationId m_conversation;
    QString m_text;
    QString m_language;
    QList<PromisePhrase> m_phrases;
    QSet<QString> m_recorded; ///< sentences that are recorded when the reply is sent
    QSet<ConversationId> m_dismissed;
    QList<Promise> m_open;
    QSet<PromiseId> m_kept; ///< that the reply keeps
    Chosen m_frozen;
    QTimer *m_pause;
    QWidget *m_hint;
    ElidedLabel *m_sentence;
    QPushButton *m_record;
    QToolButton *m_dismiss;
    QVBoxLayout *m_keeps;
    quint64 m_round = 0;
};

} // namespace casement

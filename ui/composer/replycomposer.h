// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/connector.h"
#include "ui/composer/composer.h"

class QLineEdit;

namespace casement
{

class LanguageButton;
class LengthMeter;
class Outbox;
struct WritingTime;

/// Writes an answer. What stands beside Send is what goes out: the audience in words is the list of
/// recipients that is frozen.
class ReplyComposer final : public Composer
{
    Q_OBJECT
public:
    ReplyComposer(Outbox &outbox, CodeHighlighter &code, QWidget *parent = nullptr);

    void setPlan(const ReplyPlan &plan);
    void setChannel(const Account &account, const Capabilities &capabilities);
    void setUndoTime(std::chrono::milliseconds time) { m_undoTime = time; }
    void setPersonName(const QString &name) { m_personName = name; }
    /// Says it beside Send when it is not a time at which they like to be written to.
    void setWritingTime(const WritingTime &time);
    /// Puts \a text into the answer, quoted as \a attribution said it; the answer then goes to \a
    /// message.
    void quote(const QString &text, const QString &attribution, MessageId message);
    /// The recipients as they would be frozen now.
    [[nodiscard]] QList<Recipient> recipients() const;
    [[nodiscard]] QString audience() const;
    void addFiles(const QList<QUrl> &files);
    /// \a row stands between the editor and Send.
    void addRow(QWidget *row);
    /// Of what is written, as far as anybody said it (BCP 47).
    [[nodiscard]] QString language() const;
    /// For a place above the editor: beside Send the audience needs the room.
    [[nodiscard]] QWidget *languageChoice() const;
    void setLanguageShown(bool isShown);

Q_SIGNALS:
    /// What is written now is being sent; sent() or a problem follows.
    void submitting();
    /// It was refused, perhaps because somebody does not want it.
    void refused();
    void sent(const casement::OutboxItem &item, const QString &audience,
              std::chrono::milliseconds undoTime);

protected:
    void submit() override;
    void completeDraft(Draft &draft) const override;
    void adoptDraft(const Draft &draft) override;
    [[nodiscard]] OutgoingPreview::Content previewed() override;

private:
    enum class Audience { Everyone, OnlyAuthor, Custom };
    /// Why it can't go out as it is; empty when it can.
    [[nodiscard]] QString impediment(const Draft &draft);
    void showAudience();
    void addVisibilities(QMenu *menu);
    void chooseVisibility(Visibility visibility);
    [[nodiscard]] Visibility visibility() const;
    [[nodiscard]] QString subjectOfPlan() const;
    void showSubject(const Draft &draft);
    void showLanguage();
    void showAttachments();
    /// As it would be frozen now: what stands beside Send is what goes out.
    [[nodiscard]] Draft frozen() const;
    void measure();
    void attach(const QString &name, const QString &mediaType, const QByteArray &bytes);
    void chooseFiles();
    void chooseAudience(Audience audience);

    Outbox &m_outbox;
    ReplyPlan m_plan;
    Account m_account;
    Capabilities m_capabilities;
    Audience m_audience = Audience::Everyone;
    std::chrono::milliseconds m_undoTime{10'000};
    QString m_personName;
    bool m_hasPlan = false;
    bool m_showsLanguage = false;
    QWidget *m_subjectRow;
    QLabel *m_subjectLabel;
    QLineEdit *m_subject = nullptr;
    QPushButton *m_send;
    QToolButton *m_audienceButton;
    LanguageButton *m_language = nullptr;
    QToolButton *m_attach;
    QLabel *m_hint = nullptr;
    LengthMeter *m_meter = nullptr;
    QWidget *m_files;
};

} // namespace casement

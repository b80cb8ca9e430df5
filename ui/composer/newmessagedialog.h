// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accounts.h"
#include "ui/composer/composer.h"
#include "ui/conversation/messagetext.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace casement
{

class Desk;
class LanguageButton;
class LengthMeter;
class PersonPicker;
class UndoBar;
struct PersonPanel;

/// Writes the first message of a conversation: from which account, to whom, about what.
class NewMessageComposer final : public Composer
{
    Q_OBJECT
public:
    NewMessageComposer(Desk &desk, CodeHighlighter &code, QWidget *parent = nullptr);

    void setUndoTime(std::chrono::milliseconds time) { m_undoTime = time; }
    /// Adds \a address to those who receive it; false when it is not an address.
    bool addRecipient(const QString &name, const QString &address);
    [[nodiscard]] QString audience() const;

Q_SIGNALS:
    void sent(const casement::OutboxItem &item, const QString &audience,
              std::chrono::milliseconds undoTime);
    /// Something besides the message that the next undo takes back.
    void undoable(casement::ChangeId change, const QString &words);

protected:
    void submit() override;
    void completeDraft(Draft &draft) const override;
    void adoptDraft(const Draft &draft) override;
    [[nodiscard]] OutgoingPreview::Content previewed() override;

private:
    void measure();
    void showRecipients();
    void showLanguage();
    void accountChosen();
    void addPerson(PersonId person);
    void choosePreferred(const PersonPanel &panel);
    [[nodiscard]] AccountStatus account() const; ///< that the message goes out from
    [[nodiscard]] QString impediment(const Draft &draft);

    Desk &m_desk;
    std::chrono::milliseconds m_undoTime{10'000};
    QList<AccountStatus> m_accounts; ///< as m_from lists them
    QComboBox *m_from = nullptr;
    PersonPicker *m_to = nullptr;
    QWidget *m_chips = nullptr;
    QLabel *m_subjectLabel = nullptr;
    QLineEdit *m_subject = nullptr;
    QLabel *m_audience = nullptr;
    QPushButton *m_send = nullptr;
    LengthMeter *m_meter = nullptr;
    LanguageButton *m_language = nullptr;
};

/// A window for a new message. It stays until the message can no longer be taken back.
class NewMessageDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit NewMessageDialog(Desk &desk, QWidget *parent = nullptr);

    /// Goes on with a draft of an earlier time.
    void openDraft(DraftId id);
    void setUndoTime(std::chrono::milliseconds time) { m_composer->setUndoTime(time); }
    [[nodiscard]] NewMessageComposer &composer() { return *m_composer; }

Q_SIGNALS:
    void sent(casement::OutboxId item);

private:
    Desk &m_desk;
    CodeHighlighter m_code;
    NewMessageComposer *m_composer;
    UndoBar *m_undo;
};

} // namespace casement

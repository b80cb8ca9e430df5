// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QToolButton>

namespace casement
{

/// In which language a message says that it is, for channels that carry it; its menu chooses
/// another one.
class LanguageButton final : public QToolButton
{
    Q_OBJECT
public:
    explicit LanguageButton(QWidget *parent);

    /// \a chosen by the writer; empty: it stays with \a byDefault (empty: the message does not
    /// say it).
    void setLanguage(const QString &chosen, const QString &byDefault);

Q_SIGNALS:
    /// A language tag; empty: as it is by default.
    void languageChosen(const QString &language);
    /// What was typed is no language; \a sentence says so.
    void refused(const QString &sentence);

private:
    void ask();

    QString m_chosen;
    QString m_byDefault;
};

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/composer/languagebutton.h"

#include "core/domain/language.h"
#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"

#include <QInputDialog>
#include <QLocale>
#include <QMenu>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

/// Those of the person at the desk: what else is needed is typed once.
QStringList ownLanguages()
{
    QStringList tags;
    for (const QLocale &locale : {QLocale(), QLocale::system()}) {
        for (const QString &ui : locale.uiLanguages()) {
            const QString tag = languageTag(QLocale::languageToCode(QLocale(ui).language()));
            if (!tag.isEmpty() && !tags.contains(tag))
                tags.append(tag);
        }
    }
    if (!tags.contains(u"en"_s))
        tags.append(u"en"_s);
    return tags;
}

} // namespace

LanguageButton::LanguageButton(QWidget *parent) : QToolButton(parent)
{
    setObjectName(u"language"_s);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
    setMenu(new QMenu(this));
    setLanguage({}, {});
}

void LanguageButton::setLanguage(const QString &chosen, const QString &byDefault)
{
    m_chosen = chosen;
    m_byDefault = byDefault;
    const QString tag = chosen.isEmpty() ? byDefault : chosen;
    setText(tag.isEmpty() ? tr("Language") : tag);
    const QString said = tag.isEmpty() ? tr("The message does not say in which language it is")
                                       : tr("Language: %1").arg(Words::language(tag));
    setToolTip(u"<span>"_s + said.toHtmlEscaped() + u"</span>"_s);
    setAccessibleName(said);

    menu()->clear();
    const auto add = [this](const QString &text, const QString &language) {
        QAction *action = menu()->addAction(escapedMnemonic(text));
        action->setCheckable(true);
        action->setChecked(m_chosen == language);
        connect(action, &QAction::triggered, this,
                [this, language] { Q_EMIT languageChosen(language); });
    };
    add(byDefault.isEmpty() ? tr("Not said") : Words::language(byDefault), {});
    menu()->addSeparator();
    QStringList others = ownLanguages();
    if (!chosen.isEmpty() && !others.contains(chosen))
        others.append(chosen);
    others.removeAll(byDefault);
    others.sort();
    for (const QString &other : std::as_const(others))
        add(Words::language(other), other);
    connect(menu()->addAction(tr("Another language…")), &QAction::triggered, this,
            &LanguageButton::ask);
}

void LanguageButton::ask()
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Language of this message"));
    const QString question = tr("Its code, for example en, de or pt-BR:");
    dialog->setLabelText(question);
    dialog->setTextValue(m_chosen.isEmpty() ? m_byDefault : m_chosen);
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString &typed) {
        const QString tag = languageTag(typed);
        if (!tag.isEmpty() || typed.trimmed().isEmpty())
            Q_EMIT languageChosen(tag == m_byDefault ? QString() : tag);
        else
            Q_EMIT refused(tr("“%1” is not the code of a language; use, for example, en or de.")
                               .arg(displayLine(typed)));
    });
    dialog->open();
}

} // namespace casement

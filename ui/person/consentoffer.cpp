// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/consentoffer.h"

#include "core/desk/desk.h"
#include "ui/person/consentdialog.h"
#include "ui/person/consentwords.h"

namespace casement
{

namespace
{

void offerFor(Desk &desk, QWidget *parent, const QFuture<Result<QList<ConsentCheck>>> &checks,
              const std::function<void(const QString &)> &explain, const ConsentRecorded &recorded)
{
    QFuture<Result<QList<ConsentCheck>>>(checks).then(
        parent, [&desk, parent, explain, recorded](const Result<QList<ConsentCheck>> &found) {
            if (!found)
                return;
            const auto refused = std::ranges::find(*found, false, &ConsentCheck::isAllowed);
            if (refused == found->end())
                return;
            const QString why = ConsentWords::refusal(*refused);
            explain(why);
            auto *dialog = new ConsentDialog(desk, refused->person, refused->kind, {}, why, parent);
            if (recorded)
                QObject::connect(dialog, &ConsentDialog::recorded, parent, recorded);
            dialog->open();
        });
}

} // namespace

void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<PersonId> &people,
                  const std::function<void(const QString &)> &explain,
                  const ConsentRecorded &recorded)
{
    offerFor(desk, parent, desk.consents.check(kind, people), explain, recorded);
}

void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<Recipient> &recipients,
                  const std::function<void(const QString &)> &explain,
                  const ConsentRecorded &recorded)
{
    QList<Address> addresses;
    for (const Recipient &recipient : recipients)
        addresses.append(recipient.address);
    offerFor(desk, parent, desk.consents.check(kind, addresses), explain, recorded);
}

} // namespace casement

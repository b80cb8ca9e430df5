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
              const std::function<void(const QString &)> &explain)
{
    QFuture<Result<QList<ConsentCheck>>>(checks).then(
        parent, [&desk, parent, explain](const Result<QList<ConsentCheck>> &found) {
            if (!found)
                return;
            const auto refused = std::ranges::find(*found, false, &ConsentCheck::isAllowed);
            if (refused == found->end())
                return;
            const QString why = ConsentWords::refusal(*refused);
            explain(why);
            (new ConsentDialog(desk, refused->person, refused->kind, {}, why, parent))->open();
        });
}

} // namespace

void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<PersonId> &people,
                  const std::function<void(const QString &)> &explain)
{
    offerFor(desk, parent, desk.consents.check(kind, people), explain);
}

void offerConsent(Desk &desk, QWidget *parent, ConsentKind kind, const QList<Recipient> &recipients,
                  const std::function<void(const QString &)> &explain)
{
    QList<Address> addresses;
    for (const Recipient &recipient : recipients)
        addresses.append(recipient.address);
    offerFor(desk, parent, desk.consents.check(kind, addresses), explain);
}

} // namespace casement

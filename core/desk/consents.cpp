// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/consents.h"

#include "core/storage/changelog.h"
#include "core/storage/consentstore.h"
#include "core/storage/joinstore.h"
#include "core/storage/peoplestore.h"
#include "core/storage/sessionstore.h"
#include "core/storage/store.h"

namespace casement
{

Consents::Consents(Store &store) : m_store(store)
{
}

QFuture<Result<QList<ConsentEntry>>> Consents::entries(PersonId person)
{
    return m_store.read([person](ReadContext &context) {
        return consentsOf(context.db, shownPerson(context.db, person));
    });
}

QFuture<Result<AppliedChange>> Consents::record(PersonId person, ConsentKind kind,
                                                ConsentAnswer answer, const QString &basis,
                                                MessageId proof)
{
    return m_store.write([=](WriteContext &context) -> Result<AppliedChange> {
        const PersonId shown = shownPerson(context.db, person);
        if (!hasPerson(context.db, shown))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("This person is not in the workspace; nothing was saved."));
        if (basis.size() > longestConsentBasis)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("The basis is longer than %1 characters; nothing was saved.")
                            .arg(longestConsentBasis));
        if (basis.trimmed().isEmpty() && !proof.isValid())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("Say how we know: in words, or with the message in which "
                                       "they said it. Nothing was saved."));
        if (proof.isValid() && !authorOf(context.db, proof))
            return fail(ErrorKind::NotFound,
                        QStringLiteral("The message that proves it is not in the workspace; "
                                       "nothing was saved."));
        ChangeRecorder recorder(context, QStringLiteral("consent"),
                                toString(kind) + u' ' + toString(answer));
        const ConsentId id = addHiddenConsent(context, shown, kind, answer, basis.trimmed(), proof);
        recorder.set(Register::ConsentDeleted, id.value, {0});
        return recorder.finish();
    });
}

QFuture<Result<AppliedChange>> Consents::takeBack(ConsentId id)
{
    return m_store.write([id](WriteContext &context) -> Result<AppliedChange> {
        if (!personOfConsent(context.db, id).isValid())
            return fail(ErrorKind::NotFound, QStringLiteral("This consent is not in the "
                                                            "workspace; nothing was changed."));
        ChangeRecorder recorder(context, QStringLiteral("take-back-consent"));
        recorder.set(Register::ConsentDeleted, id.value, {toMilliseconds(context.now)});
        return recorder.finish();
    });
}

QFuture<Result<QList<ConsentCheck>>> Consents::check(ConsentKind kind,
                                                     const QList<PersonId> &people)
{
    return m_store.read([kind, people](ReadContext &context) {
        QList<ConsentCheck> checks;
        for (const PersonId person : people)
            checks.append(consentCheck(context.db, kind, person));
        return checks;
    });
}

QFuture<Result<QList<ConsentCheck>>> Consents::check(ConsentKind kind,
                                                     const QList<Address> &addresses)
{
    return m_store.read([kind, addresses](ReadContext &context) {
        QList<ConsentCheck> checks;
        for (const Address &address : addresses) {
            if (const PersonId person = personWith(context.db, address); person.isValid())
                checks.append(consentCheck(context.db, kind, person));
        }
        return checks;
    });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What people agreed to, and how and when they like to be written to.

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"

#include <QJsonArray>
#include <functional>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

QJsonObject toJson(const ConsentEntry &entry, bool isCurrent)
{
    return {{u"type"_s, u"consent"_s},
            {u"id"_s, u"k%1"_s.arg(entry.id.value)},
            {u"person"_s, name(entry.person)},
            {u"kind"_s, toString(entry.kind)},
            {u"answer"_s, toString(entry.answer)},
            {u"basis"_s, entry.basis},
            {u"message"_s, entry.proof.isValid() ? QJsonValue(name(entry.proof)) : QJsonValue()},
            {u"said_at"_s, entry.saidAt ? QJsonValue(toIso(*entry.saidAt)) : QJsonValue()},
            {u"author"_s, entry.author},
            {u"at"_s, toIso(entry.at)},
            {u"current"_s, isCurrent}};
}

QString toText(const ConsentEntry &entry, bool isCurrent)
{
    QString text = u"%1 %2: %3  %4"_s.arg(isCurrent ? u"*"_s : u" "_s, toString(entry.kind),
                                          toString(entry.answer), toIso(entry.at).first(10));
    if (!entry.basis.isEmpty())
        text += u"  "_s + oneLine(entry.basis);
    if (entry.proof.isValid())
        text += u"  ("_s + name(entry.proof) + u')';
    return text;
}

int listConsents(VerbContext &context, PersonId person)
{
    const auto entries = context.await(context.desk().consents.entries(person));
    if (!entries)
        return context.fail(entries.error());
    for (const ConsentEntry &entry : *entries) {
        const ConsentState current = currentConsent(*entries, entry.kind);
        const bool isCurrent = current && current->id == entry.id;
        context.put(toJson(entry, isCurrent), toText(entry, isCurrent));
    }
    return ExitOk;
}

/// Of whom the options speak: an address or a channel of theirs.
Result<IdentityId> identityCalled(const PersonPanel &panel, const QString &text)
{
    QList<IdentityId> found;
    for (const Identity &identity : panel.identities) {
        if (identity.address.address.compare(text, Qt::CaseInsensitive) == 0)
            return identity.id;
        if (identity.address.kind == text)
            found.append(identity.id);
    }
    if (found.size() == 1)
        return found.first();
    return found.isEmpty()
               ? fail(ErrorKind::Invalid,
                      u"“%1” is no address or channel of this person; nothing was changed."_s.arg(
                          text))
               : fail(ErrorKind::Invalid,
                      u"They have %1 addresses on %2; name one. Nothing was changed."_s
                          .arg(found.size())
                          .arg(text));
}

} // namespace

namespace verb
{

int consent(VerbContext &context)
{
    const QStringList words = context.words();
    const auto person = findPerson(context, words.first());
    if (!person)
        return context.fail(person.error());
    if (words.size() == 1)
        return listConsents(context, *person);
    const auto kind = consentKindFromString(words.at(1));
    const auto answer = words.size() == 3 ? consentAnswerFromString(words.at(2)) : std::nullopt;
    if (!kind || !answer)
        return context.fail(
            ExitUsage,
            {ErrorKind::Invalid,
             u"Say what for (answer, contact-first, invite, quote-by-name, quote-anonymously, "
             "keep-notes) and what they said: yes, no or unknown."_s});
    MessageId proof;
    if (context.call().has(u"message"_s)) {
        const auto message = findMessage(context, context.call().value(u"message"_s));
        if (!message)
            return context.fail(message.error());
        proof = *message;
    }
    return tellChange(context,
                      context.await(context.desk().consents.record(
                          *person, *kind, *answer, context.call().value(u"basis"_s), proof)));
}

int personShow(VerbContext &context)
{
    const auto person = findPerson(context, context.words().first());
    if (!person)
        return context.fail(person.error());
    const auto panel = context.await(context.desk().people.panel(*person));
    if (!panel)
        return context.fail(panel.error());
    QJsonArray addresses;
    QJsonValue preferred;
    QString text = u"%1  %2"_s.arg(name(panel->id), oneLine(panel->name));
    for (const Identity &identity : panel->identities) {
        const bool isPreferred = identity.id == panel->preferred;
        addresses.append(QJsonObject{{u"channel"_s, identity.address.kind},
                                     {u"address"_s, identity.address.address}});
        if (isPreferred)
            preferred = identity.address.address;
        text += u"\n    %1 %2%3"_s.arg(identity.address.kind, oneLine(identity.address.address),
                                       isPreferred ? u"  (preferred)"_s : QString());
    }
    if (!panel->zone.isEmpty())
        text += u"\n    zone %1"_s.arg(QString::fromLatin1(panel->zone));
    if (!panel->language.isEmpty())
        text += u"\n    language %1"_s.arg(oneLine(panel->language));
    if (panel->quiet.isSet())
        text += u"\n    quiet %1"_s.arg(toString(panel->quiet));
    context.put(
        {{u"type"_s, u"person"_s},
         {u"id"_s, name(panel->id)},
         {u"uid"_s, panel->uid.toString()},
         {u"name"_s, panel->name},
         {u"pronouns"_s, panel->pronouns},
         {u"language"_s, panel->language},
         {u"zone"_s, QString::fromLatin1(panel->zone)},
         {u"quiet_hours"_s, toString(panel->quiet)},
         {u"preferred_address"_s, preferred},
         {u"preferred_message"_s,
          panel->preferredProof.isValid() ? QJsonValue(name(panel->preferredProof)) : QJsonValue()},
         {u"how_we_met"_s, panel->howWeMet},
         {u"addresses"_s, addresses}},
        text);
    return ExitOk;
}

int personSet(VerbContext &context)
{
    const VerbCall &call = context.call();
    const auto person = findPerson(context, context.words().first());
    if (!person)
        return context.fail(person.error());
    People &people = context.desk().people;
    const auto misuse = [&](const QString &sentence) {
        return context.fail(ExitUsage, {ErrorKind::Invalid, sentence});
    };
    // Read before anything is written, so that a mistake changes nothing.
    std::optional<QuietHours> quiet;
    if (call.has(u"quiet-hours"_s)) {
        quiet = call.value(u"quiet-hours"_s) == u"none"
                    ? QuietHours{}
                    : quietHoursFromString(call.value(u"quiet-hours"_s));
        if (!quiet)
            return misuse(u"--quiet-hours takes hours such as 18:00-09:00, or none."_s);
    }
    MessageId proof;
    if (call.has(u"message"_s)) {
        const auto message = findMessage(context, call.value(u"message"_s));
        if (!message)
            return context.fail(message.error());
        proof = *message;
    }
    std::optional<IdentityId> preferred;
    if (call.has(u"preferred-channel"_s)) {
        const auto panel = context.await(people.panel(*person));
        if (!panel)
            return context.fail(panel.error());
        preferred = IdentityId{};
        if (call.value(u"preferred-channel"_s) != u"none") {
            const auto identity = identityCalled(*panel, call.value(u"preferred-channel"_s));
            if (!identity)
                return context.fail(identity.error());
            preferred = *identity;
        }
    }
    const auto given = [&](const QString &option) {
        return call.value(option) == u"none" ? QString() : call.value(option);
    };
    int done = 0;
    const auto tell = [&](const Result<AppliedChange> &change) {
        ++done;
        return tellChange(context, change);
    };
    using Step = std::pair<bool, std::function<QFuture<Result<AppliedChange>>()>>;
    for (const auto &[isWanted, change] : {
             Step{call.has(u"zone"_s),
                  [&] { return people.setZone(*person, given(u"zone"_s).toUtf8()); }},
             Step{call.has(u"language"_s),
                  [&] { return people.setLanguage(*person, given(u"language"_s)); }},
             Step{quiet.has_value(), [&] { return people.setQuietHours(*person, *quiet); }},
             Step{preferred.has_value(),
                  [&] { return people.setPreferred(*person, *preferred, proof); }},
         }) {
        if (!isWanted)
            continue;
        if (const int code = tell(context.await(change())); code != ExitOk)
            return code;
    }
    if (done == 0)
        return misuse(u"Say what to set: --zone, --language, --quiet-hours or "
                      "--preferred-channel."_s);
    return ExitOk;
}

} // namespace verb

} // namespace casement

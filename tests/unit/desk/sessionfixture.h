// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/unit/desk/scriptedwire.h"

namespace casement::test
{

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// A session about a shelf that ann and ben spoke of, on a desk that can answer.
struct Evening {
    Wire wire;
    TestDesk desk{[this](const Account &of) -> std::unique_ptr<Connector> {
        return of.settings.isEmpty() ? nullptr : std::make_unique<ScriptedConnector>(wire, of);
    }};
    Account account = desk.mailAccount();
    MessageId annsWords = hear(u"ann@example.net"_s, u"Could we build a shelf together?"_s);
    MessageId bensWords = hear(u"ben@example.net"_s, u"I have wood for a shelf."_s);
    PersonId ann = person(u"ann@example.net"_s);
    PersonId ben = person(u"ben@example.net"_s);
    SessionId id;

    Evening()
    {
        const Session made = value(sessions().create({annsWords, bensWords}));
        id = made.id;
        Session session = made;
        session.title = u"The shelf"_s;
        session.purpose = u"Books for the square"_s;
        session.place = u"the café"_s;
        value(sessions().save(session));
    }

    Sessions &sessions() { return desk.desk->sessions; }
    Session get() { return value(sessions().get(id)); }
    Participant of(PersonId who)
    {
        for (const Participant &each : get().participants) {
            if (each.person == who)
                return each;
        }
        return {};
    }
    PersonId person(const QString &address)
    {
        return value(desk.desk->people.find(address, 1)).first().id;
    }
    MessageId hear(const QString &from, const QString &text, const QByteArray &answers = {})
    {
        static int made = 0;
        const QByteArray mailId =
            QByteArray::number(++made) + "@" + from.section(u'@', 0, 0).toUtf8();
        desk.receive(account, {desk.mail(from, u"Shelf"_s, text, mailId, answers)});
        desk.clock.advance(1min);
        return value(desk.store->read([](ReadContext &context) {
            return MessageId{
                context.db.number("SELECT id FROM message ORDER BY id DESC LIMIT 1", 0)};
        }));
    }
    void write(const QString &notebook)
    {
        Session session = get();
        session.notebook = notebook;
        value(sessions().save(session));
        desk.clock.advance(1s);
    }
    /// Everybody invited at the stand, ann came.
    void hold()
    {
        value(sessions().invitedOtherwise(id, ann, u"at the stand"_s));
        value(sessions().invitedOtherwise(id, ben, u"at the stand"_s));
        value(sessions().setState(id, SessionState::Invited));
        value(sessions().setAttendance(id, ann, Attendance::Came));
        value(sessions().setState(id, SessionState::Held));
    }
    ChangeId lastChange()
    {
        return value(desk.store->read([](ReadContext &context) {
            return ChangeId{context.db.number("SELECT max(id) FROM change", 0)};
        }));
    }
    AppliedChange undo(ChangeId change) { return value(desk.desk->triage.undo(change)); }
    template <typename T>
    QString refusal(const QFuture<Result<T>> &answer)
    {
        const Result<T> result = answer.result();
        return result ? QString() : result.error().detail;
    }
    QString wrong() { return value(desk.desk->maintenance.verify()).join(u' '); }
};

} // namespace casement::test

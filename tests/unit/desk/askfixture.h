// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/unit/desk/scriptedwire.h"

namespace casement::test
{

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// What ann, ben and chen say of the shelf, each in a mail of their own, on a desk that can answer.
struct Shelf {
    Wire wire;
    TestDesk desk{[this](const Account &of) -> std::unique_ptr<Connector> {
        return of.settings.isEmpty() ? nullptr : std::make_unique<ScriptedConnector>(wire, of);
    }};
    Account account = desk.mailAccount();
    QList<MessageId> messages;

    Shelf()
    {
        hear(u"ann@example.net"_s, u"Hello! Could we have a seed shelf, please? Yours, ann"_s);
        hear(u"ben@example.net"_s, u"Somebody should build a shelf for seeds."_s);
        hear(u"chen@example.net"_s, u"I'd love a seed shelf.\nI can bring beans."_s);
    }

    Asks &asks() { return desk.desk->asks; }

    MessageId hear(const QString &from, const QString &text, const QByteArray &answers = {})
    {
        static int made = 0;
        const QByteArray id = QByteArray::number(++made) + "@" + from.section(u'@', 0, 0).toUtf8();
        desk.receive(account, {desk.mail(from, u"Shelf"_s, text, id, answers)});
        desk.clock.advance(1min);
        messages.append(value(desk.store->read([](ReadContext &context) {
            return MessageId{
                context.db.number("SELECT id FROM message ORDER BY id DESC LIMIT 1", 0)};
        })));
        return messages.last();
    }

    /// Its Message-ID.
    QByteArray idOf(MessageId message)
    {
        return value(desk.store->read([message](ReadContext &context) {
            Statement row = context.db.prepare("SELECT json_extract(headers, '$.message_id') FROM "
                                               "message_body WHERE message_id = ?");
            row.bind(message);
            return row.next() ? row.text(0).toUtf8() : QByteArray();
        }));
    }

    AskQuote quote(MessageId message, const QString &words)
    {
        return value(asks().locate(message, words, true));
    }

    Ask ask()
    {
        return value(asks().create(quote(messages[0], u"a seed shelf"_s), AskKind::Wish, {}));
    }

    /// All three ask for it.
    Ask askOfThree()
    {
        const Ask made = ask();
        value(asks().addVoice(made.id, quote(messages[1], u"a shelf for seeds"_s)));
        value(asks().addVoice(made.id, quote(messages[2], u"a seed shelf"_s)));
        return value(asks().get(made.id));
    }

    Ask get(AskId id) { return value(asks().get(id)); }
    void end(AskId id, AskState state = AskState::Done, const QString &reason = {})
    {
        value(asks().setState(id, {.state = state, .reason = reason}));
        desk.clock.advance(1s);
    }
    VoiceTelling telling(AskId id, qsizetype voice = 0) { return get(id).voices.at(voice).telling; }

    ChangeId lastChange()
    {
        return value(desk.store->read([](ReadContext &context) {
            return ChangeId{context.db.number("SELECT max(id) FROM change", 0)};
        }));
    }
    AppliedChange undo(ChangeId change) { return value(desk.desk->triage.undo(change)); }

    QList<AskSummary> list(const AskQuery &query = {}) { return value(asks().list(query, 100)); }

    QString wrong() { return value(desk.desk->maintenance.verify()).join(u' '); }
};

} // namespace casement::test

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/verbs/all.h"
#include "app/verbs/context.h"
#include "app/verbs/format.h"
#include "app/verbs/resolve.h"
#include "core/desk/accountsetup.h"

using namespace Qt::StringLiterals;

namespace casement::verb
{

namespace
{

template <typename Function>
int withAccount(VerbContext &context, const QString &text, Function change)
{
    const Result<Account> account = findAccount(context, context.words().first());
    if (!account)
        return context.fail(account.error());
    const Result<void> changed = change(*account);
    if (!changed)
        return context.fail(changed.error());
    context.put(toJson(*account), u"%1  %2"_s.arg(oneLine(account->name), text));
    return ExitOk;
}

int setPaused(VerbContext &context, bool paused, const QString &text)
{
    return withAccount(context, text, [&](const Account &account) {
        Accounts *const accounts = &context.desk().accounts;
        return context.awaitOnMain([=] { return accounts->setPaused(account.id, paused); });
    });
}

} // namespace

int accountList(VerbContext &context)
{
    const auto accounts = context.await(context.desk().accounts.list());
    if (!accounts)
        return context.fail(accounts.error());
    for (const Account &account : *accounts)
        context.put(toJson(account),
                    u"%1  %2  %3  %4%5"_s.arg(name(account.id).leftJustified(4),
                                              account.channel.leftJustified(9),
                                              oneLine(account.name), oneLine(account.address),
                                              account.paused ? u"  (paused)"_s : QString()));
    return ExitOk;
}

int accountRemove(VerbContext &context)
{
    return withAccount(context, u"is removed; its conversations stay."_s,
                       [&](const Account &account) {
                           AccountSetup *const setup = &context.accountSetup();
                           return context.awaitOnMain([=] { return setup->remove(account); });
                       });
}

int accountPause(VerbContext &context)
{
    return setPaused(context, true, u"is paused."_s);
}

int accountResume(VerbContext &context)
{
    return setPaused(context, false, u"is fetched from again."_s);
}

} // namespace casement::verb

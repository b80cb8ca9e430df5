// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/accountsetup.h"

#include "app/channels/channel.h"
#include "app/liveness.h"
#include "core/desk/desk.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

Error unknownChannel(const QString &channel)
{
    return {ErrorKind::Invalid,
            u"This Casement does not know accounts of the kind “%1”."_s.arg(channel)};
}

} // namespace

WorkstationAccountSetup::WorkstationAccountSetup(Desk &desk, Secrets &secrets,
                                                 const Liveness &liveness)
    : m_desk(desk)
    , m_secrets(secrets)
    , m_liveness(liveness)
{
}

QList<ChannelInfo> WorkstationAccountSetup::channels() const
{
    QList<ChannelInfo> infos;
    for (const auto &channel : casement::channels())
        infos.append(channel->info());
    return infos;
}

Capabilities WorkstationAccountSetup::capabilities(const QString &channel)
{
    const Channel *const known = channelNamed(channel);
    return known ? known->capabilities() : Capabilities();
}

QStringList WorkstationAccountSetup::channelsFor(const QString &typed) const
{
    QList<std::pair<int, QString>> fitting;
    for (const auto &channel : casement::channels()) {
        if (const int fit = channel->fits(typed.trimmed()); fit > 0)
            fitting.append({fit, channel->id()});
    }
    std::ranges::stable_sort(fitting, std::greater(), &std::pair<int, QString>::first);
    QStringList ids;
    for (const auto &[fit, id] : std::as_const(fitting))
        ids.append(id);
    return ids;
}

QFuture<Result<QList<AccountCandidate>>> WorkstationAccountSetup::discover(const QString &channel,
                                                                           const QString &address)
{
    if (Channel *const known = channelNamed(channel))
        return known->discover(address, this);
    return QtFuture::makeReadyValueFuture(
        Result<QList<AccountCandidate>>(std::unexpected(unknownChannel(channel))));
}

Result<void> WorkstationAccountSetup::validate(const QString &channel, const QJsonObject &settings)
{
    const Channel *const known = channelNamed(channel);
    if (!known)
        return std::unexpected(unknownChannel(channel));
    if (const QString problem = known->problem(settings); !problem.isEmpty())
        return fail(ErrorKind::Invalid, problem);
    return {};
}

QFuture<ProbeOutcome> WorkstationAccountSetup::probe(const Account &account,
                                                     const QHash<QString, QString> &secrets)
{
    if (const auto valid = validate(account.channel, account.settings); !valid)
        return QtFuture::makeReadyValueFuture(ProbeOutcome{.error = valid.error()});
    Channel *const channel = channelNamed(account.channel);
    if (!account.id.isValid())
        return channel->probe(account, secrets, this);
    QStringList kept;
    for (const AccountField &field : channel->info().fields) {
        if (isSecret(field) && !secrets.contains(field.key))
            kept.append(field.key);
    }
    return withKept(account.uid, kept, secrets)
        .then(this,
              [this, channel, account](const QHash<QString, QString> &all) {
                  return channel->probe(account, all, this);
              })
        .unwrap();
}

/// \a secrets, and of \a account what the keychain has under \a names.
QFuture<QHash<QString, QString>> WorkstationAccountSetup::withKept(const Uid &account,
                                                                   QStringList names,
                                                                   QHash<QString, QString> secrets)
{
    if (names.isEmpty())
        return QtFuture::makeReadyValueFuture(secrets);
    const QString name = names.takeFirst();
    return m_secrets.read(account, name)
        .then(this,
              [this, account, names, name, secrets](const Result<QString> &secret) {
                  QHash<QString, QString> all = secrets;
                  if (secret && !secret->isEmpty())
                      all.insert(name, *secret);
                  return withKept(account, names, all);
              })
        .unwrap();
}

QJsonObject WorkstationAccountSetup::withPinned(const QString &channel, const QJsonObject &settings,
                                                const CertificateProblem &certificate)
{
    const Channel *const known = channelNamed(channel);
    return known ? known->withPinned(settings, certificate) : settings;
}

std::unique_ptr<BrowserSignIn> WorkstationAccountSetup::signIn(const QString &channel,
                                                               const QJsonObject &settings)
{
    Channel *const known = channelNamed(channel);
    return known ? known->signIn(settings) : nullptr;
}

QFuture<Result<void>> WorkstationAccountSetup::writeSecrets(const Uid &account,
                                                            QHash<QString, QString> secrets)
{
    if (secrets.isEmpty())
        return QtFuture::makeReadyValueFuture(Result<void>());
    const QString name = secrets.constBegin().key();
    const QString secret = secrets.take(name);
    return m_secrets.write(account, name, secret)
        .then(this,
              [this, account, secrets](const Result<void> &written) {
                  return written ? writeSecrets(account, secrets)
                                 : QtFuture::makeReadyValueFuture(written);
              })
        .unwrap();
}

QFuture<Result<Account>> WorkstationAccountSetup::add(const Account &account,
                                                      const QHash<QString, QString> &secrets)
{
    if (const auto valid = validate(account.channel, account.settings); !valid)
        return QtFuture::makeReadyValueFuture(Result<Account>(std::unexpected(valid.error())));
    Account named = account;
    if (named.uid.isNull())
        named.uid = channelNamed(account.channel)->accountUid(account);
    return writeSecrets(named.uid, secrets)
        .then(this,
              [this, named](const Result<void> &written) {
                  if (!written)
                      return QtFuture::makeReadyValueFuture(
                          Result<Account>(std::unexpected(written.error())));
                  return m_desk.accounts.save(named);
              })
        .unwrap()
        .then(this, [this](const Result<Account> &saved) {
            if (saved && m_liveness.isLive())
                m_desk.accounts.start(FetchMode::Watch, saved->id);
            return saved;
        });
}

QFuture<Result<void>> WorkstationAccountSetup::remove(const Account &account)
{
    return m_desk.accounts.remove(account.id)
        .then(this,
              [this, account](const Result<void> &removed) {
                  return removed ? m_secrets.remove(account.uid)
                                 : QtFuture::makeReadyValueFuture(removed);
              })
        .unwrap();
}

} // namespace casement

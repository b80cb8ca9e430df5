// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/channels/secrets.h"
#include "core/desk/accountsetup.h"

#include <QFuture>
#include <memory>
#include <vector>

class QObject;

namespace casement
{

using AccountSecrets = QHash<QString, QString>;

/// A channel as the composition root has it: what is common to all accounts on it. One file a
/// channel; nobody else asks which channel it is. Main thread, but for what is const, which any
/// thread may call.
class Channel
{
public:
    Channel() = default;
    virtual ~Channel() = default;
    Channel(const Channel &) = delete;
    Channel &operator=(const Channel &) = delete;

    [[nodiscard]] virtual QString id() const = 0; ///< as in Account::channel
    [[nodiscard]] virtual ChannelInfo info() const = 0;
    /// On a usual server.
    [[nodiscard]] virtual Capabilities capabilities() const
    {
        return makeConnector({}, nullptr)->capabilities();
    }
    [[nodiscard]] virtual std::unique_ptr<Connector> makeConnector(const Account &account,
                                                                   Secrets *secrets) const = 0;
    /// How much \a typed looks like an address on this channel: 0 not at all, 1 it may be, 2 it is
    /// usual, 3 it can be nothing else.
    [[nodiscard]] virtual int fits(const QString &typed) const = 0;
    /// What is wrong with \a settings, in one sentence for people; empty when all is well.
    [[nodiscard]] virtual QString problem(const QJsonObject &settings) const = 0;
    [[nodiscard]] virtual QJsonObject withPinned(const QJsonObject &settings,
                                                 const CertificateProblem &certificate) const = 0;
    /// Over protocol, host and login, so that two desks with one account agree.
    [[nodiscard]] virtual Uid accountUid(const Account &account) const = 0;

    /// See AccountSetup. \a parent owns what is under way.
    virtual QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed,
                                                              QObject *parent) = 0;
    virtual QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                        QObject *parent) = 0;
    virtual std::unique_ptr<BrowserSignIn> signIn(const QJsonObject & /*settings*/)
    {
        return nullptr;
    }
};

/// Every channel there is, in the order in which they are offered.
[[nodiscard]] const std::vector<std::unique_ptr<Channel>> &channels();
/// Null for a name that is no channel with accounts on a server.
[[nodiscard]] Channel *channelNamed(const QString &id);

[[nodiscard]] std::unique_ptr<Channel> makeBlueskyChannel();
[[nodiscard]] std::unique_ptr<Channel> makeEmailChannel();
[[nodiscard]] std::unique_ptr<Channel> makeFediverseChannel();
[[nodiscard]] std::unique_ptr<Channel> makeFeedChannel();
[[nodiscard]] std::unique_ptr<Channel> makeIrcChannel();
[[nodiscard]] std::unique_ptr<Channel> makeTelegramChannel();
[[nodiscard]] std::unique_ptr<Channel> makeXmppChannel();

} // namespace casement

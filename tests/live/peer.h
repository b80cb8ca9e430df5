// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/live/relay.h"

#include <QObject>
#include <QStringList>
#include <memory>
#include <vector>

namespace casement
{

/// A channel as the tests of the whole program meet it: a server, an account of the team on it,
/// which the program reaches through relays, and ann, who writes to the team and hears what it
/// answers. Where there is no server that could run here, a scripted one. Everything ends with it.
class Peer : public QObject
{
public:
    [[nodiscard]] virtual QString channel() const = 0; ///< as in `account add`
    /// Why it cannot run here, in one sentence; empty when it can.
    [[nodiscard]] virtual QString missing() const { return {}; }
    /// What went wrong; empty when the server runs, the account is there and ann has come.
    [[nodiscard]] virtual QString start() = 0;

    /// What follows `account add CHANNEL`. Files that it names are written into \a folder.
    [[nodiscard]] virtual QStringList addArguments(const QString &folder) const = 0;
    /// The team's password or token on the server; empty where the channel has none.
    [[nodiscard]] virtual QString secret() const { return {}; }
    /// What \a secret looks like in the protocol's own words for logging in, beside itself.
    [[nodiscard]] virtual QByteArrayList loginForms(const QString & /*secret*/) const { return {}; }

    /// Ann says \a text to the team.
    virtual void say(const QString &text) = 0;
    /// Whether the server itself has \a text for us: one that loses what it took is not our loss.
    [[nodiscard]] virtual bool hasDelivered(const QString & /*text*/) { return true; }
    /// How often an answer of the team with \a text has reached the server for ann.
    [[nodiscard]] virtual qsizetype heard(const QString & /*text*/) { return 0; }
    [[nodiscard]] virtual bool canAnswer() const { return true; }

    /// From when on an answer that is on its way is held, see Relay::hold().
    [[nodiscard]] virtual Relay::Hold holdOfSend() const { return {}; }
    /// Whether all of an answer with \a text has been taken by a relay that swallows it.
    [[nodiscard]] virtual bool isSwallowed(const QString &text) const
    {
        return sending().taken().contains(text.toUtf8());
    }
    /// Whether the program finds out within seconds that a send has not arrived.
    [[nodiscard]] virtual bool isQuickToMiss() const { return true; }
    /// For long words: what a send must have, to be cut off inside.
    [[nodiscard]] virtual qsizetype paddingOfSend() const { return 0; }

    /// All that the program's connections go through; the one that answers go out by is the first.
    [[nodiscard]] const std::vector<std::unique_ptr<Relay>> &relays() const { return m_relays; }
    [[nodiscard]] Relay &sending() const { return *m_relays.front(); }

protected:
    Relay *addRelay(quint16 server)
    {
        return m_relays.emplace_back(std::make_unique<Relay>(server)).get();
    }

private:
    std::vector<std::unique_ptr<Relay>> m_relays;
};

/// Dovecot and OpenSMTPD.
[[nodiscard]] std::unique_ptr<Peer> makeEmailPeer(const QString &secret);
/// Ergo.
[[nodiscard]] std::unique_ptr<Peer> makeIrcPeer(const QString &secret);
/// Prosody.
[[nodiscard]] std::unique_ptr<Peer> makeXmppPeer(const QString &secret);
/// snac, which makes its passwords and tokens itself.
[[nodiscard]] std::unique_ptr<Peer> makeFediversePeer();
/// The AT protocol's own servers, likewise.
[[nodiscard]] std::unique_ptr<Peer> makeBlueskyPeer();
/// Scripted.
[[nodiscard]] std::unique_ptr<Peer> makeTelegramPeer();
/// Scripted; says and never hears.
[[nodiscard]] std::unique_ptr<Peer> makeFeedPeer();

/// One of each that can run here, started. \a left says which cannot, and why; \a problem what went
/// wrong. \a secret is made into one for each channel.
[[nodiscard]] std::vector<std::unique_ptr<Peer>> startPeers(const QString &secret,
                                                            QStringList &left, QString &problem);

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/certificatelook.h"
#include "app/channels/channel.h"
#include "core/channels/xmpp/xmppconnector.h"
#include "core/channels/xmpp/xmppsettings.h"
#include "core/channels/xmpp/xmpptunnel.h"

#include <QCoreApplication>
#include <QPromise>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

/// Meets the servers of an account as its login will, and goes no further than their
/// certificates: where the domain's records say where to go, only that way leads to them. Deletes
/// itself.
class XmppLook final : public QObject
{
public:
    XmppLook(const XmppSettings &settings, QObject *parent) : QObject(parent), m_tunnel(settings)
    {
        m_promise.start();
        connect(&m_tunnel, &XmppTunnel::ready, this, [this] { finish({}); });
        connect(&m_tunnel, &XmppTunnel::failed, this, [this](const Error &error) {
            if (error.kind != ErrorKind::Certificate || !m_refused)
                return finish({.error = error});
            finish({.error = Error{ErrorKind::Certificate, m_refused->reason},
                    .certificate = m_refused});
        });
        connect(&m_tunnel, &XmppTunnel::certificateRefused, this,
                [this](const QString &host, quint16 port, const QSslCertificate &certificate,
                       const QString &why) {
                    if (!m_refused) // the one that the records name first
                        m_refused =
                            problemOf(certificate, host, port,
                                      u"%1%2."_s.arg(why.first(1).toUpper(), why.sliced(1)));
                });
    }

    QFuture<ProbeOutcome> look()
    {
        const auto future = m_promise.future();
        m_tunnel.open();
        return future;
    }

private:
    void finish(const ProbeOutcome &outcome)
    {
        m_promise.addResult(outcome);
        m_promise.finish();
        m_tunnel.disconnect(this);
        deleteLater();
    }

    XmppTunnel m_tunnel;
    std::optional<CertificateProblem> m_refused;
    QPromise<ProbeOutcome> m_promise;
};

class XmppChannel final : public Channel
{
public:
    [[nodiscard]] QString id() const override { return u"xmpp"_s; }

    [[nodiscard]] ChannelInfo info() const override
    {
        const auto say = [](const char *text) {
            return QCoreApplication::translate("Channel", text);
        };
        using Kind = AccountField::Kind;
        return {.id = id(),
                .name = u"XMPP"_s,
                .what = say(QT_TRANSLATE_NOOP("Channel", "Private messages and rooms")),
                .address = {.option = u"address"_s,
                            .label = say(QT_TRANSLATE_NOOP("Channel", "Your address")),
                            .placeholder = u"team@example.org"_s,
                            .help = u"our own address"_s},
                .fields = {
                    {.key = QString(kXmppPassword),
                     .option = u"secret-file"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Password")),
                     .kind = Kind::Secret,
                     .isRequired = true},
                    {.key = u"rooms"_s,
                     .option = u"room"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Rooms")),
                     .placeholder = u"help@rooms.example.org"_s,
                     .help = u"a room to be in; may be repeated"_s,
                     .kind = Kind::List},
                    {.key = u"nick"_s,
                     .option = u"nick"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Nick in rooms")),
                     .help = u"how we are called in rooms (default: what is before the @)"_s,
                     .isAdvanced = true},
                    {.key = u"host"_s,
                     .option = u"server"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Server")),
                     .placeholder = say(QT_TRANSLATE_NOOP("Channel", "found by the address")),
                     .help = u"the server, where the address does not tell"_s,
                     .isAdvanced = true},
                    {.key = u"port"_s,
                     .option = u"port"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Port")),
                     .placeholder = u"5222"_s,
                     .help = u"its port (default: 5222, with tls 5223)"_s,
                     .kind = Kind::Number,
                     .isAdvanced = true},
                    {.key = u"security"_s,
                     .option = u"security"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Encryption")),
                     .help = u"how the connection is encrypted (default: automatic); plain only on "
                             "this computer"_s,
                     .kind = Kind::Choice,
                     .choices = {u"automatic"_s, u"tls"_s, u"starttls"_s, u"plain"_s},
                     .isAdvanced = true},
                    {.key = u"backfillDays"_s,
                     .option = u"backfill-days"_s,
                     .label = say(QT_TRANSLATE_NOOP("Channel", "Days of history")),
                     .placeholder = u"90"_s,
                     .help = u"how far back to fetch from the archives"_s,
                     .kind = Kind::Number,
                     .isAdvanced = true}}};
    }

    [[nodiscard]] std::unique_ptr<Connector> makeConnector(const Account &account,
                                                           Secrets *secrets) const override
    {
        return std::make_unique<XmppConnector>(account, secrets);
    }

    [[nodiscard]] int fits(const QString &typed) const override
    {
        return typed.count(u'@') == 1 && typed.indexOf(u'@') > 0 && !typed.contains(u'/') ? 1 : 0;
    }

    [[nodiscard]] QString problem(const QJsonObject &settings) const override
    {
        return XmppSettings::fromJson(settings).problem();
    }

    [[nodiscard]] QJsonObject withPinned(const QJsonObject &settings,
                                         const CertificateProblem &certificate) const override
    {
        XmppSettings pinned = XmppSettings::fromJson(settings);
        pinned.pinnedCertificate = certificate.sha256;
        return pinned.toJson();
    }

    [[nodiscard]] Uid accountUid(const Account &account) const override
    {
        return Uid::derive(
            {"xmpp", xmppOwnAddress(XmppSettings::fromJson(account.settings)).address.toUtf8()});
    }

    QFuture<Result<QList<AccountCandidate>>> discover(const QString &typed, QObject *) override
    {
        return QtFuture::makeReadyValueFuture(Result<QList<AccountCandidate>>(
            {{.source = u"what was typed"_s, .settings = {{u"address"_s, typed.trimmed()}}}}));
    }

    QFuture<ProbeOutcome> probe(const Account &account, const AccountSecrets &secrets,
                                QObject *parent) override
    {
        const XmppSettings settings = XmppSettings::fromJson(account.settings);
        const auto logIn = [settings, account, parent, password = secrets.value(kXmppPassword)] {
            return probeXmpp(settings, password, parent)
                .then([settings, account](const Result<Address> &own) {
                    if (!own)
                        return ProbeOutcome{.error = own.error()};
                    Account known = account;
                    known.address = own->address;
                    if (known.name.isEmpty())
                        known.name = own->address;
                    known.settings = settings.toJson();
                    return ProbeOutcome{.account = known};
                });
        };
        return (new XmppLook(settings, parent))
            ->look()
            .then(parent,
                  [logIn](const ProbeOutcome &seen) {
                      return seen.error ? QtFuture::makeReadyValueFuture(seen) : logIn();
                  })
            .unwrap();
    }
};

} // namespace

std::unique_ptr<Channel> makeXmppChannel()
{
    return std::make_unique<XmppChannel>();
}

} // namespace casement

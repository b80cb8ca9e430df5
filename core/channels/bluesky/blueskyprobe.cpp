// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskyconnector.h"
#include "core/channels/pending.h"
#include "core/text/plaintext.h"

namespace casement
{

namespace
{

/// One sign-in; deletes itself afterwards.
class Probe final : public QObject
{
public:
    Probe(const BlueskySettings &settings, const QString &appPassword, QObject *parent)
        : QObject(parent)
        , m_api(settings)
        , m_password(appPassword)
    {
        m_login.settings = settings;
    }

    [[nodiscard]] QFuture<Result<BlueskyLogin>> future() const { return m_pending.future(); }

    void start(const QUrl &testHost)
    {
        if (const QString problem = m_login.settings.problem(); !problem.isEmpty())
            return finish(fail(ErrorKind::Invalid, problem));
        if (m_password.isEmpty())
            return finish(fail(ErrorKind::Invalid,
                               QStringLiteral("The account needs an app password; it is made in "
                                              "the settings of Bluesky, under privacy.")));
        auto *finder = new BlueskyFinder(m_login.settings, this);
        finder->setHostForTests(testHost);
        connect(finder, &BlueskyFinder::finished, this, [this](const Result<BlueskyHome> &home) {
            home ? signIn(*home) : finish(std::unexpected(home.error()));
        });
        finder->start();
    }

private:
    void signIn(const BlueskyHome &home)
    {
        m_api.setServer(home.pds);
        m_login.settings.pds = home.pds.toString();
        const QString name =
            home.did.isEmpty() ? blueskyHandleOf(m_login.settings.account) : home.did;
        m_api.signIn(name, m_password, home.did, this,
                     [this, home](const Result<BlueskySession> &session) {
                         if (!session)
                             return finish(std::unexpected(session.error()));
                         m_login.settings.did = session->did;
                         const bool hasHandle =
                             !session->handle.isEmpty() && session->handle != u"handle.invalid";
                         const QString handle = hasHandle ? session->handle : home.handle;
                         if (!handle.isEmpty())
                             m_login.settings.account = handle;
                         m_login.name = m_login.settings.account;
                         askName();
                     });
    }

    void askName()
    {
        QUrlQuery query;
        query.addQueryItem(QStringLiteral("actor"), m_login.settings.did);
        m_api.query(QLatin1StringView("app.bsky.actor.getProfile"), query, this,
                    [this](const Result<QJsonObject> &answer, const QString &) {
                        const QString name =
                            answer ? displayName((*answer)[u"displayName"].toString()) : QString();
                        if (!name.isEmpty())
                            m_login.name = name;
                        m_api.signOut(this, [this] { finish(m_login); });
                    });
    }

    void finish(const Result<BlueskyLogin> &login)
    {
        deleteLater();
        m_pending.finish(login);
    }

    BlueskyApi m_api;
    QString m_password;
    BlueskyLogin m_login;
    Pending<BlueskyLogin> m_pending;
};

} // namespace

QFuture<Result<BlueskyLogin>> probeBluesky(const BlueskySettings &settings,
                                           const QString &appPassword, QObject *parent,
                                           const QUrl &testHost)
{
    auto *probe = new Probe(settings, appPassword, parent);
    const auto future = probe->future();
    probe->start(testHost);
    return future;
}

} // namespace casement

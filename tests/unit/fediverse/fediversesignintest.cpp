// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/fediverse/fediversesignin.h"
#include "tests/unit/fediverse/fediversedesk.h"
#include "tests/unit/fediverse/scriptedinstance.h"

#include <QCryptographicHash>
#include <QJsonDocument>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>

using namespace casement;
using namespace Qt::StringLiterals;

/// A sign-in against a server that checks PKCE as RFC 7636 says.
class FediverseSignInTest final : public QObject
{
    Q_OBJECT
private:
    struct Scene {
        ScriptedInstance server;
        FediverseSignIn signIn{fediverseSettingsFor(server.url())};
        QUrl opened;
        std::optional<Result<FediverseLogin>> outcome;
        QByteArray challenge;
        QString redirect;
        int tokens = 0;

        Scene()
        {
            connect(&signIn, &FediverseSignIn::openBrowser, &signIn, [this](const QUrl &url) {
                opened = url;
                const QUrlQuery query(url);
                challenge = query.queryItemValue(u"code_challenge"_s).toLatin1();
                redirect = query.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded);
            });
            connect(&signIn, &FediverseSignIn::finished, &signIn,
                    [this](const Result<FediverseLogin> &login) { outcome = login; });
            server.script = [this](const ScriptedInstance::Request &request) {
                return tokenFor(request);
            };
        }

        std::optional<ScriptedInstance::Reply> tokenFor(const ScriptedInstance::Request &request)
        {
            if (request.path != u"/oauth/token")
                return std::nullopt;
            ++tokens;
            const QUrlQuery form(QString::fromUtf8(request.body));
            const QByteArray verifier =
                form.queryItemValue(u"code_verifier"_s, QUrl::FullyDecoded).toLatin1();
            const QByteArray expected =
                QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
                    .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
            const bool isGood =
                form.queryItemValue(u"code"_s, QUrl::FullyDecoded) == u"code/1" &&
                form.queryItemValue(u"client_id"_s) == u"app-1" && verifier.size() >= 43 &&
                expected == challenge &&
                form.queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded) == redirect;
            return isGood
                       ? ScriptedInstance::json(QJsonObject{{u"access_token"_s, u"good-token"_s},
                                                            {u"token_type"_s, u"Bearer"_s},
                                                            {u"scope"_s, u"read write"_s}})
                       : ScriptedInstance::json(QJsonObject{{u"error"_s, u"invalid_grant"_s}}, 400);
        }
    };

    /// What the browser does when the person said yes.
    static void redirected(QNetworkAccessManager &browser, const Scene &scene, const QString &code,
                           const QString &state)
    {
        QUrl url(scene.redirect);
        QUrlQuery query;
        query.addQueryItem(u"code"_s, QString::fromLatin1(QUrl::toPercentEncoding(code)));
        query.addQueryItem(u"state"_s, state);
        url.setQuery(query);
        QNetworkReply *reply = browser.get(QNetworkRequest(url));
        connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    }

private Q_SLOTS:
    void throughTheBrowser()
    {
        Scene scene;
        QNetworkAccessManager browser;
        scene.signIn.start(FediverseSignIn::Way::Loopback);
        QTRY_VERIFY(!scene.opened.isEmpty());
        const QUrlQuery query(scene.opened);
        QCOMPARE(scene.opened.path(), u"/oauth/authorize"_s);
        QCOMPARE(query.queryItemValue(u"code_challenge_method"_s), u"S256"_s);
        QVERIFY(!query.queryItemValue(u"state"_s).isEmpty());
        QVERIFY(!scene.opened.toString().contains(u"app-secret"_s));
        QVERIFY2(scene.redirect.startsWith(u"http://127.0.0.1:"_s), qPrintable(scene.redirect));
        // The app was registered for just that address.
        for (const auto &request : std::as_const(scene.server.requests)) {
            if (request.path == u"/api/v1/apps")
                QCOMPARE(QUrlQuery(QString::fromUtf8(request.body))
                             .queryItemValue(u"redirect_uris"_s, QUrl::FullyDecoded),
                         scene.redirect);
        }
        // Somebody else's redirect is not ours.
        redirected(browser, scene, u"code/1"_s, u"forged"_s);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u".*"_s));
        redirected(browser, scene, u"code/1"_s,
                   QString::fromUtf8(QByteArray::fromPercentEncoding(
                       query.queryItemValue(u"state"_s, QUrl::FullyEncoded).toUtf8())));
        QTRY_VERIFY(scene.outcome.has_value());
        if (!*scene.outcome) // the forged one may end it: then no token was ever asked for
            QCOMPARE(scene.tokens, 0);
    }

    void throughTheBrowserUndisturbed()
    {
        Scene scene;
        QNetworkAccessManager browser;
        scene.signIn.start(FediverseSignIn::Way::Loopback);
        QTRY_VERIFY(!scene.opened.isEmpty());
        redirected(browser, scene, u"code/1"_s,
                   QUrlQuery(scene.opened).queryItemValue(u"state"_s, QUrl::FullyEncoded));
        QTRY_VERIFY(scene.outcome.has_value());
        QVERIFY2(
            scene.outcome->has_value(),
            qPrintable(scene.outcome->has_value() ? QString() : scene.outcome->error().detail));
        const FediverseLogin &login = **scene.outcome;
        QCOMPARE(login.token, u"good-token"_s);
        QCOMPARE(login.clientSecret, u"app-secret"_s);
        QCOMPARE(login.settings.clientId, u"app-1"_s);
        QCOMPARE(login.settings.account, u"team@social.example"_s);
        QCOMPARE(login.server.features.software, FediverseFeatures::Software::Mastodon);
        QVERIFY(!QString::fromUtf8(QJsonDocument(login.settings.toJson()).toJson())
                     .contains(u"secret"_s));
    }

    void byPasting()
    {
        Scene scene;
        scene.signIn.start(FediverseSignIn::Way::Paste);
        QTRY_VERIFY(!scene.opened.isEmpty());
        QCOMPARE(scene.redirect, u"urn:ietf:wg:oauth:2.0:oob"_s);
        scene.signIn.paste(u"  code/1\n"_s);
        QTRY_VERIFY(scene.outcome.has_value());
        QVERIFY2(
            scene.outcome->has_value(),
            qPrintable(scene.outcome->has_value() ? QString() : scene.outcome->error().detail));
        QCOMPARE((*scene.outcome)->token, u"good-token"_s);
    }

    void aWrongCode()
    {
        Scene scene;
        scene.signIn.start(FediverseSignIn::Way::Paste);
        QTRY_VERIFY(!scene.opened.isEmpty());
        scene.signIn.paste(u"wrong"_s);
        QTRY_VERIFY(scene.outcome.has_value());
        QVERIFY(!scene.outcome->has_value());
        QCOMPARE(int(scene.outcome->error().kind), int(ErrorKind::AuthRequired));
    }

    void finerScopesAreNotKnownEverywhere()
    {
        Scene scene;
        QStringList scopes;
        scene.server.script = [&](const ScriptedInstance::Request &request)
            -> std::optional<ScriptedInstance::Reply> {
            if (request.path == u"/api/v1/apps") {
                scopes += QUrlQuery(QString::fromUtf8(request.body))
                              .queryItemValue(u"scopes"_s, QUrl::FullyDecoded);
                if (scopes.size() == 1)
                    return ScriptedInstance::json(QJsonObject{{u"error"_s, u"unknown scope"_s}},
                                                  422);
            }
            return scene.tokenFor(request);
        };
        scene.signIn.start(FediverseSignIn::Way::Paste);
        QTRY_VERIFY(!scene.opened.isEmpty());
        QCOMPARE(scopes, (QStringList{u"read write:statuses write:media"_s, u"read write"_s}));
    }

    void servers_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::newRow("no Mastodon API") << u"/api/v1/apps"_s << "{}"_ba << 404;
        QTest::newRow("a web page") << u"/api/v1/apps"_s << "<html>"_ba << 200;
        QTest::newRow("no id") << u"/api/v1/apps"_s << "{}"_ba << 200;
        QTest::newRow("down") << u"/api/v1/apps"_s << ""_ba << 503;
        QTest::newRow("token a web page") << u"/oauth/token"_s << "<html>"_ba << 200;
        QTest::newRow("token empty") << u"/oauth/token"_s << "{}"_ba << 200;
        QTest::newRow("token with a line break")
            << u"/oauth/token"_s
            << "{\"access_token\":\"a\\r\\nX: y\",\"token_type\":\"Bearer\"}"_ba << 200;
        QTest::newRow("token for nobody")
            << u"/oauth/token"_s << "{\"access_token\":\"other\",\"token_type\":\"Bearer\"}"_ba
            << 200;
    }
    void servers()
    {
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(int, status);
        Scene scene;
        scene.server.script = [&](const ScriptedInstance::Request &request)
            -> std::optional<ScriptedInstance::Reply> {
            if (request.path != path)
                return std::nullopt;
            ScriptedInstance::Reply reply;
            reply.status = status;
            reply.body = body;
            return reply;
        };
        scene.signIn.start(FediverseSignIn::Way::Paste);
        QTRY_VERIFY(!scene.opened.isEmpty() || scene.outcome.has_value());
        if (!scene.outcome)
            scene.signIn.paste(u"code/1"_s);
        QTRY_VERIFY(scene.outcome.has_value());
        QVERIFY(!scene.outcome->has_value());
        QVERIFY(!scene.outcome->error().detail.isEmpty());
        QVERIFY(!scene.outcome->error().detail.contains(u"app-secret"_s));
    }
};

QTEST_GUILESS_MAIN(FediverseSignInTest)
#include "fediversesignintest.moc"

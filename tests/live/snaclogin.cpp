// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/live/snaclogin.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTest>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace casement
{

QNetworkReply *allowAtSnac(QNetworkAccessManager &browser, const SnacServer &server,
                           const QString &user, const QUrl &url)
{
    const QUrlQuery asked(url);
    QUrlQuery form;
    form.addQueryItem(u"login"_s, user);
    form.addQueryItem(u"passwd"_s,
                      QString::fromLatin1(QUrl::toPercentEncoding(server.password(user))));
    form.addQueryItem(u"redir"_s, asked.queryItemValue(u"redirect_uri"_s, QUrl::FullyEncoded));
    form.addQueryItem(u"cid"_s, asked.queryItemValue(u"client_id"_s));
    form.addQueryItem(u"state"_s, asked.queryItemValue(u"state"_s, QUrl::FullyEncoded));
    QNetworkRequest request(QUrl(QString(server.url() + u"/oauth/x-snac-login")));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/x-www-form-urlencoded"_s);
    QNetworkReply *reply = browser.post(request, form.toString(QUrl::FullyEncoded).toLatin1());
    QObject::connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    return reply;
}

Result<FediverseLogin> signInAtSnac(const SnacServer &server, const QString &user)
{
    FediverseSettings settings;
    settings.server = server.url();
    settings.allowPlainHttp = true;
    settings.pollSeconds = 5;
    FediverseSignIn signIn(settings);
    QNetworkAccessManager browser;
    std::optional<Result<FediverseLogin>> outcome;
    QObject::connect(&signIn, &FediverseSignIn::finished, &signIn,
                     [&](const Result<FediverseLogin> &login) { outcome = login; });
    QObject::connect(&signIn, &FediverseSignIn::openBrowser, &signIn,
                     [&](const QUrl &url) { allowAtSnac(browser, server, user, url); });
    signIn.start(FediverseSignIn::Way::Loopback);
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 60'000))
        return fail(ErrorKind::Timeout, u"The sign-in of %1 does not end."_s.arg(user));
    return *outcome;
}

} // namespace casement

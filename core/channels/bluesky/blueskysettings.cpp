// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/bluesky/blueskysettings.h"

#include "core/channels/http/httpaddress.h"
#include "core/domain/language.h"

#include <QRegularExpression>

namespace casement
{

namespace
{

constexpr int kFastestPoll = 1;
constexpr int kSlowestPoll = 24 * 3600;

/// What is wrong with \a typed as an address of a server.
QString serverProblem(const QString &typed)
{
    const QUrl url = httpOriginOf(typed);
    if (!url.isValid())
        return QStringLiteral(
                   "“%1” is not the address of a server; enter, for example, bsky.social.")
            .arg(typed);
    if (!isSafeTransport(url))
        return QStringLiteral("The connection to %1 must be encrypted; use https.").arg(url.host());
    return {};
}

} // namespace

BlueskySettings BlueskySettings::fromJson(const QJsonObject &json)
{
    BlueskySettings s;
    s.account = json[u"account"].toString();
    s.did = json[u"did"].toString();
    s.server = json[u"server"].toString();
    s.pds = json[u"pds"].toString();
    s.directory = json[u"directory"].toString();
    s.language = json[u"language"].toString();
    s.pollSeconds = json[u"pollSeconds"].toInt(s.pollSeconds);
    s.backfillDays = json[u"backfillDays"].toInt(s.backfillDays);
    s.backfillMentions = json[u"backfillMentions"].toInt(s.backfillMentions);
    s.trust = HttpTrust::fromJson(json);
    return s;
}

QJsonObject BlueskySettings::toJson() const
{
    QJsonObject json{{QStringLiteral("account"), account},
                     {QStringLiteral("did"), did},
                     {QStringLiteral("server"), server},
                     {QStringLiteral("pds"), pds},
                     {QStringLiteral("directory"), directory},
                     {QStringLiteral("language"), language},
                     {QStringLiteral("pollSeconds"), pollSeconds},
                     {QStringLiteral("backfillDays"), backfillDays},
                     {QStringLiteral("backfillMentions"), backfillMentions}};
    trust.writeTo(json);
    return json;
}

QUrl BlueskySettings::directoryUrl() const
{
    return httpOriginOf(directory.isEmpty() ? QStringLiteral("https://plc.directory") : directory);
}

QString BlueskySettings::problem() const
{
    if (account.trimmed().isEmpty() && did.isEmpty())
        return QStringLiteral("The account needs a handle, for example team.bsky.social.");
    if (!account.trimmed().isEmpty() && !isBlueskyDid(account.trimmed()) &&
        blueskyHandleOf(account).isEmpty())
        return QStringLiteral("“%1” is not a Bluesky handle; it looks like team.bsky.social.")
            .arg(account);
    if (!did.isEmpty() && !isBlueskyDid(did))
        return QStringLiteral("“%1” is not a DID; it looks like did:plc:….").arg(did);
    for (const QString &typed : {server, pds, directory}) {
        if (const QString problem = typed.isEmpty() ? QString() : serverProblem(typed);
            !problem.isEmpty())
            return problem;
    }
    if (const QString problem = trust.problem(); !problem.isEmpty())
        return problem;
    if (!language.isEmpty() && languageTag(language).isEmpty())
        return QStringLiteral("“%1” is not a language code; use, for example, en or de.")
            .arg(language);
    if (backfillDays < 0 || backfillMentions < 0)
        return QStringLiteral("How far back mentions are fetched cannot be negative.");
    if (pollSeconds < kFastestPoll || pollSeconds > kSlowestPoll)
        return QStringLiteral("The server is asked for news every second at most, and at least "
                              "once a day.");
    return {};
}

Address blueskyOwnAddress(const BlueskySettings &settings)
{
    const QString did = settings.did.isEmpty() && isBlueskyDid(settings.account.trimmed())
                            ? settings.account.trimmed()
                            : settings.did;
    const QString kind = QStringLiteral("bluesky");
    return {.kind = kind,
            .address = normalizedAddress(kind, did),
            .name = blueskyHandleOf(settings.account)};
}

QString blueskyHandleOf(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.size() > 500)
        return {};
    static const QLatin1StringView page("https://bsky.app/profile/");
    if (text.startsWith(page, Qt::CaseInsensitive))
        text = text.sliced(page.size()).section(u'/', 0, 0);
    if (text.startsWith(u'@'))
        text.remove(0, 1);
    static const QRegularExpression handle(
        QStringLiteral("\\A([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)+"
                       "[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\z"));
    return text.size() <= 253 && handle.match(text).hasMatch() ? text.toLower() : QString();
}

bool isBlueskyDid(const QString &text)
{
    static const QRegularExpression plc(QStringLiteral("\\Adid:plc:[a-z2-7]{24}\\z"));
    static const QRegularExpression web(
        QStringLiteral("\\Adid:web:[A-Za-z0-9.-]{1,253}(%3A[0-9]{1,5})?\\z"));
    return text.size() <= 300 && (plc.match(text).hasMatch() || web.match(text).hasMatch());
}

} // namespace casement

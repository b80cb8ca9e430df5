// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/xmpp/xmppfiles.h"

#include "core/channels/http/httpaddress.h"
#include "core/channels/http/httpfile.h"
#include "core/channels/xmpp/xmppsettings.h"
#include "core/text/plaintext.h"

#include <QMimeDatabase>
#include <QXmppMessage.h>
#include <QXmppOutOfBandUrl.h>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr qsizetype kMaxFiles = 20;
constexpr qsizetype kMaxAddress = 4096;
constexpr auto kEncrypted = "aesgcm"_L1;

} // namespace

QList<Attachment> xmppFiles(const QXmppMessage &message)
{
    static const QMimeDatabase types;
    QList<Attachment> files;
    const auto links = message.outOfBandUrls();
    for (qsizetype i = 0; i < std::min<qsizetype>(links.size(), kMaxFiles); ++i) {
        const QString address = links[i].url();
        const QUrl url(address);
        const bool isFile =
            url.scheme() == "https"_L1 || url.scheme() == "http"_L1 || url.scheme() == kEncrypted;
        if (address.size() > kMaxAddress || !isFile || url.host().isEmpty())
            continue;
        Attachment file{.name = displayFileName(url.fileName()), .part = address};
        if (file.name.isEmpty())
            file.name = u"file"_s;
        // By its name alone: nobody says more.
        file.mediaType = types.mimeTypeForFile(file.name, QMimeDatabase::MatchExtension).name();
        files.append(file);
    }
    return files;
}

void fetchXmppFile(FileJob *job, const FileRequest &request, const XmppSettings &settings)
{
    const QUrl url(request.attachment.part);
    if (url.scheme() == kEncrypted)
        return job->finish(
            fail(ErrorKind::Invalid,
                 u"This file is encrypted for another program (aesgcm), which "
                 "cannot be read here; ask for it to be sent without encryption."_s));
    fetchHttpFile(job, url, request,
                  {.ownServer = httpOriginOf(settings.domain()),
                   .trust = {.caPem = settings.caPem, .pinnedCertificates = {}}});
}

} // namespace casement

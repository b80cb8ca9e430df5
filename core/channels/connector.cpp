// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/connector.h"

#include "core/channels/pending.h"
#include "core/text/characters.h"

#include <algorithm>

namespace casement
{

qint64 lengthIn(Capabilities::LengthUnit unit, const QString &text)
{
    switch (unit) {
    case Capabilities::LengthUnit::Unlimited:
    case Capabilities::LengthUnit::Utf16:
        break;
    case Capabilities::LengthUnit::Characters:
        return text.size() -
               std::ranges::count_if(text, [](QChar c) { return c.isLowSurrogate(); });
    case Capabilities::LengthUnit::Graphemes:
        return graphemeCount(text);
    case Capabilities::LengthUnit::Bytes:
        return text.toUtf8().size();
    }
    return text.size();
}

Rendition Connector::render(const OutgoingMessage &message) const
{
    const Capabilities can = capabilities();
    const QString text = message.markdown.trimmed();
    return {.texts = {text},
            .html = {},
            .heading = can.subject == Capabilities::Subject::None ? QString() : message.subject,
            .length = lengthIn(can.lengthUnit, text),
            .language = can.hasLanguage ? message.language : QString()};
}

QByteArray Connector::remoteIdOf(const OutgoingMessage & /*message*/) const
{
    return {};
}

void Connector::setState(LinkState state, const QString &detail)
{
    if (m_state == state && m_stateDetail == detail)
        return;
    m_state = state;
    m_stateDetail = detail;
    Q_EMIT stateChanged(state, detail);
}

QFuture<Result<FileAnswer>> Connector::fetchFile(const FileRequest &)
{
    const Pending<FileAnswer> pending;
    pending.finish(fail(ErrorKind::NotFound,
                        QStringLiteral("This channel has no files of its own, so there is nothing "
                                       "that could be fetched.")));
    return pending.future();
}

} // namespace casement

#include "moc_connector.cpp"

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/channels/channel.h"

namespace casement
{

const std::vector<std::unique_ptr<Channel>> &channels()
{
    static const std::vector<std::unique_ptr<Channel>> all = [] {
        std::vector<std::unique_ptr<Channel>> made;
        made.push_back(makeEmailChannel());
        made.push_back(makeFediverseChannel());
        made.push_back(makeBlueskyChannel());
        made.push_back(makeXmppChannel());
        made.push_back(makeIrcChannel());
        made.push_back(makeTelegramChannel());
        made.push_back(makeFeedChannel());
        return made;
    }();
    return all;
}

Channel *channelNamed(const QString &id)
{
    for (const std::unique_ptr<Channel> &channel : channels()) {
        if (channel->id() == id)
            return channel.get();
    }
    return nullptr;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/desk/passages.h"

#include "core/storage/changelog.h"
#include "core/storage/passagestore.h"
#include "core/storage/store.h"

namespace casement
{

namespace
{

constexpr qsizetype longestSubject = 300;

} // namespace

Passages::Passages(Store &store) : m_store(store)
{
}

QFuture<Result<PassageProposal>> Passages::propose(const QList<MessageId> &messages)
{
    return m_store.read(
        [messages](ReadContext &context) { return proposePassage(context.db, messages); });
}

QFuture<Result<MovedPassage>> Passages::splitOff(const QList<MessageId> &messages,
                                                 const QString &subject)
{
    return m_store.write([=](WriteContext &context) -> Result<MovedPassage> {
        if (subject.size() > longestSubject)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("A subject has at most %1 characters; nothing was changed.")
                            .arg(longestSubject));
        const auto proposal = proposePassage(context.db, messages);
        if (!proposal)
            return std::unexpected(proposal.error());
        const QString given = subject.simplified();
        const QString name = given.isEmpty() ? proposal->subject : given;
        ChangeRecorder recorder(context, QStringLiteral("split-off"), name);
        const ConversationId id = casement::splitOff(recorder, context, messages, *proposal, name);
        return MovedPassage{.change = recorder.finish(), .conversation = id};
    });
}

QFuture<Result<MovedPassage>> Passages::putBack(ConversationId id)
{
    return m_store.write([id](WriteContext &context) -> Result<MovedPassage> {
        const ConversationId target = splitFrom(context.db, id);
        if (!target.isValid())
            return fail(ErrorKind::Invalid,
                        QStringLiteral("This conversation was not split off from another one; "
                                       "nothing was changed."));
        if (livingConversation(context.db, id) != id)
            return fail(ErrorKind::Invalid,
                        QStringLiteral("This was put back already; nothing was changed."));
        ChangeRecorder recorder(context, QStringLiteral("put-back"));
        casement::putBack(recorder, context, id);
        return MovedPassage{.change = recorder.finish(), .conversation = target};
    });
}

} // namespace casement

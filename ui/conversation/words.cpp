// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/words.h"

#include "ui/style/displaytext.h"
#include "ui/style/icons.h"

#include <QLocale>

namespace casement
{

using namespace Qt::StringLiterals;

QString Words::state(ConversationState state)
{
    switch (state) {
    case ConversationState::New:
        return tr("New");
    case ConversationState::Open:
        return tr("Needs us");
    case ConversationState::Waiting:
        return tr("Waiting for them");
    case ConversationState::Snoozed:
        return tr("Snoozed");
    case ConversationState::Done:
        return tr("Done");
    case ConversationState::Spam:
        return tr("Spam");
    case ConversationState::Merged:
        return tr("Merged");
    }
    return {};
}

QString Words::sessionState(SessionState state)
{
    switch (state) {
    case SessionState::Idea:
        return tr("Idea");
    case SessionState::Invited:
        return tr("Invited");
    case SessionState::Held:
        return tr("Held");
    case SessionState::WrittenUp:
        return tr("Written up");
    case SessionState::ReportedBack:
        return tr("Reported back");
    case SessionState::Closed:
        return tr("Closed");
    }
    return {};
}

QString Words::sessionStage(SessionStage stage)
{
    switch (stage) {
    case SessionStage::Imagine:
        return tr("We imagine together");
    case SessionStage::Decide:
        return tr("We decide together");
    case SessionStage::Work:
        return tr("We work together");
    case SessionStage::Create:
        return tr("We create together");
    }
    return {};
}

QString Words::participantStatus(ParticipantStatus status)
{
    switch (status) {
    case ParticipantStatus::Listed:
        return tr("not invited yet");
    case ParticipantStatus::Invited:
        return tr("invited");
    case ParticipantStatus::Accepted:
        return tr("will come");
    case ParticipantStatus::Declined:
        return tr("declined");
    case ParticipantStatus::Maybe:
        return tr("may come");
    case ParticipantStatus::Came:
        return tr("came");
    case ParticipantStatus::Absent:
        return tr("did not come");
    }
    return {};
}

QString Words::shortTime(Timestamp at, Timestamp now)
{
    const QDateTime when = toLocalDateTime(at);
    const QDate today = toLocalDateTime(now).date();
    const QLocale locale;
    const QString time = clockTime(when.time());
    const qint64 days = when.date().daysTo(today);
    if (days == 0)
        return time;
    if (days == 1)
        return tr("yesterday %1").arg(time);
    if (days > 1 && days < 7)
        return tr("%1 %2", "weekday and time")
            .arg(locale.dayName(when.date().dayOfWeek(), QLocale::ShortFormat), time);
    if (when.date().year() == today.year())
        return locale.toString(when.date(), tr("d MMM", "day and month, as in QDate::toString"));
    return locale.toString(when.date(),
                           tr("d MMM yyyy", "day, month and year, as in QDate::toString"));
}

QString Words::duration(Timestamp since, Timestamp now)
{
    const auto minutes = std::chrono::floor<std::chrono::minutes>(now - since).count();
    if (minutes < 1)
        return tr("a moment");
    if (minutes < 60)
        return tr("%n minute(s)", nullptr, static_cast<int>(minutes));
    if (minutes < 48 * 60)
        return tr("%n hour(s)", nullptr, static_cast<int>(minutes / 60));
    return tr("%n day(s)", nullptr, static_cast<int>(minutes / (24 * 60)));
}

QString Words::size(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, bytes < 10'000'000 ? 0 : 1,
                                       QLocale::DataSizeTraditionalFormat);
}

QString Words::list(const QStringList &names, qsizetype most)
{
    if (names.isEmpty())
        return {};
    if (names.size() == 1)
        return names.first();
    if (names.size() <= most) {
        return tr("%1 and %2", "the last of a list of names")
            .arg(names.first(names.size() - 1).join(tr(", ", "between names")), names.last());
    }
    const int others = static_cast<int>(names.size() - (most - 1));
    return tr("%1 and %n other(s)", "names, then how many more", others)
        .arg(names.first(most - 1).join(tr(", ", "between names")));
}

QString Words::visibility(Visibility visibility)
{
    switch (visibility) {
    case Visibility::Direct:
        break;
    case Visibility::Followers:
        return tr("followers only");
    case Visibility::Unlisted:
        return tr("unlisted");
    case Visibility::Public:
        return tr("public");
    }
    return {};
}

QString Words::otherConversation(const TimelineItem &item)
{
    if (item.kind == TimelineItem::Kind::Heading) {
        const QString subject =
            displayLine(QStringView(item.text).first(std::min<qsizetype>(item.text.size(), 200)));
        return subject.isEmpty() ? channelName(item.channel)
                                 : tr("%1: %2", "channel: subject of the conversation")
                                       .arg(channelName(item.channel), subject);
    }
    const QDateTime from = toLocalDateTime(item.at);
    const QDateTime until = toLocalDateTime(item.until);
    const QString last =
        from.date() == until.date() ? clockTime(until.time()) : shortTime(item.until);
    const QString when =
        item.at == item.until
            ? shortTime(item.at)
            : tr("%1–%2", "from one time to another").arg(shortTime(item.at), last);
    const QString subject =
        displayLine(QStringView(item.text).first(std::min<qsizetype>(item.text.size(), 200)));
    const int count = static_cast<int>(item.passageMessages);
    return subject.isEmpty()
               ? tr("%n message(s), %1, are in a conversation of their own", nullptr, count)
                     .arg(when)
               : tr("%n message(s), %1, are in “%2”", nullptr, count).arg(when, subject);
}

QString Words::error(const Error &error)
{
    const QString detail = error.detail.trimmed();
    switch (error.kind) {
    case ErrorKind::Offline:
        return tr("There is no connection: %1").arg(detail);
    case ErrorKind::NotFound:
        return tr("It is not there any more: %1").arg(detail);
    case ErrorKind::Storage:
        return tr("The workspace could not be read or written: %1 What you see was kept; free the "
                  "disk or check its "
                  "permissions and try again.")
            .arg(detail);
    case ErrorKind::Full:
        return tr("The disk is full: %1 Nothing was lost; make room and try again.").arg(detail);
    default:
        return detail.isEmpty() ? tr("That did not work.") : detail;
    }
}

QString Words::name(const QString &name, const QString &address)
{
    const QString shown =
        displayLine(QStringView(name).first(std::min<qsizetype>(name.size(), 200)));
    return shown.isEmpty() ? personLabel(address) : shown;
}

QString Words::quietHours(const WritingTime &time, Timestamp now)
{
    if (!time.quiet.isSet())
        return {};
    const auto clock = [](int minutes) { return clockTime(QTime(0, 0).addSecs(minutes * 60)); };
    const QString prefers = tr("%1–%2", "from one time to another")
                                .arg(clock(time.quiet.until), clock(time.quiet.from));
    if (const auto minute = time.quietNow(now))
        return tr("It is %1 for %2; they prefer %3", "time of day, name, and hours")
            .arg(clock(*minute), name(time.name).section(u' ', 0, 0), prefers);
    return tr("Prefers %1", "hours of the day").arg(prefers);
}

QString Words::language(const QString &tag)
{
    const QLocale locale(tag);
    if (locale.language() == QLocale::C)
        return tag;
    return tr("%1 (%2)", "language and its code")
        .arg(QLocale::languageToString(locale.language()), tag);
}

} // namespace casement

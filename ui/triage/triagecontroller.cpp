// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/triage/triagecontroller.h"

#include "core/desk/desk.h"
#include "core/domain/snoozetext.h"
#include "ui/list/conversationlistmodel.h"
#include "ui/promise/promisewords.h"
#include "ui/style/displaytext.h"
#include "ui/style/toast.h"
#include "ui/triage/pickerpopup.h"

#include <QLocale>
#include <QPointer>
#include <QTimeZone>

namespace casement
{

namespace
{

constexpr std::chrono::seconds toastTime{10};

QString presetText(SnoozePreset::Kind kind)
{
    using Kind = SnoozePreset::Kind;
    switch (kind) {
    case Kind::LaterToday:
        return TriageController::tr("Later today");
    case Kind::Afternoon:
        return TriageController::tr("This afternoon");
    case Kind::Evening:
        return TriageController::tr("This evening");
    case Kind::Tomorrow:
        return TriageController::tr("Tomorrow");
    case Kind::Weekend:
        return TriageController::tr("At the weekend");
    case Kind::NextWeek:
        return TriageController::tr("Next week");
    case Kind::UntilReply:
        return TriageController::tr("Until they reply");
    }
    return {};
}

QString momentText(const QDateTime &moment)
{
    const QLocale locale;
    const bool isNear = moment.date() < QDate::currentDate().addDays(7);
    return locale.toString(moment.date(),
                           isNear ? QStringLiteral("ddd") : QStringLiteral("ddd d MMM")) +
           u' ' + clockTime(moment.time());
}

Snooze snoozeUntil(const std::optional<QDateTime> &moment)
{
    Snooze snooze;
    if (moment)
        snooze.until = fromDateTime(*moment);
    snooze.zone = QTimeZone::systemTimeZoneId();
    return snooze;
}

} // namespace

TriageController::TriageController(Desk &desk, ConversationListModel &model, Toast &toast,
                                   Targets targets, QWidget *window)
    : QObject(window)
    , m_desk(desk)
    , m_model(model)
    , m_toast(toast)
    , m_targets(std::move(targets))
    , m_window(window)
{
    connect(&m_toast, &Toast::activated, this, &TriageController::undo);
}

void TriageController::run(const QList<ConversationId> &ids, QFuture<Result<AppliedChange>> future,
                           const std::function<void(ConversationSummary &)> &shown,
                           const QString &words)
{
    m_model.applyOwn(ids, shown);
    ++m_underWay;
    Q_EMIT given();
    future.then(this, [this, ids, words](const Result<AppliedChange> &change) {
        --m_underWay;
        if (!change) {
            m_undoWaiting = 0;
            m_model.reload();
            m_toast.show(tr("That could not be written down, nothing was changed. %1")
                             .arg(change.error().detail),
                         {}, toastTime);
            return;
        }
        if (change->id.isValid()) {
            m_undo.append({.change = change->id, .conversations = ids});
            m_toast.show(words, tr("Undo"), toastTime);
        }
        if (m_underWay == 0) {
            for (; m_undoWaiting > 0; --m_undoWaiting)
                undo();
        }
    });
}

void TriageController::setState(ConversationState state, const QString &words)
{
    const QList<ConversationId> ids = m_targets();
    if (ids.isEmpty())
        return;
    if (state == ConversationState::Done || state == ConversationState::Spam)
        Q_EMIT putAway(ids);
    run(
        ids, m_desk.triage.setState(ids, state),
        [state](ConversationSummary &row) {
            row.state = state;
            row.snoozedUntil.reset();
            if (state == ConversationState::Done)
                row.waitingSince.reset();
        },
        words);
}

void TriageController::done()
{
    if (const QList<ConversationId> ids = m_targets(); !ids.isEmpty())
        tellWhatGoesOn(ids);
    setState(ConversationState::Done,
             tr("%n conversation(s) done", nullptr, static_cast<int>(m_targets().size())));
}

/// Nothing keeps a conversation from being done; but what people asked and what we owe them there
/// goes on, and is said.
void TriageController::tellWhatGoesOn(const QList<ConversationId> &ids)
{
    m_desk.asks.unsettledIn(ids).then(this, [this, ids](const Result<qint64> &asks) {
        const ConversationId only = ids.size() == 1 ? ids.first() : ConversationId();
        m_desk.promises.list({.isOurs = true, .isOpen = true, .conversation = only}, 1)
            .then(this, [this, ids, only, asks](const Result<QList<Promise>> &promises) {
                m_desk.promises.openIn(ids).then(
                    this,
                    [this, only, asks, promises](const Result<QHash<ConversationId, bool>> &open) {
                        QStringList said;
                        if (open && !open->isEmpty() && only.isValid() && promises &&
                            !promises->isEmpty())
                            said.append(tr("We still owe %1: %2 (%3). G, T shows it.",
                                           "to whom, what, by when")
                                            .arg(personLabel(promises->first().personName),
                                                 PromiseWords::words(promises->first()),
                                                 PromiseWords::standing(promises->first())));
                        else if (open && !open->isEmpty())
                            said.append(tr("We still owe something in %n conversation(s) of "
                                           "these. G, T shows it.",
                                           nullptr, static_cast<int>(open->size())));
                        if (asks && *asks > 0)
                            said.append(tr("%n ask(s) from there go on: not decided, or somebody "
                                           "has not heard.",
                                           nullptr, static_cast<int>(*asks)));
                        if (!said.isEmpty())
                            Q_EMIT statusMessage(said.join(u' '));
                    });
            });
    });
}

void TriageController::reopen()
{
    setState(ConversationState::Open,
             tr("%n conversation(s) reopened", nullptr, static_cast<int>(m_targets().size())));
}

void TriageController::spam()
{
    setState(ConversationState::Spam,
             tr("%n conversation(s) moved to spam", nullptr, static_cast<int>(m_targets().size())));
}

void TriageController::acknowledge()
{
    const QList<ConversationId> ids = m_targets();
    if (!ids.isEmpty())
        run(
            ids, m_desk.triage.acknowledge(ids),
            [](ConversationSummary &row) { row.waitingSince.reset(); },
            tr("%n conversation(s) need no answer", nullptr, static_cast<int>(ids.size())));
}

void TriageController::toggleStar()
{
    const QList<ConversationId> ids = m_targets();
    if (ids.isEmpty())
        return;
    const QList<ConversationSummary> rows = known(ids);
    const bool on = std::any_of(rows.begin(), rows.end(),
                                [](const ConversationSummary &row) { return !row.starred; });
    const int count = static_cast<int>(ids.size());
    run(
        ids, m_desk.triage.setStarred(ids, on),
        [on](ConversationSummary &row) { row.starred = on; },
        on ? tr("%n conversation(s) starred", nullptr, count)
           : tr("Star taken from %n conversation(s)", nullptr, count));
}

void TriageController::toggleMute()
{
    const QList<ConversationId> ids = m_targets();
    if (ids.isEmpty())
        return;
    const QList<ConversationSummary> rows = known(ids);
    const bool on = std::any_of(rows.begin(), rows.end(),
                                [](const ConversationSummary &row) { return !row.muted; });
    const int count = static_cast<int>(ids.size());
    run(
        ids, m_desk.triage.setMuted(ids, on), [on](ConversationSummary &row) { row.muted = on; },
        on ? tr("%n conversation(s) muted", nullptr, count)
           : tr("%n conversation(s) not muted any more", nullptr, count));
}

void TriageController::assign(StaffId staff, const QString &words)
{
    const QList<ConversationId> ids = m_targets();
    if (!ids.isEmpty())
        run(
            ids, m_desk.triage.assign(ids, staff),
            [staff](ConversationSummary &row) { row.assignee = staff; }, words);
}

void TriageController::assignToMe()
{
    if (m_model.me().isValid())
        assign(m_model.me(), tr("%n conversation(s) assigned to you", nullptr,
                                static_cast<int>(m_targets().size())));
}

void TriageController::snooze(const Snooze &snooze)
{
    const QList<ConversationId> ids = m_targets();
    if (ids.isEmpty())
        return;
    const int count = static_cast<int>(ids.size());
    Q_EMIT putAway(ids);
    run(
        ids, m_desk.triage.snooze(ids, snooze),
        [snooze](ConversationSummary &row) {
            row.state = ConversationState::Snoozed;
            row.snoozedUntil = snooze.until;
        },
        snooze.until ? tr("%n conversation(s) snoozed until %1", nullptr, count)
                           .arg(momentText(toLocalDateTime(*snooze.until)))
                     : tr("%n conversation(s) snoozed until they reply", nullptr, count));
}

void TriageController::offerUndo(ChangeId change, const QString &words)
{
    if (change.isValid())
        m_undo.append({.change = change, .conversations = {}});
    m_toast.show(words, change.isValid() ? tr("Undo") : QString(), toastTime);
}

void TriageController::undo()
{
    if (m_underWay > 0) {
        ++m_undoWaiting;
        return;
    }
    if (m_undo.isEmpty()) {
        m_toast.show(tr("Nothing to undo."), {}, std::chrono::seconds(3));
        return;
    }
    const Undoable last = m_undo.takeLast();
    m_model.expect(last.conversations);
    m_desk.triage.undo(last.change).then(this, [this](const Result<AppliedChange> &undone) {
        if (!undone)
            m_toast.show(tr("That could not be undone. %1").arg(undone.error().detail), {},
                         toastTime);
        else if (undone->skipped > 0)
            m_toast.show(tr("Undone, except for %n that somebody has changed since.", nullptr,
                            static_cast<int>(undone->skipped)),
                         {}, toastTime);
        else
            m_toast.show(tr("Undone."), {}, std::chrono::seconds(3));
    });
}

void TriageController::chooseSnooze(const QPoint &position)
{
    if (m_targets().isEmpty())
        return;
    auto *popup = new PickerPopup(
        tr("Snooze until"), tr("For example: next tuesday 3pm"),
        [this](const QString &typed) {
            QList<PickerPopup::Item> items;
            const QDateTime now = QDateTime::currentDateTime();
            if (!typed.isEmpty()) {
                if (const auto moment = parseSnoozeText(typed, now))
                    items.append({.text = QLocale().toString(moment->date(), QLocale::LongFormat) +
                                          u' ' + clockTime(moment->time()),
                                  .iconName = QStringLiteral("snooze"),
                                  .choose = [this, moment] { snooze(snoozeUntil(moment)); }});
            }
            for (const SnoozePreset &preset : snoozePresets(now)) {
                const QString text = presetText(preset.kind);
                if (!typed.isEmpty() && !text.contains(typed, Qt::CaseInsensitive))
                    continue;
                items.append(
                    {.text = text,
                     .detail = preset.until ? momentText(*preset.until) : QString(),
                     .iconName = preset.until ? QStringLiteral("snooze") : QStringLiteral("reply"),
                     .choose = [this, until = preset.until] { snooze(snoozeUntil(until)); }});
            }
            if (items.isEmpty())
                items.append({.text = tr("No time that I understand yet")});
            return items;
        },
        m_window);
    popup->popUp(position);
}

void TriageController::chooseTag(const QPoint &position)
{
    if (m_targets().isEmpty())
        return;
    m_desk.triage.tags().then(this, [this, position](const Result<QList<Tag>> &found) {
        const QList<Tag> tags = found.value_or(QList<Tag>());
        const QList<ConversationSummary> rows = known(m_targets());
        const auto isOn = [rows](TagId id) {
            return !rows.isEmpty() &&
                   std::all_of(rows.begin(), rows.end(), [id](const ConversationSummary &row) {
                       return row.tags.contains(id);
                   });
        };
        auto *popup = new PickerPopup(
            tr("Tag"), tr("Find a tag, or name a new one"),
            [this, tags, isOn](const QString &typed) {
                QList<PickerPopup::Item> items;
                bool isExact = typed.isEmpty();
                for (const Tag &tag : tags) {
                    if (!tag.name.contains(typed, Qt::CaseInsensitive))
                        continue;
                    const bool on = isOn(tag.id);
                    isExact |= tag.name.compare(typed, Qt::CaseInsensitive) == 0;
                    items.append({.text = displayLine(tag.name),
                                  .detail = on ? tr("take off") : QString(),
                                  .iconName = on ? QStringLiteral("check") : QStringLiteral("tag"),
                                  .choose = [this, tag, on] { toggleTag(tag, !on); }});
                }
                if (!isExact)
                    items.append({.text = tr("New tag “%1”").arg(typed),
                                  .iconName = QStringLiteral("plus"),
                                  .choose = [this, typed] {
                                      m_desk.triage.ensureTag(typed).then(
                                          this, [this](const Result<Tag> &tag) {
                                              if (tag)
                                                  toggleTag(*tag, true);
                                              else
                                                  m_toast.show(tr("The tag could not be made. %1")
                                                                   .arg(tag.error().detail),
                                                               {}, toastTime);
                                          });
                                  }});
                if (items.isEmpty())
                    items.append({.text = tr("No tags yet: type a name")});
                return items;
            },
            m_window);
        popup->popUp(position);
    });
}

void TriageController::toggleTag(const Tag &tag, bool on)
{
    const QList<ConversationId> ids = m_targets();
    if (ids.isEmpty())
        return;
    const int count = static_cast<int>(ids.size());
    run(
        ids, on ? m_desk.triage.addTag(ids, tag.id) : m_desk.triage.removeTag(ids, tag.id),
        [tag, on](ConversationSummary &row) {
            row.tags.removeAll(tag.id);
            if (on)
                row.tags.append(tag.id);
        },
        (on ? tr("%n conversation(s) tagged “%1”", nullptr, count)
            : tr("Tag “%1” taken off %n conversation(s)", nullptr, count))
            .arg(displayLine(tag.name)));
}

void TriageController::chooseAssignee(const QPoint &position)
{
    if (m_targets().isEmpty())
        return;
    m_desk.triage.staff().then(this, [this, position](const Result<QList<Staff>> &found) {
        const QList<Staff> staff = found.value_or(QList<Staff>());
        auto *popup = new PickerPopup(
            tr("Assign to"), tr("Find a colleague, or name a new one"),
            [this, staff](const QString &typed) {
                const int count = static_cast<int>(m_targets().size());
                QList<PickerPopup::Item> items;
                bool isExact = typed.isEmpty();
                for (const Staff &member : staff) {
                    if (!member.name.contains(typed, Qt::CaseInsensitive))
                        continue;
                    isExact |= member.name.compare(typed, Qt::CaseInsensitive) == 0;
                    items.append({.text = displayLine(member.name),
                                  .detail = member.isMe ? tr("you") : QString(),
                                  .iconName = QStringLiteral("person"),
                                  .choose = [this, member, count] {
                                      assign(member.id,
                                             tr("%n conversation(s) assigned to %1", nullptr, count)
                                                 .arg(displayLine(member.name)));
                                  }});
                }
                if (typed.isEmpty())
                    items.append({.text = tr("Nobody"),
                                  .iconName = QStringLiteral("person-off"),
                                  .choose = [this, count] {
                                      assign({}, tr("%n conversation(s) assigned to nobody",
                                                    nullptr, count));
                                  }});
                if (!isExact)
                    items.append({.text = tr("New colleague “%1”").arg(typed),
                                  .iconName = QStringLiteral("plus"),
                                  .choose = [this, typed, count] {
                                      m_desk.triage.ensureStaff(typed).then(
                                          this, [this, count](const Result<Staff> &member) {
                                              if (member)
                                                  assign(member->id,
                                                         tr("%n conversation(s) assigned to %1",
                                                            nullptr, count)
                                                             .arg(displayLine(member->name)));
                                          });
                                  }});
                return items;
            },
            m_window);
        popup->popUp(position);
    });
}

QList<ConversationSummary> TriageController::known(const QList<ConversationId> &ids) const
{
    QList<ConversationSummary> rows;
    for (const ConversationId id : ids) {
        if (const int row = m_model.rowOf(id); row >= 0)
            rows.append(m_model.at(row));
    }
    return rows;
}

} // namespace casement

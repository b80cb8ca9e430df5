// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/session.h"

#include <array>
#include <utility>

namespace casement
{

namespace
{

template <typename Enum, size_t Count>
using Names = std::array<std::pair<Enum, QLatin1StringView>, Count>;

using namespace Qt::StringLiterals;

constexpr Names<SessionStage, 4> stageNames{{
    {SessionStage::Imagine, "imagine"_L1},
    {SessionStage::Decide, "decide"_L1},
    {SessionStage::Work, "work"_L1},
    {SessionStage::Create, "create"_L1},
}};

constexpr Names<SessionState, 6> stateNames{{
    {SessionState::Idea, "idea"_L1},
    {SessionState::Invited, "invited"_L1},
    {SessionState::Held, "held"_L1},
    {SessionState::WrittenUp, "written-up"_L1},
    {SessionState::ReportedBack, "reported-back"_L1},
    {SessionState::Closed, "closed"_L1},
}};

constexpr Names<ParticipantStatus, 4> statusNames{{
    {ParticipantStatus::Invited, "invited"_L1},
    {ParticipantStatus::Accepted, "accepted"_L1},
    {ParticipantStatus::Declined, "declined"_L1},
    {ParticipantStatus::Came, "came"_L1},
}};

constexpr Names<NotebookLine::Kind, 6> lineNames{{
    {NotebookLine::Kind::Text, "text"_L1},
    {NotebookLine::Kind::Idea, "idea"_L1},
    {NotebookLine::Kind::Decision, "decision"_L1},
    {NotebookLine::Kind::Question, "question"_L1},
    {NotebookLine::Kind::Quote, "quote"_L1},
    {NotebookLine::Kind::Sketch, "sketch"_L1},
}};

template <typename Enum, size_t Count>
QString nameOf(const Names<Enum, Count> &names, Enum value)
{
    for (const auto &[each, name] : names) {
        if (each == value)
            return QString(name);
    }
    return {};
}

template <typename Enum, size_t Count>
std::optional<Enum> valueOf(const Names<Enum, Count> &names, QStringView text)
{
    for (const auto &[each, name] : names) {
        if (text.compare(name, Qt::CaseInsensitive) == 0)
            return each;
    }
    return std::nullopt;
}

// "- idea", "* idea" and "+ idea" are the list items that Markdown knows.
QStringView withoutBullet(QStringView line)
{
    line = line.trimmed();
    if (line.size() > 1 && QStringView(u"-*+").contains(line.front()) && line.at(1).isSpace())
        line = line.mid(2).trimmed();
    return line;
}

std::optional<NotebookLine> typedLine(QStringView line)
{
    const QStringView content = withoutBullet(line);
    const qsizetype colon = content.indexOf(u':');
    if (colon < 0)
        return std::nullopt;
    const QStringView head = content.first(colon).trimmed();
    const qsizetype at = head.indexOf(u'@');
    const std::optional kind = valueOf(lineNames, (at < 0 ? head : head.first(at)).trimmed());
    if (!kind || *kind == NotebookLine::Kind::Text)
        return std::nullopt;
    return NotebookLine{.kind = *kind,
                        .author = at < 0 ? QString() : head.mid(at + 1).trimmed().toString(),
                        .text = content.mid(colon + 1).trimmed().toString()};
}

bool isFence(QStringView line)
{
    line = line.trimmed();
    return line.startsWith(u"```") || line.startsWith(u"~~~");
}

} // namespace

QString toString(SessionStage stage)
{
    return nameOf(stageNames, stage);
}

QString toString(SessionState state)
{
    return nameOf(stateNames, state);
}

QString toString(ParticipantStatus status)
{
    return nameOf(statusNames, status);
}

QString toString(NotebookLine::Kind kind)
{
    return nameOf(lineNames, kind);
}

std::optional<SessionStage> sessionStageFromString(const QString &text)
{
    return valueOf(stageNames, text);
}

std::optional<SessionState> sessionStateFromString(const QString &text)
{
    return valueOf(stateNames, text);
}

std::optional<ParticipantStatus> participantStatusFromString(const QString &text)
{
    return valueOf(statusNames, text);
}

QList<NotebookLine> parseNotebook(QStringView markdown)
{
    QList<NotebookLine> lines;
    if (markdown.isEmpty())
        return lines;
    // Inside a code fence "idea:" is somebody's program, not an idea.
    bool isCode = false;
    int number = 0;
    for (const QStringView line : markdown.tokenize(u'\n')) {
        std::optional<NotebookLine> typed;
        if (isFence(line))
            isCode = !isCode;
        else if (!isCode)
            typed = typedLine(line);
        if (!typed) {
            typed.emplace();
            typed->text = line.toString();
        }
        typed->number = number++;
        lines.append(*typed);
    }
    return lines;
}

Result<void> checkSessionStep(const Session &session, SessionState to)
{
    if (to <= session.state)
        return {};
    if (std::to_underlying(to) != std::to_underlying(session.state) + 1) {
        const auto next = static_cast<SessionState>(std::to_underlying(session.state) + 1);
        return fail(ErrorKind::Invalid,
                    u"A session goes one step at a time: after \"%1\" comes \"%2\"."_s.arg(
                        toString(session.state), toString(next)));
    }
    if (to != SessionState::Closed)
        return {};
    QStringList notTold;
    for (const Participant &participant : session.participants) {
        if (participant.status == ParticipantStatus::Came && !participant.toldOutcome)
            notTold.append(participant.name.isEmpty() ? u"somebody without a name"_s
                                                      : participant.name);
    }
    if (notTold.isEmpty())
        return {};
    constexpr qsizetype named = 3;
    const qsizetype others = notTold.size() - named;
    if (others > 0)
        notTold = notTold.first(named) + QStringList{u"%1 more"_s.arg(others)};
    return fail(
        ErrorKind::Invalid,
        u"The session stays open until everyone who came has been told what came of it. Not told yet: %1."_s
            .arg(notTold.join(u", "_s)));
}

} // namespace casement

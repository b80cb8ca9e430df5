// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/domain/ask.h"

#include <array>

namespace casement
{

namespace
{

using namespace Qt::StringLiterals;

template <typename Enum>
struct AskName {
    Enum value;
    QLatin1StringView name;
};

constexpr std::array kindNames{
    AskName{AskKind::Wish, "wish"_L1},         AskName{AskKind::Problem, "problem"_L1},
    AskName{AskKind::Question, "question"_L1}, AskName{AskKind::Offer, "offer"_L1},
    AskName{AskKind::Thanks, "thanks"_L1},     AskName{AskKind::Worry, "worry"_L1},
};

constexpr std::array askStateNames{
    AskName{AskState::Heard, "heard"_L1},
    AskName{AskState::Understood, "understood"_L1},
    AskName{AskState::Considering, "considering"_L1},
    AskName{AskState::Promised, "promised"_L1},
    AskName{AskState::Done, "done"_L1},
    AskName{AskState::Declined, "declined"_L1},
    AskName{AskState::NotOurs, "not-ours"_L1},
    AskName{AskState::Duplicate, "duplicate"_L1},
};

template <typename Names, typename Enum>
QString askNameOf(const Names &names, Enum value)
{
    const auto it = std::ranges::find(names, value, &AskName<Enum>::value);
    return it == names.end() ? QString() : QString(it->name);
}

template <typename Enum, typename Names>
std::optional<Enum> askValueOf(const Names &names, const QString &text)
{
    const auto it = std::ranges::find_if(names, [&](const AskName<Enum> &each) {
        return text.compare(each.name, Qt::CaseInsensitive) == 0;
    });
    return it == names.end() ? std::nullopt : std::optional(it->value);
}

/// What is said of each end; %1 is the reason.
struct AnswerTexts {
    QStringView language;
    QStringView done;
    QStringView declined;
    QStringView notOurs;
    QStringView duplicate;
};

constexpr std::array answerTexts{
    AnswerTexts{u"en", u"Thank you for telling us this: it is done now.",
                u"Thank you for telling us this. We are not going to do it, and this is why: %1",
                u"Thank you for telling us this. It is not in our hands: %1",
                u"Thank you for telling us this. Others told us the same, and we look after it "
                u"together with theirs."},
    AnswerTexts{u"de", u"Danke für diesen Hinweis: Das ist jetzt erledigt.",
                u"Danke für diesen Hinweis. Wir werden das nicht tun, und zwar aus diesem Grund: "
                u"%1",
                u"Danke für diesen Hinweis. Das liegt nicht in unserer Hand: %1",
                u"Danke für diesen Hinweis. Andere haben uns dasselbe gesagt; wir kümmern uns um "
                u"beides zusammen."},
    AnswerTexts{u"fr", u"Merci de nous l’avoir dit : c’est fait maintenant.",
                u"Merci de nous l’avoir dit. Nous n’allons pas le faire, pour cette raison : %1",
                u"Merci de nous l’avoir dit. Cela ne dépend pas de nous : %1",
                u"Merci de nous l’avoir dit. D’autres nous ont dit la même chose, et nous nous en "
                u"occupons ensemble."},
    AnswerTexts{u"es", u"Gracias por contárnoslo: ya está hecho.",
                u"Gracias por contárnoslo. No vamos a hacerlo, y esta es la razón: %1",
                u"Gracias por contárnoslo. No está en nuestras manos: %1",
                u"Gracias por contárnoslo. Otras personas nos dijeron lo mismo, y lo tratamos todo "
                u"junto."},
    AnswerTexts{u"pl", u"Dziękujemy za ten głos: to już zrobione.",
                u"Dziękujemy za ten głos. Nie zrobimy tego, a powód jest taki: %1",
                u"Dziękujemy za ten głos. To nie zależy od nas: %1",
                u"Dziękujemy za ten głos. Inni powiedzieli nam to samo i zajmujemy się tym razem."},
};

QString outboxNeedsSomebody()
{
    return u"The last message about this waits in the outbox: send it again or take it back there "
           "first. Nothing was changed."_s;
}

} // namespace

QString toString(AskKind kind)
{
    return askNameOf(kindNames, kind);
}

QString toString(AskState state)
{
    return askNameOf(askStateNames, state);
}

QString toString(AskPlace place)
{
    return place == AskPlace::Untold ? u"untold"_s : toString(static_cast<AskState>(place));
}

std::optional<AskKind> askKindFromString(const QString &text)
{
    return askValueOf<AskKind>(kindNames, text);
}

std::optional<AskState> askStateFromString(const QString &text)
{
    return askValueOf<AskState>(askStateNames, text);
}

std::optional<AskPlace> askPlaceFromString(const QString &text)
{
    for (const AskPlace place : askPlaces()) {
        if (text.compare(toString(place), Qt::CaseInsensitive) == 0)
            return place;
    }
    return std::nullopt;
}

QList<AskPlace> askPlaces()
{
    return {AskPlace::Untold,      AskPlace::Heard,    AskPlace::Understood,
            AskPlace::Considering, AskPlace::Promised, AskPlace::Done,
            AskPlace::Declined,    AskPlace::NotOurs,  AskPlace::Duplicate};
}

qsizetype Ask::settled() const
{
    return std::ranges::count_if(voices,
                                 [](const AskVoice &voice) { return isSettled(voice.telling); });
}

bool Ask::isClosed() const
{
    return isEnd(state) && settled() == voices.size();
}

Result<void> checkAskStep(const Ask &ask, const AskStep &step)
{
    if (needsReason(step.state) && step.reason.trimmed().isEmpty())
        return fail(
            ErrorKind::Invalid,
            u"Whoever asked for it is told why: “%1” needs a reason. Nothing was changed."_s.arg(
                toString(step.state)));
    if (step.state != AskState::Duplicate)
        return {};
    if (!step.duplicateOf.isValid())
        return fail(ErrorKind::Invalid,
                    u"Say of which ask it is a duplicate. Nothing was changed."_s);
    if (step.leadsTo.contains(ask.id))
        return fail(ErrorKind::Invalid,
                    step.duplicateOf == ask.id
                        ? u"An ask is no duplicate of itself. Nothing was changed."_s
                        : u"That ask is a duplicate of this one. Nothing was changed."_s);
    return {};
}

Result<void> checkTelling(const Ask &ask, const AskVoice &voice)
{
    if (!isEnd(ask.state))
        return fail(
            ErrorKind::Invalid,
            u"It is not decided yet what became of this; say that first. Nothing was sent."_s);
    switch (voice.telling) {
    case VoiceTelling::Untold:
    case VoiceTelling::Skipped:
        return {};
    case VoiceTelling::Told:
        if (voice.isOfEarlierEnd)
            return {};
        return fail(ErrorKind::Invalid, u"They have been told already. Nothing was sent."_s);
    case VoiceTelling::OnItsWay:
        return fail(ErrorKind::Invalid,
                    u"A message about this is on its way to them already. Nothing was sent."_s);
    case VoiceTelling::NeedsYou:
    case VoiceTelling::Failed:
    case VoiceTelling::Unknown:
        break;
    }
    return fail(ErrorKind::Invalid, outboxNeedsSomebody());
}

Result<void> checkSkipping(const Ask &ask, const AskVoice &voice, const QString &reason)
{
    if (reason.trimmed().isEmpty())
        return fail(ErrorKind::Invalid, u"Say why they are not told. Nothing was changed."_s);
    if (!isEnd(ask.state))
        return fail(ErrorKind::Invalid,
                    u"It is not decided yet what became of this; say that first. Nothing was "
                    "changed."_s);
    if (voice.telling == VoiceTelling::Told)
        return fail(ErrorKind::Invalid, u"They have been told already. Nothing was changed."_s);
    if (voice.telling == VoiceTelling::OnItsWay)
        return fail(ErrorKind::Invalid, u"A message about this is on its way to them already. "
                                        "Nothing was changed."_s);
    // Where sending came to nothing, somebody may well decide that it stays so; but what still
    // waits in the outbox could go out after all.
    if (voice.telling == VoiceTelling::NeedsYou)
        return fail(ErrorKind::Invalid, outboxNeedsSomebody());
    return {};
}

QString askAnswer(AskState state, const QString &quote, const QString &reason,
                  const QString &language)
{
    if (!isEnd(state))
        return {};
    const QString code = language.section(u'-', 0, 0).toLower();
    const auto found = std::ranges::find(answerTexts, QStringView(code), &AnswerTexts::language);
    const AnswerTexts &texts = found == answerTexts.end() ? answerTexts.front() : *found;
    QString answer;
    for (const QString &line : quote.trimmed().split(u'\n', Qt::SkipEmptyParts))
        answer += u"> "_s + line.trimmed() + u'\n';
    if (!answer.isEmpty())
        answer += u'\n';
    const QString why = reason.trimmed();
    switch (state) {
    case AskState::Declined:
        answer += texts.declined.toString().arg(why);
        break;
    case AskState::NotOurs:
        answer += texts.notOurs.toString().arg(why);
        break;
    case AskState::Duplicate:
        answer += texts.duplicate;
        break;
    default:
        answer += texts.done;
        if (!why.isEmpty())
            answer += u' ' + why;
        break;
    }
    return answer + u'\n';
}

} // namespace casement

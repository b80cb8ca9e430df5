// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/channels/telegram/telegramtext.h"

#include "core/channels/telegram/telegrammapping.h"
#include "core/text/links.h"

#include <algorithm>
#include <vector>

namespace casement
{

namespace
{

constexpr qsizetype kMaxEntities = 500;
constexpr std::size_t kMaxDepth = 16;

struct Span {
    qsizetype begin = 0;
    qsizetype end = 0;
    QString open;
    QString close;
    bool isPre = false;
};

bool splitsCharacter(const QString &text, qsizetype at)
{
    return at > 0 && at < text.size() && text.at(at).isLowSurrogate() &&
           text.at(at - 1).isHighSurrogate();
}

/// Begin and end of an entity within \a text; an empty range where it lies nowhere.
std::pair<qsizetype, qsizetype> rangeOf(const QString &text, const QJsonValue &entity)
{
    const qint64 begin = telegramNumber(entity[u"offset"]);
    const qint64 length = telegramNumber(entity[u"length"]);
    if (begin < 0 || length <= 0 || begin >= text.size())
        return {};
    const qsizetype end = begin + std::min<qint64>(length, text.size() - begin);
    if (splitsCharacter(text, begin) || splitsCharacter(text, end))
        return {};
    return {begin, end};
}

QString linkTo(const QString &address)
{
    const auto link = safeLink(address);
    return link ? QStringLiteral("<a href=\"%1\">").arg(link->url.toHtmlEscaped()) : QString();
}

/// The tags around an entity; nothing for kinds that form nothing.
Span spanOf(const QString &text, const QJsonValue &entity)
{
    const auto [begin, end] = rangeOf(text, entity);
    const QString type = entity[u"type"].toString();
    const QString words = text.sliced(begin, end - begin);
    Span span{.begin = begin, .end = end, .open = {}, .close = {}};
    const auto tags = [&](const QString &name) {
        span.open = u'<' + name + u'>';
        span.close = QStringLiteral("</") + name + u'>';
    };
    if (type == u"bold")
        tags(QStringLiteral("b"));
    else if (type == u"italic")
        tags(QStringLiteral("i"));
    else if (type == u"underline")
        tags(QStringLiteral("u"));
    else if (type == u"strikethrough")
        tags(QStringLiteral("s"));
    else if (type == u"code")
        tags(QStringLiteral("code"));
    else if (type == u"blockquote" || type == u"expandable_blockquote")
        tags(QStringLiteral("blockquote"));
    else if (type == u"pre")
        tags(QStringLiteral("pre"));
    else if (type == u"text_link")
        span.open = linkTo(entity[u"url"].toString().left(4000));
    else if (type == u"url")
        span.open = linkTo(words.contains(u"://") ? words : QStringLiteral("https://") + words);
    else if (type == u"email")
        span.open = linkTo(QStringLiteral("mailto:") + words);
    if (span.open.startsWith(u"<a "))
        span.close = QStringLiteral("</a>");
    span.isPre = type == u"pre";
    return span;
}

} // namespace

QString telegramHtml(const QString &text, const QJsonArray &entities)
{
    std::vector<Span> spans;
    for (qsizetype i = 0; i < std::min(entities.size(), kMaxEntities); ++i) {
        Span span = spanOf(text, entities.at(i));
        if (span.end > span.begin && !span.open.isEmpty())
            spans.push_back(std::move(span));
    }
    if (spans.empty())
        return {};
    std::ranges::stable_sort(spans, [](const Span &a, const Span &b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
    });
    QString html;
    std::vector<const Span *> open;
    std::vector<qsizetype> ends; // of those that are open, cut to nest
    qsizetype at = 0;
    const auto write = [&](qsizetype upTo) {
        QString part = text.sliced(at, upTo - at).toHtmlEscaped();
        if (std::ranges::none_of(open, &Span::isPre))
            part.replace(u'\n', QStringLiteral("<br>"));
        html += part;
        at = upTo;
    };
    const auto closeUntil = [&](qsizetype position) {
        while (!open.empty() && ends.back() <= position) {
            write(ends.back());
            html += open.back()->close;
            open.pop_back();
            ends.pop_back();
        }
    };
    for (const Span &span : spans) {
        closeUntil(span.begin);
        if (open.size() >= kMaxDepth)
            continue;
        write(span.begin);
        html += span.open;
        open.push_back(&span);
        ends.push_back(ends.empty() ? span.end : std::min(span.end, ends.back()));
    }
    closeUntil(text.size());
    write(text.size());
    return html;
}

bool mentionsTelegramBot(const QString &text, const QJsonArray &entities, qint64 botId,
                         const QString &username)
{
    for (qsizetype i = 0; i < std::min(entities.size(), kMaxEntities); ++i) {
        const QJsonValue entity = entities.at(i);
        const QString type = entity[u"type"].toString();
        if (type == u"text_mention" && telegramNumber(entity[u"user"][u"id"]) == botId)
            return true;
        if (type != u"mention" && type != u"bot_command")
            continue;
        const auto [begin, end] = rangeOf(text, entity);
        const QStringView words = QStringView(text).sliced(begin, end - begin);
        const qsizetype name = words.indexOf(u'@');
        if (name < 0 && type == u"bot_command" && !words.isEmpty())
            return true;
        if (name >= 0 && !username.isEmpty() &&
            words.sliced(name + 1).compare(username, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

} // namespace casement

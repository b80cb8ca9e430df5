// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/picture.h"

#include "app/verbs/format.h"
#include "core/desk/desk.h"
#include "ui/mainwindow.h"

using namespace Qt::StringLiterals;

namespace casement
{

namespace
{

constexpr std::chrono::milliseconds betweenLooks(400);
constexpr int mostLooks = 50;

} // namespace

Picture::Picture(Desk &desk, MainWindow &window, const QString &file, QObject *parent)
    : QObject(parent)
    , m_desk(desk)
    , m_window(window)
    , m_file(file)
{
    connect(&m_timer, &QTimer::timeout, this, &Picture::look);
}

void Picture::take(const QString &open)
{
    if (open == u"sample") {
        addSample();
        return;
    }
    if (const auto number = numberOf(u'c', open)) {
        m_window.openConversation(ConversationId{*number});
    } else if (const auto person = numberOf(u'p', open)) {
        m_window.goTo(ViewTarget::Kind::People);
        m_window.showTimeline(PersonId{*person});
    } else if (const auto session = numberOf(u's', open)) {
        m_window.goTo(ViewTarget::Kind::Sessions);
        m_window.showSession(SessionId{*session});
    } else if (const auto ask = numberOf(u'k', open)) {
        m_window.goTo(ViewTarget::Kind::Asks);
        m_window.showAsk(AskId{*ask});
    } else if (const auto promise = numberOf(u'r', open)) {
        m_window.goTo(ViewTarget::Kind::Promises);
        m_window.showPromise(PromiseId{*promise});
    } else if (!open.isEmpty()) {
        finish(fail(ErrorKind::Invalid,
                    u"--open takes a conversation (c12), a person (p3), a session (s1), "
                    "an ask (k1), a promise (r1) or “sample”."_s));
        return;
    }
    m_timer.start(betweenLooks);
}

void Picture::addSample()
{
    m_desk.sample.isPresent()
        .then(this,
              [this](const Result<bool> &isPresent) {
                  return isPresent.value_or(false) ? QtFuture::makeReadyValueFuture(Result<void>())
                                                   : m_desk.sample.add();
              })
        .unwrap()
        .then(this, [this](const Result<void> &added) {
            if (added)
                openTypical();
            else
                finish(added);
        });
}

/// The newest conversation of the inbox in which something was said to and fro.
void Picture::openTypical()
{
    m_desk.conversations.page(ViewQuery(), std::nullopt, 100)
        .then(this, [this](const Result<ConversationPage> &page) {
            if (!page || page->rows.isEmpty()) {
                finish(page ? fail(ErrorKind::NotFound,
                                   u"The inbox is empty; there is nothing to open."_s)
                            : Result<void>(std::unexpected(page.error())));
                return;
            }
            const auto typical =
                std::ranges::find_if(page->rows, [](const ConversationSummary &row) {
                    return row.messageCount >= 3 && !row.tags.isEmpty();
                });
            m_window.openConversation(typical == page->rows.end() ? page->rows.first().id
                                                                  : typical->id);
            m_timer.start(betweenLooks);
        });
}

void Picture::look()
{
    const QImage now = m_window.grab().toImage();
    const bool isSettled = now == m_last && m_looks >= 2;
    m_last = now;
    if (!isSettled && ++m_looks < mostLooks)
        return;
    if (m_last.save(m_file, "PNG"))
        finish({});
    else
        finish(fail(ErrorKind::Invalid, u"The picture %1 could not be written."_s.arg(m_file)));
}

void Picture::finish(const Result<void> &result)
{
    m_timer.stop();
    Q_EMIT taken(result);
}

} // namespace casement

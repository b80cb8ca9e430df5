// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/ui/mailworkspace.h"

#include "core/desk/pipeline.h"
#include "core/text/markdown.h"

#include <QFuture>
#include <QJsonObject>

namespace casement
{

using namespace Qt::StringLiterals;

namespace
{

class PatientServer final : public Connector
{
public:
    PatientServer(std::shared_ptr<QList<OutgoingMessage>> delivered,
                  std::shared_ptr<Capabilities> capabilities,
                  std::shared_ptr<MailWorkspace::Files> files)
        : m_delivered(std::move(delivered))
        , m_capabilities(std::move(capabilities))
        , m_files(std::move(files))
    {
    }

    [[nodiscard]] Capabilities capabilities() const override { return *m_capabilities; }
    void start(const Cursors &, FetchMode) override { Q_EMIT stateChanged(LinkState::Online, {}); }
    void stop() override {}
    void refresh() override {}
    void committed(quint64) override {}
    [[nodiscard]] Rendition render(const OutgoingMessage &message) const override
    {
        Rendition rendition = Connector::render(message);
        if (m_capabilities->formatting == Capabilities::Formatting::Html)
            rendition.html = markdownToHtml(message.markdown);
        return rendition;
    }
    QFuture<Result<SendReceipt>> send(const OutgoingMessage &message) override
    {
        m_delivered->append(message);
        return QtFuture::makeReadyValueFuture(
            Result<SendReceipt>(SendReceipt{.serverAnswer = u"250 ok"_s}));
    }
    QFuture<Result<SendState>> lookUp(const OutgoingMessage &) override
    {
        return QtFuture::makeReadyValueFuture(Result<SendState>(SendState::NotSent));
    }
    QFuture<Result<FileAnswer>> fetchFile(const FileRequest &request) override
    {
        return *m_files ? (*m_files)(request) : Connector::fetchFile(request);
    }

private:
    std::shared_ptr<QList<OutgoingMessage>> m_delivered;
    std::shared_ptr<Capabilities> m_capabilities;
    std::shared_ptr<MailWorkspace::Files> m_files;
};

} // namespace

MailWorkspace::MailWorkspace()
{
    auto opened = Store::open({.folder = folder.filePath(u"workspace"_s)});
    if (!opened)
        qFatal("%s", qPrintable(opened.error().detail));
    store = std::move(*opened);
    desk = std::make_unique<Desk>(*store,
                                  [kept = delivered, can = capabilities,
                                   has = files](const Account &) -> std::unique_ptr<Connector> {
                                      return std::make_unique<PatientServer>(kept, can, has);
                                  });
    account.channel = u"email"_s;
    account.name = u"Team"_s;
    account.address = u"team@example.net"_s;
    account.fromName = u"Team Casement"_s;
    account.settings = {{u"smtp"_s, QJsonObject{{u"host"_s, u"mail.example.net"_s}}}};
    account.uid = Uid::derive({"email", "team@example.net"});
    const auto saved = waited(desk->accounts.save(account));
    if (!saved)
        qFatal("%s", qPrintable(saved.error().detail));
    account = *saved;
    desk->accounts.start(FetchMode::Watch);
}

MailWorkspace::~MailWorkspace()
{
    desk->accounts.stop();
    desk.reset();
    store.reset();
}

void MailWorkspace::restartAccounts()
{
    desk->accounts.stop();
    desk->accounts.start(FetchMode::Watch);
    const auto isRunning = [this] {
        const auto statuses = desk->accounts.statuses();
        return statuses.size() == 1 && statuses.first().capabilities == *capabilities;
    };
    if (!QTest::qWaitFor(isRunning, 30'000))
        qFatal("the account did not start again");
}

ConversationId MailWorkspace::receive(const QList<Letter> &letters)
{
    const int thread = ++m_threads;
    const Timestamp start =
        fromDateTime(QDateTime(QDate(2026, 3, 5), QTime(9, 0), QTimeZone::UTC)) +
        std::chrono::days(thread);
    QList<PreparedMessage> prepared;
    for (qsizetype i = 0; i < letters.size(); ++i) {
        const Letter &letter = letters.at(i);
        IncomingMessage message;
        const QString type = letter.html.isEmpty() ? u"plain"_s : u"html"_s;
        message.raw =
            (u"From: %1 <%2>\r\nSubject: %3\r\nMessage-ID: <%4.%5@example.org>\r\nMIME-Version: 1.0\r\n"_s
                 .arg(letter.name, letter.from, letter.subject)
                 .arg(thread)
                 .arg(i) +
             u"Content-Type: text/%1; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"_s
                 .arg(type) +
             (letter.html.isEmpty() ? letter.text : letter.html))
                .toUtf8();
        message.remoteKey = QByteArray::number(thread) + '.' + QByteArray::number(i);
        message.author = {.kind = u"email"_s, .address = letter.from, .name = letter.name};
        message.recipients = {
            {.role = RecipientRole::To,
             .address = {.kind = u"email"_s, .address = account.address, .name = {}}}};
        for (const QString &other : letter.alsoTo)
            message.recipients.append(
                {.role = RecipientRole::Cc,
                 .address = {.kind = u"email"_s, .address = other, .name = {}}});
        message.receivedAt = start + std::chrono::minutes(i);
        message.sentAt = message.receivedAt;
        message.subject = letter.subject;
        message.text = letter.text;
        message.html = letter.html;
        message.language = letter.language;
        message.link = letter.link;
        message.attachments = letter.attachments;
        message.rawFormat = letter.rawFormat;
        message.visibility = letter.visibility;
        message.messageId =
            QByteArray::number(thread) + '.' + QByteArray::number(i) + "@example.org";
        if (i > 0) {
            const QByteArray first = QByteArray::number(thread) + ".0@example.org";
            message.inReplyTo = {first};
            message.references = {first};
        }
        prepared.append(prepareMessage(std::move(message), start));
    }
    const auto counts = waited(store->write([this, prepared](WriteContext &context) {
        return ingest(context, account, prepared, {});
    }));
    if (!counts || counts->added != letters.size())
        qFatal("the letters did not come in");
    const auto page = waited(desk->conversations.page({.view = View::All}, std::nullopt, 1));
    if (!page || page->rows.isEmpty())
        qFatal("there is no conversation");
    return page->rows.first().id;
}

QList<MessageId> MailWorkspace::messages(ConversationId id)
{
    QList<MessageId> ids;
    const auto page = waited(desk->conversations.timeline(id, std::nullopt, 1000));
    for (const TimelineItem &item : page->items) {
        if (item.message.isValid())
            ids.append(item.message);
    }
    return ids;
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/views/viewlistmodel.h"

#include "core/desk/desk.h"
#include "ui/style/displaytext.h"
#include "ui/style/icons.h"

#include <QLocale>
#include <QTimer>

namespace casement
{

namespace
{

/// A burst of commits is counted once.
constexpr std::chrono::milliseconds countsCoalescing{120};

} // namespace

AccountStateText accountStateText(const AccountStatus &status)
{
    if (status.account.paused)
        return {QStringLiteral("pause"), ViewListModel::tr("paused")};
    switch (status.state) {
    case LinkState::Stopped:
        if (status.account.settings.isEmpty()) // imported files, the sample
            return {};
        return {QStringLiteral("offline"), ViewListModel::tr("not connected")};
    case LinkState::Connecting:
        return {QStringLiteral("sync"), ViewListModel::tr("connecting")};
    case LinkState::Fetching:
        return {QStringLiteral("sync"), ViewListModel::tr("fetching")};
    case LinkState::Online:
        return {QStringLiteral("online"), ViewListModel::tr("online")};
    case LinkState::Waiting:
        return {QStringLiteral("offline"), ViewListModel::tr("offline, will try again")};
    case LinkState::NeedsPerson:
        return {QStringLiteral("attention"), ViewListModel::tr("needs you"), true};
    }
    return {};
}

ViewListModel::ViewListModel(Desk &desk, QObject *parent)
    : QAbstractListModel(parent)
    , m_desk(desk)
    , m_coalesce(new QTimer(this))
{
    m_coalesce->setSingleShot(true);
    m_coalesce->setInterval(countsCoalescing);
    connect(m_coalesce, &QTimer::timeout, this, &ViewListModel::count);
    connect(&desk, &Desk::changed, this, [this](const StoreChange &change) {
        if (change.tags || change.accounts || change.everything)
            rebuild();
        if (!m_coalesce->isActive())
            m_coalesce->start();
    });
    connect(&desk.accounts, &Accounts::statusChanged, this, &ViewListModel::updateAccounts);
    setRows({}, {}); // a view can be gone to before the store has answered
    rebuild();
}

int ViewListModel::rowOf(const ViewTarget &target) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        if (!m_rows.at(row).isHeader && m_rows.at(row).target == target)
            return row;
    }
    return -1;
}

int ViewListModel::rowOf(View view) const
{
    for (int row = 0; row < m_rows.size(); ++row) {
        const Row &candidate = m_rows.at(row);
        if (!candidate.isHeader && candidate.target.query.view == view &&
            !candidate.target.isOfCommunity())
            return row;
    }
    return -1;
}

int ViewListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ViewListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows.at(index.row());
    const QString count = row.count && row.count->count > 0
                              ? QLocale().toString(row.count->count) +
                                    (row.count->isCapped ? QStringLiteral("+") : QString())
                              : QString();
    const AccountStateText state =
        row.account ? accountStateText(*row.account) : AccountStateText();
    switch (role) {
    case Qt::DisplayRole:
        return row.target.title;
    case CountRole:
        return count;
    case HeaderRole:
        return row.isHeader;
    case StateTextRole:
        return state.text;
    case StateIconRole:
        return state.icon;
    case NeedsPersonRole:
        return state.needsPerson;
    case IconNameRole:
        return row.target.iconName;
    case TagColourRole:
        return row.colour;
    case Qt::AccessibleTextRole: {
        QStringList parts{row.target.title};
        if (!count.isEmpty())
            parts.append(count);
        if (!state.text.isEmpty())
            parts.append(state.text);
        return parts.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

Qt::ItemFlags ViewListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    if (!checkIndex(index) || m_rows.at(index.row()).isHeader)
        return Qt::ItemNeverHasChildren;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

void ViewListModel::rebuild()
{
    m_desk.triage.tags().then(this, [this](const Result<QList<Tag>> &tags) {
        m_desk.accounts.list().then(this, [this, tags](const Result<QList<Account>> &accounts) {
            setRows(tags.value_or(QList<Tag>()), accounts.value_or(QList<Account>()));
            count();
        });
    });
}

void ViewListModel::setRows(const QList<Tag> &tags, const QList<Account> &accounts)
{
    const auto view = [](View which, const QString &title, const QString &iconName,
                         ViewTarget::Kind kind = ViewTarget::Kind::Conversations) {
        return Row{
            .target = {
                .kind = kind, .query = queryOf(which), .title = title, .iconName = iconName}};
    };
    const auto header = [](const QString &title) {
        return Row{.target = {.title = title}, .isHeader = true};
    };
    QList<Row> rows{
        view(View::Inbox, tr("Inbox"), QStringLiteral("inbox")),
        view(View::Mine, tr("Mine"), QStringLiteral("person")),
        view(View::Unassigned, tr("Unassigned"), QStringLiteral("person-off")),
        view(View::Waiting, tr("Waiting"), QStringLiteral("waiting")),
        view(View::Snoozed, tr("Snoozed"), QStringLiteral("snooze")),
        view(View::Starred, tr("Starred"), QStringLiteral("star")),
        view(View::Unread, tr("Unread"), QStringLiteral("unread")),
        view(View::Done, tr("Done"), QStringLiteral("done")),
        view(View::All, tr("All conversations"), QStringLiteral("all")),
        view(View::Spam, tr("Spam"), QStringLiteral("spam")),
        header(tr("Writing")),
        view(View::Drafts, tr("Drafts"), QStringLiteral("draft"), ViewTarget::Kind::Drafts),
        view(View::Outbox, tr("Outbox"), QStringLiteral("outbox"), ViewTarget::Kind::Outbox),
        view(View::NeedsYou, tr("Needs you"), QStringLiteral("attention"),
             ViewTarget::Kind::NeedsYou),
        header(tr("Community")),
        view(View::All, tr("People"), QStringLiteral("people"), ViewTarget::Kind::People),
        view(View::All, tr("Asks"), QStringLiteral("ask"), ViewTarget::Kind::Asks),
        view(View::All, tr("Promises"), QStringLiteral("promise"), ViewTarget::Kind::Promises),
        view(View::All, tr("Sessions"), QStringLiteral("session"), ViewTarget::Kind::Sessions),
    };
    if (!tags.isEmpty()) {
        rows.append(header(tr("Tags")));
        for (const Tag &tag : tags) {
            Row row = view(View::TagView, displayLine(tag.name), QStringLiteral("tag"));
            row.target.query.tag = tag.id;
            row.colour = tag.colour;
            rows.append(row);
        }
    }
    if (!accounts.isEmpty()) {
        rows.append(header(tr("Accounts")));
        const QList<AccountStatus> statuses = m_desk.accounts.statuses();
        for (const Account &account : accounts) {
            Row row = view(View::AccountView,
                           displayLine(account.name.isEmpty() ? account.address : account.name),
                           channelIconName(account.channel));
            row.target.query.account = account.id;
            row.account.emplace();
            row.account->account = account;
            for (const AccountStatus &status : statuses) {
                if (status.account.id == account.id)
                    row.account = status;
            }
            rows.append(row);
        }
    }
    for (Row &row : rows) { // the old counts stand until the new ones are there
        const int before = row.isHeader ? -1 : rowOf(row.target);
        if (before >= 0)
            row.count = m_rows.at(before).count;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

void ViewListModel::count()
{
    if (m_counting) {
        m_countAgain = true;
        return;
    }
    QList<ViewQuery> queries;
    QList<ViewTarget> counted;
    for (const Row &row : std::as_const(m_rows)) {
        if (row.isHeader || row.target.isOfCommunity())
            continue;
        // How much is done or not ours any more is a number about people that nobody acts on.
        if (row.target.query.view == View::Done || row.target.query.view == View::All ||
            row.target.query.view == View::Spam)
            continue;
        queries.append(row.target.query);
        counted.append(row.target);
    }
    if (queries.isEmpty())
        return;
    m_counting = true;
    m_desk.conversations.counts(queries).then(
        this, [this, counted](const Result<QList<ViewCount>> &counts) {
            m_counting = false;
            for (qsizetype i = 0; counts && i < std::min(counts->size(), counted.size()); ++i) {
                const int row = rowOf(counted.at(i));
                if (row < 0)
                    continue;
                const ViewCount &now = counts->at(i);
                std::optional<ViewCount> &before = m_rows[row].count;
                if (!before || before->count != now.count || before->isCapped != now.isCapped) {
                    before = now;
                    Q_EMIT dataChanged(index(row), index(row));
                }
            }
            Q_EMIT countsChanged();
            if (std::exchange(m_countAgain, false))
                count();
        });
}

void ViewListModel::updateAccounts()
{
    for (const AccountStatus &status : m_desk.accounts.statuses()) {
        for (int row = 0; row < m_rows.size(); ++row) {
            if (m_rows.at(row).account && m_rows.at(row).account->account.id == status.account.id) {
                m_rows[row].account = status;
                Q_EMIT dataChanged(index(row), index(row));
            }
        }
    }
}

} // namespace casement

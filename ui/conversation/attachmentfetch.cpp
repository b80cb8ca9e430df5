// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/attachmentfetch.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"

#include <QBoxLayout>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFutureWatcher>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QTimer>

namespace casement
{

using namespace std::chrono_literals;

namespace
{

/// Shorter waits are not worth a window that comes and goes.
constexpr auto briefly = 300ms;

/// A file on its way. Closing it is cancelling.
class FetchDialog final : public QDialog
{
    Q_DECLARE_TR_FUNCTIONS(casement::FetchDialog)
public:
    FetchDialog(const QString &name, const QStringList &hosts,
                const QFuture<Result<FileAnswer>> &file, QWidget *parent)
        : QDialog(parent)
        , m_bar(new QProgressBar(this))
        , m_count(new QLabel(this))
    {
        setAttribute(Qt::WA_DeleteOnClose);
        setWindowTitle(tr("Fetching a file"));
        auto *what = new QLabel(this);
        what->setTextFormat(Qt::PlainText);
        what->setWordWrap(true);
        what->setText(hosts.isEmpty() ? tr("%1 is on its way.").arg(name)
                                      : tr("%1 is on its way from %2.").arg(name, hosts.last()));
        m_bar->setRange(0, 0);
        m_bar->setTextVisible(false);
        m_bar->setAccessibleName(what->text());
        m_count->setTextFormat(Qt::PlainText);
        auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
        connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
        auto *layout = new QVBoxLayout(this);
        layout->addWidget(what);
        layout->addWidget(m_bar);
        layout->addWidget(m_count);
        layout->addWidget(buttons);
        setMinimumWidth(360);
        connect(this, &QDialog::rejected, &m_file, [this] { m_file.cancel(); });
        connect(&m_file, &QFutureWatcherBase::progressRangeChanged, this,
                [this](int, int to) { m_bar->setRange(0, to); });
        connect(&m_file, &QFutureWatcherBase::progressValueChanged, this,
                [this](int value) { showProgress(value); });
        connect(&m_file, &QFutureWatcherBase::finished, this, [this] { deleteLater(); });
        m_file.setFuture(file);
        QTimer::singleShot(briefly, this, [this] {
            if (!m_file.isFinished())
                open();
        });
    }

private:
    void showProgress(int value)
    {
        if (m_bar->maximum() > 0)
            m_bar->setValue(value);
        m_count->setText(m_bar->maximum() > 0
                             ? tr("%1 of %2").arg(Words::size(value), Words::size(m_bar->maximum()))
                             : Words::size(value));
    }

    QProgressBar *m_bar;
    QLabel *m_count;
    QFutureWatcher<Result<FileAnswer>> m_file;
};

QString fetchText(const char *text)
{
    return QCoreApplication::translate("casement::FetchDialog", text);
}

} // namespace

void fetchAttachment(Desk &desk, MessageId message, int index, const QStringList &hosts,
                     const QString &name, QWidget *parent,
                     const std::function<void(const Result<QByteArray> &)> &done)
{
    auto future = desk.attachments.get(message, index, hosts);
    new FetchDialog(name, hosts, future, parent);
    future.then(
        parent, [&desk, message, index, hosts, name, parent, done](const Result<FileAnswer> &file) {
            if (!file)
                return done(std::unexpected(file.error()));
            if (file->host.isEmpty())
                return done(file->bytes);
            const QString host = file->host;
            auto *box = new QMessageBox(parent);
            box->setAttribute(Qt::WA_DeleteOnClose);
            box->setTextFormat(Qt::PlainText);
            box->setIcon(QMessageBox::Question);
            box->setWindowTitle(
                fetchText(QT_TRANSLATE_NOOP("casement::FetchDialog", "Fetching a file")));
            box->setText(
                hosts.isEmpty()
                    ? fetchText(QT_TRANSLATE_NOOP("casement::FetchDialog", "The file is at %1."))
                          .arg(host)
                    : fetchText(QT_TRANSLATE_NOOP("casement::FetchDialog", "%1 leads on to %2."))
                          .arg(hosts.last(), host));
            box->setInformativeText(fetchText(QT_TRANSLATE_NOOP(
                "casement::FetchDialog",
                "This is not the server of your account. It will see that this computer asks for "
                "the file.")));
            QPushButton *go = box->addButton(
                fetchText(QT_TRANSLATE_NOOP("casement::FetchDialog", "Fetch from %1")).arg(host),
                QMessageBox::AcceptRole);
            box->addButton(QMessageBox::Cancel);
            box->setDefaultButton(QMessageBox::Cancel);
            QObject::connect(
                go, &QPushButton::clicked, parent,
                [&desk, message, index, agreed = hosts + QStringList{host}, name, parent, done] {
                    fetchAttachment(desk, message, index, agreed, name, parent, done);
                });
            box->open();
        });
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/accountsetup.h"
#include "core/desk/desk.h"
#include "core/storage/store.h"
#include "tests/support/waited.h"

#include <QTemporaryDir>
#include <QTest>
#include <memory>

namespace casement
{

/// Account setup without a network: what it answers is set by the test.
class ScriptedAccountSetup final : public AccountSetup
{
public:
    explicit ScriptedAccountSetup(Desk &desk) : m_desk(desk) {}

    QList<AccountCandidate> candidates;
    QList<ProbeOutcome> outcomes; ///< of the probes to come, one after the other; then success
    QList<Account> probed;
    QHash<QString, QString> lastSecrets;

    QList<ChannelInfo> channels() const override;
    Capabilities capabilities(const QString &channel) override;
    QStringList channelsFor(const QString &typed) const override;
    std::unique_ptr<BrowserSignIn> signIn(const QString &channel,
                                          const QJsonObject &settings) override;
    QFuture<Result<QList<AccountCandidate>>> discover(const QString &channel,
                                                      const QString &address) override;
    Result<void> validate(const QString &channel, const QJsonObject &settings) override;
    QFuture<ProbeOutcome> probe(const Account &account,
                                const QHash<QString, QString> &secrets) override;
    QJsonObject withPinned(const QString &channel, const QJsonObject &settings,
                           const CertificateProblem &certificate) override;
    QFuture<Result<Account>> add(const Account &account,
                                 const QHash<QString, QString> &secrets) override;
    QFuture<Result<void>> remove(const Account &account) override;

private:
    Desk &m_desk;
};

/// A workspace of its own in a temporary folder.
struct Workspace {
    Workspace();

    /// Puts the sample community in.
    void addSample();

    QTemporaryDir folder;
    std::unique_ptr<Store> store;
    std::unique_ptr<Desk> desk;
    std::unique_ptr<ScriptedAccountSetup> setup;
};

/// The dialog of this kind that \a window shows, once it does; null when it does not come.
template <typename Dialog>
Dialog *openedDialog(const QWidget &window)
{
    Dialog *dialog = nullptr;
    const bool came = QTest::qWaitFor([&] {
        dialog = window.findChild<Dialog *>();
        return dialog && dialog->isVisible();
    });
    return came ? dialog : nullptr;
}

} // namespace casement

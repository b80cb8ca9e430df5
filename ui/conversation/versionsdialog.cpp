// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/conversation/versionsdialog.h"

#include "ui/conversation/words.h"
#include "ui/style/displaytext.h"
#include "ui/style/metrics.h"

#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextCursor>
#include <QVBoxLayout>

namespace casement
{

namespace
{

constexpr qsizetype mostVersions = 100;
constexpr qsizetype longestText = 20'000;

} // namespace

VersionsDialog::VersionsDialog(const QList<MessageVersion> &versions, const TimelineItem &now,
                               QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Versions of this message"));
    resize(560, 420);
    auto *text = new QPlainTextEdit(this);
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setAccessibleName(windowTitle());
    QTextCursor cursor = text->textCursor();
    QTextCharFormat heading;
    heading.setFontWeight(QFont::DemiBold);
    const auto add = [&](const QString &title, const QString &words) {
        if (!cursor.atStart())
            cursor.insertText(QStringLiteral("\n\n"), QTextCharFormat());
        cursor.insertText(title + u'\n', heading);
        cursor.insertText(drawableText(words.left(longestText)), QTextCharFormat());
    };
    for (const MessageVersion &version :
         versions.last(std::min<qsizetype>(versions.size(), mostVersions)))
        add(tr("Written %1").arg(Words::shortTime(version.at)), version.text);
    add(tr("Since %1").arg(Words::shortTime(now.editedAt.value_or(now.at))), now.text);
    text->moveCursor(QTextCursor::Start);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::wide, metrics::wide, metrics::wide, metrics::wide);
    layout->setSpacing(metrics::wide);
    layout->addWidget(text, 1);
    layout->addWidget(buttons);
}

} // namespace casement

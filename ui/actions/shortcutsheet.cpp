// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/actions/shortcutsheet.h"

#include "ui/actions/actionregistry.h"
#include "ui/style/colors.h"
#include "ui/style/metrics.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>
#include <algorithm>

namespace casement
{

namespace
{

/// One key, drawn as a key.
class KeyCap final : public QLabel
{
public:
    KeyCap(const QString &text, QWidget *parent) : QLabel(text, parent)
    {
        setTextFormat(Qt::PlainText);
        setAlignment(Qt::AlignCenter);
        setContentsMargins(metrics::step, 2, metrics::step, 3);
        setMinimumWidth(metrics::page);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(palette().color(QPalette::Button));
        painter.setPen(palette().color(QPalette::Mid));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::half,
                                metrics::half);
        QLabel::paintEvent(event);
    }
};

} // namespace

ShortcutSheet::ShortcutSheet(const ActionRegistry &registry, bool singleLetters, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setSpacing(metrics::page * 2);
    std::array<QGridLayout *, 2> grids{};
    std::array<QVBoxLayout *, 2> columnLayouts{};
    for (size_t i = 0; i < 2; ++i) {
        columnLayouts[i] = new QVBoxLayout;
        grids[i] = new QGridLayout;
        grids[i]->setVerticalSpacing(metrics::half + 2);
        grids[i]->setHorizontalSpacing(metrics::page);
        grids[i]->setColumnStretch(0, 1);
        columnLayouts[i]->addLayout(grids[i]);
        columnLayouts[i]->addStretch();
        columns->addLayout(columnLayouts[i], 1);
    }
    for (const ActionGroup group :
         {ActionGroup::Go, ActionGroup::Conversation, ActionGroup::Workspace, ActionGroup::Move,
          ActionGroup::Triage, ActionGroup::Write, ActionGroup::Session, ActionGroup::Person,
          ActionGroup::Window}) {
        const bool hasKeys = std::ranges::any_of(actionTable(), [&](const ActionSpec &spec) {
            return spec.group == group && !registry.shortcutTexts(spec).isEmpty();
        });
        if (!hasKeys)
            continue;
        const bool left = group == ActionGroup::Go || group == ActionGroup::Move ||
                          group == ActionGroup::Conversation || group == ActionGroup::Session;
        QGridLayout *grid = grids[left ? 0 : 1];
        auto *title = new QLabel(groupTitle(group), content);
        QFont font = title->font();
        font.setWeight(QFont::DemiBold);
        title->setFont(font);
        title->setContentsMargins(0, grid->rowCount() > 1 ? metrics::wide : 0, 0, metrics::half);
        grid->addWidget(title, grid->rowCount(), 0, 1, 2);
        for (const ActionSpec &spec : actionTable()) {
            if (spec.group != group)
                continue;
            const QStringList shortcuts = registry.shortcutTexts(spec);
            if (shortcuts.isEmpty())
                continue;
            const int row = grid->rowCount();
            auto *label = new QLabel(actionText(spec), content);
            label->setTextFormat(Qt::PlainText);
            label->setAccessibleName(
                tr("%1: %2").arg(actionText(spec), shortcuts.join(QStringLiteral(", "))));
            grid->addWidget(label, row, 0);
            auto *keys = new QHBoxLayout;
            keys->setSpacing(metrics::half);
            keys->addStretch();
            for (const QString &shortcut : shortcuts)
                keys->addWidget(new KeyCap(shortcut, content));
            grid->addLayout(keys, row, 1);
        }
    }
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    scroll->setAccessibleName(windowTitle());

    auto *hint = new QLabel(singleLetters ? tr("Single letters work while a list or a conversation "
                                               "has the keyboard, never in a text field.")
                                          : tr("Single letters are turned off in the settings."),
                            this);
    hint->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(scroll, 1);
    layout->addWidget(hint);
    layout->addWidget(buttons);
    resize(880, 700);
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/style/colors.h"

#include <QColor>
#include <QPalette>
#include <QWidget>

class QLabel;
class QLayout;

namespace casement
{

/// \a amount of \a over (0 to 1) on \a under.
[[nodiscard]] QColor mixed(const QColor &under, const QColor &over, qreal amount);
/// Behind what we wrote ourselves.
[[nodiscard]] QColor oursColor(const QPalette &palette);
/// Behind code.
[[nodiscard]] QColor codeColor(const QPalette &palette);
/// Behind a warning.
[[nodiscard]] QColor warningColor(const QPalette &palette);

/// Gives \a label the colour of \a role (muted, accent, danger or warning) for good: it follows
/// palette changes.
void setTextRole(QLabel *label, ColorRole role);
/// Muted text.
void makeDim(QLabel *label);

/// The quiet heading of a part of a page.
[[nodiscard]] QLabel *headingLabel(const QString &text, QWidget *parent);
/// Takes everything out of \a layout and deletes it.
void emptyLayout(QLayout *layout);

/// A drawing that follows palette changes; a pixmap in a label would keep the colour that it was
/// made in.
class IconMark final : public QWidget
{
public:
    IconMark(const QString &name, ColorRole role, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_name;
    ColorRole m_role;
};

} // namespace casement

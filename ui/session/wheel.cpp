// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/session/wheel.h"

#include <QEvent>
#include <QWidget>

namespace casement
{

namespace
{

class WheelFilter final : public QObject
{
public:
    using QObject::QObject;

    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() != QEvent::Wheel)
            return false;
        event->ignore();
        return true;
    }
};

} // namespace

void leaveWheelToPage(QWidget *field)
{
    field->setFocusPolicy(Qt::StrongFocus); // the wheel would give it the keyboard
    field->installEventFilter(new WheelFilter(field));
}

} // namespace casement

// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>
#include <functional>

class QLineEdit;
class QListWidget;

namespace casement
{

/// A field to type in and what can be chosen below it: tags, colleagues, snooze times. Enter takes
/// the marked row, Esc leaves, the arrows move.
class PickerPopup final : public QFrame
{
    Q_OBJECT
public:
    struct Item {
        QString text = {};   ///< plain
        QString detail = {}; ///< plain, at the end of the row
        QString iconName = {};
        std::function<void()> choose = {};
    };
    using Items = std::function<QList<Item>(const QString &typed)>;

    PickerPopup(const QString &title, const QString &placeholder, Items items, QWidget *parent);

    /// Shows it with its upper left corner at \a position (global), kept inside the screen.
    void popUp(const QPoint &position);
    /// The items have changed.
    void refill();

protected:
    bool eventFilter(QObject *object, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void choose();

    Items m_items;
    QList<Item> m_shown;
    QLineEdit *m_edit;
    QListWidget *m_list;
};

} // namespace casement

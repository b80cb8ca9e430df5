// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/person/personpicker.h"

#include "core/desk/desk.h"
#include "ui/conversation/words.h"
#include "ui/list/rowdelegate.h"
#include "ui/style/displaytext.h"

#include <QKeyEvent>
#include <QListView>
#include <QStandardItemModel>

namespace casement
{

namespace
{

constexpr int mostFound = 8;
constexpr int idRole = Qt::UserRole + 1;

} // namespace

PersonPicker::PersonPicker(Desk &desk, QWidget *parent)
    : QLineEdit(parent)
    , m_desk(desk)
    , m_list(new QListView(window()))
    , m_model(new QStandardItemModel(this))
{
    setPlaceholderText(tr("Name or address"));
    setAccessibleName(tr("Find a person"));
    setClearButtonEnabled(true);
    // A child of the window, not a popup: the keyboard stays in the field.
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RowDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("People found"));
    m_list->hide();
    connect(m_list, &QListView::clicked, this, &PersonPicker::choose);
    connect(this, &QLineEdit::textEdited, this, &PersonPicker::look);
}

PersonPicker::~PersonPicker() = default;

void PersonPicker::look()
{
    const auto round = ++m_round;
    if (text().trimmed().isEmpty()) {
        m_list->hide();
        return;
    }
    m_desk.people.find(text().trimmed(), mostFound)
        .then(this, [this, round](const Result<QList<PersonSummary>> &people) {
            if (round == m_round && people)
                showFound(*people);
        });
}

void PersonPicker::showFound(const QList<PersonSummary> &people)
{
    m_model->clear();
    for (const PersonSummary &person : people) {
        auto *item = new QStandardItem(Words::name(person.name, person.address));
        item->setData(Words::name(person.name, person.address), TitleRole);
        item->setData(displayLine(person.address), SubtitleRole);
        item->setData(person.id.value, AvatarRole);
        item->setData(person.id.value, idRole);
        item->setEditable(false);
        m_model->appendRow(item);
    }
    m_list->setParent(window());
    m_list->setVisible(!people.isEmpty() && hasFocus());
    if (people.isEmpty())
        return;
    m_list->setCurrentIndex(m_model->index(0, 0));
    const int height = m_list->sizeHintForRow(0) * static_cast<int>(people.size()) + 4;
    const QPoint below = mapTo(window(), QPoint(0, this->height() + 2));
    const bool fits = below.y() + height < window()->height();
    m_list->setGeometry(below.x(),
                        fits ? below.y() : mapTo(window(), QPoint(0, 0)).y() - height - 2,
                        qMax(260, width()), height);
    m_list->raise();
}

void PersonPicker::choose()
{
    const QModelIndex index = m_list->currentIndex();
    if (!m_list->isVisible() || !index.isValid())
        return;
    m_list->hide();
    ++m_round;
    const PersonId id{index.data(idRole).toLongLong()};
    const QString name = index.data(TitleRole).toString();
    const QString address = index.data(SubtitleRole).toString();
    clear();
    Q_EMIT picked(id, name, address);
}

void PersonPicker::keyPressEvent(QKeyEvent *event)
{
    const int rows = m_model->rowCount();
    const int row = m_list->currentIndex().row();
    if (m_list->isVisible() && rows > 0) {
        switch (event->key()) {
        case Qt::Key_Down:
            m_list->setCurrentIndex(m_model->index((row + 1) % rows, 0));
            return;
        case Qt::Key_Up:
            m_list->setCurrentIndex(m_model->index((row + rows - 1) % rows, 0));
            return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return;
        case Qt::Key_Escape:
            m_list->hide();
            return;
        default:
            break;
        }
    }
    QLineEdit::keyPressEvent(event);
}

void PersonPicker::focusOutEvent(QFocusEvent *event)
{
    QLineEdit::focusOutEvent(event);
    m_list->hide();
}

} // namespace casement

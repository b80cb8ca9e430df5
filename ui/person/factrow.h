// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/domain/fact.h"

#include <QWidget>

class QVBoxLayout;

namespace casement
{

/// One fact in the person panel: the words, where they come from, and, when it is time, the
/// question whether they are still true. Tells what is wanted; does nothing itself.
class FactRow final : public QWidget
{
    Q_OBJECT
public:
    FactRow(const Fact &fact, Timestamp now, QWidget *parent);

Q_SIGNALS:
    void messageWanted();
    void personWanted(casement::PersonId id);
    void editWanted();
    void removalWanted();
    void confirmed();

private:
    void addSource(const Fact &fact, QVBoxLayout *layout);
    void addQuestion(QVBoxLayout *layout);
};

} // namespace casement

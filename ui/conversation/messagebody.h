// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/conversation/safedocument.h"

#include <QTextBrowser>

namespace casement
{

/// The words of one message: as high as they are, selectable by mouse and keyboard, its links
/// reachable with Tab. It opens nothing and loads nothing itself.
class MessageBody final : public QTextBrowser
{
    Q_OBJECT
public:
    explicit MessageBody(QWidget *parent = nullptr);

    [[nodiscard]] SafeDocument &safeDocument() { return *m_document; }
    /// Empties it; what is put in then is laid out for \a width.
    void prepare(int width);
    /// The text was put in anew.
    void refilled();
    /// An image came in: the height may be another.
    void refreshHeight();
    /// Marks every \a needle, the one at \a current (from 0) more strongly; returns how many there
    /// are.
    int mark(const QString &needle, int current);
    /// Where the strongly marked one stands, in this widget's coordinates; null when there is none.
    [[nodiscard]] QRect currentMark() const { return m_currentMark; }

    /// Words that somebody asks something with: underlined, until others are given.
    void setQuotes(const QStringList &quotes);
    /// Where each of them stands, in this widget's coordinates, from its first line to its last;
    /// null where the shown text does not have it (folded away, or said otherwise).
    [[nodiscard]] QList<QRect> quoteRects() const;

    [[nodiscard]] QString selectedText() const;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// Never loads anything, whatever is asked for.
    QVariant loadResource(int type, const QUrl &name) override;

Q_SIGNALS:
    void linkActivated(const QString &url, const QString &text);
    void linkHovered(const QString &url);
    void quoteToggled();
    void moreWanted();
    void replyWanted(const QString &selection);
    void factWanted(const QString &selection);
    void askWanted(const QString &selection);
    void promiseWanted(const QString &selection);

protected:
    void doSetSource(const QUrl &name, QTextDocument::ResourceType type) override;
    bool viewportEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void activate(const QUrl &url);
    void showSelections();
    void findQuotes();

    SafeDocument *m_document;
    QStringList m_quotes;
    QList<QTextCursor> m_quoted; ///< null ones for those that are not shown
    QList<ExtraSelection> m_found;
    QRect m_currentMark;
    mutable int m_knownWidth = -1;
    mutable int m_knownHeight = 0;
};

} // namespace casement

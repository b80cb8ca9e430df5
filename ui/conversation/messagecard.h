// SPDX-FileCopyrightText: 2026 The Casement authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/desk/conversations.h"

#include <QFrame>
#include <QPointer>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace casement
{

class CodeHighlighter;
class ElidedLabel;
class MessageBody;

/// One line of the timeline, and how it is shown. Outlives its card, which exists only near the
/// visible part.
struct TimelineEntry {
    TimelineItem item;
    int height = 0; ///< pixels; measured, or a guess
    bool isMeasured = false;
    bool showsQuotes = false;
    bool allowsRemote = false; ///< a person clicked "load" for this message
    bool isSelected = false;
    bool isFirstUnread = false;
    qsizetype limit = 32'768;  ///< how much of the text is laid out
    bool isHtmlWanted = false; ///< rendered() has been asked for
    std::optional<RenderedMessage> rendered;
};

/// The same thing in two pages of a timeline.
struct TimelineKey {
    int kind = 0;
    qint64 id = 0;
    qint64 at = 0; ///< tells audit lines apart; 0 for the others

    auto operator<=>(const TimelineKey &) const = default;
};
[[nodiscard]] TimelineKey keyOf(const TimelineItem &item);

/// One message, internal note, audit line, passage or heading as a widget.
class MessageCard final : public QFrame
{
    Q_OBJECT
public:
    MessageCard(CodeHighlighter &code, QWidget *parent);

    /// Shows \a entry; \a zoom is in points added to the usual size. \a width is what the card will
    /// have: the text is laid out for it at once.
    void show(const TimelineEntry &entry, int zoom, int width);
    /// Only what changes without new text: selection, delivery, where the keyboard is.
    void refresh(const TimelineEntry &entry, bool isCurrent);
    /// It stands beside messages of other conversations: instead of what is done to a conversation
    /// its menu offers to open that.
    void setIsElsewhere(bool elsewhere) { m_isElsewhere = elsewhere; }
    [[nodiscard]] MessageBody *body() const { return m_body; }
    [[nodiscard]] const TimelineItem &item() const { return m_item; }
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    /// Whether taking it away would lose something: focus or a selection of text.
    [[nodiscard]] bool isInUse() const;

Q_SIGNALS:
    void pressed(Qt::KeyboardModifiers modifiers);
    void personActivated(casement::PersonId id);
    void sessionActivated(casement::SessionId id);
    void attachmentActivated(int index);
    void linkActivated(const QString &url, const QString &text);
    void linkHovered(const QString &url);
    void remoteWanted();
    void quoteToggled();
    void moreWanted();
    void originalWanted();
    void versionsWanted();
    void sessionWanted();
    void replyWanted(const QString &selection);
    void factWanted(const QString &selection);
    void askWanted(const QString &selection);
    void promiseWanted(const QString &selection);
    void askActivated(casement::AskId id);
    void undoWanted(casement::OutboxId id);
    void retryWanted(casement::OutboxId id);
    void removalWanted(casement::NoteId id);
    void splitOffWanted();
    void passageActivated(casement::ConversationId id);
    /// It is to be shown in its conversation.
    void conversationWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    [[nodiscard]] bool isNote() const { return m_item.kind == TimelineItem::Kind::Note; }
    [[nodiscard]] bool isOurs() const;
    /// One line between messages: no head with an author, no body, no menu.
    [[nodiscard]] bool isLine() const;
    /// A line that opens a conversation.
    [[nodiscard]] bool isLink() const { return m_item.passage.isValid(); }
    void build();
    void fillHead();
    void fillBody(const TimelineEntry &entry, int width);
    void fillNotices(const TimelineEntry &entry);
    void fillAttachments();
    void fillFoot();
    void addAsks();
    /// The marks in the margin, and the ask that each is of.
    [[nodiscard]] QList<std::pair<QRect, qsizetype>> askMarks() const;
    void paintAskMarks(QPainter &painter) const;
    void showMenu();
    QWidget *notice(const QString &iconName, const QString &text, const QString &action,
                    void (MessageCard::*signal)());

    CodeHighlighter &m_code;
    TimelineItem m_item;
    TimelineEntry m_entry;
    int m_zoom = 0;
    bool m_isSelected = false;
    bool m_isCurrent = false;
    bool m_isElsewhere = false;
    QVBoxLayout *m_layout = nullptr;
    QLabel *m_separator = nullptr;
    QWidget *m_head = nullptr;
    QLabel *m_icon = nullptr;
    QToolButton *m_author = nullptr;
    ElidedLabel *m_role = nullptr;
    QToolButton *m_edited = nullptr;
    QLabel *m_time = nullptr;
    QToolButton *m_menuButton = nullptr;
    QWidget *m_notices = nullptr;
    MessageBody *m_body = nullptr;
    QWidget *m_attachments = nullptr;
    QWidget *m_foot = nullptr;
};

} // namespace casement
